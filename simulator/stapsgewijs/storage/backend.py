"""The port of a storage backend, for the code that builds organisations, and the backend in memory."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from stapsgewijs.authenticator import AuthenticatorRepository, InMemoryAuthenticatorRepository
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import (
    EnrollmentRepository,
    InMemoryEnrollmentRepository,
    RandomSource,
    SeededRandomSource,
    SystemRandomSource,
)
from stapsgewijs.phone_network import InMemoryNetworkRepository, NetworkRepository
from stapsgewijs.storage.organisations import Idleness, Organisations

if TYPE_CHECKING:
    from stapsgewijs.storage.organisations import OrganisationFactory


class StorageUnavailableError(StapsgewijsError):
    """What is kept cannot be read or written at present: a database that is locked, full, away or damaged.

    The message names the database and says why, and holds nothing of what is kept.
    """


class StorageBackend(Protocol):
    """The storage that an organisation is built on."""

    def network(self, organisation_id: str) -> NetworkRepository:
        """Return the repository of the organisation's phone network."""

    def enrollments(self, organisation_id: str) -> EnrollmentRepository:
        """Return the repository of its enrollments."""

    def authenticators(self, organisation_id: str) -> AuthenticatorRepository:
        """Return the repository of the authenticator apps on its handsets."""

    def secrets(self, organisation_id: str, seed: str | None) -> RandomSource:
        """Return its random source: the system's, or one with a seed."""

    def organisations(self, build: OrganisationFactory, idleness: Idleness | None = None) -> Organisations:
        """Return all organisations; stored ones are built by `build`."""


class GroupedCommits(Protocol):
    """What has to be asked before a request is answered, where changes are committed several at a time."""

    def begin_request(self) -> None:
        """Begin to remember, for the present task, what `committed` has to wait for."""

    async def committed(self) -> None:
        """Return when all is kept that this request has done or has read; raises `StorageUnavailableError`."""


class MemoryBackend:
    """Keeps everything as long as the process lasts."""

    def network(self, organisation_id: str) -> NetworkRepository:  # noqa: ARG002  # each has its own anyway
        return InMemoryNetworkRepository()

    def enrollments(self, organisation_id: str) -> EnrollmentRepository:  # noqa: ARG002  # idem
        return InMemoryEnrollmentRepository()

    def authenticators(self, organisation_id: str) -> AuthenticatorRepository:  # noqa: ARG002  # idem
        return InMemoryAuthenticatorRepository()

    def secrets(self, organisation_id: str, seed: str | None) -> RandomSource:  # noqa: ARG002  # idem
        return SystemRandomSource() if seed is None else SeededRandomSource(seed)

    def organisations(self, build: OrganisationFactory, idleness: Idleness | None = None) -> Organisations:  # noqa: ARG002  # nothing was kept
        return Organisations(idleness)
