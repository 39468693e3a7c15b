"""The provider account of an organisation: its account SID and auth token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_network.network import PhoneNetwork

ACCOUNT_SETTING: Final = "account"
"""The setting of a network with the `sid` and the `token` that it was given."""
_SID: Final = re.compile(r"AC[0-9a-f]{32}")
_URL: Final = re.compile(
    r"(?P<scheme>[a-z]+://)(?:[^/?#]*@)?(?P<host>[^/?#]*?)(?P<port>:\d*)?(?P<rest>(?:[/?][^#]*)?)(?:#.*)?",
    re.IGNORECASE,
)


class AccountError(ValueError):
    """Not an account SID or auth token; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account: `sid` is `AC` and 32 hexadecimal digits; `token` signs callbacks and is the password."""

    sid: str
    token: str

    def __post_init__(self) -> None:
        """Refuse what the official SDK could not send, or what would be no secret."""
        if not _SID.fullmatch(self.sid):
            msg = f"{self.sid!r} is no account SID; one is AC and 32 hexadecimal digits in lower case"
            raise AccountError(msg)
        if not self.token.strip() or not self.token.isascii() or ":" in self.token:
            msg = "an auth token is ASCII, without colon, and not empty"
            raise AccountError(msg)

    @classmethod
    def of_organisation(cls, organisation: str, secret: str) -> Account:
        """Return the account that an organisation has by itself: the same one every time, for each `secret`.

        The account SID follows from the name; the auth token cannot be guessed, on loopback neither: a page of
        another site, in a browser on this machine, could otherwise send with it.
        """
        return cls(*_made_of(organisation, secret))

    def authenticates(self, user: str, password: str) -> bool:
        """Return whether these are the credentials of the account."""
        return hmac.compare_digest(
            f"{self.sid}:{self.token}".encode(), f"{user}:{password}".encode(errors="surrogatepass")
        )


@lru_cache(maxsize=1024)
def _made_of(organisation: str, secret: str) -> tuple[str, str]:
    sid = "AC" + hashlib.sha256(f"account of {organisation}".encode()).hexdigest()[:32]
    return sid, hmac.new(secret.encode(), sid.encode(), "sha256").hexdigest()[:32]


def get_account(network: PhoneNetwork) -> Account | None:
    """Return the account that was noted for a network, if one was."""
    noted = network.get_setting(ACCOUNT_SETTING)
    return Account(**noted) if noted else None


def set_account(network: PhoneNetwork, account: Account) -> None:
    """Give a network its account, in place of the one it had."""
    network.put_setting(ACCOUNT_SETTING, {"sid": account.sid, "token": account.token})


SIGNATURE: Final = "X-Twilio-Signature"


def signed_url(url: str, *, is_voice: bool) -> str:
    """Return what is signed of a URL: without user name and password; of a voice request over https without the port.

    Documented by the provider (webhook security). A fragment is never sent, so that nobody could have signed it.
    """
    parts = _URL.fullmatch(url)
    if parts is None:
        return url
    port = "" if is_voice and parts["scheme"].lower() == "https://" else parts["port"] or ""
    return f"{parts['scheme']}{parts['host']}{port}{parts['rest']}"


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """Return the signature of a request: HMAC-SHA1 over the URL and each field by name, in Base64.

    Documented by the provider (webhook security). Of a GET the fields are in the URL, and `form` is empty.
    """
    signed = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
