"""A phone number as a value that is always valid. The only importer of phonenumbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType


class NumberFlaw(StrEnum):
    """Why something is not a phone number."""

    MISSING = "missing"
    NOT_A_NUMBER = "not a number"
    DOES_NOT_EXIST = "does not exist"


class NumberKind(StrEnum):
    """What is at the other end of a number, as far as its digits tell."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    LANDLINE_OR_MOBILE = "landline or mobile"
    PREMIUM = "premium"
    TOLL_FREE = "toll free"
    VIRTUAL = "virtual"
    OTHER = "other"


class LineType(StrEnum):
    """What is at the other end of a number, in the distinctions of phonenumbers."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    VOIP = "voip"
    PERSONAL = "personal"
    TOLL_FREE = "toll free"
    PREMIUM = "premium"
    SHARED_COST = "shared cost"
    UAN = "company number"
    VOICEMAIL = "voicemail"
    PAGER = "pager"
    UNKNOWN = "unknown"


_LINE_TYPES: Final = {
    PhoneNumberType.MOBILE: LineType.MOBILE,
    # phonenumbers cannot tell them apart there (North America); most are mobile.
    PhoneNumberType.FIXED_LINE_OR_MOBILE: LineType.MOBILE,
    PhoneNumberType.FIXED_LINE: LineType.LANDLINE,
    PhoneNumberType.VOIP: LineType.VOIP,
    PhoneNumberType.PERSONAL_NUMBER: LineType.PERSONAL,
    PhoneNumberType.TOLL_FREE: LineType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: LineType.PREMIUM,
    PhoneNumberType.SHARED_COST: LineType.SHARED_COST,
    PhoneNumberType.UAN: LineType.UAN,
    PhoneNumberType.VOICEMAIL: LineType.VOICEMAIL,
    PhoneNumberType.PAGER: LineType.PAGER,
}


class FormatFlaw(StrEnum):
    """Why digits are not a number that can exist, in the words of Lookup (Twilio Lookup v2, ValidationError)."""

    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    INVALID_BUT_POSSIBLE = "INVALID_BUT_POSSIBLE"
    INVALID_COUNTRY_CODE = "INVALID_COUNTRY_CODE"
    INVALID_LENGTH = "INVALID_LENGTH"
    NOT_A_NUMBER = "NOT_A_NUMBER"


_PARSE_FLAWS: Final = {
    phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: FormatFlaw.INVALID_COUNTRY_CODE,
    phonenumbers.NumberParseException.TOO_SHORT_AFTER_IDD: FormatFlaw.TOO_SHORT,
    phonenumbers.NumberParseException.TOO_SHORT_NSN: FormatFlaw.TOO_SHORT,
    phonenumbers.NumberParseException.TOO_LONG: FormatFlaw.TOO_LONG,
}
_LENGTH_FLAWS: Final = {
    phonenumbers.ValidationResult.TOO_SHORT: FormatFlaw.TOO_SHORT,
    phonenumbers.ValidationResult.TOO_LONG: FormatFlaw.TOO_LONG,
    phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: FormatFlaw.INVALID_COUNTRY_CODE,
    phonenumbers.ValidationResult.INVALID_LENGTH: FormatFlaw.INVALID_LENGTH,
}


@dataclass(frozen=True, slots=True)
class NumberDescription:
    """What digits are, valid or not: `e164` as far as they can be read, `flaws` why they are no number that can exist.

    What is not known of them is None: region (ISO 3166), calling code, national form, and what is at the other end.
    """

    e164: str
    flaws: tuple[FormatFlaw, ...] = ()
    region: str | None = None
    calling_code: str | None = None
    national: str | None = None
    line_type: LineType | None = None


_KINDS: Final = {
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE: NumberKind.LANDLINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.LANDLINE_OR_MOBILE,
    # Company numbers (+31 88) ring on desks: they can be called and not be sent a message, as landlines.
    PhoneNumberType.UAN: NumberKind.LANDLINE,
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
    PhoneNumberType.SHARED_COST: NumberKind.PREMIUM,
    PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    PhoneNumberType.VOIP: NumberKind.VIRTUAL,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.VIRTUAL,
    PhoneNumberType.PAGER: NumberKind.VIRTUAL,
}

_MACHINES: Final = ("+3197",)
"""Beginnings of numbers of devices that phonenumbers calls mobile: the Dutch machine-to-machine range."""


class PhoneNumberError(ValueError):
    """Not a phone number; `flaw` says why."""

    def __init__(self, flaw: NumberFlaw, text: str) -> None:
        """Say what is wrong with `text`."""
        super().__init__(f"{text!r} is not a phone number: {flaw}")
        self.flaw = flaw


@dataclass(frozen=True, slots=True, order=True)
class PhoneNumber:
    """A number that can exist, in E.164 (`+31612345678`)."""

    e164: str

    def __post_init__(self) -> None:
        """Refuse what is not E.164 of a number that can exist."""
        if _parsed(self.e164, None) != self.e164:
            raise PhoneNumberError(NumberFlaw.NOT_A_NUMBER, self.e164)

    @classmethod
    def parse(cls, text: str, region: str) -> PhoneNumber:
        """Read a number as people write it: national for `region` (ISO 3166), or with `+` or `00`.

        Raises `PhoneNumberError` when it is missing, is no number, or does not exist.
        """
        return cls(_parsed(text, region))

    @property
    def kind(self) -> NumberKind:
        """What is at the other end."""
        return _kind_of(self.e164)

    @property
    def international(self) -> str:
        """The number as written for people abroad (`+31 6 12345678`)."""
        return phonenumbers.format_number(phonenumbers.parse(self.e164), PhoneNumberFormat.INTERNATIONAL)

    @property
    def national(self) -> str:
        """The number as people write it in its own country (`06 12345678`)."""
        return phonenumbers.format_number(phonenumbers.parse(self.e164), PhoneNumberFormat.NATIONAL)

    @property
    def region(self) -> str:
        """The region the number belongs to (`NL`); empty for numbers of no region."""
        return _region_of(self.e164)

    def __str__(self) -> str:
        """Return the number in E.164."""
        return self.e164


def describe(text: str, region: str = "") -> NumberDescription:
    """Return what `text` is, with `+`, or national for `region` (ISO 3166; without one, the United States)."""
    if not any(each.isdigit() for each in text) or any(each.isalpha() for each in text):
        return NumberDescription(text, (FormatFlaw.NOT_A_NUMBER,))
    try:
        number = phonenumbers.parse(text, region or "US")
    except phonenumbers.NumberParseException as error:
        return NumberDescription(text, (_PARSE_FLAWS.get(error.error_type, FormatFlaw.NOT_A_NUMBER),))
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    code = str(number.country_code)
    if not phonenumbers.is_valid_number(number):
        reason = phonenumbers.is_possible_number_with_reason(number)
        flaw = _LENGTH_FLAWS.get(reason, FormatFlaw.INVALID_BUT_POSSIBLE)
        return NumberDescription(e164, (flaw,), None, code, national)
    found = phonenumbers.region_code_for_number(number)
    line_type = LineType.VOIP if e164.startswith(_MACHINES) else _LINE_TYPES.get(phonenumbers.number_type(number))
    known = found if found in phonenumbers.SUPPORTED_REGIONS else None
    return NumberDescription(e164, (), known, code, national, line_type or LineType.UNKNOWN)


def calling_codes() -> dict[str, int]:
    """Return every region that phonenumbers knows (ISO 3166 code) with its calling code.

    Read from the table of codes: asking for the code of a region reads everything of that region, 0.1 s for all.
    """
    pairs = ((region, code) for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items() for region in regions)
    return {region: code for region, code in pairs if region in phonenumbers.SUPPORTED_REGIONS}


@lru_cache(maxsize=4096)
def _region_of(e164: str) -> str:
    region = phonenumbers.region_code_for_number(phonenumbers.parse(e164))
    return region if region in phonenumbers.SUPPORTED_REGIONS else ""


@lru_cache(maxsize=4096)
def _kind_of(e164: str) -> NumberKind:
    if e164.startswith(_MACHINES):
        return NumberKind.VIRTUAL
    return _KINDS.get(phonenumbers.number_type(phonenumbers.parse(e164)), NumberKind.OTHER)


@lru_cache(maxsize=4096)
def _parsed(text: str, region: str | None) -> str:
    if not text.strip():
        raise PhoneNumberError(NumberFlaw.MISSING, text)
    if not any(each.isdigit() for each in text) or any(each.isalpha() for each in text):
        # phonenumbers reads letters as the keys of a phone ("geen" is 4336); people here mean digits.
        raise PhoneNumberError(NumberFlaw.NOT_A_NUMBER, text)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise PhoneNumberError(NumberFlaw.NOT_A_NUMBER, text) from None
    if not phonenumbers.is_valid_number(number):
        raise PhoneNumberError(NumberFlaw.DOES_NOT_EXIST, text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
