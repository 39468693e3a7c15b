from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import SystemRandomSource
from stapsgewijs.phone_network import PhoneNetwork

if TYPE_CHECKING:
    from tests.conftest import HandSetClock


@pytest.fixture
def network(clock: HandSetClock) -> PhoneNetwork:
    return PhoneNetwork(clock, SystemRandomSource())
