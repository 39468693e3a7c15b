"""Which language a text is in, by its script and its little words.

A library for this takes longer to load than a document to lint (langdetect 0.4 s of CPU, py3langid 0.9 s, lingua 10 s)
and guesses at short texts. Where script and little words do not plainly say it, nothing is said.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

WORDS: Final = {
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
    "tr": "ve bir bu için ile veya da de olarak değil seçin sonra daha nasıl olan gibi ardından "
    "kadar her için ise tarafından size sizin bunu telefonunuzu adım sayfasında çok",
    "sv": "och att det som en på är av för med till den inte om du din ett eller kan från när välj sedan",
    "da": "og at det som en på er af for med til den ikke om du din et eller kan fra når vælg derefter",
    "nb": "og at det som en på er av for med til den ikke om du din et eller kan fra når velg deretter",
    "fi": "ja on ei että se tai voit jos kun sitten valitse tämä joka ovat myös sen",
}

_MORE_WORDS: Final = {
    "ro": "și în la de pe cu nu este sunt sau pentru care din dacă apoi dumneavoastră vă ați unui unei selectați ca",
    "sk": "a v na sa je pre alebo že ako ak vyberte potom od po nie môže vaše pri ktorý sú aby do z s",
    "hr": "i u na se je za ili da kako ako odaberite zatim od nije može vaš pri koji su iz s što bi",
    "sl": "in v na se je za ali da kako če izberite nato od ni lahko vaš pri ki so iz s kar",
    "ca": "el la els les i de del un una és són amb en o si no pot per que aquest aquesta quan seleccioneu després",
    "id": "dan yang di ke dari untuk dengan atau tidak anda ini itu pada adalah dapat jika akan pilih kemudian oleh",
    "vi": "và của bạn trên với hoặc không này các để một cho được khi chọn trong là có thể sau đó",
    "lt": "ir į iš su kad ar jei yra arba tai kaip po jūsų ne per bus gali pasirinkite",
    "lv": "un uz no ar ka vai ja ir tas kā pēc jūsu nav var lai pie izvēlieties",
    "et": "ja on ei et või kui see teie saab siis pärast mis ka seda valige",
    "af": "die en van is nie jou jy om te vir op met of wat dat hierdie kan word sal as dan kies",
}
"""Languages that a whole text is known by; in one sentence they are too like another."""

WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
FEWEST_WORDS: Final = 5
_ENOUGH_WORDS: Final = 300
LEAST_SHARE: Final = 0.25
_FEWEST_IN_A_TEXT: Final = 15
_PLAINLY: Final = 1.3
"""So many times as many little words as of any other language a text has of its own."""

_LEAST_ALONE: Final = 0.08
_FAR: Final = 3

_SCRIPTS: Final = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ru uk bg sr be mk": re.compile("[\u0400-\u04ff]"),
    "ar fa ur": re.compile("[\u0600-\u06ff]"),
    "hi mr ne": re.compile("[\u0900-\u097f]"),
}
"""The languages of each script; one that has more than one does not say which it is."""
_LEAST_OF_A_SCRIPT: Final = 0.2
"""So large a part of the letters is in a script that other words (of a program) are in Latin letters, too."""


def language_of_text(sentences: Sequence[str]) -> str:
    """Return the language that most of these sentences are in; empty when that cannot be said."""
    if script := _script(sentences):
        return "" if " " in script else script
    (most, best), (second, _), count = _ranked(sentences)
    return best if _is_enough(most, second, count) else ""


def agrees(locale: str, sentences: Sequence[str]) -> bool:
    """Return whether these sentences can be in this language: none is plainly more like another."""
    if script := _script(sentences):
        return locale in script.split()
    counted, count = _counted(sentences)
    own = counted[locale]
    others = max((hits for language, hits in counted.items() if language != locale), default=0)
    return _is_enough(own, others if others > _PLAINLY * own else 0, count)


def _is_enough(most: int, second: int, count: int) -> bool:
    """Return whether so many little words of a language, and so many of the next, say that a text is in the first."""
    if not count or most <= _PLAINLY * second:
        return False
    # A language that writes little words on to others has fewer of them; then no other may come near.
    return most >= LEAST_SHARE * count or (most >= _LEAST_ALONE * count and most >= _FAR * second)


def sentences_of(tokens: Sequence[Token]) -> list[str]:
    """Return the words of the paragraphs and cells of a document, without headings, code and HTML."""
    return list(_sentences(tokens))


def _sentences(tokens: Sequence[Token]) -> Iterator[str]:
    heading = 0
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            heading += token.nesting
        elif token.type == "inline" and not heading:
            yield " ".join(each.content for each in token.children or () if each.type == "text")


def _script(sentences: Sequence[str]) -> str:
    """Return the languages of the script of a text, separated by spaces; empty for Latin letters."""
    text = "".join(sentences)[: _ENOUGH_WORDS * 8]
    if text.isascii():
        return ""
    letters = sum(map(str.isalpha, text))
    shares = ((len(found.findall(text)), name) for name, found in _SCRIPTS.items())
    return next((name for count, name in shares if count >= max(_LEAST_OF_A_SCRIPT * letters, FEWEST_WORDS)), "")


def _counted(sentences: Sequence[str]) -> tuple[Counter[str], int]:
    """Return how many little words there are of each language, and how many words were looked at."""
    words: list[str] = []
    for each in sentences:
        words += WORD.findall(each)
        if len(words) >= _ENOUGH_WORDS:
            break
    words = [each.casefold() for each in words[:_ENOUGH_WORDS]]
    counted = Counter(hits_of(words))
    more = _more_words()
    counted.update(language for word in words for language in more.get(word, ()))
    return counted, len(words) if len(words) >= _FEWEST_IN_A_TEXT else 0


def _ranked(sentences: Sequence[str]) -> tuple[tuple[int, str], tuple[int, str], int]:
    counted, count = _counted(sentences)
    best, second = sorted(((counted[each], each) for each in (*WORDS, *_MORE_WORDS)), reverse=True)[:2]
    return best, second, count


def hits_of(words: Iterable[str]) -> dict[str, int]:
    """Return how many of the words are little words of each language that has any of them."""
    languages = languages_of_words()
    hits: dict[str, int] = {}
    for each in [languages[word] for word in words if word in languages]:
        for language in each:
            hits[language] = hits.get(language, 0) + 1
    return hits


@cache
def languages_of_words() -> dict[str, tuple[str, ...]]:
    """Return the languages of each little word."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in WORDS.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), language)
    return found


@cache
def _more_words() -> dict[str, tuple[str, ...]]:
    return _by_word(_MORE_WORDS)


def _by_word(lists: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, words in lists.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), language)
    return found
