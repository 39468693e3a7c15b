"""The nearest of the known names, for "did you mean"."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_NAMES = 2000
"""From this number of names on, no nearest one is searched: it would take longer than the lint."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the most similar of `known`, ignoring case; empty if none is similar."""
    return _nearest(word, tuple(known))


def nearest_file(name: str, known: Iterable[str]) -> str:
    """Return the file of `known` with the most similar name; that endings are the same makes none similar."""
    wanted = PurePath(name.casefold())
    files = [(PurePath(each.casefold()), each) for each in known]
    alike = {path.stem: each for path, each in files if path.suffix == wanted.suffix}
    same = (each for path, each in files if path.stem == wanted.stem)
    return alike.get(nearest(wanted.stem, alike), "") or next(same, "")


@lru_cache(4096)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    by_folded = {each.casefold(): each for each in known}
    if len(by_folded) > _MAX_NAMES:
        return by_folded.get(word.casefold(), "")
    import difflib  # noqa: PLC0415  # asked for a word that is wrong only

    close = difflib.get_close_matches(word.casefold(), list(by_folded), 1, 0.6)
    return by_folded[close[0]] if close else ""
