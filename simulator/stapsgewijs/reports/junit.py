"""JUnit XML: of lint a case for each finding, in suites of documents; of a run a case for each documented step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.evidence.step_outcome import display_feature
from stapsgewijs.findings import Severity
from stapsgewijs.guide import LabelOutcome, Outcome
from stapsgewijs.guide.findings import COVERAGE_RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.evidence.run import ProcedureResult, Run, ScenarioEvidence, StepResult
    from stapsgewijs.findings import Finding, FindingList

_FORBIDDEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
"""Characters that XML 1.0 cannot hold; a reason can quote any page."""

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

    A step that failed, or in which an error was found, is a failure; one that nobody came to a skipped case, with why.
    An error in the guide that belongs to no step, and a scenario that follows no procedure of it, are cases of their
    own. What the coverage leaves out is told in cases that passed: it makes no run fail.
    """
    whole = ET.Element("testsuites", name=_clean(run.guide.title))
    for procedure in run.procedures:
        _add_procedure(whole, procedure, run, path)
    _add_properties(whole, run)
    _add_loose(whole, run, path)
    _add_others(whole, run)
    _add_coverage(whole, run, path)
    for suite in [*whole, whole]:
        suite.set("tests", str(len(list(suite.iter("testcase")))))
        suite.set("failures", str(len(list(suite.iter("failure")))))
        suite.set("errors", "0")
        suite.set("skipped", str(len(list(suite.iter("skipped")))))
    return _text(whole)


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


def _add_procedure(whole: ET.Element, procedure: ProcedureResult, run: Run, path: str) -> None:
    suite = _suite(whole, procedure.title)
    guided = next(each for each in run.guide.procedures if each.id == procedure.id)
    documented = {each.number: each for each in guided.steps}
    for step in procedure.steps:
        found = [each for each in run.findings if step.line <= each.line <= documented[step.number].end_line]
        case = _case(suite, f"{step.number}. {documented[step.number].action.text}", path, step.line, procedure.id)
        _add_outcome(case, step, found, path)
        told = [_told(path, each) for each in found]
        if step.result is StepOutcome.FOLLOWED_NOT_CHECKED:
            told.insert(0, f"{step.result}: nothing in its text could be compared")
        if told:
            ET.SubElement(case, "system-out").text = _clean("\n".join(told))


def _add_properties(whole: ET.Element, run: Run) -> None:
    """Say in each suite what the labels of the guide were held against."""
    for suite in whole:
        properties = ET.Element("properties")
        told = {"labels held against": run.against or "nothing"}
        told |= {f"labels {each}": str(run.labels_that_are(each)) for each in LabelOutcome}
        told |= {"part": str(run.part)} if run.part else {}
        for name, value in told.items():
            ET.SubElement(properties, "property", name=name, value=value)
        suite.insert(0, properties)


def _add_outcome(case: ET.Element, step: StepResult, found: Sequence[Finding], path: str) -> None:
    wrong = [each for each in found if each.severity is Severity.ERROR and each.rule not in _TOLD_ALREADY]
    if step.outcome is Outcome.FAILED:
        _fail(case, "step-failed", _first_line(step.reason), step.reason)
    elif step.result is StepOutcome.NOT_REACHED:
        told = f"not reached: step {step.failed_before} failed"
        ET.SubElement(case, "skipped", message=told)
    elif step.result is StepOutcome.NOT_FOLLOWED:
        ET.SubElement(case, "skipped", message="no scenario followed this step")
    elif wrong:
        _fail(case, wrong[0].rule, wrong[0].message, "\n".join(_told(path, each) for each in wrong))


def _add_loose(whole: ET.Element, run: Run, path: str) -> None:
    """Add the errors that stand in no step."""
    steps = [step for each in run.guide.procedures for step in each.steps]
    errors = [each for each in run.findings if each.severity is Severity.ERROR]
    loose = [each for each in errors if not any(step.line <= each.line <= step.end_line for step in steps)]
    suite = _suite(whole, path) if loose else whole
    for each in loose:
        case = _case(suite, f"{each.rule} {each.text}", path, each.line, path)
        _fail(case, each.rule, each.message, _told(path, each))


def _add_others(whole: ET.Element, run: Run) -> None:
    """Add the scenarios that follow no procedure of the guide, a suite for each feature."""
    suites: dict[str, list[ScenarioEvidence]] = {}
    for each in run.scenarios:
        if run.guide.procedure(each.procedure) is None:
            suites.setdefault(display_feature(each.feature), []).append(each)
    for feature, scenarios in suites.items():
        suite = _suite(whole, scenarios[0].title or feature)
        for each in scenarios:
            case = _case(suite, each.name, feature, each.line, feature)
            if each.outcome is Outcome.NOT_RUN:
                ET.SubElement(case, "skipped", message="this scenario was not run")
            elif each.outcome is Outcome.FAILED:
                _fail(case, "scenario-failed", _first_line(each.reason), each.reason)


def _add_coverage(whole: ET.Element, run: Run, path: str) -> None:
    """Add what the coverage leaves out, a case for each rule at the place that was found first."""
    from stapsgewijs.reports.run_findings import coverage_notes  # noqa: PLC0415  # lint has no use for it

    found: dict[str, list[Finding]] = {}
    for each in coverage_notes(run, path=path):
        found.setdefault(each.rule, []).append(each)
    suite = _suite(whole, "coverage") if found else whole
    for rule, notes in found.items():
        case = _case(suite, f"{COVERAGE_RULES[rule].summary} ({len(notes)})", notes[0].path, notes[0].line, rule)
        told = "\n".join(f"{each.place}: {each.severity}: {each.message}" for each in notes)
        ET.SubElement(case, "system-out").text = _clean(told)


def _suite(whole: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(whole, "testsuite", name=_clean(name))


def _case(suite: ET.Element, name: str, path: str, line: int, of: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", name=_clean(name), classname=_clean(of), file=_clean(path), line=str(line))


def _fail(case: ET.Element, kind: str, message: str, text: str) -> None:
    ET.SubElement(case, "failure", type=kind, message=_clean(message)).text = _clean(text)


def _first_line(reason: str) -> str:
    return next((each.strip() for each in reason.splitlines() if each.strip()), "failed")


def _told(path: str, finding: Finding) -> str:
    return f"{path}:{finding.line}:{finding.column}: {finding.message}"


def _text(whole: ET.Element) -> str:
    ET.indent(whole)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(whole, encoding="unicode")}\n'


def _clean(text: str) -> str:
    return text.translate(_FORBIDDEN)
