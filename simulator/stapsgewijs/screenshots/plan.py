"""The capture plan: how each picture is taken, with the labels of the settings bound to controls."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.guide import Against
from stapsgewijs.guide.label_text import bare, normal
from stapsgewijs.labels import Control, Role
from stapsgewijs.screenshots.comparison import Budget
from stapsgewijs.screenshots.settings import NOTHING, CaptureOptions, CaptureSettings, Extent, find_capture_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.labels import Catalogue

PLAIN: Final = "page"
"""What is said of a picture of the whole page with nothing covered and nothing drawn."""
DRAWN: Final = "; highlights"
ANY_ROLE: Final = Role.AREA
"""The role of what has a label and is not known further: a part of the page, or anything else that is called so."""


@dataclass(frozen=True, slots=True)
class CaptureSpec:
    """How one picture is captured. A control in `needed` has to be on the page, one in `masks` may be."""

    extent: Extent = Extent.PAGE
    element: Control | None = None
    masks: tuple[Control, ...] = ()
    needed: frozenset[Control] = frozenset()
    highlights: bool = False

    def __str__(self) -> str:
        """Say it in words, with the English labels of controls: they are the same for every language of a guide."""
        said = f"{self.extent} “{self.element.msgid}”" if self.element else str(self.extent)
        if self.masks:
            said += f"; masks {', '.join(f'“{each.msgid}”' for each in self.masks)}"
        return said + DRAWN if self.highlights else said


@dataclass(frozen=True, slots=True)
class CapturePlan:
    """How the pictures of one guide are captured, and how much of each may differ."""

    settings: CaptureSettings
    labels: Labels
    names: tuple[str, ...]

    def spec(self, name: str) -> CaptureSpec:
        """Return how the picture of this name is captured."""
        options = self.settings.of(name)
        return CaptureSpec(
            options.extent or Extent.PAGE,
            self._control(options.element) if options.element else None,
            tuple(dict.fromkeys(self._control(each) for each in options.masks)),
            frozenset(self._control(each) for each in self.settings.own_masks(name)),
            bool(options.highlights),
        )

    def budget(self, name: str, otherwise: Budget) -> Budget:
        """Return how much of the picture of this name may differ; `otherwise` where nothing is said of it."""
        options = self.settings.of(name)
        if options.pixels is None and options.ratio is None:
            return otherwise
        return Budget(options.pixels or 0, options.ratio or 0.0, otherwise.threshold)

    def budgets(self, otherwise: Budget) -> dict[str, Budget]:
        """Return how much of each picture of the guide may differ."""
        return {name: self.budget(name, otherwise) for name in self.names}

    def described(self) -> Iterator[tuple[str, str]]:
        """Give name and words of each picture that is captured in another way than as a plain page."""
        for name in self.names:
            if (said := str(self.spec(name))) != PLAIN:
                yield name, said

    def check(self) -> None:
        """Refuse names that are no picture's and labels that are no control's; raises `DocumentError`."""
        self.settings.check_names(self.names)
        for options in (self.settings.defaults, *(each for _, each in self.settings.overrides)):
            for label in (options.element, *options.masks):
                if label:
                    self._control(label)

    def _control(self, label: str) -> Control:
        found = self.labels.controls(label)
        if len(found) > 1:
            named = ", ".join(sorted(f"{each.msgid!r} ({each.role})" for each in found))
            self.settings.refuse(f"{label!r} can be more than one thing on the pages: {named}")
        elif not found:
            self.settings.refuse(f"nothing on the pages is called {label!r}", label, self.labels.known())
        return next(iter(found))


@dataclass(frozen=True, slots=True)
class Labels:
    """The names that a control goes by: the guide's own, those on the pages, those of features, and English."""

    study: GuideAnalysis
    features: Catalogue

    def controls(self, label: str) -> set[Control]:
        """Return what is called so, the guide's own words first; several when nobody's words tell them apart.

        Of a product nobody knows before it is followed: a label stands for whatever the page calls so.
        """
        if self.study.against is Against.PAGE:
            return {Control(label, ANY_ROLE)}
        # The same control on several surfaces is found in the same way on the page.
        ways = (self._in_guide(label), *self._in_catalogues(label))
        found = [set({(each.msgid, each.role): each for each in reversed(way)}.values()) for way in ways if way]
        alone = (each for each in found if len(each) == 1)
        return next(alone, found[0] if found else set())

    def known(self) -> tuple[str, ...]:
        """Return every name that a control goes by."""
        guide = [bare(each.label.text) for each in self.study.bindings if each.control is not None]
        pages, features = self.study.pages.labels, self.features.labels
        return tuple(dict.fromkeys([*guide, *pages.values(), *features.values(), *(each.msgid for each in pages)]))

    def _in_guide(self, label: str) -> Sequence[Control]:
        wanted = normal(label)
        return [each.control for each in self.study.bindings if each.control and normal(each.label.text) == wanted]

    def _in_catalogues(self, label: str) -> Iterator[Sequence[Control]]:
        yield self.study.pages.controls_called(label)
        yield self.features.controls_called(label)
        yield [each for each in self.study.pages.controls if each.msgid == label]


def plan_captures(
    study: GuideAnalysis, features: Catalogue, *, config: Path | None = None, last: CaptureOptions = NOTHING
) -> CapturePlan:
    """Return how the pictures of the guide are captured; `config` is the file of settings, by default the nearest.

    `last` is what the command line says. Raises `DocumentError` for settings that mean nothing for this guide.
    """
    start = Path(study.guide.path).absolute().parent
    settings = find_capture_settings(start, config).with_last(last)
    steps = (step for procedure in study.guide.procedures for step in procedure.steps)
    names = tuple(dict.fromkeys(shown.name for step in steps for shown in step.screenshots))
    plan = CapturePlan(settings, Labels(study, features), names)
    plan.check()
    return plan
