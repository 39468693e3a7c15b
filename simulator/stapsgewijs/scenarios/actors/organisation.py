"""The world of one scenario, over HTTP only: an organisation of its own, its people, phones and faults.

Every scenario makes its own organisation, so two that run at once share nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from stapsgewijs.scenarios.actors.handset import Handset
from stapsgewijs.scenarios.actors.person import Account
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    import httpx

    from stapsgewijs.scenarios.actors.api import Api
    from stapsgewijs.scenarios.label_translation import TranslatedLabel

_WAYS = {"Send me a code by text message": "text_message", "Call me": "phone_call"}
"""English label of a way of verifying → its name in a policy."""

PASSWORD = "Welkom-in-de-simulator"  # noqa: S105  # a person that exists in one scenario only


class Organisation:
    """One organisation of the simulator at `base_url`, made when it is first needed."""

    def __init__(self, api: Api, base_url: str, *, seed: str, name: str = "Contoso") -> None:
        """Prepare an organisation called `name`; with a `seed` its codes are the same in every run."""
        self._simulator = api
        self._base_url = base_url
        self._id = ""
        self._plan: dict[str, Any] = {"name": name, "seed": seed, "people": [], "policy": {}}

    def employs(self, name: str) -> None:
        """Add a person, before the organisation is first used."""
        user = f"{name.casefold()}@contoso.example"
        self._plan["people"].append({"name": name, "user_name": user, "password": PASSWORD})

    def decides(self, **policy: object) -> None:
        """Set rules of the organisation's policy, at once if it exists already."""
        self._plan["policy"].update(policy)
        if self._id:
            self._said(self._api.patch("policy", json=policy))

    def forbids(self, way: TranslatedLabel) -> None:
        """Forbid a way of verifying, whatever its label is in a feature."""
        if way.control is None or way.control.msgid not in _WAYS:
            msg = f"“{way.text}” is no way of verifying; these are {', '.join(_WAYS)}"
            raise StepError(msg)
        self.decides(**{_WAYS[way.control.msgid]: False})

    def sends_through_a_provider(self) -> None:
        """Let the pages send by a provider's protocol, over HTTP, as other systems do."""
        self._exist()
        self._said(self._api.put("sending", {}))

    @property
    def exists(self) -> bool:
        """Whether it has been made in the simulator."""
        return bool(self._id)

    def account(self, name: str) -> Account:
        """Return how the person called `name` signs in."""
        self._exist()
        user = f"{name.casefold()}@contoso.example"
        return Account(f"{self._base_url}/{self._id}/", user, PASSWORD)

    def handset(self, number: str) -> Handset:
        """Return the phone with this number."""
        self._exist()
        return Handset(self._api, number)

    def handset_page(self, number: str) -> str:
        """Return the address of the page of the phone with this number, for people to look at."""
        self._exist()
        return f"{self._base_url}/{self._id}/handsets/{quote(number)}"

    def waits(self, seconds: float) -> None:
        """Put the organisation's clock forward; nobody really waits."""
        self._exist()
        self._said(self._api.post("clock", {"advance": seconds}))

    def close(self) -> None:
        """Remove the organisation and everything in it."""
        if self._id:
            self._said(self._simulator.delete(f"organisations/{self._id}"))

    def _exist(self) -> None:
        if self._id:
            return
        made = self._said(self._simulator.post("organisations", self._plan)).json()
        self._id = made["id"]
        self._api = self._simulator.under(f"organisations/{self._id}")

    @staticmethod
    def _said(answer: httpx.Response) -> httpx.Response:
        if answer.is_error:
            msg = f"the simulator answered {answer.status_code} to {answer.request.url}: {answer.text}"
            raise StepError(msg)
        return answer
