"""Blocks and pictures of dialects, as rules of the parser: `dialect` says on which line each begins and ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from markdown_it.token import Token

from stapsgewijs.guide.model import Construct, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

    from stapsgewijs.guide.markdown.dialects.lines import Block, Lines

_FROM: Final = "from"
"""The column (from 0) behind which the text of an inline token is looked for."""
LENGTH: Final = "length"
"""How many characters a picture has that is not written as Markdown does."""
_CODE_INDENT: Final = 4
_IMAGE: Final = re.compile(r":::[ \t]*image\b([^\n:]*(?::(?!::)[^\n:]*)*):::")
_GIVEN: Final = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def dialect_block(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's call
    """Take the block that a dialect opens on this line."""
    blocks: dict[int, Block] = state.env["dialect"].blocks
    block = blocks.get(line)
    if block is None or state.sCount[line] - state.blkIndent >= _CODE_INDENT:
        return False
    if silent:
        return True
    del blocks[line]
    end = min(block.end, end_line)
    former = state.parentType, state.lineMax
    state.parentType, state.lineMax = f"dialect {block.kind}", end
    _open(state, block, [line, end])
    state.md.block.tokenize(state, line + (not block.is_open_line), end)
    if block.kind == "note":
        state.push("note_close", "div", -1)
    elif block.kind == "tab":
        state.push("tab_end", "", 0)
    elif block.kind == "steps":
        state.push("ordered_list_close", "ol", -1)
    elif block.kind == "step":
        state.push("list_item_close", "li", -1)
    state.parentType, state.lineMax = former
    state.line = end
    return True


def _open(state: StateBlock, block: Block, lines: list[int]) -> None:
    if block.kind == "note":
        token = state.push("note_open", "div", 1)
        token.meta = {"kind": block.note, "written": block.written, "stem": block.stem, "name": block.name}
    elif block.kind == "tab":
        token = state.push("tab", "", 0)
        token.content, token.meta = block.title, {"id": block.target}
    elif block.kind == "picture":
        token = state.push("picture", "", 0)
        token.content, token.attrs = block.title, {"src": block.target}
        token.meta = {"column": block.place}
    elif block.kind == "steps":
        token = state.push("ordered_list_open", "ol", 1)
    else:
        token = state.push("list_item_open", "li", 1)
    token.map = lines
    if block.title and block.kind in {"note", "step"}:
        title = [lines[0], lines[0] + 1]
        state.push("paragraph_open", "p", 1).map = title
        token = state.push("inline", "", 0)
        token.content, token.map, token.children = block.title, title, []
        token.meta[_FROM] = max(block.column, 0)
        state.push("paragraph_close", "p", -1)


def dialect_image(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's call
    """Take a picture of Microsoft Learn: `:::image source="…" alt-text="…":::`."""
    found = _IMAGE.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        given = {each[1].lower(): each[2] or each[3] or "" for each in _GIVEN.finditer(found[1])}
        token = state.push("image", "img", 0)
        picture(token, given.get("source", ""), given.get("alt-text", ""), len(found[0]))
    state.pos = found.end()
    return True


def picture(token: Token, source: str, alt: str, length: int) -> None:
    """Make a token one of a picture that is written in so many characters, not as Markdown does."""
    token.attrs = {"src": source, "alt": ""}
    token.content = alt
    token.meta[LENGTH] = length
    words = Token("text", "", 0)
    words.content = alt
    token.children = [words] if alt else []


def finished(tokens: Sequence[Token], dialect: Lines) -> list[Token]:
    """Return the tokens with what only the lines say: pictures, tabs, the ids of headings, and what was not read."""
    found = list(_finished(tokens, dialect))
    code = sorted(token.map for token in tokens if token.type in {"fence", "code_block"} and token.map)
    for line, block in dialect.blocks.items():
        dialect.unread.append(Unread(Construct.MARKUP, line + 1, 1, block.written))
    for each in sorted(dialect.unread, key=lambda each: (each.line, each.column)):
        place = bisect_right(code, [each.line - 1, 1 << 60]) - 1
        if place < 0 or each.line > code[place][1]:
            found.append(unread_token(each))
    return found


def _finished(tokens: Sequence[Token], dialect: Lines) -> Iterator[Token]:
    in_tab = False
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token.type == "picture" and token.map:
            yield from _picture_block(token, dialect)
        elif token.type == "heading_open" and token.map:
            if (tab := _tab_heading(tokens[place], token)) is not None:
                if in_tab:
                    yield Token("tab_end", "", 0)
                in_tab = True
                place += 2
                yield tab
                continue
            if (named := dialect.ids.get(token.map[0])) is not None:
                token.meta["anchor"] = named
            yield token
        else:
            if token.type == "hr" and in_tab and not token.level:
                in_tab = False
                yield Token("tab_end", "", 0)
            for each in token.children or ():
                if each.type == "myst_role":
                    _read_role(each)
            yield token


def _picture_block(token: Token, dialect: Lines) -> Iterator[Token]:
    first = token.map[0] if token.map else 0
    column = int(token.meta["column"])
    image = Token("image", "img", 0)
    length = len(dialect.source[first].rstrip()) - column
    picture(image, str(token.attrs["src"]), token.content, length)
    image.meta |= {"line": first + 1, "column": column + 1}
    lines = [first, first + 1]
    yield Token("paragraph_open", "p", 1, map=lines, level=token.level, block=True)
    content = dialect.source[first].strip()
    inline = Token("inline", "", 0, map=lines, level=token.level + 1, content=content, children=[image])
    inline.meta["columns"] = [column]
    yield inline
    yield Token("paragraph_close", "p", -1, level=token.level, block=True)


def _tab_heading(inline: Token, heading: Token) -> Token | None:
    """Return the tab that a heading of Microsoft Learn opens: `# [Title](#tab/id)`."""
    children = inline.children or []
    link = children[0] if children else None
    target = str(link.attrs.get("href", "")) if link is not None and link.type == "link_open" else ""
    if not target.startswith("#tab/") or children[-1].type != "link_close":
        return None
    words = "".join(each.content for each in children)
    named = target.removeprefix("#tab/").partition("/")[0]
    return Token("tab", "", 0, map=heading.map, content=" ".join(words.split()), meta={"id": named})


def _read_role(token: Token) -> None:
    """Make a role of MyST what it shows: `{ref}`words <target>`` its words, `{kbd}`Enter`` a key."""
    words = token.content
    if words.endswith(">") and " <" in words:
        words = words.rpartition(" <")[0]
    token.type, token.tag, token.content, token.markup = "code_inline", "code", words, "`"


def unread_token(unread: Unread) -> Token:
    """Make a token, which shows nothing, of what was not read."""
    return Token("unread", "", 0, meta={"unread": unread}, hidden=True)


def unread_in(tokens: Sequence[Token]) -> tuple[Unread, ...]:
    """Return what was not read of a document, in its order."""
    found = [token.meta["unread"] for token in tokens if token.type == "unread"]
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))
