"""GitLab Code Quality: a list of issues, each with a fingerprint that stays the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from stapsgewijs.lint.findings import Level

if TYPE_CHECKING:
    from stapsgewijs.lint.result import LintResult

_SEVERITIES: Final = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def render(result: LintResult, *, every: bool) -> str:  # noqa: ARG001  # GitLab compares whole lists
    """Return a JSON list."""
    issues = [
        {
            "type": "issue",
            "check_name": each.rule,
            "description": f"{each.message} Write: {each.suggestion}" if each.suggestion else each.message,
            "categories": ["Style"],
            "severity": _SEVERITIES[each.level],
            "fingerprint": each.fingerprint,
            "location": {
                "path": each.path,
                "lines": {"begin": each.line, "end": each.line},
                "positions": {
                    "begin": {"line": each.line, "column": each.column},
                    "end": {"line": each.line, "column": each.end_column},
                },
            },
        }
        for each in result.findings
    ]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"
