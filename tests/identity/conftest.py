from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    CallDialogue,
    ChannelRefusedError,
    EnrollmentService,
    Policy,
    SecurityService,
    SeededRandomSource,
    SignInService,
)
from tests.identity.fake_apps import FakeApps
from tests.identity.wording import wording

if TYPE_CHECKING:
    from stapsgewijs.phone_numbers import PhoneNumber


class HandSetClock:
    def __init__(self) -> None:
        self.time = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += dt.timedelta(**by)


@dataclass
class FakeChannel:
    sent: list[tuple[str, str]] = field(default_factory=list)
    calls: list[tuple[str, CallDialogue]] = field(default_factory=list)
    refuses: bool = False

    def send_message(self, to: PhoneNumber, text: str) -> None:
        if self.refuses:
            raise ChannelRefusedError
        self.sent.append((to.e164, text))

    def place_call(self, to: PhoneNumber, dialogue: CallDialogue) -> None:
        self.calls.append((to.e164, dialogue))

    @property
    def code(self) -> str:
        return re.findall(r"\d+", self.sent[-1][1])[0]


@pytest.fixture
def apps() -> FakeApps:
    return FakeApps()


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def service(clock: HandSetClock, channel: FakeChannel, apps: FakeApps) -> EnrollmentService:
    made = EnrollmentService(Policy(), clock, channel, SeededRandomSource("test"), wording, organisation="Contoso")
    made.connect_apps(apps)
    return made


@pytest.fixture
def sign_ins(service: EnrollmentService) -> SignInService:
    return SignInService(service.rules)


@pytest.fixture
def security(service: EnrollmentService) -> SecurityService:
    return SecurityService(service.rules)
