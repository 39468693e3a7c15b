"""The two forms in which the text of a label is compared."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_REMEMBERED: Final = 16_384
"""The same labels are compared again and again, within a document and from one to the next."""

_OPENING: Final = " *_`'\"“”„«»‹›‘’‚「『【《〈［[.,:;。、，：；-–—\u200e\u200f\ufeff"
_CLOSING: Final = " *_`'\"“”„«»‹›‘’‚」』】》〉］].,:;。、，：；-–—\u200e\u200f\ufeff"


@lru_cache(_REMEMBERED)
def normal(label: str) -> str:
    """Return a label without case and punctuation, its words separated by one space."""
    return " ".join("".join(map(_plain, unicodedata.normalize("NFKC", label).casefold())).split())


@lru_cache(_REMEMBERED)
def bare(label: str) -> str:
    """Return a label without the signs that stand around it: quotes, brackets, asterisks, points; `…` and `?` stay."""
    words = " ".join(label.split())
    while words and words[0] in _OPENING:
        words = words[1:].lstrip()
    while words and words[-1] in _CLOSING:
        words = words[:-1].rstrip()
    for opening, closing in ("()", "（）"):
        if words.endswith(closing) and opening not in words:
            words = words[:-1].rstrip()
        elif words.startswith(opening) and closing not in words:
            words = words[1:].lstrip()
    return words or label


def _plain(sign: str) -> str:
    """Return a sign as it counts in comparing: a letter, digit or vowel sign as it is, what is not seen not at all."""
    category = unicodedata.category(sign)
    return "" if category == "Cf" else sign if sign.isalnum() or category[0] == "M" else " "
