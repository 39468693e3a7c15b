"""Notes with an unknown keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.labels import Message
from stapsgewijs.lint.alerts import KINDS, alerts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

UNKNOWN: Final = Rule("note-unknown", Severity.WARNING, "A note with a keyword that nobody knows.")
RULES: Final = (UNKNOWN,)


def check(document: Document, _: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    for each in alerts_of(document):
        if each.right:
            continue
        better = each.better
        told = "“{text}” is no kind of note; known are {expected}."
        if better:
            told = "“{text}” is no kind of note; “{near}” is."
        message = Message.of(told, text=each.written, near=better, expected=", ".join(KINDS))
        yield document.finding(UNKNOWN, (each.start, each.end), message, suggestion=better)
