from __future__ import annotations

import datetime as dt

import pytest

from stapsgewijs.identity import SystemRandomSource
from stapsgewijs.phone_network import PhoneNetwork
from stapsgewijs.phone_numbers import PhoneNumber


class HandSetClock:
    def __init__(self) -> None:
        self.time = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def network(clock: HandSetClock) -> PhoneNetwork:
    return PhoneNetwork(clock, SystemRandomSource())


@pytest.fixture
def anna() -> PhoneNumber:
    return PhoneNumber("+31612345678")


@pytest.fixture
def bram() -> PhoneNumber:
    return PhoneNumber("+31687654321")
