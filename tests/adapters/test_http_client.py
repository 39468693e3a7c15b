from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.adapters import http_client as module
from stapsgewijs.adapters.http_client import HttpOutgoingByOrganisation, HttpxClient
from stapsgewijs.phone_network import HttpClientError, without_password
from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import AsyncIterator, Coroutine

WAIT_S = 60
"""Longer than anything here takes."""
LOOPBACK = [
    "127.0.0.1", "127.1", "127.8.9.1", "localhost", "LOCALHOST", "localhost.", "a.localhost", "[::1]",
    "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]", "0", "2130706433", "0x7f000001",
    "0x7f.1", "017700000001", "0177.0.0.1", "127.0.0.1.nip.io", "1２7.0.0.1", "127。0。0。1", "qa.example@127.0.0.1",
    "127.0.0.1#qa.example", "qa.example\\@127.0.0.1",
]  # fmt: skip
"""Ways to write this machine; some are names that lead here for who looks them up."""


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:5000/a", "http://localhost/a", "https://[::1]/", "http://127.8.9.1/", "http://QA.example/"],
)
def test_this_machine_and_named_hosts_may_be_asked(url: str) -> None:
    assert HttpxClient(frozenset({"qa.example"})).blocked_reason(url) == ""


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
    assert outgoing.blocked_reason(url)
    with pytest.raises(HttpClientError):
        run_coroutine(outgoing.send("POST", url, {}))


@pytest.mark.parametrize("host", LOOPBACK)
def test_a_simulator_that_listens_elsewhere_does_not_ask_its_own_loopback(host: str) -> None:
    outgoing = HttpxClient(frozenset({"qa.example"}), to_loopback=False)
    assert outgoing.blocked_reason(f"http://{host}/internal")
    assert outgoing.blocked_reason(f"http://{host}:8025/internal")
    with pytest.raises(HttpClientError):
        run_coroutine(outgoing.send("POST", f"http://{host}/internal", {}))
    assert outgoing.blocked_reason("http://qa.example/") == ""


def test_it_asks_its_own_loopback_where_that_is_named() -> None:
    outgoing = HttpxClient(frozenset({"127.0.0.1"}), to_loopback=False)
    assert outgoing.blocked_reason("http://127.0.0.1:5000/") == ""
    assert "--callback-host localhost" in outgoing.blocked_reason("http://localhost:5000/")


def test_a_redirect_is_no_way_to_loopback() -> None:
    async def run() -> None:
        async with system(
            "HTTP/1.1 307 Go\r\nLocation: http://localhost:{port}/internal\r\nContent-Length: 0\r\n\r\n"
        ) as port:
            outgoing = HttpxClient(frozenset({"127.0.0.1"}), to_loopback=False)
            try:
                await outgoing.send("POST", f"http://127.0.0.1:{port}/", {})
            finally:
                await outgoing.close()

    with pytest.raises(HttpClientError, match="localhost is none of them"):
        run_coroutine(run())


LEADS = [
    # where a named host leads, what is named besides, whether the simulator listens on loopback; whether it is asked
    ("127.0.0.1", "", True, True),
    ("127.0.0.1", "", False, False),
    ("127.0.1.1", "127.0.1.1", False, True),
    ("::1", "", False, False),
    ("::ffff:127.0.0.1", "", False, False),
    ("::ffff:127.0.0.1", "127.0.0.1", False, True),
    ("0.0.0.0", "", False, False),
    ("10.0.0.1", "", False, True),
    ("192.168.1.2", "", True, True),
    ("fd12::1", "", False, True),
    ("169.254.169.254", "", False, False),
    ("169.254.169.254", "", True, False),
    ("::ffff:169.254.169.254", "", True, False),
    ("169.254.169.254", "169.254.169.254", False, True),
    ("fe80::1%2", "", True, False),
    ("fd00:ec2::254", "", True, False),
    ("100.100.100.200", "", True, False),
    ("168.63.129.16", "", True, False),
    ("224.0.0.1", "", True, False),
]


@pytest.mark.parametrize(("address", "named", "to_loopback", "is_asked"), LEADS)
def test_a_name_leads_to_no_address_that_was_not_named(
    address: str, named: str, *, to_loopback: bool, is_asked: bool
) -> None:
    hosts = frozenset({"qa.example", named})
    assert module._may_lead("qa.example", address, hosts, to_loopback=to_loopback) is is_asked  # noqa: SLF001


@pytest.mark.parametrize("to_loopback", [False, True])
def test_where_a_name_leads_is_looked_at_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, *, to_loopback: bool
) -> None:
    found = socket.getaddrinfo("127.0.0.1", 0, type=socket.SOCK_STREAM)[0]
    asked: list[bytes] = []

    looks_up = socket.getaddrinfo

    def leads_here(host: str, port: int, *more: Any, **names: Any) -> list[Any]:  # noqa: ANN401  # of others in this process, too
        if host not in {"qa.example", b"qa.example"}:
            return looks_up(host, port, *more, **names)
        return [(*found[:4], ("127.0.0.1", port))]

    async def run() -> int:
        done = asyncio.Event()

        async def answers(reader: StreamReader, writer: StreamWriter) -> None:
            asked.append(await reader.read(100))
            writer.write(NO_CONTENT.encode() * bool(asked[-1]))
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            done.set()

        server = await asyncio.start_server(answers, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setattr(socket, "getaddrinfo", leads_here)
        outgoing = HttpxClient(frozenset({"qa.example"}), to_loopback=to_loopback)
        try:
            return (await outgoing.send("POST", f"http://qa.example:{port}/", {"a": "b"})).status
        finally:
            await outgoing.close()
            await done.wait()
            server.close()
            await server.wait_closed()

    if to_loopback:
        assert run_coroutine(run()) == 204
        assert asked[0].startswith(b"POST / ")
    else:
        with pytest.raises(HttpClientError, match=r"qa\.example leads to 127\.0\.0\.1.*--callback-host 127\.0\.0\.1"):
            run_coroutine(run())
        assert b"".join(asked) == b""


def test_localhost_that_is_named_is_asked_from_anywhere() -> None:
    async def run() -> int:
        async with system(NO_CONTENT) as port:
            outgoing = HttpxClient(frozenset({"localhost"}), to_loopback=False)
            try:
                return (await outgoing.send("POST", f"http://localhost:{port}/", {})).status
            finally:
                await outgoing.close()

    assert run_coroutine(run()) == 204


def test_no_message_tells_a_password_of_an_address(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        outgoing = HttpxClient()
        try:
            await outgoing.send("POST", "http://anna:ge-heim@127.0.0.1:9/voice", {})
        finally:
            await outgoing.close()

    with pytest.raises(HttpClientError, match=r"http://…@127\.0\.0\.1:9/voice cannot be asked") as told:
        run_coroutine(run())
    refused = [HttpxClient().blocked_reason(each) for each in ("ftp://anna:ge-heim@a/", "http://anna:ge-heim@[")]
    assert "ge-heim" not in f"{told.value}{caplog.text}{refused}"
    assert "cannot be asked" in caplog.text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://a:b@qa.example/x", "http://…@qa.example/x"),
        ("http://token@qa.example/x", "http://…@qa.example/x"),
        ("http://qa.example:80/x?mail=a@b", "http://qa.example:80/x?mail=a@b"),
        ("http://qa.example/a:b@c", "http://qa.example/a:b@c"),
    ],
)
def test_what_stands_before_the_host_is_hidden_and_nothing_else(url: str, shown: str) -> None:
    assert without_password(url) == shown


def answered(head: str, body: bytes = b"") -> bytes:
    """Return what is read of such an answer; raises `HttpClientError`."""

    async def run() -> bytes:
        async with system(f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n", body) as port:
            outgoing = HttpxClient()
            try:
                return (await outgoing.send("POST", f"http://127.0.0.1:{port}/", {})).body
            finally:
                await outgoing.close()

    return run_coroutine(run())


@pytest.mark.parametrize("coding", ["gzip", "deflate", "GZIP"])
def test_what_is_packed_is_unpacked_as_far_as_an_answer_may_be_long(coding: str) -> None:
    pack = gzip.compress if coding.lower() == "gzip" else zlib.compress
    assert answered(f"200 OK\r\nContent-Encoding: {coding}", pack(b"<Response/>")) == b"<Response/>"
    bomb = pack(b"\0" * 30_000_000)
    assert len(bomb) < module.MAX_RESPONSE_BYTES
    tracemalloc.start()
    try:
        with pytest.raises(HttpClientError, match="answered with more than 65536 bytes"):
            answered(f"200 OK\r\nContent-Encoding: {coding}", bomb)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("head", "body", "says"),
    [
        ("200 OK\r\nContent-Encoding: gzip", b"no gzip", "cannot be unpacked"),
        ("200 OK\r\nContent-Encoding: br", b"x", "answers in 'br', for which nobody asked"),
        ("302 Found\r\nLocation: http://[", b"", "redirects to what is no address"),
        ("302 Found\r\nLocation: javascript:alert(1)", b"", "cannot be asked"),
        ("302 Found\r\nLocation: gopher://127.0.0.1/", b"", "is not an address that begins with http"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_in_a_line(head: str, body: bytes, says: str) -> None:
    with pytest.raises(HttpClientError, match=says):
        answered(head, body)


def test_it_says_how_a_host_is_allowed() -> None:
    assert "--callback-host qa.example" in HttpxClient().blocked_reason("http://qa.example/voice")


def test_what_stands_in_one_line_is_done_in_order() -> None:
    done: list[str] = []

    async def work(name: str, gate: asyncio.Event | None = None) -> None:
        if gate is not None:
            await gate.wait()
        done.append(name)

    async def run() -> None:
        outgoing, gate = HttpxClient(), asyncio.Event()
        outgoing.enqueue(work("first", gate), queue="a")
        outgoing.enqueue(work("second"), queue="a")
        outgoing.enqueue(work("elsewhere"), queue="b")
        for _ in range(5):
            await asyncio.sleep(0)
        assert done == ["elsewhere"]
        gate.set()
        await outgoing.idle()
        await outgoing.close()

    run_coroutine(run())
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
        outgoing.enqueue(fails(), queue="a")
        outgoing.enqueue(works(), queue="a")
        await outgoing.idle()

    run_coroutine(run())
    assert done == ["after"]
    assert "broken on purpose" in caplog.text


def test_closing_lets_go_of_what_waits() -> None:
    async def run() -> None:
        outgoing = HttpxClient()
        outgoing.enqueue(asyncio.Event().wait(), queue="a")  # type: ignore[arg-type]  # it never ends
        outgoing.enqueue(asyncio.Event().wait(), queue="a")  # type: ignore[arg-type]
        await asyncio.wait_for(outgoing.close(), WAIT_S)
        assert outgoing._last_in_queue == {}  # noqa: SLF001

    run_coroutine(run())


def test_nobody_there_is_said_with_the_address() -> None:
    async def run() -> None:
        outgoing = HttpxClient()
        try:
            await outgoing.send("POST", "http://127.0.0.1:9/voice", {})
        finally:
            await outgoing.close()

    with pytest.raises(HttpClientError, match=r"http://127\.0\.0\.1:9/voice cannot be asked"):
        run_coroutine(run())


def test_an_organisation_whose_system_does_not_answer_holds_up_no_other() -> None:
    async def run() -> None:
        every, answers = HttpOutgoingByOrganisation(), []

        async def asks(organisation: str, port: int) -> None:
            answer = await every.of(organisation).send("POST", f"http://127.0.0.1:{port}/", {})
            answers.append((organisation, answer.status))

        async with system("") as hole, system(NO_CONTENT) as good:
            for number in range(3 * module.MAX_CONNECTIONS):
                every.of("slow").enqueue(asks("slow", hole), queue=str(number))
            every.of("other").enqueue(asks("other", good), queue="0")
            await asyncio.wait_for(every.of("other").idle(), WAIT_S)
            assert answers == [("other", 204)]
            await every.close()

    run_coroutine(run())


def test_the_time_to_answer_begins_with_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESPONSE_TIMEOUT_S", 1.0)
    monkeypatch.setattr(module, "MAX_CONNECTIONS", 1)

    async def run() -> list[int]:
        outgoing, answers = HttpxClient(), []

        async def asks(port: int) -> None:
            answers.append((await outgoing.send("POST", f"http://127.0.0.1:{port}/", {})).status)

        async with system("") as hole, system(NO_CONTENT) as good:
            for number, port in enumerate((hole, hole, good)):
                outgoing.enqueue(_ignoring(asks(port)), queue=str(number))
            await outgoing.idle()
            await outgoing.close()
        return answers

    assert run_coroutine(run()) == [204]


def test_what_would_wait_for_ever_is_dropped_and_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "MAX_WAITING_REQUESTS", 2)

    async def run() -> list[bool]:
        outgoing = HttpxClient()
        started = [outgoing.enqueue(asyncio.sleep(0), queue=f"status of SM{number}") for number in range(3)]
        await outgoing.idle()
        started.append(outgoing.enqueue(asyncio.sleep(0), queue="later"))
        await outgoing.close()
        return started

    assert run_coroutine(run()) == [True, True, False, True]
    assert "status of SM2: dropped, as 2 requests wait for the system under test" in caplog.text


def test_an_organisation_that_is_removed_waits_for_nothing() -> None:
    async def run() -> None:
        every = HttpOutgoingByOrganisation()
        every.forget("nobody")
        async with system("") as hole:
            url = f"http://127.0.0.1:{hole}/"
            every.of("gone").enqueue(_ignoring(every.of("gone").send("POST", url, {})), queue="a")
            waits = every.of("gone")
            await asyncio.sleep(0)
            every.forget("gone")
            await asyncio.wait_for(waits.idle(), WAIT_S)
            await every.close()
        assert waits.is_unused

    run_coroutine(run())


REDIRECT = "HTTP/1.1 307 Go\r\nLocation: http://localhost:{port}/internal\r\nContent-Length: 0\r\n\r\n"
NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n"


@asynccontextmanager
async def system(answer: str, body: bytes = b"") -> AsyncIterator[int]:
    """Listen on a port of loopback and answer each request so; with nothing to say, accept and be silent."""
    open_lines: list[StreamWriter] = []

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        open_lines.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        if answer:
            writer.write(answer.format(port=port).encode() + body)
            await writer.drain()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    try:
        yield port
    finally:
        server.close()
        for each in open_lines:
            each.close()


async def _ignoring(work: Coroutine[None, None, object]) -> None:
    with suppress(HttpClientError):
        await work
