"""A document as rules see it: its text, the position of its parts, and its guide, if it is one."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import DocumentError
from stapsgewijs.findings import Edit, Finding, Rule
from stapsgewijs.guide.front_matter import front_matter
from stapsgewijs.guide.markdown.blocks import unread_in
from stapsgewijs.guide.markdown.dialects import GONE
from stapsgewijs.guide.markdown.inline import slug_of
from stapsgewijs.guide.markdown.parser import parse
from stapsgewijs.guide.reader import guide_of, language_of
from stapsgewijs.guide.source_file import read_text
from stapsgewijs.lint.label_account import LabelAccount
from stapsgewijs.lint.spans import Kind, Span, spans_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from markdown_it.token import Token

    from stapsgewijs.guide.model import Guide, Unread
    from stapsgewijs.labels import Message

_NAMED: Final = re.compile(r"""<[a-z]+\s[^>]*?\b(?:name|id)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)

_QUOTES: Final = frozenset({"blockquote_open", "blockquote_close"})
_CONTEXT: Final = 200
"""So many characters of a long line before what is found, and twice as many from there on."""


class Block(NamedTuple):
    """Text that belongs together: a paragraph, a heading or a cell of a table, from `start` to `end` (offsets).

    `level` is that of a heading (else 0), `step` whether it stands in a numbered list, `quote` in a quote, `cell` in
    the cell of a table; `words` is what a reader sees, without pictures.
    """

    start: int
    end: int
    level: int
    step: bool
    quote: bool
    words: str
    spans: tuple[Span, ...]
    cell: bool = False


class Item(NamedTuple):
    """A line of a numbered list: its number as written, where it stands, and which list it belongs to.

    `list` counts the lists of the document, `depth` is 1 for a list that stands in no other. `last` is the last line
    that belongs to it, `indent` counts the spaces before its number, `within` says whether it stands in a quote.
    """

    number: str
    line: int
    list: int
    depth: int
    last: int = 0
    indent: int = 0
    within: bool = False


class Document:
    r"""A document; `shown` is its path as findings name it, `text` has line ends as `\\n` and no byte order mark."""

    def __init__(self, path: Path, shown: str, text: str, tokens: Sequence[Token]) -> None:
        self.path = path
        self.shown = shown
        self.text = text
        self.tokens = tokens
        self.account = LabelAccount()

    @cached_property
    def folder(self) -> Path:
        """The folder that it lies in, where its pictures and links begin."""
        return self.path.parent

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line begins."""
        found, at = [0], self.text.find("\n")
        while at >= 0:
            found.append(at + 1)
            at = self.text.find("\n", at + 1)
        return found

    def line(self, number: int) -> str:
        """Return the line with this number, counted from 1; empty for one that is not there."""
        if not 1 <= number <= len(self.starts):
            return ""
        return self.text[self.starts[number - 1] : self.line_end(number)]

    def line_end(self, number: int) -> int:
        """Return the offset at which a line ends."""
        return self.starts[number] - 1 if number < len(self.starts) else len(self.text)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and a column."""
        return self.starts[min(max(line, 1), len(self.starts)) - 1] + column - 1

    @cached_property
    def matter(self) -> dict[str, str]:
        """The names and plain values of the front matter."""
        return front_matter(self.text)

    @cached_property
    def language(self) -> str:
        """The language, as a BCP 47 tag; empty when the document names none."""
        return language_of(self.matter, self.path, self.tokens)

    @property
    def locale(self) -> str:
        """The language without region."""
        return self.language.partition("-")[0].lower()

    @cached_property
    def guide(self) -> Guide | None:
        """The guide that the document is; None when it has no procedure."""
        try:
            return guide_of(self.path, self.text, self.tokens, self.matter)
        except DocumentError:
            return None

    @cached_property
    def unread(self) -> tuple[Unread, ...]:
        """What was not read, or was read otherwise than it was meant."""
        return self.guide.unread if self.guide is not None else unread_in(self.tokens)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Everything that has words, in the order of the document."""
        return _Blocks(self).found()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The lines of all numbered lists."""
        found, lists, count, quotes = [], [], 0, 0
        for token in self.tokens:
            if token.type == "ordered_list_open":
                count += 1
                lists.append(count)
            elif token.type == "ordered_list_close":
                lists.pop()
            elif token.type in _QUOTES:
                quotes += token.nesting
            elif token.type == "list_item_open" and token.info and lists:
                first, behind = token.map or (0, 1)
                line = self.line(first + 1)
                indent = len(line[: len(line) - len(line.lstrip())].expandtabs(4))
                found.append(Item(token.info, first + 1, lists[-1], len(lists), behind, indent, quotes > 0))
        return tuple(found)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a link into this document can name: slugs of headings, and names in HTML."""
        found: dict[str, int] = {}
        for block in self.blocks:
            if block.level:
                slug = slug_of(block.words)
                found[slug] = found.get(slug, -1) + 1
                if found[slug]:
                    found[f"{slug}-{found[slug]}"] = 0
        named = (name for each in _NAMED.findall(self.text) for name in (each, each.lower()))
        return frozenset({*found, *named})

    @cached_property
    def headings(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The words of each heading, and the anchors by which it is linked to."""
        found = []
        for block in self.blocks:
            if block.level:
                begin, end = self.starts[self.place(block.start)[0] - 1], block.end
                named = _NAMED.findall(self.text[begin:end])
                found.append((block.words, frozenset({slug_of(block.words), *named})))
        return tuple(found)

    @cached_property
    def bold_at(self) -> dict[int, Span]:
        """The bold spans by the offset at which they begin."""
        return {span.start: span for _, span in self.spans(Kind.BOLD)}

    def spans(self, kind: Kind) -> list[tuple[Block, Span]]:
        """Return all spans of a kind with the block that they stand in."""
        return [(block, span) for block in self.blocks for span in block.spans if span.kind is kind]

    def finding(
        self,
        rule: Rule,
        where: tuple[int, int],
        told: Message,
        *,
        suggestion: str = "",
        edits: Sequence[Edit] = (),
    ) -> Finding:
        """Make a finding of what stands at `where`: from one offset to another."""
        start, end = where
        line, column = self.place(start)
        end_line, end_column = self.place(max(end, start))
        begin, behind = self.starts[line - 1], self.line_end(line)
        if end_line != line:
            end_column = behind - begin + 1
        cut = max(column - _CONTEXT, 1) if behind - begin > 3 * _CONTEXT else 1
        sentence = self.text[begin + cut - 1 : min(begin + cut - 1 + 3 * _CONTEXT, behind)]
        message = str(told)
        is_short = len(message) <= 3 * _CONTEXT
        return Finding(
            path=self.shown,
            line=line,
            column=column,
            end_column=max(end_column, column),
            rule=rule.id,
            severity=rule.severity,
            message=message if is_short else f"{message[: 3 * _CONTEXT]}…",
            wording=told if is_short else None,
            sentence=sentence,
            sentence_column=cut,
            suggestion=suggestion,
            edits=tuple(edits),
        )

    def at_line(self, rule: Rule, line: int, told: Message, *, suggestion: str = "") -> Finding:
        """Make a finding of a whole line."""
        sentence = self.line(line)
        begin = self.offset(line, len(sentence) - len(sentence.lstrip()) + 1)
        where = begin, max(self.offset(line, len(sentence.rstrip()) + 1), begin)
        return self.finding(rule, where, told, suggestion=suggestion)


def read_document(path: Path, shown: str) -> Document:
    """Read and parse the document at `path`; raises `DocumentError` when it cannot be read."""
    return document_of(path, shown, read_text(path))


def document_of(path: Path, shown: str, text: str) -> Document:
    """Parse `text` as the document at `path`."""
    return Document(path, shown, text, parse(text))


class _Blocks:
    """Collects the blocks of a document from its tokens."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._steps = self._quotes = self._level = self._tables = 0
        self._last = (-1, 0)

    def found(self) -> tuple[Block, ...]:
        blocks = []
        for token in self._document.tokens:
            if token.type in {"ordered_list_open", "ordered_list_close"}:
                self._steps += token.nesting
            elif token.type in {"blockquote_open", "blockquote_close", "note_open", "note_close"}:
                self._quotes += token.nesting
            elif token.type in {"table_open", "table_close"}:
                self._tables += token.nesting
            elif token.type in {"heading_open", "heading_close"}:
                self._level = int(token.tag[1:]) if token.nesting > 0 else 0
            elif token.type == "inline" and token.map:
                blocks.append(self._block(token, *token.map))
        return tuple(blocks)

    def _block(self, token: Token, first: int, behind: int) -> Block:
        document = self._document
        opening, _, more = token.content.partition("\n")
        if "columns" in token.meta:
            column = int(token.meta["columns"][0])
        else:
            after = self._last[1] if self._last[0] == first else 0
            line = document.starts[first] if first < len(document.starts) else len(document.text)
            found = document.text.find(opening, line + after, document.line_end(first + 1))
            column = found - line if found >= 0 else 0
        start = document.offset(first + 1, column + 1)
        end = document.line_end(behind) if more else start + len(opening)
        self._last = (first, column + len(opening))
        children = token.children or []
        spans = tuple(each for each in spans_of(children, document.text, document.offset) if start <= each.start < end)
        words = "".join(_seen(each) for each in children).replace(GONE, "")
        words = " ".join(words.split())
        return Block(start, end, self._level, self._steps > 0, self._quotes > 0, words, spans, self._tables > 0)


def _seen(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "text_special", "code_inline"} else ""
