"""Markdown, for the summary of a job or a comment on a change: findings, a run, or its coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.evidence.label_summary import label_summary
from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.evidence.step_outcome import first_line
from stapsgewijs.findings import Severity
from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Coverage, Run, StepResult, Totals
    from stapsgewijs.findings import Finding, FindingList
    from stapsgewijs.labels import Catalogue

_MAX_FINDINGS: Final = 10
"""So many of each document, unless every finding is asked for."""

_SEVERITIES: Final = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.NOTE: "Note"}
_ENDS: Final = {
    StepOutcome.FOLLOWED_AND_CHECKED: "Followed and checked",
    StepOutcome.FOLLOWED_NOT_CHECKED: "Followed, not checked",
    StepOutcome.FAILED: "Failed",
    StepOutcome.NOT_REACHED: "Not reached",
    StepOutcome.NOT_FOLLOWED: "Not followed",
}
"""What became of a step: msgids."""
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
    """Return each documented step, the coverage, and what is wrong: also for `$GITHUB_STEP_SUMMARY`.

    It is in the language of the guide.
    """
    from stapsgewijs.reports.language import stand_in, wording_of  # noqa: PLC0415  # of a run

    totals, catalogue = run.totals, wording_of(run)
    text = catalogue.text
    lines = [
        f"## {cell(run.guide.title)}",
        "",
        *([f"> {notice}", ""] if (notice := stand_in(run, catalogue)) else []),
        *([text("Part {part} of a run.", part=str(run.part))] if run.part else []),
        text("{checked} of {steps} documented steps followed and checked.", checked=totals.checked, steps=totals.steps),
        f"{_counts(totals, catalogue)}.",
        *([label_summary(run).said_in(catalogue)] if run.labels else []),
        "",
    ]
    for procedure, guided in zip(run.procedures, run.guide.procedures, strict=True):
        head = f"| | {text('Step')} | {text('Line')} | |"
        lines += [f"### {cell(procedure.title)}", "", head, "|---|---|---|---|"]
        for step, told in zip(procedure.steps, guided.steps, strict=True):
            action = f"{step.number}. {cell(told.action.text)}"
            lines.append(f"| {_SIGNS[step.outcome]} | {action} | {step.line} | {_ended(step, catalogue)} |")
        lines.append("")
    lines += _card_lines(run, path)
    if run.coverage:
        lines += _coverage_lines(run.coverage, catalogue)
    if run.findings:
        lines += [f"### {text('What to look at')}", "", f"| {text('Line')} | | |", "|---|---|---|"]
        lines += [
            f"| {path}:{each.line} | {text(_SEVERITIES[each.severity])} | {cell(each.said_in(catalogue))} |"
            for each in run.findings
        ]
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
    """Return the coverage of a guide on its own, each step in a row, in the language of the guide."""
    from stapsgewijs.reports.language import wording_of  # noqa: PLC0415  # of a run

    catalogue = wording_of(run)
    text = catalogue.text
    names = ("Step", "Labels", "Followed at", "Used and not named")
    lines = [f"## {text('Coverage')}: {cell(run.guide.title)}", "", cell(path), ""]
    for procedure in run.procedures:
        lines += [f"### {cell(procedure.title)}", "", f"| | {' | '.join(map(text, names))} |"]
        lines += ["|---|---|---|---|---|"]
        for each in coverage.of(procedure.id):
            places = cell(", ".join(each.lines)) or text("Nowhere")
            labels = text("{covered} of {labels}", covered=each.covered, labels=each.labels)
            others = cell(", ".join(one.label for one in each.undocumented))
            lines.append(f"| {_SIGNS[each.outcome]} | {each.number} | {labels} | {places} | {others} |")
        lines.append("")
    return "\n".join([*lines, *_coverage_lines(coverage, catalogue)])


def cell(text: str) -> str:
    """Return a text that stands in a cell of a table as it is: it neither ends the cell nor begins markup or HTML."""
    plain = "".join(each if each.isprintable() or each.isspace() else "\ufffd" for each in text)
    plain = " ".join(plain.split()).replace("\\", "\\\\")
    for each in "|*_`[]":
        plain = plain.replace(each, f"\\{each}")
    return plain.replace("<", "&lt;")


def _coverage_lines(coverage: Coverage, catalogue: Catalogue) -> list[str]:
    """Return the totals of a coverage as a table under a heading, and what has no counterpart, by line."""
    text = catalogue.text
    counted = (
        (coverage.followed, len(coverage.steps), "documented steps were followed"),
        (coverage.covered, coverage.labels, "labels in these steps were used or seen"),
        (coverage.named, coverage.shown, "controls on the pages are named in the guide"),
    )
    lines = [f"### {text('Coverage')}", "", "| | |", "|---|---|"]
    lines += [
        f"| {text('{covered} of {labels}', covered=part, labels=all_)} | {text(what)} |" for part, all_, what in counted
    ]

    def at(label: str, line: int) -> str:
        return f"{cell(label)} ({text('Line')} {line})"

    extra = {at(one.label, one.line): None for step in coverage.steps for one in step.undocumented}
    told = {
        "Used and not named": list(extra),
        "On a page and in no step of the guide": [at(each.label, each.line) for each in coverage.on_page_only],
        "Step definitions that no feature uses": [cell(each) for each in coverage.unused],
        "Scenarios of one name": [
            f"{cell(name)} ({', '.join(map(cell, places))})" for name, places in coverage.duplicate_scenarios
        ],
    }
    lines += [f"| {text(name)} | {', '.join(values)} |" for name, values in told.items() if values]
    return [*lines, ""]


def _counts(totals: Totals, catalogue: Catalogue) -> str:
    """Return how many steps ended otherwise, and how much was found."""
    counts = [
        (_ENDS[StepOutcome.FOLLOWED_NOT_CHECKED], totals.not_checked),
        (_ENDS[StepOutcome.FAILED], totals.failed),
        (_ENDS[StepOutcome.NOT_REACHED], totals.not_reached),
        (_ENDS[StepOutcome.NOT_FOLLOWED], totals.not_followed),
        *([("Suppressed", totals.suppressed)] if totals.suppressed else []),
        ("Errors", totals.errors),
        ("Warnings", totals.warnings),
    ]
    return " · ".join(f"{catalogue.text(name)}: {count}" for name, count in counts)


def _ended(step: StepResult, catalogue: Catalogue) -> str:
    """Return what became of a step, and why."""
    said = catalogue.text(_ENDS[step.result])
    if step.result is StepOutcome.NOT_REACHED:
        return f"{said}: {catalogue.text('step {number} failed', number=step.failed_before)}"
    if step.outcome is not Outcome.FAILED:
        return said
    return f"{said}: {cell(step.reasons[0].said_in(catalogue) if step.reasons else first_line(step.reason))}"


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
