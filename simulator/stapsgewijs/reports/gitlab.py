"""GitLab Code Quality: a list of issues, each with a fingerprint that stays the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Severity

if TYPE_CHECKING:
    from stapsgewijs.evidence.run import Run
    from stapsgewijs.findings import FindingList

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(result: FindingList, *, every: bool) -> str:  # noqa: ARG001  # GitLab compares whole lists
    """Return a JSON list."""
    issues = [
        {
            "type": "issue",
            "check_name": each.rule,
            "description": each.advice,
            "categories": ["Style"],
            "severity": _SEVERITIES[each.severity],
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


def render_run(run: Run, path: str) -> str:
    """Return the findings of a run, those in features too."""
    from stapsgewijs.reports.card_text import with_cards  # noqa: PLC0415  # lint has no use for it
    from stapsgewijs.reports.run_findings import run_result  # noqa: PLC0415  # idem

    return render(with_cards(run_result(run, path=path), run, path, between=" · "), every=True)
