"""What was not read of a document, or was read otherwise than it was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from stapsgewijs.guide.model import Construct
from stapsgewijs.guide.unread import RULES as READING_RULES
from stapsgewijs.guide.unread import rule_of, wording_of
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Document

RULES: Final = tuple(READING_RULES.values())
_LONGEST: Final = 80


def check(document: Document, context: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    includes = any(each.construct is Construct.INCLUDE for each in document.unread)
    linked = _files_linked(document) if includes else {}
    for each in document.unread:
        path = linked.get(each.line, "") if each.construct is Construct.INCLUDE else ""
        if path and not context.exists(document.folder / path):
            continue  # told by `link-dead`
        start = document.offset(each.line, each.column)
        end = min(start + len(each.words), document.line_end(each.line))
        message, better = wording_of(each), each.right
        yield document.finding(
            rule_of(each), (start, end), message, suggestion=better if len(better) <= _LONGEST else ""
        )


def _files_linked(document: Document) -> dict[int, str]:
    """Return the first file that each line links to, by the number of the line."""
    found: dict[int, str] = {}
    for _, span in document.spans(Kind.LINK):
        path = unquote(span.target.partition("#")[0].partition("?")[0])
        if path and ":" not in path and not path.startswith(("/", "~")):
            found.setdefault(document.place(span.start)[0], path)
    return found
