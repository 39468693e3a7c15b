"""Findings as JSON, with all that is known of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stapsgewijs.findings import Severity

if TYPE_CHECKING:
    from stapsgewijs.findings import FindingList


def render(result: FindingList, *, every: bool) -> str:  # noqa: ARG001  # JSON is always whole
    """Return one JSON object; lines and columns count from 1, `endColumn` is the column behind the last."""
    plain = {
        "version": 1,
        "documents": result.documents,
        "counts": {severity.value: result.counts[severity] for severity in Severity},
        "ignored": result.suppressed,
        "read": [each._asdict() for each in result.read],
        "baseline": {"accepted": result.accepted, "outdated": result.outdated},
        "findings": [
            {
                "file": each.path,
                "line": each.line,
                "column": each.column,
                "endColumn": each.end_column,
                "rule": each.rule,
                "severity": each.severity.value,
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
