"""Makes text from outside safe to show: invisible characters made visible, length limited."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

_PICTURES: Final = 0x2400
"""Unicode's own pictures of control characters begin here."""
_DELETE, _DELETE_PICTURE = 0x7F, "␡"
_KEPT: Final = frozenset("\n\t")
_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of text, or ends such a turn: shown by name, so that nothing reads otherwise than it is."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of a text; `left` is how many characters are left out."""

    text: str
    left: int = 0


def readable(text: str) -> str:
    """Return `text` with control characters as pictures, bidi overrides by name, and no lone surrogates.

    Marks of direction (U+200E, U+200F) stay: the pages isolate texts, so they cannot reach what surrounds them.
    """
    return "".join(map(_readable, text.replace("\r\n", "\n").replace("\r", "\n")))


def excerpt(text: str, most: int, *, one_line: bool = False) -> Excerpt:
    """Return at most `most` characters of `text`, readable; with `one_line` white space becomes spaces."""
    short = text if len(text) <= most else text[: most - 1]
    shown = readable(" ".join(short.split()) if one_line else short)
    return Excerpt(f"{shown}…" if len(text) > most else shown, len(text) - len(short))


def _readable(character: str) -> str:
    code = ord(character)
    if character in _KEPT:
        return character
    if code < ord(" "):
        return chr(_PICTURES + code)
    if code == _DELETE:
        return _DELETE_PICTURE
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return f"⟨U+{code:04X}⟩" if category == "Cc" or character in _OVERRIDES else character
