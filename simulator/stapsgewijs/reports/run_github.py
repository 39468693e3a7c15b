"""The run for GitHub: a summary of the job in Markdown, and annotations at the line of the guide and the feature."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stapsgewijs.evidence.step_outcome import first_line
from stapsgewijs.guide import Outcome
from stapsgewijs.lint.findings import Level
from stapsgewijs.reports import Format, render
from stapsgewijs.reports.run_findings import run_result
from stapsgewijs.reports.run_markdown import SIGNS, cell, coverage_lines

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Run, StepResult


def to_summary(run: Run, *, path: str) -> str:
    """Return the Markdown for `$GITHUB_STEP_SUMMARY`: each documented step, and what is wrong."""
    totals = run.totals
    lines = [
        f"## {cell(run.guide.title)}",
        "",
        f"{totals.passed} of {totals.steps} documented steps followed.",
        f"{totals.failed} failed, {totals.not_run} not run; {totals.errors} errors, {totals.warnings} warnings.",
        "",
    ]
    for procedure, guided in zip(run.procedures, run.guide.procedures, strict=True):
        lines += [f"### {cell(procedure.title)}", "", "| | step | line | |", "|---|---|---|---|"]
        for step, told in zip(procedure.steps, guided.steps, strict=True):
            lines.append(
                f"| {SIGNS[step.outcome]} | {step.number}. {cell(told.action.text)} | {step.line} | {_why(step)} |"
            )
        lines.append("")
    if run.coverage:
        lines += coverage_lines(run.coverage)
    if run.findings:
        lines += ["### Findings", "", "| line | | |", "|---|---|---|"]
        lines += [f"| {path}:{each.line} | {each.severity} | {cell(str(each.message))} |" for each in run.findings]
        lines.append("")
    return "\n".join(lines)


def to_annotations(run: Run, *, path: str) -> list[str]:
    """Return workflow commands, the worst first: at the line of the guide, and of what failed in the feature too.

    Notes are left out: GitHub shows ten of a kind, and what is on the pages and not in the guide is rarely news.
    """
    result = run_result(run, path=path)
    told = replace(result, findings=tuple(each for each in result.findings if each.level is not Level.NOTE))
    return render(told, Format.GITHUB).split("\n")[:-1]


def _why(step: StepResult) -> str:
    return cell(first_line(step.reason)) if step.outcome is Outcome.FAILED else ""
