"""Parts of Markdown that the summary of a run and that of its coverage have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Coverage, Run

SIGNS: Final = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_RUN: "–"}


def coverage_to_markdown(run: Run, coverage: Coverage, *, path: str) -> str:
    """Return the coverage of a guide on its own, each step in a row; `path` is how the guide is named."""
    lines = [f"## Coverage of {cell(run.guide.title)}", "", cell(path), ""]
    for procedure in run.procedures:
        lines += [f"### {cell(procedure.title)}", "", "| | step | labels | followed at | used and not named |"]
        lines += ["|---|---|---|---|---|"]
        for each in coverage.of(procedure.id):
            places = cell(", ".join(each.lines)) or "nowhere"
            labels = f"{each.covered} of {each.labels}"
            others = cell(", ".join(one.label for one in each.undocumented))
            lines.append(f"| {SIGNS[each.outcome]} | {each.number} | {labels} | {places} | {others} |")
        lines.append("")
    return "\n".join([*lines, *coverage_lines(coverage)])


def coverage_lines(coverage: Coverage) -> list[str]:
    """Return the totals of a coverage as a table under a heading, and what has no counterpart, by line."""
    lines = ["### Coverage", "", "| | |", "|---|---|"]
    lines += [
        f"| documented steps followed | {coverage.followed} of {len(coverage.steps)} |",
        f"| documented labels used or seen | {coverage.covered} of {coverage.labels} |",
        f"| controls on pages that the guide names | {coverage.named} of {coverage.shown} |",
    ]
    extra = {f"{cell(one.label)} (line {one.line})": None for step in coverage.steps for one in step.undocumented}
    only = [f"{cell(each.label)} (line {each.line})" for each in coverage.on_page_only]
    twice = [f"{cell(name)} ({', '.join(map(cell, places))})" for name, places in coverage.duplicate_scenarios]
    told = {
        "used and not named": list(extra),
        "on a page and in no step of the guide": only,
        "step definitions that no feature uses": [cell(each) for each in coverage.unused],
        "scenarios of one name": twice,
    }
    lines += [f"| {name} | {', '.join(values)} |" for name, values in told.items() if values]
    return [*lines, ""]


def cell(text: str) -> str:
    """Return a text that cannot end the cell of a table that it stands in, nor begin HTML."""
    plain = "".join(each if each.isprintable() or each.isspace() else "\ufffd" for each in text)
    return " ".join(plain.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
