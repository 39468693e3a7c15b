"""The fields of a resource that is kept: name, default, and how each is read from a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.twilio.errors import ProviderError
from stapsgewijs.phone_network.twilio.parameters import WHOLE_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network.twilio.requests import ApiRequest

_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its name in the JSON; `parameter` is its name in a form. `read` raises `ProviderError`."""

    name: str
    default: Any
    read: Callable[[ApiRequest, str], Any]

    @property
    def parameter(self) -> str:
        """Its name in a form: `sms_url` is `SmsUrl`."""
        return "".join(each[0].upper() + each[1:] for each in self.name.split("_"))


def text(name: str, default: str | None = None, *, most: int = 1000, code: int = 20001) -> Field:
    """Return a field with at most so many characters."""

    def read(request: ApiRequest, parameter: str) -> str | None:
        given = request.form.get(parameter)
        if len(given) > most:
            raise ProviderError(code, f"{parameter} has {len(given)} characters; at most {most}")
        return given or default

    return Field(name, default, read)


def flag(name: str, *, default: bool, code: int = 20001) -> Field:
    """Return a field that is true or false."""

    def read(request: ApiRequest, parameter: str) -> bool:
        given = request.form.get(parameter).strip().lower()
        if given not in _FLAGS:
            raise ProviderError(code, f"{parameter}={given[:40]!r} is neither true nor false")
        return _FLAGS[given]

    return Field(name, default, read)


def number(name: str, default: int | None, least: int, most: int, code: int = 20001) -> Field:
    """Return a field that is a whole number in a range."""

    def read(request: ApiRequest, parameter: str) -> int:
        given = request.form.get(parameter)
        if not WHOLE_NUMBER.fullmatch(given) or not least <= int(given) <= most:
            raise ProviderError(code, f"{parameter}={given[:40]!r} is not a whole number between {least} and {most}")
        return int(given)

    return Field(name, default, read)


def choice(name: str, default: str | None, *known: str, code: int = 20001) -> Field:
    """Return a field that is one of the `known` values."""

    def read(request: ApiRequest, parameter: str) -> str:
        given = request.form.get(parameter)
        if given not in known:
            raise ProviderError(code, f"{parameter}={given[:40]!r} is not {' or '.join(known)}")
        return given

    return Field(name, default, read)


def url(name: str, code: int, default: str | None = "") -> Field:
    """Return a field with an address that may be called back."""

    def read(request: ApiRequest, parameter: str) -> str | None:
        given = request.form.address(parameter, code)
        if given and (why := request.outgoing.blocked_reason(given)):
            raise ProviderError(code, f"{parameter}: {why}")
        return given or default

    return Field(name, default, read)


def method(name: str, default: str = "POST") -> Field:
    """Return a field with the method of a request that is to be made."""
    return Field(name, default, lambda request, parameter: request.form.method(parameter))
