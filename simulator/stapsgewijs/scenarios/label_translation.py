"""Translates a label that a feature quotes to the label that the page shows.

A feature says "Volgende"; the catalogue of the feature's language knows that as the control `Next`; the page may be
German, or show a guide's own labels. With this translation one feature follows a guide in any language. Of a product
the strings say what a label is called in the language of the guide and, where there are none, the guide itself: its
label at the same place as in the guide in the language of the features.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

from stapsgewijs.labels import Message, fold, region_names
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from stapsgewijs.guide import Guide
    from stapsgewijs.labels import Catalogue, Control


def _nothing(_label: str) -> Sequence[str]:
    return ()


def label_key(label: str) -> str:
    """Return a label in the form that labels are looked up in: white space and a sign at its end do not count."""
    return fold(label).rstrip(" :*")


def labels_by_place(ours: Guide, theirs: Guide) -> dict[str, str]:
    """Return what the guide `theirs` calls each label of `ours`: the one at the same place of the same step.

    Steps that do not name as many labels tell nothing, nor does a label that is called by two names.
    """
    found: dict[str, set[str]] = {}
    for procedure in ours.procedures:
        other = theirs.procedure(procedure.id)
        for step, same in zip(procedure.steps, other.steps if other else (), strict=False):
            if len(step.labels) == len(same.labels):
                for one, its in zip(step.labels, same.labels, strict=True):
                    found.setdefault(label_key(one.text), set()).add(its.text)
    return {label: next(iter(names)) for label, names in found.items() if len(names) == 1}


@dataclass(frozen=True, slots=True)
class TranslatedLabel:
    """A label of a feature: the control it means (None if the catalogue has no such label) and its text on the page."""

    control: Control | None
    text: str


@dataclass(frozen=True)
class LabelTranslation:
    """Two catalogues: that of the `features`, and that of the `pages`."""

    features: Catalogue
    pages: Catalogue
    strings: Callable[[str], Sequence[str]] = _nothing
    """What a label of a feature is called in the strings of the product: nothing, one text, or several."""
    places: Mapping[str, str] = field(default_factory=dict)
    """What the guide calls it, by the label that the guide in the features' language has at the same place."""

    def find(self, label: str) -> TranslatedLabel:
        """Return what `label` of a feature stands for.

        A label that the catalogue does not know is looked for on the page as it is: the page, not the
        catalogue, has the last word on whether it exists.
        """
        known = self.features.controls_called(label)
        if known:
            return TranslatedLabel(known[0], self.pages.label(known[0]))
        return TranslatedLabel(None, self._translated(label))

    def _translated(self, label: str) -> str:
        """Return what a label is called on a page of a product; raises `StepError` where its strings do not decide."""
        by_place = self.places.get(label_key(label), "")
        found = self.strings(label)
        if len(found) > 1:
            near = [each for each in found if label_key(each) == label_key(by_place)]
            if not near:
                told = "“{label}” is {names} in the strings of the product: the guide does not say which is meant"
                names = [Message.of("“{name}”", name=each) for each in found]
                either = reduce(lambda one, other: Message.of("{one} or {other}", one=one, other=other), names)
                raise StepError(Message.of(told, label=label, names=either))
            return near[0]
        return found[0] if found else by_place or label

    def control(self, msgid: str) -> TranslatedLabel:
        """Return the control with this English label, for what no guide names (signing in)."""
        control = self.pages.named(msgid)
        return TranslatedLabel(control, self.pages.label(control))

    def region(self, name: str) -> str:
        """Return the name on the page of the region that features call `name`."""
        if self.pages.locale == self.features.locale:
            return name
        codes = {each: code for code, each in region_names(self.features.locale).items()}
        return region_names(self.pages.locale).get(codes.get(name, ""), name)
