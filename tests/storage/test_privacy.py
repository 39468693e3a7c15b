"""What somebody sees who reads the files of a database, or what the program writes about it."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from stapsgewijs.bootstrap import build_app
from stapsgewijs.storage.sql.engine import make_engine
from tests.app_client import AppClient

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("is_there_before", [False, True])
def test_only_its_owner_reads_a_database(tmp_path: Path, *, is_there_before: bool) -> None:
    file = tmp_path / "stapsgewijs.sqlite3"
    if is_there_before:
        file.touch()
        file.chmod(0o644)
    with AppClient(build_app(database=str(file)), base_url="http://127.0.0.1") as client:
        assert client.get("/contoso/").status_code == 200
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert len(modes) > 1, "the log that SQLite writes ahead is there as well"
    assert set(modes.values()) == {0o600}


def test_a_database_that_is_named_by_a_uri_is_read_by_its_owner_only(tmp_path: Path) -> None:
    place = f"sqlite:///file:{tmp_path}/stapsgewijs.sqlite3?mode=rwc&uri=true"
    with AppClient(build_app(database=place), base_url="http://127.0.0.1") as client:
        assert client.get("/contoso/").status_code == 200
        assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}


def test_what_a_process_left_that_was_ended_is_read_by_the_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "stapsgewijs.sqlite3"
    engine = make_engine(str(file))
    with engine.connect() as connection:
        connection.execute(text("create table a (b)"))
        for each in tmp_path.iterdir():
            each.chmod(0o644)
        assert len(list(tmp_path.iterdir())) > 1
        make_engine(str(file)).dispose()
        assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
    engine.dispose()


def test_a_session_cannot_be_taken_from_the_database(tmp_path: Path) -> None:
    file = tmp_path / "stapsgewijs.sqlite3"
    with AppClient(build_app(database=str(file)), base_url="http://127.0.0.1") as client:
        token = client.get("/contoso/").cookies["session"]
        with closing(sqlite3.connect(file)) as database:
            [[kept]] = database.execute("select token from sessions").fetchall()
        assert token != kept
        assert token not in "\n".join(database_text(file))
        assert "set-cookie" not in client.get("/contoso/").headers, "the session is known by its token"
        stranger = AppClient(client.app, base_url="http://127.0.0.1", cookies={"session": kept})
        assert "set-cookie" in stranger.get("/contoso/").headers, "what is kept is no token"


def database_text(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return list(database.iterdump())


def test_an_error_of_the_database_tells_no_values(tmp_path: Path) -> None:
    engine = make_engine(str(tmp_path / "a.sqlite3"))
    with engine.connect() as connection, pytest.raises(DBAPIError) as told:
        connection.execute(text("insert into nowhere values (:code)"), {"code": "geheim-123456"})
    assert "geheim-123456" not in str(told.value)
