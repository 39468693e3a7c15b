"""The reports: each a function from a `LintResult` to text. `render` finds the one of a format."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from stapsgewijs.lint.result import LintResult


class Format(StrEnum):
    """For whom the outcome is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    MARKDOWN = "markdown"


def format_of(name: str) -> Format:
    """Return the format with this name; raises `StapsgewijsError`, which names the nearest, when there is none."""
    if name not in set(Format):
        near = nearest(name, (each.value for each in Format))
        msg = f"{name!r} is no format; " + (f"nearest: {near!r}" if near else f"one of {', '.join(Format)}")
        raise StapsgewijsError(msg)
    return Format(name)


def render(result: LintResult, format_: Format, *, every: bool = False) -> str:
    """Return the report; `every` finding, or of each document the first few where the format is for people."""
    module = import_module(f"stapsgewijs.reports.{format_.value}")
    text: str = module.render(result, every=every)
    return text
