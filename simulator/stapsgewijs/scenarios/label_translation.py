"""Translates a label that a feature quotes to the label that the page shows.

A feature says "Volgende"; the catalogue of the feature's language knows that as the control `Next`; the page may be
German, or show a guide's own labels. With this translation one feature follows a guide in any language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.labels import region_names

if TYPE_CHECKING:
    from stapsgewijs.labels import Catalogue, Control


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

    def find(self, label: str) -> TranslatedLabel:
        """Return what `label` of a feature stands for.

        A label that the catalogue does not know is looked for on the page as it is: the page, not the
        catalogue, has the last word on whether it exists.
        """
        known = self.features.controls_called(label)
        if len(known) == 1:
            return TranslatedLabel(known[0], self.pages.label(known[0]))
        return TranslatedLabel(None, label)

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
