from __future__ import annotations

import datetime as dt

import pytest

from stapsgewijs.clock import MovableClock, SystemClock


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


class Handed(Still):
    def __init__(self) -> None:
        self.gone = dt.timedelta()

    def now(self) -> dt.datetime:
        return super().now() + self.gone


SECOND = dt.timedelta(seconds=1)


def test_a_paused_clock_stands_still_and_runs_on_from_there() -> None:
    base = Handed()
    clock = MovableClock(base)
    clock.advance(10 * SECOND)
    clock.pause()
    base.gone = 100 * SECOND
    assert clock.now() == clock.stands_at == Still().now() + 10 * SECOND
    assert clock.ahead == -90 * SECOND
    clock.run()
    assert clock.stands_at is None
    base.gone = 101 * SECOND
    assert clock.now() == Still().now() + 11 * SECOND


def test_a_paused_clock_is_put_forward_and_stands_there() -> None:
    base = Handed()
    clock = MovableClock(base)
    clock.pause()
    assert clock.advance(5 * SECOND) == Still().now() + 5 * SECOND
    base.gone = 3 * SECOND
    assert clock.now() == Still().now() + 5 * SECOND
    with pytest.raises(ValueError, match="only moves forward"):
        clock.advance(-SECOND)
    with pytest.raises(ValueError, match="too far"):
        clock.advance(dt.timedelta(days=365 * 8000))
    assert clock.now() == Still().now() + 5 * SECOND


def test_pausing_and_running_twice_change_nothing_and_tell_nobody_again() -> None:
    base, told = Handed(), []
    clock = MovableClock(base)
    clock.on_advance(lambda: told.append(clock.stands_at))
    clock.run()
    clock.pause()
    base.gone = SECOND
    clock.pause()
    clock.run()
    clock.run()
    assert told == [Still().now(), None]
    assert clock.now() == Still().now()


def test_a_clock_that_was_kept_goes_on_as_it_was() -> None:
    clock, again = MovableClock(Handed()), MovableClock(Handed())
    clock.advance(SECOND)
    clock.pause()
    again.set_ahead(clock.ahead, clock.stands_at)
    assert (again.now(), again.stands_at) == (clock.now(), clock.stands_at)
