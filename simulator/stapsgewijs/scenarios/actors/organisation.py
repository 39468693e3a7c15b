"""The organisation of one scenario, over HTTP only: its people, phones and faults.

Every scenario creates its own organisation, so two that run at once share nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from stapsgewijs.scenarios.actors.person import Account
from stapsgewijs.scenarios.actors.phone_system import number_sid
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.testing.handset import Handset
from stapsgewijs.testing.people import PersonAccount

if TYPE_CHECKING:
    from stapsgewijs.scenarios.label_translation import TranslatedLabel
    from stapsgewijs.testing.api import Api

_WAYS = {
    "Send me a code by text message": "text_message",
    "Text code to my authentication phone": "text_message",
    "Call me": "phone_call",
    "Call my authentication phone": "phone_call",
    "Office phone": "office_phone",
    "Call my office phone": "office_phone",
    "Receive notifications for verification": "app_notification",
    "Notify me through app": "app_notification",
    "Use verification code": "app_code",
    "Use verification code from app": "app_code",
    "App passwords": "app_passwords",
}
"""English label of what an organisation can forbid → its name in a policy."""

TIMEOUT_S: Final = 5.0
"""Seconds a person waits for a message or a call before saying that none came."""

PASSWORD = "Welkom-in-de-simulator"  # noqa: S105  # a person that exists in one scenario only

NUMBER: Final = "+31612345678"
"""The number of people whom a feature gives none."""


class Organisation:
    """One organisation of the simulator at `base_url`, made when it is first needed."""

    def __init__(
        self, api: Api, base_url: str, *, seed: str, name: str = "Contoso", language: str | None = None
    ) -> None:
        """Prepare an organisation called `name`; with a `seed` its codes are the same in every run.

        `language` is one of those that the simulator was started with, None for its usual one.
        """
        self._simulator = api
        self._base_url = base_url
        self._id = ""
        self._plan: dict[str, Any] = {"name": name, "seed": seed, "people": [], "policy": {}}
        if language is not None:
            self._plan["language"] = language

    def employs(self, name: str) -> None:
        """Add a person, before the organisation is first used."""
        user = _user_name(name)
        self._plan["people"].append({"name": name, "user_name": user, "password": PASSWORD})

    def decides(self, **policy: object) -> None:
        """Set rules of the organisation's policy, at once if it exists already."""
        self._plan["policy"].update(policy)
        if self._id:
            self._api.patch("policy", policy)

    def forbids(self, way: TranslatedLabel) -> None:
        """Forbid a way of verifying, whatever its label is in a feature."""
        if way.msgid not in _WAYS:
            msg = f"“{way.text}” is no way of verifying; these are {', '.join(_WAYS)}"
            raise StepError(msg)
        self.decides(**{_WAYS[way.msgid]: False})

    def sends_through_a_provider(self) -> None:
        """Let the pages send by a provider's protocol, over HTTP, as other systems do."""
        self._exist()
        self._api.put("sending", {})

    def has_number(self, number: str, **settings: str) -> None:
        """Give its account at the provider a number, with settings (`SmsUrl`, `VoiceUrl`)."""
        self._exist()
        self._api.put(f"account/resources/{number_sid(number)}", {"PhoneNumber": number, **settings})

    @property
    def is_product(self) -> bool:
        """Whether it is a product, whose pages are not ours."""
        return False

    @property
    def exists(self) -> bool:
        """Whether it has been made in the simulator."""
        return bool(self._id)

    def account(self, name: str) -> Account:
        """Return how the person called `name` signs in."""
        self._exist()
        return Account(f"{self._base_url}/{self._id}/", _user_name(name), PASSWORD)

    def registered(self, name: str) -> PersonAccount:
        """Return what the person called `name` has registered."""
        self._exist()
        return PersonAccount(self._api, _user_name(name))

    def address(self, path: str) -> str:
        """Return the address of a page (`/settings`), or what is an address already."""
        self._exist()
        return path if "://" in path else f"{self._base_url}/{self._id}/{path.lstrip('/')}"

    def handset(self, number: str) -> Handset:
        """Return the phone with this number."""
        self._exist()
        return Handset(self._api, number, timeout=TIMEOUT_S)

    def handset_page(self, number: str) -> str:
        """Return the address of the page of the phone with this number, for people to look at."""
        self._exist()
        return f"{self._base_url}/{self._id}/handsets/{quote(number)}"

    def waits(self, seconds: float) -> None:
        """Put the organisation's clock forward; nobody really waits."""
        self._exist()
        self._api.post("clock", {"advance": seconds})

    def close(self) -> None:
        """Remove the organisation and everything in it."""
        if self._id:
            self._simulator.delete(f"organisations/{self._id}")

    @property
    def number(self) -> str:
        """The number of a person whom the feature gives none."""
        return NUMBER

    def _exist(self) -> None:
        if self._id:
            return
        self._id = self._simulator.post("organisations", self._plan)["id"]
        self._api = self._simulator.under(f"organisations/{self._id}")


def _user_name(name: str) -> str:
    return f"{'.'.join(name.casefold().split())}@contoso.example"
