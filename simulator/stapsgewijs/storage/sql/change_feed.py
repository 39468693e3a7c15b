"""Changes that other processes make in a shared database: polled in SQLite, listened to in PostgreSQL."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from stapsgewijs.storage.backend import StorageUnavailableError
from stapsgewijs.storage.sql.database import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from stapsgewijs.storage.sql.database import Database

_POLL_INTERVAL_S: Final = 0.05
"""One poll of an SQLite file costs some 20 microseconds."""
_LISTEN_TIMEOUT_S: Final = 0.25
"""How long a listener waits for a notification before it checks whether to stop."""
_RECONNECT_DELAY_S: Final = 1.0
_VERSION: Final = text("PRAGMA data_version")


def change_feed(database: Database, on_change: Callable[[str], None]) -> ChangePoller | ChangeListener:
    """Return the feed that calls `on_change` on the event loop with what changed; empty means anything may have."""
    return ChangeListener(database, on_change) if database.is_postgresql else ChangePoller(database, on_change)


class ChangePoller:
    """Calls `on_change` when another process has written to an SQLite file; what was changed cannot be known."""

    def __init__(self, database: Database, on_change: Callable[[str], None]) -> None:
        self._database = database
        self._on_change = on_change
        self._next: asyncio.TimerHandle | None = None
        self._last = 0

    def start(self) -> None:
        """Start polling on the running event loop: SQLite counts the changes of other connections."""
        self._last = self._version()
        self._wait()

    def stop(self) -> None:
        """Stop polling."""
        if self._next is not None:
            self._next.cancel()

    def _wait(self) -> None:
        self._next = asyncio.get_running_loop().call_later(_POLL_INTERVAL_S, self._poll)

    def _poll(self) -> None:
        with suppress(StorageUnavailableError):  # who asks for something is told
            now = self._version()
            if now != self._last:
                self._last = now
                self._on_change("")
        self._wait()

    def _version(self) -> int:
        return int(self._database.run(_VERSION).scalar_one())


class ChangeListener:
    """Listens to a PostgreSQL server in a thread of its own."""

    def __init__(self, database: Database, on_change: Callable[[str], None]) -> None:
        self._database = database
        self._on_change = on_change
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="change feed", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Start listening, and pass notifications to the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, and return when it has stopped."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._database.engine.connect() as connection:
                    self._listen(connection)
            except DBAPIError:
                self._stopping.wait(_RECONNECT_DELAY_S)  # the server is away

    def _listen(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        self._pass_on("")  # whatever was missed until now
        driver: Any = connection.connection.driver_connection
        while not self._stopping.is_set():
            for each in driver.notifies(timeout=_LISTEN_TIMEOUT_S):
                token, _, news = each.payload.partition(" ")
                if token != self._database.token:
                    self._pass_on(news)
                if self._stopping.is_set():
                    return

    def _pass_on(self, news: str) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._on_change, news)
