"""All that the desk of one organisation knows, in a database."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stapsgewijs.identity import Credentials, Enrollment
from stapsgewijs.storage.sql.item_repository import NEXT
from stapsgewijs.storage.sql.moments import as_micros, as_moment
from stapsgewijs.storage.sql.papers import credentials_content, credentials_of, enrollment_content, enrollment_of
from stapsgewijs.storage.sql.schema import CREDENTIALS, ENROLLMENTS, SENDINGS
from stapsgewijs.storage.sql.texts import as_json, of_json

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from stapsgewijs.phone_numbers import PhoneNumber
    from stapsgewijs.storage.sql.database import Database

_PERSON = upsert(CREDENTIALS).values(
    organisation=bindparam("organisation"), person=bindparam("person"), content=bindparam("content")
)
_SAVE_PERSON = _PERSON.on_conflict_do_update(
    index_elements=["organisation", "person"], set_={"content": _PERSON.excluded.content}
)
_SENT = upsert(SENDINGS).values(
    organisation=bindparam("organisation"), number=bindparam("number"), times=bindparam("times")
)
_SAVE_SENT = _SENT.on_conflict_do_update(
    index_elements=["organisation", "number"], set_={"times": _SENT.excluded.times}
)


class SqlEnrollmentRepository:
    """A register that outlives the process. The organisation has to be in the database already."""

    def __init__(self, database: Database, organisation: str) -> None:
        """Keep what happens at the desk of `organisation`."""
        self._database = database
        self._organisation = organisation
        table = ENROLLMENTS
        mine = table.c.organisation == organisation
        one = (mine, table.c.id == bindparam("item_id"))
        self._find = select(table.c.content).where(*one)
        self._of = select(table.c.content).where(mine, table.c.person == bindparam("of")).order_by(table.c.place)
        self._save = update(table).where(*one).values(content=bindparam("new"))
        self._remove = delete(table).where(*one)
        self._known = select(CREDENTIALS.c.content).where(
            CREDENTIALS.c.organisation == organisation, CREDENTIALS.c.person == bindparam("of")
        )
        self._sent = select(SENDINGS.c.times).where(
            SENDINGS.c.organisation == organisation, SENDINGS.c.number == bindparam("to")
        )

    def work(self) -> AbstractContextManager[None]:
        """Keep everything that is done in the block, or nothing. Blocks may stand in each other."""
        return self._database.work(self._organisation)

    def add(self, enrollment: Enrollment) -> None:
        """Keep a new one."""
        with self.work():
            counted = {"organisation": self._organisation, "name": ENROLLMENTS.name}
            row = {
                "organisation": self._organisation,
                "id": enrollment.id,
                "person": as_json(enrollment.person),
                "place": self._database.run(NEXT, counted).scalar_one(),
                "content": enrollment_content(enrollment),
            }
            self._database.run(insert(ENROLLMENTS), row)
            self._hold(enrollment)

    def save(self, enrollment: Enrollment) -> None:
        """Keep what has changed of one that was added; nothing for one that was removed."""
        self._database.run(self._save, {"item_id": enrollment.id, "new": enrollment_content(enrollment)})

    def refresh(self, enrollment: Enrollment) -> None:
        """Bring an object that was found earlier up to date; it is the one object while the work lasts."""
        if self._database.held.get(self._key(enrollment.id)) is enrollment:
            return
        content = self._database.run(self._find, {"item_id": enrollment.id}).scalar()
        if content is not None:
            now = enrollment_of(content)
            for each in fields(Enrollment):
                setattr(enrollment, each.name, getattr(now, each.name))
            self._hold(enrollment)

    def find(self, enrollment_id: str) -> Enrollment | None:
        """Return one, or None."""
        held = self._database.held.get(self._key(enrollment_id))
        if held is not None:
            return cast("Enrollment", held)
        content = self._database.run(self._find, {"item_id": enrollment_id}).scalar()
        return None if content is None else self._read(content)

    def of(self, person: str) -> list[Enrollment]:
        """Return those of a person, the oldest first."""
        return [self._read(each) for each in self._database.run(self._of, {"of": as_json(person)}).scalars()]

    def remove(self, enrollment: Enrollment) -> None:
        """Forget one."""
        self._database.held.pop(self._key(enrollment.id), None)
        self._database.run(self._remove, {"item_id": enrollment.id})

    def credentials(self, person: str) -> Credentials:
        """Return what a person has; nothing, when nothing was kept."""
        key = (CREDENTIALS.name, self._organisation, person)
        held = self._database.held.get(key)
        if held is not None:
            return cast("Credentials", held)
        content = self._database.run(self._known, {"of": as_json(person)}).scalar()
        found = Credentials(person) if content is None else credentials_of(person, content)
        if self._database.works:
            self._database.held[key] = found
        return found

    def save_credentials(self, credentials: Credentials) -> None:
        """Keep what a person has."""
        row = {
            "organisation": self._organisation,
            "person": as_json(credentials.person),
            "content": credentials_content(credentials),
        }
        self._database.run(_SAVE_PERSON, row)

    def sent(self, number: PhoneNumber) -> list[datetime]:
        """Return when something was sent to a number, as it was kept last."""
        times = self._database.run(self._sent, {"to": number.e164}).scalar()
        return [] if times is None else [as_moment(each) for each in of_json(times)]

    def save_sent(self, number: PhoneNumber, times: list[datetime]) -> None:
        """Keep when something was sent to a number."""
        row = {"organisation": self._organisation, "number": number.e164}
        self._database.run(_SAVE_SENT, {**row, "times": as_json([as_micros(each) for each in times])})

    def _read(self, content: str) -> Enrollment:
        found = enrollment_of(content)
        held = self._database.held.get(self._key(found.id))
        if held is not None:
            return cast("Enrollment", held)
        self._hold(found)
        return found

    def _hold(self, enrollment: Enrollment) -> None:
        if self._database.works:
            self._database.held[self._key(enrollment.id)] = enrollment

    def _key(self, enrollment_id: str) -> tuple[str, str, str]:
        return ENROLLMENTS.name, self._organisation, enrollment_id
