"""Waits on the server for a change, so that no page and no handset polls."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.types import Receive

    from stapsgewijs.phone_network import PhoneNetwork

Found = TypeVar("Found")


_LOOK_INTERVAL_S: Final = 5.0
"""How long somebody may be gone before the server notices it, and no longer waits for them."""
_MAX_MESSAGES: Final = 3
_PART: Final = 0.04
"""What is done at a time of very much that is due: about a hundredth of a second."""
_PAUSE_S: Final = 0.01
"""Seconds in between, in which others are answered: one turn of the event loop is not enough for a request."""
connection: ContextVar[Receive | None] = ContextVar("connection", default=None)
"""What the client of the request in progress still sends: nothing, or that it is gone."""


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
                await _wait_for_event(changed, min(left, _LOOK_INTERVAL_S, *([] if due is None else [max(due, 0.0)])))
                if not changed.is_set() and await _is_gone():
                    return None
        finally:
            self._waiting.pop(changed, None)


async def process_all_due(network: PhoneNetwork, now: datetime) -> None:
    """Do all that is due in a network at `now`; of very much a part at a time, and others are answered in between."""
    network.process_due(_PART)
    while (due := network.next_due()) is not None and due <= now:
        await _wait_for_event(asyncio.Event(), _PAUSE_S)
        network.process_due(_PART)


async def _is_gone() -> bool:
    """Return whether who made the request has closed the connection; the body of the request was read before."""
    receive = connection.get()
    if receive is None:
        return False
    try:
        async with asyncio.timeout(0):
            for _ in range(_MAX_MESSAGES):
                if (await receive())["type"] == "http.disconnect":
                    return True
    except TimeoutError:
        pass
    return False


async def _wait_for_event(changed: asyncio.Event, seconds: float) -> None:
    if changed.is_set():  # looking changed something: waiting would end without giving way to anybody
        changed, seconds = asyncio.Event(), 0.0
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        pass
