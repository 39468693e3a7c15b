"""Aligns the steps of a procedure with those of the pivot: one to one, two to one where a step was cut, or to none."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.guide.alignment import best_groups
from stapsgewijs.guide.binding.candidates import digits_in
from stapsgewijs.guide.label_text import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.guide.model import Step

    Group = tuple[tuple[Step, ...], tuple[Step, ...]]

_SAME_PICTURE: Final = 4.0
_OTHER_PICTURE: Final = -4.0
_SAME_DIGITS: Final = 2.0
_SAME_NAME: Final = 2.0
_SAME_PLACE: Final = 1.0
_SAME_COUNT: Final = 3.0
_APART: Final = 0.5
_UNEVEN: Final = -1.2
"""Two steps beside one: only where their labels and pictures say so."""

_ADDED: Final = -1.0
"""A step of the guide beside none of the pivot."""

_LEFT_OUT: Final = -2.0
"""A step of the pivot that names something, beside none of the guide."""

_NOTHING: Final[frozenset[str]] = frozenset()
_SIZES: Final = ((1, 1), (2, 1), (1, 2))


def aligned(ours: Traits, theirs: Traits) -> list[Group]:
    """Return the steps in groups with those of the pivot beside them: the best sum, in order on both sides."""
    known = theirs.pictures
    mine, others = ours.by_size, theirs.by_size
    groups = best_groups(
        [_ADDED] * len(ours.steps),
        [_LEFT_OUT if each.labels else 0.0 for each in theirs.steps],
        lambda row, high, column, wide: _likeness(mine[high][row], others[wide][column], known),
        sizes=_SIZES,
    )
    return [
        (ours.some(each.ours, each.our_count), theirs.some(each.theirs, each.their_count))
        for each in groups
        if each.our_count
    ]


def pictures_of(*steps: Step) -> set[str]:
    """Return the names of the pictures that the steps show."""
    return {each.name for step in steps for each in step.screenshots}


class _Trait(NamedTuple):
    """What is compared of a step, or of two beside one: `meant` are the pivot's names that its labels stand for."""

    size: int
    number: int
    pictures: frozenset[str]
    label_count: int
    digits: frozenset[int]
    names: frozenset[str]
    meant: frozenset[str]


class Traits:
    """The traits of steps, found once: each step is compared with each of the pivot.

    `meant` are for a label, without case and punctuation, those of the pivot that it is known to be the same as.
    """

    def __init__(self, steps: Sequence[Step], meant: Mapping[str, frozenset[str]]) -> None:
        self.steps = steps
        self._meant = meant

    @cached_property
    def pictures(self) -> frozenset[str]:
        """The names of all pictures."""
        return frozenset(pictures_of(*self.steps))

    def some(self, at: int, size: int) -> tuple[Step, ...]:
        """Return so many steps from this one on."""
        return tuple(self.steps[at : at + size])

    @cached_property
    def by_size(self) -> dict[int, list[_Trait]]:
        """The traits of one step, and of two, from each step on."""
        steps = self.steps
        return {size: [self._look(steps[at : at + size]) for at in range(len(steps) - size + 1)] for size in (1, 2)}

    def _look(self, steps: Sequence[Step]) -> _Trait:
        names = _names(steps)
        meant = _NOTHING.union(*(self._meant.get(each, _NOTHING) for each in names))
        shown = frozenset(pictures_of(*steps))
        return _Trait(len(steps), steps[0].number, shown, _count(steps), _digits(steps), names, meant)


def _likeness(ours: _Trait, theirs: _Trait, known: frozenset[str]) -> float:
    same = ours.pictures & theirs.pictures
    # A picture that the pivot shows nowhere says nothing about the step.
    other = _OTHER_PICTURE if ours.pictures & known and theirs.pictures else 0.0
    score = _SAME_PICTURE * len(same) if same else other
    counts = abs(ours.label_count - theirs.label_count)
    digits = _SAME_DIGITS if ours.digits & theirs.digits else 0.0
    apart = _APART * abs(ours.number - theirs.number)
    uneven = _UNEVEN if ours.size != theirs.size else _SAME_PLACE
    named = _SAME_NAME * len(ours.meant & (theirs.meant or theirs.names))
    return score + digits + named + uneven + _SAME_COUNT / (1 + counts) - apart


def is_alike(steps: Sequence[Step], others: Sequence[Step]) -> bool:
    """Return whether steps name as many things as those of the pivot, and one of the same number among them."""
    return _count(steps) == _count(others) and bool(_digits(steps) & _digits(others))


def same_names(steps: Sequence[Step], others: Sequence[Step], meant: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the labels of the pivot's steps that those of the guide are known to be the same as."""
    theirs = _names(others)
    theirs = theirs.union(*(meant.get(each, _NOTHING) for each in theirs))
    return frozenset().union(*(meant.get(each, _NOTHING) for each in _names(steps))) & theirs


def _names(steps: Sequence[Step]) -> frozenset[str]:
    return frozenset(normal(each.text) for step in steps for each in (*step.labels, *step.quotes))


def _count(steps: Sequence[Step]) -> int:
    return sum(len(each.labels or each.quotes) for each in steps)


def _digits(steps: Sequence[Step]) -> frozenset[int]:
    return frozenset().union(*(digits_in(each.text) for step in steps for each in (*step.labels, *step.quotes)))
