"""Locates elements as a person does: by role and accessible name.

Nothing is looked for before it is needed. An action waits for its element (by Playwright's own events, without
polling); when the element does not appear, the error says what was on the page instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from stapsgewijs.scenarios.browser.arrivals import Arrivals
from stapsgewijs.scenarios.errors import Kind, StepError, not_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

TIMEOUT_MS = 4000.0
"""Milliseconds that one waits for something to appear, or to be ready for use."""

_NAMES = "elements => elements.map(e => (e.labels?.[0] ?? e).textContent.trim().replace(/\\s+/g, ' '))"
_NAMES_OF_AREAS = """elements => elements.map(e => (
    e.querySelector('legend') ?? document.getElementById(e.getAttribute('aria-labelledby'))
)?.textContent.trim().replace(/\\s+/g, ' '))"""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ElementQuery:
    """Something that should be on the page. `present` tells the names of all of its kind that are there."""

    page: Page
    locator: Locator
    kind: Kind
    name: str
    present: Callable[[], list[str]]

    def seen(self) -> Locator:
        """Wait until it can be seen; raises `StepError` that says what is there instead."""
        try:
            expect(self.locator).to_be_visible(timeout=TIMEOUT_MS)
        except AssertionError:
            raise self._missing() from None
        return self.locator

    def do(self, action: Callable[[Locator], Result]) -> Result:
        """Do something with it, which waits for it; raises `StepError` when it is not there or not to be used."""
        try:
            return action(self.locator)
        except PlaywrightTimeoutError:
            raise self._missing() from None

    def _missing(self) -> StepError:
        where = f"on the page “{self.page.title()}” ({self.page.url})"
        if self.locator.count() == 0:
            return not_found(self.kind, self.name, self.present(), where=where)
        state = "greyed out" if self.locator.first.is_disabled() else "hidden or covered"
        return StepError(f"the {self.kind} “{self.name}” is {where}, but it is {state}")


class Screen:
    """What is on the page at this moment; everything is found by role and accessible name."""

    def __init__(self, page: Page) -> None:
        """Look at `page`."""
        self.page = page

    @cached_property
    def arrivals(self) -> Arrivals:
        """What waits for the page that answers a form."""
        return Arrivals(self.page)

    def heading(self, name: str) -> ElementQuery:
        """Seek the title of the page."""
        found = self.page.get_by_role("heading", level=1, name=name, exact=True)
        return self._sought(found, Kind.PAGE_TITLE, name, "h1")

    def area(self, name: str) -> ElementQuery:
        """Seek the part of the page that is called `name`: a region or a group."""
        named = self.page.get_by_role("region", name=name, exact=True)
        found = named.or_(self.page.get_by_role("group", name=name, exact=True))
        areas = self.page.locator("section, fieldset")
        return ElementQuery(self.page, found, Kind.AREA, name, lambda: _names(areas, _NAMES_OF_AREAS))

    def button(self, name: str) -> ElementQuery:
        """Seek a button."""
        return self._sought(self.page.get_by_role("button", name=name, exact=True), Kind.BUTTON, name, "button")

    def link(self, name: str) -> ElementQuery:
        """Seek a link."""
        return self._sought(self.page.get_by_role("link", name=name, exact=True), Kind.LINK, name, "a")

    def field(self, name: str) -> ElementQuery:
        """Seek a field to type in, or a list to choose from."""
        return self._sought(self.page.get_by_label(name, exact=True), Kind.FIELD, name, "label")

    def option(self, name: str, within: Locator | None = None) -> ElementQuery:
        """Seek a radio button, or an entry of a list."""
        scope = within or self.page.locator("main")
        found = scope.get_by_role("radio", name=name, exact=True).or_(
            scope.get_by_role("option", name=name, exact=True)
        )
        options = scope.locator("option, input[type=radio]")
        return ElementQuery(self.page, found, Kind.OPTION, name, lambda: _names(options, _NAMES))

    def region(self, name: str, within: Locator) -> ElementQuery:
        """Seek a country or region in a list, whatever calling code stands behind it."""
        named = re.compile(rf"^{re.escape(name)}( \(.*)?$")
        found = within.get_by_role("option", name=named)
        return ElementQuery(self.page, found, Kind.REGION, name, lambda: _names(within.locator("option"), _NAMES))

    def entry(self, text: str) -> ElementQuery:
        """Seek an entry of a list on the page that says `text`, as a whole or as a part of it."""
        found = self.page.get_by_role("listitem").filter(has_text=text)
        return self._sought(found, Kind.ENTRY, text, "li")

    def text(self, text: str) -> ElementQuery:
        """Seek what says `text`, as a whole or as part of a sentence."""
        found = self.page.get_by_text(text).filter(visible=True).first
        return self._sought(found, Kind.TEXT, text, "main :is(h1, h2, h3, p, li, dd, td, legend)")

    def _sought(self, found: Locator, kind: Kind, name: str, all_of_kind: str) -> ElementQuery:
        others = self.page.locator(all_of_kind).filter(visible=True)
        return ElementQuery(self.page, found, kind, name, lambda: _names(others, _NAMES))


def _names(found: Locator, script: str) -> list[str]:
    names: list[str] = found.evaluate_all(script)
    return names
