from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from httpx import ASGITransport, AsyncClient

from stapsgewijs.identity import Device
from stapsgewijs.web.long_poll import ChangeNotifier
from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from starlette.applications import Starlette

HANDSET = "/api/v1/handsets/+31612345678"
OTHER_HANDSET = "/api/v1/handsets/+31687654321"
LONG = 60
"""Seconds that a request may wait: a test that comes so far has failed."""

TOO_LONG = 50
"""Seconds after which a test gives up; nothing here takes one."""


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    run_coroutine(asyncio.wait_for(test(), TOO_LONG))


@asynccontextmanager
async def handset(app: Starlette) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def waiting(app: Starlette, client: AsyncClient, address: str, organisation: str = "contoso") -> Any:  # noqa: ANN401  # a task
    """Begin a request, and return once it waits on the server."""
    changes = app.state.site.changes(app.state.site.organisations.get(organisation))
    before = len(changes._waiting)  # noqa: SLF001  # nothing else says that somebody waits
    task = asyncio.create_task(client.get(address))
    while len(changes._waiting) == before:  # noqa: SLF001  # idem
        assert not task.done(), task.result().text
        await asyncio.sleep(0)
    return task


def nobody_waits(app: Starlette) -> bool:
    site = app.state.site
    return not any(site.changes(each)._waiting for each in site.organisations.all())  # noqa: SLF001  # idem


def sends(app: Starlette, way: str = "text_message", number: str = "06 12345678", person: str = "anna") -> None:
    service = app.state.site.organisations.get("contoso").enrollments
    service.start(service.begin(person), Device.AUTHENTICATION_PHONE, way, number, "NL", form="form")


@pytest.mark.parametrize(("what", "way"), [("messages", "text_message"), ("calls", "phone_call")])
def test_who_waits_is_woken_at_once_by_what_comes(app: Starlette, what: str, way: str) -> None:
    async def test() -> None:
        async with handset(app) as client:
            task = await waiting(app, client, f"{HANDSET}/{what}/next?timeout={LONG}")
            sends(app, way)
            answer = await task
            assert answer.status_code == 200
            assert answer.json() == (await client.get(f"{HANDSET}/{what}")).json()[0]
            assert nobody_waits(app)

    run(test)


def test_who_waits_for_another_number_waits_on(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            other = await waiting(app, client, f"{OTHER_HANDSET}/messages/next?timeout={LONG}")
            task = await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}")
            sends(app)
            assert (await task).status_code == 200
            assert not other.done()
            sends(app, number="06 87654321", person="bram")
            assert (await other).json()["to"] == "+31687654321"

    run(test)


def test_a_call_does_not_wake_who_waits_for_a_message(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            task = await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}")
            sends(app, "phone_call")
            assert (await client.get(f"{HANDSET}/calls/next?timeout={LONG}")).status_code == 200
            assert not task.done()
            sends(app)
            assert (await task).status_code == 200

    run(test)


def test_everybody_who_waits_is_woken(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            tasks = [await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}") for _ in range(5)]
            sends(app)
            answers = await asyncio.gather(*tasks)
            assert len({each.json()["id"] for each in answers}) == 1

    run(test)


def test_what_came_before_is_answered_without_waiting_and_the_next_one_is_waited_for(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            sends(app)
            first = (await client.get(f"{HANDSET}/messages/next?timeout={LONG}")).json()["id"]
            task = await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}&after={first}")
            sends(app, person="bram")
            second = (await task).json()["id"]
            assert [first, second] == [each["id"] for each in (await client.get(f"{HANDSET}/messages")).json()]

    run(test)


def test_a_late_message_wakes_when_the_clock_is_moved_far_enough(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            fault = {"number": "+31612345678", "kind": "message", "action": "late", "seconds": 1000}
            await client.post("/api/v1/faults", json=fault)
            sends(app)
            task = await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}")
            await client.post("/api/v1/clock", json={"advance": 900})
            assert (await client.get(f"{HANDSET}/messages")).json() == []
            assert not task.done()
            await client.post("/api/v1/clock", json={"advance": 100})
            assert (await task).json()["status"] == "delivered"

    run(test)


def test_who_waits_reckons_anew_when_the_clock_was_moved_almost_far_enough(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            fault = {"number": "+31612345678", "kind": "message", "action": "late", "seconds": 1000.2}
            await client.post("/api/v1/faults", json=fault)
            sends(app)
            task = await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}")
            await client.post("/api/v1/clock", json={"advance": 1000})
            assert (await task).status_code == 200

    run(test)


def test_a_message_that_is_a_little_late_wakes_by_itself(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            fault = {"number": "+31612345678", "kind": "message", "action": "late", "seconds": 0.05}
            await client.post("/api/v1/faults", json=fault)
            sends(app)
            answer = await client.get(f"{HANDSET}/messages/next?timeout={LONG}")
            assert answer.status_code == 200

    run(test)


@pytest.mark.parametrize("what", ["messages", "calls"])
def test_no_time_at_all_is_answered_at_once(app: Starlette, what: str) -> None:
    async def test() -> None:
        async with handset(app) as client:
            empty = await client.get(f"{HANDSET}/{what}/next?timeout=0")
            assert (empty.status_code, empty.content) == (204, b"")
            sends(app, "text_message" if what == "messages" else "phone_call")
            assert (await client.get(f"{HANDSET}/{what}/next?timeout=0")).status_code == 200

    run(test)


def test_an_organisation_that_is_removed_lets_go_who_waits_there_and_nobody_else(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            await client.post("/api/v1/organisations", json={"id": "gone"})
            there = f"/api/v1/organisations/gone/handsets/+31612345678/messages/next?timeout={LONG}"
            leaving = await waiting(app, client, there, "gone")
            staying = await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}")
            assert (await client.delete("/api/v1/organisations/gone")).status_code == 204
            assert (await leaving).status_code == 204
            assert not staying.done()
            sends(app)
            assert (await staying).status_code == 200

    run(test)


def test_who_gives_up_waiting_is_forgotten(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            task = await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}")
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert nobody_waits(app)

    run(test)


async def sign_in(client: AsyncClient) -> None:
    def form_of(answer: httpx.Response) -> str:
        return re.findall(r'name="form" value="([^"]+)"', answer.text)[0]

    form = form_of(await client.get("/contoso/"))
    fields = {"form": form, "user_name": "anna@contoso.example", "password": "Welkom-in-de-simulator"}
    await client.post("/contoso/sign-in", data=fields)
    form = form_of(await client.get("/contoso/more-information"))
    await client.post("/contoso/more-information", data={"form": form})
    form = form_of(await client.get("/contoso/method"))
    fields = {"method": "authentication-phone", "way": "phone_call", "region": "NL", "number": "06 12345678"}
    assert (await client.post("/contoso/method", data={"form": form, **fields})).status_code == 303


async def address_of_changes(client: AsyncClient, page: str) -> str:
    shown = (await client.get(page)).text
    return re.findall(r'data-changes="([^"]+)"', shown)[0].replace("&amp;", "&")


@pytest.mark.parametrize("action", ["answer", "hang-up"])
def test_the_page_of_a_call_is_told_when_the_phone_does_something(app: Starlette, action: str) -> None:
    async def test() -> None:
        async with handset(app) as client:
            await sign_in(client)
            task = await waiting(app, client, await address_of_changes(client, "/contoso/call"))
            call = (await client.get(f"{HANDSET}/calls")).json()[0]["id"]
            await client.post(f"/api/v1/calls/{call}/{action}")
            assert (await task).json() == {"changed": True}

    run(test)


def test_the_page_of_a_call_is_told_when_the_phone_rang_too_long(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            await sign_in(client)
            task = await waiting(app, client, await address_of_changes(client, "/contoso/call"))
            await client.post("/api/v1/clock", json={"advance": 30})
            assert (await task).json() == {"changed": True}
            assert "data-changes" not in (await client.get("/contoso/call")).text

    run(test)


def test_a_page_behind_the_times_is_told_so_at_once(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            await sign_in(client)
            assert (await client.get("/contoso/changes?since=long-ago")).json() == {"changed": True}

    run(test)


def test_a_simulator_that_stops_lets_go_everybody(app: Starlette) -> None:
    async def test() -> None:
        async with handset(app) as client:
            message = await waiting(app, client, f"{HANDSET}/messages/next?timeout={LONG}")
            call = await waiting(app, client, f"{OTHER_HANDSET}/calls/next?timeout={LONG}")
            app.state.site.close()
            assert (await message).status_code == (await call).status_code == 204

    run(test)


def test_a_change_between_looking_and_waiting_is_not_missed() -> None:
    async def test() -> None:
        changes, looked = ChangeNotifier(), 0

        def look() -> str | None:
            nonlocal looked
            looked += 1
            if looked == 1:
                changes.notify()
            return "found" if looked > 1 else None

        assert await changes.wait_until(look, seconds=LONG) == "found"
        assert looked == 2

    run(test)


def test_a_wait_looks_again_when_something_is_due_and_gives_up_at_its_end() -> None:
    async def test() -> None:
        looked: list[float] = []
        loop = asyncio.get_running_loop()

        def look() -> str | None:
            looked.append(loop.time())
            return "due" if len(looked) == 2 else None

        assert await ChangeNotifier().wait_until(look, seconds=LONG, until_due=lambda: 0.02) == "due"
        assert looked[1] - looked[0] > 0.019
        looked[:] = [0.0] * 2
        begun = loop.time()
        assert await ChangeNotifier().wait_until(look, seconds=0.05) is None
        assert len(looked) > 3
        assert looked[-1] - begun > 0.049

    run(test)


def test_once_closed_nobody_waits() -> None:
    async def test() -> None:
        changes = ChangeNotifier()
        changes.close()
        assert await changes.wait_until(lambda: None, seconds=LONG) is None
        assert await changes.wait_until(lambda: "there", seconds=LONG) == "there"

    run(test)
