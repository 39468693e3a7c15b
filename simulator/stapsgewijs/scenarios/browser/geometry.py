"""The position of a control on the page: what a mask covers, and the box that a highlight is drawn around.

A control is located as a person finds it (`Screen`), without waiting: the page is measured as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.labels import Role
from stapsgewijs.screenshots.geometry import Box, union

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from stapsgewijs.labels import Catalogue, Control
    from stapsgewijs.scenarios.browser.locators import ElementQuery, Screen

_WORDED: Final = (Role.PAGE, Role.AREA, Role.OPTION)
_AIR: Final = 3
"""Pixels before and after words, which touch the edges of their box."""
_BOXES: Final = """(element, role) => {
    const seen = box => box.width > 0 && box.height > 0;
    const words = node => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].filter(seen);
    };
    const whole = node => [node.getBoundingClientRect()].filter(seen);
    const boxes = () => {
        if (!element.checkVisibility({ visibilityProperty: true }) && element.tagName !== 'OPTION') return [];
        if (role === 'page') return words(element);
        if (role === 'area') {
            const title = element.querySelector(':scope > legend')
                ?? document.getElementById(element.getAttribute('aria-labelledby'));
            return title ? words(title) : whole(element);
        }
        if (element.tagName === 'OPTION') return whole(element.closest('select') ?? element);
        if (role === 'option') return [...whole(element), ...[...(element.labels ?? [])].flatMap(words)];
        return whole(element);
    };
    return boxes().map(({ x, y, width, height }) => ({ x, y, width, height }));
}"""
_WHOLE: Final = """element => [element, ...(element.labels ?? [])]
    .map(each => (each.closest('select') ?? each).getBoundingClientRect())
    .filter(box => box.width > 0 && box.height > 0)
    .map(({ x, y, width, height }) => ({ x, y, width, height }))"""
_WORDS: Final = """() => {
    const found = [];
    const add = ({ x, y, width, height }, by = 0) => {
        if (width > 2 * by && height > 2 * by) {
            found.push({ x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by });
        }
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.data.trim() && node.parentElement.checkVisibility({ visibilityProperty: true })) {
            const range = document.createRange();
            range.selectNodeContents(node);
            [...range.getClientRects()].forEach(box => add(box));
        }
    }
    // What is typed has no boxes of its own: the inside of a field stands for it. A knob to choose with is seen too.
    document.querySelectorAll('input, select, textarea').forEach(field => {
        const isKnob = field.type === 'radio' || field.type === 'checkbox';
        if (field.checkVisibility({ visibilityProperty: true })) add(field.getBoundingClientRect(), isKnob ? 0 : 8);
    });
    return { words: found, x: window.scrollX, y: window.scrollY };
}"""


@dataclass(frozen=True, slots=True)
class View:
    """What is on the page as a picture sees it: boxes of all `words`, from the top of the page; `x`, `y` scrolled."""

    words: tuple[Box, ...]
    x: float
    y: float

    def placed(self, boxes: list[dict[str, float]]) -> list[Box]:
        """Return boxes of the browser, which begin where the window does, from the top of the page."""
        return [Box(**each).moved(-self.x, -self.y) for each in boxes]


def view_of(screen: Screen) -> View:
    """Return where the words are at this moment."""
    told: dict[str, Any] = screen.page.evaluate(_WORDS)
    empty = View((), told["x"], told["y"])
    return View(tuple(empty.placed(told["words"])), told["x"], told["y"])


def sought(screen: Screen, pages: Catalogue, control: Control) -> ElementQuery:
    """Return the way to a control, by its role and by what the pages call it."""
    if control not in pages.labels:
        return screen.anything(control.msgid)
    name = pages.label(control)
    find: dict[Role, Callable[[str], ElementQuery]] = {
        Role.PAGE: screen.heading,
        Role.AREA: screen.area,
        Role.BUTTON: screen.button,
        Role.FIELD: screen.field,
        Role.LINK: screen.link,
        Role.OPTION: screen.option,
        Role.CHECK_BOX: screen.check_box,
        Role.LIST: screen.field,
        Role.MENU: screen.clickable,
    }
    return find[control.role](name)


def covered(found: Locator) -> Locator:
    """Return what has to be covered to hide something: with a knob to choose, its words; of an entry, its list."""
    page = found.page
    name = found.get_attribute("id")
    if found.evaluate("element => element.tagName") == "OPTION":
        return found.locator("xpath=ancestor::select")
    if found.get_attribute("type") not in {"radio", "checkbox"}:
        return found
    around = found.locator("xpath=ancestor::label")
    beside = page.locator(f'label[for="{name}"]') if name else around
    return found.or_(around).or_(beside)


def box_of(found: Locator, role: Role, view: View) -> Box | None:
    """Return the box of the control itself (of an area or a page, of its name); None when it is not to be seen."""
    boxes = view.placed(found.evaluate(_BOXES, str(role)))
    if not boxes:
        return None
    box, air = union(boxes), _AIR if role in _WORDED else 0
    return Box(box.x - air, box.y, box.width + 2 * air, box.height)


def whole_of(found: Locator, view: View) -> Box | None:
    """Return the box of everything that belongs to a control: an area as a whole, a field with what it is called."""
    boxes = view.placed(found.evaluate(_WHOLE))
    return union(boxes) if boxes else None
