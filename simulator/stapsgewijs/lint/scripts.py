"""What a writing system is like: which letters stand together without a space."""

from __future__ import annotations

from typing import Final

UNSPACED: Final = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})
"""Languages in which a word, or a particle behind it, is written on without a space."""

SPACE_BEFORE_SIGNS: Final = frozenset({"fr"})
"""Languages that put a space before a colon, a semicolon, an exclamation mark and a question mark."""

_WIDE: Final = (
    (0x1100, 0x11FF),
    (0x2E80, 0xA4CF),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x0E00, 0x0EFF),
)


def is_wide(char: str) -> bool:
    """Return whether `char` is of a script that is written without spaces."""
    return any(first <= ord(char) <= last for first, last in _WIDE)
