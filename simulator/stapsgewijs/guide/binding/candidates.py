"""Which words of a step may be a label: what is marked, joined pieces, and words known from elsewhere."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from stapsgewijs.guide.binding.role_words import roles_beside
from stapsgewijs.guide.label_text import bare, normal, with_placeholder
from stapsgewijs.guide.model import Label, Marking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from stapsgewijs.guide.model import Step
    from stapsgewijs.labels import Role

_BEFORE: Final = 16
"""So many characters before a label may hold the number that was torn off it."""

_ROW: Final = re.compile(r"\s*\|\s*$")
_LIST_NUMBER: Final = re.compile(r"^\s*\d+\\?[.)．。、）]\s*")
_NOT_READ: Final = re.compile(r"!\[[^]]*\]\([^)]*\)|\]\([^)]*\)|<[^>]*>")
_SMALL_GAP: Final = re.compile(r"\s?(\d{1,2}[.:]?)?[:：]?\s?")
_GLOSS: Final = re.compile(r"\s*[(（]([^()（）]{1,80})[)）]")
_SIGN_BEHIND: Final = re.compile(r"\s*(\*\*|[*_`])|.")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SEPARATOR: Final = re.compile(r"\s*[,;>|/→»、，]\s+|\s+[-–—]\s+")
_NEARLY: Final = 88.0
"""How much words in a sentence have to look like a label that is known from elsewhere, of 100."""

_LEADS_IN: Final = (":", "!", "：", "！")
_SENTENCE_END: Final = re.compile(r"[.,;:。、，]")
_NEAR: Final = 12
"""So many letters beside a label say of what kind it is: “from the … area”."""

_SHORTEST: Final = 2
_REMEMBERED: Final = 4_096
_LINES_REMEMBERED: Final = 64
_LONGEST_LINE: Final = 4000
_SIGNS: Final = {
    Marking.BOLD: 2,
    Marking.BROKEN: 2,
    Marking.NOTED: 2,
    Marking.QUOTED: 1,
    Marking.EMPHASISED: 1,
    Marking.LINKED: 1,
    Marking.CELL: 0,
    Marking.UNMARKED: 0,
}


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Words that may be a label; `before` is what stands just before them, `pieces` how many marks they take up.

    `glosses` are what is said of them in parentheses or beside a stroke, in them or just behind. `is_aside` when
    they stand under the sentence that says what to do, or lead it in; `is_guess` when nothing sets them apart;
    `is_cell` when a row of a table begins with them.
    `context` is what stands before and behind them, up to the next label; `roles` are those whose word stands there.
    `words` is the label without the signs around it, `plain` that without case and punctuation, for comparing.
    """

    label: Label
    end: int
    before: str
    pieces: int = 1
    glosses: tuple[str, ...] = ()
    is_aside: bool = False
    is_guess: bool = False
    is_cell: bool = False
    context: tuple[str, str] | None = None
    roles: tuple[Role, ...] = ()
    words: str = field(init=False)
    plain: str = field(init=False)

    def __post_init__(self) -> None:
        """Compute once what is compared often."""
        object.__setattr__(self, "words", bare(self.label.text))
        object.__setattr__(self, "plain", normal(self.words))

    @property
    def start(self) -> tuple[int, int]:
        """Where it begins: line and column."""
        return self.label.line, self.label.column

    @property
    def digits(self) -> frozenset[int]:
        """The digits in it, of whatever script."""
        return digits_in(self.label.text)

    def overlaps(self, other: Candidate) -> bool:
        """Return whether the two share a character."""
        if self.label.line != other.label.line:
            return False
        return self.label.column < other.end and other.label.column < self.end


@lru_cache(8192)
def digits_in(text: str) -> frozenset[int]:
    """Return the numbers that are the digits of `text`, of whatever script."""
    return frozenset(unicodedata.digit(each) for each in text if unicodedata.digit(each, None) is not None)


class Marked:
    """What is marked in the steps of a guide, looked for once: it is asked for all along."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Look in these lines, those of the guide."""
        self.lines = lines
        self._found: dict[int, tuple[Step, list[Candidate]]] = {}

    def of(self, step: Step) -> Sequence[Candidate]:
        """Return what is marked in a step, bold before the rest."""
        if id(step) not in self._found:
            labels = (*step.labels, *step.quotes, *step.asides)
            found = [_candidate(each, self.lines, is_aside=is_aside(each, step, self.lines)) for each in labels]
            self._found[id(step)] = step, found  # with the step itself: its number is no other's as long as it lives
        return self._found[id(step)][1]


def in_context(words: Iterable[Candidate], beside: Sequence[Candidate], lines: Sequence[str]) -> list[Candidate]:
    """Return candidates with what stands before and behind them, up to what is marked `beside` them."""
    edges: dict[int, tuple[list[int], list[int]]] = {}
    for each in beside:
        ends, columns = edges.setdefault(each.label.line, ([], []))
        ends.append(each.end)
        columns.append(each.label.column)
    for ends, columns in edges.values():
        ends.sort()
        columns.sort()
    return [
        each if each.context else replace(each, context=_context(each, edges, lines), roles=roles_of(each, lines))
        for each in words
    ]


def roles_of(words: Candidate, lines: Sequence[str]) -> tuple[Role, ...]:
    """Return the roles whose word stands directly beside words that may be a label."""
    text = _readable(lines[words.label.line - 1][:_LONGEST_LINE])
    begin, end = words.label.column - 1, words.end - 1
    return roles_beside(text[max(0, begin - 4 * _NEAR) : begin], text[end : end + 4 * _NEAR])


def is_aside(label: Label, step: Step, lines: Sequence[str]) -> bool:
    """Return whether a label stands in a note, in a paragraph behind the first, or leads a sentence in."""
    if label.marking is Marking.NOTED or (step.follow_ups and label.line >= step.follow_ups[0].line):
        return True
    text = _LIST_NUMBER.sub(lambda found: " " * len(found[0]), lines[label.line - 1])
    is_first = not text[: label.column - 1].strip()
    return is_first and (
        label.text[-1] in _LEADS_IN or text[label.column - 1 :].split(label.text)[-1].strip("*_")[:1] in _LEADS_IN
    )


def _context(
    words: Candidate, edges: Mapping[int, tuple[Sequence[int], Sequence[int]]], lines: Sequence[str]
) -> tuple[str, str]:
    """Return what stands before and behind words in the sentence, up to what is marked as well.

    `edges` are for a line the columns at which something marked ends, and those at which something begins, sorted.
    """
    text = _readable(lines[words.label.line - 1][:_LONGEST_LINE])
    ends, columns = edges.get(words.label.line, ((), ()))
    before_words, behind_words = bisect_right(ends, words.label.column), bisect_left(columns, words.end)
    start = ends[before_words - 1] - 1 if before_words else 0
    end = columns[behind_words] - 1 if behind_words < len(columns) else len(text)
    before = _LIST_NUMBER.sub("", text[max(start, words.label.column - 1 - 4 * _NEAR) : words.label.column - 1])
    behind = text[words.end - 1 : min(end, words.end - 1 + 4 * _NEAR)]
    return normal(before)[-_NEAR:], normal(_SENTENCE_END.split(behind)[0])[:_NEAR]


@lru_cache(_LINES_REMEMBERED)
def _readable(text: str) -> str:
    """Return a line with spaces for what a reader does not see of it: pictures, where links go, HTML."""
    return _NOT_READ.sub(lambda found: " " * len(found[0]), text)


def put_together(step: Step, marked: Marked) -> Iterator[Candidate]:
    """Give two labels in bold with next to nothing between them as one, and one with a comma in it as two."""
    lines, bold = marked.lines, marked.of(step)[: len(step.labels)]
    for first, second in pairwise(bold):
        one, other = first.label, second.label
        is_lead_in = first.is_aside and not first.digits
        if one.line != other.line or is_lead_in:
            continue
        between = lines[one.line - 1][first.end - 1 : other.column - 1]
        if _SMALL_GAP.fullmatch(between) and other.column >= first.end:
            text = " ".join(f"{one.text}{between}{other.text}".replace("*", "").split())
            yield Candidate(Label(text, one.line, one.column, one.marking), second.end, first.before, 2)
    for each in step.labels:
        yield from _parts(each, lines)


def known_words(step: Step, lines: Sequence[str], words: Iterable[str]) -> Iterator[Candidate]:
    """Give where in a step the `words` stand, or nearly, marked or not; pictures, links and notes are not looked in."""
    for number in range(step.line, min(step.end_line, len(lines)) + 1):
        text = lines[number - 1][:_LONGEST_LINE]
        if text.lstrip().startswith(">"):
            continue
        text = _NOT_READ.sub(lambda found: "\n" * len(found[0]), text)
        for wanted in words:
            if len(wanted) >= _SHORTEST and (found := _found(wanted, text)):
                start, end = found
                label = Label(lines[number - 1][start:end].strip("* "), number, start + 1, Marking.UNMARKED)
                yield Candidate(label, end + 1, text[max(0, start - _BEFORE) : start])


def remainders(step: Step, lines: Sequence[str], known: Sequence[Candidate]) -> Iterator[Candidate]:
    """Give what is left of a label in bold when a known label is taken out of it: before it, and behind it."""
    for label in step.labels:
        whole = _candidate(label, lines)
        text = lines[label.line - 1] if label.line <= len(lines) else ""
        for each in known:
            if not whole.overlaps(each) or each.end - each.label.column >= whole.end - label.column:
                continue
            for start, end in ((label.column - 1, each.label.column - 1), (each.end - 1, whole.end - 1)):
                words = text[start:end].replace("*", "").strip()
                if normal(words) and start < end:
                    first = text.index(words[0], start)
                    yield Candidate(Label(words, label.line, first + 1, label.marking), end + 1, whole.before)


def rare_words(step: Step, lines: Sequence[str], common: frozenset[str]) -> Iterator[Candidate]:
    """Give the words of a step without any mark that stand in no other step: verbs are said again, names are not."""
    for number in range(step.line, min(step.end_line, len(lines)) + 1):
        text = lines[number - 1][:_LONGEST_LINE]
        if text.lstrip().startswith((">", "!")):
            continue
        for run in _runs(_LIST_NUMBER.sub(lambda found: " " * len(found[0]), text), common):
            start, end = run
            yield Candidate(Label(text[start:end], number, start + 1, Marking.UNMARKED), end + 1, "", is_guess=True)


def words_in(step: Step, lines: Sequence[str]) -> frozenset[str]:
    """Return the words of a step, for comparing."""
    text = "\n".join(each for each in lines[step.line - 1 : step.end_line] if not each.lstrip().startswith((">", "!")))
    return frozenset(normal(each) for each in _WORD.findall(text))


def _runs(text: str, common: frozenset[str]) -> Iterator[tuple[int, int]]:
    start = end = 0
    for each in _WORD.finditer(text):
        is_rare = normal(each[0]) not in common
        if is_rare and end and not text[end : each.start()].strip():
            end = each.end()
            continue
        if end:
            yield start, end
        start, end = (each.start(), each.end()) if is_rare else (0, 0)
    if end:
        yield start, end


def _found(wanted: str, text: str) -> tuple[int, int] | None:
    at = text.casefold().find(wanted.casefold())
    if at >= 0 and len(text.casefold()) == len(text):
        return (at, at + len(wanted)) if _is_whole(text, at, at + len(wanted)) else None
    near = fuzz.partial_ratio_alignment(wanted.casefold(), text.casefold(), score_cutoff=_NEARLY)
    if near is None or len(wanted) < 2 * _SHORTEST:
        return None
    start, end = near.dest_start, near.dest_end
    while start > 0 and _joins(text, start):
        start -= 1
    while end < len(text) and _joins(text, end):
        end += 1
    return (start, end) if normal(text[start:end]) and "\n" not in text[start:end] else None


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (_joins(text, start) or _joins(text, end))


def _joins(text: str, at: int) -> bool:
    """Return whether a word of a script with spaces goes on at this place."""
    if not 0 < at < len(text):
        return False
    return all(each.isalpha() and (each.upper() != each.lower() or each in "'’") for each in text[at - 1 : at + 1])


def _parts(label: Label, lines: Sequence[str]) -> Iterator[Candidate]:
    text = lines[label.line - 1] if label.line <= len(lines) else ""
    at = label.column - 1
    pieces = _SEPARATOR.split(label.text)
    if len(pieces) == 1:
        return
    for each in pieces:
        found = text.find(each, at) if each else -1
        if found >= 0:
            part = Label(each, label.line, found + 1, label.marking)
            yield Candidate(part, found + 1 + len(each), text[max(0, found - _BEFORE) : found], 2)
            at = found + len(each)


@lru_cache(_REMEMBERED)
def _as_typed(text: str) -> re.Pattern[str]:
    """Return how words may be typed: with any spaces between them, as wide as they are."""
    return re.compile(r"\s+".join(re.escape(each) for each in text.split()))


def span_of(label: Label, text: str) -> tuple[int, int]:
    """Return from where to where in a line (from 0) a label stands, with the signs around it."""
    signs = _SIGNS[label.marking]
    begin = label.column - 1 + signs
    end = begin + len(label.text)
    # As it nearly always stands there; a pattern takes longer to make than all else that is done for a label.
    if not text.startswith(label.text, begin) or label.text[0] in text[label.column - 1 : begin]:
        found = _as_typed(label.text).search(text, label.column - 1)
        end = found.end() if found else end
    closing = _SIGN_BEHIND.match(text, end) if signs else None
    return label.column - 1, closing.end() if closing else end


def begins_row(label: Label, text: str) -> bool:
    """Return whether a row of a table begins with a label; `text` is its line."""
    return bool(_ROW.match(text[: label.column - 1])) and "|" in text[label.column :]


def _candidate(label: Label, lines: Sequence[str], *, is_aside: bool = False) -> Candidate:
    text = lines[label.line - 1] if label.line <= len(lines) else ""
    _, end = span_of(label, text)
    number = _LIST_NUMBER.match(text)
    cut = number.end() if number else 0
    behind = _GLOSS.match(text, end) if label.marking is not Marking.LINKED else None
    glosses = {*_GLOSS.findall(label.text), *_SEPARATOR.split(label.text), behind[1] if behind else ""}
    glosses |= {_GLOSS.sub("", label.text), with_placeholder(label.text)}
    before = text[max(cut, label.column - 1 - _BEFORE) : label.column - 1]
    return Candidate(
        label,
        end + 1,
        before,
        glosses=tuple(sorted({*glosses} - {"", label.text})),
        is_aside=is_aside,
        is_cell=begins_row(label, text),
    )
