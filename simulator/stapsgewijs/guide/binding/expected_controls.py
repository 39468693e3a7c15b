"""Which controls a step should name, from the aligned step of the pivot."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.binding.alignment import Traits, aligned, is_alike, pictures_of, same_names
from stapsgewijs.guide.binding.candidates import begins_row, is_aside
from stapsgewijs.guide.binding.reference import labels_of
from stapsgewijs.guide.label_text import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stapsgewijs.guide.binding.alignment import Group
    from stapsgewijs.guide.binding.reference import Reference
    from stapsgewijs.guide.model import Guide, Label, Procedure, Step
    from stapsgewijs.labels import Control

_BOUNDARY: Final = re.compile(r"[.,;:!?]|\band\b|\bthen\b")
"""What stands in the pivot between two labels whose order other languages keep."""


_MAX_SHUFFLED_PROCEDURES: Final = 4
_ALIKE: Final = 2
"""In so many steps the labels of two procedures agree in number and digits, if nothing else says that they are one."""

_NO_NAMES: Final[frozenset[str]] = frozenset()
_FEWEST_NAMES: Final = 3
_SHARED_NAMES: Final = 0.5
_AHEAD: Final = 0.1
"""So many labels and pictures, such a share of all that two procedures have, and so much more than any other has."""

_MANY: Final = 8
"""So many labels in steps like those of the pivot are no accident, where nothing else says that they are one."""

_MAX_LOOSE_STEPS: Final = 100
"""A procedure of more steps is not compared with those of the pivot."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A control that the pivot names in a step: as the `rank`-th there, in its `clause`-th clause (both from 0).

    `is_aside` when that is not in the sentence that says what to do, but under it; `is_cell` when a row begins with it.
    """

    control: Control
    rank: int
    clause: int
    is_aside: bool = False
    is_cell: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the guide, and what the pivot names there; without partners in the pivot no slots at all.

    Where the guide says in two steps what the pivot says in one it has two `steps`; two `partners` the other way.
    `is_loose` when the pivot has no such procedure, only a step like this one.
    """

    procedure: Procedure
    steps: tuple[Step, ...]
    partners: tuple[Step, ...]
    slots: tuple[Slot, ...]
    is_loose: bool = False

    @property
    def labels(self) -> tuple[Label, ...]:
        """What is in bold in its steps."""
        return tuple(label for each in self.steps for label in each.labels)

    @property
    def shares_picture(self) -> bool:
        """Whether the guide and the pivot show the same picture here."""
        return bool(pictures_of(*self.steps) & pictures_of(*self.partners))


def partners(guide: Guide, reference: Reference) -> dict[str, Procedure]:
    """Return for each procedure (by id) the one of the pivot with its id, its labels, its pictures, or its place."""
    pivot = reference.pivot
    found = by_certainty(guide, reference)
    for number, procedure in enumerate(guide.procedures):
        same = found.get(procedure.id) or _by_pictures(procedure, pivot)
        if same is None and _is_bare(guide) and len(guide.procedures) == len(pivot.procedures):
            candidate = pivot.procedures[number]
            same = candidate if len(candidate.steps) == len(procedure.steps) else None
        if same is not None:
            found[procedure.id] = same
    return found | _by_neighbours(guide, pivot, found) or _by_structure(guide, pivot)


def _by_neighbours(guide: Guide, pivot: Guide, found: Mapping[str, Procedure]) -> dict[str, Procedure]:
    """Return which procedures between two known ones are those between these in the pivot: as many, of as many steps.

    The heading of a procedure is translated where it is no heading but a line in bold, and has no anchor then.
    """
    order = {each.id: number for number, each in enumerate(pivot.procedures)}
    known = [order[found[each.id].id] if each.id in found else None for each in guide.procedures]
    likely: dict[str, Procedure] = {}
    gap: list[Procedure] = []
    last = -1
    for procedure, place in zip((*guide.procedures, None), (*known, len(pivot.procedures)), strict=True):
        if place is None and procedure is not None:
            gap.append(procedure)
            continue
        theirs = pivot.procedures[last + 1 : place]
        is_sure = bool(found) or sum(len(each.labels) for one in gap for each in one.steps) >= _MANY
        if is_sure and len(gap) == len(theirs) and all(_is_built_like(*each) for each in zip(gap, theirs, strict=True)):
            likely |= {ours.id: other for ours, other in zip(gap, theirs, strict=True)}
        gap, last = [], place if place is not None else last
    return likely


def _is_built_like(ours: Procedure, theirs: Procedure) -> bool:
    """Return whether two procedures have as many steps, and each about as many labels as the other."""
    if len(ours.steps) != len(theirs.steps):
        return False
    apart = sum(abs(len(one.labels) - len(other.labels)) for one, other in zip(ours.steps, theirs.steps, strict=True))
    return apart <= len(ours.steps) / 2


def by_certainty(guide: Guide, reference: Reference) -> dict[str, Procedure]:
    """Return for each procedure (by id) the one of the pivot that it certainly is: by its id, or by what it names.

    Two procedures of a guide are never one of the pivot: then neither is recognised.
    """
    pivot = reference.pivot
    found = {
        each.id: same
        for each in guide.procedures
        if (same := pivot.procedure(each.id)) and not _is_another_version(each, same)
    }
    left = [each for each in pivot.procedures if each.id not in found]
    likely = {each.id: _by_names(each, left, reference) for each in guide.procedures if each.id not in found}
    counted = Counter(each.id for each in likely.values() if each is not None)
    return found | {id_: each for id_, each in likely.items() if each is not None and counted[each.id] == 1}


def _is_another_version(ours: Procedure, theirs: Procedure) -> bool:
    """Return whether two procedures of one name lead through other pages: no picture is the same, nor are the steps."""
    pictures = [pictures_of(*each.steps) for each in (ours, theirs)]
    if not pictures[0].isdisjoint(pictures[1]) or min(map(len, pictures)) < _FEWEST_NAMES:
        return False
    apart = sum(abs(len(one.labels) - len(other.labels)) for one, other in zip(ours.steps, theirs.steps, strict=False))
    return len(ours.steps) != len(theirs.steps) or apart > _ALIKE


def _by_names(procedure: Procedure, others: Sequence[Procedure], reference: Reference) -> Procedure | None:
    """Return the one of some procedures of the pivot whose labels and pictures a procedure has, and no other has so."""
    if len(procedure.steps) > _MAX_LOOSE_STEPS:
        return None
    known = reference.meant
    ours = frozenset().union(
        *(
            known.get(normal(label.text), _NO_NAMES)
            for each in procedure.steps
            for label in (*each.labels, *each.quotes)
        )
    )
    shown = pictures_of(*procedure.steps)
    if not ours and not shown:
        return None

    def shared(other: Procedure) -> float:
        theirs = frozenset(
            normal(control.msgid)
            for each in other.steps
            for label in each.labels
            if (control := reference.named.get(label)) is not None
        )
        pictures = pictures_of(*other.steps)
        names = (len(ours & theirs) + len(shown & pictures)) / max(1, len(ours | theirs) + len(shown & pictures))
        return names if len(ours & theirs) + len(shown & pictures) >= _FEWEST_NAMES else 0.0

    ranked = sorted(((shared(each), number) for number, each in enumerate(others)), reverse=True)
    if not ranked or ranked[0][0] < _SHARED_NAMES:
        return None
    second = max([shared(each) for each in reference.pivot.procedures if each is not others[ranked[0][1]]], default=0.0)
    return others[ranked[0][1]] if ranked[0][0] - second >= _AHEAD else None


def _by_structure(guide: Guide, pivot: Guide) -> dict[str, Procedure]:
    """Return which procedures are which by their labels alone: how many in each step, and the digits in them."""
    ours, theirs = guide.procedures, pivot.procedures
    if (
        len(ours) != len(theirs)
        or len(ours) > _MAX_SHUFFLED_PROCEDURES
        or any(len(each.steps) > _MAX_LOOSE_STEPS for each in ours)
    ):
        return {}
    alike = {
        (one.id, other.id): sum(is_alike(*each) for each in aligned(Traits(one.steps, {}), Traits(other.steps, {})))
        for one in ours
        for other in theirs
    }
    best = max(permutations(theirs), key=lambda way: sum(alike[a.id, b.id] for a, b in zip(ours, way, strict=True)))
    pairs = list(zip(ours, best, strict=True))
    is_sure = all(alike[one.id, other.id] >= _ALIKE for one, other in pairs)
    return {one.id: other for one, other in pairs} if is_sure else {}


def places_of(guide: Guide, reference: Reference) -> list[Place]:
    """Return the steps of all procedures, those with one number side by side."""
    known = partners(guide, reference)
    places: list[Place] = []
    for procedure in guide.procedures:
        partner = known.get(procedure.id)
        ours = Traits(procedure.steps, reference.meant)
        groups = _loose(ours, reference) if partner is None else aligned(ours, reference.traits(partner))
        for steps, others in groups:
            slots = tuple(_slots(others, reference))
            places.append(Place(procedure, steps, others, slots, is_loose=partner is None))
    return sorted(places, key=lambda each: each.steps[0].number)


def _loose(ours: Traits, reference: Reference) -> list[Group]:
    """Return the steps of a procedure that the pivot does not have, beside those of the pivot that are like them."""
    alone: list[Group] = [((each,), ()) for each in ours.steps]
    if len(ours.steps) > _MAX_LOOSE_STEPS:
        return alone

    def like(groups: Sequence[Group]) -> list[Group]:
        kept: list[Group] = []
        for steps, others in groups:
            shared = pictures_of(*steps) & pictures_of(*others) or same_names(steps, others, reference.meant)
            kept += [(steps, others)] if shared else [((each,), ()) for each in steps]
        return kept

    ways = [like(aligned(ours, reference.traits(other))) for other in reference.pivot.procedures]
    return max([alone, *ways], key=lambda groups: sum(bool(others) for _, others in groups))


def _is_bare(guide: Guide) -> bool:
    """Return whether a guide shows no picture at all, so that only the order of its procedures is left to go by."""
    return not any(pictures_of(step) for procedure in guide.procedures for step in procedure.steps)


def _by_pictures(procedure: Procedure, pivot: Guide) -> Procedure | None:
    shown = {name for step in procedure.steps for name in pictures_of(step)}

    def shared(other: Procedure) -> int:
        return len(shown & {name for step in other.steps for name in pictures_of(step)})

    best = max(pivot.procedures, key=shared)
    # One picture is shared by documents about different things; the same procedure shares most of them.
    return best if shown and 2 * shared(best) >= len(shown) else None


def _slots(steps: Sequence[Step], reference: Reference) -> Iterator[Slot]:
    clause, last, seen = 0, None, set()
    named = [(step, label) for step in steps for label in labels_of(step)]
    for rank, (step, label) in enumerate(named):
        clause += last is not None and _is_boundary(reference.lines, last, label)
        last = label
        control, aside = reference.named.get(label), is_aside(label, step, reference.lines)
        if control is not None and (control, aside) not in seen:
            seen.add((control, aside))
            yield Slot(control, rank, clause, aside, begins_row(label, reference.lines[label.line - 1]))


def _is_boundary(lines: Sequence[str], one: Label, other: Label) -> bool:
    if one.line != other.line:
        return True
    between = lines[one.line - 1][one.column - 1 + len(one.text) + 4 : other.column - 1]
    return bool(_BOUNDARY.search(between))
