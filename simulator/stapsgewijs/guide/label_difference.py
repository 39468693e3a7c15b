"""How a label differs from what the page says: one name for it, whoever finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.label_text import normal
from stapsgewijs.labels import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_BESIDE: Final = 2
"""So many words beside a part of a label may be in bold with it."""


def rule_of_difference(text: str, expected: str, line: str, column: int) -> str:
    """Return the id of the rule that a label breaks: it is `text` where the page says `expected`.

    `line` is the whole line of the document, `column` (from 1) where the label begins in it: a word of the label may
    stand beside the bold text.
    """
    wanted, written = normal(expected).split(), normal(text).split()
    if wanted == written:
        return "label-case" if fold(text).casefold() == fold(expected).casefold() else "label-punctuation"
    if _within(wanted, written):
        return "label-swallowed"
    around = normal(line[max(column - 40, 0) : column - 1]).split()
    end = column + 1 + len(text)  # behind the text, between two asterisks; signs do not count
    behind = normal(line[end : end + 40]).split()
    if part_of(text, expected):
        return "label-split"
    is_missing = any(each not in written for each in wanted)
    if _within(written, wanted) and is_missing and (around[-1:] == wanted[:1] or behind[:1] == wanted[-1:]):
        return "label-split"
    return "label-differs"


def part_of(text: str, expected: str) -> tuple[str, str] | None:
    """Return what stands before and behind the part of a label that `text` holds: of “at step 1”, “at” and nothing.

    The part is the beginning or the end of the label, most of `text`, and less than what it leaves out of the label.
    None where `text` holds no such part, or nothing else.
    """
    wanted, written = normal(expected).split(), normal(text).split()
    words = text.split()
    if len(words) != len(written):
        return None
    for beside in range(1, min(_MOST_BESIDE, len(written) - 1) + 1):
        for start in range(beside + 1):
            part = written[start : len(written) - beside + start]
            rest = [*written[:start], *written[start + len(part) :]]
            is_edge = part in (wanted[: len(part)], wanted[-len(part) :])
            is_other = not any(each in wanted or any(map(str.isdigit, each)) for each in rest)
            if is_edge and is_other and len(part) >= beside and len(wanted) - len(part) > 2 * beside:
                return " ".join(words[:start]), " ".join(words[start + len(part) :])
    return None


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    places = range(len(whole) - len(part) + 1)
    return len(part) < len(whole) and any(list(whole[at : at + len(part)]) == list(part) for at in places)
