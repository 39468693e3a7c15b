"""Markdown as tokens that know where they stand. The only importer of markdown-it-py.

markdown-it says of a block on which lines it stands, and of what is inside a paragraph nothing. Here the
inline parser notes where each token begins, and that is turned into a line and a column of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markdown_it import MarkdownIt, rules_block
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
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
from markdown_it.rules_inline import text as text_rule
from markdown_it.token import Token

from stapsgewijs.guide.front_matter import front_matter_end
from stapsgewijs.guide.markdown.dialects import has_dialect

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it.parser_block import RuleFuncBlockType
    from markdown_it.parser_inline import RuleFuncInlineType
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock

    from stapsgewijs.guide.markdown.dialects.lines import Lines

_OFFSET: Final = "offset"
_FROM: Final = "from"
"""The column (from 0) behind which the text of a token is looked for."""
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

_CHAINS: Final = ("", "paragraph", "reference", "blockquote", "list", "table")
_BLOCK_SIGNS: Final[dict[RuleFuncBlockType, str]] = {
    rules_block.fence: "`~",
    rules_block.blockquote: ">",
    rules_block.hr: "*-_",
    rules_block.list_block: "*-+0123456789",
    rules_block.reference: "[",
    rules_block.html_block: "<",
    rules_block.heading: "#",
}
"""The same for blocks; what is not named here may begin with any sign."""

_MORE_LINES: Final = frozenset({rules_block.table, rules_block.lheading})
"""What there is no line of without another one directly under it."""

_CODE_INDENT: Final = 4
_MAX_LINKS: Final = 4_096
_SIMPLE_DESTINATION: Final = re.compile(r"[A-Za-z0-9#./:_%?=@+,;~$!*'|-]+")
"""Where a link goes, without anything that has a meaning of its own there."""
_STEP_NUMBER: Final = re.compile(r"( {0,3})(\d{1,3})(\\?[.)]|[．。、）])(\s*)(?=[^\s\d])")
_PROPER_NUMBER: Final = re.compile(r" {0,3}[0-9]{1,3}[.)]\s")
_HEADING: Final = re.compile(r"(#{2,6})[\u00a0\u3000]*(?=[^#\s])|(#)[\u00a0\u3000]+(?=[^#\s])")
_READ_HTML: Final = re.compile(r"<(?!/?(?:a (?:name|id)=|a>|br|!--))[A-Za-z]", re.IGNORECASE)
"""HTML that is more than an anchor, a line break or a comment."""
_FENCE: Final = re.compile(r" {0,3}(```|~~~)")


def parse(source: str) -> list[Token]:
    r"""Return the tokens of a guide; `source` has line ends as `\\n`.

    Front matter is not parsed, but its lines count. Every token inside a paragraph, heading or table cell
    that is an element (`strong_open`, `em_open`, `link_open`, `image`, `code_inline`) has its place in
    `meta["line"]` and `meta["column"]`, counted from 1 in characters of the source.
    """
    lines = source.split("\n")
    behind = front_matter_end(lines)
    body = [""] * behind + lines[behind:]
    dialect: Lines | None = None
    if has_dialect(source):
        from stapsgewijs.guide.markdown.dialects.scanner import read_dialect

        dialect = read_dialect(body)
        lines, body = dialect.shown, dialect.body
    env: dict[str, Any] = {"dialect": dialect}
    tokens = _parser(dialect is not None).parse("\n".join(normalised(body)), env)
    # Cells of a table stand on one line: the search for the next begins where the last one ended.
    last_line, last_column = -1, 0
    for token in tokens:
        if token.type == "inline" and token.map and token.children:
            first = token.map[0]
            from_column = last_column if first == last_line else int(token.meta.get(_FROM, 0))
            last_line, last_column = first, _place(token, lines, from_column)
    if dialect is not None:
        from stapsgewijs.guide.markdown.blocks import finished

        tokens = finished(tokens, dialect)
    if _READ_HTML.search(source):
        from stapsgewijs.guide.markdown.html import with_html

        tokens = with_html(tokens, lines)
    if "][" in source:
        from stapsgewijs.guide.markdown.references import undefined_references

        tokens += undefined_references(tokens)
    return tokens


@cache
def _parser(has_dialect: bool) -> MarkdownIt:  # noqa: FBT001  # what the cache tells apart
    """Return the parser, made once: what it knows of a document is in the state that it makes for each."""
    parser = MarkdownIt("commonmark").enable("table")
    if has_dialect:
        _add_dialects(parser)
    inline = _InlineWithPlaces()
    inline.ruler, inline.ruler2 = _by_sign(parser.inline.ruler.getRules("")), parser.inline.ruler2
    parser.inline = inline
    parser.block.ruler = _by_first_sign(parser.block.ruler)
    parser.helpers = _Helpers  # type: ignore[assignment]  # in place of the module with the same functions
    # Pictures and links lead to the same places again and again, within a document and from one to the next.
    parser.normalizeLink = lru_cache(_MAX_LINKS)(parser.normalizeLink)  # type: ignore[method-assign]
    return parser


def _add_dialects(parser: MarkdownIt) -> None:
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    from stapsgewijs.guide.markdown.blocks import dialect_block, dialect_image

    alternatives: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.use(footnote_plugin).use(myst_role_plugin)
    parser.block.ruler.before("table", "dialect", dialect_block, alternatives)
    parser.inline.ruler.before("escape", "dialect image", dialect_image)


class _Destination(NamedTuple):
    """Where a link goes (`str`), and up to where that is written."""

    ok: bool
    pos: int
    str: str


class _Helpers:
    """The functions of the parser for links, of which the one for where a link goes has a quick way for most."""

    parseLinkLabel = staticmethod(parseLinkLabel)  # noqa: N815  # the names are the parser's
    parseLinkTitle = staticmethod(parseLinkTitle)  # noqa: N815

    @staticmethod
    def parseLinkDestination(string: str, pos: int, maximum: int) -> Any:  # noqa: ANN401, N802  # the parser's own
        found = _SIMPLE_DESTINATION.match(string, pos, maximum)
        if found is None or string[found.end() : found.end() + 1] not in {")", " "}:
            return parseLinkDestination(string, pos, maximum)
        return _Destination(ok=True, pos=found.end(), str=found[0])


def _by_first_sign(former: Ruler[RuleFuncBlockType]) -> Ruler[RuleFuncBlockType]:
    """Return rules for blocks that ask, of those of the parser, only the ones that a line can be for by its first sign.

    There is one for each chain of the parser: what begins a block, and what ends a paragraph, a quote, a list …
    """
    ruler: Ruler[RuleFuncBlockType] = Ruler()
    # The first takes every line, so that those behind it are asked in the chain of their name only.
    for chain in _CHAINS:
        rules = former.getRules(chain)
        # The parser asks by this name whether there is code at all.
        ruler.push(chain or "code", _first_sign_rule(rules), {"alt": [chain] if chain else []})
    return ruler


def _first_sign_rule(rules: Sequence[RuleFuncBlockType]) -> RuleFuncBlockType:
    signs = {sign for each in _BLOCK_SIGNS.values() for sign in each}
    by_sign = {
        sign: [each for each in rules if each not in _BLOCK_SIGNS or sign in _BLOCK_SIGNS[each]] for sign in signs
    }
    anywhere = [each for each in rules if each not in _BLOCK_SIGNS]
    alone = {
        sign: [each for each in some if each not in _MORE_LINES] for sign, some in [*by_sign.items(), ("", anywhere)]
    }

    def by_first_sign(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001
        first = state.bMarks[line] + state.tShift[line]
        if state.sCount[line] - state.blkIndent >= _CODE_INDENT or first >= len(state.src):
            chosen = rules
        elif line + 1 >= end_line or state.bMarks[line + 1] + state.tShift[line + 1] >= state.eMarks[line + 1]:
            sign = state.src[first]
            chosen = alone[sign if sign in alone else ""]
        else:
            chosen = by_sign.get(state.src[first], anywhere)
        for rule in chosen:  # noqa: SIM110  # any() makes a generator for each line
            if rule(state, line, end_line, silent):
                return True
        return False

    return by_first_sign


def _by_sign(rules: Sequence[RuleFuncInlineType]) -> Ruler[RuleFuncInlineType]:
    """Return one rule in place of these: it asks only those that something at a place can be for, by its first sign.

    A rule that is not known here is asked everywhere, as markdown-it does with all of them.
    """
    anywhere = [each for each in rules if each not in _SIGNS]
    # Text ends at each of these signs: its rule can take none of them.
    others = [each for each in rules if each is not text_rule]
    found = {
        sign: [each for each in others if sign in _SIGNS.get(each, sign)] for signs in _SIGNS.values() for sign in signs
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
        if src and self.terminator_re.search(src) is None:  # words only
            token = Token("text", "", 0)
            token.content = src
            tokens.append(token)
            return tokens
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


def normalised(lines: Sequence[str]) -> list[str]:
    """Return the lines with the numbers that go on counting written as Markdown wants them; the rest as it is.

    Only a number that is the next one counts: a sentence may begin with a year. A first one needs a second.
    """
    written = list(lines)
    last, first, is_code = 0, -1, False
    for at, line in enumerate(lines):
        if _FENCE.match(line):
            is_code = not is_code
        number = None if is_code else _STEP_NUMBER.match(line)
        if not is_code and line.startswith("#"):
            last, first = 0, -1
            written[at] = _HEADING.sub(lambda signs: f"{signs[0].rstrip()} ", line, count=1)
        elif number and int(number[2]) == last + 1:
            last += 1
            if last == 1:
                first = at
                continue
            written[at] = _renumbered(line, number)
            if first >= 0:
                written[first] = _renumbered(lines[first], _STEP_NUMBER.match(lines[first]))
                first = -1
        elif number and _PROPER_NUMBER.match(line):
            last = last + 1 if int(number[2]) == 1 else int(number[2])
    return written


def _renumbered(line: str, number: re.Match[str] | None) -> str:
    if number is None or _PROPER_NUMBER.match(line):
        return line
    return f"{number[1]}{int(number[2])}{')' if number[3] in {')', '）'} else '.'} {line[number.end() :]}"
