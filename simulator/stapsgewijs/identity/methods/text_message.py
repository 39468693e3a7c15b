"""A code by text message."""

# ruff: noqa: D102  # what a method does is documented on `VerificationMethod`

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from stapsgewijs.identity.methods.entered_code import EnteredCodeMethod
from stapsgewijs.identity.methods.registry import Device
from stapsgewijs.identity.rejections import RejectionReason
from stapsgewijs.phone_numbers import NumberKind

if TYPE_CHECKING:
    from stapsgewijs.identity.methods.registry import MethodContext
    from stapsgewijs.phone_numbers import PhoneNumber

MESSAGE: Final = "{code} is your verification code for {organisation}."

_NO_MESSAGES: Final = {
    NumberKind.LANDLINE: RejectionReason.LANDLINE,
    NumberKind.TOLL_FREE: RejectionReason.NO_TEXT_MESSAGES,
}


class TextMessage(EnteredCodeMethod):
    """For the authentication phone only: office phones are never sent a message.

    Documented in ED concept-authentication-phone-options.md.
    """

    id = "text_message"
    devices = (Device.AUTHENTICATION_PHONE,)
    policy_field = "text_message"

    def number_rejection(self, number: PhoneNumber) -> RejectionReason | None:
        return _NO_MESSAGES.get(number.kind)

    def deliver(self, digits: str, number: PhoneNumber | None, context: MethodContext) -> None:
        context.channel.send_message(cast("PhoneNumber", number), context.wording(MESSAGE, code=digits))
