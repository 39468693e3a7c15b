"""Links and pictures by a name that is defined nowhere: `[text][name]`. A reader sees the brackets."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.markdown.blocks import unread_token
from stapsgewijs.guide.markdown.dialects.lines import code_spans, within
from stapsgewijs.guide.model import Construct, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_REFERENCE: Final = re.compile(r"(?<![\w\]\\])!?\[([^\[\]\n]{1,200})\]\[([^\[\]\n^]{0,200})\](?![\[(])")


def undefined_references(tokens: Sequence[Token]) -> list[Token]:
    """Return a token for each reference in the words of a document that is defined nowhere."""
    return [each for token in tokens if token.type == "inline" and "][" in token.content for each in _undefined(token)]


def _undefined(inline: Token) -> Iterator[Token]:
    content = inline.content
    starts = [0, *(each.end() for each in re.finditer("\n", content))]
    columns = inline.meta.get("columns") or [0]
    first = inline.map[0] if inline.map else 0
    defined = {
        (each.meta.get("line"), each.meta.get("column", 0) - (each.type == "link_open"))
        for each in inline.children or ()
        if each.type in {"link_open", "image"}
    }
    code = code_spans(content)
    for found in _REFERENCE.finditer(content):
        number = bisect_right(starts, found.start()) - 1
        line, column = first + number + 1, columns[min(number, len(columns) - 1)] + found.start() - starts[number] + 1
        words = found[1].strip("^ ")
        if (line, column) in defined or within(found.start(), code) or not any(each.isalpha() for each in words):
            continue
        name = found[2].strip() or found[1]
        told = Unread(Construct.REFERENCE, line, column, found[0], f"[{name}]: …")
        yield unread_token(told)
