"""What stands in for the service and the switches of handsets, in tests of the app."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from stapsgewijs.authenticator import (
    Activated,
    ActivationRefusedError,
    AnswerVerdict,
    CodeOnDisplay,
    SentRequest,
)

if TYPE_CHECKING:
    from stapsgewijs.clock import Clock
    from stapsgewijs.totp import Activation

PHONE, OTHER_PHONE = "+31612345678", "+31687654321"
URL = "http://127.0.0.1:8000/contoso/pad/1"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@dataclass
class Service:
    """A service that knows two activation codes, and says to every answer what it was told to say."""

    unused: dict[str, str] = field(default_factory=lambda: {"111111111": "device-1", "222222222": "device-2"})
    verdict: AnswerVerdict = AnswerVerdict.ACCEPTED
    activations: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[tuple[str, str, str, str]] = field(default_factory=list)
    displayed: list[CodeOnDisplay] = field(default_factory=list)

    def activate(self, activation: Activation, *, handset: str, device_name: str, pin: str) -> Activated:
        if activation.code not in self.unused or activation.url != URL:
            msg = "unknown or used"
            raise ActivationRefusedError(msg)
        self.activations.append((handset, device_name, pin))
        return Activated("Contoso", "anna@contoso.example", SECRET, self.unused.pop(activation.code))

    def answer(self, request_id: str, *, approved: bool, pin: str, number: str) -> AnswerVerdict:
        self.answers.append((request_id, "approved" if approved else "denied", pin, number))
        return self.verdict

    def report_fraud(self, request_id: str) -> AnswerVerdict:
        self.answers.append((request_id, "fraud", "", ""))
        return self.verdict

    def codes_on_display(self) -> list[CodeOnDisplay]:
        return self.displayed


@dataclass
class Switches:
    network: bool = True
    taken: bool = True
    shown: bool = True

    def has_network(self, number: str) -> bool:
        return self.network or number != PHONE

    def takes_notifications(self, number: str) -> bool:
        return self.taken or number != PHONE

    def shows_notifications(self, number: str) -> bool:
        return self.shown or number != PHONE


class Ids:
    def __init__(self) -> None:
        self._numbers = count(1)

    def token(self) -> str:
        return f"{next(self._numbers):032x}"


def sent(
    clock: Clock, service_id: str = "r1", *, device: str = "device-1", number: bool = False, pin: bool = False
) -> SentRequest:
    now = clock.now()
    return SentRequest(
        service_id, device, "Contoso", "anna@contoso.example", now, now + dt.timedelta(seconds=60), number, pin
    )
