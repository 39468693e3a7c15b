"""How a text travels as SMS: in which encoding, in how many parts, and because of which characters.

GSM 7-bit: 3GPP TS 23.038, default alphabet and its extension table. UCS-2: 16-bit units as in UTF-16, so that a
character outside the basic plane takes two, which are not to be parted.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters that take one septet."""
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""The characters that take two: an escape and another one, which are not to be parted."""


class Alphabet(StrEnum):
    """The encoding of a message."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


_LAST_BASIC: Final = "\uffff"
_LIMITS: Final = {Alphabet.GSM_7: (160, 153), Alphabet.UCS_2: (70, 67)}
"""Units in a message of one part, and in each part of a longer one: a header says which parts belong together."""


@dataclass(frozen=True, slots=True)
class NonGsmCharacter:
    """A character that is not in GSM-7: its first place (from 0), and its name in Unicode."""

    character: str
    place: int
    name: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text travels: `units` are septets or 16-bit units; `left` is what still fits in the last part.

    `per_part` is what fits in a part of a message of so many parts. `forced_by` are the characters because of
    which it is UCS-2, each once, in the order of the text.
    """

    name: Alphabet
    units: int
    parts: int
    per_part: int
    left: int
    forced_by: tuple[NonGsmCharacter, ...] = ()


@lru_cache(maxsize=1024)
def encode_info(text: str) -> Encoding:
    """Return how `text` travels; an empty one is one part."""
    alphabet = Alphabet.GSM_7 if BASIC.issuperset(text) or (BASIC | EXTENDED).issuperset(text) else Alphabet.UCS_2
    sizes = [1 + (each in EXTENDED) for each in text]
    if alphabet is Alphabet.UCS_2:
        sizes = [1 + (each > _LAST_BASIC) for each in text]
    single, per_part = _LIMITS[alphabet]
    units = sum(sizes)
    if units <= single:
        return Encoding(alphabet, units, 1, single, single - units, _forcing(text, alphabet))
    parts, used = _filled(sizes, per_part)
    return Encoding(alphabet, units, parts, per_part, per_part - used, _forcing(text, alphabet))


def _filled(sizes: Iterable[int], per_part: int) -> tuple[int, int]:
    """Fill parts with characters that stay whole; returns how many parts, and what the last one holds."""
    parts, used = 1, 0
    for size in sizes:
        if used + size > per_part:
            parts, used = parts + 1, 0
        used += size
    return parts, used


def _forcing(text: str, alphabet: Alphabet) -> tuple[NonGsmCharacter, ...]:
    if alphabet is Alphabet.GSM_7:
        return ()
    seen: dict[str, NonGsmCharacter] = {}
    for place, each in enumerate(text):
        if each not in BASIC and each not in EXTENDED and each not in seen:
            seen[each] = NonGsmCharacter(each, place, unicodedata.name(each, f"U+{ord(each):04X}"))
    return tuple(seen.values())
