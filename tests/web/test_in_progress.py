"""Who waits costs others nothing: a most to requests in progress, and no wait for who is gone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.web import long_poll
from stapsgewijs.web.long_poll import ChangeNotifier, connection
from stapsgewijs.web.middleware import RequestsInProgress
from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


async def asked(app: RequestsInProgress, path: str) -> int:
    """Ask for `path`; returns the status."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    await app({"type": "http", "path": path, "method": "GET", "headers": []}, receive_nothing, send)
    return int(told[0]["status"])


async def receive_nothing() -> Any:  # noqa: ANN401  # never returns
    await asyncio.Event().wait()


def test_one_organisation_that_waits_too_much_is_refused_and_others_are_not() -> None:
    async def test() -> None:
        go_on = asyncio.Event()

        async def waits(scope: Scope, receive: Receive, send: Send) -> None:
            del scope, receive
            await go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})

        app = RequestsInProgress(waits, most=4, most_of_one=2, usual="a")
        api = "/api/v1/organisations"
        begun = [asyncio.create_task(asked(app, each)) for each in (f"{api}/a/events", "/a/handsets", "/b/handsets")]
        await asyncio.sleep(0)
        assert await asked(app, "/a/") == 503
        assert await asked(app, f"{api}/a/messages/next") == 503
        assert await asked(app, "/api/v1/messages/next") == 503, "this is its organisation too"
        begun.append(asyncio.create_task(asked(app, f"{api}/b/messages/next")))
        await asyncio.sleep(0)
        assert await asked(app, "/c/") == 503  # four of all
        go_on.set()
        assert await asyncio.gather(*begun) == [200] * 4
        assert await asked(app, "/a/") == 200

    run_coroutine(test())


def test_who_waits_in_the_usual_organisation_keeps_nobody_from_the_provider() -> None:
    async def test() -> None:
        go_on = asyncio.Event()

        async def waits(scope: Scope, receive: Receive, send: Send) -> None:
            del receive
            if scope["path"].startswith("/api/"):
                await go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})

        app = RequestsInProgress(waits, most=10, most_of_one=2, usual="a")
        begun = [asyncio.create_task(asked(app, "/api/v1/messages/next")) for _ in range(3)]
        await asyncio.sleep(0)
        for path in ("/2010-04-01/Accounts/AC1/Messages.json", "/v2/Services", "/docs"):
            assert await asked(app, path) == 200, path
        go_on.set()
        assert await asyncio.gather(*begun) == [200, 200, 503]

    run_coroutine(test())


@pytest.mark.parametrize("is_gone", [True, False])
def test_nobody_waits_for_who_has_gone(monkeypatch: pytest.MonkeyPatch, is_gone: bool) -> None:  # noqa: FBT001  # a case
    monkeypatch.setattr(long_poll, "_LOOK_INTERVAL_S", 0.0)

    async def receive() -> Message:
        if not is_gone:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def test() -> None:
        looks, changes = 0, ChangeNotifier()

        def found() -> bool | None:
            nonlocal looks
            looks += 1
            return True if looks > 3 else None

        connection.set(receive)
        assert await changes.wait_until(found, seconds=60) is (None if is_gone else True)
        assert not changes._waiting  # noqa: SLF001  # nothing else says that nobody waits

    run_coroutine(test())


def test_who_looks_and_changes_something_by_it_gives_way_to_others() -> None:
    async def test() -> None:
        looks, changes, answered = 0, ChangeNotifier(), asyncio.Event()

        def found() -> bool | None:
            nonlocal looks
            looks += 1
            changes.notify()
            return answered.is_set() or None

        async def somebody() -> None:
            answered.set()

        waits = asyncio.create_task(changes.wait_until(found, seconds=60))
        others = asyncio.create_task(somebody())
        assert await waits is True
        assert looks == 2
        await others

    run_coroutine(test())
