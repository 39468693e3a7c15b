"""The reference data for binding: the pivot and the labels of controls; computed once for all guides."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide.binding.alignment import Traits
from stapsgewijs.guide.binding.candidates import span_of
from stapsgewijs.guide.binding.role_words import roles_beside
from stapsgewijs.guide.binding.scoring import notes_of
from stapsgewijs.guide.label_text import normal
from stapsgewijs.guide.model import Marking
from stapsgewijs.labels import AUTHENTICATOR, HANDSET, ON_THE_PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stapsgewijs.guide.model import Guide, Label, Procedure, Step
    from stapsgewijs.labels import Catalogue, Control

_LABELS: Final = re.compile(r"\*\*.+?\*\*")
_SENTENCE_ENDS: Final = re.compile(r"[.!?]\s|\|")
_TOLD: Final = {
    AUTHENTICATOR: re.compile(
        r"\b(?:in|on|from|open) (?:the |your )?(?:[\w-]+ ){0,3}?app\b(?!-| password)", re.IGNORECASE
    ),
    HANDSET: re.compile(r"\b(?:your|the|of the|on the) phone\b", re.IGNORECASE),
}
"""The words of a pivot that say on which surface a label is."""

_MAX_REFERENCES: Final = 64
"""So many pairs of a pivot and a catalogue are kept in memory: a run has a dozen pivots, and a catalogue a language."""


_OWN_NAMES: Final = 2
"""The first names of a control: its label, and its English one."""


@dataclass(frozen=True)
class Reference:
    """A pivot, and the catalogue whose msgids its labels are."""

    pivot: Guide
    catalogue: Catalogue
    _traits: dict[str, Traits] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[Control, Sequence[str]]:
        """What each control is called: in the language of the catalogue, in English, and by documents.

        A name that only documents give counts where the pivot names the control: a name in an app is none on a page.
        """
        expected = frozenset(self.named.values())
        return {
            control: names if control in expected else names[:_OWN_NAMES] for control, names in self._every_name.items()
        }

    @cached_property
    def _every_name(self) -> Mapping[Control, Sequence[str]]:
        """The same with what documents call a control, wherever that is."""
        others = self.catalogue.aliases
        return {
            each: (self.catalogue.label(each), each.msgid, *others.get(each, ())) for each in self.catalogue.controls
        }

    @cached_property
    def _called_anywhere(self) -> Mapping[str, Sequence[Control]]:
        return _by_name({control: tuple(map(normal, names)) for control, names in self._every_name.items()})

    @cached_property
    def normal_names(self) -> Mapping[Control, Sequence[str]]:
        """The same without case and punctuation."""
        return {control: tuple(map(normal, names)) for control, names in self.names.items()}

    @cached_property
    def called(self) -> Mapping[str, Sequence[Control]]:
        """The controls that have each name, which is without case and punctuation."""
        return _by_name(self.normal_names)

    @cached_property
    def meant(self) -> Mapping[str, frozenset[str]]:
        """For each name the English names of the controls that have it, all without case and punctuation."""
        return {name: frozenset(normal(each.msgid) for each in controls) for name, controls in self.called.items()}

    @cached_property
    def named(self) -> Mapping[Label, Control]:
        """The controls that the labels of the pivot stand for, in the order of the document."""
        return dict(self._controls())

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

    def _controls(self) -> Iterator[tuple[Label, Control]]:
        for procedure in self.pivot.procedures:
            surface = ""
            for step in procedure.steps:
                for label in labels_of(step):
                    control = self._control(label, surface)
                    if control is not None:
                        # What is on the phone is told each time: a guide goes on at the computer.
                        surface = surface if control.surface in ON_THE_PHONE else control.surface
                        yield label, control

    def _control(self, label: Label, last_surface: str) -> Control | None:
        """Return what a label of the pivot stands for: by the word for its role, and by what says where it is."""
        controls = self._called_anywhere.get(normal(label.text), ())
        line = self.lines[label.line - 1]
        start, end = span_of(label, line)
        role = next(iter(roles_beside(line[:start], line[end:])), None)
        controls = [each for each in controls if each.role is role] or controls
        sentence = _LABELS.sub("", f"{_SENTENCE_ENDS.split(line[:start])[-1]}{_SENTENCE_ENDS.split(line[end:])[0]}")
        told = (surface for surface, words in _TOLD.items() if words.search(sentence))
        for surface in (*told, last_surface, self.pivot.surface):
            if surface and (there := [each for each in controls if each.surface == surface]):
                return there[0]
        return min(controls, key=lambda each: each.surface in ON_THE_PHONE, default=None)

    def traits(self, procedure: Procedure) -> Traits:
        """Return the traits of the steps of a procedure of the pivot."""
        return self._traits.setdefault(procedure.id, Traits(procedure.steps, self.meant))


def labels_of(step: Step) -> list[Label]:
    """Return what a step of a pivot names, in the order of its text: all that is in bold, in a note too."""
    named = (*step.labels, *(each for each in step.asides if each.marking is Marking.NOTED))
    return sorted(named, key=lambda each: (each.line, each.column))


_recent: deque[Reference] = deque(maxlen=_MAX_REFERENCES)


def reference_of(pivot: Guide, catalogue: Catalogue) -> Reference:
    """Return what is known of a pivot and a catalogue, which are the same as long as they are the same objects."""
    for each in _recent:
        if each.pivot is pivot and each.catalogue is catalogue:
            return each
    made = Reference(pivot, catalogue)
    _recent.append(made)
    return made


def _by_name(names: Mapping[Control, Sequence[str]]) -> dict[str, list[Control]]:
    """Return the controls that have each name."""
    found: dict[str, list[Control]] = {}
    for control, called in names.items():
        for name in dict.fromkeys(called):
            found.setdefault(name, []).append(control)
    return found
