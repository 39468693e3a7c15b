"""Binding: which control of the pages each label of a guide stands for.

A label string is evidence, not identity: the same control has different names, even in one document. So
a label is bound by its text *and* by its place: the guide of the same how-to whose labels are the msgids
(the `pivot`) says which controls a step names. What then stands for nothing, or for two things, stays
unbound: a finding, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.guide.similarity import normal, similarity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.guide.model import Guide, Label, Procedure, Step
    from simulator.labels import Catalogue, Control

_TEXT_ALONE: Final = 0.8
"""A label that stands at an unexpected place has to look this much like what it is bound to."""

_PLACE_HELPS: Final = 0.3
"""By how much less a label has to look like a control that is expected right there."""

_TIE: Final = 0.04
"""Two controls whose scores are closer than this are equally good."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A label of a step and the control it stands for (None: nothing, or one of the `candidates`).

    `confidence` goes from 0 to 1; 1 is a label that is the same but for case and punctuation.
    """

    procedure: str
    step: int
    label: Label
    control: Control | None
    confidence: float
    candidates: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the pivot where a control is named."""

    control: Control
    step: Step
    rank: int


@dataclass(slots=True)
class _Open:
    """A label that is being bound."""

    step: Step
    label: Label
    rank: int
    found: Binding | None = None


def bind(guide: Guide, catalogue: Catalogue, pivot: Guide) -> tuple[Binding, ...]:
    """Bind every label of every step, in the order of the document.

    `catalogue` is in the language of the guide; the labels of `pivot` are msgids of it.
    """
    names = {each: (catalogue.label(each), each.msgid) for each in catalogue.controls}
    bindings: list[Binding] = []
    for procedure in guide.procedures:
        partner = _partner(procedure, pivot)
        slots = _slots(partner, catalogue) if partner else []
        bindings += _Binder(procedure.id, names, slots).bind(procedure)
    return tuple(bindings)


def _partner(procedure: Procedure, pivot: Guide) -> Procedure | None:
    """Return the procedure of the pivot with the same id, or else with the most of the same pictures."""
    if same := pivot.procedure(procedure.id):
        return same
    pictures = _pictures(procedure.steps)
    best = max(pivot.procedures, key=lambda each: len(pictures & _pictures(each.steps)))
    return best if pictures & _pictures(best.steps) else None


def _slots(partner: Procedure, catalogue: Catalogue) -> list[_Slot]:
    by_msgid = {normal(each.msgid): each for each in catalogue.controls}
    return [
        _Slot(control, step, rank)
        for step in partner.steps
        for rank, label in enumerate(step.labels)
        if (control := by_msgid.get(normal(label.text)))
    ]


class _Binder:
    """Binds the labels of one procedure: first those that are the same, then the best of what is left."""

    def __init__(self, procedure: str, names: dict[Control, tuple[str, str]], slots: list[_Slot]) -> None:
        self._procedure = procedure
        self._names = names
        self._slots = slots

    def bind(self, procedure: Procedure) -> list[Binding]:
        waiting = [_Open(step, label, rank) for step in procedure.steps for rank, label in enumerate(step.labels)]
        for each in waiting:
            self._take_same(each)
        taken = {(each.step.number, each.found.control) for each in waiting if each.found}
        free = [slot for slot in self._slots if (slot.step.number, slot.control) not in taken]
        self._take_expected([each for each in waiting if each.found is None], free)
        for each in waiting:
            if each.found is None:
                self._take_similar(each)
        return [each.found for each in waiting if each.found is not None]

    def _take_same(self, each: _Open) -> None:
        """Bind a label that has the text of a control; of several, the one that is expected at its place."""
        wanted = normal(each.label.text)
        for which in (0, 1):  # the label in the guide's language before the English one
            same = [control for control, names in self._names.items() if normal(names[which]) == wanted]
            if len(same) > 1:
                expected = [control for control in same if self._place(each, control) > 0]
                same = expected if len(expected) == 1 else same
            if len(same) == 1:
                self._found(each, same[0], 1.0)
            elif same:
                self._open(each, same)
            if same:
                return

    def _take_expected(self, left: list[_Open], free: list[_Slot]) -> None:
        """Bind what is left to what the pivot names and nobody took, the best pair first."""
        while left and free:
            pairs = [(self._score(each, slot), each, slot) for each in left for slot in free]
            good = [(score, each, slot) for score, each, slot in pairs if score > 0]
            if not good:
                return
            score, each, slot = max(good, key=lambda pair: pair[0])
            rivals = [r for s, e, r in good if e is each and r.control != slot.control and score - s < _TIE]
            left.remove(each)
            if rivals:
                self._open(each, [slot.control, *(rival.control for rival in rivals)])
            else:
                self._found(each, slot.control, score)
                free.remove(slot)

    def _take_similar(self, each: _Open) -> None:
        """Bind by text alone what stands where the pivot expects nothing like it."""
        scores = sorted(((self._text(each, control), control) for control in self._names), reverse=True)
        good = [control for score, control in scores if score >= _TEXT_ALONE and scores[0][0] - score < _TIE]
        if len(good) == 1:
            self._found(each, good[0], scores[0][0])
        else:
            self._open(each, good)

    def _score(self, each: _Open, slot: _Slot) -> float:
        """Return how well a label fits a slot, or 0 when it does not."""
        text, place = self._text(each, slot.control), _closeness(each, slot)
        if text < _TEXT_ALONE - _PLACE_HELPS * place:
            return 0.0
        return (text + _PLACE_HELPS * place) / (1 + _PLACE_HELPS)

    def _text(self, each: _Open, control: Control) -> float:
        return max(similarity(each.label.text, name) for name in self._names[control])

    def _place(self, each: _Open, control: Control) -> float:
        return max((_closeness(each, slot) for slot in self._slots if slot.control == control), default=0.0)

    def _found(self, each: _Open, control: Control, confidence: float) -> None:
        each.found = Binding(self._procedure, each.step.number, each.label, control, round(confidence, 3))

    def _open(self, each: _Open, candidates: Iterable[Control]) -> None:
        each.found = Binding(self._procedure, each.step.number, each.label, None, 0.0, tuple(candidates))


def _closeness(each: _Open, slot: _Slot) -> float:
    """Return how close a label stands to a slot: 1 for the same step and the same place in it, 0 for far away."""
    shown, expected = _pictures([each.step]), _pictures([slot.step])
    if shown & expected:
        step = 1.0
    elif shown and expected:
        return 0.0
    else:
        step = {0: 0.9, 1: 0.4}.get(abs(each.step.number - slot.step.number), 0.0)
    return step * (1.0 if each.rank == slot.rank else 0.85)


def _pictures(steps: Sequence[Step]) -> set[str]:
    return {picture.name for step in steps for picture in step.screenshots}
