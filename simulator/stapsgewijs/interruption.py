"""Ctrl-C and SIGTERM, heeded between two lines of a scenario: within one, the browser is at work.

An exception that a signal raises in the middle of Playwright's own loop leaves it unable to close the browser.
"""

from __future__ import annotations

import atexit
import logging
import signal
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """Whether somebody wants the run to end. `raise_at_once` is for a process that has no browser of its own."""

    def __init__(self, *, raise_at_once: bool = False) -> None:
        """Begin with nobody."""
        self.is_wanted = False
        self.raise_at_once = raise_at_once

    def check(self) -> None:
        """Raise `KeyboardInterrupt` when somebody wants the run to end."""
        if self.is_wanted:
            raise KeyboardInterrupt

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Heed signals while the block lasts; outside of the main thread, where none come, do nothing."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.getsignal(each) for each in SIGNALS}
        self.heed()
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def heed(self) -> None:
        """Heed signals from now on; only in the main thread."""
        for each in SIGNALS:
            signal.signal(each, self._signalled)

    @contextmanager
    def postponed(self) -> Iterator[None]:
        """Let the block end before anything is raised."""
        at_once, self.raise_at_once = self.raise_at_once, False
        was_wanted = self.is_wanted
        try:
            yield
        finally:
            self.raise_at_once = at_once
        if at_once and self.is_wanted and not was_wanted:
            self.raise_at_once = False
            raise KeyboardInterrupt

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if not self.is_wanted:
            # What pytest leaves behind when it is stopped is cleaned up as the process ends, and would warn of it.
            atexit.register(warnings.simplefilter, "ignore", ResourceWarning)
        self.is_wanted = True
        # Tasks of Playwright's loop end with the browser; that is no news.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        if self.raise_at_once:
            self.raise_at_once = False  # once: what ends in order is not interrupted again
            raise KeyboardInterrupt
