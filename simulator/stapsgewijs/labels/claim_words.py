"""The words by which a language says what the service does: `<labels>/claims/<language>.toml`, a file for each."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from stapsgewijs.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FOLDER: Final = "claims"
"""Where they are beside the catalogues of a folder of labels."""
_MAX_FILES: Final = 32
_CANNOT_MATCH: Final = re.compile(r"(?!)")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words."""


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """The words of one language, each list as one expression; `is_spaced` where words stand apart."""

    language: str
    lists: Mapping[str, re.Pattern[str]]
    is_spaced: bool = True

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """Return the expression of a list; one that is missing matches nothing."""
        return self.lists.get(name, _CANNOT_MATCH)

    @classmethod
    def find(cls, labels: Path, language: str) -> ClaimWords | None:
        """Read those of a language (`nl`), None where there are none; raises `DocumentError` where that is none."""
        path = labels / FOLDER / f"{language}.toml"
        try:
            status = path.stat()
        except OSError:
            return None
        return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(_MAX_FILES)
def _read(path: Path, modified_ns: int, size: int) -> ClaimWords:
    del modified_ns, size
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(path, f"cannot be read as TOML ({error})") from None
    for name, words in plain.items():
        if not isinstance(words, list) or not all(isinstance(each, str) and each.strip() for each in words):
            raise DocumentError(path, f"{name} is not a list of words; compare it with en.toml")
    lists = {name: _expression(words) for name, words in plain.items() if words}
    unspaced = any(_UNSPACED.search(each) for words in plain.values() for each in words)
    return ClaimWords(path.stem, lists, is_spaced=not unspaced)


def _expression(words: Iterable[str]) -> re.Pattern[str]:
    """Return what matches any of these words, the longest first; between letters of words without spaces anywhere."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(_one(each) for each in longest_first), re.IGNORECASE)


def _one(words: str) -> str:
    inside = "".join(_sign(each) for each in words.removesuffix("*"))
    ending = r"\w*" if words.endswith("*") else ""
    return f"{inside}{ending}" if _UNSPACED.search(words) else rf"(?<!\w){inside}{ending}(?!\w)"


def _sign(sign: str) -> str:
    return {"-": r"[\s\u00a0‑-]*", " ": r"[\s\u00a0]+", "*": r"\w*"}.get(sign, re.escape(sign))
