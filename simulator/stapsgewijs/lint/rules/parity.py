"""Translation parity: what the source says and the translation does not, or the other way round, or elsewhere.

A procedure is known by its anchor, a step by what it shows and links to, a picture by its file name, a label by the
control that it stands for. Each difference is told once: what a missing step showed is not missed again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.model import Procedure, Step
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document
    from stapsgewijs.lint.parity.alignment import Alignment
    from stapsgewijs.lint.parity.counterparts import Part
    from stapsgewijs.lint.parity.translation import Translation

PROCEDURE: Final = Rule("parity-procedure", Severity.ERROR, "A procedure that only one of the two languages has.")
STEP: Final = Rule("parity-step", Severity.ERROR, "A procedure with more or fewer steps than its source.")
LABEL: Final = Rule("parity-label", Severity.WARNING, "A label that the step in the other language does not name.")
PICTURE: Final = Rule("parity-picture", Severity.WARNING, "A picture that the other language does not show there.")
NOTE: Final = Rule("parity-note", Severity.WARNING, "A note that only one of the two languages has.")
LINK: Final = Rule("parity-link", Severity.WARNING, "A link that only one of the two languages has.")
RULES: Final = (PROCEDURE, STEP, LABEL, PICTURE, NOTE, LINK)

_PARTS: Final = ((PICTURE, Kind.PICTURE, "picture"), (NOTE, None, "note"), (LINK, Kind.LINK, "link"))


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family; none when there is no source to compare with."""
    source = context.source_of(document)
    if source is None or source.path == document.path or source.guide is None:
        return
    if document.guide is None:
        message = f"The source has {len(source.guide.procedures)} procedures, this document has none."
        yield document.at_line(PROCEDURE, 1, message)
        return
    from stapsgewijs.lint.parity.labels import label_differences
    from stapsgewijs.lint.parity.translation import Translation

    both = Translation(document, source, document.guide, source.guide)
    yield from _procedures(both)
    for mine, other, steps in both.steps:
        yield from _steps(both, (mine, other), steps)
        for told in label_differences(both, (mine, other), steps, context):
            if told.where is None:
                yield document.at_line(LABEL, told.line, told.message)
            else:
                yield document.finding(LABEL, told.where, told.message)
    for rule, kind, what in _PARTS:
        yield from _parts(both, rule, kind, what)


def _procedures(both: Translation) -> Iterator[Finding]:
    found, document = both.procedures, both.ours
    gone = {other.line for _, other in both.replaced}
    come = {mine.line for mine, _ in both.replaced}
    for mine, other in both.replaced:
        message = f"The source has the procedure “{other.title}” here (line {other.line} there), with other steps."
        yield document.at_line(PROCEDURE, mine.line, message)
    for each in found.missing:
        if each.line not in gone:
            message = f"The procedure “{each.title}” of the source (line {each.line} there) is missing."
            yield document.at_line(PROCEDURE, both.places.line(each.line), message)
    for each in found.extra:
        if each.line not in come and not both.has_steps_in_source(each):
            yield document.at_line(PROCEDURE, each.line, f"The source has no procedure “{each.title}” (#{each.id}).")
    for mine, other in found.moved:
        message = f"Out of order: in the source “{other.title}” stands elsewhere (line {other.line} there)."
        yield document.at_line(PROCEDURE, mine.line, message)


def _steps(both: Translation, pair: tuple[Procedure, Procedure], steps: Alignment[Step]) -> Iterator[Finding]:
    mine, other = pair
    counts = f"“{mine.title}” has {len(mine.steps)} steps, its source has {len(other.steps)}"
    if steps.doubtful:
        count = len(steps.missing) + len(steps.extra)
        which = f"{'one' if count == 1 else count} of the steps {_listed([each.number for each in steps.doubtful])}"
        if steps.missing:
            told, line = f"missing here is {which} of the source", both.places.line(steps.missing[0].line)
        else:
            told, line = f"{which} is not in the source", steps.extra[0].line
        yield both.ours.at_line(STEP, line, f"{counts}; {told}.")
        return
    for each in steps.missing:
        message = f"{counts}; missing here is step {each.number}: “{_short(each.action.text)}”."
        if both.is_said_otherwise(each, mine):
            message = f"{counts}; step {each.number} there is no numbered step here: “{_short(each.action.text)}”."
        yield both.ours.at_line(STEP, both.places.line(each.line), message)
    for each in steps.extra:
        yield both.ours.at_line(STEP, each.line, f"{counts}; step {each.number} is not in the source.")
    for step, there in steps.moved:
        wanted = f"step {there.number}: “{_short(there.action.text)}”"
        message = f"Out of order: this is step {step.number}, in the source {wanted}."
        yield both.ours.at_line(STEP, step.line, message)


def _listed(numbers: Sequence[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _parts(both: Translation, rule: Rule, kind: Kind | None, what: str) -> Iterator[Finding]:
    from stapsgewijs.lint.parity.counterparts import differences

    ours, theirs = both.parts(kind)
    found, document = differences(ours, theirs), both.ours
    for each in found.missing:
        message = f"The {what} {_named(each)} of the source (line {each.line} there) is missing."
        yield document.at_line(rule, both.places.line(each.line), message)
    known = {each.key for each in theirs}
    for each in found.extra:
        if kind is Kind.LINK and _is_bare(each.key, both.theirs.text):
            continue
        often = "comes here once more than in the source" if each.key in known else "is not in the source"
        yield document.finding(rule, each.where, f"The {what} {_named(each)} {often}.")
    for mine, other in found.replaced:
        verb = "links to" if kind is Kind.LINK else f"has the {what}"
        message = f"The source {verb} {_named(other)} (line {other.line} there), this document {_named(mine)}."
        yield document.finding(rule, mine.where, message)
    for mine, other in found.moved:
        place = both.ours.line(both.places.line(other.line)).strip()
        message = f"Out of order: in the source the {what} {_named(mine)} belongs to “{_short(place)}”."
        yield document.finding(rule, mine.where, message)
    for mine, other in found.reordered:
        message = f"Out of order: the {what} {_named(mine)} comes later in the source (line {other.line} there)."
        yield document.finding(rule, mine.where, message)


def _is_bare(address: str, text: str) -> bool:
    """Return whether a text names an address without making a link of it: many pages make one."""
    return "://" in address and bool(re.search(rf"(?<![(<\]\"]){re.escape(address)}(?![\w/])", text))


def _named(part: Part) -> str:
    return f"“{part.written or part.key}”" if part.key else "of an unknown kind"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004  # what fits in a message
