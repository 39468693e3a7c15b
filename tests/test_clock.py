from __future__ import annotations

import datetime as dt

import pytest

from simulator.clock import MovableClock, SystemClock


class Still:
    def now(self) -> dt.datetime:
        return dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_a_movable_clock_is_put_forward_by_steps_that_add_up() -> None:
    clock = MovableClock(Still())
    clock.advance(dt.timedelta(seconds=90))
    assert clock.advance(dt.timedelta(seconds=91)) == Still().now() + dt.timedelta(seconds=181) == clock.now()
    assert clock.ahead == dt.timedelta(seconds=181)


def test_it_never_goes_back() -> None:
    with pytest.raises(ValueError, match="only moves forward"):
        MovableClock(Still()).advance(dt.timedelta(seconds=-1))


def test_the_machine_has_its_time_in_utc() -> None:
    assert SystemClock().now().utcoffset() == dt.timedelta()
