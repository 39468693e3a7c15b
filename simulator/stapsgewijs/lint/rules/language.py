"""Sentences in another language than the document's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Rule, Severity
from stapsgewijs.labels import Message
from stapsgewijs.lint.languages import in_words, may_be_other, other_language
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document

MIXED: Final = Rule("language-mixed", Severity.WARNING, "A sentence in another language than the document's.")
RULES: Final = (MIXED,)

_SENTENCE: Final = re.compile(r"[^.!?。！？]+[.!?。！？]*")


def check(document: Document, _: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    if not document.locale:
        return
    for block in document.blocks:
        if not may_be_other(block.words, document.locale):
            continue
        for begin, end, sentence in _sentences(document, block):
            if other := other_language(sentence, document.locale):
                told = "This sentence is in {other}; the document is in {language}."
                message = Message.of(told, other=in_words(other), language=in_words(document.locale))
                yield document.finding(MIXED, (begin, end), message)


def _sentences(document: Document, block: Block) -> Iterator[tuple[int, int, str]]:
    """Give the sentences of a block: from where to where, and the words that are the writer's own."""
    text = document.text
    hidden = [each for each in block.spans if each.kind in {Kind.CODE, Kind.HTML, Kind.PICTURE}]
    # A link and a label may be in the language of what they name.
    hidden += [each for each in block.spans if each.kind in {Kind.LINK, Kind.BOLD}]
    shown = list(text[block.start : block.end])
    for span in hidden:
        begin, end = span.start - block.start, min(span.end, block.end) - block.start
        shown[begin:end] = " " * (end - begin)
    for found in _SENTENCE.finditer("".join(shown)):
        words = found.group()
        if stripped := words.strip():
            lead = len(words) - len(words.lstrip())
            begin = block.start + found.start() + lead
            yield begin, begin + len(stripped), stripped
