"""The parameters of a request to the provider: parsed and refused in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_numbers import PhoneNumber, PhoneNumberError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_METHODS: Final = {"GET", "POST"}
WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,9}")
"""A number that a field may have, before its range is looked at."""
ALPHANUMERIC: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")
"""An alphanumeric sender id: at most 11 characters, at least one letter (documented by the provider)."""
_SHORT_CODE: Final = re.compile(r"[0-9]{3,8}")
MAGIC_SENDERS: Final = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
"""Numbers of the provider's test credentials that refuse to send; +15005550006 sends."""
_TEST_NUMBERS: Final = re.compile(r"\+1500555\d{4}")


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted (or asked in the query): each field with all of its values."""

    fields: Mapping[str, Sequence[str]]

    def get(self, name: str) -> str:
        """Return a field, or nothing; of several values the last one counts."""
        return self.fields[name][-1] if self.fields.get(name) else ""

    def get_all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field."""
        return tuple(self.fields.get(name, ()))

    def contains(self, name: str) -> bool:
        """Return whether a field was given, empty or not."""
        return name in self.fields

    def number(self, name: str, otherwise: int, least: int, most: int) -> int:
        """Return a field that is a whole number; raises `ProviderError`."""
        given = self.get(name)
        if not given:
            return otherwise
        if not WHOLE_NUMBER.fullmatch(given) or not least <= int(given) <= most:
            raise ProviderError(20001, f"{name}={given[:40]!r} is not a whole number between {least} and {most}")
        return int(given)

    def method(self, name: str) -> str:
        """Return the method of a request that is to be made: POST, or GET."""
        given = (self.get(name) or "POST").upper()
        if given not in _METHODS:
            raise ProviderError(20001, f"{name}={given[:40]!r} is neither GET nor POST")
        return given

    def address(self, name: str, code: int) -> str:
        """Return a field that is an absolute URL, or nothing; raises `ProviderError` with `code`."""
        given = self.get(name).strip()
        if not given:
            return ""
        try:
            parts = urlsplit(given)
            is_good = parts.scheme in {"http", "https"} and bool(parts.hostname)
            parts.port  # noqa: B018  # reading it refuses what is no port
        except ValueError:
            is_good = False
        if not is_good:
            raise ProviderError(code, f"{given[:200]!r} is not an address that begins with http:// or https://")
        return given

    def moment(self, name: str) -> datetime | None:
        """Return a field that is a date or a time (ISO 8601; UTC unless it says otherwise)."""
        given = self.get(name)
        if not given:
            return None
        try:
            found = datetime.fromisoformat(given)
        except ValueError:
            raise ProviderError(20001, f"{name}={given[:40]!r} is not a time as 2026-11-24T09:30:00Z") from None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def span(self, name: str) -> tuple[datetime | None, datetime | None]:
        """Return from when (inclusive) until when (exclusive) items are wanted: `name`, or `name>` and `name<`."""
        exact = self.moment(name)
        if exact is None:
            return self.moment(f"{name}>"), self.moment(f"{name}<")
        return exact, exact + (timedelta(days=1) if _is_day(self.get(name)) else timedelta(seconds=1))


def receiver(given: str, *, missing: int, wrong: int) -> PhoneNumber:
    """Return the number that a message or call is for, which has to begin with + (or 00)."""
    if not given.strip():
        raise ProviderError(missing)
    try:
        return PhoneNumber.parse(given, "ZZ")
    except PhoneNumberError as error:
        raise ProviderError(wrong, f"{error}; write it as +31612345678") from None


def sender(given: str, *, names: bool) -> str:
    """Return who sends: a number in E.164, or (with `names`) a short code or an alphanumeric sender id."""
    if given in MAGIC_SENDERS:
        raise ProviderError(MAGIC_SENDERS[given], given)
    if _TEST_NUMBERS.fullmatch(given):
        return given
    if names and (ALPHANUMERIC.fullmatch(given) or _SHORT_CODE.fullmatch(given)):
        return given
    try:
        return PhoneNumber.parse(given, "ZZ").e164
    except PhoneNumberError:
        advice = "write a number as +31612345678"
        if names:
            advice += ", or a name of at most 11 letters and digits"
        raise ProviderError(21212, f"{given[:40]!r}; {advice}") from None


def is_number(party: str) -> bool:
    """Return whether somebody can be answered: a number or a short code, no name."""
    return bool(_SHORT_CODE.fullmatch(party) or (party.startswith("+") and party[1:].isdigit()))


def _is_day(given: str) -> bool:
    try:
        date.fromisoformat(given)
    except ValueError:
        return False
    return True
