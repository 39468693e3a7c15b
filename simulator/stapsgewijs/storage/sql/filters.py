"""Which rows a filter asks for, as conditions in SQL.

What people type is looked for in folded text, where a little too much can be found (see `texts.folded`): then
`Filter.takes` has the last word, so that a search finds the same in every ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Table, and_, func, or_

from stapsgewijs.phone_network.messages import Direction
from stapsgewijs.storage.sql.moments import as_micros
from stapsgewijs.storage.sql.schema import MESSAGES
from stapsgewijs.storage.sql.serialization import tag_part
from stapsgewijs.storage.sql.texts import folded

if TYPE_CHECKING:
    from stapsgewijs.phone_network.filters import Filter

Condition = ColumnElement[bool]


def is_exact(wanted: Filter) -> bool:
    """Return whether the conditions find what the filter takes, and nothing more."""
    return not (wanted.sender or wanted.to or wanted.text or wanted.tag)


def conditions_of(wanted: Filter, table: Table, *, on_postgresql: bool) -> list[Condition]:
    """Return the conditions for all that the filter takes, `limit` and order aside."""
    return [*_exact(wanted, table), *_typed(wanted, table, on_postgresql=on_postgresql)]


def _exact(wanted: Filter, table: Table) -> list[Condition]:
    columns = table.c
    found: list[Condition] = []
    if wanted.number is not None:
        found.append(columns.number == wanted.number.e164)
    if wanted.after:
        found.append(columns.place > wanted.after)
    if wanted.before is not None:
        found.append(columns.place < wanted.before)
    if wanted.statuses:
        found.append(columns.status.in_(sorted(map(str, wanted.statuses))))
    if wanted.direction is not None:
        found.append(columns.direction == wanted.direction.value)
    if wanted.since is not None:
        found.append(columns.created >= as_micros(wanted.since))
    if wanted.until is not None:
        found.append(columns.created < as_micros(wanted.until))
    if wanted.arrived and table is MESSAGES:
        found.append(columns.status.in_(["delivered", "received"]))
    return found


def _typed(wanted: Filter, table: Table, *, on_postgresql: bool) -> list[Condition]:
    columns = table.c
    position = func.strpos if on_postgresql else func.instr

    def has(column: ColumnElement[str], part: str) -> Condition:
        return position(column, part) > 0

    found: list[Condition] = []
    if wanted.text:
        found.append(has(columns.searched, folded(wanted.text)))
    if wanted.tag:
        found.append(has(columns.tags, tag_part(wanted.tag)))
    for part, other_sides in ((wanted.sender, Direction.OUTBOUND), (wanted.to, Direction.INBOUND)):
        if part:
            is_others = columns.direction == other_sides.value
            theirs, ours = has(columns.party, folded(part)), has(columns.number, folded(part))
            found.append(or_(and_(is_others, theirs), and_(~is_others, ours)))
    return found
