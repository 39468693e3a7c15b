"""Which numbers may be used at all; a method may refuse more kinds."""

from __future__ import annotations

from typing import Final

from stapsgewijs.identity.rejections import RejectionReason, RequestRejectedError
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

_MAX_EXTENSION_DIGITS: Final = 15
"""Assumed; a number has no more (E.164)."""


def validate_number(text: str, region: str) -> PhoneNumber:
    """Return the number that `text` stands for in `region`; raises `RequestRejectedError` when it cannot be used."""
    try:
        number = PhoneNumber.parse(text, region)
    except PhoneNumberError as error:
        raise RequestRejectedError(_FLAWS[error.flaw]) from error
    if refusal := _REFUSED.get(number.kind):
        raise RequestRejectedError(refusal)
    return number


def validate_extension(text: str) -> str:
    """Return the digits of an extension, or nothing; raises `RequestRejectedError` for anything else."""
    digits = "".join(each for each in text if not each.isspace() and each != "-")
    is_extension = not digits or (digits.isascii() and digits.isdigit() and len(digits) <= _MAX_EXTENSION_DIGITS)
    if not is_extension:
        raise RequestRejectedError(RejectionReason.EXTENSION)
    return digits
