"""The setting that an organisation sends through a provider, and the requests that the provider makes to it."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Protocol

from stapsgewijs.phone_network.twilio.serializers import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_network.network import PhoneNetwork

_SETTING: Final = "sending"


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Where an organisation sends to, as whom, from which number; `callbacks` is its own address for the provider."""

    url: str
    account: str
    token: str
    sender: str
    callbacks: str

    def address(self, resource: str) -> str:
        """Return where messages (`Messages`) or calls (`Calls`) are made."""
        return f"{self.url.rstrip('/')}/{VERSION}/Accounts/{self.account}/{resource}.json"

    @property
    def authorization(self) -> str:
        """The header that says who it is (Basic)."""
        return "Basic " + base64.b64encode(f"{self.account}:{self.token}".encode()).decode()


class TwimlWebhook(Protocol):
    """Who answers a provider that comes back: what to say on a call, and that a call is over."""

    def answer(self, subject: str, call: int, form: Mapping[str, str]) -> str:
        """Return TwiML; raises `LookupError` for a call that nobody placed."""

    def ended(self, subject: str, call: int, form: Mapping[str, str]) -> None:
        """Take note that a call is over; raises `LookupError`, idem."""


def get_provider(network: PhoneNetwork) -> ProviderSettings | None:
    """Return the provider through which an organisation sends; None: it sends straight into its own network."""
    setting = network.get_setting(_SETTING)
    return ProviderSettings(**setting) if setting else None


def set_provider(network: PhoneNetwork, sending: ProviderSettings | None) -> None:
    """Let an organisation send through a provider, or straight again."""
    network.put_setting(_SETTING, asdict(sending) if sending else {})
