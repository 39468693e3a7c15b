"""Requests at the same time are committed together, each whole or not at all, and are answered after it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.phone_network import Filter, NotPossibleError
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage import StorageUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.applications import Starlette

    from stapsgewijs.storage.sql.database import Database

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.parametrize("place", ["postgresql"], indirect=True),
]
ANNA = "+31612345678"


@asynccontextmanager
async def started(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Start an app on the running event loop."""
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1/api/v1/") as client,
    ):
        yield client


@pytest.fixture
def app(place: str) -> Starlette:
    return build_app(database=place)


@pytest.fixture
def database(app: Starlette) -> Database:
    """Give the database of the app."""
    known: Database = app.state.site.organisations._database  # noqa: SLF001  # nothing else has it
    return known


@pytest.fixture
def statements(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the statements that begin and end transactions, as they are run."""
    run: list[str] = []
    execute = database._execute_raw  # noqa: SLF001  # idem

    def noted(statements: str, values: Any = None) -> Any:  # noqa: ANN401  # as it is there
        run.append(statements)
        return execute(statements, values)

    monkeypatch.setattr(database, "_execute_raw", noted)
    return run


def send(client: httpx.AsyncClient, body: str) -> Any:  # noqa: ANN401  # what is waited for
    return client.post("messages", json={"to": ANNA, "from": "Contoso", "body": body})


def test_twenty_requests_at_once_are_committed_a_few_times(app: Starlette, statements: list[str]) -> None:
    async def play() -> list[dict[str, Any]]:
        async with started(app) as client:
            assert (await send(client, "first")).status_code == 201
            statements.clear()
            answers = await asyncio.gather(*(send(client, str(each)) for each in range(20)))
            assert [each.status_code for each in answers] == [201] * 20
            assert len([each for each in statements if each.endswith("COMMIT")]) < 10
            listed: list[dict[str, Any]] = (await client.get("messages")).json()
            return listed

    assert sorted(each["place"] for each in asyncio.run(play())) == list(range(1, 22))


def test_what_fails_in_a_group_is_undone_and_nothing_else(app: Starlette, database: Database) -> None:
    network = app.state.site.organisations.get("contoso").network
    number = PhoneNumber(ANNA)

    def spoiled() -> None:
        with network.context.repository.transaction():
            network.sms.send(number, "Contoso", "undone")
            raise NotPossibleError

    async def play() -> None:
        async with started(app):
            network.sms.send(number, "Contoso", "one")
            with pytest.raises(NotPossibleError):
                spoiled()
            network.sms.send(number, "Contoso", "two")
            await database.committed()

    asyncio.run(play())
    assert [each.body for each in network.sms.find(Filter())] == ["one", "two"]


def test_what_could_not_be_committed_is_not_acknowledged(
    app: Starlette, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> None:
        async with started(app) as client:
            account = (await client.get("account")).json()
            commit = database._commit_raw  # noqa: SLF001  # the server goes away just then

            def away(how: str) -> None:
                database.connection.connection.driver_connection.close()  # type: ignore[union-attr]  # psycopg's
                commit(how)

            monkeypatch.setattr(database, "_commit_raw", away)
            sid = account["account_sid"]
            form, auth = {"To": ANNA, "From": "+15005550006", "Body": "lost"}, (sid, account["auth_token"])
            url = f"http://127.0.0.1/2010-04-01/Accounts/{sid}/Messages.json"
            answers = await asyncio.gather(send(client, "lost"), client.post(url, data=form, auth=auth))
            monkeypatch.setattr(database, "_commit_raw", commit)
            assert [each.status_code for each in answers] == [503, 503]
            assert [each.headers["retry-after"] for each in answers] == ["1", "1"]
            assert answers[0].json()["error"]["code"] == "storage"
            assert answers[1].json()["code"] == 20503
            assert (await client.get("messages")).json() == []
            assert (await send(client, "kept")).status_code == 201
            assert [each["body"] for each in (await client.get("messages")).json()] == ["kept"]

    asyncio.run(play())


def test_a_transaction_that_the_server_broke_off_is_no_success(app: Starlette, database: Database) -> None:
    network = app.state.site.organisations.get("contoso").network

    async def play() -> None:
        async with started(app):
            database.begin_request()
            network.sms.send(PhoneNumber(ANNA), "Contoso", "lost")
            with pytest.raises(Exception, match="nowhere"):
                database._execute_raw("SELECT * FROM nowhere")  # noqa: SLF001  # a statement that fails, outside of any block
            database._unpublished.clear()  # noqa: SLF001  # nothing else that could fail
            with pytest.raises(StorageUnavailableError, match="broken off"):
                await database.committed()

    asyncio.run(play())
    assert network.sms.find(Filter()) == []


def test_settings_that_another_process_changes_are_seen_at_once(place: str, app: Starlette) -> None:
    other = build_app(database=place)
    networks = [each.state.site.organisations.get("contoso").network for each in (app, other)]
    for count in range(3):
        for writer, reader in (networks, networks[::-1]):
            reader.get_setting("words")
            writer.put_setting("words", {"count": count, "by": id(writer)})
            assert reader.get_setting("words") == {"count": count, "by": id(writer)}


def test_switches_of_a_handset_cost_no_question_for_each_message(app: Starlette, statements: list[str]) -> None:
    network = app.state.site.organisations.get("contoso").network
    network.sms.send(PhoneNumber(ANNA), "Contoso", "first")
    statements.clear()
    network.sms.send(PhoneNumber(ANNA), "Contoso", "second")
    assert len(statements) == 3  # begin, insert, commit
