"""Labels: whether they are what the pages say, and the same throughout the document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from simulator.guide.similarity import normal
from simulator.labels import fold
from simulator.lint.findings import Level, LintRule
from simulator.lint.wording import mended

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from simulator.guide.binding import Binding
    from simulator.guide.model import Procedure
    from simulator.labels import Catalogue
    from simulator.lint.context import Context
    from simulator.lint.document import Document
    from simulator.lint.findings import LintFinding

DIFFERS: Final = LintRule("label-differs", Level.WARNING, "A label that is not what the page says.")
CASE: Final = LintRule("label-case", Level.WARNING, "A label that differs from the page in capitals only.")
SIGNS: Final = LintRule("label-punctuation", Level.NOTE, "A label that differs from the page in punctuation only.")
SPLIT: Final = LintRule("label-split", Level.WARNING, "A label of which the first or last word is not bold.")
SWALLOWED: Final = LintRule("label-swallowed", Level.WARNING, "Bold text that holds a word more than the label.")
UNTRANSLATED: Final = LintRule("label-untranslated", Level.WARNING, "A label that was left in English.")
UNBOUND: Final = LintRule("label-unbound", Level.ERROR, "A label that nothing on the pages has, but something is near.")
UNKNOWN: Final = LintRule("label-unknown", Level.ERROR, "A label that nothing on the pages has, or anything like it.")
AMBIGUOUS: Final = LintRule("label-ambiguous", Level.ERROR, "A label that can be more than one thing on the pages.")
INCONSISTENT: Final = LintRule("label-inconsistent", Level.WARNING, "One thing on the page, called by two names.")
NOT_SIMULATED: Final = LintRule("label-not-simulated", Level.NOTE, "Labels of pages that are not simulated.")
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

_SHARED_PICTURES: Final = 0.5
"""A procedure that shows so large a part of the pivot's pictures is about the same pages."""

_MOST_NAMED: Final = 5


def check(document: Document, context: Context) -> Iterator[LintFinding]:
    """Give the findings of this family."""
    bindings = context.bindings(document)
    if document.guide is None or not bindings:
        return
    catalogue = context.catalogue(document.locale)
    simulated = {each.id for each in document.guide.procedures if _is_simulated(each, context)}
    told: set[tuple[int, int]] = set()
    for each in bindings:
        if finding := _judged(document, each, catalogue, context, simulated=each.procedure in simulated):
            told.add((each.label.line, each.label.column))
            yield finding
    left = [each for each in bindings if (each.label.line, each.label.column) not in told]
    yield from _inconsistent(document, left, simulated)
    yield from _elsewhere(document, [each for each in bindings if each.procedure not in simulated])


def _is_simulated(procedure: Procedure, context: Context) -> bool:
    if context.pivot_guide.procedure(procedure.id):
        return True
    shown = _pictures(procedure)
    pivots = [_pictures(each) for each in context.pivot_guide.procedures]
    return any(len(shown & each) > _SHARED_PICTURES * len(each) for each in pivots if each)


def _pictures(procedure: Procedure) -> set[str]:
    return {picture.name for step in procedure.steps for picture in step.screenshots}


def _judged(
    document: Document, binding: Binding, catalogue: Catalogue | None, context: Context, *, simulated: bool
) -> LintFinding | None:
    text, control = binding.label.text, binding.control
    if control is None:
        return _unbound(document, binding, catalogue) if simulated else None
    english = {fold(control.msgid).casefold(), fold(context.english.labels.get(control, control.msgid)).casefold()}
    left = document.locale != "en" and fold(text).casefold() in english
    expected = catalogue.label(control) if catalogue else ""
    if fold(text) == fold(expected) or (not expected and not left):
        return None
    if left:
        told = f"; the page says “{expected}”" if expected else ""
        return mended(document, binding.label, UNTRANSLATED, f"The label “{text}” was left in English{told}.", expected)
    if normal(text) == normal(expected):
        rule = CASE if fold(text).casefold() == fold(expected).casefold() else SIGNS
        what = "capitals" if rule is CASE else "punctuation"
        message = f"“{text}” differs from the page in {what}: “{expected}”."
        return mended(document, binding.label, rule, message, expected)
    return _different(document, binding, expected) if simulated else None


def _different(document: Document, binding: Binding, expected: str) -> LintFinding:
    label = binding.label
    wanted, written = normal(expected).split(), normal(label.text).split()
    if _within(wanted, written):
        message = f"The bold text “{label.text}” holds more than the label “{expected}”."
        return mended(document, label, SWALLOWED, message, expected)
    around = normal(document.line(label.line)[max(label.column - 40, 0) : label.column - 1]).split()
    behind = normal(document.line(label.line)[label.column + len(label.text) : label.column + len(label.text) + 40])
    missing = [each for each in wanted if each not in written]
    if _within(written, wanted) and missing and (around[-1:] == wanted[:1] or behind.split()[:1] == wanted[-1:]):
        message = f"Only “{label.text}” is bold of the label “{expected}”."
        return mended(document, label, SPLIT, message, expected)
    return mended(document, label, DIFFERS, f"The guide says “{label.text}”, the page says “{expected}”.", expected)


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    places = range(len(whole) - len(part) + 1)
    return len(part) < len(whole) and any(list(whole[at : at + len(part)]) == list(part) for at in places)


def _unbound(document: Document, binding: Binding, catalogue: Catalogue | None) -> LintFinding | None:
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


def _inconsistent(document: Document, bindings: Sequence[Binding], simulated: Container[str]) -> Iterator[LintFinding]:
    """Give labels that the document itself writes in another way elsewhere; the most frequent way is right."""
    for group in _alike(bindings, simulated):
        counted = Counter(fold(each.label.text) for each in group)
        usual, _ = counted.most_common(1)[0]
        first = next(each for each in group if fold(each.label.text) == usual)
        for each in group:
            if fold(each.label.text) != usual:
                message = f"“{each.label.text}” is called “{usual}” elsewhere (line {first.label.line})."
                yield mended(document, each.label, INCONSISTENT, message, usual, certain=False)


def _alike(bindings: Sequence[Binding], simulated: Container[str]) -> Iterable[list[Binding]]:
    """Group what is bound to one control, and what is the same but for capitals and punctuation.

    Of pages that are not simulated the controls are not known: what is bound there only looks like something else.
    """
    groups: dict[object, list[Binding]] = {}
    for each in bindings:
        control = each.control if each.procedure in simulated else None
        groups.setdefault(control or normal(each.label.text) or each.label.text, []).append(each)
    return [each for each in groups.values() if len(each) > 1]


def _elsewhere(document: Document, bindings: Sequence[Binding]) -> Iterator[LintFinding]:
    """Give one finding for each procedure with labels of pages that are not simulated."""
    for procedure in document.guide.procedures if document.guide else ():
        names = [f"“{each.label.text}”" for each in bindings if each.procedure == procedure.id and not each.control]
        if names:
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            message = f"Not simulated, so not compared: {', '.join(names[:_MOST_NAMED])}{more}."
            yield document.at_line(NOT_SIMULATED, procedure.line, message)
