from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.store.postgresql_server import MISSING

from stapsgewijs.phone_numbers import PhoneNumber

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


class HandSetClock:
    """A clock that stands still until a test puts it forward."""

    def __init__(self, time: dt.datetime = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)) -> None:
        self.time = time

    def now(self) -> dt.datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def anna() -> PhoneNumber:
    return PhoneNumber("+31612345678")


@pytest.fixture
def bram() -> PhoneNumber:
    return PhoneNumber("+31687654321")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say how many tests did not run because there is no PostgreSQL."""
    skipped = [each for each in terminalreporter.stats.get("skipped", []) if MISSING in str(each.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests did not run: {MISSING}", yellow=True, bold=True)
