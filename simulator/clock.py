"""Time as an argument: what "now" is, handed in by whoever builds the world.

No other module reads the wall clock, so a test moves three minutes in no time at all.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

LATEST: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
"""How far a clock can be put forward: what is reckoned from then on still has a date."""


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> dt.datetime:
        """Return the time, always in UTC."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> dt.datetime:
        """Return the machine's time in UTC."""
        return dt.datetime.now(dt.UTC)


class MovableClock:
    """A clock that runs with another one and can be put forward."""

    def __init__(self, base: Clock) -> None:
        """Run with `base`, from the same moment on."""
        self._base = base
        self._ahead = dt.timedelta()
        self._listeners: list[Callable[[], None]] = []

    @property
    def ahead(self) -> dt.timedelta:
        """How far this clock has been put forward."""
        return self._ahead

    def now(self) -> dt.datetime:
        """Return the base's time plus all that was added."""
        return self._base.now() + self._ahead

    def advance(self, by: dt.timedelta) -> dt.datetime:
        """Put the clock forward and return the new time.

        Raises `ValueError` for a negative step (codes and blocks never come back to life) and for one
        beyond `LATEST`.
        """
        if by < dt.timedelta():
            msg = f"the clock only moves forward, not by {by}"
            raise ValueError(msg)
        if by > LATEST - self.now():
            msg = f"too far: the clock goes to {LATEST:%d-%m-%Y} and no further"
            raise ValueError(msg)
        self._ahead += by
        for listener in self._listeners:
            listener()
        return self.now()

    def set_ahead(self, ahead: dt.timedelta) -> None:
        """Go on where a clock was that was kept: so far ahead of its base. Nobody is told."""
        self._ahead = ahead

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Tell `listener` when the clock was put forward."""
        self._listeners.append(listener)
