"""Where the numbers of highlights are drawn, so that they cover no text and not each other. Numbers only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAD: Final = 4
"""Pixels between a control and the line around it."""
RADIUS: Final = 13
"""Of a number, with the white line around it."""
_RINGS: Final = 4
_BADGE, _TEXT, _LINE, _FAR = 40.0, 10.0, 0.5, 0.05
"""What covering a pixel of something costs: another number, words, the line around another control; and distance."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in CSS pixels from the top left corner of a picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The first column that is no longer in it."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The first row that is no longer in it."""
        return self.y + self.height

    def moved(self, x: float, y: float) -> Box:
        """Return it as seen from the point (`x`, `y`)."""
        return Box(self.x - x, self.y - y, self.width, self.height)

    def holds(self, other: Box) -> bool:
        """Return whether the other is wholly in it; a pixel does not count, boxes lie between pixels."""
        return (
            self.x <= other.x + 1
            and self.y <= other.y + 1
            and other.right <= self.right + 1
            and other.bottom <= self.bottom + 1
        )

    def expanded(self, pad: int, within: Box) -> Box:
        """Return the whole pixels around it, `pad` further out, as far as they are `within` a picture."""
        x, y = max(within.x, math.floor(self.x) - pad), max(within.y, math.floor(self.y) - pad)
        right, bottom = min(within.right, math.ceil(self.right) + pad), min(within.bottom, math.ceil(self.bottom) + pad)
        return Box(x, y, right - x, bottom - y)

    def overlap(self, x: float, y: float, radius: float) -> float:
        """Return how deep a circle reaches into it, in pixels."""
        aside = max(self.x - x, 0.0, x - self.right), max(self.y - y, 0.0, y - self.bottom)
        return max(0.0, radius - math.hypot(*aside))


def union(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around these (at least one)."""
    x, y = min(each.x for each in boxes), min(each.y for each in boxes)
    return Box(x, y, max(each.right for each in boxes) - x, max(each.bottom for each in boxes) - y)


def place_badges(lines: Sequence[Box], texts: Sequence[Box], picture: Box) -> list[tuple[int, int]]:
    """Return the middle of the number of each of `lines` (boxes of the lines around controls), in their order.

    A number stands at a corner where it hides none of the `texts`, or beside, and else where it hides least.
    """
    placed: list[tuple[int, int]] = []
    for line in lines:
        others = [each for each in lines if each is not line]
        best = min(
            _candidates(line, picture),
            key=lambda at: _cost(at[1], texts, others, placed) + at[0],
        )
        placed.append(best[1])
    return placed


def _candidates(line: Box, picture: Box) -> Iterator[tuple[float, tuple[int, int]]]:
    """Give places for a number, each with how far it is from where it would be best."""
    middle = line.y + line.height / 2
    wished = [
        (line.x, line.y),
        (line.right, line.y),
        (line.x - RADIUS, middle),
        (line.right + RADIUS, middle),
        (line.x + RADIUS, line.y - RADIUS),
        (line.right - RADIUS, line.y - RADIUS),
        (line.x, line.bottom),
        (line.right, line.bottom),
    ]
    # And when all of these are taken: round about, further and further out.
    for ring in range(1, _RINGS):
        out = RADIUS * ring * 1.5
        for turn in range(24):
            angle = math.tau * turn / 24
            across, down = line.width / 2 + out, line.height / 2 + out
            wished.append((line.x + line.width / 2 + across * math.cos(angle), middle + down * math.sin(angle)))
    for rank, (x, y) in enumerate(wished):
        inside = (
            round(min(max(x, RADIUS), picture.width - RADIUS)),
            round(min(max(y, RADIUS), picture.height - RADIUS)),
        )
        yield _FAR * rank, inside


def _cost(at: tuple[int, int], texts: Sequence[Box], others: Sequence[Box], placed: Sequence[tuple[int, int]]) -> float:
    hidden = sum(each.overlap(*at, RADIUS) for each in texts)
    crossed = sum(each.overlap(*at, RADIUS) for each in others)
    covered = sum(max(0.0, 2 * RADIUS - math.dist(at, each)) for each in placed)
    return _TEXT * hidden + _LINE * crossed + _BADGE * covered
