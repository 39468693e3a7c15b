"""Finding things on a page the way a person does: by what they are and what they are called.

Every look-up waits for its element (Playwright's own events, no polling of ours) and, when it does not
come, says what was there instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from steps.errors import Kind, not_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

PATIENCE = 4000.0
"""Milliseconds that a look-up waits for something to appear."""

_NAMES = "elements => elements.map(e => (e.labels?.[0] ?? e).textContent.trim().replace(/\\s+/g, ' '))"
_NAMES_OF_AREAS = """elements => elements.map(e => (
    e.querySelector('legend') ?? document.getElementById(e.getAttribute('aria-labelledby'))
)?.textContent.trim().replace(/\\s+/g, ' '))"""


class Screen:
    """What is on the page at this moment; everything is found by role and accessible name."""

    def __init__(self, page: Page) -> None:
        """Look at `page`."""
        self.page = page

    def heading(self, name: str) -> Locator:
        """Return the title of the page, when it is `name`."""
        found = self.page.get_by_role("heading", level=1, name=name, exact=True)
        return self._awaited(found, Kind.PAGE_TITLE, name, lambda: self._texts("h1"))

    def area(self, name: str) -> Locator:
        """Return the part of the page that is called `name`: a region or a group."""
        named = self.page.get_by_role("region", name=name, exact=True)
        found = named.or_(self.page.get_by_role("group", name=name, exact=True))
        return self._awaited(
            found, Kind.AREA, name, lambda: _names(self.page.locator("section, fieldset"), _NAMES_OF_AREAS)
        )

    def button(self, name: str) -> Locator:
        """Return the button called `name`."""
        found = self.page.get_by_role("button", name=name, exact=True)
        return self._awaited(found, Kind.BUTTON, name, lambda: self._texts("button"))

    def link(self, name: str) -> Locator:
        """Return the link called `name`."""
        found = self.page.get_by_role("link", name=name, exact=True)
        return self._awaited(found, Kind.LINK, name, lambda: self._texts("a"))

    def field(self, name: str) -> Locator:
        """Return the field to type in, or the list to choose from, that is called `name`."""
        found = self.page.get_by_label(name, exact=True)
        return self._awaited(found, Kind.FIELD, name, lambda: self._texts("label"))

    def option(self, name: str, within: Locator | None = None) -> Locator:
        """Return the radio button, or the entry of a list, that is called `name`."""
        scope = within or self.page.locator("main")
        radio = scope.get_by_role("radio", name=name, exact=True)
        found = radio.or_(scope.get_by_role("option", name=name, exact=True))
        return self._awaited(
            found,
            Kind.OPTION,
            name,
            lambda: _names(scope.locator("option, input[type=radio]"), _NAMES),
            state="attached",
        )

    def text(self, text: str) -> Locator:
        """Return what says `text`, as a whole or as part of a sentence."""
        found = self.page.get_by_text(text).filter(visible=True).first
        return self._awaited(found, Kind.TEXT, text, lambda: self._texts("main :is(h1, h2, h3, p, li, dd, td, legend)"))

    def _texts(self, selector: str) -> list[str]:
        return _names(self.page.locator(selector).filter(visible=True), _NAMES)

    def _awaited(
        self, found: Locator, kind: Kind, name: str, present: Callable[[], list[str]], *, state: str = "visible"
    ) -> Locator:
        try:
            if state == "visible":
                expect(found).to_be_visible(timeout=PATIENCE)
            else:
                found.wait_for(state="attached", timeout=PATIENCE)
        except (AssertionError, PlaywrightTimeoutError, Error):
            where = f"on the page “{self.page.title()}” ({self.page.url})"
            raise not_found(kind, name, present(), where=where) from None
        return found


def _names(found: Locator, script: str) -> list[str]:
    names: list[str] = found.evaluate_all(script)
    return names
