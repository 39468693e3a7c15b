"""A verification call: `#` verifies, `0#` reports fraud, another key repeats the question.

Keys and outcomes are documented in ED howto-mfa-mfasettings.md and howto-mfa-reporting.md.
"""

# ruff: noqa: D102  # what a method does is documented on `VerificationMethod`

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final, cast

from stapsgewijs.identity.history import Happening
from stapsgewijs.identity.methods.channel import ChannelRefusedError
from stapsgewijs.identity.methods.registry import Device, MethodContext, VerificationMethod
from stapsgewijs.identity.states import Event
from stapsgewijs.identity.transactions import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.identity.methods.registry import Wording
    from stapsgewijs.identity.model import Verification
    from stapsgewijs.phone_numbers import PhoneNumber

VERIFY: Final = "#"
FRAUD: Final = "0"


class CallEnd(StrEnum):
    """How a call ended, when it did not verify."""

    BUSY = "busy"
    NO_ANSWER = "no answer"
    VOICEMAIL = "voicemail"
    HUNG_UP = "hung up"
    FAILED = "failed"


_HAPPENED: Final = {
    CallEnd.BUSY: Happening.CALL_BUSY,
    CallEnd.NO_ANSWER: Happening.CALL_UNANSWERED,
    CallEnd.VOICEMAIL: Happening.CALL_VOICEMAIL,
    CallEnd.HUNG_UP: Happening.CALL_HUNG_UP,
    CallEnd.FAILED: Happening.CALL_FAILED,
}


@dataclass(frozen=True, slots=True)
class CallTexts:
    """What the caller says and when."""

    greeting: str
    repeat: str
    success: str
    denied: str
    fraud: str

    @classmethod
    def of(cls, wording: Wording) -> CallTexts:
        """Return the sentences of a catalogue."""
        return cls(
            greeting=wording(
                "This is {organisation}. Did you just sign in? Press the pound key to verify. "
                "If it was not you, press 0 and then the pound key."
            ),
            repeat=wording(
                "That key has no meaning here. Press the pound key to verify. "
                "If it was not you, press 0 and then the pound key."
            ),
            success=wording("Thank you, you have been verified. Goodbye."),
            denied=wording("You could not be verified. Try again later. Goodbye."),
            fraud=wording("Thank you for reporting this. Your account is now blocked for verification. Goodbye."),
        )


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the caller says next, and whether it hangs up then."""

    say: str
    hang_up: bool = False


@dataclass(slots=True)
class CallDialogue:
    """One call. At most one of `verified`, `fraud` and `failed` is called, once.

    `subject` is the id of the verification that it is about and `call` which of its calls this is: enough to take
    it up again elsewhere, with the `keys` that were pressed of a code of more keys. `is_void` says whether the
    person went another way in the browser. `extension` is that of an office phone, which a switchboard has to reach
    before anything is said here.
    """

    texts: CallTexts
    verified: Callable[[], None]
    fraud: Callable[[], None]
    failed: Callable[[CallEnd], None]
    subject: str = ""
    keys: str = ""
    call: int = 0
    extension: str = ""
    is_void: Callable[[], bool] = lambda: False
    _is_over: bool = False

    @property
    def greeting(self) -> str:
        """What is said first."""
        return self.texts.greeting

    def pressed(self, key: str) -> Prompt | None:
        """Take one key; returns what is said to it, or None when more keys may follow (after `0`)."""
        if self._is_over or self.is_void():
            return Prompt(self.texts.denied, hang_up=True)
        if key == FRAUD and not self.keys:
            self.keys = key
            return None
        keys, self.keys = self.keys + key, ""
        if keys == VERIFY:
            return self._over(self.verified, self.texts.success)
        if keys == FRAUD + VERIFY:
            return self._over(self.fraud, self.texts.fraud)
        return Prompt(self.texts.repeat)

    def ended(self, how: CallEnd) -> None:
        """Take note that the call is over; one that came to something before stays what it was."""
        if not self._is_over and not self.is_void():
            self._is_over = True
            self.failed(how)

    def _over(self, report: Callable[[], None], say: str) -> Prompt:
        self._is_over = True
        report()
        return Prompt(say, hang_up=True)


class PhoneCall(VerificationMethod):
    """For the phones of a person; an office phone has a method of its own."""

    id = "phone_call"
    devices: ClassVar[tuple[Device, ...]] = (Device.AUTHENTICATION_PHONE, Device.ALTERNATE_PHONE)
    event = Event.PLACE_CALL
    policy_field = "phone_call"

    def dispatch(
        self, verification: Verification, device: Device, number: PhoneNumber | None, context: MethodContext
    ) -> None:
        # A call can come to its end while it is placed, so it is under way before that.
        verification.wait_for(self, device, number)
        verification.call_count += 1
        verification.pending_call = verification.call_count
        context.repository.save(verification)
        dialogue = call_dialogue(context, verification.id, verification.pending_call)
        try:
            context.channel.place_call(cast("PhoneNumber", number), dialogue)
        except ChannelRefusedError:
            dialogue.ended(CallEnd.FAILED)
            raise


def call_dialogue(context: MethodContext, verification_id: str, call: int, keys: str = "") -> CallDialogue:
    """Return the conversation of call number `call` of a verification, for as long as that waits for it.

    It lives in what is kept, so any process can take it up; `keys` are those that were pressed of a code of more
    keys.
    """
    subject = context.find(verification_id)

    def is_void() -> bool:
        verification = context.find(verification_id)
        return verification is None or verification.pending_call != call

    def apply(change: Callable[[Verification], None]) -> None:
        verification = context.find(verification_id)
        if verification is not None:
            with transaction(context.repository, verification):
                verification.pending_call = 0
                change(verification)

    def failed(verification: Verification, how: CallEnd) -> None:
        verification.apply(Event.FAIL_CALL)
        verification.call_end = how
        context.note(verification, _HAPPENED[how])
        context.notify(verification)

    return CallDialogue(
        CallTexts.of(context.wording),
        lambda: apply(context.verified),
        lambda: apply(context.fraud),
        lambda how: apply(lambda verification: failed(verification, how)),
        verification_id,
        keys,
        call,
        subject.extension if subject else "",
        is_void,
    )
