"""A browser that crashes: it is started again, and the scenario run again, once; then the run ends.

Nothing of it is told of the guide: what a scenario that lost its browser recorded is dropped.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pytest
from _pytest.runner import runtestprotocol

from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.scenarios.plugin.guides import guide_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

    from stapsgewijs.scenarios.plugin.recorder import Recorder

_TRIES: Final = 2
_OF_BROWSER: Final = ("browser", "playwright")
"""The fixtures that are made anew, with all that depends on them; the second, the driver, may be gone as well."""
_PATIENCE_S: Final = 15.0
"""How long what waits for a browser that is gone may go on waiting."""


class BrowserCrash:
    """A pytest plugin that knows the browser of its process, and whether it is still there."""

    def __init__(self, config: pytest.Config, recorder: Recorder) -> None:
        """Watch the run of `config`; the `recorder` says which scenario it is."""
        self._config = config
        self._recorder = recorder
        self._browser: Browser | None = None
        self._lost_a_page = False
        self._is_lost = False
        self._patience: threading.Timer | None = None

    def watch_browser(self, browser: Browser, playwright: Playwright) -> None:
        """Take this for the browser that scenarios have, from now on."""
        self._browser = browser
        self._lost_a_page = False
        browser.on("disconnected", lambda gone: self._disconnected(gone, playwright))

    def _disconnected(self, browser: Browser, playwright: Playwright) -> None:
        """End the driver, unless the browser is given up soon: it may owe an answer that it never gives.

        What waits for that answer fails then, as it does when the driver itself crashes.
        """
        if browser is self._browser and self._patience is None:
            self._patience = threading.Timer(_PATIENCE_S, _end_driver, [playwright])
            self._patience.daemon = True
            self._patience.start()

    def pytest_unconfigure(self) -> None:
        """Watch nothing any more."""
        self._browser = None  # a window that stays open from run to run has others that watch it
        if self._patience:
            self._patience.cancel()
            self._patience = None

    def watch_page(self, page: Page) -> None:
        """Note when the process behind a page crashes: the browser may live on, the scenario cannot."""
        page.on("crash", self._page_crashed)

    def _page_crashed(self, _page: Page) -> None:
        self._lost_a_page = True

    def has_crashed(self) -> bool:
        """Return whether the browser, its driver or a page is gone; asks the browser."""
        if self._lost_a_page:
            return True
        if self._browser is None:
            return False
        try:
            self._browser.new_context().close()
        except Exception:  # noqa: BLE001  # of a driver that is gone, errors are of any kind
            return True
        return False

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_step_error(self, exception: Exception) -> None:
        """Do not take for a failure of the guide what the end of the browser does to a line that is under way."""
        if self.has_crashed():
            msg = "the browser crashed"
            raise StepError(msg) from exception

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        """Find out whether a scenario failed because of it, before its end, which may close the browser."""
        if call.excinfo is not None and call.when != "teardown":
            self._is_lost = self._is_lost or self.has_crashed()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """Run a scenario, and once more if it lost its browser."""
        hook = item.ihook
        hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for number in range(1, _TRIES + 1):
            item.execution_count = number  # type: ignore[attr-defined]  # pytest-playwright names folders by it
            self._is_lost = False
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            if not self._is_lost:
                break
            self._forget_browser(item)
            self._recorder.crashed(reports[-1], guide_of(item), is_last=number == _TRIES)
        for each in reports[-1:] if self._is_lost else reports:
            hook.pytest_runtest_logreport(report=each)
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def _forget_browser(self, item: pytest.Item) -> None:
        """End what depends on the browser, so that the next scenario has it started."""
        self._lost_a_page = False
        of_item: Any = item
        of_item._initrequest()  # noqa: SLF001  # as pytest does before a test is run again
        manager: Any = item.session._fixturemanager  # noqa: SLF001  # said nowhere else
        for name in _OF_BROWSER:
            for each in manager.getfixturedefs(name, item) or ():
                with suppress(Exception):  # the end of what is gone can fail in any way
                    each.finish(of_item._request)  # noqa: SLF001
        self.pytest_unconfigure()


def _end_driver(playwright: Playwright) -> None:
    manager: Any = playwright.stop
    with suppress(AttributeError, OSError):  # Playwright says nowhere else which process it is; it may be gone
        process = manager.__self__._client._transport._proc  # noqa: SLF001
        if process.returncode is None:
            os.kill(process.pid, signal.SIGTERM)


CRASH: Final = pytest.StashKey[BrowserCrash]()
"""Where the plugin leaves what watches the browser."""
