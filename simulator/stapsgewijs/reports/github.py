"""Workflow commands of GitHub Actions: annotations at the line of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.lint.findings import Level

if TYPE_CHECKING:
    from stapsgewijs.lint.result import LintResult

_COMMANDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_MOST: Final = 50
"""GitHub shows ten of a kind for each step of a job and drops the rest in silence."""


def render(result: LintResult, *, every: bool) -> str:
    """Return the annotations, the worst first, and a last line that says how many are left out."""
    ranked = sorted(result.findings, key=lambda each: each.level.rank)
    told = ranked if every else ranked[:_MOST]
    lines = [
        f"::{_COMMANDS[each.level]} file={_property(each.path)},line={each.line},col={each.column},"
        f"endColumn={each.end_column},title={_property(each.rule)}::{_data(_message(each.message, each.suggestion))}"
        for each in told
    ]
    if len(told) < len(ranked):
        lines.append(f"::notice title=stapsgewijs::{len(ranked) - len(told)} findings more; --all tells them")
    return "".join(f"{each}\n" for each in lines)


def _message(message: str, suggestion: str) -> str:
    return f"{message} Write: {suggestion}" if suggestion else message


def _data(text: str) -> str:
    plain = "".join(each if each.isprintable() or each in "\r\n" else "\ufffd" for each in text)
    return plain.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
