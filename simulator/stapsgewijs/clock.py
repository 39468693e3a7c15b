"""The clock as an argument: whoever builds a simulator passes it in.

No other module reads the wall clock, so a test can advance three minutes without waiting.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

LATEST: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
"""How far a clock can be advanced: times computed from it still have a date."""


class Clock(Protocol):
    """A source of the present time."""

    def now(self) -> dt.datetime:
        """Return the time, always in UTC."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> dt.datetime:
        """Return the machine's time in UTC."""
        return dt.datetime.now(dt.UTC)


class MovableClock:
    """A clock that follows another one, and can be advanced, paused and started."""

    def __init__(self, base: Clock) -> None:
        """Follow `base`, from its present time on."""
        self._base = base
        self._ahead = dt.timedelta()
        self._stands_at: dt.datetime | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def ahead(self) -> dt.timedelta:
        """How far this clock is ahead of its base; negative if it was paused for longer than it was advanced."""
        return self._ahead if self._stands_at is None else self._stands_at - self._base.now()

    @property
    def stands_at(self) -> dt.datetime | None:
        """The time at which it is paused; None while it runs."""
        return self._stands_at

    def now(self) -> dt.datetime:
        """Return the time."""
        return self._stands_at or self._base.now() + self._ahead

    def advance(self, by: dt.timedelta) -> dt.datetime:
        """Advance the clock, whether it runs or is paused, and return the new time.

        Raises `ValueError` for a negative step (expired codes and blocks stay expired) and for one
        beyond `LATEST`.
        """
        if by < dt.timedelta():
            msg = f"the clock only moves forward, not by {by}"
            raise ValueError(msg)
        if by > LATEST - self.now():
            msg = f"too far: the clock goes to {LATEST:%d-%m-%Y} and no further"
            raise ValueError(msg)
        if self._stands_at is None:
            self._ahead += by
        else:
            self._stands_at += by
        self._moved()
        return self.now()

    def pause(self) -> None:
        """Pause: from now on it moves only when it is advanced. A paused clock stays as it is."""
        if self._stands_at is None:
            self._stands_at = self.now()
            self._moved()

    def run(self) -> None:
        """Go on from the time at which it is paused. A running clock stays as it is."""
        if self._stands_at is not None:
            self._ahead, self._stands_at = self.ahead, None
            self._moved()

    def set_ahead(self, ahead: dt.timedelta, stands_at: dt.datetime | None = None) -> None:
        """Restore a stored clock: this far ahead of its base, or paused. Listeners are not called."""
        self._ahead, self._stands_at = ahead, stands_at

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Call `listener` when the clock is advanced, paused or started."""
        self._listeners.append(listener)

    def _moved(self) -> None:
        for listener in self._listeners:
            listener()
