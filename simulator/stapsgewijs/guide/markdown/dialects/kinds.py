"""What notes and tabs are called in the dialects."""

from __future__ import annotations

from functools import cache
from typing import Final

from stapsgewijs.guide.label_text import NOTE_WORDS
from stapsgewijs.guide.model import NoteKind
from stapsgewijs.suggestion import nearest


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


_NOTES: Final = {
    NoteKind.NOTE: "note info abstract summary tldr example quote cite question help faq bug seealso secondary callout "
    "admonition aside todo snippet",
    NoteKind.TIP: "tip hint success check done",
    NoteKind.IMPORTANT: "important",
    NoteKind.WARNING: "warning attention fail failure missing",
    NoteKind.CAUTION: "caution danger error",
}
"""The kinds of notes of all dialects, by what they are here."""
KINDS: Final = {name: kind for kind, names in _NOTES.items() for name in names.split()}
COLON_KINDS: Final = words("note tip info caution warning danger important secondary success")
"""Those that may stand behind three colons, and no other: `:::attention` is shown as it is written."""
LIQUID_KINDS: Final = words("note tip info warning danger caution important hint notice callout alert")
TABS: Final = words("tab tabitem tabpanel tab-item tabbed accordion accordionitem zone details dropdown expand")


@cache
def _note_words() -> dict[str, str]:
    return {word.replace("_", " "): kind for kind, words in NOTE_WORDS.items() for word in words.split()}


def meant_kind(name: str) -> str:
    """Return the kind of note (in capitals) that a word in whatever language stands for; empty for another word."""
    return _note_words().get(name.casefold()) or nearest(name.upper(), list(NOTE_WORDS))
