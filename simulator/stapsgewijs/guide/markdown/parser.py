"""Markdown as tokens that know where they stand. The only importer of markdown-it-py.

markdown-it says of a block on which lines it stands, and of what is inside a paragraph nothing. Here the
inline parser notes where each token begins, and that is turned into a line and a column of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import yaml
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.ruler import Ruler
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    emphasis,
    entity,
    escape,
    html_inline,
    image,
    link,
    newline,
)

from stapsgewijs.guide.markdown.numbering import mended

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it.parser_inline import RuleFuncInlineType
    from markdown_it.token import Token

_OFFSET: Final = "offset"
_FENCE: Final = "---"
MOST_CHARACTERS: Final = 64 * 1024
"""The largest front matter that is read; the largest real one has under 10,000 characters."""
MOST_LEVELS: Final = 50
"""How deeply front matter may be nested; real ones have three levels."""
MOST_ALIASES: Final = 20
"""How often front matter may name another of its values: with merges, each can double what is made of it."""
_OPENS: Final = re.compile(r"[\[{*]|[-?](?=\s)|^ +", re.MULTILINE)
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C where there is one: it is ten times as fast."""
_SIGNS: Final[dict[RuleFuncInlineType, str]] = {
    newline: "\n",
    escape: "\\",
    backtick: "`",
    emphasis.tokenize: "*_",
    link: "[",
    image: "!",
    autolink: "<",
    html_inline: "<",
    entity: "&",
}
"""The signs with which begins what each rule of the parser is for."""


def parse(source: str) -> list[Token]:
    r"""Return the tokens of a guide; `source` has line ends as `\\n`.

    Front matter is not parsed, but its lines count. Every token inside a paragraph, heading or table cell
    that is an element (`strong_open`, `em_open`, `link_open`, `image`, `code_inline`) has its place in
    `meta["line"]` and `meta["column"]`, counted from 1 in characters of the source.
    """
    lines = source.split("\n")
    behind = _front_matter_end(lines)
    body = [""] * behind + mended(lines[behind:])
    tokens = _parser().parse("\n".join(body))
    # Cells of a table stand on one line: the search for the next begins where the last one ended.
    last_line, last_column = -1, 0
    for token in tokens:
        if token.type == "inline" and token.map and token.children:
            first = token.map[0]
            from_column = last_column if first == last_line else 0
            last_line, last_column = first, _place(token, lines, from_column)
    return tokens


class FrontMatterError(ValueError):
    """Front matter that is not read: `line` and `column` (from 1) in the document, and `what` is wrong."""

    def __init__(self, line: int, column: int, what: str) -> None:
        """Remember the place and the reason."""
        super().__init__(what)
        self.line = line
        self.column = column
        self.what = what


def front_matter(source: str) -> dict[str, str]:
    """Return the names and plain values at the top of a guide; what cannot be read counts as not there."""
    lines = source.split("\n")
    try:
        return _values(lines, _front_matter_end(lines))
    except FrontMatterError:
        return {}


def front_matter_problem(source: str) -> tuple[int, str] | None:
    """Return the line of what is wrong with the front matter, and what; None when it is right or not there."""
    lines = source.split("\n")
    if lines[0].rstrip() != _FENCE:
        return None
    behind = _front_matter_end(lines)
    if not behind:
        begun = len(lines) > 1 and lines[1].partition(":")[0].replace(".", "").replace("_", "").isalnum()
        return (1, "it has no end; close it with a line “---”") if begun and ":" in lines[1] else None
    try:
        _values(lines, behind)
    except FrontMatterError as error:
        return error.line, error.what
    return None


def check_front_matter(source: str) -> None:
    """Raise `FrontMatterError` for front matter that a YAML parser is not to be given: too large or nested too deeply.

    The parser in C calls itself for each level, so that some ten thousand levels end the process.
    """
    if not source.startswith(_FENCE):
        return
    lines = source.split("\n")
    behind = _front_matter_end(lines)
    text = "\n".join(lines[1 : behind - 1]) if behind else ""
    if len(text) > MOST_CHARACTERS:
        what = f"the front matter has {len(text)} characters, at most {MOST_CHARACTERS} are read; is its end missing?"
        raise FrontMatterError(1, 1, what)
    # Each of these opens two levels at most, or is an alias: with few of them there is nothing to be counted.
    if len(_OPENS.findall(text)) > MOST_ALIASES:
        _check_nesting(text)


def _check_nesting(text: str) -> None:
    """Raise `FrontMatterError` where YAML is nested too deeply or names other values too often; no node is made."""
    depth = aliases = 0
    try:
        for event in yaml.parse(text, _LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.AliasEvent):
                aliases += 1
            if depth > MOST_LEVELS:
                what = f"the front matter is nested more than {MOST_LEVELS} levels deep; make it flatter"
            elif aliases > MOST_ALIASES:
                what = f"the front matter has more than {MOST_ALIASES} aliases (“*name”); write the values out"
            else:
                continue
            line, column = (event.start_mark.line, event.start_mark.column) if event.start_mark else (0, 0)
            raise FrontMatterError(line + 2, column + 1, what)
    except yaml.YAMLError:
        return  # said where it is read, with the parser's own reason


def _values(lines: Sequence[str], behind: int) -> dict[str, str]:
    """Return the plain values of the front matter that ends before line `behind`; raises `FrontMatterError`."""
    if not behind:
        return {}
    check_front_matter("\n".join(lines[:behind]))
    try:
        loaded = yaml.load("\n".join(lines[1 : behind - 1]), _LOADER)  # noqa: S506  # it is a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise FrontMatterError(line, 1, str(error.problem or "no YAML")) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:  # 2020-13-01 is no date, nor YAMLError
        raise FrontMatterError(1, 1, str(error).partition("\n")[0]) from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise FrontMatterError(2, 1, "it is no list of names and values")
    plain = (each for each in loaded.items() if isinstance(each[1], str | int | float))
    return dict(_pair(name, value, lines) for name, value in plain)


def _pair(name: object, value: object, lines: Sequence[str]) -> tuple[str, str]:
    """Return a name and its value as text; raises `FrontMatterError` for what is no text that could be shown."""
    begins = f"{name}:" if isinstance(name, str) else "\n"
    line = next((number for number, each in enumerate(lines, 1) if each.startswith(begins)), 1)
    try:
        pair = str(name), str(value)
    except ValueError:  # Python refuses to write out a number of more than 4300 digits
        raise FrontMatterError(line, 1, "a number has more digits than can be read; put quotes around it") from None
    if found := _NO_TEXT.search("".join(pair)):
        what = f"a name or a value has the character U+{ord(found[0]):04X}, which is no text"
        raise FrontMatterError(line, 1, what)
    return pair


def _front_matter_end(lines: Sequence[str]) -> int:
    if lines[0].rstrip() != _FENCE:
        return 0
    return next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() in {_FENCE, "..."}), 0)


@cache
def _parser() -> MarkdownIt:
    """Return the parser, made once: what it knows of a document is in the state that it makes for each."""
    parser = MarkdownIt("commonmark").enable("table")
    inline = _InlineWithPlaces()
    inline.ruler, inline.ruler2 = _by_sign(parser.inline.ruler.getRules("")), parser.inline.ruler2
    parser.inline = inline
    return parser


def _by_sign(rules: Sequence[RuleFuncInlineType]) -> Ruler[RuleFuncInlineType]:
    """Return one rule in place of these: it asks only those that something at a place can be for, by its first sign.

    A rule that is not known here is asked everywhere, as markdown-it does with all of them.
    """
    anywhere = [each for each in rules if each not in _SIGNS]
    found = {
        sign: [each for each in rules if sign in _SIGNS.get(each, sign)] for signs in _SIGNS.values() for sign in signs
    }

    def by_sign(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # what markdown-it calls
        for rule in found.get(state.src[state.pos], anywhere):  # noqa: SIM110  # any() makes a generator for each sign
            if rule(state, silent):
                return True
        return False

    ruler: Ruler[RuleFuncInlineType] = Ruler()
    ruler.push("by_sign", by_sign)
    return ruler


class _State(StateInline):
    """Notes for each token where the parser was when it was made."""

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:  # noqa: ANN401  # a literal of markdown-it's own
        token = super().push(ttype, tag, nesting)
        token.meta[_OFFSET] = self.pos
        return token


class _InlineWithPlaces(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _place(inline: Token, lines: Sequence[str], from_column: int) -> int:
    """Give the children of an inline token their places; returns the column behind the token's text.

    The token itself keeps in `meta["columns"]` in which column (from 0) each of its lines begins.
    """
    first = inline.map[0] if inline.map else 0
    content = inline.content.split("\n")
    columns, starts, start = [], [], 0
    for number, text in enumerate(content):
        source = lines[first + number] if first + number < len(lines) else ""
        found = source.find(text, from_column if number == 0 else 0)
        if found < 0:  # an escaped bar in a table cell, a tab that became spaces
            found = source.find(text.strip()[:1]) if text.strip() else 0
        columns.append(max(found, 0))
        starts.append(start)
        start += len(text) + 1
    inline.meta["columns"] = columns
    for child in inline.children or []:
        offset = child.meta.pop(_OFFSET, 0)
        number = bisect_right(starts, offset) - 1
        child.meta["line"] = first + number + 1
        child.meta["column"] = columns[number] + offset - starts[number] + 1
    return columns[-1] + len(content[-1])
