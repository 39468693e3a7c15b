from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.authenticator import Authenticators
from tests.authenticator.app_service import Ids, Service, Switches

if TYPE_CHECKING:
    from tests.conftest import HandSetClock


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def switches() -> Switches:
    return Switches()


@pytest.fixture
def apps(clock: HandSetClock, service: Service, switches: Switches) -> Authenticators:
    return Authenticators(clock, Ids(), service, switches=switches)
