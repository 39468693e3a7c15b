"""How long a text takes to say, estimated: syllables, one by one spoken digits, and pauses.

All rates are assumed: those of a calm synthetic voice, as on telephones.
"""

from __future__ import annotations

import re
from typing import Final

_SYLLABLE_S: Final = 0.2
"""Seconds for a syllable: five in a second."""
_PAUSES_S: Final = {",": 0.25, ";": 0.25, ":": 0.25, ".": 0.5, "!": 0.5, "?": 0.5, "\n": 0.5}
"""Seconds of silence at a sign that is followed by a space or the end."""
_PAUSE_BETWEEN_DIGITS_S: Final = 0.15
_SIGNS: Final = {"nl": {"#": 2, "*": 3, "+": 1, "%": 2, "€": 2, "&": 1}, "en": {"#": 1, "*": 3, "+": 1, "%": 2, "€": 2}}
"""Syllables of signs: hekje, sterretje, plus; pound, asterisk, plus."""
_LONGER_DIGITS: Final = {"nl": "79", "en": "07"}
"""Digits whose name has two syllables: zeven and negen; zero and seven."""
_VOWELS: Final = {
    # The diaeresis begins a new syllable in Dutch (verifiëren), so ë, ï, ö and ü stand apart.
    "nl": re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|ie|ij|oe|oo|ou|ui|uu|au|ei|eu|[aeiouyáàéèêíóôúäëïöü]"),
    "en": re.compile(r"[aeiouyéèêäëïöü]+"),
}
_SILENT_END: Final = {"nl": re.compile(r"(?!)"), "en": re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$")}
_TOKEN: Final = re.compile(r"\d|[^\W\d_]+|\S|\n")
DEFAULT_LANGUAGE: Final = "en"


def seconds(text: str, language: str = DEFAULT_LANGUAGE) -> float:
    """Return about how many seconds it takes to say `text` in `language` (BCP 47; other than Dutch: as English)."""
    main = language.partition("-")[0].casefold()
    spoken = main if main in _VOWELS else DEFAULT_LANGUAGE
    total = 0.0
    for token in _TOKEN.finditer(text):
        ends = text[token.end() : token.end() + 1].strip() == ""
        total += _duration(token[0], spoken, ends=ends)
    return round(total, 1)


def _duration(token: str, language: str, *, ends: bool) -> float:
    if token.isdigit():
        return _SYLLABLE_S * (1 + (token in _LONGER_DIGITS[language])) + _PAUSE_BETWEEN_DIGITS_S
    if token[0].isalpha():
        return _SYLLABLE_S * syllables(token, language)
    if token in _PAUSES_S:
        return _PAUSES_S[token] if ends else 0.0
    return _SYLLABLE_S * _SIGNS[language].get(token, 0)


def syllables(word: str, language: str = DEFAULT_LANGUAGE) -> int:
    """Return how many syllables a word has, by its groups of vowels; one without vowels is spelled."""
    plain = word.casefold()
    if language == DEFAULT_LANGUAGE and len(plain) > len("the"):
        plain = _SILENT_END[language].sub("", plain)
    return len(_VOWELS[language].findall(plain)) or len(word)
