"""Labels: whether they are what the pages say, and the same throughout the document."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.guide.findings import finding as finding_of
from stapsgewijs.guide.label_difference import part_of, rule_of_difference
from stapsgewijs.guide.label_text import bare, is_note_word, is_word_part, leads_in, normal
from stapsgewijs.guide.model import Label
from stapsgewijs.guide.other_names import NamedLabel
from stapsgewijs.labels import ENGLISH, Message, fold
from stapsgewijs.lint.languages import is_little_word, is_stressed
from stapsgewijs.lint.replacement import difference_in_signs, mended
from stapsgewijs.lint.section_names import section_names
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.binding import Binding
    from stapsgewijs.guide.model import Procedure
    from stapsgewijs.labels import Catalogue, Control
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

DIFFERS: Final = Rule("label-differs", Severity.WARNING, "A label that is not what the page says.")
CASE: Final = Rule("label-case", Severity.WARNING, "A label that differs from the page in capitals only.")
SIGNS: Final = Rule("label-punctuation", Severity.WARNING, "A label that differs from the page in punctuation only.")
SPLIT: Final = Rule("label-split", Severity.WARNING, "A label of which the first or last word is not bold.")
SWALLOWED: Final = Rule("label-swallowed", Severity.WARNING, "Bold text that holds a word more than the label.")
UNTRANSLATED: Final = Rule("label-untranslated", Severity.WARNING, "A label that was left in English.")
UNBOUND: Final = Rule("label-unbound", Severity.ERROR, "A label that nothing on the pages has, but something is near.")
UNKNOWN: Final = Rule("label-unknown", Severity.ERROR, "A label that nothing on the pages has, or anything like it.")
AMBIGUOUS: Final = Rule("label-ambiguous", Severity.ERROR, "A label that can be more than one thing on the pages.")
INCONSISTENT: Final = Rule("label-inconsistent", Severity.WARNING, "One thing on the page, called by two names.")
NOT_SIMULATED: Final = Rule("label-not-simulated", Severity.NOTE, "Labels of pages that are not simulated.")
RULES: Final = (
    DIFFERS,
    CASE,
    SIGNS,
    SPLIT,
    SWALLOWED,
    UNTRANSLATED,
    UNBOUND,
    UNKNOWN,
    AMBIGUOUS,
    INCONSISTENT,
    NOT_SIMULATED,
)

_MOST_NAMED: Final = 5
_NEARLY: Final = 0.85
"""Bold in a note is a label when it looks so much like one; else it may as well be a word that is stressed."""

_NEAREST: Final = "Nothing on the pages is called “{text}”; nearest: “{expected}”."
_SHORTEST_PART: Final = 4


class Renamed(NamedTuple):
    """A control that documents are known to call otherwise than the `page`, as something that documents name."""

    page: str

    def is_told(self, label: Label) -> bool:
        """Return whether a label is the page's name."""
        return normal(label.text) == normal(self.page)


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    if document.guide is None or context.product is not None:  # then `product_strings` judges them
        return
    guide = context.recognised(document.guide, document.locale)
    is_ours = not context.is_other_product
    simulated = [each for each in guide.procedures if is_ours and context.is_simulated(each, guide)]
    bindings = context.bindings(replace(guide, procedures=tuple(simulated)), document.locale) if simulated else ()
    catalogue = context.catalogue(document.locale)
    quoted = section_names(document, context.claim_words(document.locale))
    sections = {document.place(each.name.start) for each in quoted}
    nothing = {
        each
        for each in bindings
        if (each.label.line, each.label.column) in sections or _names_nothing(document, each, catalogue)
    }
    bindings = tuple(each for each in bindings if each not in nothing)
    others = [each for each in guide.procedures if each not in simulated]
    named = [each for each in _labels_of(document, others) if (each.label.line, each.label.column) not in sections]
    account = document.account
    account.named += _other_names(document, bindings, catalogue)
    account.none |= {(each.label.line, each.label.column) for each in nothing} | sections
    told: set[tuple[int, int]] = set()
    for binding in bindings:
        finding = _judged(document, binding, catalogue, context)
        control = binding.control
        if finding or (control and catalogue and catalogue.label(control)):
            account.compared(binding.label, is_right=finding is None)
        if finding:
            told.add((binding.label.line, binding.label.column))
            yield finding
    for each in named:
        control = context.same(each.label.text, document.locale) if is_ours else None
        if control and (finding := _compared(document, each.label, control, catalogue, context, simulated=False)):
            account.compared(each.label, is_right=False)
            told.add((each.label.line, each.label.column))
            yield finding._replace(edits=())
    every = [*(_Named(each.procedure, each.label, each.control) for each in bindings), *named]
    every = [each for each in every if (each.label.line, each.label.column) not in told]
    for finding in _inconsistent(document, every):
        told.add((finding.line, finding.column))
        yield finding
    _note_names(document, context, [each for each in every if (each.label.line, each.label.column) not in told])
    if simulated:
        known_places = {(each.label.line, each.label.column) for each in every} | told | sections
        yield from _beside(document, context, catalogue, known_places)
    known = context.names(document.locale)
    if is_ours:
        yield from _elsewhere(document, others, [each for each in named if normal(each.label.text) not in known])


def _other_names(document: Document, bindings: Iterable[Binding], catalogue: Catalogue | None) -> Iterator[NamedLabel]:
    """Give the labels of controls that documents are known to call otherwise: by the page's name, or by another one."""
    for each in bindings if catalogue else ():
        control = each.control
        known = catalogue.aliases.get(control, ()) if catalogue and control else ()
        page = catalogue.label(control) if catalogue and control and known else ""
        if page and normal(each.label.text) in {normal(name) for name in (page, *known)}:
            yield NamedLabel(document.shown, document.language, Renamed(page), each.label)


def _note_names(document: Document, context: Context, labels: Sequence[_Named]) -> None:
    """Note what the document calls things, for other documents in its language: where no catalogue says it."""
    if not document.locale or (context.catalogue(document.locale) and not context.is_other_product):
        return
    source = _source_names(document, context)
    for each in labels:
        if thing := each.control or source.get((each.label.line, each.label.column)):
            document.account.named.append(NamedLabel(document.shown, document.language, thing, each.label))


def _source_names(document: Document, context: Context) -> dict[tuple[int, int], str]:
    """Return what the source calls labels, by their place: the names of what they stand for."""
    source = context.source_of(document)
    if document.guide is None or source is None or source.guide is None or source.path == document.path:
        return {}
    from stapsgewijs.lint.source_labels import labels_in_source  # noqa: PLC0415  # only where there is a source

    return {place: normal(each.text) for place, each in labels_in_source(document.guide, source.guide).items()}


def _beside(
    document: Document, context: Context, catalogue: Catalogue | None, known: set[tuple[int, int]]
) -> Iterator[Finding]:
    """Give what is wrong with labels in notes and in cells of tables: bold that is, or nearly is, what a page says."""
    for block in document.blocks:
        for span in block.spans if block.quote or block.cell else ():
            label = Label(span.text, *document.place(span.start))
            line = document.line(label.line)
            if span.kind is not Kind.BOLD or (label.line, label.column) in known or is_word_part(label, line):
                continue
            control = context.same(span.text, document.locale)
            if control and (finding := _compared(document, label, control, catalogue, context)):
                yield finding
            elif control or catalogue is None or leads_in(label, line) or normal(span.text) in _known_to(catalogue):
                continue
            elif (near := catalogue.nearest(span.text)) and _is_near(span.text, near):
                message = Message.of(_NEAREST, text=span.text, expected=near)
                yield mended(document, label, UNBOUND, message, near, certain=False)


def _known_to(catalogue: Catalogue) -> set[str]:
    return {normal(each) for each in catalogue.labels.values()}


def _is_near(text: str, near: str) -> bool:
    from stapsgewijs.guide.binding.similarity import whole_similarity  # noqa: PLC0415  # only for what is not exact

    return whole_similarity(text, near) >= _NEARLY


class _Named(NamedTuple):
    """A label and, where the pages that it is about are simulated, what it stands for."""

    procedure: str
    label: Label
    control: Control | None


def _labels_of(document: Document, procedures: Sequence[Procedure]) -> Iterator[_Named]:
    """Give the labels of procedures that are not simulated: what is bold, and neither leads in nor begins a word."""
    for procedure in procedures:
        for step in procedure.steps:
            for label in step.labels:
                line = document.line(label.line)
                if is_word_part(label, line) or leads_in(label, line):
                    document.account.none.add((label.line, label.column))
                else:
                    yield _Named(procedure.id, label, None)


def _names_nothing(document: Document, binding: Binding, catalogue: Catalogue | None) -> bool:
    """Return whether bold text leads a sentence in, or is a letter of a word, and nothing on the pages is called so."""
    label, control = binding.label, binding.control
    line = document.line(label.line)
    expected = catalogue.label(control) if catalogue and control else ""
    if control and normal(label.text) in {normal(expected), normal(control.msgid)}:
        return False
    if is_word_part(label, line) or is_stressed(normal(label.text), document.locale):
        return True
    if not leads_in(label, line):
        return False
    return is_note_word(label.text) or not (control or (catalogue and catalogue.nearest(label.text)))


def _judged(document: Document, binding: Binding, catalogue: Catalogue | None, context: Context) -> Finding | None:
    if binding.control is None:
        return _unbound(document, binding, catalogue)
    if found := _compared(document, binding.label, binding.control, catalogue, context):
        return found
    expected = catalogue.label(binding.control) if catalogue else ""
    same = not expected or fold(binding.label.text) == fold(expected)
    return None if same else _different(document, binding, expected)


def _compared(  # noqa: PLR0913  # what a label is compared with
    document: Document,
    label: Label,
    control: Control,
    catalogue: Catalogue | None,
    context: Context,
    *,
    simulated: bool = True,
) -> Finding | None:
    """Return what is wrong with a label that is the control's, but for its language, capitals or punctuation.

    Of a page that is not `simulated` nobody knows what it says, only what others do.
    """
    text, expected = label.text, catalogue.label(control) if catalogue else ""
    if fold(text) == fold(expected):
        return None
    is_same = bool(expected) and normal(text) == normal(expected)
    english = {normal(control.msgid), normal(context.english.labels.get(control, control.msgid))}
    if document.locale != ENGLISH and not is_same and normal(text) in english and (expected or not text.isupper()):
        told = "The label “{text}” was left in English."
        if expected:
            told = "The label “{text}” was left in English; the page says “{expected}”."
        if expected and not simulated:
            told = "The label “{text}” was left in English; other pages say “{expected}”."
        return mended(document, label, UNTRANSLATED, Message.of(told, text=text, expected=expected), expected)
    if not is_same:
        return None
    rule = CASE if rule_of_difference(text, expected, "", 1) == CASE.id else SIGNS
    what = difference_in_signs(text, expected)
    told = "“{text}” differs from the page in {what}: “{expected}”."
    if not simulated:
        told = "“{text}” differs from what other pages say in {what}: “{expected}”."
    return mended(document, label, rule, Message.of(told, text=text, what=what, expected=expected), expected)


def _different(document: Document, binding: Binding, expected: str) -> Finding:
    label = binding.label
    rule = rule_of_difference(label.text, expected, document.line(label.line), label.column)
    if rule == SWALLOWED.id:
        told = "The bold text “{text}” holds more than the label “{expected}”."
        message = Message.of(told, text=label.text, expected=expected)
        return mended(document, label, SWALLOWED, message, expected)
    if rule == SPLIT.id and (beside := part_of(label.text, expected)):
        return _partly(document, label, expected, beside)
    if rule == SPLIT.id:
        message = Message.of("Only “{text}” is bold of the label “{expected}”.", text=label.text, expected=expected)
        return mended(document, label, SPLIT, message, expected)
    told = "The guide says “{text}”, the page says “{expected}”."
    message = Message.of(told, text=label.text, expected=expected)
    found = mended(document, label, DIFFERS, message, expected, certain=not binding.by_place)
    # Nobody finds a control under a name that is nothing like its own.
    return found._replace(severity=Severity.ERROR) if binding.by_place else found


def _unbound(document: Document, binding: Binding, catalogue: Catalogue | None) -> Finding | None:
    text = binding.label.text
    if catalogue is None:  # without a catalogue nobody can say what a label should be
        return None
    if binding.candidates:
        names = ", ".join(f"“{catalogue.label(each)}” ({each.role})" for each in binding.candidates)
        message = Message.of("“{text}” can be more than one thing on the pages: {expected}.", text=text, expected=names)
        return mended(document, binding.label, AMBIGUOUS, message, "")
    if whole := _whole_of(text, catalogue):
        return _partly(document, binding.label, whole, part_of(text, whole) or ("", ""))
    if all(is_little_word(each, document.locale) for each in normal(text).split()):
        message = Message.of("“{text}” is a word of the sentence and no label; write it without asterisks.", text=text)
        return mended(document, binding.label, SWALLOWED, message, "")
    if near := catalogue.nearest(text):
        message = Message.of(_NEAREST, text=text, expected=near)
        return mended(document, binding.label, UNBOUND, message, near, certain=False)
    message = Message.of("Nothing on the pages is called “{text}”, or anything like it.", text=text)
    return mended(document, binding.label, UNKNOWN, message, "")


def _whole_of(text: str, catalogue: Catalogue) -> str:
    """Return the one label that has these words at its beginning or end, maybe with others beside them; else none."""
    part = normal(text)
    if len(part) < _SHORTEST_PART:
        return ""
    labels = {normal(each): each for each in catalogue.labels.values()}
    found = [each for each in labels if each != part and (each.startswith(f"{part} ") or each.endswith(f" {part}"))]
    found = found or [each for each in labels if part_of(text, each)]
    return labels[found[0]] if len(found) == 1 else ""


def _partly(document: Document, label: Label, expected: str, beside: tuple[str, str]) -> Finding:
    before, behind = beside
    words = " ".join(each for each in beside if each)
    told = "“{text}” holds only a part of the label “{expected}”."
    if words:
        told = "“{text}” holds only a part of the label “{expected}”; “{words}” is no part of it."
    message = Message.of(told, text=label.text, expected=expected, words=words)
    better = " ".join(each for each in (before, f"**{expected}**", behind) if each)
    return mended(document, label, SPLIT, message, "")._replace(suggestion=better)


def _inconsistent(document: Document, labels: Sequence[_Named]) -> Iterator[Finding]:
    """Give labels that the document itself writes in another way elsewhere; the most frequent way is right."""
    for group in _alike(labels):
        counted = Counter(fold(each.label.text) for each in group)
        usual, _ = counted.most_common(1)[0]
        first = next(each for each in group if fold(each.label.text) == usual)
        for each in group:
            if fold(each.label.text) != usual:
                told = "“{text}” is called “{usual}” elsewhere (line {line})."
                message = Message.of(told, text=each.label.text, usual=usual, line=first.label.line)
                yield mended(document, each.label, INCONSISTENT, message, usual, certain=False)


def otherwise(document: Document, named: NamedLabel, first: NamedLabel) -> Finding:
    """Return the finding about a label of a thing that another document in the language calls otherwise."""
    label, expected = named.label, bare(first.label.text)
    place = f"{first.path}:{first.label.line}"
    told = finding_of(INCONSISTENT.id, label.line, label.column, label.text, expected=expected, place=place)
    return mended(document, label, INCONSISTENT, told.wording or Message(told.message), expected, certain=False)


def _alike(labels: Sequence[_Named]) -> Iterable[list[_Named]]:
    """Group what stands for one control, and what is the same but for capitals and punctuation."""
    groups: dict[object, list[_Named]] = {}
    for each in labels:
        groups.setdefault(each.control or normal(each.label.text) or each.label.text, []).append(each)
    return [each for each in groups.values() if len(each) > 1]


def _elsewhere(document: Document, procedures: Sequence[Procedure], labels: Sequence[_Named]) -> Iterator[Finding]:
    """Give one finding for all labels of pages that are not simulated."""
    names = list(dict.fromkeys(f"“{each.label.text}”" for each in labels))
    if not names:
        return
    ids = {each.procedure for each in labels}
    first = next(each for each in procedures if each.id in ids)
    listed: str | Message = ", ".join(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        listed = Message.of("{names} and {count} more", names=listed, count=len(names) - _MOST_NAMED)
    told = "Not simulated, so not compared: {count} labels ({names})."
    if len(names) == 1:
        told = "Not simulated, so not compared: 1 label ({names})."
    yield document.at_line(NOT_SIMULATED, first.line, Message.of(told, count=len(names), names=listed))
