"""What an authenticator app has: accounts, requests, settings, and the faults of its requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.totp import Totp

DEFAULT_PIN: Final = "1234"
"""The PIN of a phone that was given none; pages show it, as they show passwords."""


class CameraPermission(StrEnum):
    """What was answered when the app asked for the camera."""

    NEVER_ASKED = "never-asked"
    ALLOWED = "allowed"
    REFUSED = "refused"


class AppKind(StrEnum):
    """Whose app it is. That of the service gets requests; any other one makes codes only (facts of the family, §3)."""

    OWN = "own"
    OTHER = "other"


class RequestState(StrEnum):
    """What became of a request to approve."""

    SENT = "sent"
    WAITING = "waiting"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    UNDELIVERED = "undelivered"


class RequestFault(StrEnum):
    """What can go wrong with a request on its way, in the words of the faults of messages."""

    LOST = "lost"
    LATE = "late"
    DOUBLED = "doubled"


@dataclass(slots=True)
class Account:
    """An account in the app. Without `device_id` it has codes only: the service does not know the app."""

    id: str
    organisation: str
    user_name: str
    totp: Totp
    added: datetime
    device_id: str = ""

    @property
    def gets_requests(self) -> bool:
        """Whether the service sends it requests to approve."""
        return bool(self.device_id)


@dataclass(slots=True)
class Fault:
    """A rule: `action` happens to the next `times` requests (None: to all), after `skip` that go well.

    `seconds` is how late a late one is, or how long after the first one a doubled one comes again.
    """

    action: RequestFault
    seconds: float = 0.0
    skip: int = 0
    times: int | None = 1

    @property
    def is_spent(self) -> bool:
        """Whether it will not happen any more."""
        return self.times is not None and self.times < 1

    def triggers(self) -> bool:
        """Count a request; returns whether the fault happens to it."""
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(slots=True)
class AppState:
    """What is kept of the app on one handset; `number` is E.164. `clock_offset_s`: how far its clock is ahead."""

    number: str
    accounts: list[Account] = field(default_factory=list)
    camera: CameraPermission = CameraPermission.NEVER_ASKED
    kind: AppKind = AppKind.OWN
    pin: str = DEFAULT_PIN
    clock_offset_s: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class Request:
    """A request to approve a sign-in, on one handset.

    `service_id` is how the service knows it: both copies of a doubled one have the same. It is on the phone from
    `arrives` on (None: never), and can be answered until `expires`. `outcome` is None until something was decided.
    """

    id: str
    service_id: str
    number: str
    account_id: str
    organisation: str
    user_name: str
    needs_number: bool
    needs_pin: bool
    sent: datetime
    arrives: datetime | None
    expires: datetime
    outcome: RequestState | None = None
    answered: datetime | None = None
    place: int = 0

    def state_at(self, now: datetime) -> RequestState:
        """Return what has become of it at a moment."""
        if self.outcome is not None:
            return self.outcome
        if now >= self.expires:
            return RequestState.EXPIRED
        return RequestState.WAITING if self.arrives is not None and now >= self.arrives else RequestState.SENT

    def next_event(self, now: datetime) -> datetime | None:
        """Return when it changes by itself: when it arrives, when it expires; None: never."""
        if self.outcome is not None:
            return None
        moments = [each for each in (self.arrives, self.expires) if each is not None and each > now]
        return min(moments, default=None)
