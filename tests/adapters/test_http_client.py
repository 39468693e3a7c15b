from __future__ import annotations

import asyncio

import pytest

from stapsgewijs.adapters.http_client import HttpxClient
from stapsgewijs.phone_network import HttpClientError


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:5000/a", "http://localhost/a", "https://[::1]/", "http://127.8.9.1/", "http://QA.example/"],
)
def test_this_machine_and_named_hosts_may_be_asked(url: str) -> None:
    assert HttpxClient(frozenset({"qa.example"})).refusal(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "http://localhost.example.com/", "http://127.0.0.1.example.com/", "http://[::ffff:8.8.8.8]/",
        "http://10.0.0.1/", "http://0.0.0.0/", "http://127.0.0.1@example.com/", "http://2130706433.example/",
        "file:///etc/passwd", "gopher://127.0.0.1/", "//127.0.0.1/", "http://", "", "http://[", "http://qa.example.evil/",
    ],
)  # fmt: skip
def test_nobody_else_may_be_asked(url: str) -> None:
    outgoing = HttpxClient(frozenset({"qa.example"}))
    assert outgoing.refusal(url)
    with pytest.raises(HttpClientError):
        asyncio.run(outgoing.send("POST", url, {}))


def test_it_says_how_a_host_is_allowed() -> None:
    assert "--callback-host qa.example" in HttpxClient().refusal("http://qa.example/voice")


def test_what_stands_in_one_line_is_done_in_order() -> None:
    done: list[str] = []

    async def work(name: str, gate: asyncio.Event | None = None) -> None:
        if gate is not None:
            await gate.wait()
        done.append(name)

    async def run() -> None:
        outgoing, gate = HttpxClient(), asyncio.Event()
        outgoing.start(work("first", gate), in_line="a")
        outgoing.start(work("second"), in_line="a")
        outgoing.start(work("elsewhere"), in_line="b")
        for _ in range(5):
            await asyncio.sleep(0)
        assert done == ["elsewhere"]
        gate.set()
        await outgoing.idle()
        await outgoing.close()

    asyncio.run(run())
    assert done == ["elsewhere", "first", "second"]


def test_what_fails_does_not_hold_up_what_comes_after_it(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    async def fails() -> None:
        msg = "broken on purpose"
        raise ValueError(msg)

    async def works() -> None:
        done.append("after")

    async def run() -> None:
        outgoing = HttpxClient()
        outgoing.start(fails(), in_line="a")
        outgoing.start(works(), in_line="a")
        await outgoing.idle()

    asyncio.run(run())
    assert done == ["after"]
    assert "broken on purpose" in caplog.text


def test_closing_lets_go_of_what_waits() -> None:
    async def run() -> None:
        outgoing = HttpxClient()
        outgoing.start(asyncio.Event().wait(), in_line="a")  # type: ignore[arg-type]  # it never ends
        outgoing.start(asyncio.Event().wait(), in_line="a")  # type: ignore[arg-type]
        await asyncio.wait_for(outgoing.close(), 5)
        assert outgoing._last_in_line == {}  # noqa: SLF001

    asyncio.run(run())


def test_nobody_there_is_said_with_the_address() -> None:
    async def run() -> None:
        outgoing = HttpxClient()
        try:
            await outgoing.send("POST", "http://127.0.0.1:9/voice", {})
        finally:
            await outgoing.close()

    with pytest.raises(HttpClientError, match=r"http://127\.0\.0\.1:9/voice cannot be asked"):
        asyncio.run(run())
