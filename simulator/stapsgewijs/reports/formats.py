"""A run as text, in each format that other tools read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.reports import Format, render
from stapsgewijs.reports.coverage_table import table
from stapsgewijs.reports.cucumber_json import to_cucumber_json
from stapsgewijs.reports.cucumber_messages import to_messages
from stapsgewijs.reports.run_findings import coverage_result, run_result
from stapsgewijs.reports.run_github import to_annotations, to_summary
from stapsgewijs.reports.run_json import coverage_to_json, to_json
from stapsgewijs.reports.run_junit import to_junit
from stapsgewijs.reports.run_markdown import coverage_to_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.evidence.run import Coverage, Run

__all__ = ["FILES", "coverage_as", "to_annotations", "to_summary"]

FILES: Final[tuple[Callable[[Run, str], str], ...]] = (
    lambda run, _: _as_text(to_json(run, relative_to=Path.cwd())),
    lambda run, path: to_junit(run, path=path),
    lambda run, _: to_messages(run),
    lambda run, _: _as_text(to_cucumber_json(run)),
    lambda run, path: render(run_result(run, path=path), Format.SARIF),
    lambda run, path: render(run_result(run, path=path), Format.GITLAB),
    lambda run, path: to_summary(run, path=path),
)
"""JSON, JUnit, Cucumber Messages, Cucumber JSON, SARIF, Code Quality, Markdown: of a run, and its guide from here."""


def coverage_as(format_: Format, run: Run, coverage: Coverage, path: str) -> str:
    """Return the coverage of `run` in a format of the linter; for people and for Markdown as a table of the steps.

    `path` is the guide as seen from here.
    """
    result = coverage_result(run, path=path)
    if format_ is Format.TEXT:
        return "".join(f"{line}\n" for line in table(run, coverage))
    if format_ is Format.JSON:
        findings = json.loads(render(result, Format.JSON))["findings"]
        return _as_text({"guide": path, **coverage_to_json(coverage), "findings": findings})
    if format_ is Format.MARKDOWN:
        return coverage_to_markdown(run, coverage, path=path)
    return render(result, format_)


def _as_text(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
