"""The port for requests to the system under test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping


_CREDENTIALS: Final = re.compile(r"://[^/?#\s]*@")


def without_password(url: str) -> str:
    """Return a URL as messages and logs have it: `…` for user name and password."""
    return _CREDENTIALS.sub("://…@", url)


class HttpClientError(Exception):
    """A request that was not made or not answered; the message says to where, why, and what to do."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What came back: HTTP status, media type (without parameters) and at most the first 64 KB of the body."""

    status: int
    content_type: str
    body: bytes


class HttpClient(Protocol):
    """Makes requests to loopback and to hosts that were named on the command line; refuses all others."""

    async def send(
        self,
        method: str,
        url: str,
        form: Mapping[str, str],
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Send `form` (as a query with GET) and return the answer; never follows redirects to elsewhere.

        With a `key` (an auth token) the request carries `X-Twilio-Signature`. Raises `HttpClientError`.
        """

    async def close(self) -> None:
        """Let go of what is under way: the simulator stops."""

    def blocked_reason(self, url: str) -> str:
        """Return why no request may be made to `url`, in one sentence; empty when one may."""

    def enqueue(self, work: Coroutine[None, None, None], *, queue: str) -> bool:
        """Do `work` when everything that was started before with the same `queue` has been done.

        Returns False, and never does it, when so much waits already that this would never come to its turn.
        """


class OutgoingByOrganisation(Protocol):
    """Requests of all organisations; each has connections and a queue of its own, so that none waits for another."""

    def of(self, organisation_id: str) -> HttpClient:
        """Return what makes the requests of one organisation."""

    def blocked_reason(self, url: str) -> str:
        """Return why no request may be made to `url`, in one sentence; empty when one may."""

    def forget(self, organisation_id: str) -> None:
        """Give up what is under way for an organisation that is removed."""

    async def close(self) -> None:
        """Let go of what is under way: the simulator stops."""
