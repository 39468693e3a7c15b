"""One-time codes of an authenticator app (RFC 4226, RFC 6238), and what its QR codes hold.

Secrets are bytes; as text they are Base32 (RFC 4648) without padding. Moments are seconds since 1970. Two payloads are
known: `otpauth:` addresses, which every app reads (the "Key Uri Format" of the google-authenticator project), and that
of the service itself, with which its own app is activated. Standard library only, because the rules import it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

DEFAULT_DIGITS: Final = 6
DEFAULT_PERIOD_S: Final = 30
MAX_PERIOD_S: Final = 3600
_DIGITS: Final = frozenset({6, 7, 8})
"""RFC 4226 §5.3: at least 6, possibly 7 and 8."""
_BASE32: Final = re.compile(r"[A-Za-z2-7]+")
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015]+")
_TOTP, _HOTP = "totp", "hotp"


class Algorithm(StrEnum):
    """The hash under the HMAC."""

    SHA1 = "SHA1"
    SHA256 = "SHA256"
    SHA512 = "SHA512"


class Flaw(StrEnum):
    """Why a text is no secret, or no payload of an authenticator app."""

    NO_SECRET = "no secret"  # noqa: S105  # it says that there is none
    NO_PAYLOAD = "no payload of an authenticator app"
    COUNTS = "codes that count (hotp) instead of running with the time"
    ALGORITHM = "an unknown algorithm"
    DIGITS = "codes of another length than 6 to 8 digits"
    PERIOD = "a period that is no number of seconds from 1 to 3600"
    TWICE = "a parameter that is there twice"
    NO_CODE = "no activation code"
    NO_URL = "no activation address"


class PayloadError(ValueError):
    """A secret or payload that cannot be used; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        """Say what is wrong; the text itself is not repeated: it may be a secret."""
        super().__init__(f"this is not for an authenticator app: {flaw}")
        self.flaw = flaw


def decode_secret(text: str) -> bytes:
    """Return the secret of Base32 as people and pages write it: any case, with spaces, hyphens or padding.

    Raises `PayloadError` for anything else, and for Base32 that was cut off.
    """
    letters = _SEPARATORS.sub("", text).rstrip("=")
    if not _BASE32.fullmatch(letters):
        raise PayloadError(Flaw.NO_SECRET)
    try:
        return base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))
    except binascii.Error:
        raise PayloadError(Flaw.NO_SECRET) from None


def encode_secret(secret: bytes) -> str:
    """Return a secret as Base32, without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def hotp(secret: bytes, counter: int, *, digits: int = DEFAULT_DIGITS, algorithm: Algorithm = Algorithm.SHA1) -> str:
    """Return the code of a counter (RFC 4226 §5.3), with its leading zeros."""
    digest = hmac.digest(secret, counter.to_bytes(8, "big"), algorithm.lower())
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


@dataclass(frozen=True, slots=True)
class Totp:
    """Codes that run with the time (RFC 6238 §4, T0 = 0): a new one every `period_s` seconds."""

    secret: bytes
    digits: int = DEFAULT_DIGITS
    period_s: int = DEFAULT_PERIOD_S
    algorithm: Algorithm = Algorithm.SHA1

    def __post_init__(self) -> None:
        """Refuse what no app can make codes of; raises `PayloadError`."""
        if not self.secret:
            raise PayloadError(Flaw.NO_SECRET)
        if self.digits not in _DIGITS:
            raise PayloadError(Flaw.DIGITS)
        if not 1 <= self.period_s <= MAX_PERIOD_S:
            raise PayloadError(Flaw.PERIOD)

    def step(self, at: float) -> int:
        """Return the number of the period that the moment is in."""
        return int(at // self.period_s)

    def code_of_step(self, step: int) -> str:
        """Return the code of a period."""
        return hotp(self.secret, step, digits=self.digits, algorithm=self.algorithm)

    def code(self, at: float) -> str:
        """Return the code at a moment."""
        return self.code_of_step(self.step(at))

    def seconds_left(self, at: float) -> int:
        """Return in how many whole seconds there is another code: 1 to `period_s`."""
        return self.period_s - int(at % self.period_s)

    def matching_step(self, code: str, at: float, *, window: int = 1) -> int | None:
        """Return the newest period with this code, at most `window` periods before or after the moment; None: none.

        Whether that period's code was used before is for the caller to know (RFC 6238 §5.2). Takes as long for a wrong
        code as for a right one.
        """
        now = self.step(at)
        given = code.encode("utf-8", "surrogatepass")
        steps = range(max(now - window, 0), now + window + 1)
        equal = [each for each in steps if hmac.compare_digest(self.code_of_step(each).encode(), given)]
        return equal[-1] if equal else None


@dataclass(frozen=True, slots=True)
class OtpAuth:
    """An `otpauth:` address: an account for any authenticator app."""

    totp: Totp
    issuer: str = ""
    account: str = ""

    def uri(self) -> str:
        """Return the address; what is as usual (SHA1, 6 digits, 30 s) is left out, since some apps refuse it.

        Neither name can hold a colon (Key Uri Format); one in it becomes a space.
        """
        issuer, account = _without_colon(self.issuer), _without_colon(self.account)
        label = ":".join(quote(each, safe="@") for each in (issuer, account) if each)
        parameters = {
            "secret": encode_secret(self.totp.secret),
            "issuer": issuer,
            "algorithm": "" if self.totp.algorithm is Algorithm.SHA1 else str(self.totp.algorithm),
            "digits": "" if self.totp.digits == DEFAULT_DIGITS else str(self.totp.digits),
            "period": "" if self.totp.period_s == DEFAULT_PERIOD_S else str(self.totp.period_s),
        }
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items() if value)
        return f"otpauth://{_TOTP}/{label}?{query}"


@dataclass(frozen=True, slots=True)
class Activation:
    """The service's own payload: with this code, sent to this address, its app gets an account."""

    code: str
    url: str

    def __post_init__(self) -> None:
        """Refuse what cannot be an activation; raises `PayloadError`."""
        if not re.fullmatch(r"[0-9A-Za-z]{1,64}", self.code):
            raise PayloadError(Flaw.NO_CODE)
        if _scheme(self.url) not in {"http", "https"} or not _host(self.url):
            raise PayloadError(Flaw.NO_URL)

    @classmethod
    def typed(cls, code: str, url: str) -> Activation:
        """Return the activation of what a person typed: spaces in it do not count; raises `PayloadError`."""
        return cls(_SEPARATORS.sub("", code), "".join(url.split()))

    def uri(self) -> str:
        """Return the payload for a QR code."""
        return f"phonefactor://activate_account?code={self.code}&url={quote(self.url, safe='')}"


Payload = OtpAuth | Activation
"""What an authenticator app can read from a QR code."""


def parse_payload(text: str) -> Payload:
    """Return what the text of a QR code says; raises `PayloadError`."""
    shown = text.strip()
    try:
        parts = urlsplit(shown)
        kind, path = parts.netloc.casefold(), parts.path
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        raise PayloadError(Flaw.NO_PAYLOAD) from None
    given = dict(pairs)
    if parts.scheme not in {"otpauth", "phonefactor"}:
        raise PayloadError(Flaw.NO_PAYLOAD)
    if len(set(pairs)) > len(given):
        raise PayloadError(Flaw.TWICE)
    if parts.scheme == "phonefactor":
        if kind != "activate_account":
            raise PayloadError(Flaw.NO_PAYLOAD)
        return Activation.typed(given.get("code", ""), given.get("url", ""))
    if kind == _HOTP:
        raise PayloadError(Flaw.COUNTS)
    if kind != _TOTP:
        raise PayloadError(Flaw.NO_PAYLOAD)
    prefix, colon, account = unquote(path.removeprefix("/")).partition(":")
    issuer = given.get("issuer", "").strip() or (prefix.strip() if colon else "")
    return OtpAuth(_totp_of(given), issuer, (account if colon else prefix).strip())


def _totp_of(given: dict[str, str]) -> Totp:
    named = given.get("algorithm", "").upper().replace("-", "").removeprefix("HMAC") or Algorithm.SHA1
    if named not in set(Algorithm):
        raise PayloadError(Flaw.ALGORITHM)
    digits = _number(given.get("digits", ""), DEFAULT_DIGITS, Flaw.DIGITS)
    period = _number(given.get("period", ""), DEFAULT_PERIOD_S, Flaw.PERIOD)
    return Totp(decode_secret(given.get("secret", "")), digits, period, Algorithm(named))


def _number(text: str, default: int, flaw: Flaw) -> int:
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise PayloadError(flaw)
    return int(text)


def _without_colon(name: str) -> str:
    return " ".join(name.replace(":", " ").split())


def _scheme(url: str) -> str:
    return url.partition(":")[0].casefold()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
