"""A request to the provider's API: who asks, what for, and the parts of the simulator that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.faults.rules import Fault, Kind
    from stapsgewijs.phone_network.http_port import HttpClient
    from stapsgewijs.phone_network.network import PhoneNetwork
    from stapsgewijs.phone_network.provider_resources import ResourceRepository
    from stapsgewijs.phone_network.twilio.accounts import Account
    from stapsgewijs.phone_network.twilio.parameters import Form

Answer = tuple[int, dict[str, Any] | None]
"""HTTP status and JSON."""


class CodeSource(Protocol):
    """What makes codes up."""

    def digits(self, count: int) -> str:
        """Return so many digits."""


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request of an account that has signed in.

    `path` has no query; `base_url` is scheme and host as the client gave them (`https://verify.twilio.com`).
    `form` are the fields, `json` the body of the few resources that take JSON. `fault` returns what is to go wrong.
    """

    account: Account
    name: str
    network: PhoneNetwork
    clock: Clock
    outgoing: HttpClient
    codes: CodeSource
    method: str
    path: str
    form: Form
    base_url: str
    fault: Callable[[Kind], Fault | None]
    json: dict[str, Any] | None = None

    @property
    def resources(self) -> ResourceRepository:
        """What the account keeps."""
        return self.network.resources

    def new_sid(self, kind: str) -> str:
        """Return a SID that nothing has yet: two letters and 32 hexadecimal digits."""
        return f"{kind}{self.network.context.ids.token()}"
