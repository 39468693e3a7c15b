"""Which language a sentence is in, by its little words, and which languages write words without spaces between them.

Asked here is: is this sentence, in a document that says its language, plainly in another one? A sentence with few
little words is left alone.
"""

from __future__ import annotations

import re
from typing import Final

from stapsgewijs.guide.text_language import (
    FEWEST_WORDS,
    LEAST_SHARE,
    WORD,
    WORDS,
    hits_of,
    languages_of_words,
)
from stapsgewijs.labels import Message

_STRESSED: Final = (
    " not no only always never must one niet geen alleen altijd nooit moet één nicht kein nur immer nie pas ne jamais "
    "toujours seulement un no solo siempre nunca non mai sempre não nunca nie zawsze tylko ne jen "
)
"""Little words that a writer sets in bold to stress them."""

_FEWEST_HITS: Final = 3
_TIMES: Final = 3
"""A sentence is in another language when it has so many times more of that language's little words."""

_LATIN_SHARE: Final = 0.9
_OTHER_SCRIPTS: Final = frozenset({"zh", "ja", "ko", "ru", "uk", "bg", "el", "he", "ar", "th", "hi", "sr", "fa"})
_NAMES: Final = {
    "en": "English",
    "nl": "Dutch",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "pl": "Polish",
    "cs": "Czech",
    "hu": "Hungarian",
    "tr": "Turkish",
    "sv": "Swedish",
    "da": "Danish",
    "nb": "Norwegian",
    "fi": "Finnish",
}
UNSPACED: Final = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})
"""Languages in which a word, or a particle behind it, is written on without a space."""

COMPOUNDING: Final = frozenset({"nl", "de", "sv", "da", "nb", "no", "fi", "af", "fy"})
"""Languages that write a compound as one word."""

CAPITAL_NOUNS: Final = frozenset({"de", "lb"})
"""Languages in which a capital does not make a name of a word."""

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


def other_language(sentence: str, locale: str) -> str:
    """Return the language that `sentence` plainly is in, when that is not `locale`; else empty.

    Of languages without a list of little words only English is told apart.
    """
    words = [each.casefold() for each in WORD.findall(sentence)]
    if len(words) < FEWEST_WORDS:
        return ""
    if locale in _OTHER_SCRIPTS:
        letters = [each for each in sentence if each.isalpha()]
        latin = sum(each < "\u0250" for each in letters)
        if latin < _LATIN_SHARE * len(letters):
            return ""
    hits = hits_of(words)
    if locale not in WORDS:
        hits = {"en": hits.get("en", 0)}
    own = hits.get(locale, 0)
    best = max(hits, key=lambda each: hits[each], default=locale)
    if best == locale or hits[best] < _FEWEST_HITS or hits[best] < LEAST_SHARE * len(words):
        return ""
    return best if hits[best] >= _TIMES * max(own, 1) or (own == 0 and hits[best] >= _FEWEST_HITS) else ""


def may_be_other(text: str, locale: str) -> bool:
    """Return whether some sentence of `text` can be in another language: a cheap look before a closer one."""
    hits = hits_of(map(str.casefold, WORD.findall(text)))
    return any(count >= _FEWEST_HITS for language, count in hits.items() if language != locale)


def is_little_word(word: str, locale: str) -> bool:
    """Return whether a word, in small letters, is one of those that hold a sentence of this language together."""
    return locale in languages_of_words().get(word, ())


def is_stressed(word: str, locale: str) -> bool:
    """Return whether a word, in small letters, is one that a writer stresses: “not”, “only”."""
    return f" {word} " in _STRESSED and locale in WORDS


def in_words(language: str) -> Message:
    """Return the name of a language, to be said in any; in English of one that is rare, its code."""
    return Message.of_language(language, _NAMES.get(language, language))


def is_wide(char: str) -> bool:
    """Return whether `char` is of a script that is written without spaces."""
    return any(first <= ord(char) <= last for first, last in _WIDE)


WIDE: Final = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _WIDE)}]")
"""A letter or sign of such a script."""
