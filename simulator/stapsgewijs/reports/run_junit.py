"""The run as JUnit XML: one case for each documented step, with the file and the line of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from stapsgewijs.evidence.step_outcome import display_feature
from stapsgewijs.guide import Outcome, Severity
from stapsgewijs.reports.run_findings import COVERAGE_RULES, coverage_notes

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import ProcedureResult, Run, ScenarioEvidence, StepResult
    from stapsgewijs.guide import Finding
    from stapsgewijs.lint.findings import LintFinding

_FORBIDDEN: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
"""Characters that XML 1.0 cannot hold; a reason can quote any page."""

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TOLD_ALREADY: Final = frozenset({"step-failed", "step-not-followed"})


def to_junit(run: Run, *, path: str) -> str:
    """Return `run` as XML; `path` is how the guide is named in it.

    A step that failed, or in which an error was found, is a failure; one that nobody followed a skipped case. An
    error in the guide that belongs to no step, and a scenario that follows no procedure of it, are cases of their
    own. What the coverage leaves out is told in cases that passed: it makes no run fail.
    """
    whole = ET.Element("testsuites", name=_clean(run.guide.title))
    for procedure in run.procedures:
        _add_procedure(whole, procedure, run, path)
    _add_loose(whole, run, path)
    _add_others(whole, run)
    _add_coverage(whole, run, path)
    for suite in [*whole, whole]:
        suite.set("tests", str(len(list(suite.iter("testcase")))))
        suite.set("failures", str(len(list(suite.iter("failure")))))
        suite.set("errors", "0")
        suite.set("skipped", str(len(list(suite.iter("skipped")))))
    ET.indent(whole)
    return f"{_DECLARATION}{ET.tostring(whole, encoding='unicode')}\n"


def _add_procedure(whole: ET.Element, procedure: ProcedureResult, run: Run, path: str) -> None:
    suite = _suite(whole, procedure.title)
    actions = {step.number: step for each in run.guide.procedures if each.id == procedure.id for step in each.steps}
    for step in procedure.steps:
        found = _findings_of(step, procedure, run)
        wrong = [each for each in found if each.severity is Severity.ERROR and each.rule not in _TOLD_ALREADY]
        case = _case(suite, f"{step.number}. {actions[step.number].action.text}", path, step.line, procedure.id)
        if step.outcome is Outcome.FAILED:
            _fail(case, "step-failed", _first_line(step.reason), step.reason)
        elif step.outcome is Outcome.NOT_RUN:
            ET.SubElement(case, "skipped", message="no scenario followed this step")
        elif wrong:
            _fail(case, wrong[0].rule, str(wrong[0].message), "\n".join(_told(path, each) for each in wrong))
        if found:
            ET.SubElement(case, "system-out").text = _clean("\n".join(_told(path, each) for each in found))


def _add_loose(whole: ET.Element, run: Run, path: str) -> None:
    """Add the errors that stand in no step."""
    loose = [each for each in run.findings if each.severity is Severity.ERROR and not _belongs(each, run)]
    suite = _suite(whole, path) if loose else whole
    for each in loose:
        case = _case(suite, f"{each.rule} {each.text}", path, each.line, path)
        _fail(case, each.rule, str(each.message), _told(path, each))


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
    found: dict[str, list[LintFinding]] = {}
    for each in coverage_notes(run, path=path):
        found.setdefault(each.rule, []).append(each)
    suite = _suite(whole, "coverage") if found else whole
    for rule, notes in found.items():
        case = _case(suite, f"{COVERAGE_RULES[rule].summary} ({len(notes)})", notes[0].path, notes[0].line, rule)
        told = "\n".join(f"{each.place}: {each.level}: {each.message}" for each in notes)
        ET.SubElement(case, "system-out").text = _clean(told)


def _suite(whole: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(whole, "testsuite", name=_clean(name))


def _case(suite: ET.Element, name: str, path: str, line: int, of: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", name=_clean(name), classname=_clean(of), file=_clean(path), line=str(line))


def _fail(case: ET.Element, kind: str, message: str, text: str) -> None:
    ET.SubElement(case, "failure", type=kind, message=_clean(message)).text = _clean(text)


def _first_line(reason: str) -> str:
    return next((each.strip() for each in reason.splitlines() if each.strip()), "failed")


def _findings_of(step: StepResult, procedure: ProcedureResult, run: Run) -> list[Finding]:
    guided = next(each for each in run.guide.procedures if each.id == procedure.id)
    end = next(each.end_line for each in guided.steps if each.number == step.number)
    return [each for each in run.findings if step.line <= each.line <= end]


def _belongs(finding: Finding, run: Run) -> bool:
    return any(step.line <= finding.line <= step.end_line for each in run.guide.procedures for step in each.steps)


def _told(path: str, finding: Finding) -> str:
    return f"{path}:{finding.line}:{finding.column}: {finding.message}"


def _clean(text: str) -> str:
    return text.translate(_FORBIDDEN)
