"""Verifications under way, each with what it is for, and what is left of them when they have succeeded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from stapsgewijs.identity.methods.registry import Device
from stapsgewijs.identity.states import (
    ENROLLMENT_EVENTS,
    SHARED_EVENTS,
    SIGN_IN_EVENTS,
    UNDER_WAY,
    Event,
    State,
    next_state,
)

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.identity.app_devices import AppDevice, PendingApp
    from stapsgewijs.identity.codes import Verdict, VerificationCode
    from stapsgewijs.identity.credentials import Credentials
    from stapsgewijs.identity.methods.app_channel import AnswerVerdict, SentRequest
    from stapsgewijs.identity.methods.phone_call import CallEnd
    from stapsgewijs.identity.methods.registry import VerificationMethod
    from stapsgewijs.identity.rejections import RejectionReason
    from stapsgewijs.phone_numbers import PhoneNumber

MAX_OUTCOMES: Final = 50
"""Forms, codes and answers whose outcome is remembered of one verification, so that it cannot fill the memory."""
Outcome = TypeVar("Outcome")


class RequestEnd(StrEnum):
    """How a request to the app ended, when it did not verify."""

    DENIED = "denied"
    NO_ANSWER = "no answer"
    WRONG_NUMBER = "wrong number"


class SkipReason(StrEnum):
    """Why somebody was signed in without a second factor."""

    NOT_REQUIRED = "not required"
    TRUSTED_BROWSER = "trusted browser"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that a person has registered; `extension` are the digits of an office phone's, or nothing."""

    number: PhoneNumber
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to prove who it is: a method by its id, with one of its devices."""

    method: str
    device: Device


@dataclass(slots=True)
class Verification:
    """A proof under way; changed by the services and methods only.

    `method` is the id of the verification method that was chosen last, empty before that. `version` goes up with
    every change, so that a page can wait for the next one. `call_count` counts the calls that were placed;
    `pending_call` is which of them has not come to anything yet (0: none); `request_count` counts the requests.
    `processed_forms` and `code_verdicts` hold, by form token, what became of each of the last forms; `answers` the
    same for the answers of apps, by the id of the request.
    """

    events: ClassVar[frozenset[Event]] = SHARED_EVENTS

    id: str
    person: str
    state: State = State.CHOOSING
    device: Device = Device.AUTHENTICATION_PHONE
    method: str = ""
    number: PhoneNumber | None = None
    extension: str = ""
    call_end: CallEnd | None = None
    version: int = 0
    code: VerificationCode | None = None
    failed_attempts: int = 0
    call_count: int = 0
    pending_call: int = 0
    request: SentRequest | None = None
    request_count: int = 0
    request_end: RequestEnd | None = None
    processed_forms: dict[str, RejectionReason | None] = field(default_factory=dict)
    code_verdicts: dict[str, Verdict] = field(default_factory=dict)
    answers: dict[str, tuple[bool, AnswerVerdict]] = field(default_factory=dict)

    @property
    def is_under_way(self) -> bool:
        """Whether nothing was verified and nothing has ended it."""
        return self.state in UNDER_WAY

    def require(self, event: Event) -> None:
        """Raise `ForbiddenEventError` for what cannot happen now."""
        next_state(self.state, event, self.events)

    def apply(self, event: Event) -> None:
        """Go to the state that follows; raises `ForbiddenEventError` for what cannot happen now."""
        self.state = next_state(self.state, event, self.events)
        self.version += 1

    def wait_for(self, method: VerificationMethod, device: Device, number: PhoneNumber | None) -> None:
        """Wait for a method to come to something; what another one was asked before is void."""
        self.apply(method.event)
        self.void()
        self.device, self.method, self.number = device, method.id, number
        self.call_end = self.request_end = None

    def void(self) -> None:
        """Let the code that was sent, the call and the request that are under way count no longer."""
        self.code = self.request = None
        self.pending_call = 0

    def keep_outcome(self, form: str, reason: RejectionReason | None) -> None:
        """Remember what became of a form; None: it was done."""
        self.processed_forms = _newest({**self.processed_forms, form: reason})

    def keep_verdict(self, form: str, verdict: Verdict) -> None:
        """Remember what became of a code, by the form that it was entered in."""
        self.code_verdicts = _newest({**self.code_verdicts, form: verdict})

    def keep_answer(self, request_id: str, approved: bool, verdict: AnswerVerdict) -> None:  # noqa: FBT001  # as an app says it
        """Remember what became of the answer of an app."""
        self.answers = _newest({**self.answers, request_id: (approved, verdict)})

    def app_devices(self, credentials: Credentials) -> tuple[AppDevice, ...]:
        """Return the authenticator apps that can prove something here."""
        return tuple(credentials.app_devices)

    def keep_app_device(self, device: AppDevice, credentials: Credentials) -> None:
        """Keep what has changed of one of them."""
        credentials.replace_app_device(device)


@dataclass(slots=True)
class Enrollment(Verification):
    """The binding of a device to an account while it is under way.

    `app` is the authenticator app that is being set up. `adds_device` says that the person comes from the settings
    page for one more app: no backup number is asked then and no app password given. `backup` is the number that was
    left in case the app gets lost.
    """

    events: ClassVar[frozenset[Event]] = ENROLLMENT_EVENTS

    unshown_app_password: str | None = None
    app: PendingApp | None = None
    adds_device: bool = False
    backup: PhoneNumber | None = None

    def wait_for(self, method: VerificationMethod, device: Device, number: PhoneNumber | None) -> None:
        """Wait for a method; an app that was set up is dropped when something else is verified instead."""
        Verification.wait_for(self, method, device, number)
        if method.event not in {Event.SEND_REQUEST, Event.ASK_APP_CODE}:
            self.app = None

    def app_devices(self, credentials: Credentials) -> tuple[AppDevice, ...]:  # noqa: ARG002  # only the new one
        """Return the app that is being set up, once it is."""
        return (self.app.device,) if self.app and self.app.device else ()

    def keep_app_device(self, device: AppDevice, credentials: Credentials) -> None:  # noqa: ARG002  # idem
        """Keep what has changed of the app that is being set up."""
        if self.app:
            self.app = replace(self.app, device=device)


@dataclass(slots=True)
class SignIn(Verification):
    """The second factor of a person whose password was right.

    `skipped` says why none was needed. `rejection` is why the default method could not be used at once. `remember`
    is whether this browser is to be trusted from now on.
    """

    events: ClassVar[frozenset[Event]] = SIGN_IN_EVENTS

    began: datetime | None = None
    skipped: SkipReason | None = None
    rejection: RejectionReason | None = None
    remember: bool = False


@dataclass(slots=True)
class DefaultTest(Verification):
    """The proof that a new preferred option works; what is to be saved then waits in it."""

    preferred: Option | None = None
    phones: dict[Device, Phone] = field(default_factory=dict)
    keeps_apps: bool = True


@dataclass(frozen=True, slots=True)
class EnrolledMethod:
    """A device that was verified and is now bound to a person's account; `number` is None where it needs none."""

    device: Device
    method: str
    number: PhoneNumber | None
    since: datetime


def _newest(outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    return dict(list(outcomes.items())[-MAX_OUTCOMES:])


def masked(number: PhoneNumber) -> str:
    """Return a number of which only the last two digits are shown (`+XX XXXXXXX78`)."""
    code, _, rest = number.international.partition(" ")
    digits = "".join(each for each in rest if each.isdigit())
    return f"+{'X' * (len(code) - 1)} {'X' * (len(digits) - 2)}{digits[-2:]}"
