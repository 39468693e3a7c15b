"""The words by which a language says what the service does: `<labels>/claims/<language>.toml`, a file for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import read_toml
from stapsgewijs.labels.word_file import find_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FOLDER: Final = "claims"
"""Where they are beside the catalogues of a folder of labels."""
_CANNOT_MATCH: Final = re.compile(r"(?!)")
_BETWEEN: Final = re.compile("[-* ]+")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words."""


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """The words of one language, each list as one expression; `is_spaced` where words stand apart.

    `needles` has for each list parts of words, folded (`str.casefold`): where a list matches, there is one of them.
    """

    language: str
    lists: Mapping[str, re.Pattern[str]]
    needles: Mapping[str, tuple[str, ...]]
    is_spaced: bool = True

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """Return the expression of a list; one that is missing matches nothing."""
        return self.lists.get(name, _CANNOT_MATCH)

    def may_be_in(self, folded: str, *names: str) -> bool:
        """Return whether all these lists may match a text, which was folded.

        Most texts have nothing of a list, and an expression takes far longer to find that out.
        """
        for name in names:
            for needle in self.needles.get(name, ()):
                if needle in folded:
                    break
            else:
                return False
        return True

    @classmethod
    def find(cls, labels: Path, language: str) -> ClaimWords | None:
        """Read those of a language (`nl`), None where there are none; raises `DocumentError` where that is none."""
        return find_words(labels / FOLDER, language, _read)


def _read(path: Path) -> ClaimWords:
    plain = read_toml(path)
    for name, words in plain.items():
        if not isinstance(words, list) or not all(isinstance(each, str) and each.strip() for each in words):
            raise DocumentError(path, f"{name} is not a list of words; compare it with en.toml")
    lists = {name: _expression(words) for name, words in plain.items() if words}
    unspaced = any(_UNSPACED.search(each) for words in plain.values() for each in words)
    needles = {name: _needles(words) for name, words in plain.items()}
    return ClaimWords(path.stem, lists, needles, is_spaced=not unspaced)


def _expression(words: Iterable[str]) -> re.Pattern[str]:
    """Return what matches any of these words, the longest first; between letters of words without spaces anywhere."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(_one(each) for each in longest_first), re.IGNORECASE)


def _needles(words: Iterable[str]) -> tuple[str, ...]:
    """Return the longest part of each, between signs that stand for others; none of them has another one in it."""
    longest = {max(_BETWEEN.split(each.casefold()), key=len) for each in words}
    return tuple(sorted(each for each in longest if not any(other in each for other in longest - {each})))


def _one(words: str) -> str:
    inside = "".join(_sign(each) for each in words.removesuffix("*"))
    ending = r"\w*" if words.endswith("*") else ""
    return f"{inside}{ending}" if _UNSPACED.search(words) else rf"(?<!\w){inside}{ending}(?!\w)"


def _sign(sign: str) -> str:
    return {"-": r"[\s\u00a0‑-]*", " ": r"[\s\u00a0]+", "*": r"\w*"}.get(sign, re.escape(sign))
