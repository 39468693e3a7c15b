"""The repository of messages, or of calls, of one organisation, in a database."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from dataclasses import replace
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert_into

from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.messages import BLOCKED, Direction
from stapsgewijs.phone_network.repository import Item, ItemRepository
from stapsgewijs.storage.sql.schema import CALLS, COUNTERS, MESSAGES
from stapsgewijs.storage.sql.serialization import (
    call_from_row,
    call_to_row,
    casefold_ascii,
    from_epoch_us,
    message_from_row,
    message_to_row,
    serialize_tag,
    to_epoch_us,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Insert, Select

    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.messages import Message
    from stapsgewijs.storage.sql.database import Database, PreparedStatement

Condition = ColumnElement[bool]


def is_fully_in_sql(wanted: Filter) -> bool:
    """Return whether the conditions find what the filter takes, and nothing more."""
    return not (wanted.sender or wanted.to or wanted.text or wanted.tag)


def conditions_of(wanted: Filter, table: Table, *, on_postgresql: bool) -> list[Condition]:
    """Return the conditions for all that the filter takes, `limit` and order aside."""
    position = func.strpos if on_postgresql else func.instr

    def has(column: ColumnElement[str], part: str) -> Condition:
        return position(column, part) > 0

    return [*_exact(wanted, table, has), *_typed(wanted, table, has)]


def _exact(wanted: Filter, table: Table, has: Callable[[ColumnElement[str], str], Condition]) -> list[Condition]:
    columns = table.c
    found: list[Condition] = []
    if wanted.number is not None:
        found.append(columns.number == wanted.number.e164)
    if not wanted.by_arrival:
        found += _between(columns.place, wanted)
    if wanted.statuses:
        found.append(columns.status.in_(sorted(map(str, wanted.statuses))))
    if wanted.direction is not None:
        found.append(columns.direction == wanted.direction.value)
    if wanted.since is not None:
        found.append(columns.created >= to_epoch_us(wanted.since))
    if wanted.until is not None:
        found.append(columns.created < to_epoch_us(wanted.until))
    if wanted.arrived and table is MESSAGES:
        # In a text of somebody's the quotation marks would be escaped.
        is_own = columns.direction == Direction.INBOUND.value
        arrived = or_(is_own, columns.status == "delivered")
        found += [arrived, ~has(columns.content, f'"{BLOCKED}":"')]
    return found


def _between(column: ColumnElement[int], wanted: Filter) -> list[Condition]:
    found: list[Condition] = [column > wanted.after] if wanted.after else []
    return found if wanted.before is None else [*found, column < wanted.before]


def _typed(wanted: Filter, table: Table, has: Callable[[ColumnElement[str], str], Condition]) -> list[Condition]:
    columns = table.c
    found: list[Condition] = []
    if wanted.text:
        found.append(has(columns.searched, casefold_ascii(wanted.text)))
    if wanted.tag:
        found.append(has(columns.tags, serialize_tag(wanted.tag)))
    for part, other_sides in ((wanted.sender, Direction.OUTBOUND), (wanted.to, Direction.INBOUND)):
        if part:
            is_others = columns.direction == other_sides.value
            theirs, ours = has(columns.party, casefold_ascii(part)), has(columns.number, casefold_ascii(part))
            found.append(or_(and_(is_others, theirs), and_(~is_others, ours)))
    return found


_BATCH_ITEMS: Final = 500
"""Rows that are read at once if Python has to filter them."""
_READ_BEFORE_ITEMS: Final = 2_000
"""What is kept of rows that were read."""
_NEWEST_FIRST: Final = Filter(newest_first=True)
_CHANGING: Final = ("status", "wakes", "party", "searched", "tags", "content", "arrival")
_READ: Final = ("place", "id", "number", "direction", "status", "created", "content", "arrival")
_COUNT: Final = (
    upsert_into(COUNTERS)
    .values(organisation=bindparam("organisation"), name=bindparam("name"), last=1)
    .on_conflict_do_update(index_elements=["organisation", "name"], set_={"last": COUNTERS.c.last + 1})
    .returning(COUNTERS.c.last)
)
"""SQLite and PostgreSQL have the same syntax for it."""


def upsert(table: Table, column: str) -> Insert:
    """Return the insertion of a whole row, or the change of `column` in the row that has its key."""
    row = upsert_into(table).values({each.name: bindparam(each.name) for each in table.columns})
    return row.on_conflict_do_update(index_elements=list(table.primary_key), set_={column: row.excluded[column]})


def next_place(database: Database, organisation: str, table: Table) -> int:
    """Return the next `place` of an organisation's rows in `table`: from 1, each used once."""
    return int(database.run(_COUNT, {"organisation": organisation, "name": table.name}).scalar_one())


def _counted_insert(table: Table) -> Insert:
    """Return the insertion of a row that takes the next `place`, and returns it; SQLite has no such statement."""
    count = _COUNT.cte("counted")
    values = [count.c.last if each.name == "place" else bindparam(each.name, type_=each.type) for each in table.c]
    return insert(table).from_select(list(table.c), select(*values)).returning(table.c.place)


class SqlItemRepository(ItemRepository[Item]):
    """Items as rows. Within one transaction `get` and `find` return one object for one item.

    Outside of transactions, where nothing is changed, they may return an object again whose row is still the same: to
    read a row costs more than to find it.
    """

    def __init__(
        self,
        database: Database,
        organisation: str,
        table: Table,
        row_of: Callable[[Item], dict[str, Any]],
        item_of: Callable[[Sequence[Any]], Item],
    ) -> None:
        self._database = database
        self._organisation = organisation
        self._table = table
        self._row_of: Callable[[Item], dict[str, Any]] = row_of
        self._item_of: Callable[[Sequence[Any]], Item] = item_of
        self._read_before: dict[str, tuple[Sequence[Any], Item]] = {}
        self._newest_first: dict[tuple[bool, bool, bool], PreparedStatement] = {}
        self._next_due_key = (table.name, organisation, "next due")
        self._mine = table.c.organisation == organisation
        self._columns = [table.c[each] for each in _READ]
        changing: dict[str, Any] = {each: bindparam(f"new_{each}") for each in _CHANGING}
        self._insert = database.prepare(_counted_insert(table) if database.is_postgresql else insert(table))
        self._count = database.prepare(_COUNT)
        self._update = update(table).where(self._mine, table.c.id == bindparam("item_id")).values(**changing)
        self._get = select(*self._columns).where(self._mine, table.c.id == bindparam("item_id"))
        scheduled = (self._mine, table.c.wakes.is_not(None))
        self._next_due = select(func.min(table.c.wakes)).where(*scheduled)
        self._due = select(*self._columns).where(*scheduled).order_by(table.c.wakes, table.c.place)

    def next_place(self) -> int:
        return next_place(self._database, self._organisation, self._table)

    def add(self, item: Item) -> None:
        with self._database.transaction(self._organisation):
            counted = {"organisation": self._organisation, "name": self._table.name}
            if self._database.is_postgresql:
                values = {**self._row_of(item), **counted}
                item.sequence = self._database.run_prepared(self._insert, values).fetchone()[0]
            else:
                item.sequence = self._database.run_prepared(self._count, counted).fetchone()[0]
                self._database.run_prepared(self._insert, {"organisation": self._organisation, **self._row_of(item)})
            if item.next_event_at is not None:
                self._database.invalidate(self._next_due_key)
            self._database.hold(self._key(item.id), item)

    def save(self, item: Item) -> None:
        row = self._row_of(item)
        values = {f"new_{each}": row[each] for each in _CHANGING}
        with self._database.transaction(self._organisation):
            self._database.invalidate(self._next_due_key)
            self._database.run(self._update, {"item_id": item.id, **values})
            self._database.hold(self._key(item.id), item)

    def get(self, item_id: str) -> Item | None:
        held: Item | None = self._database.identity_map.get(self._key(item_id))
        if held is not None:
            return held
        row = self._database.run(self._get, {"item_id": item_id}).one_or_none()
        return None if row is None else self._read(row)

    def find(self, wanted: Filter) -> list[Item]:
        if is_fully_in_sql(wanted):
            return self._rows(wanted)
        found: list[Item] = []
        for each in self._in_batches(wanted):
            if wanted.takes(each):
                found.append(each)
                if len(found) == wanted.limit:
                    break
        return found

    def count(self, wanted: Filter) -> int:
        if not is_fully_in_sql(wanted):
            return len(self.find(replace(wanted, limit=None)))
        counted = select(func.count()).select_from(self._table).where(self._mine, *self._conditions(wanted))
        return int(self._database.run(counted).scalar_one())

    def size(self) -> int:
        first, last = self._ends()
        return 0 if first is None else last - first + 1

    def due(self, now: datetime, most: int | None = None) -> list[Item]:
        rows = self._database.run(self._due.where(self._table.c.wakes <= to_epoch_us(now)).limit(most))
        return [self._read(each) for each in rows]

    def next_due(self) -> datetime | None:
        first = self._database.cached(self._next_due_key, lambda: self._database.run(self._next_due).scalar_one())
        return None if first is None else from_epoch_us(first)

    def remove(self, wanted: Filter) -> int:
        with self._database.transaction(self._organisation):
            if is_fully_in_sql(wanted):
                return self._delete(*self._conditions(wanted))
            places = [each.sequence for each in self.find(replace(wanted, limit=None))]
            parts = (places[start : start + _BATCH_ITEMS] for start in range(0, len(places), _BATCH_ITEMS))
            return sum(self._delete(self._table.c.place.in_(part)) for part in parts)

    def prune(self, *, keep: int | None, before: datetime | None) -> int:
        with self._database.transaction(self._organisation):
            last = max(self._last_surplus(keep), self._last_before(before))
            return self._delete(self._table.c.place <= last) if last else 0

    def numbers(self) -> list[str]:
        # From each number straight to the next one in the index: DISTINCT would read every row.
        name = self._table.name
        steps = text(
            f"WITH RECURSIVE step (number) AS (SELECT min(number) FROM {name} WHERE organisation = :whose"  # noqa: S608  # a table of ours
            f" UNION ALL SELECT (SELECT min(number) FROM {name} WHERE organisation = :whose AND number > step.number)"
            " FROM step WHERE step.number IS NOT NULL) SELECT number FROM step WHERE number IS NOT NULL"
        )
        return list(self._database.run(steps, {"whose": self._organisation}).scalars())

    def _rows(self, wanted: Filter) -> list[Item]:
        if replace(wanted, number=None, before=None, limit=None) == _NEWEST_FIRST:
            return self._newest(wanted)
        questions = (self._select(wanted, column, *more) for column, *more in self._orders(wanted))
        parts = [[self._read(each) for each in self._database.run(question)] for question in questions]
        if len(parts) == 1:
            return parts[0]
        return list(islice(merge(*parts, key=wanted.place, reverse=wanted.newest_first), wanted.limit))

    def _newest(self, wanted: Filter) -> list[Item]:
        """Answer what is asked most: the newest, of all or of one handset, perhaps before a place."""
        which = wanted.number is None, wanted.before is None, wanted.limit is None
        if which not in self._newest_first:
            number, place = self._table.c.number, self._table.c.place
            newest = select(*self._columns).where(self._mine).order_by(place.desc())
            newest = newest if which[0] else newest.where(number == bindparam("its_number"))
            newest = newest if which[1] else newest.where(place < bindparam("before"))
            newest = newest if which[2] else newest.limit(bindparam("most", type_=place.type))
            self._newest_first[which] = self._database.prepare(newest)
        values = {
            "its_number": wanted.number.e164 if wanted.number else None,
            "before": wanted.before,
            "most": wanted.limit,
        }
        return [self._read(each) for each in self._database.run_prepared(self._newest_first[which], values).fetchall()]

    def _orders(self, wanted: Filter) -> list[list[Any]]:
        """Return what to order by, and conditions: two questions by arrival, each answered from an index."""
        place: Any = self._table.c.place
        arrival: Any = self._table.c.arrival
        if not wanted.by_arrival:
            return [[place]]
        return [
            [place, arrival.is_(None), *_between(place, wanted)],
            [arrival, arrival.is_not(None), *_between(arrival, wanted)],
        ]

    def _in_batches(self, wanted: Filter) -> Iterator[Item]:
        rest = replace(wanted, limit=_BATCH_ITEMS)
        while batch := self._rows(rest):
            yield from batch
            last = wanted.place(batch[-1])
            rest = replace(rest, before=last) if wanted.newest_first else replace(rest, after=last)

    def _select(self, wanted: Filter, column: Any, *more: Condition) -> Select[Any]:  # noqa: ANN401  # a column
        order = column.desc() if wanted.newest_first else column
        conditions = (self._mine, *self._conditions(wanted), *more)
        return select(*self._columns).where(*conditions).order_by(order).limit(wanted.limit)

    def _conditions(self, wanted: Filter) -> list[Any]:
        return list(conditions_of(wanted, self._table, on_postgresql=self._database.is_postgresql))

    def _last_surplus(self, keep: int | None) -> int:
        place = self._table.c.place
        first, last = self._ends()
        if keep is None or first is None or last - first < keep:
            return 0
        surplus = select(place).where(self._mine).order_by(place.desc()).limit(1).offset(keep)
        return self._database.run(surplus).scalar() or 0

    def _ends(self) -> tuple[Any, Any]:
        # Two questions: SQLite answers each from the index, and both at once by reading every row.
        ends = (select(each(self._table.c.place)).where(self._mine) for each in (func.min, func.max))
        first, last = (self._database.run(each).scalar() for each in ends)
        return first, last

    def _last_before(self, before: datetime | None) -> int:
        if before is None:
            return 0
        place = self._table.c.place
        young = self._table.c.created >= to_epoch_us(before)
        oldest = select(place).where(self._mine, young).order_by(place).limit(1)
        first = self._database.run(oldest).scalar()
        if first is not None:
            return int(first) - 1
        return self._database.run(select(func.max(place)).where(self._mine)).scalar() or 0

    def _delete(self, *conditions: Any) -> int:  # noqa: ANN401  # conditions of SQLAlchemy
        self._database.invalidate(self._next_due_key)
        for key in [each for each in self._database.identity_map if each[:2] == self._key("")[:2]]:
            del self._database.identity_map[key]
        return self._database.run(delete(self._table).where(self._mine, *conditions)).rowcount

    def _read(self, row: Sequence[Any]) -> Item:
        if not self._database.is_in_transaction and self._table is MESSAGES:  # a call has a conversation that goes on
            kept = self._read_before.get(row[1])
            if kept is not None and kept[0] == row:
                return kept[1]
            if len(self._read_before) >= _READ_BEFORE_ITEMS:
                self._read_before.clear()
            item = self._item_of(row)
            self._read_before[row[1]] = (row, item)
            return item
        return self._database.identified(self._key(row[1]), lambda: self._item_of(row))

    def _key(self, item_id: str) -> tuple[str, str, str]:
        return self._table.name, self._organisation, item_id


def messages_in(database: Database, organisation: str) -> SqlItemRepository[Message]:
    """Return the messages of an organisation."""
    return SqlItemRepository(database, organisation, MESSAGES, message_to_row, message_from_row)


def calls_in(database: Database, organisation: str) -> SqlItemRepository[Call]:
    """Return the calls of an organisation."""
    return SqlItemRepository(database, organisation, CALLS, call_to_row, call_from_row)
