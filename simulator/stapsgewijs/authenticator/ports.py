"""What the app needs from outside: the service that it belongs to, the handset that it is on, ids."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.totp import Activation


class AnswerVerdict(StrEnum):
    """What the service says to an answer."""

    ACCEPTED = "accepted"
    TOO_LATE = "too late"
    WRONG_PIN = "wrong PIN"
    WRONG_NUMBER = "wrong number"
    UNKNOWN = "unknown"


class ActivationRefusedError(Exception):
    """The service did not accept an activation: the code is unknown, used or expired, or the address is another's."""


@dataclass(frozen=True, slots=True)
class Activated:
    """What the service answers to an activation; `secret` is Base32."""

    organisation: str
    user_name: str
    secret: str
    device_id: str


@dataclass(frozen=True, slots=True)
class CodeOnDisplay:
    """A QR code that somebody's page shows at this moment: whose, and what is in it."""

    user_name: str
    payload: str


class AppService(Protocol):
    """The sign-in service, as its app knows it."""

    def activate(self, activation: Activation, *, handset: str, device_name: str, pin: str) -> Activated:
        """Register the app on the phone `handset` (E.164); raises `ActivationRefusedError`."""

    def answer(self, request_id: str, *, approved: bool, pin: str, number: str) -> AnswerVerdict:
        """Take the answer to a request; `pin` and `number` are empty where they were not asked for."""

    def report_fraud(self, request_id: str) -> AnswerVerdict:
        """Take the word of the person that this request is not hers."""

    def codes_on_display(self) -> Sequence[CodeOnDisplay]:
        """Return the QR codes that pages of the organisation show now, the newest first."""


class HandsetSwitches(Protocol):
    """The switches of handsets; numbers are E.164."""

    def has_network(self, number: str) -> bool:
        """Return whether the phone is on and has signal."""

    def takes_notifications(self, number: str) -> bool:
        """Return whether notifications of the app are on."""

    def shows_notifications(self, number: str) -> bool:
        """Return whether a notification is shown at once: not with “do not disturb”."""


class IdSource(Protocol):
    """A source of ids."""

    def token(self) -> str:
        """Return 32 hexadecimal digits."""


class AllSwitchesOn:
    """Handsets on which nothing is switched off."""

    def has_network(self, number: str) -> bool:  # noqa: ARG002, D102  # documented on the port
        return True

    def takes_notifications(self, number: str) -> bool:  # noqa: ARG002, D102  # idem
        return True

    def shows_notifications(self, number: str) -> bool:  # noqa: ARG002, D102  # idem
        return True
