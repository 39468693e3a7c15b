"""Finds the organisation of a request by account SID and auth token (Basic)."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from stapsgewijs.phone_network.twilio import ProviderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_network.twilio import Account
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.state import SimulatorState


def credentials(headers: Mapping[bytes, bytes]) -> tuple[str, str]:
    """Return user name and password; raises `ProviderError` when there are none."""
    kind, _, given = headers.get(b"authorization", b"").partition(b" ")
    if kind.lower() != b"basic":
        raise ProviderError(20003, "send the account SID and the auth token as user name and password (Basic)")
    try:
        user, colon, password = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise ProviderError(20003, "the credentials are no Basic credentials") from None
    if not colon:
        raise ProviderError(20003, "the credentials have no password")
    return user, password


class Accounts:
    """All accounts of a simulator."""

    def __init__(self, site: SimulatorState) -> None:
        """Look for them in `site`."""
        self._site = site
        self._seen: dict[str, str] = {}

    def signed_in(self, given: tuple[str, str]) -> tuple[Organisation, Account]:
        """Return the organisation with these credentials, and its account; raises `ProviderError`."""
        user, password = given
        for organisation in self._likely(user):
            account = self._site.account(organisation)
            if account.admits(user, password):
                self._seen[user] = organisation.id
                return organisation, account
        raise ProviderError(20003, f"{user[:40]!r}; GET /api/v1/account says which they are")

    def _likely(self, user: str) -> tuple[Organisation, ...]:
        """Return every organisation, the one in front that this user signed in at before."""
        there = self._site.organisations.all()
        known = self._seen.get(user)
        first = tuple(each for each in there if each.id == known) if known else ()
        return first + there
