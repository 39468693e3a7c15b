"""Where enrollments and credentials are kept: the port that `storage` implements, and the one in memory."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from stapsgewijs.identity.credentials import Credentials
from stapsgewijs.identity.model import Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from stapsgewijs.identity.model import Verification

MIN_KEPT_TIMES: Final = 1_000


class EnrollmentRepository(Protocol):
    """All of one organisation. Within a transaction, a verification (and a person's credentials) is one object."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep everything that is done in the block, or nothing. Blocks may stand in each other."""
        ...

    def add(self, verification: Verification) -> None:
        """Keep a new one."""
        ...

    def save(self, verification: Verification) -> None:
        """Keep what has changed of one that was added; nothing for one that was removed."""
        ...

    def refresh(self, verification: Verification) -> None:
        """Bring an object that was found earlier up to date; it is the one object while the transaction lasts."""
        ...

    def find(self, verification_id: str) -> Verification | None:
        """Return one, or None."""
        ...

    def of(self, person: str) -> list[Verification]:
        """Return those of a person, the oldest first."""
        ...

    def with_app(self, code: str = "") -> list[Enrollment]:
        """Return the enrollments in which an app is set up (with this activation code), the newest first."""
        ...

    def remove(self, verification: Verification) -> None:
        """Forget one."""
        ...

    def credentials(self, person: str) -> Credentials:
        """Return what a person has; nothing, when nothing was kept."""
        ...

    def save_credentials(self, credentials: Credentials) -> None:
        """Keep what a person has."""
        ...

    def times(self, name: str) -> list[datetime]:
        """Return when something happened that is counted under `name`, as it was kept last."""
        ...

    def save_times(self, name: str, times: list[datetime], *, now: datetime, until: datetime | None = None) -> None:
        """Keep when something happened; no times forget it. What was kept `until` a time before `now` may go."""
        ...


class InMemoryEnrollmentRepository:
    """A repository that lasts as long as the process."""

    def __init__(self) -> None:
        self._verifications: dict[str, Verification] = {}
        self._credentials: dict[str, Credentials] = {}
        self._times: dict[str, tuple[list[datetime], datetime | None]] = {}
        self._next_clearing = MIN_KEPT_TIMES

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def add(self, verification: Verification) -> None:
        self._verifications[verification.id] = verification

    def save(self, verification: Verification) -> None:
        """Do nothing: the object is what is kept."""

    def refresh(self, verification: Verification) -> None:
        """Do nothing: there is only this object."""

    def find(self, verification_id: str) -> Verification | None:
        return self._verifications.get(verification_id)

    def of(self, person: str) -> list[Verification]:
        return [each for each in self._verifications.values() if each.person == person]

    def with_app(self, code: str = "") -> list[Enrollment]:
        newest_first = [each for each in reversed(self._verifications.values()) if isinstance(each, Enrollment)]
        return [each for each in newest_first if each.app and code in {"", each.app.code}]

    def remove(self, verification: Verification) -> None:
        self._verifications.pop(verification.id, None)

    def credentials(self, person: str) -> Credentials:
        return self._credentials.setdefault(person, Credentials(person))

    def save_credentials(self, credentials: Credentials) -> None:
        """Do nothing: the object is what is kept."""

    def times(self, name: str) -> list[datetime]:
        return list(self._times[name][0]) if name in self._times else []

    def save_times(self, name: str, times: list[datetime], *, now: datetime, until: datetime | None = None) -> None:
        if not times:
            self._times.pop(name, None)
            return
        self._times[name] = list(times), until
        if len(self._times) > self._next_clearing:  # not at each: looking through all of them takes time
            self._times = {each: kept for each, kept in self._times.items() if kept[1] is None or kept[1] > now}
            self._next_clearing = max(MIN_KEPT_TIMES, 2 * len(self._times))
