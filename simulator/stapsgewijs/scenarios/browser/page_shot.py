"""Takes a picture of a page: to read in it, or because something is wrong there, with what has to be marked in it.

A page that hangs or is gone leaves none of what is wrong: the failure itself is what counts, so that neither raises nor
waits long.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Locator, Page

_TIMEOUT_MS: Final = 3000.0
_TRIES: Final = 3
_TALLEST_PX: Final = 4000
"""Of a page that is taller, the picture is of what is in the window."""
_SIZE: Final = """() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight,
    window.scrollX, window.scrollY, document.title]"""
_BOXES: Final = """elements => elements.slice(0, 8).flatMap(element => [element, ...(element.labels ?? [])]
    .map(each => (each.closest('select') ?? each).getBoundingClientRect())
    .filter(box => box.width > 0 && box.height > 0)
    .map(({ x, y, width, height }) => [x, y, width, height]))"""


@dataclass(frozen=True, slots=True)
class TakenShot:
    """A picture (PNG) of a page; `boxes` (x, y, width, height) are in its pixels."""

    png: bytes
    boxes: tuple[tuple[float, float, float, float], ...]
    name: str
    title: str
    address: str


def screenshot(page: Page, **options: Any) -> bytes:  # noqa: ANN401  # those of Playwright
    """Return a picture (PNG) of `page`; it is taken once more where the browser fails to, as it does now and then."""
    try:
        return page.screenshot(**options)
    except Error:
        return page.screenshot(**options)


def take_shot(page: Page, element: Locator | None = None, name: str = "") -> TakenShot | None:
    """Return a picture of `page` with the boxes of `element`, called `name` there; None if there can be none."""
    for _ in range(_TRIES):
        try:
            return _taken(page, element, name)
        except Error:  # the page is leaving: then the one that comes is looked at
            with suppress(Error):
                page.wait_for_load_state(timeout=_TIMEOUT_MS)
    return None


def _taken(page: Page, element: Locator | None, name: str) -> TakenShot:
    width, height, x, y, title = page.evaluate(_SIZE)
    is_whole = height <= _TALLEST_PX
    png = page.screenshot(animations="disabled", caret="hide", scale="css", full_page=is_whole, timeout=_TIMEOUT_MS)
    boxes = _boxes_of(element) if element is not None else []
    view = page.viewport_size or {"width": width, "height": height}
    moved = [(left + x, top + y, w, h) if is_whole else (left, top, w, h) for left, top, w, h in boxes]
    size = (max(width, view["width"]), max(height, view["height"])) if is_whole else (view["width"], view["height"])
    marked = _rounded(_joined(moved), *size)
    return TakenShot(png, marked, name if marked else "", str(title), _way(page.url))


def _boxes_of(element: Locator) -> Any:  # noqa: ANN401  # what a script returns
    try:
        return element.evaluate_all(_BOXES)
    except Error:  # the page is leaving: it can be seen, and nothing in it is marked
        return []


def _joined(boxes: Sequence[tuple[float, float, float, float]]) -> list[tuple[float, float, float, float]]:
    """Return boxes as one around all of them: a radio button and its label."""
    if not boxes:
        return []
    left, top = min(each[0] for each in boxes), min(each[1] for each in boxes)
    right, bottom = max(each[0] + each[2] for each in boxes), max(each[1] + each[3] for each in boxes)
    return [(left, top, right - left, bottom - top)]


def _rounded(
    boxes: Sequence[tuple[float, float, float, float]], width: float, height: float
) -> tuple[tuple[float, float, float, float], ...]:
    """Return what of each box lies in the picture, in whole pixels."""
    made = []
    for left, top, across, down in boxes:
        x, y = max(0.0, left), max(0.0, top)
        right, bottom = min(width, left + across), min(height, top + down)
        if right > x and bottom > y:
            made.append((float(round(x)), float(round(y)), float(round(right - x)), float(round(bottom - y))))
    return tuple(made)


def _way(address: str) -> str:
    """Return an address without its host, which is another in each run, and without what a form sent."""
    parts = urlsplit(address)
    return parts.path if parts.scheme in {"http", "https"} else f"{parts.scheme}:{parts.path}"[:80]
