"""The lines of a document while they are read: what is masked, what opens a block, what was not read."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.guide.markdown.dialects import GONE, MASK
from stapsgewijs.guide.model import Construct, NoteKind, Unread

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENER: Final = "\x1a"
"""Stands for a line that opens a block."""
LEAD: Final = re.compile(r"[ \t>]*")
ATTRIBUTE: Final = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|\{\s*["'`]([^"'`]*)["'`]\s*\})""")
_MOST_OPEN: Final = 18
"""So many blocks may be open in each other; the parser goes 20 levels deep."""


class Block(NamedTuple):
    """A block that a dialect opens on a line: `end` is the line (from 0) that it does not reach any more.

    `kind` is "note", "tab", "steps", "step" or "picture"; `written` what opens it, up to its name, `stem` the part of
    that before the name. `title` stands at `column` (from 0) of the line. The text of a block may begin on its own
    line (`is_open_line`).
    """

    kind: str
    end: int
    written: str = ""
    stem: str = ""
    name: str = ""
    title: str = ""
    column: int = 0
    note: NoteKind = NoteKind.UNKNOWN
    is_open_line: bool = False
    target: str = ""
    place: int = 0


@dataclass
class Lines:
    """The lines of a document: as they are `shown` (each column kept), and as they are parsed (`body`)."""

    shown: list[str]
    body: list[str]
    blocks: dict[int, Block] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    source: Sequence[str] = ()


@dataclass
class Opened:
    """A block that is open: its `family` says what closes it, `size` how many signs, `indent` where it stands."""

    family: str
    line: int
    indent: int
    name: str
    block: Block
    size: int = 0
    outdent: int = -1
    has_items: bool = False


class Scan:
    """Goes through the lines of a document, and notes what it finds."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.found = Lines(list(lines), list(lines), source=lines)
        self.open: list[Opened] = []
        self.code: tuple[str, int, int] | None = None
        self.outdents: list[tuple[int, int, int]] = []
        self.comment = False
        self.in_html = False
        self.tag_until = -1
        self.snippets = False

    def _push(self, opened: Opened) -> None:
        if len(self.open) >= _MOST_OPEN:
            self._tell(Construct.MARKUP, opened.line, 0, self.lines[opened.line].strip())
            return
        if opened.block.name in {"tabitem", "tab"} and opened.family == "jsx":
            for each in [each for each in self.open if each.family == "jsx" and each.name == opened.name]:
                self._close_to(each, opened.line, closed=False)
                break
        self.open.append(opened)

    def _close_to(self, last: Opened, number: int, *, closed: bool = True) -> None:
        while self.open:
            each = self.open[-1]
            self._close(each, number, closed=(closed and each is last) or each.family == "indented")
            if each is last:
                return

    def _close(self, opened: Opened, end: int, *, closed: bool) -> None:
        self.open.remove(opened)
        block, line = opened.block, opened.line
        if not closed:
            text = self.lines[line]
            column = len(text) - len(text.lstrip(" \t>"))
            if opened.family != "tag" or block.kind:
                self._tell(Construct.UNCLOSED, line, column, block.written, _closing(opened))
            if block.kind == "note":
                end = self._paragraph_end(line, end)
        kind = block.kind if block.kind != "steps" or opened.has_items else ""
        if kind and line not in self.found.blocks:
            self.found.blocks[line] = block._replace(end=max(end, line + 1), kind=kind)
            if not block.is_open_line:
                self.found.shown[line] = self.lines[line]  # its title is looked for there
                lead = LEAD.match(self.lines[line])
                self.found.body[line] = (lead[0] if lead else "") + OPENER
        if opened.family == "indented" and not any(self.lines[each].strip() for each in range(line + 1, end)):
            self._tell(Construct.MARKUP, line, len(self.lines[line]) - len(self.lines[line].lstrip()), block.written)
        if opened.outdent >= 0 and end > line + 1:
            self.outdents.append((line, end, opened.outdent))

    def _paragraph_end(self, line: int, end: int) -> int:
        """Return the line behind the first paragraph under a line: so far goes a note that is never closed."""
        number = line + 1
        while number < end and not self.lines[number].strip():
            number += 1
        while number < end and self.lines[number].strip():
            number += 1
        return number

    def _outdent(self) -> None:
        """Take away the indentation that only says what a block holds, of the outer blocks first."""
        body = self.found.body
        for line, end, width in sorted(self.outdents, key=lambda each: (each[0], -each[1])):
            inner = range(line + 1, end)
            filled = [each for each in inner if body[each].strip()]
            own = indent_of(body[line]) if body[line].strip() else indent_of(self.lines[line])
            own = min(own, min((indent_of(body[each]) for each in filled), default=own))
            least = min((indent_of(body[each]) for each in filled), default=own)
            less = width or max(least - own, 0)
            for each in filled if less else ():
                text = body[each]
                stripped = text.lstrip(" \t")
                body[each] = " " * max(indent_of(text) - less, 0) + stripped

    def _blank(self, number: int) -> None:
        line = self.lines[number]
        self.found.shown[number] = MASK * len(line)
        lead = LEAD.match(line)
        self.found.body[number] = lead[0].rstrip(" \t") if lead and ">" in lead[0] else ""

    def _put(self, number: int, start: int, text: str) -> None:
        """Set what is parsed of a line: masks at its ends go, so that they make no paragraph and no line break."""
        plain = text.strip(MASK + GONE + " \t")
        tail = "  " if text.endswith("  ") and plain else ""
        self.found.body[number] = (
            (self.lines[number][:start] + plain + tail) if plain else self.lines[number][:start].rstrip(" \t")
        )

    def _next_text(self, number: int) -> int:
        following = number + 1
        while following < len(self.lines) and not self.lines[following].strip():
            following += 1
        return following

    def _tell(self, construct: Construct, number: int, column: int, words: str, right: str = "") -> None:
        self.found.unread.append(Unread(construct, number + 1, column + 1, words, right))

    def _unknown(self, number: int, start: int, written: str) -> None:
        self._tell(Construct.UNKNOWN, number, start, written)

    def _hide_until(self, number: int, end: re.Pattern[str]) -> None:
        """Blank the lines under this one up to one with such an end in it."""
        for each in range(number + 1, len(self.lines)):
            self._blank(each)
            self.tag_until = each
            if end.search(self.lines[each]):
                return


def _closing(opened: Opened) -> str:
    if opened.family == "jsx":
        return f"</{opened.name}>"
    if opened.family == "tag":
        return "{% end" + opened.name + " %}"
    if opened.family == "learn":
        return f":::{opened.name}-end"
    return {"colon": ":", "slash": "/"}.get(opened.family, opened.name) * opened.size


def value(attribute: re.Match[str] | None) -> str:
    """Return the value of an attribute, in whatever quotes; empty for none."""
    return next((each for each in attribute.groups()[1:] if each is not None), "") if attribute else ""


def masked(line: str, hidden: Sequence[tuple[int, int]], sign: str = MASK) -> str:
    """Return a line with these parts of it masked."""
    pieces, last = [], 0
    for begin, end in sorted(hidden):
        if end <= last:
            continue
        pieces += [line[last : max(begin, last)], sign * (end - max(begin, last))]
        last = end
    return "".join([*pieces, line[last:]])


def code_spans(line: str) -> list[tuple[int, int]]:
    """Return where code stands in a line: from backticks up to as many."""
    if "`" not in line:
        return []
    runs = [each.span() for each in re.finditer(r"`+", line)]
    following: dict[int, list[int]] = {}
    for place in range(len(runs) - 1, -1, -1):
        following.setdefault(runs[place][1] - runs[place][0], []).append(place)
    spans, place = [], 0
    while place < len(runs):
        begin, end = runs[place]
        same = following[end - begin]
        while same and same[-1] <= place:
            same.pop()
        if same:
            spans.append((begin, runs[same[-1]][1]))
            place = same[-1] + 1
        else:
            place += 1
    return spans


def within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a place is in one of these parts, which are in their order."""
    place = bisect_right(spans, (at, 1 << 60)) - 1
    return place >= 0 and at < spans[place][1]


def indent_of(line: str) -> int:
    """Return in which column (from 0) a line begins, tabs counted as four."""
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))
