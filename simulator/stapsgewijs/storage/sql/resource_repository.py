"""The repository of the provider's resources of one organisation, in a database."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, update

from stapsgewijs.phone_network.provider_resources import ProviderResource
from stapsgewijs.storage.sql.item_repository import next_place
from stapsgewijs.storage.sql.schema import RESOURCES
from stapsgewijs.storage.sql.serialization import dumps, from_epoch_us, loads, to_epoch_us

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from stapsgewijs.storage.sql.database import Database

_CHANGING: Final = ("owner", "name", "updated", "content")
_READ: Final = ("sid", "created", "updated", "owner", "name", "content", "place")


class SqlResourceRepository:
    """Resources as rows."""

    def __init__(self, database: Database, organisation: str) -> None:
        self._database = database
        self._organisation = organisation
        table = RESOURCES
        self._mine = table.c.organisation == organisation
        self._select = select(*(table.c[each] for each in _READ)).where(self._mine)
        changing: dict[str, Any] = {each: bindparam(f"new_{each}") for each in _CHANGING}
        self._update = update(table).where(self._mine, table.c.sid == bindparam("which")).values(**changing)

    def add(self, resource: ProviderResource) -> None:
        with self._database.transaction(self._organisation):
            resource.place = next_place(self._database, self._organisation, RESOURCES)
            row = {"organisation": self._organisation, "place": resource.place, "sid": resource.sid}
            row |= {"kind": resource.kind, "created": to_epoch_us(resource.created), **_changing(resource)}
            self._database.run(insert(RESOURCES), row)

    def save(self, resource: ProviderResource) -> None:
        values = {f"new_{name}": value for name, value in _changing(resource).items()}
        self._database.run(self._update, {"which": resource.sid, **values})

    def get(self, sid: str) -> ProviderResource | None:
        if not _can_be_kept(sid):
            return None
        row = self._database.run(self._select.where(RESOURCES.c.sid == bindparam("which")), {"which": sid})
        found = row.one_or_none()
        return None if found is None else _read(found)

    def find(
        self,
        kind: str,
        *,
        owner: str | None = None,
        name: str | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> list[ProviderResource]:
        if not all(map(_can_be_kept, filter(None, (owner, name)))):
            return []
        columns = RESOURCES.c
        conditions = [columns.kind == kind]
        conditions += [] if owner is None else [columns.owner == owner]
        conditions += [] if name is None else [columns.name == name]
        conditions += [] if before is None else [columns.place < before]
        found = self._select.where(*conditions).order_by(columns.place.desc()).limit(limit)
        return [_read(each) for each in self._database.run(found)]

    def count(self, kind: str) -> int:
        counted = select(func.count()).select_from(RESOURCES).where(self._mine, RESOURCES.c.kind == kind)
        return int(self._database.run(counted).scalar_one())

    def remove(self, sid: str) -> None:
        with self._database.transaction(self._organisation):
            owned = select(RESOURCES.c.sid).where(self._mine, RESOURCES.c.owner == sid)
            for each in list(self._database.run(owned).scalars()):
                self.remove(each)
            self._database.run(delete(RESOURCES).where(self._mine, RESOURCES.c.sid == sid))

    def prune(self, kind: str, *, keep: int | None, before: datetime | None) -> int:
        columns = RESOURCES.c
        newest_first = select(columns.sid).where(self._mine, columns.kind == kind).order_by(columns.place.desc())
        with self._database.transaction(self._organisation):
            removed = set[str]()
            if keep is not None:
                removed |= set(self._database.run(newest_first.offset(keep)).scalars())
            if before is not None:
                removed |= set(self._database.run(newest_first.where(columns.created < to_epoch_us(before))).scalars())
            for each in removed:
                self.remove(each)
        return len(removed)


def _can_be_kept(text: str) -> bool:
    """Return whether a column can hold a text: no database takes half a pair of surrogates, and PostgreSQL no NUL."""
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def _changing(resource: ProviderResource) -> dict[str, Any]:
    return {
        "owner": resource.owner,
        "name": resource.name,
        "updated": to_epoch_us(resource.updated),
        "content": dumps(resource.content),
    }


def _read(row: Sequence[Any]) -> ProviderResource:
    sid, created, updated, owner, name, content, place = row
    return ProviderResource(sid, from_epoch_us(created), from_epoch_us(updated), owner, name, loads(content), place)
