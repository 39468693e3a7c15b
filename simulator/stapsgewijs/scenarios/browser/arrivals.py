"""Waiting for the page that answers a form, without asking the browser anything where that page is there already.

Playwright's own `expect_navigation` tells its driver of each thing it sees, and fetches the answer to the request: six
messages for each button that is pressed, as many as all the rest of the press costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error

from stapsgewijs.labels import Message
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Locator, Page, Request

TIMEOUT_MS: Final = 8000.0
"""Milliseconds that one waits for the page that answers a form."""

_KINDS: Final = "buttons => buttons.map(button => button.getAttribute('type') ?? 'submit')"


class Arrivals:
    """What came to a page, counted: Playwright tells of it in order, and only while it is asked for something."""

    def __init__(self, page: Page, *, knows_forms: bool = True) -> None:
        """Listen to `page`; `knows_forms` where every form of it is answered by a page, and by no script."""
        self._page = page
        self._knows_forms = knows_forms
        self._begun = 0
        self._ready = 0
        self._failure: Message | None = None
        page.on("framenavigated", self._navigated)
        page.on("domcontentloaded", self._loaded)
        page.on("requestfailed", self._failed)

    def after(self, press: Callable[[Locator], None], button: Locator) -> bool:
        """Press a button and wait for the page that answers it; returns whether one had to come.

        Where the button is not one that sends a form, and no page came, there is nothing to wait for. Raises what
        `press` does, `StepError` for a page that does not open, and Playwright's `TimeoutError` for one that does not
        come.
        """
        begun, ready, self._failure = self._begun, self._ready, None
        press(button)
        # A press ends when the page that it leads to has begun to come, but for one by the keyboard.
        if self._begun == begun and not (self._knows_forms and self._sends(button)) and self._begun == begun:
            return False
        if self._begun == begun:
            self._check()
            with self._page.expect_navigation(wait_until="domcontentloaded", timeout=TIMEOUT_MS):
                pass
        elif self._ready == ready:
            self._page.wait_for_load_state("domcontentloaded", timeout=TIMEOUT_MS)
        self._check()
        return True

    def _sends(self, button: Locator) -> bool:
        """Return whether a button that was pressed sends a form; one that is gone, or whose page is, may have."""
        try:
            kinds: list[str] = button.evaluate_all(_KINDS)
        except Error:  # the page left while it was asked
            return True
        return not kinds or "submit" in kinds

    def _check(self) -> None:
        if self._failure:
            raise StepError(self._failure)

    def _navigated(self, frame: Frame) -> None:
        self._begun += frame == self._page.main_frame

    def _loaded(self, _page: Page) -> None:
        self._ready += 1

    def _failed(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            told = "{address} does not open ({why}); is the system running?"
            self._failure = Message.of(told, address=request.url, why=request.failure)
