"""HTML in a document, as the tokens that Markdown would have been: lists, tables, headings, bold, links, pictures.

Blocks of HTML hold no Markdown; what stands between two of them (behind an empty line) does, and is left as it is
inside of what the first one opened. Comments stay blocks of HTML.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, NamedTuple

from markdown_it.token import Token

from stapsgewijs.guide.markdown.blocks import picture, unread_token
from stapsgewijs.guide.markdown.dialects.kinds import words
from stapsgewijs.guide.model import Construct, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LISTS: Final = {"ol": "ordered_list", "ul": "bullet_list", "menu": "bullet_list"}
_CONTAINERS: Final = _LISTS | {
    "li": "list_item",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
    "blockquote": "blockquote",
}
_ENDED_BY: Final = {
    "li": ({"li"}, {"ol", "ul", "menu"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tbody": ({"thead", "tbody", "tr", "td", "th"}, {"table"}),
}
"""What a tag ends that was not closed, as browsers do, and in what no further."""
_MUST_CLOSE: Final = frozenset({"ol", "ul", "table", "blockquote", "details"})
_BREAKS: Final = words(
    "p div section article aside main header footer nav figure figcaption summary details dl dt dd caption "
    "center hr form fieldset address picture"
)
_BOLD: Final = frozenset({"b", "strong"})
_EMPHASIS: Final = frozenset({"em", "i"})
_KEPT: Final = words("kbd code samp var tt u mark")
_MEDIA: Final = words("iframe video audio object embed")
_HIDDEN: Final = words("script style template noscript")
_TAG: Final = re.compile(r"<(/?)([A-Za-z][\w-]*)([^>]*?)/?>", re.DOTALL)
_GIVEN: Final = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_QUOTE: Final = re.compile(r"^[ \t>]*")
_START: Final = re.compile(r"[0-9]{1,9}")
"""The number that a list begins with, as long as that of Markdown may be."""
_DEEPEST: Final = 60
"""So many tags in each other are read."""


class _Event(NamedTuple):
    """A tag or text: `kind` is "start", "end", "text" or "comment"; `line` and `column` count from 1."""

    kind: str
    name: str
    given: dict[str, str]
    raw: str
    line: int
    column: int


_ENDLESS_TAG: Final = re.compile(r"<(?![^>]{0,2000}>)")
_NO_TAG: Final = "\ue5f3"
"""For private use in Unicode: stands for a `<` that begins no tag."""


class _Events(HTMLParser):
    """Collects the events of a piece of HTML whose first line is `first` (from 1)."""

    def __init__(self, text: str, first: int) -> None:
        super().__init__()
        self.first = first
        self.events: list[_Event] = []
        # Python's parser reads on to the end of the text from each tag that is not closed.
        self.feed(_ENDLESS_TAG.sub(_NO_TAG, text))
        self.close()

    def _add(self, kind: str, name: str, given: Sequence[tuple[str, str | None]] = (), raw: str = "") -> None:
        line, column = self.getpos()
        values = {each: value or "" for each, value in given}
        self.events.append(_Event(kind, name, values, raw, self.first + line - 1, column + 1))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add("start", tag, attrs, self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._add("end", tag)

    def handle_data(self, data: str) -> None:
        self._add("text", "", raw=data.replace(_NO_TAG, "<"))

    def handle_comment(self, data: str) -> None:
        self._add("comment", "", raw=data)


class _Element(NamedTuple):
    """What is open: a tag (`name`), or a block of Markdown (without one)."""

    name: str
    type: str = ""
    line: int = 0
    column: int = 0
    is_tab: bool = False


def with_html(tokens: Sequence[Token], lines: Sequence[str]) -> list[Token]:
    """Return the tokens with those of HTML read; `lines` are the lines that the document shows."""
    reader = _Blocks(lines)
    for token in tokens:
        if token.type == "html_block":
            reader.take_html(token)
        else:
            reader.take(token)
            if token.type == "inline" and any(each.type == "html_inline" for each in token.children or ()):
                reader.found += _read_inline(token.children or [])
    reader.close_html(0)
    return reader.found


class _Blocks:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.found: list[Token] = []
        self.open: list[_Element] = []
        self.tags = 0
        self.level = 0
        self.pieces: list[Token] = []
        self.inline: list[str] = []
        self.begin: tuple[int, int] | None = None
        self.heading: tuple[str, _Event] | None = None
        self.summary = False
        self.hidden = ""
        self.source: list[str] = []
        self.first = 1

    def take(self, token: Token) -> None:
        """Take a token of Markdown: what ends a block ends the HTML in it."""
        if token.nesting < 0:
            while self.open and self.open[-1].name:
                self._pop()
            if self.open:
                self.open.pop()
        token.level += self.tags
        self.found.append(token)
        if token.nesting > 0:
            self.open.append(_Element(""))

    def take_html(self, token: Token) -> None:
        """Read a block of HTML."""
        first, behind = token.map or (0, 1)
        self.source = [_QUOTE.sub(lambda found: " " * len(found[0]), each) for each in self.lines[first:behind]]
        opening = token.content.partition("\n")[0].strip()
        if (at := self.lines[first].find(opening)) > 0 and opening:
            self.source[0] = " " * at + self.lines[first][at:]
        self.first, self.level = first + 1, token.level
        for each in _Events("\n".join(self.source), first + 1).events:
            self._event(each, token)
        self._flush(behind)
        self.hidden = ""

    def _event(self, event: _Event, block: Token) -> None:
        if self.hidden:
            if event.kind == "end" and event.name == self.hidden:
                self.hidden = ""
        elif event.kind == "comment":
            self._flush(event.line, event.column)
            self.found.append(_comment(event, block))
        elif event.kind == "text":
            if event.raw.strip() or self.pieces:
                self._piece(event, "text", content=event.raw)
        elif event.name in _HIDDEN:
            self.hidden = event.name if event.kind == "start" else ""
        elif event.kind == "start":
            self._start(event)
        else:
            self._end(event)

    def _start(self, event: _Event) -> None:
        name = event.name
        if name in _CONTAINERS or name in _BREAKS or _is_heading(name):
            self._start_block(event)
        elif name in _BOLD or name in _EMPHASIS or (name == "a" and event.given.get("href")):
            kind = _kind(name)
            token = self._piece(event, f"{kind}_open", nesting=1)
            token.markup, token.meta["closing"] = event.raw, f"</{name}>"
            if kind == "link":
                token.attrs = {"href": event.given["href"]}
            self.inline.append(name)
        elif name == "img":
            picture(self._piece(event, "image"), event.given.get("src", ""), event.given.get("alt", ""), len(event.raw))
        elif name == "br":
            self._piece(event, "hardbreak")
        elif name in _MEDIA:
            self._flush(event.line, event.column)
            self.found.append(unread_token(Unread(Construct.MEDIA, event.line, event.column, event.raw.split("\n")[0])))
        elif name in _KEPT or name == "a":
            self._piece(event, "html_inline", content=event.raw)

    def _start_block(self, event: _Event) -> None:
        name = event.name
        self._flush(event.line, event.column)
        if name in _ENDED_BY:
            self._end_open(*_ENDED_BY[name])
        if _is_heading(name):
            self.heading = name, event
        elif name == "summary":
            self.summary = True
        elif name == "details" or (name in _CONTAINERS and self.tags < _DEEPEST):
            self._push(_Element(name, _CONTAINERS.get(name, ""), event.line, event.column), event)

    def _end(self, event: _Event) -> None:
        name = event.name
        if name in self.inline:
            while self.inline:
                last = self.inline.pop()
                kind = _kind(last)
                self._piece(event, f"{kind}_close", nesting=-1)
                if last == name:
                    return
        elif name in _KEPT or name == "a":
            self._piece(event, "html_inline", content=f"</{name}>")
        elif name in _CONTAINERS or name in _BREAKS or _is_heading(name):
            self._flush(event.line, event.column)
            if name in _CONTAINERS or name == "details":
                self._end_open({name}, set())

    def _push(self, element: _Element, event: _Event) -> None:
        if element.type:
            token = Token(f"{element.type}_open", element.name, 1, level=self.level + self.tags, block=True)
            token.map = [event.line - 1, event.line]
            if element.name == "ol" and _START.fullmatch(event.given.get("start", "")):
                token.attrs = {"start": int(event.given["start"])}
            self.found.append(token)
            self.tags += 1
        self.open.append(element)

    def _pop(self) -> None:
        element = self.open.pop()
        if element.type:
            self.tags -= 1
            self._span(element)
            self.found.append(Token(f"{element.type}_close", element.name, -1, level=self.level + self.tags))
        elif element.is_tab:
            self.found.append(Token("tab_end", "", 0))

    def _span(self, element: _Element) -> None:
        """Give the token that opened an element the last line that is in it."""
        depth, last = 0, element.line
        for token in reversed(self.found):
            last = max(last, token.map[1] if token.map else 0)
            depth -= token.nesting
            if depth < 0:
                token.map = [element.line - 1, last]
                return

    def _end_open(self, ended: set[str], within: set[str]) -> None:
        """End the elements of these names, down to the outermost of them that stands in none of the others."""
        place = -1
        for at in range(len(self.open) - 1, -1, -1):
            name = self.open[at].name
            if not name or name in within:
                break
            if name in ended:
                place = at
                if not within:
                    break
        while place >= 0 and len(self.open) > place:
            self._pop()

    def close_html(self, place: int) -> None:
        """End all elements that nobody closed, and tell those that hold more than was meant."""
        while len(self.open) > place:
            element = self.open[-1]
            self._pop()
            if element.name in _MUST_CLOSE:
                words = f"<{element.name}>"
                told = Unread(Construct.UNCLOSED, element.line, element.column, words, f"</{element.name}>")
                self.found.append(unread_token(told))

    def _piece(self, event: _Event, kind: str, *, nesting: int = 0, content: str = "") -> Token:
        token = Token(kind, "", nesting)  # type: ignore[arg-type]  # -1, 0 or 1
        token.content = content
        line, column = event.line, event.column
        if kind == "text" and not self.pieces:
            lead = len(content) - len(content.lstrip())
            line += content.count("\n", 0, lead)
            column = lead - content.rfind("\n", 0, lead) if "\n" in content[:lead] else column + lead
            token.content = content.lstrip()
        token.meta |= {"line": line, "column": column}
        if self.begin is None:
            self.begin = line, column
        self.pieces.append(token)
        return token

    def _flush(self, line: int, column: int = 0) -> None:
        """Make a paragraph, a heading or a cell of the pieces so far, which end before this place."""
        for last in reversed(self.inline):
            kind = _kind(last)
            closing = Token(f"{kind}_close", "", -1)
            closing.meta = {"line": line, "column": max(column, 1)}
            self.pieces.append(closing)
        self.inline.clear()
        pieces, begin = self.pieces, self.begin
        heading, self.heading = self.heading, None
        summary, self.summary = self.summary, False
        self.pieces, self.begin = [], None
        if not pieces or begin is None:
            return
        inline = self._inline(pieces, begin, (line, column))
        level = self.level + self.tags
        if summary and self.open and self.open[-1].name == "details" and not any(each.type for each in self.open):
            words = "".join(each.content for each in pieces if each.type in {"text", "code_inline"})
            tab = Token("tab", "", 0, content=" ".join(words.split()), map=inline.map, meta={"id": ""})
            self.found.append(tab)
            self.open[-1] = self.open[-1]._replace(is_tab=True)
            return
        if heading:
            tag, event = heading
            opening = Token("heading_open", tag, 1, level=level, block=True, map=inline.map, markup="#")
            if event.given.get("id"):
                opening.meta = {"anchor": event.given["id"]}
            self.found += [opening, inline, Token("heading_close", tag, -1, level=level)]
        elif self.open and self.open[-1].type in {"th", "td"}:
            self.found.append(inline)
        else:
            opening = Token("paragraph_open", "p", 1, level=level, block=True, map=inline.map)
            self.found += [opening, inline, Token("paragraph_close", "p", -1, level=level)]

    def _inline(self, pieces: list[Token], begin: tuple[int, int], end: tuple[int, int]) -> Token:
        (first, column), (last, behind) = begin, end
        rows = self.source[first - self.first : last - self.first + 1]
        if last - first < len(rows):
            rows[last - first] = rows[last - first][: max(behind - 1, 0)]
        rows[0] = rows[0][column - 1 :]
        content = "\n".join(rows).rstrip()
        if pieces[-1].type == "text":
            pieces[-1].content = pieces[-1].content.rstrip()
        token = Token("inline", "", 0, level=self.level + self.tags + 1, content=content, children=pieces)
        token.map = [first - 1, first + content.count("\n")]
        token.meta = {"columns": [column - 1, *[0] * content.count("\n")]}
        return token


def _kind(name: str) -> str:
    return "strong" if name in _BOLD else "em" if name in _EMPHASIS else "link"


def _is_heading(name: str) -> bool:
    return len(name) == 2 and name[0] == "h" and name[1] in "123456"  # noqa: PLR2004  # h1 to h6


def _comment(event: _Event, block: Token) -> Token:
    text = f"<!--{event.raw}-->"
    lines = [event.line - 1, event.line + text.count("\n")]
    return Token("html_block", "", 0, level=block.level, content=f"{text}\n", map=lines, block=True)


def _read_inline(children: list[Token]) -> list[Token]:
    """Make bold, emphasis, links and pictures of the HTML in a paragraph; what is not closed stays as it is.

    Returns a token for each thing that is not read.
    """
    unread = []
    opened: list[tuple[str, int, int]] = []
    depth = 0
    for place, token in enumerate(children):
        depth += token.nesting
        found = _TAG.fullmatch(token.content) if token.type == "html_inline" else None
        if found is None:
            continue
        name = found[2].lower()
        if (name in _MEDIA and not found[1]) or (found[2][0].isupper() and token.content.endswith("/>")):
            at = token.meta.get("line", 1), token.meta.get("column", 1)
            unread.append(unread_token(Unread(Construct.MEDIA, *at, token.content)))
        elif name == "img":
            given = dict(_given(found[3]))
            token.type, token.tag = "image", "img"
            picture(token, given.get("src", ""), given.get("alt", ""), len(token.content))
        elif name not in _BOLD and name not in _EMPHASIS and name != "a":
            continue
        elif not found[1]:
            opened.append((name, place, depth))
        elif opened and opened[-1][0] == name:
            _, begin, level = opened.pop()
            if level == depth:
                _make_pair(children[begin], token, name)
    return unread


def _make_pair(opening: Token, closing: Token, name: str) -> None:
    kind = _kind(name)
    if kind == "link":
        found = _TAG.fullmatch(opening.content)
        given = dict(_given(found[3])) if found else {}
        if not given.get("href"):
            return
        opening.attrs = {"href": given["href"]}
    opening.type, opening.nesting, opening.markup = f"{kind}_open", 1, opening.content
    opening.meta["closing"] = closing.content
    closing.type, closing.nesting = f"{kind}_close", -1
    opening.content = closing.content = ""


def _given(written: str) -> Iterator[tuple[str, str]]:
    for each in _GIVEN.finditer(written):
        yield each[1].lower(), unescape(next((value for value in each.groups()[1:] if value is not None), ""))
