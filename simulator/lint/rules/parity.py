"""Translation parity: what the source says and the translation does not, or the other way round, or elsewhere.

A procedure is known by its anchor, a step by its place, a picture by its file name, a label by the control that it
stands for; what is known by nothing is counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from simulator.lint.findings import Level, LintRule
from simulator.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from simulator.guide.binding import Binding
    from simulator.guide.model import Guide, Procedure, Step
    from simulator.lint.context import Context
    from simulator.lint.document import Document
    from simulator.lint.findings import LintFinding
    from simulator.lint.spans import Span

PROCEDURE: Final = LintRule("parity-procedure", Level.ERROR, "A procedure that only one of the two languages has.")
STEP: Final = LintRule("parity-step", Level.ERROR, "A procedure with more or fewer steps than its source.")
LABEL: Final = LintRule("parity-label", Level.WARNING, "A label that the step in the other language does not name.")
PICTURE: Final = LintRule("parity-picture", Level.WARNING, "A picture that the other language does not show there.")
NOTE: Final = LintRule("parity-note", Level.WARNING, "A note that only one of the two languages has.")
LINK: Final = LintRule("parity-link", Level.WARNING, "A link that only one of the two languages has.")
RULES: Final = (PROCEDURE, STEP, LABEL, PICTURE, NOTE, LINK)


def check(document: Document, context: Context) -> Iterator[LintFinding]:
    """Give the findings of this family; none when there is no source to compare with."""
    source = context.source_of(document)
    if source is None or source.path == document.path:
        return
    guide, wanted = document.guide, source.guide
    if wanted is None:
        return
    if guide is None:
        message = f"The source has {len(wanted.procedures)} procedures, this document has none."
        yield document.at_line(PROCEDURE, 1, message)
        return
    pairs = _pairs(guide, wanted)
    yield from _procedures(document, guide, wanted, pairs)
    for ours, theirs in pairs:
        yield from _steps(document, ours, theirs)
        if len(ours.steps) == len(theirs.steps) and context.is_simulated(ours):
            sides = (guide, ours, document.locale), (wanted, theirs, source.locale)
            here, there = (
                context.bindings(replace(whole, procedures=(part,)), locale) for whole, part, locale in sides
            )
            yield from _labels(document, (ours, theirs), (here, there))
        elif len(ours.steps) == len(theirs.steps):
            yield from _label_counts(document, ours, theirs)
    yield from _notes(document, guide, wanted, pairs)
    yield from _links(document, source)


def _pairs(guide: Guide, wanted: Guide) -> list[tuple[Procedure, Procedure]]:
    """Return the procedures that are the same: by anchor, or else, when none is and there are as many, by place."""
    known = {each.id: each for each in wanted.procedures}
    pairs = [(each, known[each.id]) for each in guide.procedures if each.id in known]
    if not pairs and len(guide.procedures) == len(wanted.procedures):
        return list(zip(guide.procedures, wanted.procedures, strict=True))
    return pairs


def _procedures(
    document: Document, guide: Guide, wanted: Guide, pairs: Sequence[tuple[Procedure, Procedure]]
) -> Iterator[LintFinding]:
    ours, theirs = {each.id for each, _ in pairs}, [each.id for _, each in pairs]
    for each in wanted.procedures:
        if each.id not in theirs:
            message = f"The procedure “{each.title}” of the source (line {each.line} there) is missing."
            yield document.at_line(PROCEDURE, 1, message)
    for each in guide.procedures:
        if each.id not in ours:
            message = f"The source has no procedure “{each.title}” (#{each.id})."
            yield document.at_line(PROCEDURE, each.line, message)
    order = [each.id for each in wanted.procedures if each.id in theirs]
    for (mine, other), right in zip(pairs, order, strict=False):
        if other.id != right:
            expected = next(each.title for each in wanted.procedures if each.id == right)
            message = f"Out of order: in the source “{expected}” comes before “{other.title}”."
            yield document.at_line(PROCEDURE, mine.line, message)
            return


def _steps(document: Document, ours: Procedure, theirs: Procedure) -> Iterator[LintFinding]:
    if len(ours.steps) != len(theirs.steps):
        less = len(ours.steps) < len(theirs.steps)
        place = _first_difference(ours.steps, theirs.steps)
        where = (theirs if less else ours).steps[place]
        what = f"missing, by its place: “{_short(where.action.text)}”" if less else "one too many by its place"
        line = ours.line if less else where.line
        message = f"“{ours.title}” has {len(ours.steps)} steps, its source has {len(theirs.steps)}; {what}."
        yield document.at_line(STEP, line, message)
        return
    here, there = (
        {shot.name: step for step in reversed(side.steps) for shot in step.screenshots} for side in (ours, theirs)
    )
    moved = [name for name, step in here.items() if name in there and there[name].number != step.number]
    if moved and set(here) == set(there):
        name = min(moved, key=lambda each: here[each].number)
        message = (
            f"Out of order: “{name}” is shown in step {here[name].number}, in the source in step {there[name].number}."
        )
        yield document.at_line(STEP, here[name].line, message)
        return
    for mine, other in zip(ours.steps, theirs.steps, strict=True):
        names, wanted = ([each.name for each in step.screenshots] for step in (mine, other))
        for told in _differences(names, wanted, "picture"):
            yield document.at_line(PICTURE, mine.line, f"Step {mine.number}: {told}")


def _first_difference(ours: Sequence[Step], theirs: Sequence[Step]) -> int:
    """Return the place of the step that is too many in the longer one: the first whose pictures do not go on alike."""
    longer, shorter = (ours, theirs) if len(ours) > len(theirs) else (theirs, ours)
    for place, (one, other) in enumerate(zip(longer, shorter, strict=False)):
        if _shape(one) != _shape(other):
            return place
    return len(shorter)


def _shape(step: Step) -> tuple[object, ...]:
    return tuple(each.name for each in step.screenshots), len(step.links), len(step.notes)


def _labels(
    document: Document,
    pair: tuple[Procedure, Procedure],
    bindings: tuple[Sequence[Binding], Sequence[Binding]],
) -> Iterator[LintFinding]:
    ours, theirs = pair
    for mine, other in zip(ours.steps, theirs.steps, strict=True):
        here = [each for each in bindings[0] if (each.procedure, each.step) == (ours.id, mine.number)]
        there = [each for each in bindings[1] if (each.procedure, each.step) == (theirs.id, other.number)]
        known, wanted = ([each.control.msgid for each in side if each.control] for side in (here, there))
        missing, extra = Counter(wanted) - Counter(known), Counter(known) - Counter(wanted)
        # A label that stands for nothing known may be any of those that are missing: then only the count says more.
        unknown = sum(each.control is None for each in here) - sum(each.control is None for each in there)
        if missing and unknown <= 0:
            names = ", ".join(f"“{each}”" for each in missing)
            yield document.at_line(
                LABEL, mine.line, f"Step {mine.number} does not name {names}, which its source does."
            )
        for each in here:
            if each.control and extra[each.control.msgid] > 0:
                extra[each.control.msgid] -= 1
                message = f"Step {mine.number} names “{each.label.text}” ({each.control.msgid}); its source does not."
                start = document.offset(each.label.line, each.label.column)
                yield document.finding(LABEL, (start, start + len(each.label.text)), message)


def _label_counts(document: Document, ours: Procedure, theirs: Procedure) -> Iterator[LintFinding]:
    """Compare what can be compared of pages that are not simulated: how many labels there are."""
    for mine, other in zip(ours.steps, theirs.steps, strict=True):
        if len(mine.labels) < len(other.labels):
            names = ", ".join(f"“{each.text}”" for each in other.labels)
            count = f"{len(mine.labels)}, not {len(other.labels)}"
            message = f"Step {mine.number} names fewer things than its source: {count} ({names})."
            yield document.at_line(LABEL, mine.line, message)


def _notes(
    document: Document, guide: Guide, wanted: Guide, pairs: Sequence[tuple[Procedure, Procedure]]
) -> Iterator[LintFinding]:
    sides = [
        ("before the first procedure", 1, [each.kind for each in guide.notes], [each.kind for each in wanted.notes])
    ]
    for ours, theirs in pairs:
        kinds, others = (
            [note.kind for step in each.steps for note in step.notes] + [note.kind for note in each.notes]
            for each in (ours, theirs)
        )
        sides.append((f"in “{ours.title}”", ours.line, kinds, others))
    for where, line, kinds, others in sides:
        if len(kinds) != len(others):
            message = f"Notes {where}: {len(kinds)}, in the source {len(others)}."
            yield document.at_line(NOTE, line, message)
        elif Counter(kinds) != Counter(others):
            told, right = (", ".join(each.value for each in side) for side in (kinds, others))
            yield document.at_line(NOTE, line, f"The notes {where} are of another kind ({told}; source: {right}).")


def _links(document: Document, source: Document) -> Iterator[LintFinding]:
    ours = [(span, _target(span)) for _, span in document.spans(Kind.LINK)]
    here, there = Counter(each for _, each in ours), Counter(_target(span) for _, span in source.spans(Kind.LINK))
    missing, extra = Counter(there) - Counter(here), Counter(here) - Counter(there)
    places = {target: (span.start, span.end) for span, target in reversed(ours)}
    if len(missing) == len(extra) == 1 and missing.total() == extra.total():
        (wanted,), (target,) = missing, extra
        message = f"The source links to “{wanted}”, this document to “{target}”."
        yield document.finding(LINK, places[target], message)
        return
    for target in missing:
        message = f"The source links to “{target}” {_times(there[target])}, this document {_times(here[target])}."
        yield document.at_line(LINK, 1, message)
    for target in extra:
        message = f"This document links to “{target}” {_times(here[target])}, its source {_times(there[target])}."
        yield document.finding(LINK, places[target], message)


def _target(span: Span) -> str:
    return span.target.removeprefix("./")


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _differences(ours: Sequence[Hashable], theirs: Sequence[Hashable], what: str) -> Iterator[str]:
    """Say what is missing, extra or in another order."""
    missing, extra = Counter(theirs) - Counter(ours), Counter(ours) - Counter(theirs)
    for each in missing:
        yield f"the {what} “{each}” of the source is missing."
    for each in extra:
        yield f"the {what} “{each}” is not in the source."
    if not missing and not extra and list(ours) != list(theirs):
        yield f"the {what}s are in another order than in the source."


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004  # what fits in a message
