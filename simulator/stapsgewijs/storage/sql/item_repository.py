"""Messages, or calls, of one organisation in a database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from sqlalchemy import Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stapsgewijs.phone_network.calls import Call
from stapsgewijs.phone_network.messages import Message
from stapsgewijs.phone_network.repository import ItemRepository
from stapsgewijs.storage.sql.filters import conditions_of, is_exact
from stapsgewijs.storage.sql.moments import as_micros, as_moment
from stapsgewijs.storage.sql.schema import CALLS, COUNTERS, MESSAGES
from stapsgewijs.storage.sql.serialization import call_of, call_row, message_of, message_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from stapsgewijs.phone_network.filters import Filter
    from stapsgewijs.storage.sql.database import Database

Item = TypeVar("Item", Message, Call)

_BATCH: Final = 500
"""Rows that are read at once where Python has the last word."""
_CHANGING: Final = ("status", "wakes", "party", "searched", "tags", "content")
_READ: Final = ("place", "id", "number", "direction", "status", "created", "content")
NEXT: Final = (
    upsert(COUNTERS)
    .values(organisation=bindparam("organisation"), name=bindparam("name"), last=1)
    .on_conflict_do_update(index_elements=["organisation", "name"], set_={"last": COUNTERS.c.last + 1})
    .returning(COUNTERS.c.last)
)
"""Count one more under a name; SQLite and PostgreSQL say it in the same words."""


class SqlItemRepository(ItemRepository[Item]):
    """A book of rows. What `get` and `find` return are objects of their own; within one work, the same ones."""

    def __init__(
        self,
        database: Database,
        organisation: str,
        table: Table,
        row_of: Callable[[Item], dict[str, Any]],
        item_of: Callable[[Sequence[Any]], Item],
    ) -> None:
        """Keep items of `organisation` in `table`, as `row_of` and `item_of` translate them."""
        self._database = database
        self._organisation = organisation
        self._table = table
        self._row_of: Callable[[Item], dict[str, Any]] = row_of
        self._item_of: Callable[[Sequence[Any]], Item] = item_of
        self._waking = (table.name, organisation, "next due")
        self._mine = table.c.organisation == organisation
        self._columns = [table.c[each] for each in _READ]
        changing: dict[str, Any] = {each: bindparam(f"new_{each}") for each in _CHANGING}
        self._insert = insert(table)
        self._update = update(table).where(self._mine, table.c.id == bindparam("item_id")).values(**changing)
        self._get = select(*self._columns).where(self._mine, table.c.id == bindparam("item_id"))
        awake = (self._mine, table.c.wakes.is_not(None))
        self._next_due = select(func.min(table.c.wakes)).where(*awake)
        self._due = select(*self._columns).where(*awake).order_by(table.c.wakes, table.c.place)

    def add(self, item: Item) -> None:
        """Keep a new one and give it its place."""
        with self._database.work(self._organisation):
            counted = {"organisation": self._organisation, "name": self._table.name}
            item.place = self._database.run(NEXT, counted).scalar_one()
            self._database.run(self._insert, {"organisation": self._organisation, **self._row_of(item)})
            if item.wakes is not None:
                self._database.changed(self._waking)
            self._hold(item)

    def save(self, item: Item) -> None:
        """Keep what has changed of one that was added."""
        row = self._row_of(item)
        values = {f"new_{each}": row[each] for each in _CHANGING}
        self._database.changed(self._waking)
        self._database.run(self._update, {"item_id": item.id, **values})
        self._hold(item)

    def get(self, item_id: str) -> Item | None:
        """Return one, or None."""
        held = self._database.held.get(self._key(item_id))
        if held is not None:
            return cast("Item", held)
        row = self._database.run(self._get, {"item_id": item_id}).one_or_none()
        return None if row is None else self._read(row)

    def find(self, wanted: Filter) -> list[Item]:
        """Return those that are wanted."""
        if is_exact(wanted):
            return self._rows(wanted)
        found: list[Item] = []
        for each in self._looked_through(wanted):
            if wanted.takes(each):
                found.append(each)
                if len(found) == wanted.limit:
                    break
        return found

    def count(self, wanted: Filter) -> int:
        """Return how many are wanted."""
        if not is_exact(wanted):
            return len(self.find(replace(wanted, limit=None)))
        counted = select(func.count()).select_from(self._table).where(self._mine, *self._conditions(wanted))
        return int(self._database.run(counted).scalar_one())

    def due(self, now: datetime) -> list[Item]:
        """Return those that wake at `now` or earlier, the earliest first."""
        rows = self._database.run(self._due.where(self._table.c.wakes <= as_micros(now)))
        return [self._read(each) for each in rows]

    def next_due(self) -> datetime | None:
        """Return when the first one wakes, if any will."""
        first = self._database.remembered(self._waking, lambda: self._database.run(self._next_due).scalar_one())
        return None if first is None else as_moment(first)

    def remove(self, wanted: Filter) -> int:
        """Forget those that are wanted and return how many there were."""
        with self._database.work(self._organisation):
            if is_exact(wanted):
                return self._delete(*self._conditions(wanted))
            places = [each.place for each in self.find(replace(wanted, limit=None))]
            parts = (places[start : start + _BATCH] for start in range(0, len(places), _BATCH))
            return sum(self._delete(self._table.c.place.in_(part)) for part in parts)

    def prune(self, *, keep: int | None, before: datetime | None) -> int:
        """Forget all but the newest `keep`, and what was taken before; returns how many."""
        with self._database.work(self._organisation):
            last = max(self._last_surplus(keep), self._last_before(before))
            return self._delete(self._table.c.place <= last) if last else 0

    def numbers(self) -> list[str]:
        """Return the number of each handset that has an item."""
        # From each number straight to the next one in the index: DISTINCT would read every row.
        name = self._table.name
        steps = text(
            f"WITH RECURSIVE step (number) AS (SELECT min(number) FROM {name} WHERE organisation = :whose"  # noqa: S608  # a table of ours
            f" UNION ALL SELECT (SELECT min(number) FROM {name} WHERE organisation = :whose AND number > step.number)"
            " FROM step WHERE step.number IS NOT NULL) SELECT number FROM step WHERE number IS NOT NULL"
        )
        return list(self._database.run(steps, {"whose": self._organisation}).scalars())

    def _rows(self, wanted: Filter) -> list[Item]:
        return [self._read(each) for each in self._database.run(self._select(wanted))]

    def _looked_through(self, wanted: Filter) -> Iterator[Item]:
        """Return all that the conditions find, a batch at a time."""
        rest = replace(wanted, limit=_BATCH)
        while batch := self._rows(rest):
            yield from batch
            last = batch[-1].place
            rest = replace(rest, before=last) if wanted.newest_first else replace(rest, after=last)

    def _select(self, wanted: Filter) -> Select[Any]:
        place = self._table.c.place
        order = place.desc() if wanted.newest_first else place
        return select(*self._columns).where(self._mine, *self._conditions(wanted)).order_by(order).limit(wanted.limit)

    def _conditions(self, wanted: Filter) -> list[Any]:
        return list(conditions_of(wanted, self._table, on_postgresql=self._database.is_postgresql))

    def _last_surplus(self, keep: int | None) -> int:
        """Return the place of the newest of which there are too many."""
        place = self._table.c.place
        # Two questions: SQLite answers each from the index, and both at once by reading every row.
        first, last = (
            self._database.run(select(each(place)).where(self._mine)).scalar() for each in (func.min, func.max)
        )
        if keep is None or first is None or last - first < keep:
            return 0
        surplus = select(place).where(self._mine).order_by(place.desc()).limit(1).offset(keep)
        return self._database.run(surplus).scalar() or 0

    def _last_before(self, before: datetime | None) -> int:
        """Return the place before the oldest that was not taken before, or the last of all."""
        if before is None:
            return 0
        place = self._table.c.place
        young = self._table.c.created >= as_micros(before)
        oldest = select(place).where(self._mine, young).order_by(place).limit(1)
        first = self._database.run(oldest).scalar()
        if first is not None:
            return int(first) - 1
        return self._database.run(select(func.max(place)).where(self._mine)).scalar() or 0

    def _delete(self, *conditions: Any) -> int:  # noqa: ANN401  # conditions of SQLAlchemy
        self._database.changed(self._waking)
        for key in [each for each in self._database.held if each[:2] == self._key("")[:2]]:
            del self._database.held[key]
        return self._database.run(delete(self._table).where(self._mine, *conditions)).rowcount

    def _read(self, row: Sequence[Any]) -> Item:
        held = self._database.held.get(self._key(row[1]))
        if held is not None:
            return cast("Item", held)
        item = self._item_of(row)
        self._hold(item)
        return item

    def _hold(self, item: Item) -> None:
        if self._database.works:
            self._database.held[self._key(item.id)] = item

    def _key(self, item_id: str) -> tuple[str, str, str]:
        return self._table.name, self._organisation, item_id


def messages_in(database: Database, organisation: str) -> SqlItemRepository[Message]:
    """Return the messages of an organisation."""
    return SqlItemRepository(database, organisation, MESSAGES, message_row, message_of)


def calls_in(database: Database, organisation: str) -> SqlItemRepository[Call]:
    """Return the calls of an organisation."""
    return SqlItemRepository(database, organisation, CALLS, call_row, call_of)
