"""The reference data for binding: the pivot and the labels of controls; computed once for all guides."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.binding.alignment import Traits
from stapsgewijs.guide.binding.scoring import notes_of
from stapsgewijs.guide.label_text import normal
from stapsgewijs.labels import ON_THE_PHONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.guide.model import Guide, Procedure
    from stapsgewijs.labels import Catalogue, Control

_MAX_REFERENCES: Final = 8
"""So many pairs of a pivot and a catalogue are kept in memory: a run has one pivot, and a catalogue a language."""


@dataclass(frozen=True)
class Reference:
    """A pivot, and the catalogue whose msgids its labels are."""

    pivot: Guide
    catalogue: Catalogue
    _traits: dict[str, Traits] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[Control, Sequence[str]]:
        """What each control is called: in the language of the catalogue, and in English."""
        # Of controls with one English label on several surfaces the first: binding does not tell surfaces apart yet.
        first = {each.msgid: each for each in reversed(self.catalogue.controls)}
        return {
            each: (self.catalogue.label(each), each.msgid)
            for each in self.catalogue.controls
            if first[each.msgid] is each
        }

    @cached_property
    def normal_names(self) -> Mapping[Control, Sequence[str]]:
        """The same without case and punctuation."""
        return {control: tuple(map(normal, names)) for control, names in self.names.items()}

    @cached_property
    def called(self) -> Mapping[str, Sequence[Control]]:
        """The controls that have each name, which is without case and punctuation."""
        found: dict[str, list[Control]] = {}
        for control, names in self.normal_names.items():
            for name in names:
                found.setdefault(name, []).append(control)
        return found

    @cached_property
    def meant(self) -> Mapping[str, frozenset[str]]:
        """For each name the English names of the controls that have it, all without case and punctuation."""
        return {name: frozenset(normal(each.msgid) for each in controls) for name, controls in self.called.items()}

    @cached_property
    def by_msgid(self) -> Mapping[str, Control]:
        """The control with each English name; of several the one on the pages, which the guide leads through."""
        return {normal(each.msgid): each for each in sorted(self.names, key=_is_on_the_pages)}

    @cached_property
    def lines(self) -> Sequence[str]:
        """The lines of the pivot."""
        return self.pivot.source.split("\n")

    @cached_property
    def notes(self) -> str:
        """The words of the notes before the first step of the pivot, for comparing."""
        return notes_of(self.pivot)

    @cached_property
    def solid_names(self) -> tuple[Sequence[str], Sequence[Control]]:
        """All names without spaces, and the control that each is a name of."""
        pairs = [(name.replace(" ", ""), each) for each, names in self.normal_names.items() for name in names]
        return [name for name, _ in pairs], [each for _, each in pairs]

    def traits(self, procedure: Procedure) -> Traits:
        """Return the traits of the steps of a procedure of the pivot."""
        return self._traits.setdefault(procedure.id, Traits(procedure.steps, self.meant))


_recent: deque[Reference] = deque(maxlen=_MAX_REFERENCES)


def reference_of(pivot: Guide, catalogue: Catalogue) -> Reference:
    """Return what is known of a pivot and a catalogue, which are the same as long as they are the same objects."""
    for each in _recent:
        if each.pivot is pivot and each.catalogue is catalogue:
            return each
    made = Reference(pivot, catalogue)
    _recent.append(made)
    return made


def _is_on_the_pages(control: Control) -> bool:
    return control.surface not in ON_THE_PHONE
