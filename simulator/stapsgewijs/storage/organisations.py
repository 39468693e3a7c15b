"""Organisations in memory. They share nothing, so neither do two test runs."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from stapsgewijs.clock import SystemClock
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import (
    OldProgramSignIn,
    PasswordKind,
    PasswordSource,
    RandomSource,
    SecurityService,
    SignInService,
    SystemRandomSource,
)
from stapsgewijs.phone_network.base_service import note_pruned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from stapsgewijs.authenticator import Authenticators
    from stapsgewijs.clock import Clock, MovableClock
    from stapsgewijs.identity import EnrollmentService, Policy
    from stapsgewijs.labels import Catalogue
    from stapsgewijs.phone_network import NetworkRepository, PhoneNetwork
    from stapsgewijs.phone_network.twilio import TwimlWebhook

MAX_ORGANISATIONS: Final = 10_000
"""Organisations that are kept at most; a simulator that runs for months must not fill the memory."""
_LEFT_OF_TOO_MUCH: Final = 0.95
_BETWEEN_LOOKS: Final = dt.timedelta(minutes=10)
"""Looking for what nobody uses any more is done when an organisation is made, and at most so often."""


class UnknownOrganisationError(LookupError):
    """No organisation with this id."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an account. The password is stored as text: it is for the simulator only."""

    user_name: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class OrganisationSummary:
    """What is told of an organisation without opening it."""

    id: str
    name: str
    people: tuple[Person, ...]
    policy: Policy


@dataclass(slots=True)
class Organisation:
    """One organisation and everything in it.

    `twiml_webhook` answers a provider's callbacks; `codes` makes up the codes that the simulated provider sends.
    """

    id: str
    name: str
    people: tuple[Person, ...]
    clock: MovableClock
    network: PhoneNetwork
    enrollments: EnrollmentService
    authenticators: Authenticators
    twiml_webhook: TwimlWebhook
    seed: str | None = None
    codes: RandomSource = field(default_factory=SystemRandomSource)
    speak: Callable[[Catalogue], None] = lambda _: None
    """Lets messages and calls be in the words of another catalogue from now on."""
    sign_ins: SignInService = field(init=False)
    security: SecurityService = field(init=False)
    _by_user_name: dict[str, Person] = field(init=False)

    def __post_init__(self) -> None:
        """Refuse two people with one user name."""
        self.sign_ins, self.security = SignInService(self.enrollments.rules), SecurityService(self.enrollments.rules)
        self._by_user_name = {_key(each.user_name): each for each in self.people}
        if len(self._by_user_name) < len(self.people):
            msg = "two people have the same user name"
            raise StapsgewijsError(msg)

    @property
    def policy(self) -> Policy:
        """What the organisation allows."""
        return self.enrollments.policy

    def person(self, user_name: str) -> Person | None:
        """Return the person with this user name, ignoring case."""
        return self._by_user_name.get(_key(user_name))

    def signs_in(self, user_name: str, password: str) -> Person | None:
        """Return the person if the password is right; takes as long for a person who does not exist."""
        person = self.person(user_name)
        known = person.password if person else "-"
        is_right = hmac.compare_digest(known.encode(), password.encode())
        return person if is_right else None

    def check_password(
        self, user_name: str, password: str, source: PasswordSource
    ) -> tuple[Person | None, datetime | None]:
        """Return the person if the password is right, and until when none is judged after too many wrong ones."""
        person = self.person(user_name)

        def judge() -> bool:
            return self.signs_in(user_name, password) is not None

        name = person.user_name if person else user_name
        wait = self.sign_ins.judge_password(PasswordKind.OWN, name, source, judge, is_known=person is not None)
        return (person if wait is None and judge() else None), wait

    def old_program(self, user_name: str, password: str, source: PasswordSource) -> OldProgramSignIn:
        """Sign in a program that knows no second factor: by an app password, or the account's own one if that does."""
        person = self.person(user_name)
        answers: list[OldProgramSignIn] = []

        def judge() -> bool:
            is_own = self.signs_in(user_name, password) is not None
            answers.append(self.sign_ins.old_program(person.user_name if person else "", password, is_own=is_own))
            return answers[0].accepted

        name = person.user_name if person else user_name
        wait = self.sign_ins.judge_password(PasswordKind.APP, name, source, judge, is_known=person is not None)
        return answers[0] if answers else OldProgramSignIn(accepted=False, refused_until=wait)


def _level(counts: list[int], most: int) -> int:
    """Return the highest level to which the larger counts can be cut so that all together are `most` or fewer."""
    left, rest = most, len(counts)
    for each in sorted(counts):
        if each * rest > left:
            return left // rest
        left, rest = left - each, rest - 1
    return max(counts, default=0)


def _key(user_name: str) -> str:
    return user_name.strip().casefold()


class OrganisationFactory(Protocol):
    """Builds an organisation with everything in it; `bootstrap` passes it in."""

    def __call__(
        self, organisation_id: str, name: str, people: Iterable[Person], policy: Policy, seed: str | None
    ) -> Organisation:
        """Return a new organisation; with a `seed` its codes are the same every time."""


@dataclass(frozen=True, slots=True)
class Idleness:
    """Which organisations are removed by themselves: after so many `days` without use, by `clock`; None: none.

    `lasting` is the one that is always there: it is never removed, and there is always room for it.
    """

    days: float | None = None
    clock: Clock = field(default_factory=SystemClock)
    lasting: str = ""

    def limit(self) -> dt.datetime | None:
        """Return since when an organisation has to have been used."""
        return None if self.days is None else self.clock.now() - dt.timedelta(days=self.days)


class Organisations:
    """All organisations of a running simulator."""

    def __init__(self, idleness: Idleness | None = None) -> None:
        self._idleness = idleness or Idleness()
        self._used: dict[str, dt.datetime] = {}
        self._looked: dt.datetime | None = None
        self._organisations: dict[str, Organisation] = {}
        self._openers: list[Callable[[Organisation], None]] = []
        self._closers: list[Callable[[Organisation], None]] = []

    def on_open(self, listener: Callable[[Organisation], None]) -> None:
        """Call `listener` with each organisation before it is used in this process."""
        self._openers.append(listener)

    def on_close(self, listener: Callable[[Organisation], None]) -> None:
        """Call `listener` with each organisation that was removed."""
        self._closers.append(listener)

    def add(self, organisation: Organisation) -> None:
        """Add an organisation; raises `StapsgewijsError` when its id is taken or there are too many."""
        if organisation.id in self._organisations:
            msg = f"there is an organisation {organisation.id!r} already"
            raise StapsgewijsError(msg)
        self.expire(at_once=len(self._organisations) >= MAX_ORGANISATIONS)
        self._check_room(organisation.id, len(self._organisations))
        self._opened(organisation)

    def get(self, organisation_id: str) -> Organisation:
        """Return an organisation; raises `UnknownOrganisationError`."""
        if organisation_id not in self._organisations:
            msg = f"no organisation {organisation_id!r}"
            raise UnknownOrganisationError(msg)
        self._used[organisation_id] = self._idleness.clock.now()
        return self._organisations[organisation_id]

    def ids(self) -> tuple[str, ...]:
        """Return the id of every organisation, oldest first; opens none."""
        return tuple(self._organisations)

    def summaries(self, after: str = "", limit: int | None = None) -> list[OrganisationSummary] | None:
        """Return what organisations are, oldest first, from the one that came `after`; opens none. None: no such id."""
        ids = self.ids()
        if after and after not in ids:
            return None
        start = ids.index(after) + 1 if after else 0
        return self._summaries(ids[start : None if limit is None else start + limit])

    def _summaries(self, ids: Sequence[str]) -> list[OrganisationSummary]:
        known = (self._organisations[each] for each in ids)
        return [OrganisationSummary(each.id, each.name, each.people, each.policy) for each in known]

    def limit_stored(self, most: int) -> int:
        """Forget the oldest messages and calls of those with most of them, where all have more than `most` together.

        Returns how many; a part more than needed goes, so that this is not done at each message.
        """
        stored = self._stored()
        if sum(stored.values()) <= most:
            return 0
        level = _level(list(stored.values()), int(most * _LEFT_OF_TOO_MUCH))
        return sum(self._cut(name, kind, level) for (name, kind), count in stored.items() if count > level)

    def _stored(self) -> dict[tuple[str, str], int]:
        """Return how many messages and calls there are, by organisation and which of both; opens none."""
        repositories = {name: each.network.context.repository for name, each in self._organisations.items()}
        kept = {(name, "messages"): each.messages.size() for name, each in repositories.items()}
        return kept | {(name, "calls"): each.calls.size() for name, each in repositories.items()}

    def _cut(self, organisation_id: str, kind: str, keep: int) -> int:
        repository = self._repository(organisation_id)
        with repository.transaction():
            items = repository.messages if kind == "messages" else repository.calls
            removed = items.prune(keep=keep, before=None)
            note_pruned(repository, removed, self._idleness.clock.now())
        return removed

    def _repository(self, organisation_id: str) -> NetworkRepository:
        return self._organisations[organisation_id].network.context.repository

    def noted(self, setting: str, value: str) -> tuple[str, ...]:
        """Return the ids of organisations whose network has a setting with this value in it; opens none."""
        found = ((name, each.network.get_setting(setting)) for name, each in self._organisations.items())
        return tuple(name for name, kept in found if value in kept.values())

    def with_resource(self, sid: str) -> tuple[str, ...]:
        """Return the ids of organisations that have a resource of the provider with this SID; opens none."""
        return tuple(name for name, each in self._organisations.items() if each.network.resources.get(sid))

    def expire(self, *, at_once: bool = False) -> int:
        """Remove what nobody has used for too long; returns how many. Looks only now and then, unless `at_once`."""
        limit, now = self._idleness.limit(), self._idleness.clock.now()
        if limit is None or not (at_once or self._looked is None or abs(now - self._looked) >= _BETWEEN_LOOKS):
            return 0
        self._looked = now
        idle = [each for each in self._idle(limit) if each != self._idleness.lasting]
        for each in idle:
            self.remove(each)
        return len(idle)

    def all(self) -> tuple[Organisation, ...]:
        """Return every organisation, oldest first."""
        return tuple(self._organisations.values())

    def known(self, organisation_id: str = "") -> tuple[Organisation, ...]:
        """Return the organisation, or all, that this process has opened; empty for one that was removed."""
        return tuple(each for each in self._organisations.values() if organisation_id in {"", each.id})

    def remove(self, organisation_id: str) -> Organisation:
        """Remove an organisation and return it; raises `UnknownOrganisationError`."""
        organisation = self.get(organisation_id)
        self._closed(organisation)
        return organisation

    def _idle(self, limit: dt.datetime) -> list[str]:
        return [each for each in self._organisations if self._used[each] < limit]

    def _check_room(self, organisation_id: str, count: int) -> None:
        if count >= MAX_ORGANISATIONS and organisation_id != self._idleness.lasting:
            msg = f"there are {MAX_ORGANISATIONS} organisations already; remove some"
            raise StapsgewijsError(msg)

    def _opened(self, organisation: Organisation) -> None:
        self._organisations[organisation.id] = organisation
        self._used[organisation.id] = self._idleness.clock.now()
        for listener in self._openers:
            listener(organisation)

    def _closed(self, organisation: Organisation) -> None:
        del self._organisations[organisation.id], self._used[organisation.id]
        for listener in self._closers:
            listener(organisation)
