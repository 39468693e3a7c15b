"""Notes whose keyword nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.lint.alerts import KINDS, alerts_of
from stapsgewijs.lint.findings import Level, LintRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document
    from stapsgewijs.lint.findings import LintFinding

UNKNOWN: Final = LintRule("note-unknown", Level.WARNING, "A note with a keyword that nobody knows.")
RULES: Final = (UNKNOWN,)


def check(document: Document, _: Context) -> Iterator[LintFinding]:
    """Give the findings of this family."""
    for each in alerts_of(document):
        if each.right:
            continue
        better = f"[!{each.meant}]" if each.meant else ""
        told = f"; “{better}” is." if better else f"; known are {', '.join(KINDS)}."
        message = f"“{each.written}” is no kind of note{told}"
        yield document.finding(UNKNOWN, (each.start, each.end), message, suggestion=better)
