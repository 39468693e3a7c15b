"""Waits on the server for a change, so that no page and no handset polls."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")


class ChangeNotifier:
    """Wakes who waits. Used by one event loop only."""

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Event, str] = {}
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self._is_closed

    def notify(self, about: str = "") -> None:
        """Let those poll again who wait for something `about` this (or about anything); else everybody."""
        for each, wanted in self._waiting.items():
            if not about or not wanted or wanted == about:
                each.set()

    def close(self) -> None:
        """Let nobody wait any more: the simulator stops, or what was waited for is gone."""
        self._is_closed = True
        self.notify()

    async def wait_until(
        self,
        poll: Callable[[], Found | None],
        *,
        seconds: float,
        until_due: Callable[[], float | None] = lambda: None,
        about: str = "",
    ) -> Found | None:
        """Return what `poll` finds as soon as it finds something, or None after so many seconds.

        `until_due` says in how many seconds something will change by itself (a late message, a phone that
        rings too long), if anything will. With `about`, only news about that is looked at.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        changed = asyncio.Event()
        self._waiting[changed] = about
        try:
            while True:
                changed.clear()
                found = poll()
                left = end - loop.time()
                if found is not None or left <= 0 or self._is_closed:
                    return found
                due = until_due()
                await _wait_for_event(changed, left if due is None else min(left, max(due, 0.0)))
        finally:
            self._waiting.pop(changed, None)


async def _wait_for_event(changed: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        pass
