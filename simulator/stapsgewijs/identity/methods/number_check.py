"""Whether a number may be used in a way: kinds of numbers against ways of verifying."""

from __future__ import annotations

from typing import Final

from stapsgewijs.identity.methods.registry import Way
from stapsgewijs.identity.refusals import Refusal, RefusedError
from stapsgewijs.phone_numbers import NumberFlaw, NumberKind, PhoneNumber, PhoneNumberError

_FLAWS: Final = {
    NumberFlaw.MISSING: Refusal.NUMBER_MISSING,
    NumberFlaw.NOT_A_NUMBER: Refusal.NOT_A_NUMBER,
    NumberFlaw.DOES_NOT_EXIST: Refusal.NUMBER_DOES_NOT_EXIST,
}

_REFUSED: Final = {
    # Toll fraud: OWASP MFA cheat sheet. Virtual numbers: documented, ED concept-registration-mfa-sspr-combined.md.
    NumberKind.PREMIUM: Refusal.PREMIUM,
    NumberKind.VIRTUAL: Refusal.VIRTUAL,
    NumberKind.OTHER: Refusal.KIND,
}

_NO_MESSAGES: Final = {
    NumberKind.LANDLINE: Refusal.LANDLINE,
    NumberKind.TOLL_FREE: Refusal.NO_TEXT_MESSAGES,
}


def checked_number(text: str, region: str, way: Way) -> PhoneNumber:
    """Return the number that `text` stands for; raises `RefusedError` when it cannot be used in this way."""
    try:
        number = PhoneNumber.parse(text, region)
    except PhoneNumberError as error:
        raise RefusedError(_FLAWS[error.flaw]) from error
    if refusal := _REFUSED.get(number.kind):
        raise RefusedError(refusal)
    if way is Way.TEXT_MESSAGE and (refusal := _NO_MESSAGES.get(number.kind)):
        raise RefusedError(refusal)
    return number
