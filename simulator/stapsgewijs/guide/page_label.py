"""A label of a guide beside the accessible names on a page: which of them it means, and whether it is that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from stapsgewijs.guide.label_text import bare, normal
from stapsgewijs.labels import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAR: Final = 70.0
"""How much a name has to look like a label, of 100, to be what it means."""


def page_name(label: str, names: Sequence[str]) -> str | None:
    """Return which of the names on the page a label means, None for none: the same, or one that looks like it."""
    wanted = normal(label)
    same = [each for each in names if normal(each) == wanted]
    if same:
        return next((each for each in same if fitting(label, each)), same[0])
    found = process.extractOne(wanted, [normal(each) for each in names], scorer=fuzz.ratio, score_cutoff=_NEAR)
    return names[found[2]] if found else None


def fitting(label: str, name: str) -> bool:
    """Return whether a label is the accessible name; a colon or an asterisk at its end does not count."""
    return fold(bare(label)) == fold(bare(name.strip().rstrip("*").rstrip()))
