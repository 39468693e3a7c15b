"""Filters as SQL conditions.

Text is searched with case folded in ASCII, which can match too much (see `serialization.casefold_ascii`);
`Filter.takes` then decides, so that a search finds the same in every repository.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Table, and_, func, or_

from stapsgewijs.phone_network.messages import Direction
from stapsgewijs.storage.sql.schema import MESSAGES
from stapsgewijs.storage.sql.serialization import casefold_ascii, serialize_tag, to_epoch_us

if TYPE_CHECKING:
    from stapsgewijs.phone_network.filters import Filter

Condition = ColumnElement[bool]


def is_fully_in_sql(wanted: Filter) -> bool:
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
        found.append(columns.created >= to_epoch_us(wanted.since))
    if wanted.until is not None:
        found.append(columns.created < to_epoch_us(wanted.until))
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
        found.append(has(columns.searched, casefold_ascii(wanted.text)))
    if wanted.tag:
        found.append(has(columns.tags, serialize_tag(wanted.tag)))
    for part, other_sides in ((wanted.sender, Direction.OUTBOUND), (wanted.to, Direction.INBOUND)):
        if part:
            is_others = columns.direction == other_sides.value
            theirs, ours = has(columns.party, casefold_ascii(part)), has(columns.number, casefold_ascii(part))
            found.append(or_(and_(is_others, theirs), and_(~is_others, ours)))
    return found
