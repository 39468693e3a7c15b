"""The phone network of a test run: a running one, or one that is started for it."""

from __future__ import annotations

import itertools
import random
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.testing.api import Api
from stapsgewijs.testing.http import HttpClient
from stapsgewijs.testing.organisation import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator

_AREAS: Final = (202, 212, 213, 303, 305, 312, 404, 415, 503, 617, 702, 713)
_MAX_NAME_CHARS: Final = 80


class PhoneNetwork:
    """A phone network at `url` (`http://127.0.0.1:…`)."""

    def __init__(self, http: HttpClient, url: str) -> None:
        """Speak to the one at `url`."""
        self.url = url.rstrip("/")
        self._api = Api(http, f"{self.url}/api/v1")
        self._numbers = itertools.cycle(fictional_numbers())

    def __repr__(self) -> str:
        """Return its address."""
        return f"PhoneNetwork({self.url!r})"

    def organisation(self, name: str = "Contoso", **wish: Any) -> Organisation:  # noqa: ANN401  # JSON
        """Make an organisation, a context manager; `wish` are fields of `POST /organisations` (`policy`, `people`)."""
        made = self._api.post("organisations", {"name": name[:_MAX_NAME_CHARS], **wish})
        return Organisation(self._api, made, lambda: next(self._numbers))


def fictional_numbers() -> list[str]:
    """Return numbers that are reserved for fiction, shuffled: +1 … 555 0100 to 0199.

    Nobody has them, so nobody is called by a system that sends for real by mistake. There is no such range of
    Dutch mobile numbers.
    """
    numbers = [f"+1{area}55501{last:02}" for area in _AREAS for last in range(100)]
    random.SystemRandom().shuffle(numbers)
    return numbers


@contextmanager
def connected(url: str, token: str = "") -> Iterator[PhoneNetwork]:
    """Give the phone network at `url`, while the block lasts; `token` is the one that it was started with."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with HttpClient(headers) as http:
        yield PhoneNetwork(http, url)


@contextmanager
def started(callback_ca: str = "") -> Iterator[PhoneNetwork]:
    """Start a phone network on a free port of this machine, while the block lasts.

    `callback_ca` is a file with the certificate authority of a system that is called back over https.
    """
    from stapsgewijs import bootstrap  # noqa: PLC0415  # with an address there is no web server to load

    authorities = (Path(callback_ca),) if callback_ca else ()
    with (
        bootstrap.running_server(bootstrap.build_app(callback_authorities=authorities)) as url,
        connected(url) as network,
    ):
        yield network
