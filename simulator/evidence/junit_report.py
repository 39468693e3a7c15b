"""The run as JUnit XML: one case for each documented step, with the file and the line of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from simulator.evidence.run import Outcome
from simulator.guide import Severity

if TYPE_CHECKING:
    from simulator.evidence.run import ProcedureResult, Run, StepResult
    from simulator.guide import Finding

_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
"""Characters that XML 1.0 cannot hold; a reason can quote any page."""


def to_junit(run: Run, *, path: str) -> str:
    """Return `run` as XML; `path` is how the guide is named in it.

    A failed step is a failure, one that nobody followed a skipped case, and an error in the guide that belongs to
    no step a case of its own.
    """
    totals = run.totals
    loose = [each for each in run.findings if each.severity is Severity.ERROR and not _belongs(each, run)]
    whole = ET.Element(
        "testsuites",
        name=_clean(run.guide.title),
        tests=str(totals.steps + len(loose)),
        failures=str(totals.failed + len(loose)),
        skipped=str(totals.not_run),
    )
    for procedure in run.procedures:
        _add_suite(whole, procedure, run, path)
    if loose:
        suite = ET.SubElement(whole, "testsuite", name=_clean(path), tests=str(len(loose)), failures=str(len(loose)))
        for each in loose:
            case = _case(suite, f"{each.rule} {each.text}", path, each.line, path)
            ET.SubElement(case, "failure", type=each.rule, message=_clean(str(each.message))).text = _place(path, each)
    ET.indent(whole)
    return ET.tostring(whole, encoding="unicode", xml_declaration=True) + "\n"


def _add_suite(whole: ET.Element, procedure: ProcedureResult, run: Run, path: str) -> None:
    outcomes = [each.outcome for each in procedure.steps]
    suite = ET.SubElement(
        whole,
        "testsuite",
        name=_clean(procedure.title),
        tests=str(len(outcomes)),
        failures=str(outcomes.count(Outcome.FAILED)),
        skipped=str(outcomes.count(Outcome.NOT_RUN)),
    )
    actions = {step.number: step for each in run.guide.procedures if each.id == procedure.id for step in each.steps}
    for step in procedure.steps:
        name = f"{step.number}. {actions[step.number].action.text}"
        case = _case(suite, name, path, step.line, procedure.id)
        if step.outcome is Outcome.FAILED:
            message = step.reason.splitlines()[0] if step.reason else "failed"
            ET.SubElement(case, "failure", message=_clean(message)).text = _clean(step.reason)
        elif step.outcome is Outcome.NOT_RUN:
            ET.SubElement(case, "skipped", message="no scenario followed this step")
        told = "\n".join(f"{_place(path, each)}: {each.message}" for each in _findings_of(step, procedure, run))
        if told:
            ET.SubElement(case, "system-out").text = _clean(told)


def _case(suite: ET.Element, name: str, path: str, line: int, of: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", name=_clean(name), classname=_clean(of), file=path, line=str(line))


def _findings_of(step: StepResult, procedure: ProcedureResult, run: Run) -> list[Finding]:
    guided = next(each for each in run.guide.procedures if each.id == procedure.id)
    end = next(each.end_line for each in guided.steps if each.number == step.number)
    return [each for each in run.findings if step.line <= each.line <= end]


def _belongs(finding: Finding, run: Run) -> bool:
    return any(step.line <= finding.line <= step.end_line for each in run.guide.procedures for step in each.steps)


def _place(path: str, finding: Finding) -> str:
    return f"{path}:{finding.line}:{finding.column}"


def _clean(text: str) -> str:
    return text.translate(_FORBIDDEN)
