"""Steps that stand at the wrong depth: too far in, not far enough, or cut off by what should be a part of them.

Markdown counts a list by its spaces, a writer by the numbers. Where the numbers say plainly what was meant, the lines
that have to move are known, and so is by how much; where they do not, nothing is said.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.findings import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from stapsgewijs.lint.document import Document, Item

_NUMBERED: Final = re.compile(r"([ \t]*)(\d{1,3})[.)][ \t]+(?=\S)")
_INDENTED: Final = re.compile(r"\n[ \t]{1,20}\d{1,3}[.)][ \t]")
_BEGINS_A_SENTENCE: Final = re.compile(r"[*_“„\"'\[]*[^\W\d_]")
_SENTENCE_END: Final = re.compile(r"[.!?:。！？：][*_”\"')\]]*\s*$")
_TAB: Final = 4
_IMAGE: Final = re.compile(r"\s*(?:<img\b[^>]*>\s*)+", re.IGNORECASE)
_SLOPPY: Final = 1
"""A number that stands so many spaces further in than the one above may be meant to stand under it."""


class Misplaced(NamedTuple):
    """A line at the wrong depth, and the edits that move it with what belongs to it.

    `number` is that of a step (0: it is a picture or code), `step` the number of the step that it should not stand in
    (`is_inside`) or should stand in.
    """

    line: int
    number: int
    step: int
    spaces: int
    edits: tuple[Edit, ...]
    is_inside: bool = False
    is_text: bool = False


class StepLayout:
    """Where the numbered lists of a document are not what their numbers say."""

    def __init__(self, document: Document) -> None:
        self._document = document
        groups = groupby(sorted(document.items, key=_list), key=_list)
        self.lists = [list(group) for _, group in groups]

    @cached_property
    def inside(self) -> dict[int, list[Misplaced]]:
        """The steps that stand inside of the one before them, by the line of that one."""
        found: dict[int, list[Misplaced]] = {}
        for items in self.lists if self._has_indented else ():
            numbers = [int(each.number) for each in items]
            if len(items) > 1 and len(set(numbers)) == 1:
                continue
            for item, following in zip(items, [*numbers[1:], None], strict=True):
                if not item.within and (strays := list(self._strays(item, following))):
                    found[item.line] = strays
        return found

    @cached_property
    def shallow(self) -> dict[int, Misplaced]:
        """The lists in a step that stand not far enough in for one, by the line of their first number."""
        return dict(self._shallow()) if self._has_indented else {}

    @cached_property
    def _has_indented(self) -> bool:
        """Whether any number has spaces before it: else nothing is too deep or not deep enough."""
        return _INDENTED.search(self._document.text) is not None

    def is_shallow(self, item: Item) -> bool:
        """Return whether an item stands in such a list."""
        return item.line in self._shallow_lines

    @cached_property
    def cuts(self) -> list[Misplaced]:
        """What stands between two steps and belongs to the first, but is not indented: the count begins anew."""
        return list(self._cuts())

    def _strays(self, item: Item, following: int | None) -> Iterator[Misplaced]:
        lines = self._candidates(item)
        if not lines:
            return
        last = int(item.number) + len(lines)
        if following is None:
            if not all(is_item or self._reads_as_step(line) for line, _, is_item in lines):
                return
        elif following != last + 1:
            return
        ends = [*(line for line, _, _ in lines[1:]), item.last + 1]
        for place, ((line, indent, is_item), end) in enumerate(zip(lines, ends, strict=True)):
            edits = self._moved(range(line, end), item.indent - indent)
            step = int(item.number) + place
            yield Misplaced(line, step + 1, step, indent - item.indent, edits, is_inside=True, is_text=not is_item)

    def _candidates(self, item: Item) -> list[tuple[int, int, bool]]:
        """Return the lines in an item with the numbers that follow its own: line, spaces, whether it is a list's."""
        found: list[tuple[int, int, bool]] = []
        wanted = int(item.number) + 1
        for line in range(item.line + 1, item.last + 1):
            match = _NUMBERED.match(self._document.line(line))
            if not match or int(match[2]) != wanted or _width(match[1]) <= item.indent:
                continue
            nested = self._by_line.get(line)
            if nested is None and line not in self._text_lines:
                continue
            if nested is not None and not (nested.list in self._first or found):
                continue
            if nested is not None and self._first.get(nested.list, 0) != wanted and not found:
                continue
            found.append((line, _width(match[1]), nested is not None))
            wanted += 1
        return found

    @cached_property
    def _by_line(self) -> dict[int, Item]:
        return {each.line: each for each in self._document.items}

    @cached_property
    def _first(self) -> dict[int, int]:
        """The first number of each list."""
        return {items[0].list: int(items[0].number) for items in self.lists}

    @cached_property
    def _text_lines(self) -> set[int]:
        """The lines of paragraphs behind their first one."""
        found: set[int] = set()
        for token in self._document.tokens:
            if token.type == "inline" and token.map:
                found.update(range(token.map[0] + 2, token.map[1] + 1))
        return found

    def _reads_as_step(self, line: int) -> bool:
        """Return whether a line of a paragraph begins a sentence, behind one that has ended."""
        number = _NUMBERED.match(self._document.line(line))
        words = self._document.line(line)[number.end() :] if number else ""
        begins = _BEGINS_A_SENTENCE.match(words)
        upper = begins is not None and begins.group()[-1] == begins.group()[-1].upper()
        return upper and bool(_SENTENCE_END.search(self._document.line(line - 1)))

    def _shallow(self) -> Iterator[tuple[int, Misplaced]]:
        for items in self.lists:
            if items[0].depth > 1 or items[0].within:
                continue
            base = min(each.indent for each in items)
            above = self._before_cut.get(items[0].line)
            run: list[Item] = []
            for each in [*items, None]:
                if each is not None and each.indent > base and (run or int(each.number) == 1):
                    run.append(each)
                    continue
                if run and above is not None and self._is_meant(run, above):
                    yield run[0].line, self._deeper(run, above)
                run = []
                if each is not None:
                    above = each

    @staticmethod
    def _is_meant(run: Sequence[Item], above: Item) -> bool:
        """Return whether a list with numbers of its own was meant to stand in the step above it."""
        counts = [int(each.number) for each in run]
        spaces = min(each.indent for each in run) - above.indent
        return counts == list(range(1, len(run) + 1)) and (len(run) > 1 or spaces > _SLOPPY)

    def _deeper(self, run: Sequence[Item], above: Item) -> Misplaced:
        wanted = above.indent + len(above.number) + 2
        spaces = min(each.indent for each in run)
        edits = self._moved(range(run[0].line, run[-1].last + 1), wanted - spaces)
        return Misplaced(run[0].line, int(run[0].number), int(above.number), wanted - spaces, edits)

    @cached_property
    def _shallow_lines(self) -> set[int]:
        lines: set[int] = set()
        for each in self.shallow:
            items = next(items for items in self.lists if any(one.line == each for one in items))
            base = min(one.indent for one in items)
            for one in items[[one.line for one in items].index(each) :]:
                if one.indent <= base:
                    break
                lines.add(one.line)
        return lines

    @cached_property
    def _before_cut(self) -> dict[int, Item]:
        """The last item of a list that pictures, notes or code cut off, by the line on which the next list begins."""
        found = {}
        for before, _, after in self._neighbours:
            items = [each for each in self._document.items if before <= each.line < after and each.depth == 1]
            found[after] = items[-1]
        return found

    @cached_property
    def _neighbours(self) -> list[tuple[int, list[Token], int]]:
        """Two lists with only pictures, notes and code between them: their first lines, and what is between."""
        found: list[tuple[int, list[Token], int]] = []
        begun, is_bare = 0, False
        between: list[Token] = []
        tokens = self._document.tokens
        for place, token in enumerate(tokens):
            if token.level or token.map is None or token.nesting < 0:
                continue
            if token.type == "ordered_list_open":
                if begun and between and is_bare:
                    found.append((begun, between, token.map[0] + 1))
                begun, between, is_bare = token.map[0] + 1, [], True
            elif token.type in {"fence", "blockquote_open"} or (
                (token.type == "paragraph_open" and _is_picture(tokens[place + 1]))
                or (token.type == "html_block" and _IMAGE.fullmatch(token.content))
            ):
                between = [*between, token]
            else:
                is_bare = False
        return found

    def _cuts(self) -> Iterator[Misplaced]:
        heads = {items[0].line: items for items in self.lists}
        for before, between, after in self._neighbours:
            one, other = heads.get(before), heads.get(after)
            if one is None or other is None:
                continue
            sides = [[each for each in side if not self.is_shallow(each)] for side in (one, other)]
            if not all(side and {int(each.number) for each in side} == {1} for side in sides):
                continue
            step = sides[0][-1]
            wanted = step.indent + len(step.number) + 2
            for token in between:
                first, behind = token.map or (0, 0)
                line = self._document.line(first + 1)
                spaces = wanted - (len(line) - len(line.lstrip(" ")))
                yield Misplaced(
                    first + 1, 0, int(step.number), spaces, self._moved(range(first + 1, behind + 1), spaces)
                )

    def _moved(self, lines: Sequence[int], by: int) -> tuple[Edit, ...]:
        """Return the edits that put so many spaces before these lines, or take them away (a negative number)."""
        edits = []
        for each in lines:
            line, start = self._document.line(each), self._document.offset(each, 1)
            if by > 0 and line.strip():
                edits.append(Edit(start, start, " " * by))
            elif by < 0 and (lead := line[: len(line) - len(line.lstrip(" \t"))]):
                edits.append(Edit(start, start + len(lead), " " * max(_width(lead) + by, 0)))
        return tuple(edits)


def _list(item: Item) -> int:
    return item.list


def _width(lead: str) -> int:
    """Return how many spaces the white space before a line counts for Markdown."""
    return len(lead.expandtabs(_TAB))


def _is_picture(inline: Token) -> bool:
    """Return whether a paragraph shows pictures and says nothing."""
    children = inline.children or []
    return any(each.type == "image" for each in children) and all(
        each.type in {"image", "softbreak", "hardbreak"} or not each.content.strip() for each in children
    )
