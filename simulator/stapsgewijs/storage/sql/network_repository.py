"""All that one phone network knows, in a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stapsgewijs.storage.sql.item_repository import NEXT, calls_in, messages_in
from stapsgewijs.storage.sql.schema import FAULTS, NOTES
from stapsgewijs.storage.sql.serialization import fault_content, fault_of
from stapsgewijs.storage.sql.texts import as_json, of_json

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.faults.rules import Fault
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.phone_network.repository import ItemRepository
    from stapsgewijs.storage.sql.database import Database

_NOTE = upsert(NOTES).values(
    organisation=bindparam("organisation"), name=bindparam("name"), content=bindparam("content")
)
_WRITE_NOTE = _NOTE.on_conflict_do_update(
    index_elements=["organisation", "name"], set_={"content": _NOTE.excluded.content}
)


class SqlNetworkRepository:
    """A ledger that outlives the process. The organisation has to be in the database already."""

    def __init__(self, database: Database, organisation: str) -> None:
        """Keep what happens in the network of `organisation`."""
        self.messages: ItemRepository[Message] = messages_in(database, organisation)
        self.calls: ItemRepository[Call] = calls_in(database, organisation)
        self._database = database
        self._organisation = organisation
        self._key = (FAULTS.name, organisation)
        mine = FAULTS.c.organisation == organisation
        self._faults = select(FAULTS.c.id, FAULTS.c.content).where(mine).order_by(FAULTS.c.place)
        self._note = select(NOTES.c.content).where(NOTES.c.organisation == organisation, NOTES.c.name == bindparam("n"))
        self._forget = delete(FAULTS).where(mine)
        self._change = update(FAULTS).where(mine, FAULTS.c.id == bindparam("fault_id")).values(content=bindparam("new"))

    def work(self) -> AbstractContextManager[None]:
        """Keep everything that is done in the block, or nothing. Blocks may stand in each other."""
        return self._database.work(self._organisation)

    def faults(self) -> list[Fault]:
        """Return the rules, the oldest first."""
        return [fault_of(fault_id, content) for fault_id, content in self._database.remembered(self._key, self._rules)]

    def save_fault(self, fault: Fault) -> None:
        """Keep a rule, new or changed."""
        content = fault_content(fault)
        with self.work():
            self._database.changed(self._key)
            if self._database.run(self._change, {"fault_id": fault.id, "new": content}).rowcount:
                return
            place = self._database.run(NEXT, {"organisation": self._organisation, "name": FAULTS.name}).scalar_one()
            row = {"organisation": self._organisation, "id": fault.id, "place": place, "content": content}
            self._database.run(insert(FAULTS), row)

    def remove_faults(self, fault_id: str | None = None) -> int:
        """Forget one rule, or all; returns how many."""
        wanted = self._forget if fault_id is None else self._forget.where(FAULTS.c.id == fault_id)
        self._database.changed(self._key)
        return self._database.run(wanted).rowcount

    def note(self, name: str) -> dict[str, Any]:
        """Return what was noted under `name`, or nothing."""
        key = (NOTES.name, self._organisation, name)
        content = self._database.remembered(key, lambda: self._database.run(self._note, {"n": name}).scalar())
        return {} if content is None else dict(of_json(content))

    def write_note(self, name: str, content: dict[str, Any]) -> None:
        """Note something under `name`."""
        row = {"organisation": self._organisation, "name": name, "content": as_json(content)}
        self._database.changed((NOTES.name, self._organisation, name))
        self._database.run(_WRITE_NOTE, row)

    def _rules(self) -> list[tuple[str, str]]:
        return [(each[0], each[1]) for each in map(tuple, self._database.run(self._faults))]
