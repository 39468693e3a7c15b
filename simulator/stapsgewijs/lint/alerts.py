"""Notes as they are written: quotes that begin with a keyword, known or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.guide.label_text import NOTE_WORDS
from stapsgewijs.guide.model import NoteKind
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from stapsgewijs.lint.document import Document

_KEYWORD: Final = re.compile(r"\\?\[\s*(!?)\s*([^\]\n!:]{2,20})\s*\\?\]")
KINDS: Final = tuple(each.value.upper() for each in NoteKind if each is not NoteKind.UNKNOWN)
_NO_NOTES: Final = ("div", "video", "include", "code", "tab", "zone", "moniker", "openapi", "selector", "checklist")
_MEANT: Final = {word.replace("_", " "): kind for kind, words in NOTE_WORDS.items() for word in words.split()}


class Alert(NamedTuple):
    """A note: `meant` is the kind (in capitals) that its keyword says or nearly says, empty where nobody knows.

    `right` tells whether it is written as Markdown's dialect wants it, and `better` how that is (empty: nobody knows).
    """

    written: str
    meant: str
    right: bool
    line: int
    start: int
    end: int
    better: str = ""


def alerts_of(document: Document) -> Iterator[Alert]:
    """Give the notes of a document, in order."""
    begun = -1
    for token in document.tokens:
        if token.type == "note_open" and token.map:
            yield _block(document, token, token.map[0] + 1)
        elif token.type == "blockquote_open" and token.map:
            begun = token.map[0]
        elif token.type == "inline" and token.map and begun >= 0:
            if token.map[0] == begun and (alert := _alert(document, begun + 1)):
                yield alert
            begun = -1


def _block(document: Document, token: Token, line: int) -> Alert:
    """Return the note that a block of a dialect is."""
    text, meta = document.line(line), token.meta
    begin = document.offset(line, len(text) - len(text.lstrip(" \t>")) + 1)
    right = meta["kind"] is not NoteKind.UNKNOWN
    meant = meta["kind"].upper() if right else _meant(meta["name"])
    better = "" if right or not meant else f"{meta['stem']}{meant.lower()}"
    return Alert(meta["written"], meant, right, line, begin, begin + len(meta["written"]), better)


def _alert(document: Document, line: int) -> Alert | None:
    text = document.line(line)
    found = _KEYWORD.search(text)
    if not found or text[: found.start()].strip(" >\t0123456789.-*"):
        return None
    mark, word, written = found.group(1), found.group(2).strip(), found.group()
    meant = _meant(word)
    right = bool(mark) and not written.startswith("\\") and word.upper() in KINDS and " " not in written
    # Without the mark it is a quote that begins with a link or brackets, unless it says what a note says.
    if not mark and (not meant or text[found.end() :].startswith(("(", "["))):
        return None
    if word.lower().startswith(_NO_NOTES):
        return None
    begin = document.offset(line, found.start() + 1)
    return Alert(written, meant, right, line, begin, begin + len(written), f"[!{meant}]" if meant else "")


def _meant(word: str) -> str:
    return _MEANT.get(word.casefold()) or nearest(word.upper(), KINDS)
