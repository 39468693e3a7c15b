"""Which sentence of the catalogue says what: refusals, verdicts, ends of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import CallEnd, Device, RejectionReason, Verdict, Way
from stapsgewijs.labels import Message

if TYPE_CHECKING:
    from datetime import datetime

DEVICES: Final = {
    Device.AUTHENTICATION_PHONE: "Authentication phone",
    Device.OFFICE_PHONE: "Office phone",
    Device.MOBILE_APP: "Mobile app",
}
WAYS: Final = {Way.TEXT_MESSAGE: "Send me a code by text message", Way.PHONE_CALL: "Call me"}

REFUSALS: Final = {
    RejectionReason.NUMBER_MISSING: "Enter your phone number.",
    RejectionReason.NOT_A_NUMBER: "This is not a phone number. Enter it with digits, as 06 12345678.",
    RejectionReason.LANDLINE: "This is a landline, which cannot receive text messages. "
    "Have us call you, or enter a mobile number.",
    RejectionReason.NO_TEXT_MESSAGES: (
        "This number cannot receive text messages. Have us call you, or enter a mobile number."
    ),
    RejectionReason.PREMIUM: "Information and premium-rate numbers cannot be used. Enter another number.",
    RejectionReason.VIRTUAL: "Virtual numbers and numbers of devices cannot be used. Enter another number.",
    RejectionReason.KIND: "This kind of number cannot be used. Enter another number.",
    RejectionReason.NOT_ALLOWED: "Your organisation does not allow this method. Choose another one.",
    RejectionReason.THROTTLED: "This number has received too many codes. Wait a few minutes and try again.",
    RejectionReason.CHANNEL: "We could not send a message to this number. Enter another number.",
    RejectionReason.APP_PASSWORDS: "You have as many app passwords as one person can have.",
}
VERDICTS: Final = {
    Verdict.MISSING: "Enter the code from the message.",
    Verdict.WRONG: "This code is not right. Check the message and try again.",
    Verdict.EXPIRED: "This code has expired. Have a new code sent.",
    Verdict.USED: "This code has been used before. Have a new code sent.",
    Verdict.LOCKED_OUT: "A wrong code was entered too many times. Begin again.",
}
CALL_ENDS: Final = {
    CallEnd.BUSY: "Your phone was busy.",
    CallEnd.NO_ANSWER: "Nobody answered.",
    CallEnd.VOICEMAIL: "The call went to voicemail.",
    CallEnd.HUNG_UP: "The call ended before # was pressed.",
    CallEnd.FAILED: "We could not reach your phone.",
}


def rejection_message(refusal: RejectionReason, *, region: str = "", until: datetime | None = None) -> Message:
    """Return the sentence for a refusal; `region` is a name to show, `until` when a block ends."""
    if refusal is RejectionReason.BLOCKED:
        template = "Verification is blocked for you until {date}, because fraud was reported. Ask your administrator."
        return Message.of(template, date=f"{until:%d-%m-%Y}" if until else "…")
    if refusal is RejectionReason.NUMBER_DOES_NOT_EXIST:
        if region:
            template = "This number does not exist in {region}. Check the number and the country or region."
            return Message.of(template, region=region)
        return Message("This number does not exist. Check the number and the country or region.")
    return Message(REFUSALS[refusal])
