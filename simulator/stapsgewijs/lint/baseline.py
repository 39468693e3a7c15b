"""The baseline: findings that existing documents may keep for now."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from stapsgewijs.findings import Finding

VERSION = 1


class Baseline:
    """The findings that were accepted; each takes one finding away."""

    def __init__(self, accepted: Counter[str]) -> None:
        """Accept so many findings of each fingerprint."""
        self._left = accepted

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read the baseline at `path`; raises `DocumentError` when it is none."""
        try:
            loaded = json.loads(read_bytes(path, advice="--write-baseline makes one"))
            accepted = Counter(str(each["fingerprint"]) for each in loaded["findings"])
            version = loaded["version"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise DocumentError(path, "no baseline; --write-baseline makes one") from None
        if version != VERSION:
            raise DocumentError(path, f"a baseline of version {str(version)[:20]}; this program reads {VERSION}")
        return cls(accepted)

    def take(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that were not accepted."""
        kept = []
        for each in findings:
            if self._left[each.fingerprint] > 0:
                self._left[each.fingerprint] -= 1
            else:
                kept.append(each)
        return kept

    @property
    def left(self) -> int:
        """How many accepted findings are no longer there."""
        return sum(self._left.values())


def to_baseline(findings: Iterable[Finding]) -> str:
    """Return the text of a baseline that accepts these findings, a line for each so that diffs stay small."""
    entries = sorted((each.path, each.rule, each.fingerprint) for each in findings)
    lines = ",\n".join(
        "  " + json.dumps({"path": path, "rule": rule, "fingerprint": fingerprint}, ensure_ascii=False)
        for path, rule, fingerprint in entries
    )
    return f'{{"version": {VERSION}, "findings": [\n{lines}\n]}}\n'
