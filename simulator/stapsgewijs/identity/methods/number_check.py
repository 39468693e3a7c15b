"""Whether a number may be used in a way: kinds of numbers against ways of verifying."""

from __future__ import annotations

from typing import Final

from stapsgewijs.identity.methods.registry import Way
from stapsgewijs.identity.refusals import RejectionReason, RequestRejectedError
from stapsgewijs.phone_numbers import NumberFlaw, NumberKind, PhoneNumber, PhoneNumberError

_FLAWS: Final = {
    NumberFlaw.MISSING: RejectionReason.NUMBER_MISSING,
    NumberFlaw.NOT_A_NUMBER: RejectionReason.NOT_A_NUMBER,
    NumberFlaw.DOES_NOT_EXIST: RejectionReason.NUMBER_DOES_NOT_EXIST,
}

_REFUSED: Final = {
    # Toll fraud: OWASP MFA cheat sheet. Virtual numbers: documented, ED concept-registration-mfa-sspr-combined.md.
    NumberKind.PREMIUM: RejectionReason.PREMIUM,
    NumberKind.VIRTUAL: RejectionReason.VIRTUAL,
    NumberKind.OTHER: RejectionReason.KIND,
}

_NO_MESSAGES: Final = {
    NumberKind.LANDLINE: RejectionReason.LANDLINE,
    NumberKind.TOLL_FREE: RejectionReason.NO_TEXT_MESSAGES,
}


def checked_number(text: str, region: str, way: Way) -> PhoneNumber:
    """Return the number that `text` stands for; raises `RequestRejectedError` when it cannot be used in this way."""
    try:
        number = PhoneNumber.parse(text, region)
    except PhoneNumberError as error:
        raise RequestRejectedError(_FLAWS[error.flaw]) from error
    if refusal := _REFUSED.get(number.kind):
        raise RequestRejectedError(refusal)
    if way is Way.TEXT_MESSAGE and (refusal := _NO_MESSAGES.get(number.kind)):
        raise RequestRejectedError(refusal)
    return number
