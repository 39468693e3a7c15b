"""Everything in one database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.identity import Register, SecretSource, SystemSecrets
from stapsgewijs.storage.sql.change_feed import bell_of
from stapsgewijs.storage.sql.database import Database, open_database
from stapsgewijs.storage.sql.enrollment_repository import SqlRegister
from stapsgewijs.storage.sql.network_repository import SqlLedger
from stapsgewijs.storage.sql.organisations import SqlOrganisations
from stapsgewijs.storage.sql.seeded_random import KeptSecrets
from stapsgewijs.storage.sql.sessions import SqlSessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.phone_network import Ledger
    from stapsgewijs.storage.organisations import OrganisationFactory
    from stapsgewijs.storage.sql.change_feed import FileBell, ServerBell


class InDatabase:
    """Keeps everything in a database, which other processes may share."""

    def __init__(self, place: str) -> None:
        """Open the database at `place` (path or URL); raises `StoreError` when it cannot be used."""
        self.database: Database = open_database(place)
        self.sessions = SqlSessions(self.database)

    @property
    def is_shared(self) -> bool:
        """Whether several processes are expected in this database."""
        return self.database.is_postgresql

    def ledger(self, organisation_id: str) -> Ledger:
        """Return what the phone network of an organisation knows."""
        return SqlLedger(self.database, organisation_id)

    def register(self, organisation_id: str) -> Register:
        """Return what its desk knows."""
        return SqlRegister(self.database, organisation_id)

    def secrets(self, organisation_id: str, seed: str | None) -> SecretSource:
        """Return secrets; those of a seed go on where they were."""
        return SystemSecrets() if seed is None else KeptSecrets(seed, self.ledger(organisation_id))

    def organisations(self, build: OrganisationFactory) -> SqlOrganisations:
        """Return all organisations in the database."""
        return SqlOrganisations(self.database, build)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def bell(self, ring: Callable[[str], None]) -> FileBell | ServerBell:
        """Return what calls `ring` with the news of other processes."""
        return bell_of(self.database, ring)
