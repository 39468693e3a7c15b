"""The signature of the provider's requests, by which a system recognises them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNATURE: Final = "X-Twilio-Signature"


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """Return the signature of a request: HMAC-SHA1 over the URL and each field by name, in Base64.

    Documented by the provider (webhook security). Of a GET the fields are in the URL, and `form` is empty.
    """
    signed = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
