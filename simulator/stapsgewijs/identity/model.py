"""An enrollment under way, and what is left of it when it has succeeded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stapsgewijs.identity.methods.registry import Device
from stapsgewijs.identity.states import Event, State, next_state

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.identity.codes import Verdict, VerificationCode
    from stapsgewijs.identity.methods.phone_call import CallEnd
    from stapsgewijs.identity.methods.registry import VerificationMethod
    from stapsgewijs.identity.rejections import RejectionReason
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass(slots=True)
class Enrollment:
    """The binding of a device to an account while it is under way; changed by `EnrollmentService` and methods only.

    `method` is the id of the verification method that was chosen last, empty before that. `version` goes up with
    every change, so that a page can wait for the next one. `call_count` counts the calls that were placed;
    `pending_call` is which of them has not come to anything yet (0: none). `processed_forms` and `code_verdicts`
    hold, by form token, what became of each form.
    """

    id: str
    person: str
    state: State = State.CHOOSING
    device: Device = Device.AUTHENTICATION_PHONE
    method: str = ""
    number: PhoneNumber | None = None
    call_end: CallEnd | None = None
    version: int = 0
    code: VerificationCode | None = None
    failed_attempts: int = 0
    call_count: int = 0
    pending_call: int = 0
    unshown_app_password: str | None = None
    processed_forms: dict[str, RejectionReason | None] = field(default_factory=dict)
    code_verdicts: dict[str, Verdict] = field(default_factory=dict)

    def apply(self, event: Event) -> None:
        """Go to the state that follows; raises `ForbiddenEventError` for what cannot happen now."""
        self.state = next_state(self.state, event)
        self.version += 1

    def wait_for(self, method: VerificationMethod, device: Device, number: PhoneNumber | None) -> None:
        """Wait for a method to come to something; what another one was asked before is void."""
        self.apply(method.event)
        self.void()
        self.device, self.method, self.number = device, method.id, number
        self.call_end = None

    def void(self) -> None:
        """Let the code that was sent and the call that is under way count no longer."""
        self.code = None
        self.pending_call = 0


@dataclass(frozen=True, slots=True)
class EnrolledMethod:
    """A device that was verified and is now bound to a person's account; `number` is None where it needs none."""

    device: Device
    method: str
    number: PhoneNumber | None
    since: datetime
