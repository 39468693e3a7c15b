"""Labels: whether they are what the pages say, and the same throughout the document."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.guide.label_difference import rule_of_difference
from stapsgewijs.guide.label_text import normal
from stapsgewijs.labels import fold
from stapsgewijs.lint.replacement import mended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.binding import Binding
    from stapsgewijs.guide.model import Label, Procedure
    from stapsgewijs.labels import Catalogue, Control
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

DIFFERS: Final = Rule("label-differs", Severity.WARNING, "A label that is not what the page says.")
CASE: Final = Rule("label-case", Severity.WARNING, "A label that differs from the page in capitals only.")
SIGNS: Final = Rule("label-punctuation", Severity.NOTE, "A label that differs from the page in punctuation only.")
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


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    guide = document.guide
    if guide is None:
        return
    simulated = [each for each in guide.procedures if context.is_simulated(each)]
    bindings = context.bindings(replace(guide, procedures=tuple(simulated)), document.locale) if simulated else ()
    others = [each for each in guide.procedures if each not in simulated]
    named = [_Named(each.id, label, None) for each in others for step in each.steps for label in step.labels]
    catalogue = context.catalogue(document.locale)
    told: set[tuple[int, int]] = set()
    for binding in bindings:
        if finding := _judged(document, binding, catalogue, context):
            told.add((binding.label.line, binding.label.column))
            yield finding
    for each in named:
        control = context.same(each.label.text, document.locale)
        if control and (finding := _compared(document, each.label, control, catalogue, context)):
            told.add((each.label.line, each.label.column))
            yield finding._replace(edits=())  # of a page that is not simulated nobody knows what it says
    every = [*(_Named(each.procedure, each.label, each.control) for each in bindings), *named]
    yield from _inconsistent(document, [each for each in every if (each.label.line, each.label.column) not in told])
    known = context.names(document.locale)
    yield from _elsewhere(document, others, [each for each in named if normal(each.label.text) not in known])


class _Named(NamedTuple):
    """A label and, where the pages that it is about are simulated, what it stands for."""

    procedure: str
    label: Label
    control: Control | None


def _judged(document: Document, binding: Binding, catalogue: Catalogue | None, context: Context) -> Finding | None:
    if binding.control is None:
        return _unbound(document, binding, catalogue)
    if found := _compared(document, binding.label, binding.control, catalogue, context):
        return found
    expected = catalogue.label(binding.control) if catalogue else ""
    same = not expected or fold(binding.label.text) == fold(expected)
    return None if same else _different(document, binding, expected)


def _compared(
    document: Document, label: Label, control: Control, catalogue: Catalogue | None, context: Context
) -> Finding | None:
    """Return what is wrong with a label that is the control's, but for its language, capitals or punctuation."""
    text, expected = label.text, catalogue.label(control) if catalogue else ""
    if fold(text) == fold(expected):
        return None
    english = {fold(control.msgid).casefold(), fold(context.english.labels.get(control, control.msgid)).casefold()}
    if document.locale != "en" and fold(text).casefold() in english:
        told = f"; the page says “{expected}”" if expected else ""
        return mended(document, label, UNTRANSLATED, f"The label “{text}” was left in English{told}.", expected)
    if not expected or normal(text) != normal(expected):
        return None
    rule = CASE if rule_of_difference(text, expected, "", 1) == CASE.id else SIGNS
    what = "capitals" if rule is CASE else "punctuation"
    return mended(document, label, rule, f"“{text}” differs from the page in {what}: “{expected}”.", expected)


def _different(document: Document, binding: Binding, expected: str) -> Finding:
    label = binding.label
    rule = rule_of_difference(label.text, expected, document.line(label.line), label.column)
    if rule == SWALLOWED.id:
        message = f"The bold text “{label.text}” holds more than the label “{expected}”."
        return mended(document, label, SWALLOWED, message, expected)
    if rule == SPLIT.id:
        message = f"Only “{label.text}” is bold of the label “{expected}”."
        return mended(document, label, SPLIT, message, expected)
    return mended(document, label, DIFFERS, f"The guide says “{label.text}”, the page says “{expected}”.", expected)


def _unbound(document: Document, binding: Binding, catalogue: Catalogue | None) -> Finding | None:
    text = binding.label.text
    if catalogue is None:  # without a catalogue nobody can say what a label should be
        return None
    if binding.candidates:
        names = ", ".join(f"“{catalogue.label(each)}” ({each.role})" for each in binding.candidates)
        message = f"“{text}” can be more than one thing on the pages: {names}."
        return mended(document, binding.label, AMBIGUOUS, message, "")
    if near := catalogue.nearest(text):
        message = f"Nothing on the pages is called “{text}”; nearest: “{near}”."
        return mended(document, binding.label, UNBOUND, message, near, certain=False)
    message = f"Nothing on the pages is called “{text}”, or anything like it."
    return mended(document, binding.label, UNKNOWN, message, "")


def _inconsistent(document: Document, labels: Sequence[_Named]) -> Iterator[Finding]:
    """Give labels that the document itself writes in another way elsewhere; the most frequent way is right."""
    for group in _alike(labels):
        counted = Counter(fold(each.label.text) for each in group)
        usual, _ = counted.most_common(1)[0]
        first = next(each for each in group if fold(each.label.text) == usual)
        for each in group:
            if fold(each.label.text) != usual:
                message = f"“{each.label.text}” is called “{usual}” elsewhere (line {first.label.line})."
                yield mended(document, each.label, INCONSISTENT, message, usual, certain=False)


def _alike(labels: Sequence[_Named]) -> Iterable[list[_Named]]:
    """Group what stands for one control, and what is the same but for capitals and punctuation."""
    groups: dict[object, list[_Named]] = {}
    for each in labels:
        groups.setdefault(each.control or normal(each.label.text) or each.label.text, []).append(each)
    return [each for each in groups.values() if len(each) > 1]


def _elsewhere(document: Document, procedures: Sequence[Procedure], labels: Sequence[_Named]) -> Iterator[Finding]:
    """Give one finding for each procedure with labels of pages that are not simulated."""
    for procedure in procedures:
        names = [f"“{each.label.text}”" for each in labels if each.procedure == procedure.id]
        if names:
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            message = f"Not simulated, so not compared: {', '.join(names[:_MOST_NAMED])}{more}."
            yield document.at_line(NOT_SIMULATED, procedure.line, message)
