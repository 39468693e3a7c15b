"""Translation parity: what the source says and the translation does not, or the other way round, or elsewhere.

A procedure is known by its anchor, a step by what it shows and links to, a picture by its file name, a label by the
control that it stands for. Each difference is told once: what a missing step showed is not missed again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.labels import Message
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
        said = "The source has {count} procedures, this document has none."
        message = Message.of(said, count=len(source.guide.procedures))
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
        told = "The source has the procedure “{title}” here (line {line} there), with other steps."
        message = Message.of(told, title=other.title, line=other.line)
        yield document.at_line(PROCEDURE, mine.line, message)
    for each in found.missing:
        if each.line not in gone:
            told = "The procedure “{title}” of the source (line {line} there) is missing."
            message = Message.of(told, title=each.title, line=each.line)
            yield document.at_line(PROCEDURE, both.places.line(each.line), message)
    for each in found.extra:
        if each.line not in come and not both.has_steps_in_source(each):
            message = Message.of("The source has no procedure “{title}” (#{id}).", title=each.title, id=each.id)
            yield document.at_line(PROCEDURE, each.line, message)
    for mine, other in found.moved:
        told = "Out of order: in the source “{title}” stands elsewhere (line {line} there)."
        message = Message.of(told, title=other.title, line=other.line)
        yield document.at_line(PROCEDURE, mine.line, message)


def _steps(both: Translation, pair: tuple[Procedure, Procedure], steps: Alignment[Step]) -> Iterator[Finding]:
    mine, other = pair
    told = "“{title}” has {count} steps, its source has {wanted}"
    counts = Message.of(told, title=mine.title, count=len(mine.steps), wanted=len(other.steps))
    if steps.doubtful:
        count = len(steps.missing) + len(steps.extra)
        which = _listed([each.number for each in steps.doubtful])
        if steps.missing:
            told = "{counts}; missing here is one of the steps {which} of the source."
            if count > 1:
                told = "{counts}; missing here is {count} of the steps {which} of the source."
            line = both.places.line(steps.missing[0].line)
        else:
            told = "{counts}; one of the steps {which} is not in the source."
            if count > 1:
                told = "{counts}; {count} of the steps {which} is not in the source."
            line = steps.extra[0].line
        yield both.ours.at_line(STEP, line, Message.of(told, counts=counts, count=count, which=which))
        return
    for each in steps.missing:
        told = "{counts}; missing here is step {number}: “{text}”."
        if both.is_said_otherwise(each, mine):
            told = "{counts}; step {number} there is no numbered step here: “{text}”."
        message = Message.of(told, counts=counts, number=each.number, text=_short(each.action.text))
        yield both.ours.at_line(STEP, both.places.line(each.line), message)
    for each in steps.extra:
        message = Message.of("{counts}; step {number} is not in the source.", counts=counts, number=each.number)
        yield both.ours.at_line(STEP, each.line, message)
    for step, there in steps.moved:
        told = "Out of order: this is step {number}, in the source step {wanted}: “{text}”."
        text = _short(there.action.text)
        message = Message.of(told, number=step.number, wanted=there.number, text=text)
        yield both.ours.at_line(STEP, step.line, message)


def _listed(numbers: Sequence[int]) -> Message:
    return Message.of("{one} and {other}", one=", ".join(map(str, numbers[:-1])), other=numbers[-1])


def _parts(both: Translation, rule: Rule, kind: Kind | None, what: str) -> Iterator[Finding]:
    from stapsgewijs.lint.parity.counterparts import differences

    ours, theirs = both.parts(kind)
    found, document, kind_of = differences(ours, theirs), both.ours, Message(what)
    for each in found.missing:
        told = "The {what} {name} of the source (line {line} there) is missing."
        message = Message.of(told, what=kind_of, name=_named(each), line=each.line)
        yield document.at_line(rule, both.places.line(each.line), message)
    known = {each.key for each in theirs}
    for each in found.extra:
        if kind is Kind.LINK and _is_bare(each.key, both.theirs.text):
            continue
        told = "The {what} {name} is not in the source."
        if each.key in known:
            told = "The {what} {name} comes here once more than in the source."
        yield document.finding(rule, each.where, Message.of(told, what=kind_of, name=_named(each)))
    for mine, other in found.replaced:
        told = "The source has the {what} {name} (line {line} there), this document {other}."
        if kind is Kind.LINK:
            told = "The source links to {name} (line {line} there), this document {other}."
        message = Message.of(told, what=kind_of, name=_named(other), line=other.line, other=_named(mine))
        yield document.finding(rule, mine.where, message)
    for mine, other in found.moved:
        place = both.ours.line(both.places.line(other.line)).strip()
        told = "Out of order: in the source the {what} {name} belongs to “{place}”."
        message = Message.of(told, what=kind_of, name=_named(mine), place=_short(place))
        yield document.finding(rule, mine.where, message)
    for mine, other in found.reordered:
        told = "Out of order: the {what} {name} comes later in the source (line {line} there)."
        message = Message.of(told, what=kind_of, name=_named(mine), line=other.line)
        yield document.finding(rule, mine.where, message)


def _is_bare(address: str, text: str) -> bool:
    """Return whether a text names an address without making a link of it: many pages make one."""
    return "://" in address and bool(re.search(rf"(?<![(<\]\"]){re.escape(address)}(?![\w/])", text))


def _named(part: Part) -> str | Message:
    return f"“{part.written or part.key}”" if part.key else Message("of an unknown kind")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004  # what fits in a message
