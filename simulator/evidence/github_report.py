"""The run for GitHub: a summary of the job in Markdown, and annotations at the line of the guide and the feature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.evidence.assembling import gist
from simulator.evidence.judging import shown_feature
from simulator.evidence.run import Outcome

if TYPE_CHECKING:
    from simulator.evidence.coverage import Coverage
    from simulator.evidence.run import Run, StepResult

_SIGNS: Final = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "–"}
_MOST_ANNOTATIONS: Final = 50
"""GitHub shows ten of a kind for each step of a job and drops the rest; fifty of them lose nothing of use."""


def to_summary(run: Run, *, path: str) -> str:
    """Return the Markdown for `$GITHUB_STEP_SUMMARY`: each documented step, and what is wrong."""
    totals = run.totals
    lines = [
        f"## {_cell(run.guide.title)}",
        "",
        f"{totals.passed} of {totals.steps} documented steps followed.",
        f"{totals.failed} failed, {totals.not_run} not run; {totals.errors} errors, {totals.warnings} warnings.",
        "",
    ]
    for procedure, guided in zip(run.procedures, run.guide.procedures, strict=True):
        lines += [f"### {_cell(procedure.title)}", "", "| | step | line | |", "|---|---|---|---|"]
        for step, told in zip(procedure.steps, guided.steps, strict=True):
            lines.append(
                f"| {_SIGNS[step.outcome]} | {step.number}. {_cell(told.action.text)} | {step.line} | {_why(step)} |"
            )
        lines.append("")
    if run.coverage:
        lines += _coverage(run.coverage)
    if run.findings:
        lines += ["### Findings", "", "| line | | |", "|---|---|---|"]
        lines += [f"| {path}:{each.line} | {each.severity} | {_cell(str(each.message))} |" for each in run.findings]
        lines.append("")
    return "\n".join(lines)


def _coverage(coverage: Coverage) -> list[str]:
    labels, covered = sum(each.labels for each in coverage.steps), sum(each.covered for each in coverage.steps)
    named = coverage.shown - len(coverage.on_page_only)
    lines = ["### Coverage", "", "| | |", "|---|---|"]
    lines += [
        f"| documented steps followed | {coverage.followed} of {len(coverage.steps)} |",
        f"| documented labels used or seen | {covered} of {labels} |",
        f"| controls on pages that the guide names | {named} of {coverage.shown} |",
    ]
    if coverage.on_page_only:
        lines.append(f"| in no step of the guide | {_cell(', '.join(label for _, label in coverage.on_page_only))} |")
    return [*lines, ""]


def to_annotations(run: Run, *, path: str) -> list[str]:
    """Return workflow commands: findings at the guide's line, failed scenarios at the line of the feature."""
    told = [
        f"::{each.severity} file={_property(path)},line={each.line},col={each.column},"
        f"title={_property(each.rule)}::{_data(str(each.message))}"
        for each in run.findings
    ]
    for scenario in run.scenarios:
        if scenario.outcome is Outcome.FAILED:
            line = next((each.line for each in scenario.steps if each.outcome is Outcome.FAILED), scenario.line)
            place = f"file={_property(shown_feature(scenario.feature))},line={line}"
            told.append(f"::error {place},title={_property(scenario.name)}::{_data(scenario.reason or 'failed')}")
    return told[:_MOST_ANNOTATIONS]


def _why(step: StepResult) -> str:
    return _cell(gist(step.reason)) if step.outcome is Outcome.FAILED else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
