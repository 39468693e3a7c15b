"""Playwright's driver: the process of Node that speaks to the browser, and takes a third of a second to start."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserType, Playwright

_COMPILED: Final = "NODE_COMPILE_CACHE"
"""The variable that names the folder in which Node keeps what it compiled, as Python does by itself."""
_LAUNCH_MS: Final = 60_000
"""How long a browser may take to start; Playwright itself waits for three minutes."""

_waiting: Final[list[Playwright]] = []
"""A driver that was started early and is not used yet."""


@contextmanager
def early_driver(meanwhile: Callable[[], object]) -> Iterator[None]:
    """Start a driver for the first `driver` of the block, and do `meanwhile` in a thread while it starts."""
    with ThreadPoolExecutor(1, "meanwhile") as other:
        done = other.submit(meanwhile)
        with suppress(Error, OSError):  # who needs one tries again, and says what is wrong
            _waiting.append(_started())
    try:
        done.result()
        yield
    finally:
        while _waiting:
            _waiting.pop().stop()


@contextmanager
def driver() -> Iterator[Playwright]:
    """Give the driver that was started early, or one that is started now; it ends with the block."""
    playwright = _waiting.pop() if _waiting else _started()
    try:
        yield playwright
    finally:
        playwright.stop()


def launch(kind: BrowserType, **options: Any) -> Browser:  # noqa: ANN401  # Playwright's own
    """Launch a browser, and once more if it ends while it starts: that says nothing of a guide."""
    wanted = {"timeout": _LAUNCH_MS, **options}
    try:
        return kind.launch(**wanted)
    except Error:
        return kind.launch(**wanted)


def _started() -> Playwright:
    os.environ.setdefault(_COMPILED, str(_cache() / "stapsgewijs" / "node"))
    return sync_playwright().start()


def _cache() -> Path:
    """Return the folder for what a program of this person keeps and can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
