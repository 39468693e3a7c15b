"""Mappings by token (browser sessions are kept so), and secrets that are the same in every process.

A token is kept as its digest: who reads the database cannot go on as somebody who is signed in.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stapsgewijs.storage.sql.item_repository import next_place
from stapsgewijs.storage.sql.schema import KEYS, SESSIONS
from stapsgewijs.storage.sql.serialization import dumps, loads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stapsgewijs.storage.sql.database import Database

MAX_TOKENS_PER_OWNER: Final = 10_000
"""What is kept of one owner."""
_TOKENS_BETWEEN_CLEARINGS: Final = 256
_CHANGE: Final = (
    update(SESSIONS)
    .where(SESSIONS.c.token == bindparam("which"))
    .values(content=bindparam("new"), held=bindparam("is_held"))
)
_OF_OWNER: Final = SESSIONS.c.organisation == bindparam("owner")
_HELD: Final = select(SESSIONS.c.token, SESSIONS.c.content).where(_OF_OWNER, SESSIONS.c.held == 1)
_NAMES_AT_ONCE: Final = 500
_COUNT: Final = select(func.count()).select_from(SESSIONS).where(_OF_OWNER)
_FIRST_TO_GO: Final = (
    select(SESSIONS.c.token).where(_OF_OWNER).order_by(SESSIONS.c.held, SESSIONS.c.place).limit(bindparam("count"))
)
_CLEAR: Final = delete(SESSIONS).where(SESSIONS.c.token.in_(_FIRST_TO_GO))
_KEY: Final = upsert(KEYS).values(name=bindparam("name"), value=bindparam("value")).on_conflict_do_nothing()


class SqlTokenStore:
    """Mappings that go into JSON, by token, each of an organisation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, token: str) -> dict[str, Any] | None:
        """Return what was put under this token, or None."""
        content = self._database.run(select(SESSIONS.c.content).where(SESSIONS.c.token == _digest(token))).scalar()
        return None if content is None else dict(loads(content))

    def put(self, token: str, owner: str, content: dict[str, Any], *, held: bool, is_new: bool = True) -> None:
        """Keep what is under this token, new or changed; what is not new and was forgotten since stays so.

        When the owner has too many, the oldest are forgotten, those first that are not `held`.
        """
        text, kept_as = dumps(content), _digest(token)
        with self._database.transaction(owner):
            changed = self._database.run(_CHANGE, {"which": kept_as, "new": text, "is_held": int(held)}).rowcount
            if changed or not is_new:
                return
            place = next_place(self._database, owner, SESSIONS)
            row = {"token": kept_as, "organisation": owner, "place": place, "content": text, "held": int(held)}
            self._database.run(insert(SESSIONS), row)
            if place % _TOKENS_BETWEEN_CLEARINGS == 0:
                too_many = self._database.run(_COUNT, {"owner": owner}).scalar_one() - MAX_TOKENS_PER_OWNER
                if too_many > 0:
                    self._database.run(_CLEAR, {"owner": owner, "count": too_many})

    def delete(self, token: str) -> None:
        """Forget what is under this token."""
        self._database.run(delete(SESSIONS).where(SESSIONS.c.token == _digest(token)))

    def held(self, owner: str) -> dict[str, dict[str, Any]]:
        """Return what is held of an owner, by what `forget` takes."""
        return {row.token: dict(loads(row.content)) for row in self._database.run(_HELD, {"owner": owner})}

    def forget(self, names: Iterable[str]) -> None:
        """Forget what `held` returned under these names."""
        gone = list(names)
        for start in range(0, len(gone), _NAMES_AT_ONCE):
            part = gone[start : start + _NAMES_AT_ONCE]
            self._database.run(delete(SESSIONS).where(SESSIONS.c.token.in_(part)))

    def secret(self, name: str) -> bytes:
        """Return the secret of this name: made up the first time, the same ever after, in every process."""
        self._database.run(_KEY, {"name": name, "value": secrets.token_hex(16)})
        return bytes.fromhex(self._database.run(select(KEYS.c.value).where(KEYS.c.name == name)).scalar_one())


def _digest(token: str) -> str:
    """Return what a token is kept as; tokens are long and random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
