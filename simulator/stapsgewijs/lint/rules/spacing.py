"""Spaces around links and bold: one is missing, or one is too many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Edit, Rule, Severity
from stapsgewijs.guide.label_text import is_word_part
from stapsgewijs.guide.model import Label
from stapsgewijs.labels import Message
from stapsgewijs.lint.languages import SPACE_BEFORE_SIGNS, UNSPACED, is_wide
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document
    from stapsgewijs.lint.spans import Span

AFTER_LINK: Final = Rule("space-after-link", Severity.WARNING, "A space is missing behind a link.")
AFTER_BOLD: Final = Rule("space-after-bold", Severity.WARNING, "A space is missing behind bold text.")
BEFORE_BOLD: Final = Rule("space-before-bold", Severity.WARNING, "A space is missing before bold text or a link.")
BEFORE_SIGN: Final = Rule(
    "space-before-punctuation",
    Severity.WARNING,
    "A space is too many, between bold text or a link and a punctuation mark.",
)
RULES: Final = (AFTER_LINK, AFTER_BOLD, BEFORE_BOLD, BEFORE_SIGN)
_RULES: Final = {Kind.LINK: AFTER_LINK, Kind.BOLD: AFTER_BOLD}

_PLURAL: Final = re.compile(r"(?:e?s|'s|’s)(?!\w)")
"""What English and Dutch write on to a word: `[portal](…)s` is no mistake."""

_SIGN: Final = re.compile(r"[ \t\u00a0]+([.,;:!?])(?=[\s)\]”\"]|$)")


_NO_SPACE: Final = "No space between “{one}” and “{other}”."
_SHOWN: Final = 40
"""What fits beside a message."""


def check(document: Document, _: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    spaced = document.locale not in UNSPACED
    for block in document.blocks:
        for span, outer in _with_outer(block.spans):
            rule = _RULES.get(span.kind)
            if rule is None:
                continue
            if outer and spaced:
                yield from _behind(document, block, span, rule)
                yield from _before(document, block, span)
            yield from _sign(document, block, span)


def _with_outer(spans: Sequence[Span]) -> Iterator[tuple[Span, bool]]:
    """Give the spans in the order of the text, and whether each stands in no other."""
    behind = -1
    for each in sorted(spans, key=lambda each: (each.start, -each.end)):
        yield each, each.end > behind
        behind = max(behind, each.end)


def _behind(document: Document, block: Block, span: Span, rule: Rule) -> Iterator[Finding]:
    text, end = document.text, span.end
    if end >= block.end or not text[end].isalnum() or is_wide(text[end]) or _PLURAL.match(text, end):
        return
    if _is_one_word(document, span):
        return
    word = re.compile(r"\w+").match(text, end)
    told = Message.of(_NO_SPACE, one=_short(span.text), other=word.group() if word else text[end])
    yield document.finding(
        rule,
        (end, word.end() if word else end + 1),
        told,
        suggestion=f"{_written(document, span)} {word.group() if word else ''}".rstrip(),
        edits=[Edit(end, end, " ")],
    )


def _before(document: Document, block: Block, span: Span) -> Iterator[Finding]:
    text, start = document.text, span.start
    if start <= block.start or not text[start - 1].isalnum() or is_wide(text[start - 1]):
        return
    if _is_one_word(document, span):
        return
    begin = start
    while begin > block.start and text[begin - 1].isalnum():
        begin -= 1
    told = Message.of(_NO_SPACE, one=text[begin:start], other=_short(span.text))
    suggestion = f"{text[begin:start]} {_written(document, span)}"
    yield document.finding(BEFORE_BOLD, (begin, start), told, suggestion=suggestion, edits=[Edit(start, start, " ")])


def _is_one_word(document: Document, span: Span) -> bool:
    """Return whether no space belongs beside a span: a letter in bold of a longer word, or a script without spaces."""
    if any(map(is_wide, span.text[:1] + span.text[-1:])):
        return True
    return span.kind is Kind.BOLD and is_word_part(
        Label(span.text, *document.place(span.start)), document.line(document.place(span.start)[0])
    )


def _sign(document: Document, block: Block, span: Span) -> Iterator[Finding]:
    found = _SIGN.match(document.text, span.end, block.end)
    if not found or (document.locale in SPACE_BEFORE_SIGNS and found.group(1) not in ".,"):
        return
    yield document.finding(
        BEFORE_SIGN,
        (span.end, found.end()),
        Message.of("A space between “{one}” and “{other}”.", one=_short(span.text), other=found.group(1)),
        suggestion=f"{_written(document, span)}{found.group(1)}",
        edits=[Edit(span.end, found.end() - 1, "")],
    )


def _written(document: Document, span: Span) -> str:
    """Return a span as it is written, of a link with a long target without that: it stays what it is."""
    whole = document.text[span.start : span.end]
    if len(whole) <= _SHOWN:
        return whole
    return f"[{_short(span.text)}](…)" if span.kind is Kind.LINK else f"**{_short(span.text)}**"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:18]}…{text[-18:]}"
