"""JUnit XML: of lint a case for each finding, in suites of documents; of a run a case for each documented step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from stapsgewijs.evidence.run import StepOutcome, iso_time
from stapsgewijs.evidence.step_outcome import display_feature
from stapsgewijs.findings import Severity
from stapsgewijs.guide import LabelOutcome, Outcome
from stapsgewijs.guide.findings import COVERAGE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stapsgewijs.evidence.run import ProcedureResult, Run, ScenarioEvidence, StepResult
    from stapsgewijs.findings import Finding, FindingList
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.reports.card_text import SaidCard

_FORBIDDEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
"""Characters that XML 1.0 cannot hold; a reason can quote any page."""

_ATTACHMENT: Final = re.compile(r"\[\[(?=(?:ATTACHMENT|PROPERTY)\|)", re.IGNORECASE)
"""Where GitLab and Jenkins are told to publish a file of the machine, in what a test wrote."""

_NOT_COMPARED: Final = "The step was followed; nothing in its text could be compared."
_NO_SCENARIO: Final = "No scenario followed this step."
_NOT_RUN: Final = "This scenario was not run."
_TOLD_ALREADY: Final = frozenset({"step-failed", "step-not-followed"})


def render(result: FindingList, *, every: bool) -> str:  # noqa: ARG001  # JUnit is always whole
    """Return the findings as XML: errors and warnings are failures; when nothing is wrong one case, which passed."""
    failed = len(result.findings) - result.counts[Severity.NOTE]
    whole = ET.Element("testsuites", name=result.title, failures=str(failed))
    for path, findings in result.by_document().items():
        _add_document(whole, path, findings)
    if not result.findings:
        suite = ET.SubElement(whole, "testsuite", name=result.title, tests="1", failures="0")
        ET.SubElement(suite, "testcase", name=f"{result.documents} documents", classname=result.title.replace(" ", "."))
    whole.set("tests", str(sum(1 for _ in whole.iter("testcase"))))
    return _text(whole)


def render_run(run: Run, path: str) -> str:
    """Return `run` as XML.

    It is in the language of the guide. A step that failed, or in which an error was found, is a failure; one that
    nobody came to a skipped case, with why. An error in the guide that belongs to no step, and a scenario that follows
    no procedure of it, are cases of their own. What the coverage leaves out is told in cases that passed: it makes no
    run fail.
    """
    whole = ET.Element("testsuites", name=_clean(run.guide.title))
    cards = _Cards.of(run, path)
    for procedure in run.procedures:
        _add_procedure(whole, procedure, run, path, cards)
    _add_properties(whole, run)
    _add_loose(whole, run, path, cards)
    _add_others(whole, run, cards)
    _add_coverage(whole, run, path)
    for suite in [*whole, whole]:
        suite.set("tests", str(len(list(suite.iter("testcase")))))
        suite.set("failures", str(len(list(suite.iter("failure")))))
        suite.set("errors", "0")
        suite.set("skipped", str(len(list(suite.iter("skipped")))))
        suite.set("time", _seconds(sum(float(each.get("time", 0)) for each in suite.iter("testcase"))))
    if run.began:
        began = {
            each.id: min((one.began for one in run.scenarios if one.procedure == each.id), default=0)
            for each in run.procedures
        }
        for suite, moment in zip_longest(whole, began.values()):
            suite.set("timestamp", iso_time(moment or run.began).removesuffix("+00:00"))
    return _text(whole)


@dataclass(frozen=True, slots=True)
class _Cards:
    """The cards of a run in lines of text, by the place of their finding; those beside the guide by their scenario."""

    by_place: Mapping[int, str]
    by_scenario: Mapping[str, str]
    sentences: Mapping[int | str, str]
    catalogue: Catalogue

    @classmethod
    def of(cls, run: Run, path: str) -> _Cards:
        from stapsgewijs.reports.card_text import lines_of, said_cards  # noqa: PLC0415  # lint has no use for it
        from stapsgewijs.reports.language import wording_of  # noqa: PLC0415  # idem

        catalogue = wording_of(run)
        cards = said_cards(run, path)
        told = [(each.card, "\n".join(lines_of(each, catalogue))) for each in cards]
        return cls(
            {card.place: text for card, text in told if card.place >= 0},
            {card.scenario: text for card, text in told if card.place < 0},
            {each.card.place if each.card.place >= 0 else each.card.scenario: _one_line(each) for each in cards},
            catalogue,
        )

    def said(self, place: int, found: Finding) -> str:
        """Return what was found in one line, in the language of the guide."""
        return self.sentences.get(place) or found.said_in(self.catalogue)

    def told(self, places: Iterable[int]) -> str:
        return "\n\n".join(self.by_place[each] for each in places if each in self.by_place)

    def of_scenario(self, scenario: ScenarioEvidence) -> str:
        return self.by_scenario.get(_place_of(scenario), "")


def _place_of(scenario: ScenarioEvidence) -> str:
    """Return how a card names a scenario."""
    return f"{display_feature(scenario.feature)}:{scenario.line} {scenario.name}"


def _one_line(card: SaidCard) -> str:
    """Return what a card is about, with the first of what the page says."""
    return " ".join([card.sentence, *(card.page or card.detail.splitlines())[:1]])


def _add_document(whole: ET.Element, path: str, findings: Sequence[Finding]) -> None:
    suite = _suite(whole, path)
    suite.set("tests", str(len(findings)))
    suite.set("failures", str(sum(each.severity is not Severity.NOTE for each in findings)))
    for each in findings:
        case = _case(suite, f"{each.rule} {each.line}:{each.column}", path, each.line, path)
        text = "\n".join(filter(None, (f"{each.place}: {each.message}", each.sentence, each.suggestion)))
        if each.severity is Severity.NOTE:
            ET.SubElement(case, "system-out").text = _clean(text)
        else:
            _fail(case, each.severity, each.message, text)


def _add_procedure(whole: ET.Element, procedure: ProcedureResult, run: Run, path: str, cards: _Cards) -> None:
    suite = _suite(whole, procedure.title)
    guided = next(each for each in run.guide.procedures if each.id == procedure.id)
    documented = {each.number: each for each in guided.steps}
    for step in procedure.steps:
        lines = range(step.line, documented[step.number].end_line + 1)
        places = [place for place, each in enumerate(run.findings) if each.line in lines]
        found = [run.findings[each] for each in places]
        name = f"{step.number}. {documented[step.number].action.text}"
        case = _case(suite, name, path, step.line, procedure.id, step.seconds)
        _add_outcome(case, step, dict(zip(places, found, strict=True)), cards)
        told = [_told(path, each, each.said_in(cards.catalogue)) for each in found]
        if step.result is StepOutcome.FOLLOWED_NOT_CHECKED:
            told.insert(0, cards.catalogue.text(_NOT_COMPARED))
        if told:
            ET.SubElement(case, "system-out").text = _clean("\n".join(told))


def _add_properties(whole: ET.Element, run: Run) -> None:
    """Say in each suite what the labels of the guide were held against, and on what it was followed."""
    from stapsgewijs.reports.language import stand_in, wording_of  # noqa: PLC0415  # lint has no use for it

    for suite in whole:
        properties = ET.Element("properties")
        told = {"labels held against": run.against or "nothing"}
        told |= {f"labels {each}": str(run.labels_that_are(each)) for each in LabelOutcome}
        told |= {"part": str(run.part)} if run.part else {}
        told |= {"notice": notice} if (notice := stand_in(run, wording_of(run))) else {}
        for name, value in told.items():
            ET.SubElement(properties, "property", name=name, value=value)
        suite.insert(0, properties)


def _add_outcome(case: ET.Element, step: StepResult, found: Mapping[int, Finding], cards: _Cards) -> None:
    """Add what became of a step, of which the findings at these places were `found`; a failure has their cards."""
    errors = {place: each for place, each in found.items() if each.severity is Severity.ERROR}
    wrong = {place: each for place, each in errors.items() if each.rule not in _TOLD_ALREADY}
    from stapsgewijs.reports.card_text import NOT_FOLLOWED  # noqa: PLC0415  # lint has no use for it

    text, told = cards.catalogue.text, cards.told(found)
    if step.outcome is Outcome.FAILED:
        said = [cards.said(*each) for each in errors.items()] or [_first_line(step.reason)]
        _fail(case, "step-failed", said[0], f"{told}\n\n{step.reason}".strip("\n"))
    elif step.result is StepOutcome.NOT_REACHED:
        ET.SubElement(case, "skipped", message=text(NOT_FOLLOWED, number=step.number, failed=step.failed_before))
    elif step.result is StepOutcome.NOT_FOLLOWED:
        ET.SubElement(case, "skipped", message=text(_NO_SCENARIO))
    elif wrong:
        place, first = next(iter(wrong.items()))
        _fail(case, first.rule, cards.said(place, first), told)


def _add_loose(whole: ET.Element, run: Run, path: str, cards: _Cards) -> None:
    """Add the errors that stand in no step."""
    steps = [step for each in run.guide.procedures for step in each.steps]
    errors = [(place, each) for place, each in enumerate(run.findings) if each.severity is Severity.ERROR]
    loose = [each for each in errors if not any(step.line <= each[1].line <= step.end_line for step in steps)]
    suite = _suite(whole, path) if loose else whole
    for place, each in loose:
        case = _case(suite, f"{each.rule} {each.text}", path, each.line, path)
        said = cards.said(place, each)
        _fail(case, each.rule, said, cards.told([place]) or _told(path, each, said))


def _add_others(whole: ET.Element, run: Run, cards: _Cards) -> None:
    """Add the scenarios that follow no procedure of the guide, a suite for each feature."""
    suites: dict[str, list[ScenarioEvidence]] = {}
    for each in run.scenarios:
        if run.guide.procedure(each.procedure) is None:
            suites.setdefault(display_feature(each.feature), []).append(each)
    for feature, scenarios in suites.items():
        suite = _suite(whole, scenarios[0].title or feature)
        for each in scenarios:
            case = _case(suite, each.name, feature, each.line, feature, each.seconds)
            if each.outcome is Outcome.NOT_RUN:
                ET.SubElement(case, "skipped", message=cards.catalogue.text(_NOT_RUN))
            elif each.outcome is Outcome.FAILED:
                told = f"{cards.of_scenario(each)}\n\n{each.reason}".strip("\n")
                said = cards.sentences.get(_place_of(each)) or _first_line(each.reason)
                _fail(case, "scenario-failed", said, told)


def _add_coverage(whole: ET.Element, run: Run, path: str) -> None:
    """Add what the coverage leaves out, a case for each rule at the place that was found first."""
    from stapsgewijs.reports.language import wording_of  # noqa: PLC0415  # lint has no use for it
    from stapsgewijs.reports.run_findings import coverage_notes  # noqa: PLC0415  # idem

    found: dict[str, list[Finding]] = {}
    for each in coverage_notes(run, path=path):
        found.setdefault(each.rule, []).append(each)
    suite = _suite(whole, "coverage") if found else whole
    for rule, notes in found.items():
        said = wording_of(run)
        name = f"{said.text(COVERAGE_RULES[rule].summary)} ({len(notes)})"
        case = _case(suite, name, notes[0].path, notes[0].line, rule)
        told = "\n".join(f"{each.place}: {each.severity}: {each.said_in(said)}" for each in notes)
        ET.SubElement(case, "system-out").text = _clean(told)


def _suite(whole: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(whole, "testsuite", name=_clean(name))


def _case(  # noqa: PLR0913, PLR0917  # all that a case has
    suite: ET.Element, name: str, path: str, line: int, of: str, seconds: float = 0.0
) -> ET.Element:
    told = {"name": _clean(name), "classname": _clean(of), "file": _clean(path), "line": str(line)}
    return ET.SubElement(suite, "testcase", {**told, "time": _seconds(seconds)})


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _fail(case: ET.Element, kind: str, message: str, text: str) -> None:
    ET.SubElement(case, "failure", type=kind, message=_clean(message)).text = _clean(text)


def _first_line(reason: str) -> str:
    return next((each.strip() for each in reason.splitlines() if each.strip()), "failed")


def _told(path: str, finding: Finding, said: str) -> str:
    return f"{path}:{finding.line}:{finding.column}: {said}"


def _text(whole: ET.Element) -> str:
    ET.indent(whole)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(whole, encoding="unicode")}\n'


def _clean(text: str) -> str:
    """Return a text of strangers as XML can hold it, and as no reader of it takes for an order."""
    return _ATTACHMENT.sub("[\ufffd", text.translate(_FORBIDDEN))
