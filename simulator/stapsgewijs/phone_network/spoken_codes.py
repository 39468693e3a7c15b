"""The verification code that is said on a call: digits one by one, in groups or as words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_BETWEEN: Final = r"[\s,.;:\u2026\u2013\u2014-]"
_RUN: Final = re.compile(rf"\d(?:{_BETWEEN}*\d)*")
_LAST: Final = re.compile(rf"{_BETWEEN}*\Z")
_SOUND: Final = "\N{EIGHTH NOTE}"
"""What a line begins with that is played, not said."""
_LEAST_DIGITS, _MOST_DIGITS = 4, 10
_WORDS: Final = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "zero oh nul null zéro",
            "one een één eins un",
            "two twee zwei deux",
            "three drie drei trois",
            "four vier quatre",
            "five vijf fünf cinq",
            "six zes sechs",
            "seven zeven sieben sept",
            "eight acht huit",
            "nine negen neun neuf",
        )
    )
    for word in words.split()
}
"""Digits as words in English, Dutch, German and French; `six` is French as well."""
_WORD: Final = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def spoken_codes(heard: Sequence[str], *, is_speaking: bool = False) -> list[str]:
    """Return the codes in what was said, in order: 4 to 10 digits, with their leading zeros.

    A code that is said several times after each other is one code. Of a caller who `is_speaking` still, digits that
    were said last may be a part of a code: they are left out. Words for digits count where no digits make a code.
    """
    said = "\n".join("|" if each.startswith(_SOUND) else each for each in heard)
    numerals = _codes(said, is_speaking=is_speaking)
    if numerals:
        return numerals
    # Numerals are apart from words, so that "press 1 for one" is no run of two.
    words = _WORD.sub(lambda each: _WORDS[each[0].casefold()], re.sub(r"\d", "|", said))
    return _codes(words, is_speaking=is_speaking)


def _codes(said: str, *, is_speaking: bool) -> list[str]:
    runs = [each for each in _RUN.finditer(said) if not (is_speaking and _LAST.match(said, each.end()))]
    codes = (_code_of(re.findall(r"\d+", each[0])) for each in runs)
    return [each for each in codes if each]


def _code_of(groups: list[str]) -> str:
    """Return the code in digits that were said after each other, in these groups; nothing when there is none."""
    for size in range(1, len(groups) // 2 + 1):
        once = "".join(groups[:size])
        is_repeated = len(groups) % size == 0 and groups == groups[:size] * (len(groups) // size)
        if is_repeated and _LEAST_DIGITS <= len(once) <= _MOST_DIGITS:
            return once
    whole = "".join(groups)
    return whole if _LEAST_DIGITS <= len(whole) <= _MOST_DIGITS else ""
