"""What a run of the linter found, in all documents: one value, of which every report is a function."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.lint.findings import Level, LintFinding, LintRule


@dataclass(frozen=True)
class LintResult:
    """All findings, by document and line; `documents` were looked at, `suppressed` findings taken away with a reason.

    `accepted` findings are in the baseline; `outdated` of it are no longer found. `title` says whose findings they
    are; `rules` are those that were looked at, None for those of the linter.
    """

    documents: int
    findings: tuple[LintFinding, ...]
    suppressed: int = 0
    accepted: int = 0
    outdated: int = 0
    title: str = "stapsgewijs lint"
    rules: Mapping[str, LintRule] | None = None

    @cached_property
    def counts(self) -> Counter[Level]:
        """How many findings there are of each level."""
        return Counter(each.level for each in self.findings)

    @property
    def mendable(self) -> int:
        """How many findings `--fix` could take away."""
        return sum(bool(each.edits) for each in self.findings)

    def by_document(self) -> dict[str, list[LintFinding]]:
        """Return the findings of each document that has any."""
        found: dict[str, list[LintFinding]] = {}
        for each in self.findings:
            found.setdefault(each.path, []).append(each)
        return found

    def fails(self, level: Level) -> bool:
        """Return whether there is a finding as bad as `level`, or worse."""
        return any(each.level.rank <= level.rank for each in self.findings)
