"""Takes the picture of a documented moment, with its accessibility snapshot, as the capture plan says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import Error

from stapsgewijs.files import write_bytes
from stapsgewijs.labels import Role
from stapsgewijs.scenarios.browser.geometry import box_of, covered, sought, view_of, whole_of
from stapsgewijs.scenarios.browser.locators import Screen
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.screenshots.aria_snapshot import SUFFIX, names_in, strip_volatile
from stapsgewijs.screenshots.geometry import Box
from stapsgewijs.screenshots.masking import Hidden, without
from stapsgewijs.screenshots.settings import Extent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.labels import Control
    from stapsgewijs.scenarios.browser.geometry import View
    from stapsgewijs.screenshots.plan import CapturePlan, CaptureSpec

MASK: Final = "#737b85"
"""A grey that no page uses for anything else."""
_TRIES: Final = 2
_ROUND_ABOUT: Final = 16
"""Pixels of the page that are left around an element: room for the numbers of highlights, with or without them."""
_TEXTS: Final = """element => [
    ...('value' in element && element.tagName !== 'OPTION' ? [String(element.value)] : []),
    ...(element.tagName === 'SELECT' ? [...element.selectedOptions].map(each => each.label) : []),
    ...(element.labels?.length || 'value' in element ? [] : element.innerText.split('\\n')),
].map(each => each.trim().replace(/\\s+/g, ' ')).filter(each => each)"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture that was taken: what on the page had a name, and what has to be said of the picture."""

    shown: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Masks:
    """What is covered: on the picture, and in its words."""

    covered: tuple[Locator, ...] = ()
    hidden: tuple[Hidden, ...] = ()


@dataclass(frozen=True)
class Camera:
    """Takes the pictures of one guide."""

    known: GuideAnalysis
    plan: CapturePlan

    def take(self, page: Page, file: Path, *, procedure: str, step: int) -> Taken:
        """Take the picture `file`, named as the guide names it, while this documented step is under way.

        A capture fails once in a while for reasons of the browser's own; twice is a failure.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._take(page, file, procedure, step)
            except Error:
                continue
        return self._take(page, file, procedure, step)

    def _take(self, page: Page, file: Path, procedure: str, step: int) -> Taken:
        shot, screen = self.plan.spec(file.name), Screen(page)
        masks = self._masks(screen, shot)
        element = sought(screen, self.known.pages, shot.element).seen() if shot.element else None
        view = view_of(screen) if shot.highlights or element else None
        frame = _frame(page, shot, element, view)
        marked: list[Box] = []
        left_out: list[str] = []
        if shot.highlights and view:
            for control, name in self._named(procedure, step, file.name):
                found = self._box(screen, control, view) if control else None
                if found is None or not frame.holds(found):
                    left_out.append(name)
                else:
                    marked.append(found.moved(frame.x, frame.y))
        png = page.screenshot(**_options(shot, frame, masks))
        # What the picture says, without its looks; taken after it, so that it cannot disturb it.
        whole = without(strip_volatile(page.locator("body").aria_snapshot()), masks.hidden)
        said = without(strip_volatile(element.aria_snapshot()), masks.hidden) if element else whole
        if marked and view:
            from stapsgewijs.screenshots.highlights import highlighted  # noqa: PLC0415  # most runs draw nothing

            png = highlighted(png, marked, [each.moved(frame.x, frame.y) for each in view.words])
        write_bytes(file, png)
        write_bytes(file.with_suffix(SUFFIX), said.encode())
        return Taken(names_in(whole), tuple(left_out))

    def _named(self, procedure: str, step: int, picture: str) -> Iterator[tuple[Control | None, str]]:
        """Give each control that the documented step names, once, in the order of the guide, and its name there."""
        guided = self.known.guide.procedure(procedure)
        steps = guided.steps if guided else ()
        showing = [each.number for each in steps if picture in [shown.name for shown in each.screenshots]]
        # A picture can stand in two steps; then it is the one under way.
        number = step if step in showing or not showing else showing[0]
        given = set()
        for each in self.known.labels_of(procedure, number):
            if each.control is None or each.control not in given:
                given.add(each.control)
                yield each.control, each.label.text

    def _box(self, screen: Screen, control: Control, view: View) -> Box | None:
        found = sought(screen, self.known.pages, control).locator
        return box_of(found.first, control.role, view) if found.count() else None

    def _masks(self, screen: Screen, shot: CaptureSpec) -> _Masks:
        places: list[Locator] = []
        hidden: list[Hidden] = []
        for control in shot.masks:
            wanted = sought(screen, self.known.pages, control)
            found = (wanted.seen() if control in shot.needed else wanted.locator).all()
            for each in found:
                place = covered(each)
                places.append(place)
                hidden += [_hidden(part, control) for part in place.all()]
        return _Masks(tuple(places), tuple(hidden))


def _hidden(part: Locator, control: Control) -> Hidden:
    texts = tuple(part.evaluate(_TEXTS))
    if control.role is not Role.FIELD:
        name = part.get_attribute("aria-label")
        texts = (*texts, name) if name else texts
    return Hidden(strip_volatile(part.aria_snapshot()), texts, keeps_name=control.role is Role.FIELD)


def _frame(page: Page, shot: CaptureSpec, element: Locator | None, view: View | None) -> Box:
    """Return the part of the page that is in the picture."""
    if element and view:
        found = whole_of(element, view)
        if found is None:
            msg = f"{shot} has nothing that can be seen on the page “{page.title()}”"
            raise StepError(msg)
        return found.expanded(_ROUND_ABOUT, _page(page))
    if shot.extent is Extent.VIEWPORT:
        size = page.viewport_size or {"width": 0, "height": 0}
        return Box(view.x if view else 0, view.y if view else 0, size["width"], size["height"])
    return _page(page) if shot.highlights else Box(0, 0, math.inf, math.inf)


def _page(page: Page) -> Box:
    size = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    return Box(0, 0, *size)


def _options(shot: CaptureSpec, frame: Box, masks: _Masks) -> dict[str, Any]:
    options: dict[str, Any] = {"animations": "disabled", "caret": "hide", "scale": "css"}
    options["full_page"] = shot.extent is not Extent.VIEWPORT
    if shot.extent is Extent.ELEMENT:
        options["clip"] = {"x": frame.x, "y": frame.y, "width": frame.width, "height": frame.height}
    if masks.covered:
        options |= {"mask": list(masks.covered), "mask_color": MASK}
    return options
