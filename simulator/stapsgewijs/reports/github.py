"""Workflow commands of GitHub Actions: annotations at the line of the document, of a run at that of the feature too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Severity

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Run
    from stapsgewijs.findings import FindingList

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MAX_ANNOTATIONS: Final = 50
"""GitHub shows ten of a kind for each step of a job and drops the rest in silence."""


def render(result: FindingList, *, every: bool) -> str:
    """Return the annotations, the worst first, and a last line that says how many are left out."""
    ranked = sorted(result.findings, key=lambda each: each.severity.rank)
    told = ranked if every else ranked[:_MAX_ANNOTATIONS]
    lines = [
        f"::{_COMMANDS[each.severity]} file={_property(each.path)},line={each.line},col={each.column},"
        f"endColumn={each.end_column},title={_property(each.rule)}::{_data(each.advice)}"
        for each in told
    ]
    if len(told) < len(ranked):
        lines.append(f"::notice title=stapsgewijs::{len(ranked) - len(told)} findings more; --all tells them")
    return "".join(f"{each}\n" for each in lines)


def run_annotations(run: Run, path: str) -> list[str]:
    """Return the annotations of a run.

    Notes are left out: GitHub shows ten of a kind, and what is on the pages and not in the guide is rarely news.
    """
    from stapsgewijs.reports.card_text import with_cards  # noqa: PLC0415  # lint has no use for it
    from stapsgewijs.reports.language import stand_in, wording_of  # noqa: PLC0415  # idem
    from stapsgewijs.reports.run_findings import run_result  # noqa: PLC0415  # idem

    result = with_cards(run_result(run, path=path), run, path, between="\n")
    told = replace(result, findings=tuple(each for each in result.findings if each.severity is not Severity.NOTE))
    notice = stand_in(run, wording_of(run))
    first = [f"::notice title=stapsgewijs::{_data(notice)}"] if notice else []
    return first + render(told, every=False).split("\n")[:-1]


def _data(text: str) -> str:
    plain = "".join(each if each.isprintable() or each in "\r\n" else "\ufffd" for each in text)
    return plain.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
