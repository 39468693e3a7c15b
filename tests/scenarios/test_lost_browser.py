"""A browser that is gone while something waits for it."""

from __future__ import annotations

import signal
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.scenarios.plugin import browser_crash
from stapsgewijs.scenarios.plugin.browser_crash import BrowserCrash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Driver:
    """A process in the place of Playwright's driver, where Playwright keeps it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        self._client = SimpleNamespace(_transport=SimpleNamespace(_proc=self.process))

    def stop(self) -> None:
        """End it."""


class Browser:
    """A browser that tells when it is gone."""

    def on(self, event: str, listener: Callable[[Browser], None]) -> None:
        assert event == "disconnected"
        self.gone = listener


@pytest.fixture
def driver() -> Iterator[Driver]:
    made = Driver()
    with made.process:
        yield made
        made.process.kill()


def test_its_driver_is_ended(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_crash, "_PATIENCE_S", 0.0)
    unused: Any = None
    crash, browser = BrowserCrash(unused, unused), Browser()
    crash.watch_browser(browser, driver)  # type: ignore[arg-type]  # as much of them as is used
    browser.gone(browser)
    assert driver.process.wait(30) == -signal.SIGTERM


def test_the_driver_of_one_that_was_given_up_goes_on(driver: Driver) -> None:
    unused: Any = None
    crash, browser = BrowserCrash(unused, unused), Browser()
    crash.watch_browser(browser, driver)  # type: ignore[arg-type]  # idem
    browser.gone(browser)
    waiting = crash._patience  # noqa: SLF001  # nobody else is to know it
    assert waiting
    crash.pytest_unconfigure()
    waiting.join(30)
    assert driver.process.poll() is None
