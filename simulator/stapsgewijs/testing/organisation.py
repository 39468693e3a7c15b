"""One organisation of a phone network, for one test: phones, faults and a clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.testing.handset import HOME_REGION, Handset
from stapsgewijs.testing.items import Call, Message
from stapsgewijs.testing.people import PersonAccount

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from stapsgewijs.testing.api import Api


@dataclass(frozen=True, slots=True)
class Account:
    """With what a system sends by the provider's protocol: credentials, and the address in place of the provider's."""

    sid: str
    token: str
    url: str


class Organisation:
    """An organisation; a context manager that removes it."""

    def __init__(self, simulator: Api, made: dict[str, Any], fresh_number: Callable[[], str]) -> None:
        """Hold the organisation that the simulator has `made`; `fresh_number` gives numbers for its phones."""
        self.id: str = made["id"]
        self.name: str = made["name"]
        self._simulator = simulator
        self._fresh_number = fresh_number
        self.api = simulator.under(f"organisations/{self.id}")

    def __repr__(self) -> str:
        """Return its id."""
        return f"Organisation({self.id!r})"

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove it."""
        self.close()

    @property
    def url(self) -> str:
        """Where a system posts its messages under: `{url}/messages` takes `{"to", "from", "body"}`."""
        return self.api.address

    @property
    def account(self) -> Account:
        """With what a system sends by the provider's protocol, the official SDK for one."""
        told = self.api.get("account")
        return Account(told["account_sid"], told["auth_token"], told["provider_url"])

    def handset(self, number: str = "") -> Handset:
        """Return the phone with `number` (E.164, or as people in the Netherlands write it), or one that nobody has.

        Raises `PhoneNumberError` when `number` is none.
        """
        return Handset(self.api, PhoneNumber.parse(number, HOME_REGION).e164 if number else self._fresh_number())

    def person(self, user_name: str) -> PersonAccount:
        """Return the account of a person, to register methods and to look what is registered."""
        return PersonAccount(self.api, user_name)

    def messages(self, **wanted: Any) -> list[Message]:  # noqa: ANN401  # of a query
        """Return messages, arrived or not, oldest first; `wanted` is what `GET /messages` searches by (`text=`, …)."""
        return [Message.of(each) for each in self.api.get("messages", newest_first=False, limit=1000, **wanted)]

    def calls(self, **wanted: Any) -> list[Call]:  # noqa: ANN401  # idem
        """Return calls, oldest first; `wanted` is what `GET /calls` searches by."""
        return [Call.of(each) for each in self.api.get("calls", newest_first=False, limit=1000, **wanted)]

    def suffers(self, kind: str, action: str, **details: object) -> None:
        """Let something go wrong with the next message or call (`kind`) to any phone."""
        self.api.post("faults", {"kind": kind, "action": action, **details})

    def advance(self, seconds: float) -> None:
        """Put its clock forward; nobody really waits."""
        self.api.post("clock", {"advance": seconds})

    def pause(self) -> None:
        """Let its clock stand still: it moves only when it is put forward."""
        self.api.post("clock", {"state": "paused"})

    def run(self) -> None:
        """Let its clock go on from where it stands."""
        self.api.post("clock", {"state": "running"})

    def reset(self) -> None:
        """Forget messages, calls, faults and chance."""
        self.api.post("reset")

    def close(self) -> None:
        """Remove it and everything in it."""
        self._simulator.delete(f"organisations/{self.id}")

    def summary(self) -> str:
        """Say all that was sent and called, in order, for a failure that explains itself."""
        items: list[Message | Call] = [*self.messages(), *self.calls()]
        return "\n".join(str(each) for each in sorted(items, key=lambda each: each.created)) or "no message and no call"
