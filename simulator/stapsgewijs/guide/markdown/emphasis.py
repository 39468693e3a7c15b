"""What is set apart in a paragraph, however it was meant: bold, bold that broke, quotes, brackets, emphasis.

Translated Markdown often has bold that CommonMark does not take for bold: a space inside the asterisks, a
full stop before them and a letter behind, a backslash before each, two of full width. A reader still sees what
was meant; so does this. The asterisks are taken from the tokens, never from the raw text: those in code or in
the target of a link count not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.guide.model import Label, Marking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stapsgewijs.guide.markdown.tree import Node

_ASTERISKS: Final = re.compile(r"\*\*|＊＊|__(?!_)|__(?=__)")
_LINE_END: Final = re.compile("\n")
_SENTENCE_ENDS: Final = re.compile(r"[.,;:。、，；：]|$")
_PAIRS: Final = {
    "“": "”",
    "„": "“”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "‘": "’",
    "‚": "‘",
    "「": "」",
    "『": "』",
    "【": "】",
    "《": "》",
    "〈": "〉",
    "［": "］",
    "[": "]",
    "＂": "＂",
    "＊": "＊",
    "*": "*",
    "_": "_",
    '"': '"',
    "'": "'",
}
"""Each sign that opens, and those that can close it."""

_OPENS: Final = re.compile(f"[{re.escape(''.join(_PAIRS))}]")
_SETS_APART: Final = re.compile(f"[{re.escape(''.join(_PAIRS))}`<&]")
"""Where none of these is written, nothing is set apart; an entity may be any of them."""

_WITHOUT_WORDS: Final = frozenset({"image", "softbreak", "hardbreak"})
_STRAIGHT: Final = "\"'"
_LONGEST: Final = 120
_LONGEST_ESCAPED: Final = 400
"""So many signs of a text with escaped signs are looked for, to know where it begins."""

_ENTITY: Final = re.compile(r"&#?\w{1,32};")
_HTML: Final = re.compile(r"<(/?)(b|strong|kbd|i|em|code|samp|var)\b", re.IGNORECASE)


def marked_in(inline: Node) -> tuple[list[Label], list[Label]]:
    """Return what is in bold, or was meant to be, and what is set apart in another way; each in its order."""
    if all(each.type in _WITHOUT_WORDS for each in inline.children) or not _SETS_APART.search(inline.content):
        return [], []
    return _EmphasisScanner(inline).marked()


class _Mark(NamedTuple):
    """Asterisks: where in the words, where in the file, and which bold they make for Markdown (0: none)."""

    at: int
    place: tuple[int, int]
    bold: int = 0


class _Span(NamedTuple):
    """A part of the words, from `start` up to `end`."""

    start: int
    end: int
    place: tuple[int, int]
    marking: Marking


def _apart(spans: list[_Span], others: Iterable[_Span]) -> list[_Span]:
    """Return the spans that overlap none of the others; one that is empty overlaps those around it."""
    ordered = sorted(others, key=lambda each: each.start)
    starts = [each.start for each in ordered]
    furthest = list(accumulate((each.end for each in ordered), max))
    apart = []
    for each in spans:
        before = bisect_left(starts, each.end)  # those that begin before it ends
        if not before or furthest[before - 1] <= each.start:
            apart.append(each)
    return apart


class _EmphasisScanner:
    """The words of a paragraph without its Markdown, and what was marked in them."""

    def __init__(self, inline: Node) -> None:
        self.inline = inline
        self.words = ""
        self.marks: list[_Mark] = []
        self.nested: list[_Span] = []
        self.opened: list[tuple[int, tuple[int, int]]] = []
        self.pieces: list[tuple[int, int]] = []
        self.cursor = self.bolds = 0
        self.starts = [0, *(each.end() for each in _LINE_END.finditer(inline.content))]
        for each in inline.children:
            self._take(each)

    def marked(self) -> tuple[list[Label], list[Label]]:
        bold = self._bold_spans()
        spans = [each for each in self.nested if each.marking is Marking.EMPHASISED]
        spans += self._quotes()
        return self._labels(bold), self._labels(sorted(_apart(spans, bold), key=lambda each: each.start))

    def _labels(self, spans: Iterable[_Span]) -> list[Label]:
        return [label for each in spans if (label := self._label(each)).text]

    def _label(self, span: _Span) -> Label:
        return Label(" ".join(self.words[span.start : span.end].split()), *span.place, span.marking)

    def _bold_spans(self) -> list[_Span]:
        # Asterisks go in pairs, one after the other: where Markdown sees bold inside bold, it lost count.
        if len(self.marks) % 2 == 0:
            pairs = zip(self.marks[::2], self.marks[1::2], strict=True)
            return [self._between(one, other) for one, other in pairs]
        seen = [each for each in self.nested if each.marking is Marking.BOLD]
        broken = [each for each in self.marks if not each.bold]
        spans = [self._between(one, other) for one, other in zip(broken[::2], broken[1::2], strict=False)]
        if len(broken) % 2:
            spans.append(self._unclosed(broken[-1]))
        return sorted([*seen, *_apart(spans, seen)], key=lambda each: each.start)

    @staticmethod
    def _between(one: _Mark, other: _Mark) -> _Span:
        return _Span(
            one.at, other.at, one.place, Marking.BOLD if one.bold and one.bold == other.bold else Marking.BROKEN
        )

    def _unclosed(self, mark: _Mark) -> _Span:
        end = _SENTENCE_ENDS.search(self.words, mark.at)
        return _Span(mark.at, end.start() if end else mark.at, mark.place, Marking.BROKEN)

    def _quotes(self) -> Iterator[_Span]:
        behind = 0
        for opening in _OPENS.finditer(self.words):
            at = opening.start()
            end = self._closing(at) if at >= behind else None
            if end is not None:
                yield _Span(at + 1, end, self._place(at), Marking.QUOTED)
                behind = end + 1

    def _closing(self, at: int) -> int | None:
        """Return where the quote is closed whose sign stands at `at`, if that one opens it."""
        sign = self.words[at]
        if sign in "*＊_" and self.words[at + 1 : at + 2] == sign:
            return None
        if sign == "_" and _goes_on(self.words[at - 1 : at]):  # a_name_like_this
            return None
        if sign in _STRAIGHT and (_goes_on(self.words[at - 1 : at]) or self.words[at + 1 : at + 2].isspace()):
            return None
        for place in range(at + 2, min(len(self.words), at + _LONGEST)):
            if self.words[place] not in _PAIRS[sign]:
                continue
            if sign not in _STRAIGHT:
                return place
            if not self.words[place - 1].isspace() and not _goes_on(self.words[place + 1 : place + 2]):
                return place
        return None

    def _take(self, node: Node) -> None:
        kind = node.type
        if kind in {"text", "text_special", "code_inline"}:
            self._take_text(node)
        elif kind in {"softbreak", "hardbreak"}:
            self.words += " "
        elif kind == "html_inline":
            self._take_html(node)
        elif kind != "image":
            self._take_element(node)

    def _take_element(self, node: Node) -> None:
        place = (int(node.meta.get("line", 1)), int(node.meta.get("column", 1)))
        start = len(self.words)
        if node.type == "strong":
            self.bolds += 1
            number = self.bolds
            self._note_mark(node.markup, number)
        for each in node.children:
            self._take(each)
        if node.type == "strong":
            self._note_mark(node.meta.get("closing", node.markup), number)
        if node.type in {"strong", "em"}:
            marking = Marking.BOLD if node.type == "strong" else Marking.EMPHASISED
            self.nested.append(_Span(start, len(self.words), place, marking))

    def _note_mark(self, signs: str, number: int) -> None:
        found = self.inline.content.find(signs, self.cursor)
        at = found if found >= 0 else self.cursor
        self.marks.append(_Mark(len(self.words), self._file_place(at), number))
        self.cursor = at + len(signs)

    def _take_text(self, node: Node) -> None:
        content, start = node.content, len(self.words)
        found = self.inline.content.find(content, self.cursor) if content else -1
        at = found if found >= 0 else self.cursor
        if node.type == "code_inline":
            self._add(content, at)
            place = (int(node.meta.get("line", 1)), int(node.meta.get("column", 1)))
            self.nested.append(_Span(start, len(self.words), place, Marking.EMPHASISED))
        else:
            places = range(at, at + len(content)) if found >= 0 else self._typed(content)
            last = 0
            for each in _ASTERISKS.finditer(content):
                self._add_typed(content[last : each.start()], places[last : each.start()])
                self.marks.append(_Mark(len(self.words), self._file_place(places[each.start()])))
                last = each.end()
            self._add_typed(content[last:], places[last:])
            at = places[-1] + 1 - len(content) if len(places) else at
        self.cursor = at + len(content)

    def _typed(self, content: str) -> Sequence[int]:
        """Return where each sign was typed of a text that has escaped signs or entities in it."""
        source, at = self.inline.content, self.cursor
        wanted = "".join(rf"(?:\\?{re.escape(each)}|&#?\w{{1,32}};)" for each in content[:_LONGEST_ESCAPED])
        found = re.compile(wanted).search(source, at)
        at = found.start() if found else at
        places = []
        for number, sign in enumerate(content):
            entity = _ENTITY.match(source, at)
            if entity and content.startswith(entity[0], number):  # it was escaped itself
                entity = None
            at += not entity and source[at : at + 1] == "\\" and source[at + 1 : at + 2] == sign
            places.append(min(at, len(source)))
            at = entity.end() if entity else at + 1
        return places

    def _add_typed(self, text: str, places: Sequence[int]) -> None:
        """Add words, in pieces that stand in the file as they are."""
        if isinstance(places, range):
            self._add(text, places.start)
            return
        start = 0
        for number in range(1, len(text) + 1):
            if number == len(text) or places[number] != places[number - 1] + 1:
                self._add(text[start:number], places[start])
                start = number

    def _take_html(self, node: Node) -> None:
        found = _HTML.match(node.content)
        if found is None:
            return
        place = (int(node.meta.get("line", 1)), int(node.meta.get("column", 1)))
        if not found[1]:
            self.opened.append((len(self.words), place))
        elif self.opened:
            start, begun = self.opened.pop()
            self.nested.append(_Span(start, len(self.words), begun, Marking.EMPHASISED))

    def _add(self, text: str, at: int) -> None:
        if text:
            self.pieces.append((len(self.words), at))
            self.words += text

    def _place(self, at: int) -> tuple[int, int]:
        """Return line and column of a character of the words."""
        number = bisect_right(self.pieces, at, key=lambda piece: piece[0])
        start, offset = self.pieces[number - 1] if number else (0, 0)
        return self._file_place(offset + at - start)

    def _file_place(self, offset: int) -> tuple[int, int]:
        offset = min(offset, len(self.inline.content))
        number = bisect_right(self.starts, offset) - 1
        columns = self.inline.meta.get("columns") or [0]
        first = self.inline.map[0] if self.inline.map else 0
        return first + number + 1, columns[min(number, len(columns) - 1)] + offset - self.starts[number] + 1


def _goes_on(sign: str) -> bool:
    """Return whether a sign beside a quote makes it an apostrophe: a digit, or a letter of a script that has spaces."""
    return sign.isdigit() or sign.upper() != sign.lower()
