"""Translates a label that a feature quotes to the label that the page shows.

A feature says "Volgende"; the catalogue of the feature's language knows that as the control `Next`; the page may be
German, or show a guide's own labels. With this translation one feature follows a guide in any language. Of a product
the strings say what a label is called in the language of the guide and, where there are none, the guide itself: its
label at the same place as in the guide in the language of the features.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import AUTHENTICATOR, HANDSET, ON_THE_PHONE, Control, Message, fold, region_names
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.guide import Guide
    from stapsgewijs.labels import Catalogue

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


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


Place = tuple[Callable[[Control], bool], ...]
"""Where somebody looks: what the first of these fits, else the next, and so on."""
WEB: Final[Place] = (lambda each: each.surface not in ON_THE_PHONE,)
"""The pages of a product in a browser; they do not say of which surface they are."""
APP: Final[Place] = (lambda each: each.surface == AUTHENTICATOR, lambda each: each.surface == HANDSET)
"""The authenticator app, and what the phone itself shows over it."""
PHONE: Final[Place] = APP[::-1]
"""The phone, and what the authenticator app shows on it."""


@dataclass(frozen=True)
class _Sentence:
    """A sentence of the pages in the language of the features, and what it is in that of the pages."""

    ours: str
    theirs: str

    def translated(self, text: str) -> str:
        """Return the sentence that `text` is in the other language; empty where it is another."""
        if "{" not in self.ours:
            return self.theirs if fold(text) == fold(self.ours) else ""
        found = self._pattern.fullmatch(fold(text))
        return self.theirs.format(**found.groupdict()) if found else ""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts, names = _PLACEHOLDER.split(fold(self.ours)), set[str]()
        made = ""
        for at, part in enumerate(parts):
            is_name = at % 2 == 1
            made += re.escape(part) if not is_name else f"(?P={part})" if part in names else f"(?P<{part}>.+?)"
            names.update([part] if is_name else [])
        return re.compile(made)


@dataclass(frozen=True, slots=True)
class TranslatedLabel:
    """A label of a feature: the controls that it can mean, and what the page may call it, the likeliest first.

    No controls where the catalogue has none of this label at the place; `texts` are never empty.
    """

    controls: tuple[Control, ...]
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """What the page most likely calls it."""
        return self.texts[0]

    @property
    def msgid(self) -> str:
        """The one English label that it has; empty where that is not clear."""
        found = {each.msgid for each in self.controls}
        return next(iter(found)) if len(found) == 1 else ""

    def as_role(self, aria: str) -> Control | None:
        """Return the control that was used or seen with this role, in the words of ARIA; None where that is none.

        It is known by its English label, its role and its device (`Control.on_its_device`), and never guessed.
        """
        fitting = [(each.role.aria.index(aria), each.on_its_device) for each in self.controls if aria in each.role.aria]
        best = min((rank for rank, _ in fitting), default=0)
        found = {each for rank, each in fitting if rank == best}
        return next(iter(found)) if len(found) == 1 else None


@dataclass(frozen=True)
class LabelTranslation:
    """Two catalogues: that of the `features`, and that of the `pages`."""

    features: Catalogue
    pages: Catalogue
    strings: Callable[[str], Sequence[str]] = _nothing
    """What a label of a feature is called in the strings of the product: nothing, one text, or several."""
    places: Mapping[str, str] = field(default_factory=dict)
    """What the guide calls it, by the label that the guide in the features' language has at the same place."""

    def find(self, label: str, place: Place = WEB) -> TranslatedLabel:
        """Return what `label` of a feature stands for at a place.

        A label that the catalogue does not know is looked for on the page as it is: the page, not the
        catalogue, has the last word on whether it exists.
        """
        known = self.features.controls_called(label)
        here = next(filter(None, (tuple(filter(fits, known)) for fits in place)), ())
        if not known:
            return TranslatedLabel((), (self._translated(label),))
        return TranslatedLabel(here, self._texts(here or known))

    def _texts(self, controls: Sequence[Control]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self.pages.label, controls)))

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
        return found[0] if found else by_place or self.sentence(label)

    def control(self, msgid: str, place: Place = WEB) -> TranslatedLabel:
        """Return what has this English label at a place, for what no feature names; raises `KeyError` for nothing."""
        known = self.pages.controls_of(msgid)
        here = next(filter(None, (tuple(filter(fits, known)) for fits in place)), None)
        if here is None:
            raise KeyError(msgid)
        return TranslatedLabel(here, self._texts(here))

    def sentence(self, text: str) -> str:
        """Return what the pages say where the pages in the language of the features say `text`, or a part of it."""
        if self.pages.locale == self.features.locale:
            return text
        return next((told for each in self._sentences if (told := each.translated(text))), text)

    @cached_property
    def _sentences(self) -> tuple[_Sentence, ...]:
        """What the pages can say: plain sentences first, because one with a placeholder may fit a plain one too."""
        both = [(ours, self.pages.wording.get(msgid, "")) for msgid, ours in self.features.wording.items()]
        found = [_Sentence(ours, theirs) for ours, theirs in both if ours and theirs]
        return tuple(sorted(found, key=lambda each: "{" in each.ours))

    def region(self, name: str) -> str:
        """Return the name on the page of the region that features call `name`."""
        if self.pages.locale == self.features.locale:
            return name
        codes = {each: code for code, each in region_names(self.features.locale).items()}
        return region_names(self.pages.locale).get(codes.get(name, ""), name)
