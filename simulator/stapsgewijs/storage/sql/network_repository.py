"""The repository of one phone network, in a database."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from stapsgewijs.storage.sql.item_repository import calls_in, messages_in, next_place, upsert
from stapsgewijs.storage.sql.resource_repository import SqlResourceRepository
from stapsgewijs.storage.sql.schema import FAULTS, NOTES
from stapsgewijs.storage.sql.serialization import deserialize_fault, dumps, loads, serialize_fault

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.faults.rules import Fault
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.provider_resources import ResourceRepository
    from stapsgewijs.phone_network.repository import ItemRepository
    from stapsgewijs.storage.sql.database import Database

_PUT_SETTING: Final = upsert(NOTES, "content")


class SqlNetworkRepository:
    """A network's items in a database. The organisation has to be in it already."""

    def __init__(self, database: Database, organisation: str) -> None:
        self.messages: ItemRepository[Message] = messages_in(database, organisation)
        self.calls: ItemRepository[Call] = calls_in(database, organisation)
        self.resources: ResourceRepository = SqlResourceRepository(database, organisation)
        self._database = database
        self._organisation = organisation
        self._key = (FAULTS.name, organisation)
        mine = FAULTS.c.organisation == organisation
        self._select_faults = select(FAULTS.c.id, FAULTS.c.content).where(mine).order_by(FAULTS.c.place)
        self._setting = select(NOTES.c.content).where(
            NOTES.c.organisation == organisation, NOTES.c.name == bindparam("n")
        )
        self._delete_faults = delete(FAULTS).where(mine)
        self._update_fault = (
            update(FAULTS).where(mine, FAULTS.c.id == bindparam("fault_id")).values(content=bindparam("new"))
        )

    def transaction(self) -> AbstractContextManager[None]:
        return self._database.transaction(self._organisation)

    def faults(self) -> list[Fault]:
        return [
            deserialize_fault(fault_id, content)
            for fault_id, content in self._database.cached(self._key, self._read_faults)
        ]

    def save_fault(self, fault: Fault) -> None:
        content = serialize_fault(fault)
        with self.transaction():
            self._database.invalidate(self._key)
            if self._database.run(self._update_fault, {"fault_id": fault.id, "new": content}).rowcount:
                return
            place = next_place(self._database, self._organisation, FAULTS)
            row = {"organisation": self._organisation, "id": fault.id, "place": place, "content": content}
            self._database.run(insert(FAULTS), row)

    def remove_faults(self, fault_id: str | None = None) -> int:
        statement = self._delete_faults if fault_id is None else self._delete_faults.where(FAULTS.c.id == fault_id)
        with self.transaction():
            self._database.invalidate(self._key)
            return self._database.run(statement).rowcount

    def get_setting(self, name: str) -> dict[str, Any]:
        key = (NOTES.name, self._organisation, name)
        content = self._database.cached(key, lambda: self._database.run(self._setting, {"n": name}).scalar())
        return {} if content is None else dict(loads(content))

    def put_setting(self, name: str, content: dict[str, Any]) -> None:
        row = {"organisation": self._organisation, "name": name, "content": dumps(content)}
        with self.transaction():
            self._database.invalidate((NOTES.name, self._organisation, name))
            self._database.run(_PUT_SETTING, row)

    def _read_faults(self) -> list[tuple[str, str]]:
        return [(each[0], each[1]) for each in map(tuple, self._database.run(self._select_faults))]
