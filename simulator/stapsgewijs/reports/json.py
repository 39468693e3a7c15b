"""For programs: every finding with all that is known of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stapsgewijs.lint.findings import Level

if TYPE_CHECKING:
    from stapsgewijs.lint.result import LintResult


def render(result: LintResult, *, every: bool) -> str:  # noqa: ARG001  # JSON is always whole
    """Return one JSON object; lines and columns count from 1, `endColumn` is the column behind the last."""
    plain = {
        "version": 1,
        "documents": result.documents,
        "counts": {level.value: result.counts[level] for level in Level},
        "ignored": result.suppressed,
        "baseline": {"accepted": result.accepted, "outdated": result.outdated},
        "findings": [
            {
                "file": each.path,
                "line": each.line,
                "column": each.column,
                "endColumn": each.end_column,
                "rule": each.rule,
                "severity": each.level.value,
                "message": each.message,
                "sentence": each.sentence,
                "suggestion": each.suggestion,
                "mendable": bool(each.edits),
                "fingerprint": each.fingerprint,
            }
            for each in result.findings
        ],
    }
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
