"""A phone call, in which # is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from stapsgewijs.identity import CallEnd, Device
from stapsgewijs.labels import Message
from stapsgewijs.phone_network import CallStatus
from stapsgewijs.web.flows.answer import AnswerScreen, AnswerWords
from stapsgewijs.web.flows.registry import MethodFlow, Preference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.identity import Verification
    from stapsgewijs.web.flows.verification import VerificationContext

CALL_ENDS: Final = {
    CallEnd.BUSY: "Your phone was busy.",
    CallEnd.NO_ANSWER: "Nobody answered.",
    CallEnd.VOICEMAIL: "The call went to voicemail.",
    CallEnd.HUNG_UP: "The call ended before # was pressed.",
    CallEnd.FAILED: "We could not reach your phone.",
}
_RINGING: Final = "Your phone is ringing …"
_TALKING: Final = "You are connected. Press # on your phone."


class CallScreen(AnswerScreen):
    """What is shown during a call, to whichever phone."""

    words: ClassVar = {
        "enrollment": AnswerWords(
            "Step 2: We're calling your phone",
            ("We are calling {number}.", "Answer your phone and press # when you are asked to."),
        ),
        "sign-in": AnswerWords(
            "We're calling your phone",
            ("We are calling {number}.", "Answer your phone and press # when you are asked to."),
        ),
    }
    again_label = "Call me again"
    look = "See whether the call has ended"
    states: ClassVar = {"": _RINGING, "-connected": _TALKING}
    failures: ClassVar = CALL_ENDS
    sample_extension = "123"

    def status(self, ctx: VerificationContext) -> str:
        """Say whether the phone rings, or somebody has answered."""
        return _TALKING if CallStatus.IN_PROGRESS in _statuses(ctx) else _RINGING

    def failure(self, verification: Verification) -> str:
        """Say how the call ended, when it did not verify."""
        return CALL_ENDS[verification.call_end] if verification.call_end else ""

    def stamp(self, ctx: VerificationContext) -> str:
        """Return the state of the call: one that is answered changes the page as well, though nothing else."""
        statuses = _statuses(ctx)
        return statuses[-1] if statuses else ""

    def told(self, words: AnswerWords, number: str, extension: str) -> tuple[Message, ...]:
        """Say which number is called, and which extension is asked for."""
        said = super().told(words, number, extension)
        if not extension:
            return said
        asked = Message.of("A switchboard that answers is asked for extension {extension}.", extension=extension)
        return (*said[:1], asked, *said[1:])


def _statuses(ctx: VerificationContext) -> Sequence[CallStatus]:
    number = ctx.verification.number
    return [each.status for each in ctx.visit.organisation.network.voice.placed(number)] if number else []


FLOW: Final = MethodFlow(
    "phone_call",
    label="Call me",
    rule="Calls to the authentication phone",
    page="call",
    verify_page="call",
    screen=CallScreen(),
    choice="Call {number}",
    preference=Preference(2, Device.AUTHENTICATION_PHONE, "Call my authentication phone"),
)
