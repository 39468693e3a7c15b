"""What dialects write inside a line: tags of Liquid and Hugo, attributes, comments of MDX, includes of Learn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.markdown.dialects import GONE
from stapsgewijs.guide.markdown.dialects.kinds import KINDS, LIQUID_KINDS, words
from stapsgewijs.guide.markdown.dialects.lines import (
    ATTRIBUTE,
    Block,
    Opened,
    Scan,
    code_spans,
    masked,
    value,
    within,
)
from stapsgewijs.guide.model import Construct, NoteKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INCLUDES: Final = words(
    "data include include_relative include_cached includes render snippet partial import readfile transclude"
)
_CONDITIONS: Final = words(
    "if ifversion elsif else elif elseif endif endifversion unless endunless case when endcase for endfor "
    "assign capture endcapture cycle increment decrement set raw endraw highlight endhighlight rowheaders "
    "endrowheaders tabs endtabs stepper endstepper indented_data_reference"
)
_TAG: Final = re.compile(
    r"\{%[-+]?[ \t]*(?P<close>end|/)?(?P<name>[\w-]+)?(?P<rest>[^\n{]*?)[-+]?%\}"
    r"|\{\{(?P<hugo>[<%#>])[ \t]*(?P<hclose>/)?[ \t]*(?P<hname>[\w./-]+)?(?P<hrest>[^\n{]*?)[>%]?\}\}"
    r"|\{\{(?P<variable>[^\n{]*?)\}\}"
)
_END_COMMENT: Final = re.compile(r"\{%[-+]?[ \t]*endcomment[ \t]*[-+]?%\}")
_COMMENT: Final = re.compile(r"\{/\*|\*/\}")
_ATTRIBUTES: Final = re.compile(
    r"""\{:?[ \t]*((?:[#.][\w:-]+|[\w:-]+=(?:"[^"{}]*"|'[^'{}]*'|[^\s"'{}]+))"""
    r"""(?:[ \t]+(?:[#.][\w:-]+|[\w:-]+=(?:"[^"{}]*"|'[^'{}]*'|[^\s"'{}]+)|[\w-]+))*)[ \t]*\}"""
)
_RAW: Final = re.compile(r"(?<=raw %\}).*?(?=\{%[-+]? *endraw)")
_HTML_COMMENT: Final = re.compile(r"<!--(?:[^-]|-(?!->))*-->")
_ID: Final = re.compile(r"#([\w:.-]+)")
_TARGET: Final = re.compile(r"\(([\w:. -]+)\)=[ \t]*$")
_LEARN: Final = re.compile(r"\[!(INCLUDE|VIDEO|div|code|OPENAPI|NOTEBOOK)\b", re.IGNORECASE)
_MOST_IN_A_LINE: Final = 2_000
"""So many characters of a line are looked at, around what stands in it."""


_STYLED: Final = frozenset({"hint", "notice", "callout", "alert"})
"""Tags for a note that say its kind behind their name."""


class Tags(Scan):
    """Masks what stands inside the lines."""

    def _without_comments(self, number: int, line: str) -> str:
        """Mask comments of MDX (`{/* … */}`) and what Liquid does not show (`{% comment %}`)."""
        if not self.comment and "{/*" not in line:
            return line
        hidden, begin = [], 0 if self.comment else -1
        for each in _COMMENT.finditer(line):
            if begin < 0 and each[0] == "{/*":
                begin = each.start()
            elif begin >= 0 and each[0] == "*/}":
                hidden.append((begin, each.end()))
                begin = -1
        self.comment = begin >= 0
        if begin >= 0:
            hidden.append((begin, len(line)))
        text = masked(line, hidden, GONE)
        self.found.shown[number] = text
        start = len(line) - len(line.lstrip(" \t>"))
        self._put(number, start, text[start:])
        return text

    def _inner(self, number: int, line: str, start: int, indent: int) -> None:
        hidden: list[tuple[int, int]] = []
        if "{" in line or "[!" in line:
            verbatim = (*_HTML_COMMENT.finditer(line), *_RAW.finditer(line))
            code = sorted([*code_spans(line), *(each.span() for each in verbatim)])
            alone = _TAG.sub("", line[start:]).strip() == "" and "{" in line
            for each in _TAG.finditer(line) if "{{" in line or "{%" in line else ():
                if not within(each.start(), code) and not _is_placeholder(line, each):
                    hidden.append(each.span())
                    self._tag(number, each, indent, alone=alone)
            hidden += self._learn(number, line, code)
            gone = list(self._attributes(number, line, code))
            line = masked(line, gone, GONE) if gone else line
        elif line[start : start + 1] == "(" and (found := _TARGET.match(line, start)):
            self.found.ids[self._next_text(number)] = found[1]
            self._blank(number)
            return
        text = masked(line, hidden) if hidden else line
        if text != self.found.shown[number]:
            self.found.shown[number] = text
            self._put(number, start, text[start:])

    def _tag(self, number: int, tag: re.Match[str], indent: int, *, alone: bool) -> None:
        variable = tag["variable"]
        name = (tag["name"] or tag["hname"] or (variable or "").strip("/ ")).lower()
        rest = (tag["rest"] or tag["hrest"] or "").strip()
        is_word = name == "data" and rest.startswith("variables")
        if is_word or (variable is not None and not variable.startswith("/")):
            self._word(number, tag, is_line=alone and not is_word)
        elif tag["close"] or tag["hclose"] or variable:
            last = next((each for each in reversed(self.open) if each.family == "tag" and each.name == name), None)
            if last is not None:
                before = self.lines[number][max(tag.start() - _MOST_IN_A_LINE, 0) : tag.start()].strip()
                self._close_to(last, number + bool(before))
        elif name == "comment":
            self._hide_comment(number, tag)
        elif len(self.lines[number]) <= _MOST_IN_A_LINE and (block := _block_of(tag, name, rest)) is not None:
            behind = self.lines[number][tag.end() :]
            is_open_line = bool(_TAG.sub("", behind).strip())
            self._push(Opened("tag", number, indent, name, block._replace(is_open_line=is_open_line)))
        elif name in _INCLUDES or (name not in _CONDITIONS and (alone or tag["hugo"] in {"#", ">"})):
            self._tell(Construct.INCLUDE, number, tag.start(), tag[0])

    def _word(self, number: int, tag: re.Match[str], *, is_line: bool) -> None:
        """Tell a tag that stands for a word where the word is a label, or for all that is on its line."""
        if is_line:
            self._tell(Construct.INCLUDE, number, tag.start(), tag[0])
        elif self.lines[number].count("**", max(tag.start() - _MOST_IN_A_LINE, 0), tag.start()) % 2:
            self._tell(Construct.LABEL, number, tag.start(), tag[0])

    def _hide_comment(self, number: int, tag: re.Match[str]) -> None:
        if not _END_COMMENT.search(self.lines[number], tag.end()):
            self._hide_until(number, _END_COMMENT)

    def _attributes(self, number: int, line: str, code: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Mask lists of attributes (`{#id .class}`, `{: #id}`); the id of a heading is kept."""
        for each in _ATTRIBUTES.finditer(line):
            if within(each.start(), code):
                continue
            before = line[: each.start()].rstrip()
            is_alone = not before.strip(" \t>") and not line[each.end() :].strip()
            is_heading = before.lstrip(" \t>").startswith("#")
            if not (
                is_alone
                or (is_heading and not line[each.end() :].strip())
                or before.endswith((")", "]", "*", "_", "`"))
            ):
                continue
            if named := _ID.search(each[1]):
                place = number if is_heading else number - 1 if is_alone and number else number
                self.found.ids[place] = named[1]
            yield each.span()

    def _learn(self, number: int, line: str, code: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Mask what Microsoft Learn writes in `[!NAME …]`; of an include the link stays, without its words."""
        for each in _LEARN.finditer(line) if "[!" in line else ():
            if within(each.start(), code):
                continue
            end = _bracket_end(line, each.start())
            if end < 0:
                continue
            link = line.find("[", each.end(), end)
            target = line.find("](", each.end(), end)
            if each[1].upper() in {"INCLUDE", "CODE"}:
                self._tell(Construct.INCLUDE, number, each.start(), line[each.start() : end])
            elif each[1].upper() != "DIV":
                self._tell(Construct.MEDIA, number, each.start(), line[each.start() : end])
            if each[1].upper() == "INCLUDE" and 0 <= link < target:
                close = line.find(")", target, end)
                yield each.start(), link
                yield link + 1, target
                yield close + 1, end
            else:
                yield each.start(), end


def _bracket_end(line: str, begin: int) -> int:
    """Return the place behind the bracket that closes the one at `begin`; -1 where none does."""
    depth = 0
    for at in range(begin, min(len(line), begin + _MOST_IN_A_LINE)):
        if line[at] == "[":
            depth += 1
        elif line[at] == "]":
            depth -= 1
            if not depth:
                return at + 1
    return -1


def _is_placeholder(line: str, tag: re.Match[str]) -> bool:
    """Return whether a variable is a part of a label, as in the strings of a product: `**Hello {{name}}**`."""
    begin, end = tag.span()
    if tag["variable"] is None or not line.count("**", max(begin - _MOST_IN_A_LINE, 0), begin) % 2:
        return False
    return not (line.endswith("**", 0, begin) and line.startswith("**", end))


def _block_of(tag: re.Match[str], name: str, rest: str) -> Block | None:
    """Return the block that a tag opens; None for a tag of another kind."""
    if name in LIQUID_KINDS or (tag["hugo"] and name in KINDS):
        given = {each[1].lower(): value(each) for each in ATTRIBUTE.finditer(rest)}
        kind = (given.get("style") or given.get("type") or "").lower()
        first = (rest.split() or [""])[0].strip("\"'").lower()
        word = kind or first if name in _STYLED else name
        stem = tag[0].partition(word)[0] if word else tag[0]
        return Block("note", 0, f"{stem}{word}", stem, word, note=KINDS.get(word, NoteKind.UNKNOWN))
    if name in {"tab", "tabpane"} or (name == "details" and tag["hugo"]):
        title = ATTRIBUTE.search(rest)
        named = value(title) if title else rest.strip(" \"'")
        return Block("tab", 0, tag[0], name=name, title=named or name)
    return Block("", 0, tag[0]) if name == "step" else None
