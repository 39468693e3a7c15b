"""An enrollment under way, and what is left of it when it has succeeded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stapsgewijs.identity.methods.registry import Device, Way
from stapsgewijs.identity.states import Event, State, after

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.identity.codes import Verdict, VerificationCode
    from stapsgewijs.identity.methods.phone_call import CallEnd
    from stapsgewijs.identity.refusals import RejectionReason
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass(slots=True)
class Enrollment:
    """The binding of a device to an account while it is under way; changed by the desk only.

    `version` goes up with every change, so that a page can wait for the next one. `calls` counts the calls that
    were placed; `call` is which of them is still to come to something (0: none).
    """

    id: str
    person: str
    state: State = State.CHOOSING
    device: Device = Device.AUTHENTICATION_PHONE
    way: Way = Way.TEXT_MESSAGE
    number: PhoneNumber | None = None
    call_end: CallEnd | None = None
    version: int = 0
    code: VerificationCode | None = None
    wrong: int = 0
    calls: int = 0
    call: int = 0
    unshown_app_password: str | None = None
    forms: dict[str, RejectionReason | None] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def happens(self, event: Event) -> None:
        """Go to the state that follows; raises `ForbiddenEventError` for what cannot happen now."""
        self.state = after(self.state, event)
        self.version += 1


@dataclass(frozen=True, slots=True)
class EnrolledMethod:
    """A device that was verified and is now bound to a person's account."""

    device: Device
    way: Way
    number: PhoneNumber
    since: datetime
