"""The code of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds)."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final
from urllib.parse import parse_qs, urlsplit

from stapsgewijs.labels import Message
from stapsgewijs.scenarios.errors import StepError

_PERIOD_S: Final = 30
_DIGITS: Final = 6


def secret_of(text: str) -> bytes:
    """Return the secret of a text: Base32, with or without spaces, or an `otpauth:` address; raises `StepError`."""
    shown = text.strip()
    if shown.startswith("otpauth:"):
        shown = parse_qs(urlsplit(shown).query).get("secret", [""])[0]
    letters = "".join(shown.split()).replace("-", "").upper().rstrip("=")
    try:
        found = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        found = b""
    if not found:
        told = "this is no secret of an authenticator app: it has letters and the digits 2 to 7 (Base32)"
        raise StepError(Message(told))
    return found


def code_at(secret: bytes, seconds: float) -> str:
    """Return the code at a moment, in seconds since 1970."""
    digest = hmac.digest(secret, int(seconds // _PERIOD_S).to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return str((int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF) % 10**_DIGITS).zfill(_DIGITS)
