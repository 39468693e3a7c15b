"""Hearing what other processes change in a database that is shared: their news wake who waits in this one."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from stapsgewijs.storage.sql.database import NEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from stapsgewijs.storage.sql.database import Database

_LOOKS: Final = 0.05
"""Seconds between two looks at an SQLite file; a look costs some 20 microseconds."""
_HEARS: Final = 0.25
"""Seconds after which a listener that heard nothing looks whether it is to stop."""
_TRIES: Final = 1.0
_VERSION: Final = text("PRAGMA data_version")


def bell_of(database: Database, ring: Callable[[str], None]) -> ChangePoller | ChangeListener:
    """Return what calls `ring` on the event loop with the news; empty news may be about anything."""
    return ChangeListener(database, ring) if database.is_postgresql else ChangePoller(database, ring)


class ChangePoller:
    """Rings when another process has written to an SQLite file; it cannot know what."""

    def __init__(self, database: Database, ring: Callable[[str], None]) -> None:
        """Prepare to look."""
        self._database = database
        self._ring = ring
        self._next: asyncio.TimerHandle | None = None
        self._last = 0

    def start(self) -> None:
        """Begin to look, on the event loop that runs: SQLite counts what others than this very connection do."""
        self._last = self._version()
        self._wait()

    def stop(self) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()

    def _wait(self) -> None:
        self._next = asyncio.get_running_loop().call_later(_LOOKS, self._look)

    def _look(self) -> None:
        now = self._version()
        if now != self._last:
            self._last = now
            self._ring("")
        self._wait()

    def _version(self) -> int:
        return int(self._database.run(_VERSION).scalar_one())


class ChangeListener:
    """Listens to a PostgreSQL server in a thread of its own."""

    def __init__(self, database: Database, ring: Callable[[str], None]) -> None:
        """Prepare to listen."""
        self._database = database
        self._ring = ring
        self._stops = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to listen, and pass on what is heard to the event loop that runs."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, and return when that is so."""
        self._stops.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stops.is_set():
            try:
                with self._database.engine.connect() as connection:
                    self._hear(connection)
            except DBAPIError:
                self._stops.wait(_TRIES)  # the server is away

    def _hear(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"LISTEN {NEWS}")
        self._pass_on("")  # whatever was missed until now
        driver: Any = connection.connection.driver_connection
        while not self._stops.is_set():
            for each in driver.notifies(timeout=_HEARS):
                token, _, news = each.payload.partition(" ")
                if token != self._database.token:
                    self._pass_on(news)
                if self._stops.is_set():
                    return

    def _pass_on(self, news: str) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, news)
