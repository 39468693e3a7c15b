"""Bold that Markdown does not read as bold, or that holds more or less than the label."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Edit, Rule, Severity
from stapsgewijs.guide.label_text import is_word_part, leads_in
from stapsgewijs.guide.model import Label
from stapsgewijs.labels import Message
from stapsgewijs.lint.languages import UNSPACED, WIDE, is_wide
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stapsgewijs.findings import Finding
    from stapsgewijs.lint.context import Context
    from stapsgewijs.lint.document import Block, Document
    from stapsgewijs.lint.spans import Span

BROKEN: Final = Rule("emphasis-broken", Severity.WARNING, "Asterisks that Markdown does not read as bold.")
SPLIT: Final = Rule("emphasis-split", Severity.WARNING, "One label, split over two pieces of bold.")
SIGN: Final = Rule("emphasis-punctuation", Severity.NOTE, "The sentence's comma stands inside the bold text.")
RULES: Final = (BROKEN, SPLIT, SIGN)

_MARK: Final = re.compile(r"(?<![\\*])\*\*(?!\*)")
_UNDERSCORES: Final = re.compile(r"(?<![\w\\_])__(?![_\s])([^_\n]+?)(?<!\s)__(?=[^\W_])")
_SINGLE: Final = re.compile(r"(?<![\\*])\*(?![\s*])([^*\n]+?)(?<![\s\\])\*(?!\*)")
_SIGN_FIRST: Final = re.compile(r"\s*[.,:;]\s")
_WORD_AFTER: Final = re.compile(r"\w{1,30}")
_WORD_BEFORE: Final = re.compile(r"\w{1,30}$")
_PAIRS: Final = dict(zip("」』】》〉）］)]”", "「『【《〈（［([“", strict=True))
_SENTENCE_ENDS: Final = (".", ":", "!", "?", "。", "：", "！", "？", ",", "，", "、", ";")
_LONGEST: Final = 200
"""A label is shorter than this; what is longer was not meant to be one piece of bold."""


def check(document: Document, _: Context) -> Iterator[Finding]:
    """Give the findings of this family."""
    alone = Counter(each.text.strip().casefold() for _, each in document.spans(Kind.BOLD))
    for block in document.blocks:
        broken = list(_broken(document, block))
        yield from broken
        bold = [each for each in block.spans if each.kind is Kind.BOLD]
        yield from _split(document, sorted(bold, key=lambda each: each.start), alone)
        if not broken:  # else what is bold for Markdown is not what was meant
            yield from _signs(document, block, bold)
        yield from _headless(document, bold)


def _broken(document: Document, block: Block) -> Iterator[Finding]:
    text = document.text
    words = text[block.start : block.end]
    if "**" in words:
        yield from _broken_bold(document, block)
    if "__" in words:
        for found in _outside(block, _UNDERSCORES.finditer(text, block.start, block.end)):
            if is_wide(text[found.end()]):
                yield _not_read(document, (*found.span(), f"**{found[1]}**"), "bold")
    if "*" in words and WIDE.search(words) and _SINGLE.search(words):
        for found in _outside(block, _SINGLE.finditer(text, block.start, block.end)):
            start, end = found.span()
            if _stands_in_the_way(text[start - 1 : start], text[end : end + 1], found[1]):
                yield _not_read(document, (start, end, _mended(document, start, end, "*")), "set apart")


def _broken_bold(document: Document, block: Block) -> Iterator[Finding]:
    text = document.text
    bold = [each for each in block.spans if each.kind is Kind.BOLD]
    if text.count("**", block.start, block.end) == 2 * len(bold) and all(a.end <= b.start for a, b in pairwise(bold)):
        return  # as nearly always
    own = {(each.start, each.end - 2) for each in bold}
    marks = [each.start() for each in _outside(block, _MARK.finditer(text, block.start, block.end))]
    meant = list(zip(marks[::2], marks[1::2], strict=False)) if len(marks) % 2 == 0 else []
    if meant and own.issuperset(meant):
        return
    # Marks go in pairs, one after the other. Where one cannot open or close, Markdown takes another for its partner.
    broken = [each for each in meant if each not in own and _is_broken(text, *each) and _is_better(document, *each)]
    loose = [] if broken else [each for each in marks if not any(each in pair for pair in own)]
    while loose:
        begin = loose.pop(0)
        if loose and _is_one(text, begin, loose[0]) and _is_better(document, begin, loose[0]):
            broken.append((begin, loose.pop(0)))
        else:
            message = Message("This “**” opens or closes nothing; the reader sees the asterisks.")
            yield document.finding(BROKEN, (begin, begin + 2), message)
    for begin, close in broken:
        yield _not_read(document, (begin, close + 2, _mended(document, begin, close + 2, "**")), "bold")


def _not_read(document: Document, change: tuple[int, int, str], what: str) -> Finding:
    """Make the finding of marks that Markdown does not read; `change` is what is to be written, from where to where."""
    start, end, better = change
    text = document.text
    seen = "underscores" if text[start] == "_" else "asterisks"
    told = "“{text}” is not {what} for Markdown; the reader sees the {seen}."
    message = Message.of(told, text=text[start:end], what=Message(what), seen=Message(seen))
    if any(each.start <= start < each.end for _, each in document.spans(Kind.BOLD)):
        told = "Markdown does not end the bold of “{text}” where it should: the bold gets too long."
        message = Message.of(told, text=text[start:end])
    shown = better
    if better.strip() == text[start:end]:  # only spaces come in: show where
        before = _WORD_BEFORE.search(text[max(start - 30, 0) : start]) if better[0] == " " else None
        behind = _WORD_AFTER.match(text, end) if better[-1] == " " else None
        shown = f"{before.group() if before else ''}{better}{behind.group() if behind else ''}"
    edit = Edit(start, end, better)
    return document.finding(BROKEN, (start, end), message, suggestion=shown.strip(), edits=[edit])


def _is_one(text: str, begin: int, close: int) -> bool:
    """Return whether two marks can be those of one label."""
    inner = text[begin + 2 : close]
    return bool(inner.strip()) and "*" not in inner and "\n" not in inner and len(inner) <= _LONGEST


def _is_better(document: Document, begin: int, close: int) -> bool:
    """Return whether there is anything else to write for what two marks hold: for a sign alone there is nothing."""
    return _mended(document, begin, close + 2, "**") != document.text[begin : close + 2]


def _is_broken(text: str, begin: int, close: int) -> bool:
    """Return whether two marks are those of a label, and one of them cannot open or close it."""
    inner, before, behind = text[begin + 2 : close], text[begin - 1 : begin], text[close + 2 : close + 3]
    if not _is_one(text, begin, close):
        return False
    return inner != inner.strip() or _stands_in_the_way(before, behind, inner)


def _stands_in_the_way(before: str, behind: str, inner: str) -> bool:
    """Return whether a sign inside a mark keeps it from opening or closing beside a letter outside."""
    return (before.isalnum() and not inner[0].isalnum()) or (behind.isalnum() and not inner[-1].isalnum())


def _mended(document: Document, start: int, end: int, mark: str) -> str:
    """Return what to write from `start` to `end`: spaces go outside of the marks, and in scripts without them signs."""
    text, spaced = document.text, document.locale not in UNSPACED
    inner = text[start + len(mark) : end - len(mark)]
    label = inner.strip()
    before, behind = text[start - 1 : start], text[end : end + 1]
    lead = " " if _takes_space(before, spaced=spaced) and not inner[0].isalnum() else ""
    tail = " " if _takes_space(behind, spaced=spaced) and not inner[-1].isalnum() else ""
    while len(label) > 1 and before.isalnum() and not lead and not label[0].isalnum():
        lead, label, tail = _moved_out(lead, label, tail, at_end=False)
        before = lead[-1]
    while len(label) > 1 and behind.isalnum() and not tail.startswith(" ") and not label[-1].isalnum():
        lead, label, tail = _moved_out(lead, label, tail, at_end=True)
        behind = behind if _is_sentence_sign(label[-1]) else tail[0]
    return f"{lead}{mark}{label}{mark}{tail}"


def _takes_space(letter: str, *, spaced: bool) -> bool:
    """Return whether a space belongs between a letter outside of the marks and what is in them."""
    return spaced and letter.isalnum() and not is_wide(letter)


def _moved_out(lead: str, label: str, tail: str, *, at_end: bool) -> tuple[str, str, str]:
    """Return the three with the first or last sign of the label outside; of a pair around it both."""
    if _PAIRS.get(label[-1]) == label[0] and len(label) > 2:  # noqa: PLR2004  # a letter between the two
        return f"{lead}{label[0]}", label[1:-1], f"{label[-1]}{tail}"
    return (lead, label[:-1], f"{label[-1]}{tail}") if at_end else (f"{lead}{label[0]}", label[1:], tail)


def _is_sentence_sign(sign: str) -> bool:
    return sign in "。、，．：；！？.,:;!?"


def _outside(block: Block, found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Give what begins neither in code, HTML or the target of a link, nor is the sign that it is about."""
    hidden = sorted(
        (each.start if each.kind in {Kind.CODE, Kind.HTML} else each.inner_end, each.end)
        for each in block.spans
        if each.kind is not Kind.BOLD
    )
    place, behind = 0, -1
    for each in found:
        while place < len(hidden) and hidden[place][0] <= each.start():
            behind = max(behind, hidden[place][1])
            place += 1
        if each.start() >= behind:
            yield each


def _split(document: Document, bold: list[Span], alone: Counter[str]) -> Iterator[Finding]:
    for one, other in pairwise(bold):
        between = document.text[one.end : other.start]
        if other.start < one.end or between.strip() or "\n" in between:
            continue
        line, column = document.place(one.start)
        label = Label(one.text, line, column)
        # A note's first word, a sentence, a letter of a word: none of them is the first piece of a label.
        if one.text.rstrip().endswith(_SENTENCE_ENDS) or leads_in(label, document.line(line)):
            continue
        if is_word_part(label, document.line(line)):
            continue
        whole = f"**{one.text.strip()}{between or ' '}{other.text.strip()}**"
        told = "“{one}” and “{other}” are two pieces of bold with nothing between them."
        if any(alone[each.text.strip().casefold()] > 1 for each in (one, other)):  # a name of its own elsewhere
            told = "“{one}” and “{other}” read as one label; write a word between them."
            whole = ""
        message = Message.of(told, one=one.text, other=other.text)
        yield document.finding(SPLIT, (one.start, other.end), message, suggestion=whole)


def _signs(document: Document, block: Block, bold: list[Span]) -> Iterator[Finding]:
    for span in bold:
        inner = document.text[span.inner_start : span.inner_end]
        following = document.text[span.end : min(span.end + 1, block.end)]
        if not inner.endswith((",", ";", "，", "、")) or following.isalnum() or len(inner) < 2:  # noqa: PLR2004
            continue
        if any(close in inner and opening not in inner for close, opening in _PAIRS.items()):
            continue  # half of a pair: the bold begins or ends elsewhere than it was meant to
        better = f"**{inner[:-1].rstrip()}**{inner[-1]}"
        told = "The “{sign}” behind “{text}” belongs to the sentence, not to the label."
        message = Message.of(told, sign=inner[-1], text=inner[:-1])
        edit = Edit(span.start, span.end, better)
        yield document.finding(SIGN, (span.start, span.end), message, suggestion=better, edits=[edit])


def _headless(document: Document, bold: list[Span]) -> Iterator[Finding]:
    """Give bold that begins with a sign that only stands behind a word: the word is somewhere else."""
    for span in bold:
        if _SIGN_FIRST.match(span.text):
            told = "The bold text begins with “{sign}”: the first word of the label is elsewhere."
            message = Message.of(told, sign=span.text.strip()[0])
            yield document.finding(SPLIT, (span.start, span.end), message)
