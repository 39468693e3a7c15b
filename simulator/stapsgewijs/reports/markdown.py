"""Markdown, for the summary of a job or a comment on a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.lint.findings import Level

if TYPE_CHECKING:
    from stapsgewijs.lint.findings import LintFinding
    from stapsgewijs.lint.result import LintResult

_MOST: Final = 10


def render(result: LintResult, *, every: bool) -> str:
    """Return a heading, the totals, and a table for each document: its first findings, or every one."""
    totals = ", ".join(f"{result.counts[level]} {level.value}s" for level in Level)
    lines = [f"## {result.title}", "", f"{result.documents} documents: {totals}.", ""]
    for path, findings in result.by_document().items():
        ranked = sorted(findings, key=lambda each: (each.level.rank, each.line, each.column))
        told = ranked if every else ranked[:_MOST]
        lines += [f"### {_cell(path)}", "", "| line | | rule | what | write |", "|---|---|---|---|---|"]
        lines += [_row(each) for each in told]
        if len(told) < len(findings):
            lines += ["", f"{len(findings) - len(told)} more."]
        lines.append("")
    return "\n".join(lines)


def _row(finding: LintFinding) -> str:
    place = f"{finding.line}:{finding.column}"
    cells = place, finding.level, finding.rule, _cell(finding.message), _code(finding.suggestion)
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\\\")
    for each in "|*_`[]":
        plain = plain.replace(each, f"\\{each}")
    return plain.replace("<", "&lt;")


def _code(text: str) -> str:
    if not text:
        return ""
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}".replace("|", "\\|")
