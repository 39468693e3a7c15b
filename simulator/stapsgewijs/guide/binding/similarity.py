"""How much two labels look alike, from 0 (nothing) to 1 (the same but for case and punctuation)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from stapsgewijs.guide.label_text import normal

_SHORTEST_WORD: Final = 4
_PART_OF_WHOLE: Final = 0.4
_REMEMBERED: Final = 16_384
"""The same labels are compared again and again, within a document and from one to the next."""


@lru_cache(_REMEMBERED)
def similarity(one: str, other: str) -> float:
    """Return how much two labels look alike.

    Whole strings count fully, also with their words in another order. A label that is a part of the other
    (a verb was drawn into the bold, or a word was left out of it) and a label whose words are the parts of
    a compound (`telefoon voor verificatie`, `verificatietelefoon`) count a little less.
    """
    a, b = normal(one), normal(other)
    whole = whole_similarity(one, other)
    if whole < 1.0 and a and b and min(len(a), len(b)) > _PART_OF_WHOLE * max(len(a), len(b)):
        return max(whole, 0.85 * fuzz.partial_ratio(a, b) / 100)
    return whole


@lru_cache(_REMEMBERED)
def whole_similarity(one: str, other: str) -> float:
    """Return how much two labels look alike as wholes: one that is a part of the other may be another."""
    a, b = normal(one), normal(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    solid = fuzz.ratio(a.replace(" ", ""), b.replace(" ", ""))
    scores = [fuzz.ratio(a, b), solid, fuzz.token_sort_ratio(a, b), 90 * max(_compound(a, b), _compound(b, a))]
    return min(max(scores) / 100, 0.99)


def _compound(parts: str, whole: str) -> float:
    """Return which share of the letters of `parts` is in words that `whole` is made up of."""
    words = parts.split()
    solid = whole.replace(" ", "")
    found = sum(len(each) for each in words if len(each) >= _SHORTEST_WORD and each in solid)
    # A short word inside a long sentence proves nothing: what is found has to cover the whole as well.
    return min(found / sum(map(len, words)), found / len(solid)) if len(words) > 1 else 0.0
