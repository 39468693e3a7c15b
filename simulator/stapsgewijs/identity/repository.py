"""Where enrollments and credentials are kept: the port that `storage` implements, and the one in memory."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from stapsgewijs.identity.codes import Verdict
from stapsgewijs.identity.rejections import RequestRejectedError
from stapsgewijs.identity.states import ForbiddenEventError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from stapsgewijs.identity.app_passwords import AppPasswordHash
    from stapsgewijs.identity.codes import VerificationCode
    from stapsgewijs.identity.model import EnrolledMethod, Enrollment
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass(slots=True)
class Credentials:
    """What a person has, whatever is under way: devices (oldest first), app passwords, codes that were used.

    `blocked_until` is set by a fraud report.
    """

    person: str
    enrolled: list[EnrolledMethod] = field(default_factory=list)
    app_passwords: list[AppPasswordHash] = field(default_factory=list)
    used_codes: list[VerificationCode] = field(default_factory=list)
    blocked_until: datetime | None = None

    def bind(self, done: EnrolledMethod) -> None:
        """Add a device; one that was verified by the same method before is replaced."""
        others = [each for each in self.enrolled if (each.device, each.method) != (done.device, done.method)]
        self.enrolled = [*others, done]

    def room_for_app_password(self, policy: Policy) -> bool:
        """Return whether the person may have one more."""
        return len(self.app_passwords) < policy.most_app_passwords

    def has_used(self, entered: str, policy: Policy) -> bool:
        """Return whether `entered` is a code that was accepted before, however long ago."""
        judged = (each.judge(entered, now=each.sent, policy=policy) for each in self.used_codes)
        return any(verdict is Verdict.USED for verdict in judged)


class EnrollmentRepository(Protocol):
    """All of one organisation. Within a transaction, an enrollment (and a person's credentials) is one object."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep everything that is done in the block, or nothing. Blocks may stand in each other."""
        ...

    def add(self, enrollment: Enrollment) -> None:
        """Keep a new one."""
        ...

    def save(self, enrollment: Enrollment) -> None:
        """Keep what has changed of one that was added; nothing for one that was removed."""
        ...

    def refresh(self, enrollment: Enrollment) -> None:
        """Bring an object that was found earlier up to date; it is the one object while the transaction lasts."""
        ...

    def find(self, enrollment_id: str) -> Enrollment | None:
        """Return one, or None."""
        ...

    def of(self, person: str) -> list[Enrollment]:
        """Return those of a person, the oldest first."""
        ...

    def remove(self, enrollment: Enrollment) -> None:
        """Forget one."""
        ...

    def credentials(self, person: str) -> Credentials:
        """Return what a person has; nothing, when nothing was kept."""
        ...

    def save_credentials(self, credentials: Credentials) -> None:
        """Keep what a person has."""
        ...

    def sent(self, number: PhoneNumber) -> list[datetime]:
        """Return when something was sent to a number, as it was kept last."""
        ...

    def save_sent(self, number: PhoneNumber, times: list[datetime]) -> None:
        """Keep when something was sent to a number."""
        ...


@contextmanager
def transaction(repository: EnrollmentRepository, enrollment: Enrollment) -> Iterator[None]:
    """Keep as one what becomes of an enrollment; what a rejection changes (a count, a form) is kept as well."""
    rejection: RequestRejectedError | ForbiddenEventError | None = None
    with repository.transaction():
        repository.refresh(enrollment)
        try:
            yield
        except (RequestRejectedError, ForbiddenEventError) as error:
            rejection = error
        repository.save(enrollment)
    if rejection is not None:
        raise rejection


class InMemoryEnrollmentRepository:
    """A repository that lasts as long as the process."""

    def __init__(self) -> None:
        self._enrollments: dict[str, Enrollment] = {}
        self._credentials: dict[str, Credentials] = {}
        self._sent: dict[PhoneNumber, list[datetime]] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def add(self, enrollment: Enrollment) -> None:
        self._enrollments[enrollment.id] = enrollment

    def save(self, enrollment: Enrollment) -> None:
        """Do nothing: the object is what is kept."""

    def refresh(self, enrollment: Enrollment) -> None:
        """Do nothing: there is only this object."""

    def find(self, enrollment_id: str) -> Enrollment | None:
        return self._enrollments.get(enrollment_id)

    def of(self, person: str) -> list[Enrollment]:
        return [each for each in self._enrollments.values() if each.person == person]

    def remove(self, enrollment: Enrollment) -> None:
        self._enrollments.pop(enrollment.id, None)

    def credentials(self, person: str) -> Credentials:
        return self._credentials.setdefault(person, Credentials(person))

    def save_credentials(self, credentials: Credentials) -> None:
        """Do nothing: the object is what is kept."""

    def sent(self, number: PhoneNumber) -> list[datetime]:
        return list(self._sent.get(number, ()))

    def save_sent(self, number: PhoneNumber, times: list[datetime]) -> None:
        self._sent[number] = list(times)
