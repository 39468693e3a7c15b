"""The best way to lay two lists beside each other, in order on both sides (Needleman and Wunsch, 1970).

What a group of items on one side has in common with a group on the other is a score that the caller counts; so is
what an item that stands alone costs. The sum is made as large as it can be. It takes time and memory in proportion to
the product of the two lengths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ONE_TO_ONE: Final = ((1, 1),)


class Group(NamedTuple):
    """So many items of ours from `ours` on, beside so many of theirs from `theirs` on; one of the counts may be 0."""

    ours: int
    our_count: int
    theirs: int
    their_count: int


def best_groups(
    our_scores: Sequence[float],
    their_scores: Sequence[float],
    score: Callable[[int, int, int, int], float],
    *,
    sizes: Sequence[tuple[int, int]] = ONE_TO_ONE,
    at_end: tuple[Sequence[float], Sequence[float]] | None = None,
) -> list[Group]:
    """Return the groups with the largest sum of scores, in order.

    `our_scores` and `their_scores` are for each item what it scores when it stands alone; `score` is asked for a group
    of each of the `sizes` (ours, theirs). Of two equal sums the one with more items of ours in the first group counts,
    then the one with more of theirs. `at_end` is, for each item of both sides, what it and all behind it score
    together when the other list has ended; the sum of their own scores where it is not given.
    """
    rows, columns = len(our_scores), len(their_scores)
    our_rests, their_rests = at_end or (_sums(our_scores), _sums(their_scores))
    best = [[*[0.0] * columns, our_rests[row] if row < rows else 0.0] for row in range(rows + 1)]
    best[rows][:columns] = their_rests[:columns]
    chosen: list[list[tuple[int, int]]] = [[(1, 0)] * (columns + 1) for _ in range(rows)]
    chosen.append([(0, 1)] * columns)
    for row in range(rows - 1, -1, -1):
        here, below, turns = best[row], best[row + 1], chosen[row]
        for column in range(columns - 1, -1, -1):
            choices = [
                (here[column + 1] + their_scores[column], (0, 1)),
                (below[column] + our_scores[row], (1, 0)),
            ]
            for high, wide in sizes:
                if row + high <= rows and column + wide <= columns:
                    total = best[row + high][column + wide] + score(row, high, column, wide)
                    choices.append((total, (high, wide)))
            here[column], turns[column] = max(choices)
    groups = []
    row = column = 0
    while row < rows or column < columns:
        high, wide = chosen[row][column]
        groups.append(Group(row, high, column, wide))
        row, column = row + high, column + wide
    return groups


def _sums(scores: Sequence[float]) -> list[float]:
    """Return for each item the sum of its own score and those of all behind it."""
    sums = [0.0] * len(scores)
    total = 0.0
    for place in range(len(scores) - 1, -1, -1):
        total += scores[place]
        sums[place] = total
    return sums
