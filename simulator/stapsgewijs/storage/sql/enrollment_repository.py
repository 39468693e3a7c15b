"""The enrollments and credentials of one organisation, in a database."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, insert, select, update

from stapsgewijs.identity import Credentials, Enrollment, Verification
from stapsgewijs.storage.sql.item_repository import next_place, upsert
from stapsgewijs.storage.sql.schema import CREDENTIALS, ENROLLMENTS, SENDINGS
from stapsgewijs.storage.sql.serialization import (
    deserialize_credentials,
    deserialize_verification,
    dumps,
    from_epoch_us,
    loads,
    serialize_credentials,
    serialize_verification,
    to_epoch_us,
    to_epoch_us_or_none,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from stapsgewijs.storage.sql.database import Database

_SAVE_CREDENTIALS: Final = upsert(CREDENTIALS, "content")


class SqlEnrollmentRepository:
    """A repository that outlives the process. The organisation has to be in the database already."""

    def __init__(self, database: Database, organisation: str) -> None:
        self._database = database
        self._organisation = organisation
        table = ENROLLMENTS
        mine = table.c.organisation == organisation
        one = (mine, table.c.id == bindparam("item_id"))
        self._find = select(table.c.content).where(*one)
        self._of = select(table.c.content).where(mine, table.c.person == bindparam("of")).order_by(table.c.place)
        self._save = update(table).where(*one).values(content=bindparam("new"), activation=bindparam("code"))
        with_app = select(table.c.content).where(mine, table.c.activation != "").order_by(table.c.place.desc())
        self._with_app = with_app
        self._activated_by = with_app.where(table.c.activation == bindparam("code"))
        self._remove = delete(table).where(*one)
        self._credentials = select(CREDENTIALS.c.content).where(
            CREDENTIALS.c.organisation == organisation, CREDENTIALS.c.person == bindparam("of")
        )
        counted, named = SENDINGS.c.organisation == organisation, SENDINGS.c.number == bindparam("of")
        self._times = select(SENDINGS.c.times).where(counted, named)
        self._clear_times = delete(SENDINGS).where(counted, named | (SENDINGS.c.expires <= bindparam("now")))

    def transaction(self) -> AbstractContextManager[None]:
        return self._database.transaction(self._organisation)

    def add(self, verification: Verification) -> None:
        with self.transaction():
            row = {
                "organisation": self._organisation,
                "id": verification.id,
                "person": dumps(verification.person),
                "place": next_place(self._database, self._organisation, ENROLLMENTS),
                "content": serialize_verification(verification),
                "activation": _activation_code(verification),
            }
            self._database.run(insert(ENROLLMENTS), row)
            self._database.hold(self._key(verification.id), verification)

    def save(self, verification: Verification) -> None:
        row = {
            "item_id": verification.id,
            "new": serialize_verification(verification),
            "code": _activation_code(verification),
        }
        self._database.run(self._save, row)

    def refresh(self, verification: Verification) -> None:
        if self._database.identity_map.get(self._key(verification.id)) is verification:
            return
        content = self._database.run(self._find, {"item_id": verification.id}).scalar()
        if content is not None:
            now = deserialize_verification(content)
            for each in fields(now):
                setattr(verification, each.name, getattr(now, each.name))
            self._database.hold(self._key(verification.id), verification)

    def find(self, verification_id: str) -> Verification | None:
        held: Verification | None = self._database.identity_map.get(self._key(verification_id))
        if held is not None:
            return held
        content = self._database.run(self._find, {"item_id": verification_id}).scalar()
        return None if content is None else self._read(content)

    def of(self, person: str) -> list[Verification]:
        return [self._read(each) for each in self._database.run(self._of, {"of": dumps(person)}).scalars()]

    def with_app(self, code: str = "") -> list[Enrollment]:
        rows = self._database.run(self._activated_by, {"code": code}) if code else self._database.run(self._with_app)
        found = [self._read(each) for each in rows.scalars()]
        return [each for each in found if isinstance(each, Enrollment)]

    def remove(self, verification: Verification) -> None:
        self._database.identity_map.pop(self._key(verification.id), None)
        self._database.run(self._remove, {"item_id": verification.id})

    def credentials(self, person: str) -> Credentials:
        key = (CREDENTIALS.name, self._organisation, person)
        return self._database.identified(key, lambda: self._read_credentials(person))

    def save_credentials(self, credentials: Credentials) -> None:
        row = {
            "organisation": self._organisation,
            "person": dumps(credentials.person),
            "content": serialize_credentials(credentials),
        }
        self._database.run(_SAVE_CREDENTIALS, row)

    def times(self, name: str) -> list[datetime]:
        times = self._database.run(self._times, {"of": name}).scalar()
        return [] if times is None else [from_epoch_us(each) for each in loads(times)]

    def save_times(self, name: str, times: list[datetime], *, now: datetime, until: datetime | None = None) -> None:
        with self.transaction():
            self._database.run(self._clear_times, {"of": name, "now": to_epoch_us(now)})
            if times:
                row = {"organisation": self._organisation, "number": name, "expires": to_epoch_us_or_none(until)}
                self._database.run(insert(SENDINGS), {**row, "times": dumps([to_epoch_us(each) for each in times])})

    def _read(self, content: str) -> Verification:
        verification = deserialize_verification(content)
        return self._database.identified(self._key(verification.id), lambda: verification)

    def _read_credentials(self, person: str) -> Credentials:
        content = self._database.run(self._credentials, {"of": dumps(person)}).scalar()
        return Credentials(person) if content is None else deserialize_credentials(person, content)

    def _key(self, verification_id: str) -> tuple[str, str, str]:
        return ENROLLMENTS.name, self._organisation, verification_id


def _activation_code(verification: Verification) -> str:
    return verification.app.code if isinstance(verification, Enrollment) and verification.app else ""
