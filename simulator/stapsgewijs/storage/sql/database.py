"""One database, SQLite or PostgreSQL: opened, worked in, and what is held while the work lasts."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from stapsgewijs.storage.sql.engine import engine_of, name_of
from stapsgewijs.storage.sql.migrations import StoreError, migrate
from stapsgewijs.storage.sql.read_cache import Key, ReadCache, Remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import CursorResult
    from sqlalchemy.sql import Executable

NEWS: Final = "stapsgewijs"
"""The channel (PostgreSQL, NOTIFY) on which one process tells the others what has changed.

A payload is the token of who tells it, a space, and the news.
"""
_BEGIN: Final = text("BEGIN")
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext(:key))")
_NOTIFY: Final = text("SELECT pg_notify(:channel, :payload)")


class Database:
    """One connection, for one thread at a time; each statement is kept at once, unless there is work going on.

    `held` is what was read or kept in the work so far, by table, organisation and id: in one work, one thing is
    one object. It is empty outside of work.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        """Use `engine`, whose connections commit each statement by themselves; `name` is for messages."""
        self.name = name
        self.is_postgresql = engine.dialect.name == "postgresql"
        self.held: dict[tuple[str, str, str], Any] = {}
        self.engine = engine
        self._connection: Connection | None = None
        self._depth = 0
        self._news: dict[str, None] = {}
        self._memory = ReadCache()
        self.token = secrets.token_hex(8)

    @property
    def works(self) -> bool:
        """Whether a work is going on."""
        return self._depth > 0

    def run(self, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        """Run one statement."""
        try:
            return self.connection.execute(statement, values)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self.close()
            if self._depth:
                raise
            # The server went away since the last time. Outside of work every statement may be run twice.
            return self.connection.execute(statement, values)

    @contextmanager
    def work(self, key: str) -> Iterator[None]:
        """Keep all that is done in the block, or nothing; a block in a block is part of it.

        Blocks of one `key` follow each other, whichever process they are in.
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
            self._tell_others()
        except BaseException:
            self._memory.forget_all()
            self._end("ROLLBACK")
            raise
        else:
            self._end("COMMIT")

    def remembered(self, key: Key, read: Callable[[], Remembered]) -> Remembered:
        """Return what `read` found before, as long as nobody can have changed it; else what it finds now.

        Whoever changes it in this process says so with `changed`. An SQLite file knows whether others wrote to it;
        of a server nothing is remembered.
        """
        if self.is_postgresql:
            return read()
        # Who is at work has the only right to write: nothing changes meanwhile.
        return self._memory.get(key, read, None if self._depth else self._others_version())

    def changed(self, key: Key | None = None) -> None:
        """Forget what was remembered under `key`, or everything."""
        if key is None:
            self._memory.forget_all()
        else:
            self._memory.forget(key)

    def tell(self, news: str) -> None:
        """Let other processes know of `news` (at most 7,900 bytes), once the work that is going on is kept."""
        self._news[news] = None
        if not self._depth:
            self._tell_others()

    def close(self) -> None:
        """Let go of the connection; the next statement makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()

    def _begin(self, key: str) -> None:
        if self.is_postgresql:
            self.run(_BEGIN)
        else:
            self._directly("BEGIN IMMEDIATE")  # or two readers who both want to write later would refuse each other
        if not self.is_postgresql:
            self._memory.check(self._others_version())
        self._depth = 1
        if self.is_postgresql:
            try:
                self.run(_LOCK, {"key": key})
            except BaseException:
                self._end("ROLLBACK")
                raise

    def _end(self, how: str) -> None:
        self._depth = 0
        self.held.clear()
        self._news.clear()
        if self._connection is None:
            return
        try:
            if self.is_postgresql:
                self._connection.exec_driver_sql(how)
            else:
                self._directly(how)
        except DBAPIError:
            self._memory.forget_all()
            self.close()
            if how == "COMMIT":
                raise

    def _others_version(self) -> int:
        return int(self._directly("PRAGMA data_version").fetchone()[0])

    def _directly(self, statement: str) -> Any:  # noqa: ANN401  # a cursor of sqlite3
        """Run a statement past SQLAlchemy: what begins and ends each work costs more to wrap than to do."""
        driver: Any = self.connection.connection.driver_connection
        try:
            return driver.execute(statement)
        except sqlite3.Error:
            return self.connection.exec_driver_sql(statement)  # which fails as everything else does

    def _tell_others(self) -> None:
        if self.is_postgresql:
            for each in self._news:
                self.run(_NOTIFY, {"channel": NEWS, "payload": f"{self.token} {each}"})
        self._news.clear()

    @property
    def connection(self) -> Connection:
        """The connection, made when it is needed."""
        if self._connection is None:
            self._connection = self.engine.connect()
        return self._connection


def open_database(place: str) -> Database:
    """Open a database by URL (`postgresql://…`), path, or `:memory:`, and bring it to the latest version.

    Raises `StoreError` for one that cannot be opened or written to, is damaged, or is not ours.
    """
    name = name_of(place)
    database = Database(engine_of(place), name)
    try:
        with database.work("schema"):
            migrate(database.connection, name)
    except DBAPIError as error:
        database.close()
        msg = f"{name}: cannot be used as a database: {_first_line(error)}; give another --database"
        raise StoreError(msg) from None
    except StoreError:
        database.close()
        raise
    return database


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
