"""Where things inside a paragraph begin and end: bold, links, pictures, code.

The parser says where an element begins. Where it ends is found here, from there on, so that a rule can look at
the character behind it. What does not lie where it should (text that the parser changed) is left out.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.guide.markdown.blocks import LENGTH
from stapsgewijs.guide.markdown.dialects import GONE, MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.token import Token

_BOLD: Final = ("**", "__")
_PLAIN_TARGET: Final = re.compile(r"\([^\s()\\<]*\)")
"""A target without a title, and without anything that has a meaning of its own there."""

_TITLES: Final = {'"': '"', "'": "'"}


class Kind(StrEnum):
    """What a span is."""

    BOLD = "bold"
    LINK = "link"
    PICTURE = "picture"
    CODE = "code"
    HTML = "html"


class Span(NamedTuple):
    """A piece of the text from `start` to `end` (offsets), its inner part, and for links and pictures the target.

    `text` is what a reader sees of it; for a picture its alternative text, for HTML its source.
    """

    kind: Kind
    start: int
    end: int
    inner_start: int
    inner_end: int
    text: str
    target: str = ""


def spans_of(children: Sequence[Token], source: str, offset: Callable[[int, int], int]) -> Iterator[Span]:
    """Give the spans of one paragraph, an inner one before the one around it.

    `offset` makes an offset in `source` of a line and a column.
    """
    opened: list[tuple[int, list[str], Token]] = []
    for token in children:
        kind = token.type
        if kind in _PLACED:
            at = offset(token.meta.get("line", 1), token.meta.get("column", 1))
            if kind in _OPENING:
                opened.append((at, [], token))
            elif kind in _CLOSING and opened:
                begin, words, opener = opened.pop()
                make = _bold if kind == "strong_close" else _link
                if (span := make(source, begin, at, "".join(words), opener)) is not None:
                    yield span
                if opened:
                    opened[-1][1].extend(words)
            elif kind in _SINGLE and (single := _SINGLE[kind](source, at, token)) is not None:
                yield single
        if opened:
            opened[-1][1].append(_seen(token))


def _seen(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return "" if token.type in {"image", "html_inline"} else token.content.replace(GONE, "").replace(MASK, " ")


def _bold(source: str, begin: int, close: int, words: str, _: Token) -> Span | None:
    if source[begin : begin + 2] not in _BOLD or source[close : close + 2] not in _BOLD or close < begin + 2:
        return None
    return Span(Kind.BOLD, begin, close + 2, begin + 2, close, words)


def _link(source: str, begin: int, close: int, words: str, opener: Token) -> Span | None:
    target = str(opener.attrGet("href") or "")
    if opener.markup.startswith("<a"):
        end = close + len(str(opener.meta.get("closing", "")))
        return Span(Kind.LINK, begin, end, begin + len(opener.markup), close, words, target)
    if opener.markup == "autolink":
        end = source.find(">", begin)
        return Span(Kind.LINK, begin, end + 1, begin + 1, end, words, target) if end > begin else None
    if source[begin - 1 : begin] != "[" or source[close : close + 1] != "]":
        return None
    return Span(Kind.LINK, begin - 1, _behind_target(source, close), begin, close, words, target)


def _picture(source: str, begin: int, token: Token) -> Span | None:
    if LENGTH in token.meta:
        end = begin + int(token.meta[LENGTH])
        at = source.find(token.content, begin, end) if token.content else -1
        inner = (at, at + len(token.content)) if at >= 0 else (begin, end)
        return Span(Kind.PICTURE, begin, end, *inner, token.content, str(token.attrGet("src") or ""))
    if source[begin : begin + 2] != "![":
        return None
    close = begin + 2 + len(token.content)
    if source[close : close + 1] != "]":  # the text goes over more than one line
        close = source.find("](", begin)
    if close < 0:
        return None
    target = str(token.attrGet("src") or "")
    return Span(Kind.PICTURE, begin, _behind_target(source, close), begin + 2, close, token.content, target)


def _verbatim(source: str, begin: int, token: Token) -> Span | None:
    if token.type == "html_inline":
        end = begin + len(token.content)
        same = source[begin:end] == token.content
        return Span(Kind.HTML, begin, end, begin, end, token.content) if same else None
    inner = begin + len(token.markup)
    end = source.find(token.markup, inner + max(len(token.content), 1))
    if source[begin:inner] != token.markup or end < 0:
        return None
    return Span(Kind.CODE, begin, end + len(token.markup), inner, end, token.content)


_OPENING: Final = frozenset({"strong_open", "link_open"})
_CLOSING: Final = frozenset({"strong_close", "link_close"})
_SINGLE: Final = {"image": _picture, "code_inline": _verbatim, "html_inline": _verbatim}
_PLACED: Final = _OPENING | _CLOSING | frozenset(_SINGLE)


def _behind_target(source: str, close: int) -> int:
    """Return the offset behind `](target "title")`, `][name]` or a lone `]`, which stands at `close`."""
    following = source[close + 1 : close + 2]
    if following == "[":
        end = source.find("]", close + 2)
        return end + 1 if end > 0 else close + 1
    if following != "(":
        return close + 1
    if plain := _PLAIN_TARGET.match(source, close + 1):
        return plain.end()
    return _behind_parentheses(source, close + 1) or close + 1


def _behind_parentheses(source: str, at: int) -> int:
    """Return the offset behind the parentheses that open at `at`; 0 when nothing closes them."""
    depth, quote = 0, ""
    while at < len(source):
        char = source[at]
        if char == "\\":
            at += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char == "<" and source[at - 1] == "(":
            at = max(source.find(">", at), at)
        elif char in _TITLES and source[at - 1].isspace():
            quote = _TITLES[char]
        elif char in "()":
            depth += 1 if char == "(" else -1
            if not depth:
                return at + 1
        at += 1
    return 0
