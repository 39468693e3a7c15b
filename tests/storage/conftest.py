from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text

from stapsgewijs.identity import InMemoryEnrollmentRepository
from stapsgewijs.phone_network import InMemoryNetworkRepository
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage.sql.database import Database, open_database
from stapsgewijs.storage.sql.engine import make_engine
from stapsgewijs.storage.sql.enrollment_repository import SqlEnrollmentRepository
from stapsgewijs.storage.sql.network_repository import SqlNetworkRepository
from stapsgewijs.storage.sql.schema import ORGANISATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stapsgewijs.identity import EnrollmentRepository
    from stapsgewijs.phone_network import NetworkRepository

KINDS = ("memory", "sqlite file", "sqlite in memory", "postgresql")
DATABASES = KINDS[1:]


class HandSetClock:
    def __init__(self) -> None:
        self.time = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def anna() -> PhoneNumber:
    return PhoneNumber("+31612345678")


@pytest.fixture
def bram() -> PhoneNumber:
    return PhoneNumber("+31687654321")


class Server:
    """A PostgreSQL server in a temporary folder, behind a socket in that folder."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        # Short and readable by others: a socket's path has at most 107 bytes, and root runs it as somebody else.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # removed by stop
        self._as: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.folder, "postgres")
            self._as = ["runuser", "-u", "postgres", "--"]

    @property
    def url(self) -> str:
        return f"postgresql://tester@/postgres?host={self.folder}"

    def start(self) -> None:
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
        self._run("pg_ctl", "-D", data, "-w", "-t", "30", "-l", self.folder / "log", "-o", settings, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._as, str(self._binaries / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL that is installed, as Debian lays it out, or on the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    found = str(debian[-1]) if debian else shutil.which("pg_ctl")
    return Path(found).parent if found else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Give the URL of a server that lasts as long as the tests."""
    there = binaries()
    if there is None:
        pytest.skip("PostgreSQL is not installed here (Debian: apt-get install postgresql)")
    server = Server(there)
    server.start()
    yield server.url
    server.stop()


@contextmanager
def new_place(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give where a new, empty database of this kind is."""
    if kind != "postgresql":
        yield ":memory:" if kind == "sqlite in memory" else str(folder / "kept.sqlite3")
        return
    url = request.getfixturevalue("postgresql")
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = Database(make_engine(url), "admin")
    admin.run(text(f"CREATE SCHEMA {name}"))
    yield f"{url}&options=-csearch_path%3D{name}"
    admin.run(text(f"DROP SCHEMA {name} CASCADE"))
    admin.close()


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give where a new database is, of each kind."""
    with new_place(request.param, request, tmp_path) as found:
        yield found


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


@contextmanager
def new_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    """Give a new database of the kind `request.param`, with one organisation."""
    with new_place(request.param, request, folder) as found:
        database = open_database(found)
        add_organisation(database)
        yield database
        database.close()
        database.engine.dispose()


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NetworkRepository]:
    """Give a new ledger of each kind."""
    if request.param == "memory":
        yield InMemoryNetworkRepository()
        return
    with new_database(request, tmp_path) as database:
        yield SqlNetworkRepository(database, "contoso")


@pytest.fixture(params=KINDS)
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EnrollmentRepository]:
    """Give a new register of each kind."""
    if request.param == "memory":
        yield InMemoryEnrollmentRepository()
        return
    with new_database(request, tmp_path) as database:
        yield SqlEnrollmentRepository(database, "contoso")
