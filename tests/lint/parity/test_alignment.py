"""Two lists side by side: what is missing, too many, or elsewhere."""

from __future__ import annotations

from itertools import product

import pytest

from stapsgewijs.lint.parity.alignment import align

SHORT = ["".join(each) for length in range(5) for each in product("abc", repeat=length)]
"""Every list of at most four of three things: with these there is every way of lying side by side."""


def alike(one: str, other: str) -> float:
    return 1.0 if one == other else 0.0


@pytest.mark.parametrize(
    ("ours", "theirs", "moved", "missing", "extra"),
    [
        ("abc", "abc", "", "", ""),
        ("ac", "abc", "", "b", ""),
        ("abc", "bc", "", "", "a"),
        ("bac", "abc", "a", "", ""),
        ("axc", "abc", "", "", ""),
        ("", "ab", "", "ab", ""),
        ("bcda", "abcd", "a", "", ""),
    ],
)
def test_the_cheapest_way_is_told(ours: str, theirs: str, moved: str, missing: str, extra: str) -> None:
    found = align(ours, theirs, alike)
    assert ("".join(one for one, _ in found.moved), "".join(found.missing), "".join(found.extra)) == (
        moved,
        missing,
        extra,
    )


@pytest.mark.parametrize("stride", [11, pytest.param(1, marks=pytest.mark.long)])
def test_everything_is_somewhere_and_nothing_twice(stride: int) -> None:
    for ours, theirs in list(product(SHORT, SHORT))[::stride]:
        found = align(ours, theirs, alike)
        assert sorted([*(one for one, _ in found.together), *found.extra]) == sorted(ours)
        assert sorted([*(other for _, other in found.together), *found.missing]) == sorted(theirs)


def test_long_lists_are_paired_by_place() -> None:
    found = align(range(1000), range(999), lambda _, __: 0.0)
    assert (len(found.pairs), found.missing, found.extra) == (999, [], [999])
