"""What to write instead of a label: a finding with the exact text, and the edit that puts it there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Edit
from stapsgewijs.guide.label_text import normal

if TYPE_CHECKING:
    from stapsgewijs.findings import Finding, Rule
    from stapsgewijs.guide.model import Label
    from stapsgewijs.lint.document import Document
    from stapsgewijs.lint.spans import Span

_TAIL: Final = re.compile(r"[\s.,;:!?]*$")
_WORD_BEFORE: Final = re.compile(r"(\w+)\s*$")


def mended(  # noqa: PLR0913  # what a finding is made of
    document: Document, label: Label, rule: Rule, message: str, expected: str, *, certain: bool = True
) -> Finding:
    """Make a finding of a label; `expected` is what should stand there (empty: nobody knows).

    There is an edit when it is `certain`, and what comes out reads as a sentence.
    """
    span = _span_of(document, label)
    if span is None:
        start = document.offset(label.line, label.column)
        return document.finding(rule, (start, start + len(label.text)), message, suggestion=expected)
    edit = _edit(document, span, expected) if certain and expected else None
    edits = [edit] if edit and document.text[edit.start : edit.end] != edit.text else []
    suggestion = edits[0].text if edits else (f"**{expected}**" if expected else "")
    return document.finding(rule, (span.start, span.end), message, suggestion=suggestion, edits=edits)


def _span_of(document: Document, label: Label) -> Span | None:
    start = document.offset(label.line, label.column)
    return document.bold_at.get(start)


def _edit(document: Document, span: Span, expected: str) -> Edit | None:
    text = document.text
    inner = text[span.inner_start : span.inner_end]
    mark = text[span.start : span.start + 2]
    if "\n" in inner or any(each in inner for each in "[]*_`<"):  # links, code and brackets of its own in the bold
        return None
    if (at := inner.find(expected)) >= 0 and inner != expected:
        lead, tail = inner[:at], inner[at + len(expected) :]
        return Edit(span.start, span.end, f"{lead}{mark}{expected}{mark}{tail}")
    begin = span.start
    wanted, written = normal(expected).split(), normal(inner).split()
    word = _WORD_BEFORE.search(text, document.offset(document.place(begin)[0], 1), begin)
    if word and wanted[:1] == [normal(word.group(1))] and written[:1] != wanted[:1]:
        begin = word.start()
    missing = [each for each in wanted if each not in written]
    following = normal(text[span.end : span.end + 40].partition("\n")[0]).split()[:4]
    if any(each in following for each in missing):  # the rest of the label stands behind it, somewhere
        return None
    tail = "".join(_TAIL.findall(inner)[:1]).strip()
    kept = tail if tail in {",", ";"} and not expected.endswith(tail) else ""
    return Edit(begin, span.end, f"{mark}{expected}{mark}{kept}")
