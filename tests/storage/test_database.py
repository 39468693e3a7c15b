from __future__ import annotations

import asyncio
import os
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, inspect, text, update
from sqlalchemy.exc import DBAPIError

from stapsgewijs.identity import (
    Device,
    EnrollmentService,
    Option,
    Policy,
    SecurityService,
    SignInService,
    State,
    SystemRandomSource,
)
from stapsgewijs.phone_network import Direction, Filter, Message, MessageStatus
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage import StorageUnavailableError
from stapsgewijs.storage.sql import migrations
from stapsgewijs.storage.sql.database import Database, ReadCache
from stapsgewijs.storage.sql.engine import display_name, make_engine
from stapsgewijs.storage.sql.enrollment_repository import SqlEnrollmentRepository
from stapsgewijs.storage.sql.migrations import MIGRATIONS, StoreError, migrate
from stapsgewijs.storage.sql.network_repository import SqlNetworkRepository
from stapsgewijs.storage.sql.schema import METADATA, ORGANISATIONS, SCHEMA_VERSION
from tests.identity.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stapsgewijs.identity import CallDialogue
    from tests.conftest import HandSetClock


class Silent:
    """A channel that takes everything and tells nobody."""

    def send_message(self, to: PhoneNumber, text: str) -> None:
        """Do nothing."""

    def place_call(self, to: PhoneNumber, dialogue: CallDialogue) -> None:
        """Do nothing."""


def add_organisation(database: Database, name: str = "contoso") -> None:
    database.run(insert(ORGANISATIONS), {"id": name, "place": 1, "ahead": 0, "content": "{}"})


def a_message(clock: HandSetClock, number: str) -> Message:
    return Message(
        "SM" + number * 32,
        PhoneNumber("+31612345678"),
        "Contoso",
        "hoi",
        clock.now(),
        direction=Direction.OUTBOUND,
        status=MessageStatus.DELIVERED,
    )


def test_work_is_kept_whole_or_not_at_all(place: str, opened: Callable[[str], Database], clock: HandSetClock) -> None:
    database = opened(place)
    add_organisation(database)
    repository = SqlNetworkRepository(database, "contoso")

    def spoiled() -> None:
        with repository.transaction():
            repository.messages.add(a_message(clock, "1"))
            with repository.transaction():
                repository.put_setting("chaos", {"a": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        spoiled()
    assert (repository.messages.find(Filter()), repository.get_setting("chaos")) == ([], {})
    assert not database.identity_map
    repository.messages.add(a_message(clock, "2"))
    assert [each.sequence for each in repository.messages.find(Filter())] == [1]


def test_organisations_share_nothing(place: str, opened: Callable[[str], Database], clock: HandSetClock) -> None:
    database = opened(place)
    repositories = []
    for name in ("one", "two"):
        add_organisation(database, name)
        repositories.append(SqlNetworkRepository(database, name))
    for each in repositories:
        each.messages.add(a_message(clock, "1"))
        assert len(each.messages.find(Filter())) == 1
    database.run(text("DELETE FROM organisations WHERE id = 'one'"))
    assert [len(each.messages.find(Filter())) for each in repositories] == [0, 1]


@pytest.mark.parametrize("place", ["sqlite file", "postgresql"], indirect=True)
def test_what_was_kept_is_there_when_it_is_opened_again(
    place: str, opened: Callable[[str], Database], clock: HandSetClock
) -> None:
    first = opened(place)
    add_organisation(first)
    SqlNetworkRepository(first, "contoso").messages.add(a_message(clock, "1"))
    second = SqlNetworkRepository(opened(place), "contoso")
    assert second.messages.find(Filter()) == [SqlNetworkRepository(first, "contoso").messages.get("SM" + "1" * 32)]


def test_the_migrations_make_the_tables_that_the_program_uses(place: str, opened: Callable[[str], Database]) -> None:
    found = inspect(opened(place).engine)
    made = {each: {column["name"] for column in found.get_columns(each)} for each in found.get_table_names()}
    assert made == {each.name: set(each.columns.keys()) for each in METADATA.sorted_tables}


@pytest.mark.parametrize("place", ["sqlite file", "postgresql"], indirect=True)
def test_a_database_of_an_older_version_is_brought_to_the_latest(
    place: str, opened: Callable[[str], Database], clock: HandSetClock
) -> None:
    old = Database(make_engine(place), place)
    with old.engine.begin() as connection:
        assert migrate(connection, place, to=1) == 0
    add_organisation(old)
    row = SqlNetworkRepository(old, "contoso").messages._row_of(a_message(clock, "1"))  # noqa: SLF001  # what is kept of one
    names = [each for each in row if each != "arrival"]  # a column of a later version
    columns, values = ", ".join(names), ", ".join(f":{each}" for each in names)
    insertion = text(f"INSERT INTO messages (organisation, {columns}) VALUES ('contoso', {values})")  # noqa: S608
    old.run(insertion, {each: row[each] for each in names})
    old.close()
    database = opened(place)
    assert database.run(SCHEMA_VERSION.select()).one() == ("stapsgewijs", len(MIGRATIONS))
    assert SqlNetworkRepository(database, "contoso").messages.get("SM" + "1" * 32) is not None
    assert {each.name for each in METADATA.sorted_tables} == set(inspect(database.engine).get_table_names())


_OLD_ENROLLMENT = (
    '{"id":"e1","person":"anna","state":"verified","device":"office-phone","way":"phone_call","number":"+31202490048",'
    '"call_end":null,"version":2,"code":null,"wrong":0,"calls":1,"call":0,"unshown_app_password":"abc","forms":{},'
    '"verdicts":{}}'
)
_OLD_CREDENTIALS = (
    '{"enrolled":[["authentication-phone","text_message","+31612345678",1]],"app_passwords":[],"used_codes":[],'
    '"blocked_until":null}'
)


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("place", ["sqlite file", "postgresql"], indirect=True)
def test_what_people_had_in_an_older_version_they_have_in_the_latest(
    place: str, opened: Callable[[str], Database], clock: HandSetClock, version: int
) -> None:
    old = Database(make_engine(place), place)
    with old.engine.begin() as connection:
        migrate(connection, place, to=version)
    add_organisation(old)
    row = {"id": "e1", "person": '"anna"', "content": _OLD_ENROLLMENT}
    old.run(text("INSERT INTO enrollments VALUES ('contoso', :id, :person, 1, :content)"), row)
    old.run(text("INSERT INTO credentials VALUES ('contoso', :person, :content)"), {**row, "content": _OLD_CREDENTIALS})
    old.close()
    repository = SqlEnrollmentRepository(opened(place), "contoso")
    service = EnrollmentService(Policy(), clock, Silent(), SystemRandomSource(), wording, repository)
    security = SecurityService(service.rules)
    assert security.default("anna") == Option("text_message", Device.AUTHENTICATION_PHONE)
    enrollment = service.find("e1")
    assert enrollment is not None
    assert service.take_app_password(enrollment) == "abc"
    service.finish(enrollment)
    assert [each.method for each in service.enrolled("anna")] == ["text_message", "office_call"]
    assert set(security.phones("anna")) == {Device.AUTHENTICATION_PHONE, Device.OFFICE_PHONE}
    assert security.default("anna") == Option("text_message", Device.AUTHENTICATION_PHONE)
    assert SignInService(service.rules).begin("anna").state is State.CODE_SENT


@pytest.mark.parametrize("place", ["sqlite file", "postgresql"], indirect=True)
def test_a_migration_that_fails_changes_nothing(
    place: str, opened: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (MIGRATIONS[0], "CREATE TABLE half (a TEXT);\nCREATE TABLE half (a TEXT);\n")
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", broken)
        patched.setattr(migrate, "__kwdefaults__", {"to": 2})
        with pytest.raises(StoreError, match="already exists"):
            opened(place)
    assert "half" not in inspect(opened(place).engine).get_table_names()


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path, opened: Callable[[str], Database]) -> None:
    place = str(tmp_path / "kept.sqlite3")
    first = opened(place)
    first.run(update(SCHEMA_VERSION).values(version=99))
    first.close()
    with pytest.raises(StoreError, match=r"kept\.sqlite3: made by a newer Stapsgewijs \(schema 99, this one knows"):
        opened(place)


@pytest.mark.parametrize("table", ["people (name TEXT)", "schema_version (rank INTEGER, version INTEGER)"])
def test_a_database_of_something_else_is_refused_and_left_alone(
    tmp_path: Path, opened: Callable[[str], Database], table: str
) -> None:
    place = tmp_path / "other.sqlite3"
    with sqlite3.connect(place) as other:
        other.execute(f"CREATE TABLE {table}")
    other.close()
    with pytest.raises(StoreError, match=r"other\.sqlite3: not a database of Stapsgewijs \(it has the table"):
        opened(str(place))
    with sqlite3.connect(place) as other:
        assert len(other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()) == 1
    other.close()


@pytest.mark.parametrize(
    ("content", "said"), [(b"not a database at all" * 100, "file is not a database"), (b"SQLite format 3\0" * 300, "")]
)
def test_what_is_no_database_is_refused(
    tmp_path: Path, opened: Callable[[str], Database], content: bytes, said: str
) -> None:
    place = tmp_path / "notes.txt"
    place.write_bytes(content)
    with pytest.raises(StoreError, match=rf"notes\.txt: cannot be used as a database: .*{said}"):
        opened(str(place))
    assert place.read_bytes() == content


def test_a_database_that_cannot_be_written_to_is_refused(tmp_path: Path, opened: Callable[[str], Database]) -> None:
    path = tmp_path / "kept.sqlite3"
    opened(str(path)).close()
    place = f"sqlite:///file:{path}?mode=ro&uri=true"
    with pytest.raises(StoreError, match="readonly database; give another --database"):
        opened(place)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/dev/null/kept.sqlite3", r"its folder cannot be made \(File exists\); give another --database"),
        ("mysql://localhost/x", "mysql: no database that is known here"),
        ("://", "not the URL of a database"),
        ("postgresql://tester:geheim@127.0.0.1:1/x", r"postgresql://tester:\*\*\*@127\.0\.0\.1:1/x: cannot be used"),
    ],
)
def test_what_cannot_be_opened_is_said_without_passwords(
    opened: Callable[[str], Database], place: str, said: str
) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        opened(place)
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_database(tmp_path: Path, opened: Callable[[str], Database]) -> None:
    with pytest.raises(StoreError, match="unable to open database file"):
        opened(str(tmp_path))


def test_a_folder_for_the_database_is_made(tmp_path: Path, opened: Callable[[str], Database]) -> None:
    place = tmp_path / "build" / "deep" / "kept.sqlite3"
    opened(str(place))
    assert place.is_file()
    assert display_name(str(place)) == os.fspath(place)


@pytest.mark.parametrize("place", ["sqlite file", "postgresql"], indirect=True)
def test_what_another_process_changed_is_seen_at_once(
    place: str, opened: Callable[[str], Database], clock: HandSetClock
) -> None:
    one, other = opened(place), opened(place)
    add_organisation(one)
    mine, theirs = SqlNetworkRepository(one, "contoso"), SqlNetworkRepository(other, "contoso")
    for count in (1, 2):
        mine.put_setting("chaos", {"count": count})
        assert [each.get_setting("chaos") for each in (theirs, mine)] == [{"count": count}] * 2
    late = a_message(clock, "1")
    late.status, late.due = MessageStatus.SENT, clock.now()
    assert (mine.messages.next_due(), theirs.messages.next_due()) == (None, None)
    mine.messages.add(late)
    assert (mine.messages.next_due(), theirs.messages.next_due()) == (clock.now(), clock.now())
    theirs.messages.remove(Filter())
    assert mine.messages.next_due() is None


def test_what_was_undone_is_not_remembered(place: str, opened: Callable[[str], Database]) -> None:
    database = opened(place)
    add_organisation(database)
    repository = SqlNetworkRepository(database, "contoso")
    repository.put_setting("chaos", {"count": 1})

    def spoiled() -> None:
        with repository.transaction():
            repository.put_setting("chaos", {"count": 2})
            assert repository.get_setting("chaos") == {"count": 2}
            raise RuntimeError

    with pytest.raises(RuntimeError):
        spoiled()
    assert repository.get_setting("chaos") == {"count": 1}


def test_little_is_remembered_however_much_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stapsgewijs.storage.sql.database._MAX_ENTRIES", 10)
    known = ReadCache()
    assert [known.get(("a", str(each)), lambda each=each: each, 1) for each in range(25)] == list(range(25))
    assert len(known._entries) <= 10  # noqa: SLF001


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_server_that_was_away_is_found_again(
    place: str, opened: Callable[[str], Database], clock: HandSetClock
) -> None:
    database, admin = opened(place), opened(place)
    add_organisation(database)
    repository = SqlNetworkRepository(database, "contoso")
    cut = text("SELECT pg_terminate_backend(:which)")

    def is_cut() -> None:
        which = database.run(text("SELECT pg_backend_pid()")).scalar()
        assert admin.run(cut, {"which": which}).scalar() is True

    is_cut()
    repository.messages.add(a_message(clock, "1"))
    is_cut()
    assert len(repository.messages.find(Filter())) == 1

    def cut_at_work() -> None:
        with repository.transaction():
            repository.messages.add(a_message(clock, "2"))
            is_cut()
            repository.messages.add(a_message(clock, "3"))

    with pytest.raises((DBAPIError, StorageUnavailableError)):
        cut_at_work()
    assert len(repository.messages.find(Filter())) == 1
    repository.messages.add(a_message(clock, "4"))
    assert [each.sequence for each in repository.messages.find(Filter())] == [1, 2]


@pytest.mark.parametrize("place", ["sqlite file", "postgresql"], indirect=True)
def test_whether_others_changed_it_is_asked_once_in_a_step_of_the_event_loop(
    place: str, opened: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = opened(place), opened(place)
    add_organisation(one)
    ours, theirs = SqlNetworkRepository(one, "contoso"), SqlNetworkRepository(other, "contoso")
    asked: list[str] = []
    execute = one._execute_raw  # noqa: SLF001  # what goes to the driver is seen nowhere else

    def noted(statements: str, values: Any = None) -> Any:  # noqa: ANN401  # as it is there
        asked.append(statements)
        return execute(statements, values)

    async def steps() -> list[dict[str, Any]]:
        seen = [ours.get_setting("x")]
        theirs.put_setting("x", {"is": 1})
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        seen += [ours.get_setting("x"), ours.get_setting("x"), ours.get_setting("x")]
        return seen

    monkeypatch.setattr(one, "_execute_raw", noted)
    assert asyncio.run(steps()) == [{}, *[{"is": 1}] * 3]
    assert len(asked) == 2
    ours.get_setting("x")  # without an event loop nobody knows when a step ends
    ours.get_setting("x")
    assert len(asked) == 4
