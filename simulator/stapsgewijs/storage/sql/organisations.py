"""Organisations in a database: this process builds those that are asked for, and follows changes of other processes."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, insert, literal, select, update

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.identity import Policy
from stapsgewijs.storage.organisations import (
    Idleness,
    Organisation,
    Organisations,
    OrganisationSummary,
    Person,
    UnknownOrganisationError,
)
from stapsgewijs.storage.sql.network_repository import SqlNetworkRepository
from stapsgewijs.storage.sql.schema import CALLS, MESSAGES, NOTES, ORGANISATIONS, RESOURCES
from stapsgewijs.storage.sql.serialization import dumps, from_epoch_us, loads, to_epoch_us

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stapsgewijs.phone_network import NetworkRepository
    from stapsgewijs.storage.organisations import OrganisationFactory
    from stapsgewijs.storage.sql.database import Database

_BETWEEN_WRITES: Final = dt.timedelta(hours=1)
"""When an organisation was last used is written no more often."""
_USED: Final = (
    update(ORGANISATIONS)
    .where(ORGANISATIONS.c.id == bindparam("which"))
    .values({ORGANISATIONS.c.used: bindparam("at")})
)
_IDS_AT_ONCE: Final = 500
_STEP: Final = dt.timedelta(microseconds=1)
_NAMES: Final = (ORGANISATIONS.name, "", "all")
_ONE: Final = ORGANISATIONS.c.id == bindparam("which")
_READ: Final = select(ORGANISATIONS.c.ahead, ORGANISATIONS.c.content).where(_ONE)
_SAVE: Final = (
    update(ORGANISATIONS)
    .where(_ONE)
    .values({ORGANISATIONS.c.ahead: bindparam("how_far"), ORGANISATIONS.c.content: bindparam("new")})
)


class SqlOrganisations(Organisations):
    """All organisations in a database, of all processes that share it."""

    def __init__(self, database: Database, build: OrganisationFactory, idleness: Idleness | None = None) -> None:
        super().__init__(idleness)
        self._database = database
        self._build = build
        self._seen: dict[str, tuple[int, str]] = {}
        self._keys: dict[str, str] = {}

    def add(self, organisation: Organisation) -> None:
        self.expire()
        with self._database.transaction("organisations"):
            if self._row(organisation.id) is not None:
                msg = f"there is an organisation {organisation.id!r} already"
                raise StapsgewijsError(msg)
            count, last = tuple(self._database.run(select(func.count(), func.max(ORGANISATIONS.c.place))).one())
            self._check_room(organisation.id, count)
            self._keys[organisation.id] = secrets.token_hex(8)
            ahead, content = self._now(organisation)
            row = {"id": organisation.id, "place": (last or 0) + 1, "ahead": ahead, "content": content}
            row["used"] = to_epoch_us(self._idleness.clock.now())
            self._changed(organisation.id)
            self._database.run(insert(ORGANISATIONS), row)
        self._seen[organisation.id] = (ahead, content)
        self._follow(organisation)

    def get(self, organisation_id: str) -> Organisation:
        row = self._row(organisation_id)
        known = self._organisations.get(organisation_id)
        if known is not None and (row is None or self._key_in(row) != self._keys[organisation_id]):
            self._closed(known)  # another process removed it, and perhaps made another one of this name
            known = None
        if row is None:
            msg = f"no organisation {organisation_id!r}"
            raise UnknownOrganisationError(msg)
        if known is None:
            known = self._load(organisation_id, row)
            self._use(organisation_id)
            return known
        self._use(organisation_id)
        if row != self._seen[organisation_id]:
            self._refresh(known, row)
        return known

    def ids(self) -> tuple[str, ...]:
        names = select(ORGANISATIONS.c.id).order_by(ORGANISATIONS.c.place)
        return self._database.cached(_NAMES, lambda: tuple(self._database.run(names).scalars()))

    def _stored(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for table in (MESSAGES, CALLS):
            mine = table.c.organisation == ORGANISATIONS.c.id
            # Each end for itself, which an index answers; together they would be looked for in every row.
            first, last = (select(each(table.c.place)).where(mine).scalar_subquery() for each in (func.min, func.max))
            counted = self._database.run(select(ORGANISATIONS.c.id, last - first + 1))
            found |= {(name, table.name): count or 0 for name, count in map(tuple, counted)}
        return found

    def _repository(self, organisation_id: str) -> NetworkRepository:
        return SqlNetworkRepository(self._database, organisation_id)

    def _summaries(self, ids: Sequence[str]) -> list[OrganisationSummary]:
        rows: dict[str, str] = {}
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = select(ORGANISATIONS.c.id, ORGANISATIONS.c.content).where(
                ORGANISATIONS.c.id.in_(ids[start : start + _IDS_AT_ONCE])
            )
            rows |= {row.id: row.content for row in self._database.run(some)}
        return [_summary(each, loads(rows[each])) for each in ids if each in rows]

    def noted(self, setting: str, value: str) -> tuple[str, ...]:
        name = literal(setting, literal_execute=True)  # literally: else the index of these settings is not used
        holds = NOTES.c.content.contains(dumps(value), autoescape=True)
        likely = select(NOTES.c.organisation, NOTES.c.content).where(NOTES.c.name == name, holds)
        found = self._database.run(likely).all()
        return tuple(each.organisation for each in found if value in loads(each.content).values())

    def with_resource(self, sid: str) -> tuple[str, ...]:
        return tuple(self._database.run(select(RESOURCES.c.organisation).where(RESOURCES.c.sid == sid)).scalars())

    def all(self) -> tuple[Organisation, ...]:
        return tuple(self.get(each) for each in self.ids())

    def remove(self, organisation_id: str) -> Organisation:
        organisation = self.get(organisation_id)
        with self._database.transaction("organisations"):
            self._database.invalidate()  # whatever was about this organisation goes with it
            self._database.run(delete(ORGANISATIONS).where(ORGANISATIONS.c.id == organisation_id))
            self._database.publish(organisation_id)
        self._closed(organisation)
        return organisation

    def known(self, organisation_id: str = "") -> tuple[Organisation, ...]:
        found = []
        for each in super().known(organisation_id):
            try:
                found.append(self.get(each.id))
            except UnknownOrganisationError:
                continue
        return tuple(found)

    def _use(self, organisation_id: str) -> None:
        """Note that an organisation is used: here at once, in the database now and then."""
        now = self._idleness.clock.now()
        if self._idleness.days is not None and not abs(now - self._used[organisation_id]) < _BETWEEN_WRITES:
            self._database.run(_USED, {"which": organisation_id, "at": to_epoch_us(now)})
            self._used[organisation_id] = now

    def _idle(self, limit: dt.datetime) -> list[str]:
        # Another process may have used it for an hour without writing so.
        old = ORGANISATIONS.c.used < to_epoch_us(limit - _BETWEEN_WRITES)
        return list(self._database.run(select(ORGANISATIONS.c.id).where(old)).scalars())

    def _row(self, organisation_id: str) -> tuple[int, str] | None:
        def read() -> tuple[int, str] | None:
            row = self._database.run(_READ, {"which": organisation_id}).one_or_none()
            return None if row is None else (row.ahead, row.content)

        return self._database.cached((ORGANISATIONS.name, organisation_id), read)

    def _changed(self, organisation_id: str) -> None:
        self._database.invalidate((ORGANISATIONS.name, organisation_id))
        self._database.invalidate(_NAMES)

    def _load(self, organisation_id: str, row: tuple[int, str]) -> Organisation:
        known = loads(row[1])
        people = [Person(*each) for each in known["people"]]
        policy = Policy(**known["policy"])
        organisation = self._build(organisation_id, known["name"], people, policy, known["seed"])
        organisation.clock.set_ahead(row[0] * _STEP, _standing(known))
        self._seen[organisation_id], self._keys[organisation_id] = row, known["key"]
        self._follow(organisation)
        self._used[organisation_id] = from_epoch_us(0)  # so that this use is written
        return organisation

    def _refresh(self, organisation: Organisation, row: tuple[int, str]) -> None:
        self._seen[organisation.id] = row
        known = loads(row[1])
        organisation.clock.set_ahead(row[0] * _STEP, _standing(known))
        organisation.enrollments.policy = Policy(**known["policy"])

    def _follow(self, organisation: Organisation) -> None:
        """Store the changes of an organisation, and notify other processes of everything that happens in it."""
        organisation.clock.on_advance(lambda: self._save(organisation))
        organisation.enrollments.on_policy(lambda: self._save(organisation))
        organisation.enrollments.on_change(lambda _: self._database.publish(organisation.id))
        organisation.network.on_change(lambda number: self._tell(organisation, number.e164 if number else ""))
        organisation.authenticators.on_change(lambda number: self._tell(organisation, number))
        self._opened(organisation)

    def _tell(self, organisation: Organisation, number: str) -> None:
        self._database.publish(f"{organisation.id} {number}" if number else organisation.id)

    def _save(self, organisation: Organisation) -> None:
        now = self._now(organisation)
        if self._organisations.get(organisation.id) is organisation and now != self._seen[organisation.id]:
            self._seen[organisation.id] = now
            with self._database.transaction(organisation.id):
                self._changed(organisation.id)
                self._database.run(_SAVE, {"which": organisation.id, "how_far": now[0], "new": now[1]})
                self._database.publish(organisation.id)

    def _now(self, organisation: Organisation) -> tuple[int, str]:
        clock = organisation.clock
        content: dict[str, Any] = {
            "key": self._keys[organisation.id],
            "name": organisation.name,
            "people": [[each.user_name, each.name, each.password] for each in organisation.people],
            "policy": organisation.policy.to_mapping(),
            "seed": organisation.seed,
            "stands_at": clock.stands_at.isoformat() if clock.stands_at else None,
        }
        # A clock that stands still falls behind by itself; how far is no change of the organisation.
        return 0 if clock.stands_at else clock.ahead // _STEP, dumps(content)

    def _key_in(self, row: tuple[int, str]) -> str:
        return str(loads(row[1])["key"])


def _summary(organisation_id: str, known: Mapping[str, Any]) -> OrganisationSummary:
    people = tuple(Person(*each) for each in known["people"])
    return OrganisationSummary(organisation_id, known["name"], people, Policy(**known["policy"]))


def _standing(known: Mapping[str, Any]) -> dt.datetime | None:
    """Return the time at which a clock is paused; None for a running one, and for older rows."""
    stands_at = known.get("stands_at")
    return dt.datetime.fromisoformat(stands_at) if stands_at else None
