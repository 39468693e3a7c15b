"""Bold that Markdown does not read as bold, or that holds more or less than the label."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Edit, Rule, Severity
from stapsgewijs.lint.languages import is_wide
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document
    from stapsgewijs.lint.spans import Span

BROKEN: Final = Rule("emphasis-broken", Severity.WARNING, "Asterisks that Markdown does not read as bold.")
SPLIT: Final = Rule("emphasis-split", Severity.WARNING, "One label, split over two pieces of bold.")
SIGN: Final = Rule("emphasis-punctuation", Severity.NOTE, "The sentence's comma stands inside the bold text.")
RULES: Final = (BROKEN, SPLIT, SIGN)

_MARK: Final = re.compile(r"(?<![\\*])\*\*(?!\*)")
_SIGN_FIRST: Final = re.compile(r"\s*[.,:;]\s")
_LONGEST: Final = 200
"""A label is shorter than this; what is longer was not meant to be one piece of bold."""


def check(document: Document, _: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    alone = Counter(each.text.strip().casefold() for _, each in document.spans(Kind.BOLD))
    for block in document.blocks:
        yield from _broken(document, block)
        bold = [each for each in block.spans if each.kind is Kind.BOLD]
        yield from _split(document, sorted(bold, key=lambda each: each.start), alone)
        yield from _signs(document, block, bold)
        yield from _headless(document, bold)


def _broken(document: Document, block: Block) -> Iterator[Finding]:
    text = document.text
    if "**" not in text[block.start : block.end]:
        return
    marks = list(_loose_marks(text, block))
    marks.reverse()
    while marks:
        begin = marks.pop()
        close = marks[-1] if marks and marks[-1] - begin <= _LONGEST and "\n" not in text[begin : marks[-1]] else -1
        mended = _mended(text, begin, close) if close >= 0 else None
        if mended is None:
            message = "This “**” opens or closes nothing; the reader sees the asterisks."
            yield document.finding(BROKEN, (begin, begin + 2), message)
            continue
        marks.pop()
        start, end, better = mended
        message = f"“{text[begin : close + 2]}” is not bold for Markdown; the reader sees the asterisks."
        edit = Edit(start, end, better)
        yield document.finding(BROKEN, (begin, close + 2), message, suggestion=better.strip(), edits=[edit])


def _mended(text: str, begin: int, close: int) -> tuple[int, int, str] | None:
    """Return from where to where, and what to write there, or None when the two do not make a label."""
    inner = text[begin + 2 : close]
    label = inner.strip()
    if not label or "*" in label:
        return None
    before, behind = text[begin - 1 : begin], text[close + 2 : close + 3]
    lead = " " if before.isalnum() and not is_wide(before) else ""
    tail = " " if behind.isalnum() and not is_wide(behind) else ""
    # Beside a letter, a mark that has punctuation on its inner side neither opens nor closes.
    if before.isalnum() and not label[0].isalnum():
        lead = " "
    if behind.isalnum() and not label[-1].isalnum():
        tail = " "
    return begin, close + 2, f"{lead}**{label}**{tail}"


def _loose_marks(text: str, block: Block) -> Iterator[int]:
    """Give where asterisks stand that are no bold's own, and not in code, HTML or a target."""
    own: set[int] = set()
    hidden = []
    for span in block.spans:
        if span.kind is Kind.BOLD:
            own |= {span.start, span.end - 2}
        else:
            verbatim = span.kind in {Kind.CODE, Kind.HTML}
            hidden.append((span.start if verbatim else span.inner_end, span.end))
    hidden.sort()
    place, behind = 0, -1
    for found in _MARK.finditer(text, block.start, block.end):
        at = found.start()
        while place < len(hidden) and hidden[place][0] <= at:
            behind = max(behind, hidden[place][1])
            place += 1
        if at not in own and at >= behind:
            yield at


def _split(document: Document, bold: list[Span], alone: Counter[str]) -> Iterator[Finding]:
    for one, other in pairwise(bold):
        between = document.text[one.end : other.start]
        if other.start < one.end or between.strip() or "\n" in between:
            continue
        whole = f"**{one.text.strip()}{between or ' '}{other.text.strip()}**"
        message = f"“{one.text}” and “{other.text}” are two pieces of bold with nothing between them."
        if any(alone[each.text.strip().casefold()] > 1 for each in (one, other)):  # a name of its own elsewhere
            message = f"“{one.text}” and “{other.text}” read as one label; write a word between them."
            whole = ""
        yield document.finding(SPLIT, (one.start, other.end), message, suggestion=whole)


def _signs(document: Document, block: Block, bold: list[Span]) -> Iterator[Finding]:
    for span in bold:
        inner = document.text[span.inner_start : span.inner_end]
        following = document.text[span.end : min(span.end + 1, block.end)]
        if not inner.endswith((",", ";", "，", "、")) or following.isalnum() or len(inner) < 2:  # noqa: PLR2004
            continue
        better = f"**{inner[:-1].rstrip()}**{inner[-1]}"
        message = f"The “{inner[-1]}” behind “{inner[:-1]}” belongs to the sentence, not to the label."
        edit = Edit(span.start, span.end, better)
        yield document.finding(SIGN, (span.start, span.end), message, suggestion=better, edits=[edit])


def _headless(document: Document, bold: list[Span]) -> Iterator[Finding]:
    """Give bold that begins with a sign that only stands behind a word: the word is somewhere else."""
    for span in bold:
        if _SIGN_FIRST.match(span.text):
            message = f"The bold text begins with “{span.text.strip()[0]}”: the first word of the label is elsewhere."
            yield document.finding(SPLIT, (span.start, span.end), message)
