"""One database, SQLite or PostgreSQL: its connection, transactions, identity map and cache."""

from __future__ import annotations

import logging
import secrets
import sqlite3
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, InternalError, OperationalError

from stapsgewijs.storage.backend import StorageUnavailableError
from stapsgewijs.storage.sql.engine import BUSY_TIMEOUT_MS, display_name, make_engine
from stapsgewijs.storage.sql.migrations import StoreError, migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import CursorResult
    from sqlalchemy.sql import Executable

Key = tuple[str, ...]
"""A table, an organisation, and what is asked about it."""
Cached = TypeVar("Cached")
_MAX_ENTRIES: Final = 20_000
"""Who asks for names that do not exist must not fill the machine."""


class ReadCache:
    """A cache for one version of the database. Nobody changes what is in it."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._entries: dict[Key, Any] = {}

    def get(self, key: Key, read: Callable[[], Cached], version: int | None) -> Cached:
        """Return what is cached under `key` at `version` (None: the last one that was set), reading it if needed."""
        if version is not None:
            self.set_version(version)
        if key not in self._entries:
            if len(self._entries) >= _MAX_ENTRIES:
                self._entries.clear()
            self._entries[key] = read()
        entry: Cached = self._entries[key]
        return entry

    def set_version(self, version: int) -> None:
        """Forget everything when the database has another version by now."""
        if version != self._version:
            self._entries.clear()
            self._version = version

    def remove(self, key: Key | None = None) -> None:
        """Forget one entry, or all."""
        if key is None:
            self._entries.clear()
        else:
            self._entries.pop(key, None)


Kept = TypeVar("Kept")

CHANNEL: Final = "stapsgewijs"
"""The channel (PostgreSQL, NOTIFY) on which one process tells the others what has changed.

A payload is the token of who tells it, a space, and the news.
"""
_BEGIN: Final = text("BEGIN")
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext(:key))")
_NOTIFY: Final = text("SELECT pg_notify(:channel, :payload)")
_IMPATIENCE_S: Final = 2.0
"""After waiting in vain for a lock nobody waits again for so long: one request at a time would wait after another."""
_UNAVAILABLE: Final = (OperationalError, InternalError, InterfaceError, sqlite3.OperationalError)
_DAMAGED: Final = (DatabaseError, sqlite3.DatabaseError)
"""What a damaged file raises: these themselves, and not what is derived from them."""
_log = logging.getLogger(__name__)


class Database:
    """One connection, for one thread at a time; each statement is committed at once, unless in a transaction.

    `identity_map` is what was read or written in this transaction, by table, organisation and id: in one transaction,
    one thing is one object. It is empty outside of transactions.

    What cannot be read or written at present (locked, full, away, damaged, its file removed) raises
    `StorageUnavailableError`; that is logged once, and once more when all is well again.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        """Use `engine`, whose connections commit each statement; `name` is for messages."""
        self.name = name
        self.is_postgresql = engine.dialect.name == "postgresql"
        self.identity_map: dict[tuple[str, str, str], Any] = {}
        self.engine = engine
        path = engine.url.database or ""
        self._file = None if self.is_postgresql or path in {"", ":memory:"} or "uri" in engine.url.query else Path(path)
        self._opened: tuple[int, int] | None = None
        self._impatient_until = 0.0
        self._is_away = False
        self._connection: Connection | None = None
        self._depth = 0
        self._unpublished: dict[str, None] = {}
        self._cache = ReadCache()
        self.token = secrets.token_hex(8)

    def run(self, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        """Run one statement; raises `StorageUnavailableError`."""
        try:
            try:
                return self.connection.execute(statement, values)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                self.close()
                if self._depth:
                    raise
                # The server went away since the last time. Outside of transactions every statement may be run twice.
                return self.connection.execute(statement, values)
        except DBAPIError as error:
            raise self._unavailable(error) from None

    @contextmanager
    def transaction(self, key: str) -> Iterator[None]:
        """Commit everything that the block does, or nothing; a nested block is part of the outer one.

        Blocks with the same `key` run one after the other, also in different processes.
        """
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self._begin(key)
        try:
            yield
            self._notify_others()
        except BaseException:
            self._cache.remove()
            self._end("ROLLBACK")
            raise
        else:
            self._end("COMMIT")

    def identified(self, key: tuple[str, str, str], make: Callable[[], Kept]) -> Kept:
        """Return the one object with this key in the identity map; `make` creates it if it is missing."""
        held: Kept | None = self.identity_map.get(key)
        if held is None:
            held = make()
            self.hold(key, held)
        return held

    def hold(self, key: tuple[str, str, str], item: object) -> None:
        """Make `item` the one object with this key until the transaction ends."""
        if self._depth:
            self.identity_map[key] = item

    def cached(self, key: Key, read: Callable[[], Cached]) -> Cached:
        """Return the earlier result of `read` if nothing can have changed since; otherwise its present result.

        Whoever changes it in this process calls `invalidate`. An SQLite file knows whether others wrote to it;
        of a server nothing is cached.
        """
        if self.is_postgresql:
            return read()
        # Who is in a transaction has the only right to write: nothing changes meanwhile.
        return self._cache.get(key, read, None if self._depth else self._data_version())

    def invalidate(self, key: Key | None = None) -> None:
        """Remove what is cached under `key`, or everything."""
        self._cache.remove(key)

    def publish(self, news: str) -> None:
        """Send `news` (at most 7,900 bytes) to other processes, once the transaction is committed."""
        self._unpublished[news] = None
        if not self._depth:
            self._notify_others()

    def close(self) -> None:
        """Close the connection; the next statement makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()

    def _begin(self, key: str) -> None:
        if not self.is_postgresql:
            self._check_file()
            self._lock()
            self._cache.set_version(self._data_version())
            self._depth = 1
            return
        self.run(_BEGIN)
        self._depth = 1
        try:
            self.run(_LOCK, {"key": key})
        except BaseException:
            self._end("ROLLBACK")
            raise

    def _end(self, how: str) -> None:
        self._depth = 0
        self.identity_map.clear()
        self._unpublished.clear()
        if self._connection is None:
            return
        try:
            if self.is_postgresql:
                self._connection.exec_driver_sql(how)
            else:
                self._execute_raw(how)
        except (DBAPIError, StorageUnavailableError) as error:
            self._cache.remove()
            self.close()
            if how == "COMMIT":
                raise (self._unavailable(error) if isinstance(error, DBAPIError) else error) from None
        if how == "COMMIT" and self._is_away:
            self._is_away = False
            _log.warning("%s: can be used again", self.name)

    def _data_version(self) -> int:
        return int(self._execute_raw("PRAGMA data_version").fetchone()[0])

    def _execute_raw(self, statement: str) -> Any:  # noqa: ANN401  # a cursor of sqlite3
        """Run a statement without SQLAlchemy: for BEGIN and COMMIT its overhead is larger than the work."""
        try:
            driver: Any = self.connection.connection.driver_connection
            return driver.execute(statement)
        except (sqlite3.Error, DBAPIError) as error:
            raise self._unavailable(error) from None

    def _lock(self) -> None:
        """Begin to write: two readers who both want to write later would refuse each other."""
        is_impatient = time.monotonic() < self._impatient_until
        if is_impatient:
            self._execute_raw("PRAGMA busy_timeout=0")
        try:
            self._execute_raw("BEGIN IMMEDIATE")
        except StorageUnavailableError:
            self._impatient_until = time.monotonic() + _IMPATIENCE_S
            raise
        finally:
            if is_impatient:
                self._execute_raw(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")

    def _check_file(self) -> None:
        """Refuse a file that was removed or replaced: SQLite would write on to what nobody will find again."""
        if self._file is None or self._connection is None:
            return
        reason = ""
        try:
            status = self._file.stat()
            self._opened = self._opened or (status.st_dev, status.st_ino)
            if self._opened != (status.st_dev, status.st_ino):
                reason = "its file was replaced; start again with this one"
        except OSError:
            reason = "its file is gone; put it back, or start again"
        if reason:
            raise self._unavailable(reason)

    def _unavailable(self, error: Exception | str) -> Exception:
        """Return what is raised for an error of the database; a mistake in a statement of ours stays what it is."""
        if not isinstance(error, (str, *_UNAVAILABLE)) and type(error) not in _DAMAGED:
            return error
        reason = error if isinstance(error, str) else _first_line(error)
        if not self._is_away:
            self._is_away = True
            _log.warning("%s: cannot be used at present: %s; what needs it is answered 503", self.name, reason)
        return StorageUnavailableError(f"{self.name}: cannot be used at present: {reason}")

    def _notify_others(self) -> None:
        if self.is_postgresql:
            for each in self._unpublished:
                self.run(_NOTIFY, {"channel": CHANNEL, "payload": f"{self.token} {each}"})
        self._unpublished.clear()

    @property
    def connection(self) -> Connection:
        """The connection, made when it is needed."""
        if self._connection is None:
            self._connection = self.engine.connect()
            self._opened = None
        return self._connection


def open_database(place: str) -> Database:
    """Open a database by URL (`postgresql://…`), path, or `:memory:`, and bring it to the latest version.

    Raises `StoreError` for one that cannot be opened or written to, is damaged, or is another program's.
    """
    name = display_name(place)
    database = Database(make_engine(place), name)
    try:
        with database.transaction("schema"):
            migrate(database.connection, name)
    except (DBAPIError, StorageUnavailableError) as error:
        database.close()
        reason = _first_line(error) if isinstance(error, DBAPIError) else str(error).rpartition(" at present: ")[2]
        msg = f"{name}: cannot be used as a database: {reason}; give another --database"
        raise StoreError(msg) from None
    except StoreError:
        database.close()
        raise
    return database


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).strip() or type(cause).__name__).splitlines()[0]
