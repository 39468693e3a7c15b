"""The summary of a review for a pull request, in Markdown and in the words of a catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.files import display_path
from stapsgewijs.reports.markdown import cell
from stapsgewijs.review.picture import OUTCOMES
from stapsgewijs.screenshots.aria_text import describe
from stapsgewijs.screenshots.comparison import ComparisonResult

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.labels import Catalogue
    from stapsgewijs.review.session import Entry, Review

_MOST_WORDS = 6
"""So many changes of a page are told of one picture; the review shows all."""


def summary_of(review: Review, catalogue: Catalogue) -> str:
    """Return what was accepted, what was rejected and why, and what nobody decided on yet."""
    text = catalogue.text
    groups = (
        (text("Accepted: {n}", n=len(review.accepted)), review.accepted),
        (text("Rejected: {n}", n=len(review.rejected)), review.rejected),
        (text("Not decided on yet: {n}", n=len(review.left)), review.left),
    )
    lines = [f"## {text('Pictures reviewed')}", ""]
    for title, entries in groups:
        if entries:
            head = (text("Picture"), text("Where"), text("What changed"))
            lines += [f"### {title}", "", f"| {' | '.join(map(cell, head))} |", "|---|---|---|"]
            lines += [f"| {' | '.join(_cells(each, catalogue))} |" for each in entries]
            lines.append("")
    if len(lines) == len(("", "")):
        lines += [text("No picture was accepted."), ""]
    return "\n".join(lines)


def _cells(entry: Entry, catalogue: Catalogue) -> Iterator[str]:
    yield f"`{display_path(entry.taken.place)}`".replace("|", "\\|")
    step = catalogue.text("step {step}, line {line}", step=entry.taken.step, line=entry.state.result.line)
    yield cell(f"{entry.run.guide.path.name}: {entry.procedure.title}, {step}")
    words = describe(entry.state.changes, catalogue)
    told = [cell(each) for each in words[:_MOST_WORDS]]
    if len(words) > _MOST_WORDS:
        told.append(catalogue.text("{n} more changes", n=len(words) - _MOST_WORDS))
    if not told:
        told.append(catalogue.text(OUTCOMES[entry.state.result.comparison or ComparisonResult.MISSING][0]))
    if entry.rejected is not None:
        told.insert(0, f"**{cell(entry.rejected.note)}**")
    yield "<br>".join(told)
