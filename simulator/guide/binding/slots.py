"""Which controls a step should name: the steps of a guide laid beside those of the pivot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.guide.binding.candidates import digits_in
from simulator.guide.similarity import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.guide.model import Guide, Label, Procedure, Step
    from simulator.labels import Control

_BOUNDARY: Final = re.compile(r"[.,;:!?]|\band\b|\bthen\b")
"""What stands in the pivot between two labels whose order other languages keep."""

_SAME_PICTURE: Final = 4.0
_OTHER_PICTURE: Final = -4.0
_SAME_DIGITS: Final = 2.0
_SAME_PLACE: Final = 1.0
_APART: Final = 0.5


@dataclass(frozen=True, slots=True)
class Slot:
    """A control that the pivot names in a step: as the `rank`-th there, in its `clause`-th clause (both from 0)."""

    control: Control
    rank: int
    clause: int


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the guide, and what the pivot names there; without a partner in the pivot no slots at all."""

    procedure: Procedure
    step: Step
    partner: Step | None
    slots: tuple[Slot, ...]

    @property
    def shares_picture(self) -> bool:
        """Whether the guide and the pivot show the same picture here."""
        return self.partner is not None and bool(_pictures(self.step) & _pictures(self.partner))


def partners(guide: Guide, pivot: Guide) -> dict[str, Procedure]:
    """Return for each procedure (by id) the one of the pivot with its id, most of its pictures, or its place."""
    found: dict[str, Procedure] = {}
    for number, procedure in enumerate(guide.procedures):
        same = pivot.procedure(procedure.id) or _by_pictures(procedure, pivot)
        if same is None and _is_bare(guide) and len(guide.procedures) == len(pivot.procedures):
            candidate = pivot.procedures[number]
            same = candidate if len(candidate.steps) == len(procedure.steps) else None
        if same is not None:
            found[procedure.id] = same
    return found


def places_of(guide: Guide, pivot: Guide, controls: Sequence[Control]) -> list[Place]:
    """Return the steps of all procedures, those with one number beside each other."""
    by_msgid = {normal(each.msgid): each for each in controls}
    known = partners(guide, pivot)
    places: list[Place] = []
    for procedure in guide.procedures:
        partner = known.get(procedure.id)
        beside = _aligned(procedure.steps, partner.steps if partner else ())
        for step, other in zip(procedure.steps, beside, strict=True):
            slots = tuple(_slots(other, pivot, by_msgid)) if other else ()
            places.append(Place(procedure, step, other, slots))
    return sorted(places, key=lambda each: each.step.number)


def _is_bare(guide: Guide) -> bool:
    """Return whether a guide shows no picture at all, so that only the order of its procedures is left to go by."""
    return not any(_pictures(step) for procedure in guide.procedures for step in procedure.steps)


def _by_pictures(procedure: Procedure, pivot: Guide) -> Procedure | None:
    shown = {name for step in procedure.steps for name in _pictures(step)}

    def shared(other: Procedure) -> int:
        return len(shown & {name for step in other.steps for name in _pictures(step)})

    best = max(pivot.procedures, key=shared)
    # One picture is shared by documents about different things; the same procedure shares most of them.
    return best if shown and 2 * shared(best) >= len(shown) else None


def _aligned(steps: Sequence[Step], others: Sequence[Step]) -> list[Step | None]:
    """Return for each step the one of the pivot beside it: the alignment with the best sum, in order on both sides."""
    rows, columns = len(steps), len(others)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            both = best[i + 1][j + 1] + _likeness(steps[i], others[j])
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    beside: list[Step | None] = []
    i = j = 0
    while i < rows:
        if j < columns and best[i][j] == best[i + 1][j + 1] + _likeness(steps[i], others[j]):
            beside.append(others[j])
            i, j = i + 1, j + 1
        elif j < columns and best[i][j] == best[i][j + 1]:
            j += 1
        else:
            beside.append(None)
            i += 1
    return beside


def _likeness(step: Step, other: Step) -> float:
    shown, expected = _pictures(step), _pictures(other)
    pictures = _SAME_PICTURE if shown & expected else _OTHER_PICTURE if shown and expected else 0.0
    counts = abs(len(step.labels) - len(other.labels))
    digits = _SAME_DIGITS if _digits(step) & _digits(other) else 0.0
    return pictures + digits + _SAME_PLACE + 1 / (1 + counts) - _APART * abs(step.number - other.number)


def _slots(step: Step, pivot: Guide, by_msgid: dict[str, Control]) -> Iterator[Slot]:
    lines = pivot.source.split("\n")
    clause, last, seen = 0, None, set()
    for rank, label in enumerate(step.labels):
        clause += last is not None and _is_boundary(lines, last, label)
        last = label
        control = by_msgid.get(normal(label.text))
        if control is not None and control not in seen:
            seen.add(control)
            yield Slot(control, rank, clause)


def _is_boundary(lines: Sequence[str], one: Label, other: Label) -> bool:
    if one.line != other.line:
        return True
    between = lines[one.line - 1][one.column - 1 + len(one.text) + 4 : other.column - 1]
    return bool(_BOUNDARY.search(between))


def _pictures(step: Step) -> set[str]:
    return {each.name for each in step.screenshots}


def _digits(step: Step) -> frozenset[int]:
    return frozenset().union(*(digits_in(each.text) for each in (*step.labels, *step.quotes)))
