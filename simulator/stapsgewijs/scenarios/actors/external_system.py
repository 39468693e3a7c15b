"""A system that is not the simulator; its messages and calls arrive on simulated handsets.

Its policy and clock cannot be set, so only scenarios that set neither can run there: those that follow the guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

from stapsgewijs.scenarios.actors.organisation import TIMEOUT_S
from stapsgewijs.scenarios.actors.person import Account
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.testing.handset import Handset

if TYPE_CHECKING:
    from stapsgewijs.scenarios.label_translation import TranslatedLabel
    from stapsgewijs.testing.api import Api

KINDS = ("messages", "calls")


def get_account(text: str) -> tuple[str, str]:
    """Return user name and password of `user:password`; raises `ValueError` for what is not of that form."""
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        msg = f"{text.partition(':')[0]!r}: write an account as user:password"
        raise ValueError(msg)
    return user, password


class OwnSystem:
    """The world of one scenario on a system of one's own; stands where `Organisation` stands otherwise.

    `network` is the phone network that the system sends to; `start` the address where one signs in. What lay on
    the handsets before is not looked at.
    """

    def __init__(self, network: Api, start: str, accounts: list[tuple[str, str]]) -> None:
        """Note what there is before the scenario begins."""
        self._network = network
        self._start = start
        self._accounts = accounts
        self._names: list[str] = []
        self._before = {kind: self._newest(kind) for kind in KINDS}

    @property
    def exists(self) -> bool:
        """Whether it is there: always."""
        return True

    def employs(self, name: str) -> None:
        """Let one of the accounts take part; the first person has the first one."""
        if len(self._names) == len(self._accounts):
            msg = f"the scenario needs {len(self._names) + 1} accounts; give more of them with --account"
            raise StepError(msg)
        self._names.append(name)

    def account(self, name: str) -> Account:
        """Return how the person called `name` signs in."""
        return Account(self._start, *self._accounts[self._names.index(name)], is_foreign=True)

    def handset(self, number: str) -> Handset:
        """Return the phone with this number, on the phone network that the system sends to."""
        return Handset(self._network, number, timeout=TIMEOUT_S, before=self._before)

    def handset_page(self, number: str) -> str:
        """Return the address of the page of the phone with this number, on that phone network."""
        return f"{self._network.address.removesuffix('/api/v1')}/contoso/handsets/{quote(number)}"

    def decides(self, **policy: object) -> None:
        """Refuse: nobody can set the policy of a system that is not ours."""
        _refuse(f"set {', '.join(policy)}")

    def forbids(self, way: TranslatedLabel) -> None:
        """Refuse, idem."""
        _refuse(f"forbid “{way.text}”")

    def waits(self, seconds: float) -> None:
        """Refuse: its clock goes as it goes."""
        _refuse(f"let {seconds:g} seconds pass")

    def close(self) -> None:
        """Leave it as it is."""

    def _newest(self, kind: str) -> int:
        found: list[dict[str, Any]] = self._network.get(kind, limit=1)
        return int(found[0]["place"]) if found else 0


def _refuse(what: str) -> NoReturn:
    msg = f"cannot {what} in a system of one's own; only the scenarios of the guide can be followed there"
    raise StepError(msg)
