"""What lint found and what a run proved, in each format: a module a format, loaded when that is asked for.

A module has some of three functions, each of them pure: `render(result, every=…)` for a list of findings,
`render_run(run, path)` for a run and `render_coverage(run, coverage, path)` for its coverage alone; `path` is how the
guide is named.
"""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Run
    from stapsgewijs.findings import FindingList


class Format(StrEnum):
    """The formats of findings, by the names of their modules."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    MARKDOWN = "markdown"


RUN_FORMATS: Final = {
    "json": "run_json",
    "junit": "junit",
    "messages": "cucumber_messages",
    "cucumber": "cucumber_json",
    "sarif": "sarif",
    "gitlab": "gitlab",
    "markdown": "markdown",
}
"""The formats of a run, by the names of the options of `verify`, with their modules."""

WITHOUT_PART: Final = ("cucumber", "gitlab")
"""Those that have no place for which part of a run they are of."""

_COVERAGE: Final = {Format.TEXT: "coverage_table", Format.JSON: "run_json", Format.MARKDOWN: "markdown"}
"""The formats that tell a coverage as more than findings."""


def format_of(name: str) -> Format:
    """Return the format with this name; raises `StapsgewijsError`, which names the nearest, when there is none."""
    if name not in set(Format):
        near = nearest(name, (each.value for each in Format))
        msg = f"{name!r} is no format; " + (f"nearest: {near!r}" if near else f"one of {', '.join(Format)}")
        raise StapsgewijsError(msg)
    return Format(name)


def render(result: FindingList, format_: Format, *, every: bool = False) -> str:
    """Return the report; `every` finding, or of each document the first few where the format is for people."""
    module = import_module(f"stapsgewijs.reports.{format_.value}")
    text: str = module.render(result, every=every)
    return text


def render_run(run: Run, name: str, path: str) -> str:
    """Return `run` in the format that `RUN_FORMATS` has under this name."""
    text: str = import_module(f"stapsgewijs.reports.{RUN_FORMATS[name]}").render_run(run, path)
    return text


def render_coverage(run: Run, format_: Format, path: str) -> str:
    """Return what of the guide was covered; `run` has a coverage."""
    if format_ in _COVERAGE:
        text: str = import_module(f"stapsgewijs.reports.{_COVERAGE[format_]}").render_coverage(run, run.coverage, path)
        return text
    from stapsgewijs.reports.card_text import in_language  # noqa: PLC0415  # lint has no use for it
    from stapsgewijs.reports.run_findings import coverage_result  # noqa: PLC0415  # idem

    return render(in_language(coverage_result(run, path=path), run), format_)
