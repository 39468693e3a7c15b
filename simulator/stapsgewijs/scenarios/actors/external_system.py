"""A product that is not the simulator; its messages and calls arrive on simulated handsets.

Its policy and clock cannot be set, so only scenarios that set neither can run there.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import quote, urljoin

from stapsgewijs.project import Account as AccountSettings
from stapsgewijs.project import in_language
from stapsgewijs.scenarios.actors.organisation import TIMEOUT_S
from stapsgewijs.scenarios.actors.person import Account
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.testing.handset import Handset
from stapsgewijs.testing.http import HttpClient, RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.project import Project
    from stapsgewijs.scenarios.label_translation import TranslatedLabel
    from stapsgewijs.testing.api import Api
    from stapsgewijs.testing.people import PersonAccount

KINDS = ("messages", "calls")
_METHODS: Final = frozenset({"DELETE", "GET", "POST", "PUT"})
_SHOWN_LINES: Final = 12
_NUMBER: Final = "+12025550100"
"""Reserved for fiction; further browsers at the same time have the numbers behind it."""


def get_account(text: str) -> AccountSettings:
    """Return the account of `user:password`; raises `ValueError` for what is not of that form."""
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        msg = f"{text.partition(':')[0]!r}: write an account as user:password"
        raise ValueError(msg)
    return AccountSettings(user, password)


@dataclass(slots=True)
class AccountPool:
    """The accounts of one browser; those of browsers at the same time are others.

    A scenario takes those that were not used for the longest time, and gives them back at its end.
    """

    free: deque[AccountSettings]
    workers: int = 1
    everywhere: int = 0

    @classmethod
    def of(cls, accounts: Sequence[AccountSettings], worker: int = 0, workers: int = 1) -> AccountPool:
        """Return the part of the browser `worker`, counted from 0, of so many."""
        return cls(deque(accounts[worker::workers]), workers, len(accounts))

    def take(self, taken: int) -> AccountSettings:
        """Return an account that nobody has; `taken` is the number that the scenario has already."""
        if not self.free:
            shared = f" for {self.workers} browsers at the same time (-n)" if self.workers > 1 else ""
            msg = (
                f"the scenario needs {taken + 1} accounts at the same time; there are {self.everywhere}{shared}: give "
                "more of them, with [[accounts]] in the settings or --account user:password"
            )
            raise StepError(msg)
        return self.free.popleft()

    def give_back(self, account: AccountSettings) -> None:
        """Make an account free."""
        self.free.append(account)


@dataclass(frozen=True, slots=True)
class Product:
    """What a run knows of the product: its project, its address, and the variables of the commands of the project.

    `worker` is the number of the browser, from 0.
    """

    project: Project
    base_url: str
    variables: Mapping[str, str] = field(default_factory=dict)
    worker: int = 0

    @property
    def number(self) -> str:
        """The number of people whom a feature gives none."""
        return self.project.phone.number or f"+{int(_NUMBER) + self.worker}"

    def address(self, path: str, language: str) -> str:
        """Return the address of a page (`/settings`, or a whole address) in a language, as the settings say.

        `language` is a BCP 47 tag: `{locale}` stands for all of it, `{language}` for the language alone.
        """
        target = self.project.target
        pattern = "" if target.language_line else target.language
        if "://" in path or "{" in path or "{" not in pattern:
            place = path
        elif pattern.startswith("?"):
            place = f"{path}{'&' if '?' in path else '?'}{pattern[1:]}"
        else:
            place = pattern + path.lstrip("/")
        place = in_language(place, language)
        if "://" in place or not place.strip("/"):
            return place if "://" in place else self.base_url + place
        return urljoin(f"{self.base_url}/", place.lstrip("/"))

    def reset(self) -> None:
        """Do what the settings want before each scenario; raises `StepError` that says what went wrong."""
        wanted = self.project.target.before_scenario.strip()
        method, _, place = wanted.partition(" ")
        if method in _METHODS and place.strip():
            self._request(method, urljoin(f"{self.base_url}/", place.strip().lstrip("/")))
        elif wanted:
            self._run(wanted)

    def _request(self, method: str, url: str) -> None:
        try:
            with HttpClient() as client:
                answer = client.request(method, url, timeout=float(self.project.target.before_seconds))
        except RequestError as error:
            msg = f"before-scenario: {method} {url}: {error}"
            raise StepError(msg) from None
        if answer.is_error:
            msg = f"before-scenario: {method} {url} answers {answer.status}: {answer.text[:200].strip()}"
            raise StepError(msg)

    def _run(self, command: str) -> None:
        seconds = self.project.target.before_seconds
        try:
            done = subprocess.run(  # noqa: S603  # the user's own command
                shlex.split(command),
                cwd=self.project.root,
                env={**os.environ, **self.variables},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            msg = f"before-scenario: {command}: not ready within {seconds} s{_output(error.stdout)}"
            raise StepError(msg) from None
        except (OSError, ValueError) as error:
            msg = f"before-scenario: {command}: {getattr(error, 'strerror', None) or error}"
            raise StepError(msg) from None
        if done.returncode:
            msg = f"before-scenario: {command}: exit code {done.returncode}{_output(done.stdout)}"
            raise StepError(msg)


def _output(told: bytes | None) -> str:
    lines = (told or b"").decode("utf-8", "replace").splitlines()[-_SHOWN_LINES:]
    return "".join(f"\n    {each}" for each in lines)


class OwnSystem:
    """The world of one scenario on a product; stands where `Organisation` stands otherwise.

    `network` is the phone network that the product sends to; `language` that of the guide. What lay on the handsets
    before is not looked at.
    """

    def __init__(self, network: Api, product: Product, pool: AccountPool, language: str) -> None:
        """Reset the product, and note what there is before the scenario begins."""
        self.product = product
        self._network = network
        self._pool = pool
        self._language = language
        self._taken: dict[str, AccountSettings] = {}
        self._present: list[str] = []
        product.reset()
        self._before = {kind: self._newest(kind) for kind in KINDS}

    @property
    def is_product(self) -> bool:
        """Whether it is a product, whose pages are not ours."""
        return True

    @property
    def exists(self) -> bool:
        """Whether it is there: always."""
        return True

    @property
    def number(self) -> str:
        """The number of a person whom the feature gives none: of the second person it is the next one, and so on."""
        first = self.product.number
        return first if len(self._present) <= 1 else f"+{int(first.lstrip('+')) + len(self._present) - 1}"

    def employs(self, name: str) -> None:
        """Let somebody take part, who gets an account when one is needed."""
        self._present.append(name)

    def address(self, path: str) -> str:
        """Return the address of a page of the product, in the language of the guide."""
        return self.product.address(path, self._language)

    def account(self, name: str) -> Account:
        """Return how the person called `name` signs in."""
        if name not in self._taken:
            self._taken[name] = self._pool.take(len(self._taken))
        found = self._taken[name]
        start = self.address(self.product.project.target.sign_in)
        return Account(start, found.user, found.password, is_foreign=True, secret=found.secret)

    def handset(self, number: str) -> Handset:
        """Return the phone with this number, on the phone network that the product sends to."""
        from stapsgewijs.phone_numbers import PhoneNumber  # noqa: PLC0415  # the simulator reads numbers by itself

        full = PhoneNumber.parse(number, self.product.project.phone.country).e164
        return Handset(self._network, full, timeout=TIMEOUT_S, before=self._before)

    def registered(self, name: str) -> PersonAccount:
        """Refuse: what somebody has registered at a product is done and seen on its pages."""
        _refuse(f"register anything for {name}")

    def handset_page(self, number: str) -> str:
        """Return the address of the page of the phone with this number, on that phone network."""
        return f"{self._network.address.removesuffix('/api/v1')}/contoso/handsets/{quote(number)}"

    def decides(self, **policy: object) -> None:
        """Refuse: nobody can set the policy of a product that is not ours."""
        _refuse(f"set {', '.join(policy)}")

    def forbids(self, way: TranslatedLabel) -> None:
        """Refuse, idem."""
        _refuse(f"forbid “{way.text}”")

    def waits(self, seconds: float) -> None:
        """Refuse: its clock goes as it goes."""
        _refuse(f"let {seconds:g} seconds pass")

    def close(self) -> None:
        """Leave it as it is, and make the accounts free."""
        for each in self._taken.values():
            self._pool.give_back(each)
        self._taken.clear()

    def _newest(self, kind: str) -> int:
        found: list[dict[str, Any]] = self._network.get(kind, limit=1)
        return int(found[0]["place"]) if found else 0


def _refuse(what: str) -> NoReturn:
    msg = f"cannot {what} in a system of one's own; only the scenarios of the guide can be followed there"
    raise StepError(msg)
