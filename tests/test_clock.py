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


def test_a_movable_clock_runs_with_its_base_and_leaves_it_alone() -> None:
    class Running(Still):
        minutes = 0

        def now(self) -> dt.datetime:
            return super().now() + dt.timedelta(minutes=self.minutes)

    base = Running()
    one, other = MovableClock(base), MovableClock(base)
    one.advance(dt.timedelta(days=90))
    base.minutes = 1
    assert one.now() - base.now() == dt.timedelta(days=90)
    assert other.now() == base.now() == Still().now() + dt.timedelta(minutes=1)


def test_a_step_beyond_what_a_calendar_can_hold_is_refused_and_changes_nothing() -> None:
    clock = MovableClock(Still())
    clock.advance(dt.timedelta(days=1))
    with pytest.raises(ValueError, match="too far"):
        clock.advance(dt.timedelta(days=365 * 8000))
    assert clock.ahead == dt.timedelta(days=1)
    assert clock.now() == Still().now() + dt.timedelta(days=1)
