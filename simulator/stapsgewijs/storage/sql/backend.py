"""The storage backend in one database."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.identity import EnrollmentRepository, RandomSource, SeededRandomSource, SystemRandomSource
from stapsgewijs.storage.sql.authenticator_repository import SqlAuthenticatorRepository
from stapsgewijs.storage.sql.change_feed import change_feed
from stapsgewijs.storage.sql.database import Database, open_database
from stapsgewijs.storage.sql.enrollment_repository import SqlEnrollmentRepository
from stapsgewijs.storage.sql.network_repository import SqlNetworkRepository
from stapsgewijs.storage.sql.organisations import SqlOrganisations
from stapsgewijs.storage.sql.token_store import SqlTokenStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.authenticator import AuthenticatorRepository
    from stapsgewijs.phone_network import NetworkRepository
    from stapsgewijs.storage.organisations import Idleness, OrganisationFactory
    from stapsgewijs.storage.sql.change_feed import ChangeListener, ChangePoller

_SETTING: Final = "secrets drawn"


class PersistentSeededRandom:
    """The secrets of a seed; how many were drawn is kept with what they were drawn for."""

    def __init__(self, seed: str, repository: NetworkRepository) -> None:
        self._seed = seed
        self._repository = repository
        self._source = SeededRandomSource(seed)

    def digits(self, count: int) -> str:
        return self._drawn(lambda source: source.digits(count))

    def letters(self, count: int) -> str:
        return self._drawn(lambda source: source.letters(count))

    def token(self) -> str:
        return self._drawn(lambda source: source.token())

    def _drawn(self, draw: Callable[[SeededRandomSource], str]) -> str:
        with self._repository.transaction():
            drawn = self._repository.get_setting(_SETTING)
            if drawn != self._source.drawn:
                self._source = SeededRandomSource(self._seed, drawn)
            secret = draw(self._source)
            self._repository.put_setting(_SETTING, self._source.drawn)
        return secret


class SqlBackend:
    """Keeps everything in a database, which other processes may share."""

    def __init__(self, place: str) -> None:
        self.database: Database = open_database(place)
        self.tokens = SqlTokenStore(self.database)

    @property
    def is_shared(self) -> bool:
        """Whether several processes are expected in this database."""
        return self.database.is_postgresql

    def network(self, organisation_id: str) -> NetworkRepository:
        return SqlNetworkRepository(self.database, organisation_id)

    def enrollments(self, organisation_id: str) -> EnrollmentRepository:
        return SqlEnrollmentRepository(self.database, organisation_id)

    def authenticators(self, organisation_id: str) -> AuthenticatorRepository:
        return SqlAuthenticatorRepository(self.database, organisation_id)

    def secrets(self, organisation_id: str, seed: str | None) -> RandomSource:
        return SystemRandomSource() if seed is None else PersistentSeededRandom(seed, self.network(organisation_id))

    def organisations(self, build: OrganisationFactory, idleness: Idleness | None = None) -> SqlOrganisations:
        return SqlOrganisations(self.database, build, idleness)

    def begin_request(self) -> None:
        self.database.begin_request()

    async def committed(self) -> None:
        await self.database.committed()

    def close(self) -> None:
        """Close the database."""
        self.database.flush()
        self.database.close()

    def change_feed(self, on_change: Callable[[str], None]) -> ChangePoller | ChangeListener:
        """Return the feed that calls `on_change` with the changes of other processes."""
        return change_feed(self.database, on_change)
