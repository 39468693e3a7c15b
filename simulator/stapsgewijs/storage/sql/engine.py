"""The engine of a database: parses its address, and sets up its connections."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, StaticPool

from stapsgewijs.files import refuse_link
from stapsgewijs.storage.sql.migrations import StoreError

if TYPE_CHECKING:
    from sqlite3 import Connection as SqliteConnection

MEMORY: Final = ":memory:"
BUSY_TIMEOUT_MS: Final = 1_000
"""How long SQLite waits for a lock of another process; everybody waits meanwhile."""
_SERVER_LIMITS: Final = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5_000,
    "options": "-c statement_timeout=5000 -c lock_timeout=3000",
}
"""How long a server may take, in the units of libpq (s, ms) and PostgreSQL (ms): nobody waits for one that hangs."""
_OTHER_FILES: Final = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite has beside a database."""
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    # NORMAL: what is committed is with the operating system, so it outlives kill -9 of this process. FULL would
    # wait for the disk at each commit, for the sake of power cuts; a simulator's messages are not worth that.
    "PRAGMA synchronous=NORMAL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32000",
)


def parse_url(place: str) -> URL:
    """Return the URL of a database that is given as URL, path or `:memory:`; raises `StoreError`."""
    if "://" not in place:
        return URL.create("sqlite", database=place)
    try:
        url = make_url(place)
    except ArgumentError:
        msg = f"not the URL of a database: {place}"
        raise StoreError(msg) from None
    backend = url.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        msg = f"{backend}: no database that is known here; give a path, or a URL as postgresql://user@host/name"
        raise StoreError(msg)
    return url.set(drivername="postgresql+psycopg" if backend == "postgresql" else "sqlite")


def display_name(place: str) -> str:
    """Return the name of a database for messages, without its password."""
    url = parse_url(place)
    if url.get_backend_name() == "sqlite":
        return url.database or MEMORY
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def make_engine(place: str) -> Engine:
    """Return an engine whose connections commit each statement at once; raises `StoreError`."""
    url = parse_url(place)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    try:
        limits = {name: value for name, value in _SERVER_LIMITS.items() if name not in url.query}
        return create_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True, connect_args=limits
        )
    except ModuleNotFoundError:
        msg = "PostgreSQL needs psycopg: pip install 'stapsgewijs[postgresql]'"
        raise StoreError(msg) from None


def _sqlite(url: URL) -> Engine:
    in_memory = url.database in {None, "", MEMORY}
    if not in_memory and "uri" not in url.query:
        path = Path(url.database or "")
        _make_folder(path)
        _keep_private(path)
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=StaticPool if in_memory else NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False},  # built in one thread, used in another, never in two at once
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: SqliteConnection, _: Any) -> None:  # noqa: ANN401  # SQLAlchemy's record
        if "uri" in url.query:  # where that is, SQLite knows
            for _, _, file in connection.execute("PRAGMA database_list").fetchall():
                if file:
                    _keep_private(Path(file))
        for each in _PRAGMAS:
            connection.execute(each)

    return engine


def _keep_private(path: Path) -> None:
    """Let only its owner read a database, which holds codes, passwords and sessions.

    SQLite's other files are made as it is; those that a process left that was ended are as it was then.
    """
    with suppress(OSError):  # what cannot be used is told when it is opened
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for each in (path, *(path.with_name(f"{path.name}{end}") for end in _OTHER_FILES)):
        with suppress(OSError):
            if each.is_file() and each.stat().st_uid == os.geteuid():
                each.chmod(0o600)


def _make_folder(path: Path) -> None:
    refuse_link(path)
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{path}: its folder cannot be made ({error.strerror}); give another --database"
        raise StoreError(msg) from None
