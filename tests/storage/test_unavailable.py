"""A database that is locked, full, removed, replaced or away: 503 at once, everything else goes on, nothing is lost."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from stapsgewijs.bootstrap import build_app
from stapsgewijs.storage import StorageUnavailableError
from stapsgewijs.storage.sql import database as module
from stapsgewijs.storage.sql.database import Database, open_database
from stapsgewijs.storage.sql.engine import make_engine
from tests.app_client import AppClient

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

MESSAGE = {"to": "+31612345678", "from": "Contoso", "body": "509326 is uw code."}


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    pragmas = ("PRAGMA journal_mode=WAL", "PRAGMA busy_timeout=50")
    monkeypatch.setattr("stapsgewijs.storage.sql.engine._PRAGMAS", pragmas)
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stapsgewijs.sqlite3"


@pytest.fixture
def client(file: Path) -> Iterator[AppClient]:
    with AppClient(build_app(database=str(file)), base_url="http://127.0.0.1") as client:
        assert client.post("/api/v1/messages", json=MESSAGE).status_code == 201
        yield client


def account(client: AppClient) -> tuple[str, tuple[str, str]]:
    told: Any = client.get("/api/v1/account").json()
    return f"/2010-04-01/Accounts/{told['account_sid']}/Messages.json", (told["account_sid"], told["auth_token"])


def test_a_lock_is_told_and_goes_by(client: AppClient, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    address, credentials = account(client)
    form = {"To": MESSAGE["to"], "From": "+15005550006", "Body": "geheim 4711"}
    with closing(sqlite3.connect(file, isolation_level=None)) as other, caplog.at_level(logging.INFO):
        other.execute("BEGIN IMMEDIATE")
        refused = client.post("/api/v1/messages", json=MESSAGE)
        code = refused.json()["error"]["code"]
        assert (refused.status_code, code, refused.headers["retry-after"]) == (503, "storage", "1")
        assert "database is locked" in refused.json()["error"]["message"]
        provider = client.post(address, data=form, auth=credentials)
        assert (provider.status_code, provider.json()["code"]) == (503, 20503)
        page = client.post("/contoso/handsets/+31612345678/clear", data={})
        assert page.status_code in {403, 503}
        assert client.get("/static/pages.css").status_code == 200
        assert len(client.get("/api/v1/messages").json()) == 1, "reading goes on"
        other.execute("ROLLBACK")
    module_log = [each.message for each in caplog.records if each.name == module.__name__]
    assert len(module_log) == 1, "it is told once"
    assert "4711" not in caplog.text
    assert client.post("/api/v1/messages", json=MESSAGE).status_code == 201
    assert len(client.get("/api/v1/messages").json()) == 2
    assert "can be used again" in caplog.text


def test_nobody_waits_for_a_lock_after_another(client: AppClient, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pragmas = ("PRAGMA journal_mode=WAL", "PRAGMA busy_timeout=1000")
    monkeypatch.setattr("stapsgewijs.storage.sql.engine._PRAGMAS", pragmas)
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 1000)
    monkeypatch.setattr(module, "_IMPATIENCE_S", 600.0)
    client.app.state.site.organisations._database.close()  # noqa: SLF001  # the connection that the server has
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert client.post("/api/v1/messages", json=MESSAGE).status_code == 503
        before = time.process_time(), time.monotonic()
        assert [client.post("/api/v1/messages", json=MESSAGE).status_code for _ in range(10)] == [503] * 10
        waited = (time.monotonic() - before[1]) - (time.process_time() - before[0])
        other.execute("ROLLBACK")
    assert waited < 5, "with the lock waited for each time it would be 10 s"


def test_a_file_that_is_removed_or_replaced_is_not_written_to(client: AppClient, file: Path) -> None:
    kept = file.read_bytes()
    file.rename(file.with_name("elders"))
    refused = client.post("/api/v1/messages", json=MESSAGE)
    assert (refused.status_code, "its file is gone" in refused.text) == (503, True)
    file.write_bytes(kept)
    refused = client.post("/api/v1/messages", json=MESSAGE)
    assert (refused.status_code, "its file was replaced" in refused.text) == (503, True)
    file.unlink()
    file.with_name("elders").rename(file)
    assert client.post("/api/v1/messages", json=MESSAGE).status_code == 201, "the one that it was is back"


def test_a_full_disk_is_told(client: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = client.app.state.site.organisations._database  # noqa: SLF001  # the connection that the server has
    with monkeypatch.context() as full:
        full.setattr("stapsgewijs.storage.sql.engine._PRAGMAS", ("PRAGMA busy_timeout=50", "PRAGMA max_page_count=60"))
        opened.close()
        body = {**MESSAGE, "body": "x" * 1600}
        answered = [client.post("/api/v1/messages", json=body).status_code for _ in range(80)]
        assert (answered[0], answered[-1], set(answered)) == (201, 503, {201, 503})
    opened.close()
    assert client.post("/api/v1/messages", json=MESSAGE).status_code == 201
    found = client.get("/api/v1/messages?limit=100").json()
    assert len(found) == 2 + answered.count(201), "what was acknowledged is there, and nothing else"


def test_a_mistake_in_a_statement_is_no_storage_that_is_away(file: Path) -> None:
    database = open_database(str(file))
    insert = text("insert into keys values ('a', 'b')")
    database.run(insert)
    with pytest.raises(Exception, match="UNIQUE") as told:
        database.run(insert)
    assert not isinstance(told.value, StorageUnavailableError)
    database.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_told(file: Path) -> None:
    open_database(str(file)).close()
    file.chmod(0o400)
    database = open_database(str(file))
    with pytest.raises(StorageUnavailableError, match="readonly"):
        database.run(text("insert into keys values ('a', 'b')"))


def test_a_server_that_is_away_is_tried_once_for_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(make_engine("postgresql://nobody@127.0.0.1:1/nothing"), "it")
    tried: list[None] = []
    connect = database.engine.connect

    def counted() -> Connection:
        tried.append(None)
        return connect()

    monkeypatch.setattr(database.engine, "connect", counted)
    with pytest.raises(StorageUnavailableError, match="it: cannot be used at present"):
        database.cached(("settings",), lambda: None)
    assert len(tried) == 1
    with pytest.raises(StorageUnavailableError), database.transaction("contoso"):
        pass
    assert len(tried) == 2


@pytest.mark.parametrize(("table", "path"), [("messages", "/api/v1/messages"), ("organisations", "/contoso/")])
def test_a_row_that_is_damaged_is_told_and_the_rest_is_served(tmp_path: Path, table: str, path: str) -> None:
    file = tmp_path / "kept.sqlite3"
    with AppClient(build_app(database=str(file)), base_url="http://127.0.0.1") as client:
        sent = {"to": "+31612345678", "from": "Contoso", "body": "x"}
        assert client.post("/api/v1/messages", json=sent).status_code == 201
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"update {table} set content = '{{'")  # noqa: S608  # a table of ours
        database.commit()
    with AppClient(build_app(database=str(file)), base_url="http://127.0.0.1") as client:
        assert client.get(path).status_code == 503
        assert client.get("/static/pages.css").status_code == 200
