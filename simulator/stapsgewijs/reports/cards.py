"""A failure as a card: what the guide says, what the page says, how that looks, and what to do next.

The cards are a pure function of a `Run`, and every format tells the same ones (`reports.card_text`). There is one for
each finding that is an error or a warning, and one for each scenario beside the guide that failed. What could not be
reached because of a failure is folded into its card, and is no card of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.reasons import NEAREST, NEAREST_LINE, NOT_THERE, ON_PAGE, THERE
from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.evidence.step_outcome import checkpoints_of, display_feature
from stapsgewijs.findings import Severity
from stapsgewijs.guide import Outcome
from stapsgewijs.guide.step_check import NOT_ON_PAGE, NOT_USED
from stapsgewijs.labels import Message
from stapsgewijs.reports.run_findings import run_result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.evidence.run import (
        GherkinStep,
        PageShot,
        ProcedureResult,
        Run,
        ScenarioEvidence,
        StepResult,
    )
    from stapsgewijs.findings import Finding
    from stapsgewijs.screenshots.comparison import PictureResult

_RIGHT_NAME: Final = frozenset(
    {"label-differs", "label-case", "label-punctuation", "label-split", "label-swallowed", "label-untranslated"}
)
"""Rules whose suggestion is what the page says, and not only what is nearest."""
_NEAREST: Final = frozenset({"label-unbound"})
_TO_ACCEPT: Final = frozenset(
    {
        "picture-changed",
        "picture-changed-words",
        "picture-wrong-size",
        "picture-captured-otherwise",
        "picture-elsewhere",
        "picture-not-accepted",
    }
)
"""Rules about a picture that is right again when it is accepted."""
_SHOWN: Final = _TO_ACCEPT | {"picture-highlight-left-out", "picture-shows-something-else"}
"""Rules about a picture of which one sees what is wrong with it."""
_TO_TAKE: Final = frozenset({"picture-missing", "picture-unusable", "picture-unreadable"})
"""Rules about a picture that a run takes."""
_ABOUT_FOLLOWING: Final = frozenset({"step-failed", "scenario-failed", "goal-not-reached"})
_QUOTED: Final = re.compile(r"“([^”]*)”")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS: Final = re.compile(r"\*\*|__|`|<[^<>]*>|^\s*(?:#{1,6}\s+|\d+[.)]\s+|[-*+>]\s+|(?:>\s*)+)")
_HEADING: Final = re.compile(r"\s*#*\s*")
_QUOTES: Final = "“”\"'"
_ALIKE: Final = 0.65
"""How much a name has to look like another (0 to 1) to be what was meant."""
_LONGEST: Final = 240
"""Characters of a line before and behind what is marked in it that are shown, at most."""

LOOK: Final = "Look at this line and correct it, or correct the page."
CHANGE: Final = "Change this line:"
PERHAPS: Final = "If that is what is meant, change this line:"
CHANGE_SCENARIO: Final = "If the scenario is wrong and not the page, change this line:"
ACCEPT: Final = "If the page is right, accept the new picture:"
REVIEW: Final = "Look at both pictures, and accept with the button:"
TAKE: Final = "Take the picture and accept it:"
AGAIN: Final = "Follow it again, and see the browser:"
WRITE: Final = "Write a scenario that follows the step, and end it with this line:"
NAME: Final = "Write the name of the procedure into the heading:"
DONE: Final = "What was done is {done}."


class NextKind(StrEnum):
    """What a person can do next: change a line, accept a picture, run a command, or look."""

    CHANGE = "change"
    ACCEPT = "accept"
    COMMAND = "command"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next, said in `told`.

    To change a line, `place` is its `path:line:column`, and `before` and `after` are the line as it is and as it should
    be; to run a command, or accept a picture with one, `command` is it. What is a proposal only is not `is_sure`.
    """

    kind: NextKind
    told: Message
    place: str = ""
    before: str = ""
    after: str = ""
    command: str = ""
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class GuideWords:
    """A line of the guide without its markup: `marked` is what it is about, between `before` and `behind`."""

    before: str = ""
    marked: str = ""
    behind: str = ""

    def __str__(self) -> str:
        """Return the line."""
        return f"{self.before}{self.marked}{self.behind}".strip()


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that is wrong.

    `id` stays the same while other lines come and go. `finding` is what was found, at `path:line:column`; `place` is
    its place in `Run.findings`, -1 for a scenario beside the guide. `page` is what the page says (or the telephone, or
    a browser: then `detail`, in English). `shot` is the page at that moment, `picture` the documented picture that it
    is about. `consequences` are the steps of the procedure that nobody could come to because of it.
    """

    id: str
    finding: Finding
    place: int
    guide: GuideWords
    procedure: str = ""
    title: str = ""
    step: int = 0
    page: tuple[Message, ...] = ()
    detail: str = ""
    shot: PageShot | None = None
    picture: PictureResult | None = None
    received: tuple[Message, ...] = ()
    next: tuple[NextStep, ...] = ()
    traces: tuple[str, ...] = ()
    consequences: tuple[int, ...] = ()
    scenario: str = ""

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.finding.severity

    @property
    def at(self) -> str:
        """Where it stands: `path:line:column`."""
        return self.finding.place


@dataclass(frozen=True, slots=True)
class _At:
    """Where in the run a finding stands."""

    procedure: ProcedureResult | None = None
    step: StepResult | None = None
    scenario: ScenarioEvidence | None = None
    failed: GherkinStep | None = None


def cards_of(run: Run, path: str) -> tuple[Card, ...]:
    """Return the cards of `run` in the order of the guide; `path` is how the guide is named."""
    told = run_result(run, path=path).findings
    places = [_place_of(run, each) for each in run.findings]
    made: list[Card] = []
    for number, (found, at) in enumerate(zip(told, places, strict=False)):
        if found.severity is not Severity.NOTE:
            made.append(_card(run, found, number, at))
    of_features = told[len(run.findings) :]
    for each in run.scenarios:
        if each.outcome is Outcome.FAILED and not each.procedure:
            line = next((one.line for one in each.steps if one.outcome is Outcome.FAILED), each.line)
            feature = display_feature(each.feature)
            mine = (one for one in of_features if (one.path, one.line, one.rule) == (feature, line, "scenario-failed"))
            made += [_scenario_card(run, found, each) for found in list(mine)[:1]]
    return _with_consequences(run, made)


def _card(run: Run, found: Finding, number: int, at: _At) -> Card:
    # The list of findings leaves out what its message says already.
    found = found._replace(suggestion=run.findings[number].suggestion)
    step, place = at.step, (found.line, found.column)
    # What is wrong behind the last step is not of a step: the scenario knows how it looked.
    of = step or at.scenario
    shots, pictures = of.shots if of else (), step.pictures if step else ()
    is_of_picture = found.rule.startswith("picture-")
    is_failure = found.rule in _ABOUT_FOLLOWING or bool(step and (found.line, found.rule) in step.causes)
    is_stop = bool(step and found.rule == "step-failed" and not step.causes)
    said, detail = _said(step, is_stop=is_stop, found=found)
    return Card(
        id=_id(found),
        finding=found,
        place=number,
        guide=_guide_words(found),
        procedure=at.procedure.id if at.procedure else "",
        title=at.procedure.title if at.procedure else "",
        step=step.number if step else 0,
        page=said,
        detail=detail,
        shot=None if is_of_picture else _shot_for(shots, found),
        picture=next((each for each in pictures if found.rule in _SHOWN and (each.line, each.column) == place), None),
        received=of.received if of and is_failure else (),
        next=tuple(_next(run, found, at, is_stop=is_stop)) or (NextStep(NextKind.LOOK, Message(LOOK), found.place),),
        traces=of.traces if of and is_failure else (),
        scenario=_named(at.scenario) if at.scenario else "",
    )


def _scenario_card(run: Run, found: Finding, scenario: ScenarioEvidence) -> Card:
    failed = next((each for each in scenario.steps if each.outcome is Outcome.FAILED), None)
    words = f"{failed.keyword} {failed.text}" if failed else scenario.name
    again = _command(run, found, scenario)
    return Card(
        id=_id(found),
        finding=found,
        place=-1,
        guide=GuideWords(marked=words),
        page=_of_page(scenario.reasons, scenario.received),
        detail="" if scenario.reasons else _without(scenario.reason, scenario.received),
        shot=scenario.shots[0] if scenario.shots else None,
        received=scenario.received,
        next=(NextStep(NextKind.COMMAND, Message(AGAIN), command=again),),
        traces=scenario.traces,
        scenario=_named(scenario),
    )


def _with_consequences(run: Run, cards: Sequence[Card]) -> tuple[Card, ...]:
    """Give the first card of each failed step the steps that nobody could come to because of it."""
    waiting = {
        (procedure.id, step.number): tuple(
            each.number
            for each in procedure.steps
            if each.failed_before == step.number and each.result is StepOutcome.NOT_REACHED
        )
        for procedure in run.procedures
        for step in procedure.steps
        if step.outcome is Outcome.FAILED
    }
    made = []
    for each in cards:
        is_error = each.severity is Severity.ERROR
        made.append(replace(each, consequences=waiting.pop((each.procedure, each.step), ()) if is_error else ()))
    return tuple(made)


def _place_of(run: Run, found: Finding) -> _At:
    for procedure, guided in zip(run.procedures, run.guide.procedures, strict=True):
        for step, written in zip(procedure.steps, guided.steps, strict=True):
            if written.line <= found.line <= written.end_line:
                return _followed(run, procedure, step)
        if procedure.line == found.line:
            return _followed(run, procedure, None)
    return _At()


def _followed(run: Run, procedure: ProcedureResult, step: StepResult | None) -> _At:
    """Return a place with the scenario that says most of it: the one that failed there, or else came there."""
    guided = run.guide.procedure(procedure.id)
    scenarios = [each for each in run.scenarios if each.procedure == procedure.id]
    if guided is None or step is None:
        told = [each for each in scenarios if each.outcome is Outcome.FAILED or each.shots]
        first = told[0] if told else None
        return _At(procedure, step, first, _failed_line(first))
    came = [(each, one) for each in scenarios for one in checkpoints_of(guided, each) if one.step == step.number]
    came.sort(key=lambda each: each[1].outcome is not Outcome.FAILED)
    if not came:
        return _At(procedure, step)
    scenario, checkpoint = came[0]
    is_stopped = checkpoint.outcome is Outcome.FAILED and not checkpoint.check.causes
    return _At(procedure, step, scenario, _failed_line(scenario) if is_stopped else None)


def _failed_line(scenario: ScenarioEvidence | None) -> GherkinStep | None:
    return next((each for each in scenario.steps if each.outcome is Outcome.FAILED), None) if scenario else None


def _said(step: StepResult | None, *, is_stop: bool, found: Finding) -> tuple[tuple[Message, ...], str]:
    """Return what the page says, as messages and, of what a browser says itself, in English."""
    if step and is_stop:
        if step.reasons:
            return _of_page(step.reasons, step.received), ""
        return (), _without(step.reason, step.received)
    values = dict(found.wording.values) if found.wording else {}
    reason = values.get("reason")
    if isinstance(reason, Message):
        return (reason,), ""
    if found.rule in _RIGHT_NAME:
        return (Message.of("“{name}”", name=found.suggestion),), ""
    if (done := values.get("done")) and found.rule == "action-differs":
        return (Message.of(DONE, done=done),), ""
    return (), ""


def _of_page(reasons: Sequence[Message], received: Sequence[Message]) -> tuple[Message, ...]:
    """Return of reasons what is said of the page, without what is of one run only."""
    left = {*received, *_unlike(reasons)}
    return tuple(_without_host(each) for each in reasons if each not in left)


def _unlike(reasons: Sequence[Message]) -> list[Message]:
    """Return what is told to be nearest to what was sought, and is not like it."""
    sought = next((str(dict(each.values)["name"]) for each in reasons if each.template == NOT_THERE), "")
    nearest = [each for each in reasons if each.template == NEAREST]
    return [each for each in nearest if not _is_alike(sought, str(dict(each.values)["name"]))]


def _is_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _without_host(told: Message) -> Message:
    """Return what is said of a page without its address, which is of one run only."""
    if told.template == ON_PAGE:
        return Message("on the page “{title}”", tuple(each for each in told.values if each[0] == "title"))
    values = ((name, _without_host(each) if isinstance(each, Message) else each) for name, each in told.values)
    return Message(told.template, tuple(values))


def _without(reason: str, received: Sequence[Message]) -> str:
    """Return a reason in English without what the phones received, which is told by itself."""
    told = "\n".join(map(str, received))
    return reason.removesuffix(told).rstrip() if told else reason


def _shot_for(shots: Sequence[PageShot], found: Finding) -> PageShot | None:
    """Return the picture of the page on which what is wrong can be seen: the one of that very name first."""
    wanted = {found.suggestion, *_instead(found)} - {""}
    return next((each for each in shots if each.name in wanted), shots[0] if shots else None)


def _instead(found: Finding) -> list[str]:
    """Return the names that were used in place of a label that was not there."""
    reason = dict(found.wording.values).get("reason") if found.wording else None
    if not isinstance(reason, Message) or reason.template not in {NOT_ON_PAGE, NOT_USED}:
        return []
    return _QUOTED.findall(str(dict(reason.values).get("names", "")))


def _next(run: Run, found: Finding, at: _At, *, is_stop: bool) -> Iterator[NextStep]:
    """Give what to do next, the best first."""
    if found.rule in _RIGHT_NAME | _NEAREST:
        yield from _change(found, found.text, found.suggestion, is_sure=found.rule in _RIGHT_NAME)
    elif found.rule.startswith("picture-"):
        yield from _about_picture(found)
    elif found.rule == "step-not-followed":
        yield NextStep(NextKind.LOOK, Message(WRITE), after=_closing_line(run, at))
    elif found.rule == "procedure-unnamed":
        yield from _about_heading(found)
    elif found.rule == "action-differs":
        yield from _about_action(found)
    elif is_stop:
        yield from _of_stop(run, found, at)
    elif len(instead := _instead(found)) == 1:
        yield from _change(found, found.text, instead[0], is_sure=False)
    if found.rule in _ABOUT_FOLLOWING and at.scenario is not None:
        yield NextStep(NextKind.COMMAND, Message(AGAIN), command=_command(run, found, at.scenario))


def _about_picture(found: Finding) -> Iterator[NextStep]:
    guide, name = _shell(found.path), _shell(found.text.rpartition("/")[2])
    if found.rule in _TO_ACCEPT:
        yield NextStep(NextKind.ACCEPT, Message(REVIEW), command=f"stapsgewijs review {guide} --last")
        yield NextStep(NextKind.ACCEPT, Message(ACCEPT), command=f"stapsgewijs pictures {guide} {name} --accept")
    elif found.rule in _TO_TAKE:
        yield NextStep(NextKind.COMMAND, Message(TAKE), command=f"stapsgewijs pictures {guide} {name} --accept")


def _about_heading(found: Finding) -> Iterator[NextStep]:
    """Give the heading with the name of the procedure in it, where there is one name that is meant."""
    line, lead = found.sentence, _HEADING.match(found.sentence)
    if found.suggestion.count("<a ") == 1 and lead:
        after = f"{lead[0]}{found.suggestion}{line[lead.end() :]}"
        yield NextStep(NextKind.CHANGE, Message(NAME), found.place, line.strip(), after.strip(), is_sure=False)


def _about_action(found: Finding) -> Iterator[NextStep]:
    values = dict(found.wording.values) if found.wording else {}
    told, done = (str(values.get(each, "")).strip(_QUOTES) for each in ("told", "done"))
    if told == found.text.strip(_QUOTES):
        yield from _change(found, told, done, is_sure=True)
    else:
        yield NextStep(NextKind.LOOK, Message(LOOK), found.place)


def _change(found: Finding, old: str, new: str, *, is_sure: bool) -> Iterator[NextStep]:
    """Give the change of a line of the guide in which `old` stands at the place of the finding."""
    line, begin = found.sentence, max(found.column - 1, 0)
    at = line.find(old, begin) if old else -1
    if at < 0 or not new or at > begin + 4:  # markup stands between: `**`, `_**`
        yield NextStep(NextKind.LOOK, Message(LOOK), found.place)
        return
    after = f"{line[:at]}{new}{line[at + len(old) :]}"
    told = Message(CHANGE if is_sure else PERHAPS)
    yield NextStep(NextKind.CHANGE, told, found.place, line.strip(), after.strip(), is_sure=is_sure)


def _of_stop(run: Run, found: Finding, at: _At) -> Iterator[NextStep]:
    """Give what can be changed where something was not on the page: the guide that names it, and the scenario."""
    values = [(each.template, dict(each.values)) for each in (at.step.reasons if at.step else ())]
    lacking = next((str(each["name"]) for told, each in values if told == NOT_THERE), "")
    nearest = next((str(each["name"]) for told, each in values if told == NEAREST), "")
    line = next((str(each["line"]) for told, each in values if told == NEAREST_LINE), "")
    there = _QUOTED.findall(next((str(each["names"]) for told, each in values if told == THERE), ""))
    labels = [
        each.label
        for each in run.bindings
        if at.procedure and at.step and (each.procedure, each.step) == (at.procedure.id, at.step.number)
    ]
    nearest = nearest if _is_alike(lacking, nearest) else ""
    lines = run.guide.source.split("\n")
    for each in labels:
        if each.text == lacking and nearest:
            place = found._replace(line=each.line, column=each.column, sentence=lines[each.line - 1])
            yield from _change(place, lacking, nearest, is_sure=False)
    if lacking and lacking not in {each.text for each in labels}:
        # What the guide names and the page has is what the scenario should say.
        named = [each.text for each in labels if each.text in there]
        nearest = named[-1] if named else nearest
    if at.failed is None or at.scenario is None:
        return
    before = f"{at.failed.keyword} {at.failed.text}"
    place_of_line = f"{display_feature(at.scenario.feature)}:{at.failed.line}:1"
    after = f"{at.failed.keyword} {line}" if line else before
    if lacking and nearest:
        after = before.replace(f'"{lacking}"', f'"{nearest}"')
    if after != before:
        yield NextStep(NextKind.CHANGE, Message(CHANGE_SCENARIO), place_of_line, before, after, is_sure=False)


def _closing_line(run: Run, at: _At) -> str:
    """Return the line that closes a step, as the scenarios of the run write it, in English where none does."""
    number = at.step.number if at.step else 1
    for scenario in run.scenarios:
        lines = {each.line: f"{each.keyword} {each.text}" for each in scenario.steps}
        for each in scenario.checkpoints:
            written = lines.get(each.line, "")
            if each.outcome is Outcome.PASSED and re.search(rf"\b{each.step}\b", written):
                return re.sub(rf"\b{each.step}\b", str(number), written, count=1)
    return f"Then step {number} of the guide is followed"


def _command(run: Run, found: Finding, scenario: ScenarioEvidence) -> str:
    path = found.path if found.place and run.guide.path.name in found.path else run.guide.path.name
    return f"stapsgewijs verify {_shell(path)} --scenario {_shell(f'{scenario.feature}:{scenario.line}')} --headed"


def _shell(text: str) -> str:
    """Return a word of a command as shells of all systems take it."""
    return text if re.fullmatch(r"[\w./:@%+,-]+", text) else '"' + text.replace('"', '\\"') + '"'


def _named(scenario: ScenarioEvidence) -> str:
    return f"{display_feature(scenario.feature)}:{scenario.line} {scenario.name}"


def _id(found: Finding) -> str:
    return f"card-{found.fingerprint[:10]}"


def _guide_words(found: Finding) -> GuideWords:
    """Return the line of the guide with what is marked in it, without markup."""
    line = found.sentence
    begin = max(found.column - 1, 0)
    at = line.find(found.text, begin, begin + len(found.text) + 4) if found.text else -1
    begin, end = (at, at + len(found.text)) if at >= 0 else (begin, max(found.end_column - 1, begin))
    before, marked, behind = _plain(line[:begin]), _plain(line[begin:end]), _plain(line[end:])
    if not before.strip() and not behind.strip():  # all of it is marked, which says nothing
        before, marked = marked, ""
    if line.lstrip().startswith("![") and found.rule.startswith("picture-"):
        alt = _LINK.search(line)
        return GuideWords(marked=f"[{alt[1]}]" if alt and alt[1] else found.text)
    if len(before) > _LONGEST:
        before = f"…{before[-_LONGEST:]}"
    if len(behind) > _LONGEST:
        behind = f"{behind[:_LONGEST]}…"
    return GuideWords(before, marked, behind)


def _plain(text: str) -> str:
    """Return a text without the signs of Markdown."""
    return _SIGNS.sub("", _LINK.sub(r"\1", text))
