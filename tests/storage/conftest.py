from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, text

from stapsgewijs.identity import InMemoryEnrollmentRepository
from stapsgewijs.phone_network import InMemoryNetworkRepository
from stapsgewijs.storage.sql.database import Database, open_database
from stapsgewijs.storage.sql.engine import make_engine
from stapsgewijs.storage.sql.enrollment_repository import SqlEnrollmentRepository
from stapsgewijs.storage.sql.network_repository import SqlNetworkRepository
from stapsgewijs.storage.sql.schema import ORGANISATIONS
from tests.storage.postgresql_server import MISSING, binaries, shared_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from stapsgewijs.identity import EnrollmentRepository
    from stapsgewijs.phone_network import NetworkRepository

KINDS = ("memory", "sqlite file", "sqlite in memory", "postgresql")
DATABASES = KINDS[1:]


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory, worker_count: int) -> Iterator[str]:
    """Give the URL of a server that lasts as long as the tests."""
    installed = binaries()
    if installed is None:
        pytest.skip(MISSING)
    own = tmp_path_factory.getbasetemp()
    with shared_server(installed, own.parent if worker_count else own) as url:
        yield url


@pytest.fixture(scope="session")
def worker_count() -> int:
    """How many processes share the tests (pytest-xdist); 0: there is only this one."""
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0"))


def new_place(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """Return where a new, empty database of this kind is."""
    if kind != "postgresql":
        return ":memory:" if kind == "sqlite in memory" else str(folder / "kept.sqlite3")
    url = request.getfixturevalue("postgresql")
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = Database(make_engine(url), "admin")
    admin.run(text(f"CREATE SCHEMA {name}"))  # which goes when the server does
    admin.close()
    return f"{url}&options=-csearch_path%3D{name}"


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give where a new database is, of each kind."""
    return new_place(request.param, request, tmp_path)


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Open databases that are closed when the test ends."""
    known: list[Database] = []

    def open_it(place: str) -> Database:
        known.append(open_database(place))
        return known[-1]

    yield open_it
    for each in known:
        each.close()
        each.engine.dispose()


def add_organisation(database: Database, name: str = "contoso") -> None:
    database.run(insert(ORGANISATIONS), {"id": name, "place": 1, "ahead": 0, "content": "{}"})


@pytest.fixture(scope="session")
def databases() -> Iterator[dict[str, Database]]:
    """The one database of each kind that tests of the contracts share, as far as it was opened."""
    known: dict[str, Database] = {}
    yield known
    for each in known.values():
        each.close()
        each.engine.dispose()


@pytest.fixture(params=KINDS)
def database(
    request: pytest.FixtureRequest,
    databases: dict[str, Database],
    tmp_path_factory: pytest.TempPathFactory,
) -> Database | None:
    """Give a database of each kind with one organisation in which nothing has happened yet; None: memory."""
    kind: str = request.param
    if kind == "memory":
        return None
    if kind not in databases:
        databases[kind] = open_database(new_place(kind, request, tmp_path_factory.mktemp("shared")))
    shared = databases[kind]
    shared.run(delete(ORGANISATIONS))  # and all that is theirs goes with them
    shared.invalidate()
    add_organisation(shared)
    return shared


@pytest.fixture
def repository(database: Database | None) -> NetworkRepository:
    """Give an empty repository of each kind."""
    return InMemoryNetworkRepository() if database is None else SqlNetworkRepository(database, "contoso")


@pytest.fixture
def enrollments(database: Database | None) -> EnrollmentRepository:
    """Give an empty repository of each kind."""
    return InMemoryEnrollmentRepository() if database is None else SqlEnrollmentRepository(database, "contoso")
