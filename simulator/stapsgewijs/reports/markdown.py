"""Markdown, for the summary of a job or a comment on a change: findings, a run, or its coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.label_summary import label_summary
from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.evidence.step_outcome import first_line, step_counts
from stapsgewijs.findings import Severity
from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Coverage, Run, StepResult
    from stapsgewijs.findings import Finding, FindingList

_MAX_FINDINGS: Final = 10
"""So many of each document, unless every finding is asked for."""

_SIGNS: Final = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "–"}


def render(result: FindingList, *, every: bool) -> str:
    """Return a heading, the totals, and a table for each document: its first findings, or every one."""
    totals = ", ".join(f"{result.counts[severity]} {severity.value}s" for severity in Severity)
    lines = [f"## {result.title}", "", f"{result.documents} documents: {totals}.", ""]
    for path, findings in result.by_document().items():
        ranked = sorted(findings, key=lambda each: (each.severity.rank, each.line, each.column))
        told = ranked if every else ranked[:_MAX_FINDINGS]
        lines += [f"### {cell(path)}", "", "| line | | rule | what | write |", "|---|---|---|---|---|"]
        lines += [_row(each) for each in told]
        if len(told) < len(findings):
            lines += ["", f"{len(findings) - len(told)} more."]
        lines.append("")
    return "\n".join(lines)


def render_run(run: Run, path: str) -> str:
    """Return each documented step, the coverage, and what is wrong: also for `$GITHUB_STEP_SUMMARY`."""
    totals = run.totals
    lines = [
        f"## {cell(run.guide.title)}",
        "",
        *([f"Part {run.part} of a run."] if run.part else []),
        f"{totals.checked} of {totals.steps} documented steps followed and checked.",
        f"{step_counts(totals)}; {totals.errors} errors, {totals.warnings} warnings.",
        *([str(label_summary(run))] if run.labels else []),
        "",
    ]
    for procedure, guided in zip(run.procedures, run.guide.procedures, strict=True):
        lines += [f"### {cell(procedure.title)}", "", "| | step | line | |", "|---|---|---|---|"]
        for step, told in zip(procedure.steps, guided.steps, strict=True):
            action = f"{step.number}. {cell(told.action.text)}"
            lines.append(f"| {_SIGNS[step.outcome]} | {action} | {step.line} | {step.result}{_why(step)} |")
        lines.append("")
    lines += _card_lines(run, path)
    if run.coverage:
        lines += _coverage_lines(run.coverage)
    if run.findings:
        lines += ["### Findings", "", "| line | | |", "|---|---|---|"]
        lines += [f"| {path}:{each.line} | {each.severity} | {cell(each.message)} |" for each in run.findings]
        lines.append("")
    return "\n".join(lines)


def _card_lines(run: Run, path: str) -> list[str]:
    """Return each card under a heading of its own: what guide and page say, and what to do."""
    from stapsgewijs.reports.card_text import LOOKS, PAGE, RECEIVED, TRACE, said_cards  # noqa: PLC0415  # of a run
    from stapsgewijs.reports.language import wording_of  # noqa: PLC0415  # idem

    text = wording_of(run).text
    lines: list[str] = []
    for each in said_cards(run, path):
        sign = "✗" if each.card.severity is Severity.ERROR else "!"
        lines += [f"### {sign} {cell(each.sentence)}", "", _code(each.card.at), ""]
        told = [
            (each.title, [str(each.guide)] if str(each.guide) else []),
            (PAGE, [*each.page, *each.detail.splitlines()]),
        ]
        told += [(RECEIVED, list(each.received))]
        for title, said in told:
            lines += [f"- **{text(title)}**: {' / '.join(cell(one) for one in said)}"] if said else []
        for step in each.next:
            exact = [_code(one) for one in (step.place, step.after, step.command) if one]
            lines.append(f"- {cell(step.told)} {' '.join(exact)}".rstrip())
        lines += [f"- {text(LOOKS)}: {_code(one)}" for one in each.pictures]
        lines += [f"- {text(TRACE)}: {_code(one)}" for one in each.traces]
        lines += [f"- {cell(one)}" for one in each.consequences]
        lines.append("")
    return lines


def render_coverage(run: Run, coverage: Coverage, path: str) -> str:
    """Return the coverage of a guide on its own, each step in a row."""
    lines = [f"## Coverage of {cell(run.guide.title)}", "", cell(path), ""]
    for procedure in run.procedures:
        lines += [f"### {cell(procedure.title)}", "", "| | step | labels | followed at | used and not named |"]
        lines += ["|---|---|---|---|---|"]
        for each in coverage.of(procedure.id):
            places = cell(", ".join(each.lines)) or "nowhere"
            labels = f"{each.covered} of {each.labels}"
            others = cell(", ".join(one.label for one in each.undocumented))
            lines.append(f"| {_SIGNS[each.outcome]} | {each.number} | {labels} | {places} | {others} |")
        lines.append("")
    return "\n".join([*lines, *_coverage_lines(coverage)])


def cell(text: str) -> str:
    """Return a text that stands in a cell of a table as it is: it neither ends the cell nor begins markup or HTML."""
    plain = "".join(each if each.isprintable() or each.isspace() else "\ufffd" for each in text)
    plain = " ".join(plain.split()).replace("\\", "\\\\")
    for each in "|*_`[]":
        plain = plain.replace(each, f"\\{each}")
    return plain.replace("<", "&lt;")


def _coverage_lines(coverage: Coverage) -> list[str]:
    """Return the totals of a coverage as a table under a heading, and what has no counterpart, by line."""
    lines = ["### Coverage", "", "| | |", "|---|---|"]
    lines += [
        f"| documented steps followed | {coverage.followed} of {len(coverage.steps)} |",
        f"| documented labels used or seen | {coverage.covered} of {coverage.labels} |",
        f"| controls on pages that the guide names | {coverage.named} of {coverage.shown} |",
    ]
    extra = {f"{cell(one.label)} (line {one.line})": None for step in coverage.steps for one in step.undocumented}
    only = [f"{cell(each.label)} (line {each.line})" for each in coverage.on_page_only]
    duplicate = [f"{cell(name)} ({', '.join(map(cell, places))})" for name, places in coverage.duplicate_scenarios]
    told = {
        "used and not named": list(extra),
        "on a page and in no step of the guide": only,
        "step definitions that no feature uses": [cell(each) for each in coverage.unused],
        "scenarios of one name": duplicate,
    }
    lines += [f"| {name} | {', '.join(values)} |" for name, values in told.items() if values]
    return [*lines, ""]


def _why(step: StepResult) -> str:
    if step.result is StepOutcome.NOT_REACHED:
        return f": step {step.failed_before} failed"
    return f": {cell(first_line(step.reason))}" if step.outcome is Outcome.FAILED else ""


def _row(finding: Finding) -> str:
    place = f"{finding.line}:{finding.column}"
    cells = place, finding.severity, finding.rule, cell(finding.message), _code(finding.suggestion)
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    if not text:
        return ""
    text = "".join(each if each.isprintable() or each.isspace() else "\ufffd" for each in text)
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}".replace("|", "\\|")
