"""Which language a sentence is in, by its little words, and which languages write words without spaces between them.

A library for this weighs hundreds of kilobytes and guesses at short sentences. Asked here is less: is this sentence,
in a document that says its language, plainly in another one? Little words answer that, and a sentence with
few of them is left alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS: Final = {
    "en": "the and to of your you is are this that for with from or if not can will on when be have then it an by as "
    "we'll you'll what how after before which select type choose use my our their also about into",
    "nl": "de het een en van uw u je is zijn dit dat voor met naar op of als niet kan kunt wordt worden om bij aan in "
    "te hebt heeft moet wanneer vervolgens selecteer typ kies wat hoe na welke mijn ons ook over uit er hier deze",
    "de": "der die das und den dem ein eine einen von zu zum zur ist sind sie ihr ihre ihren für mit auf oder wenn "
    "nicht kann wird werden im am bei nach wählen dann aus als diese dieser auch wie was sich haben",
    "fr": "le la les et des du un une de est sont vous votre vos pour avec dans sur ou si ne pas peut être par en au "
    "aux ce cette puis qui que sélectionnez votre comment après avez",
    "es": "el la los las y de del un una es son su sus para con en o si no puede por se al que este esta cuando "
    "seleccione luego como después usted tiene más",
    "it": "il lo la gli le e di del della un una è sono per con su o se non può dal che questo questa quando "
    "selezionare quindi come dopo nel alla",
    "pt": "o a os as e de do da um uma é são para com em ou se não pode por ao que este esta quando selecione então "
    "como depois você seu sua no na",
    "pl": "i w na z do się jest nie lub oraz dla po jak aby może pozycję wybierz następnie że od to przez gdy twój "
    "twoje swój pozycja strony",
    "cs": "a v na se je do pro z nebo že jak pokud vyberte pak od po není může vaše váš při které který k s",
    "hu": "a az és egy van nem hogy vagy ha meg majd ki be válassza lehet az ezt amely után",
    "tr": "ve bir bu için ile veya da de olarak değil seçin sonra daha nasıl olan gibi",
    "sv": "och att det som en på är av för med till den inte om du din ett eller kan från när välj sedan",
    "da": "og at det som en på er af for med til den ikke om du din et eller kan fra når vælg derefter",
    "nb": "og at det som en på er av for med til den ikke om du din et eller kan fra når velg deretter",
    "fi": "ja on ei että se tai voit jos kun sitten valitse tämä joka ovat myös sen",
}

_STRESSED: Final = (
    " not no only always never must one niet geen alleen altijd nooit moet één nicht kein nur immer nie pas ne jamais "
    "toujours seulement un no solo siempre nunca non mai sempre não nunca nie zawsze tylko ne jen "
)
"""Little words that a writer sets in bold to stress them."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FEWEST_WORDS: Final = 5
_ENOUGH_WORDS: Final = 300
_FEWEST_HITS: Final = 3
_LEAST_SHARE: Final = 0.25
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
    words = [each.casefold() for each in _WORD.findall(sentence)]
    if len(words) < _FEWEST_WORDS:
        return ""
    if locale in _OTHER_SCRIPTS:
        letters = [each for each in sentence if each.isalpha()]
        latin = sum(each < "\u0250" for each in letters)
        if latin < _LATIN_SHARE * len(letters):
            return ""
    hits = _hits(words)
    if locale not in _WORDS:
        hits = {"en": hits.get("en", 0)}
    own = hits.get(locale, 0)
    best = max(hits, key=lambda each: hits[each], default=locale)
    if best == locale or hits[best] < _FEWEST_HITS or hits[best] < _LEAST_SHARE * len(words):
        return ""
    return best if hits[best] >= _TIMES * max(own, 1) or (own == 0 and hits[best] >= _FEWEST_HITS) else ""


def may_be_other(text: str, locale: str) -> bool:
    """Return whether some sentence of `text` can be in another language: a cheap look before a closer one."""
    hits = _hits(map(str.casefold, _WORD.findall(text)))
    return any(count >= _FEWEST_HITS for language, count in hits.items() if language != locale)


def language_of_text(sentences: list[str]) -> str:
    """Return the language that most of these sentences are in; empty when that cannot be said."""
    words: list[str] = []
    for each in sentences:
        words += _WORD.findall(each)
        if len(words) >= _ENOUGH_WORDS:
            break
    if len(words) < _FEWEST_WORDS * _TIMES:
        return ""
    counted = _hits(map(str.casefold, words[:_ENOUGH_WORDS]))
    (most, best), (second, _) = sorted(((counted.get(each, 0), each) for each in _WORDS), reverse=True)[:2]
    return best if most >= _LEAST_SHARE * min(len(words), _ENOUGH_WORDS) and most > 1.3 * second else ""


def is_little_word(word: str, locale: str) -> bool:
    """Return whether a word, in small letters, is one of those that hold a sentence of this language together."""
    return locale in _languages().get(word, ())


def is_stressed(word: str, locale: str) -> bool:
    """Return whether a word, in small letters, is one that a writer stresses: “not”, “only”."""
    return f" {word} " in _STRESSED and locale in _WORDS


def name_of(language: str) -> str:
    """Return the English name of a language, or its code."""
    return _NAMES.get(language, language)


def _hits(words: Iterable[str]) -> dict[str, int]:
    """Return how many of the words are little words of each language that has any of them."""
    languages = _languages()
    hits: dict[str, int] = {}
    for each in [languages[word] for word in words if word in languages]:
        for language in each:
            hits[language] = hits.get(language, 0) + 1
    return hits


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """Return the languages of each little word."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), language)
    return found


def is_wide(char: str) -> bool:
    """Return whether `char` is of a script that is written without spaces."""
    return any(first <= ord(char) <= last for first, last in _WIDE)


WIDE: Final = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _WIDE)}]")
"""A letter or sign of such a script."""
