"""The port to authenticator apps: requests go out by it, and come back to the service as answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.identity.app_devices import AppDevice


class AnswerVerdict(StrEnum):
    """What becomes of an answer of an app."""

    ACCEPTED = "accepted"
    TOO_LATE = "too late"
    WRONG_PIN = "wrong PIN"
    WRONG_NUMBER = "wrong number"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AppRequest:
    """A request to approve or deny.

    `person` is the user name. `number` are the two digits that the page shows and that have to be typed in the app,
    empty where nothing has to be. `needs_pin` asks for the PIN of the phone before approving.
    """

    id: str
    person: str
    organisation: str
    device: str
    number: str
    needs_pin: bool
    sent: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request to apps that is waited for: to each device one, by the id that the device answers with.

    `number` is what the page shows to be typed in the app, or empty.
    """

    ids: tuple[str, ...]
    number: str
    sent: datetime
    expires: datetime


class AppChannel(Protocol):
    """A way to reach authenticator apps (NIST SP 800-63B, out-of-band device)."""

    def send_request(self, device: AppDevice, request: AppRequest) -> None:
        """Take a request for delivery; whether it arrives is never told."""
        ...

    def withdraw(self, request_id: str) -> None:
        """Take a request back: it was answered elsewhere, or nobody waits for it any more."""
        ...


class NoApps:
    """The channel where there are no apps: every request gets lost."""

    def send_request(self, device: AppDevice, request: AppRequest) -> None:
        """Lose it."""

    def withdraw(self, request_id: str) -> None:
        """Do nothing."""
