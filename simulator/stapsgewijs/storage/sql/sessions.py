"""Browser sessions as rows, and the keys that sign forms."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stapsgewijs.storage.sql.item_repository import next_place
from stapsgewijs.storage.sql.schema import KEYS, SESSIONS
from stapsgewijs.storage.sql.serialization import dumps, loads

if TYPE_CHECKING:
    from stapsgewijs.storage.sql.database import Database

MAX_SESSIONS_PER_ORGANISATION: Final = 10_000
"""Sessions of one organisation that are kept; the oldest go first."""
_SESSIONS_BETWEEN_CLEARINGS: Final = 256
_CHANGE: Final = update(SESSIONS).where(SESSIONS.c.token == bindparam("which")).values(content=bindparam("new"))
_KEY: Final = upsert(KEYS).values(name=bindparam("name"), value=bindparam("value")).on_conflict_do_nothing()


class SqlSessions:
    """The sessions, by the token in the cookie. A session is a mapping that is stored as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, token: str) -> dict[str, Any] | None:
        """Return a stored session, or None."""
        content = self._database.run(select(SESSIONS.c.content).where(SESSIONS.c.token == token)).scalar()
        return None if content is None else dict(loads(content))

    def write(self, token: str, organisation: str, session: dict[str, Any]) -> None:
        """Store a session, new or changed; removes the oldest of the organisation if there are too many."""
        content = dumps(session)
        with self._database.transaction(organisation):
            if self._database.run(_CHANGE, {"which": token, "new": content}).rowcount:
                return
            place = next_place(self._database, organisation, SESSIONS)
            row = {"token": token, "organisation": organisation, "place": place, "content": content}
            self._database.run(insert(SESSIONS), row)
            if place % _SESSIONS_BETWEEN_CLEARINGS == 0:
                old = (
                    SESSIONS.c.organisation == organisation,
                    SESSIONS.c.place <= place - MAX_SESSIONS_PER_ORGANISATION,
                )
                self._database.run(delete(SESSIONS).where(*old))

    def forget(self, token: str) -> None:
        """Remove a session."""
        self._database.run(delete(SESSIONS).where(SESSIONS.c.token == token))

    def key(self, name: str) -> bytes:
        """Return the secret with this name: generated once, then the same in every process."""
        self._database.run(_KEY, {"name": name, "value": secrets.token_hex(16)})
        return bytes.fromhex(self._database.run(select(KEYS.c.value).where(KEYS.c.name == name)).scalar_one())
