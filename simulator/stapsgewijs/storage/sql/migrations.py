"""The migrations from each version of the schema to the next, in order.

A migration is never changed after its release; a later change is a migration of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, select, update

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.storage.sql.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Connection

PROGRAM: Final = "stapsgewijs"


class StoreError(StapsgewijsError):
    """A database that cannot be used; the message says which, why, and what to do."""


_OWNED: Final = "organisation TEXT NOT NULL REFERENCES organisations (id) ON DELETE CASCADE"
_ITEMS: Final = f"""
CREATE TABLE {{name}} (
  {_OWNED}, place BIGINT NOT NULL, id TEXT NOT NULL, number TEXT NOT NULL, party TEXT NOT NULL,
  direction TEXT NOT NULL, status TEXT NOT NULL, created BIGINT NOT NULL, wakes BIGINT,
  searched TEXT NOT NULL, tags TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (organisation, place)
);
CREATE UNIQUE INDEX {{name}}_by_id ON {{name}} (organisation, id);
CREATE INDEX {{name}}_by_number ON {{name}} (organisation, number, place);
CREATE INDEX {{name}}_by_wakes ON {{name}} (organisation, wakes) WHERE wakes IS NOT NULL;
"""
_NETWORK: Final = f"""
CREATE TABLE schema_version (program TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL);
INSERT INTO schema_version (program, version) VALUES ('{PROGRAM}', 1);
CREATE TABLE organisations (id TEXT NOT NULL PRIMARY KEY, place BIGINT NOT NULL, ahead BIGINT NOT NULL,
  content TEXT NOT NULL);
{_ITEMS.format(name="messages")}
{_ITEMS.format(name="calls")}
CREATE TABLE faults ({_OWNED}, id TEXT NOT NULL, place BIGINT NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (organisation, id));
CREATE TABLE notes ({_OWNED}, name TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (organisation, name));
CREATE TABLE counters ({_OWNED}, name TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (organisation, name));
"""  # noqa: S608  # a table of ours
_ENROLLMENT: Final = f"""
CREATE TABLE enrollments ({_OWNED}, id TEXT NOT NULL, person TEXT NOT NULL, place BIGINT NOT NULL,
  content TEXT NOT NULL, PRIMARY KEY (organisation, id));
CREATE INDEX enrollments_by_person ON enrollments (organisation, person, place);
CREATE TABLE credentials ({_OWNED}, person TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (organisation, person));
CREATE TABLE sendings ({_OWNED}, number TEXT NOT NULL, times TEXT NOT NULL, PRIMARY KEY (organisation, number));
CREATE TABLE sessions (token TEXT NOT NULL PRIMARY KEY, {_OWNED}, place BIGINT NOT NULL, content TEXT NOT NULL);
CREATE INDEX sessions_by_place ON sessions (organisation, place);
CREATE TABLE keys (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
"""
_AUTHENTICATORS: Final = f"""
CREATE TABLE authenticators ({_OWNED}, number TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (organisation, number));
CREATE TABLE app_requests ({_OWNED}, id TEXT NOT NULL, request TEXT NOT NULL, number TEXT NOT NULL,
  place BIGINT NOT NULL, open_until BIGINT, content TEXT NOT NULL, PRIMARY KEY (organisation, id));
CREATE INDEX app_requests_by_number ON app_requests (organisation, number, place);
CREATE INDEX app_requests_by_request ON app_requests (organisation, request);
CREATE INDEX app_requests_by_open ON app_requests (organisation, open_until) WHERE open_until IS NOT NULL;
"""
_ACTIVATION: Final = """
ALTER TABLE enrollments ADD COLUMN activation TEXT NOT NULL DEFAULT '';
CREATE INDEX enrollments_by_activation ON enrollments (organisation, activation) WHERE activation <> '';
"""
_LIMITS: Final = """
ALTER TABLE sendings ADD COLUMN expires BIGINT;
CREATE INDEX sendings_by_expires ON sendings (organisation, expires) WHERE expires IS NOT NULL;
ALTER TABLE sessions ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET held = 1 WHERE replace(content, '"person":""', '') = content;
CREATE INDEX sessions_by_held ON sessions (organisation, held, place);
"""
_ARRIVAL: Final = """
ALTER TABLE messages ADD COLUMN arrival BIGINT;
ALTER TABLE calls ADD COLUMN arrival BIGINT;
CREATE INDEX messages_by_arrival ON messages (organisation, arrival) WHERE arrival IS NOT NULL;
ALTER TABLE organisations ADD COLUMN used BIGINT NOT NULL DEFAULT 0;
CREATE INDEX notes_with_account ON notes (organisation) WHERE name = 'account';
"""
_RESOURCES: Final = f"""
CREATE TABLE resources ({_OWNED}, place BIGINT NOT NULL, sid TEXT NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL,
  name TEXT NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (organisation, place));
CREATE UNIQUE INDEX resources_by_sid ON resources (sid, organisation);
CREATE INDEX resources_by_name ON resources (organisation, kind, name, place);
CREATE INDEX resources_by_owner ON resources (organisation, owner, kind, place);
"""
_CHANGES: Final = """
CREATE TABLE changes (name TEXT NOT NULL PRIMARY KEY, last BIGINT NOT NULL);
INSERT INTO changes (name, last) VALUES ('all', 0);
"""
MIGRATIONS: Final = (_NETWORK, _ENROLLMENT, _AUTHENTICATORS, _ACTIVATION, _LIMITS, _ARRIVAL, _RESOURCES, _CHANGES)
"""The statements of each step; the first makes version 1."""


def migrate(connection: Connection, name: str, *, to: int = len(MIGRATIONS)) -> int:
    """Bring a database to version `to`, within the transaction of `connection`; returns the version it had.

    0 is an empty database. `name` is what messages call it. Raises `StoreError` for another program's database, or
    one that a newer version made.
    """
    version = _version(connection, name)
    if version > len(MIGRATIONS):
        msg = (
            f"{name}: made by a newer Stapsgewijs (schema {version}, this one knows {len(MIGRATIONS)}); "
            "install that one, or give another --database"
        )
        raise StoreError(msg)
    for number in range(version + 1, to + 1):
        for statement in MIGRATIONS[number - 1].split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    # Written even when nothing changes: a database that cannot be written to shows at once, not at the first message.
    connection.execute(update(SCHEMA_VERSION).values(version=max(version, to)))
    return version


def _version(connection: Connection, name: str) -> int:
    tables = inspect(connection).get_table_names()
    if not tables:
        return 0
    if SCHEMA_VERSION.name in tables:
        known = {each["name"] for each in inspect(connection).get_columns(SCHEMA_VERSION.name)}
        if known == set(SCHEMA_VERSION.columns.keys()):
            found = select(SCHEMA_VERSION.c.version).where(SCHEMA_VERSION.c.program == PROGRAM)
            version = connection.execute(found).scalar()
            if version is not None:
                return int(version)
    msg = f"{name}: not a database of Stapsgewijs (it has the table {min(tables)!r}); give another --database"
    raise StoreError(msg)
