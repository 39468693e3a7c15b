from __future__ import annotations

from itertools import product
from random import Random

from stapsgewijs.guide.alignment import Group, best_groups


def test_what_is_alike_stands_side_by_side() -> None:
    ours, theirs = "abcx", "bcyx"
    groups = best_groups(
        [-1.0] * 4, [-1.0] * 4, lambda row, _, column, __: 2.0 if ours[row] == theirs[column] else -3.0
    )
    assert groups == [Group(0, 1, 0, 0), Group(1, 1, 0, 1), Group(2, 1, 1, 1), Group(3, 0, 2, 1), Group(3, 1, 3, 1)]


def test_two_can_stand_beside_one() -> None:
    ours, theirs = [2, 3, 7], [5, 7]
    groups = best_groups(
        [-9.0] * 3,
        [-9.0] * 2,
        lambda row, high, column, wide: -abs(sum(ours[row : row + high]) - sum(theirs[column : column + wide])),
        sizes=((1, 1), (2, 1), (1, 2)),
    )
    assert groups == [Group(0, 2, 0, 1), Group(2, 1, 1, 1)]


def test_a_list_beside_nothing_stands_alone() -> None:
    assert best_groups([-1.0, -1.0], [], lambda *_: 0.0) == [Group(0, 1, 0, 0), Group(1, 1, 0, 0)]
    assert best_groups([], [-1.0], lambda *_: 0.0) == [Group(0, 0, 0, 1)]
    assert best_groups([], [], lambda *_: 0.0) == []


def test_no_other_way_has_a_larger_sum() -> None:
    for seed in range(40):
        chance = Random(seed)  # noqa: S311  # the same every time
        rows, columns = chance.randrange(1, 5), chance.randrange(1, 5)
        scores = {place: chance.randrange(-6, 6) for place in product(range(rows), range(columns))}
        alone = -float(chance.randrange(4))
        groups = best_groups([alone] * rows, [alone] * columns, lambda row, _, column, __, s=scores: s[row, column])
        total = sum(scores[each.ours, each.theirs] if each.our_count and each.their_count else alone for each in groups)
        assert total == _largest(scores, alone, 0, 0, (rows, columns))


def _largest(scores: dict[tuple[int, int], int], alone: float, row: int, column: int, ends: tuple[int, int]) -> float:
    if row == ends[0] or column == ends[1]:
        return alone * (ends[0] - row + ends[1] - column)
    return max(
        scores[row, column] + _largest(scores, alone, row + 1, column + 1, ends),
        alone + _largest(scores, alone, row + 1, column, ends),
        alone + _largest(scores, alone, row, column + 1, ends),
    )
