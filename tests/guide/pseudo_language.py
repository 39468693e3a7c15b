"""A document in a language that nobody knows: each word another one, all else as it was.

What is left is what a translation keeps: the structure, the pictures, the anchors, the marks, digits and the order.
With `swap` some labels of one clause change places, as they do in real translations; no word says which is which then.
"""

from __future__ import annotations

import hashlib
import re
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_SYLLABLES: Final = ["ba", "ko", "mi", "ru", "te", "sa", "no", "li", "pe", "da", "gu", "fo", "vi", "ze", "ha", "ju"]
_KEPT_OR_WORD: Final = re.compile(r"<[^>]*>|\]\([^)]*\)|https?://\S+|`[^`]*`|\[!\w+\]|&\w+;|[^\W\d_]+")
_CLAUSE_END: Final = re.compile(r"[.,;:!?|<>]|\b(?:and|then|en|vervolgens)\b")
_LANGUAGE: Final = "ms.contentlocale: hu-HU"
"""One without a catalogue."""

Row = dict[str, str]


def in_pseudo_language(text: str, rows: Sequence[Row], seed: int, swap: float = 0.0) -> tuple[str, list[Row]]:
    """Return a document in other words, and the rows of its table of labels with their new line and raw text."""
    chance = Random(f"{seed} {len(text)}")  # noqa: S311  # the same every time
    lines, made, changed = text.split("\n"), [], []
    behind = lines.index("---", 1)
    for number, line in enumerate(lines, 1):
        if number <= behind + 1:
            made.append(line if not line.startswith("ms.contentlocale") else "was: translated")
            continue
        here = _placed(line, [each for each in rows if each["line"] == str(number)])
        line, here = _swapped(line, here, chance, swap) if swap else (line, here)  # noqa: PLW2901  # in another order
        made.append(_words(line, seed))
        changed += [{**row, "line": str(number + 1), "raw": _words(row["raw"], seed)} for _, row in here]
    return "\n".join([made[0], _LANGUAGE, *made[1:]]), changed


def _placed(line: str, rows: Sequence[Row]) -> list[tuple[int, Row]]:
    """Return the rows of a line with where each stands in it, in order."""
    found, behind = [], dict[str, int]()
    for row in rows:
        at = line.index(row["raw"], behind.get(row["raw"], 0))
        behind[row["raw"]] = at + len(row["raw"])
        found.append((at, row))
    return sorted(found, key=lambda each: each[0])


def _swapped(line: str, here: list[tuple[int, Row]], chance: Random, swap: float) -> tuple[str, list[tuple[int, Row]]]:
    for one in range(len(here) - 1):
        (start, first), (other, second) = here[one], here[one + 1]
        end = start + len(first["raw"])
        between = line[end:other]
        is_bold = first["raw"].startswith("**") and second["raw"].startswith("**")
        if end <= other and is_bold and not _CLAUSE_END.search(between) and chance.random() < swap:
            line = f"{line[:start]}{second['raw']}{between}{first['raw']}{line[other + len(second['raw']) :]}"
            here[one : one + 2] = [(start, second), (start + len(second["raw"]) + len(between), first)]
    return line, here


def _words(text: str, seed: int) -> str:
    return _KEPT_OR_WORD.sub(lambda found: _word(found[0], seed), text)


def _word(word: str, seed: int) -> str:
    """Return the word that a language, which has a number, has for this one: of another length."""
    if not word[0].isalpha() or word.startswith("http"):
        return word
    code = hashlib.sha256(f"{word.lower()} {seed}".encode()).digest()
    count = max(2, round(len(word) * (0.3 + code[0] / 255 * 0.35)))
    made = "".join(_SYLLABLES[each % len(_SYLLABLES)] for each in code[1 : count + 1])
    return made.capitalize() if word[0].isupper() else made
