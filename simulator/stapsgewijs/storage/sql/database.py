"""One database, SQLite or PostgreSQL: its connection, transactions, identity map and cache."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import sqlite3
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, InternalError, OperationalError

from stapsgewijs.storage.backend import StorageUnavailableError
from stapsgewijs.storage.sql.engine import BUSY_TIMEOUT_MS, display_name, make_engine
from stapsgewijs.storage.sql.migrations import StoreError, migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, CursorResult, Engine
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

    def advance_to(self, version: int) -> None:
        """Take over the version that came of a change of our own; what others changed meanwhile is not known here."""
        if self._version is not None and version == self._version + 1:
            self._version = version
        else:
            self.set_version(version)

    def remove(self, key: Key | None = None) -> None:
        """Forget one entry, or all."""
        if key is None:
            self._entries.clear()
        else:
            self._entries.pop(key, None)


@dataclass(frozen=True, slots=True)
class _Group:
    """Transactions that are committed together: those of one `key` in one step of the event loop."""

    key: str
    committed: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """A statement in the words of the driver; `order` is that of its values where they have no names."""

    text: str
    constants: Mapping[str, Any]
    order: Sequence[str] | None


_GROUPS: ContextVar[list[_Group]] = ContextVar("groups")
"""The groups that a request had a part in."""
_SAVEPOINT: Final = "SAVEPOINT one"
Kept = TypeVar("Kept")

CHANNEL: Final = "stapsgewijs"
"""The channel (PostgreSQL, NOTIFY) on which one process tells the others what has changed.

A payload is the token of who tells it, a space, and the news.
"""
_SCHEMA: Final = "schema"
_READ_VERSION: Final = "SELECT last FROM changes"
_NEXT_VERSION: Final = "UPDATE changes SET last = last + 1 RETURNING last"
_IMPATIENCE_S: Final = 2.0
"""After waiting in vain for a lock nobody waits again for so long: one request at a time would wait after another."""
_UNAVAILABLE: Final = (OperationalError, InternalError, InterfaceError)
_DAMAGED: Final = (DatabaseError, sqlite3.DatabaseError)
"""What a damaged file raises: these themselves, and not what is derived from them."""
_log = logging.getLogger(__name__)


class Database:
    """One connection, for one thread at a time; each statement is committed at once, unless in a transaction.

    `identity_map` is what was read or written in this transaction, by table, organisation and id: in one transaction,
    one thing is one object. It is empty outside of transactions.

    With `groups_commits` (PostgreSQL, where a commit waits for a disk) transactions are committed together that end in
    one step of the event loop; each is undone by itself, and nothing may be answered before `committed` returns.

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
        self._is_changed = False
        self.groups_commits = False
        self._group: _Group | None = None
        self._version_known_in: asyncio.AbstractEventLoop | None = None
        dbapi: Any = engine.dialect.dbapi
        self._driver_errors: tuple[type[Exception], ...] = (dbapi.Error, DBAPIError)
        self._away_errors = (*_UNAVAILABLE, dbapi.OperationalError, dbapi.InternalError, dbapi.InterfaceError)
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

    def prepare(self, statement: Executable) -> PreparedStatement:
        """Return a statement that `run_prepared` runs."""
        compiled: Any = statement.compile(dialect=self.engine.dialect)  # type: ignore[attr-defined]  # each can be
        return PreparedStatement(str(compiled), compiled.params, compiled.positiontup)

    def run_prepared(self, statement: PreparedStatement, values: Mapping[str, Any]) -> Any:  # noqa: ANN401  # a driver's
        """Run a statement that is run often, without the overhead of SQLAlchemy; raises `StorageUnavailableError`."""
        whole = {**statement.constants, **values}
        order = statement.order
        return self._execute_raw(statement.text, whole if order is None else [whole[each] for each in order])

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
        except BaseException:
            self._cache.remove()
            self._end("ROLLBACK" if self._group is None else f"ROLLBACK TO {_SAVEPOINT}")
            raise
        else:
            self._end("COMMIT")

    def begin_request(self) -> None:
        """Begin to remember, for the present task, what `committed` has to wait for."""
        _GROUPS.set([])

    async def committed(self) -> None:
        """Wait until all is committed that this request has done or may have read; raises `StorageUnavailableError`."""
        groups = _GROUPS.get([])
        for each in [*groups, *([self._group] if self._group is not None else [])]:
            await asyncio.shield(each.committed)
        groups.clear()

    def flush(self) -> None:
        """Commit the open group, if there is one; what goes wrong is told to who waits for it."""
        if self._group is None:
            return
        try:
            self._commit_raw("COMMIT")
        except StorageUnavailableError as error:
            self._fail_group(error)
            self.close()
        else:
            group, self._group = self._group, None
            if not group.committed.done():
                group.committed.set_result(None)
            self._is_back()

    @property
    def is_in_transaction(self) -> bool:
        """Whether the present statements are part of a transaction."""
        return self._depth > 0

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

        Whoever changes it calls `invalidate` in the same transaction. An SQLite file knows whether others wrote to
        it, a server has a number for it. That is asked for once in a step of the event loop: what was committed
        before a request came is seen by it.
        """
        # Who is in a transaction has the only right to write: nothing changes meanwhile.
        return self._cache.get(key, read, None if self._depth or self._knows_version() else self._data_version())

    def invalidate(self, key: Key | None = None) -> None:
        """Remove what is cached under `key`, or everything, here and in other processes."""
        self._cache.remove(key)
        self._is_changed = self.is_postgresql
        if self._is_changed and not self._depth and self._group is None:
            self._commit_raw("")

    def publish(self, news: str) -> None:
        """Send `news` (at most 7,900 bytes) to other processes, once the transaction is committed."""
        self._unpublished[news] = None
        if not self._depth and self._group is None:
            self._commit_raw("")

    def close(self) -> None:
        """Close the connection; the next statement makes a new one."""
        self._fail_group(StorageUnavailableError(f"{self.name}: cannot be used at present: the connection was lost"))
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
        if self._group is not None and self._group.key != key:
            self.flush()
        try:
            if self._group is None:
                self._begin_on_server(key)
            else:
                self._execute_raw(f"RELEASE {_SAVEPOINT}; {_SAVEPOINT}")
        except BaseException:
            self.close()
            raise
        self._depth = 1

    def _begin_on_server(self, key: str) -> None:
        lock = int.from_bytes(hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=8).digest(), signed=True)
        loop = _running_loop() if self.groups_commits else None
        save = f"{_SAVEPOINT}; " if loop else ""
        # The version last, by a statement of its own: while the lock was waited for, others may have changed it.
        version = _READ_VERSION if key != _SCHEMA else "SELECT 0"  # the schema may not have it yet
        cursor = self._execute_raw(f"BEGIN; SELECT pg_advisory_xact_lock({lock}); {save}{version}")
        self._cache.set_version(_number_in(_last_result(cursor)))
        if loop:
            self._group = _Group(key, loop.create_future())
            loop.call_soon(self.flush)

    def _end(self, how: str) -> None:
        self.identity_map.clear()
        if self._group is not None and how == "COMMIT":
            self._depth = 0
            _GROUPS.get([]).append(self._group)
            return
        try:
            if how == "COMMIT":
                self._commit_raw(how)
            elif self._connection is not None:
                self._execute_raw(how)
        except StorageUnavailableError:
            self._cache.remove()
            self.close()
            if how == "COMMIT":
                raise
        finally:
            self._depth = 0
            if self._group is None:
                self._unpublished.clear()
                self._is_changed = False
        if how == "COMMIT":
            self._is_back()

    def _is_back(self) -> None:
        if self._is_away:
            self._is_away = False
            _log.warning("%s: can be used again", self.name)

    def _fail_group(self, error: Exception) -> None:
        group, self._group = self._group, None
        if group is None:
            return
        self._cache.remove()
        self._unpublished.clear()
        self._is_changed = False
        if not group.committed.done() and not group.committed.get_loop().is_closed():
            group.committed.set_exception(error)
            group.committed.exception()  # nobody may be waiting for it

    def _data_version(self) -> int:
        version = _number_in(self._execute_raw(_READ_VERSION if self.is_postgresql else "PRAGMA data_version"))
        if loop := _running_loop():
            # Whatever came before this call is in the loop already; what comes later is dealt with after it.
            loop.call_soon(self._forget_version)
            self._version_known_in = loop
        return version

    def _knows_version(self) -> bool:
        return self._version_known_in is not None and self._version_known_in is _running_loop()

    def _forget_version(self) -> None:
        self._version_known_in = None

    def _commit_raw(self, how: str) -> None:
        """Tell others what has changed and what is new, and commit: all of it in one question to a server."""
        statements, is_changed = ([_NEXT_VERSION] if self._is_changed else []), self._is_changed
        if self.is_postgresql and self._unpublished:
            dbapi: Any = self.engine.dialect.dbapi
            news = (dbapi.sql.quote(f"{self.token} {each}") for each in self._unpublished)
            statements.append("SELECT " + ", ".join(f"pg_notify('{CHANNEL}', {each})" for each in news))
        if how:
            statements.append(how)
        if not statements:
            return
        cursor = self._execute_raw("; ".join(statements))
        self._unpublished.clear()
        self._is_changed = False
        if is_changed:
            self._cache.advance_to(_number_in(cursor))
        # What was broken off a server ends by undoing it, and calls that no error.
        if self.is_postgresql and how and _last_result(cursor).statusmessage != how:
            reason = "a transaction was broken off"
            raise self._unavailable(reason)

    def _execute_raw(self, statements: str, values: Any = None) -> Any:  # noqa: ANN401  # a driver's values and cursor
        """Run statements without SQLAlchemy, whose overhead is larger than the work; returns the first result."""
        try:
            if not self.is_postgresql:
                return self._driver.execute(statements, values or ())
            prepare = None if values or ";" not in statements else False
            try:
                return self._driver.execute(statements, values, prepare=prepare)
            except self._driver_errors:
                # Without a connection none could be made: that may have taken seconds.
                if self._depth or self._group is not None or self._connection is None or not self._driver.closed:
                    raise
                # The server went away since the last time. Outside of transactions every statement may be run twice.
                self.close()
                return self._driver.execute(statements, values, prepare=prepare)
        except self._driver_errors as error:
            raise self._unavailable(error) from None

    @property
    def _driver(self) -> Any:  # noqa: ANN401  # a connection of sqlite3 or psycopg
        return self.connection.connection.driver_connection

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
        if not isinstance(error, (str, *self._away_errors)) and type(error) not in _DAMAGED:
            return error
        reason = error if isinstance(error, str) else _first_line(error)
        if not self._is_away:
            self._is_away = True
            _log.warning("%s: cannot be used at present: %s; what needs it is answered 503", self.name, reason)
        return StorageUnavailableError(f"{self.name}: cannot be used at present: {reason}")

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
        with database.transaction(_SCHEMA):
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


def _last_result(cursor: Any) -> Any:  # noqa: ANN401  # of the driver
    while cursor.nextset():
        pass
    return cursor


def _number_in(cursor: Any) -> int:  # noqa: ANN401  # idem
    return int(cursor.fetchone()[0])


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).strip() or type(cause).__name__).splitlines()[0]
