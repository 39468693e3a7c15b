"""Applies the edits of findings, and changes nothing else.

The edits of one round are applied and the text is read again; edits that would change what a reader reads, but for a
label and white space, or what the steps are, are dropped. Rounds follow until there is nothing left to correct, so that
a second run changes nothing.
"""

from __future__ import annotations

import codecs
import difflib
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stapsgewijs.lint.document import Document, document_of
from stapsgewijs.lint.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from markdown_it.token import Token

    from stapsgewijs.findings import Edit, Finding
    from stapsgewijs.lint.linter import Linter

_ROUNDS: Final = 12
_MOST_TRIES: Final = 40
"""So many times a round reads the text again, to find the edits that change what its steps are."""

_NOT_READ: Final = re.compile(r"[\s*_]+")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Mended:
    """A document before and after: `raw` are its new bytes, `diff` is what changed, `count` how much of it."""

    path: Path
    raw: bytes
    diff: str
    count: int


def mend(linter: Linter, path: Path, shown: str) -> Mended | None:
    """Return the mended document, or None when there is nothing to mend (or it cannot be read)."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    return _mended(path, shown, raw, *mended_text(linter, path, shown, text))


def mend_one(linter: Linter, path: Path, shown: str, fingerprint: str) -> Mended | None:
    """Return the document with one finding mended; None where there is none of this fingerprint that can be, safely."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    document = document_of(path, shown, _plain(text))
    found = [each for each in linter.lint_document(document).findings if each.fingerprint == fingerprint]
    edits = safe_edits(document, found)
    return _mended(path, shown, raw, _applied(text, document, edits), len(edits))


def _mended(path: Path, shown: str, raw: bytes, after: str, count: int) -> Mended | None:
    before = raw.decode("utf-8-sig")
    if after == before:
        return None
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    return Mended(path, mark + after.encode(), _diff(shown, before, after), count)


def mended_text(linter: Linter, path: Path, shown: str, text: str) -> tuple[str, int]:
    """Return the mended text of the document at `path`, which need not be saved, and the number of edits."""
    count = 0
    for _ in range(_ROUNDS):
        document = document_of(path, shown, _plain(text))
        applied = safe_edits(document, linter.lint_document(document).findings)
        if not applied:
            break
        text, count = _applied(text, document, applied), count + len(applied)
    return text, count


def safe_edits(document: Document, findings: Sequence[Finding]) -> list[Edit]:
    """Return the edits of the first kind that has any which leave the document what it is: depth, marks, labels."""
    moved = [each for each in findings if each.edits and all(_is_space(document, edit) for edit in each.edits)]
    layout = [each.edits for each in moved if each.rule.startswith("step-")]
    labels = [each.edits for each in findings if each.edits and each.rule.startswith("label-")]
    marks = [each.edits for each in findings if each.edits and each.edits not in layout and each.edits not in labels]
    return (
        _kept(document, layout, _written)
        or _kept(document, marks, lambda changed: (_outline(changed), _read(changed)))
        or _kept(document, labels, _outline)
    )


def _is_space(document: Document, edit: Edit) -> bool:
    return not edit.text.strip() and not document.text[edit.start : edit.end].strip()


def _kept(document: Document, findings: Sequence[Sequence[Edit]], what: Callable[[Document], object]) -> list[Edit]:
    """Return the edits of all findings that leave `what` is asked of the document the same, or of half, and so on."""
    kept: list[Edit] = []
    waiting: list[Sequence[Sequence[Edit]]] = [findings]
    same = what(document) if findings else None
    for _ in range(_MOST_TRIES):
        groups = waiting.pop() if waiting else ()
        if not groups:
            break
        tried = _apart([kept, *groups])
        if what(_edited(document, tried)) == same:
            kept = tried
        elif len(groups) > 1:
            middle = len(groups) // 2
            waiting += [groups[middle:], groups[:middle]]
    return kept


def _apart(groups: Sequence[Sequence[Edit]]) -> list[Edit]:
    """Return the edits of all groups that do not overlap those before them."""
    chosen: list[Edit] = []
    for group in groups:
        places = [(each, bisect_left(chosen, each)) for each in group]
        if all(_is_free(chosen, each, place) for each, place in places):
            for each in group:
                if (place := bisect_left(chosen, each)) == len(chosen) or chosen[place] != each:
                    chosen.insert(place, each)
    return chosen


def _is_free(chosen: Sequence[Edit], edit: Edit, place: int) -> bool:
    """Return whether `edit`, whose place in the order is `place`, overlaps neither of its neighbours."""
    before, behind = chosen[place - 1 : place], chosen[place : place + 1]
    return all(each.end <= edit.start for each in before) and all(each.start >= edit.end for each in behind)


def _edited(document: Document, edits: Sequence[Edit]) -> Document:
    text = _replaced(document.text, [(each.start, each.end, each.text) for each in edits])
    return document_of(document.path, document.shown, text)


def _replaced(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    pieces, last = [], 0
    for start, end, better in changes:
        pieces += [text[last:start], better]
        last = end
    return "".join([*pieces, text[last:]])


def _outline(document: Document) -> tuple[object, ...]:
    """Return what mending may not change: procedures, steps, pictures, links, notes, headings."""
    guide = document.guide
    procedures = [
        (each.id, len(each.notes), [(len(step.screenshots), len(step.links), len(step.notes)) for step in each.steps])
        for each in (guide.procedures if guide else ())
    ]
    targets = [(span.kind, span.target) for kind in (Kind.LINK, Kind.PICTURE) for _, span in document.spans(kind)]
    return procedures, targets, sorted(document.anchors), len(document.blocks)


def _read(document: Document) -> str:
    """Return the words that a reader sees, without white space and marks, with the numbers that a page shows."""
    counts: list[int] = []
    pieces = []
    for token in document.tokens:
        if token.type == "ordered_list_open":
            counts.append(int(token.attrs.get("start", 1)))
        elif token.type == "ordered_list_close":
            counts.pop()
        elif token.type == "list_item_open" and token.info:
            pieces.append(f"{counts[-1]}.")
            counts[-1] += 1
        else:
            pieces.append(_words(token))
    return _NOT_READ.sub("", "".join(pieces))


def _written(document: Document) -> tuple[object, ...]:
    """Return the same with the numbers as they are written, where pictures and links lead, and the headings."""
    pieces = [
        f"{each.info}{each.markup}" if each.type == "list_item_open" and each.info else _words(each)
        for each in document.tokens
    ]
    targets = [(span.kind, span.target) for kind in (Kind.LINK, Kind.PICTURE) for _, span in document.spans(kind)]
    return _NOT_READ.sub("", "".join(pieces)), targets, sorted(document.anchors)


def _words(token: Token) -> str:
    return "".join(map(_words, token.children)) if token.children else token.content


def _applied(text: str, document: Document, edits: Sequence[Edit]) -> str:
    """Apply edits to the text as it lies on disk, whose line ends may have two characters."""
    starts = [0, *(each.end() for each in _LINE_END.finditer(text))]
    changes = []
    for each in edits:
        line, column = document.place(each.start)
        begin = starts[line - 1] + column - 1
        changes.append((begin, begin + each.end - each.start, each.text))
    return _replaced(text, changes)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _diff(shown: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        _plain(before).splitlines(keepends=True),
        _plain(after).splitlines(keepends=True),
        f"a/{shown}",
        f"b/{shown}",
    )
    return "".join(each if each.endswith("\n") else f"{each}\n\\ No newline at end of file\n" for each in lines)
