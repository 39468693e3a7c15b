"""What one client can do to a server: nothing that keeps others from their answers."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from stapsgewijs.adapters import server
from stapsgewijs.adapters.server import BackgroundServer, serve_until_interrupted
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

WAIT_S = 60
"""Longer than anything here takes."""
SHORT_S = 0.1
"""What a request may take whose end is waited for; one that is to be answered has `WAIT_S`."""


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body() or b"nothing")


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(server, "REQUEST_TIMEOUT_S", WAIT_S)
    with BackgroundServer(Starlette(routes=[Route("/", echo, methods=["GET", "POST"])]), "127.0.0.1", 0) as running:
        yield running.url


def connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), WAIT_S)


def is_answered(client: socket.socket) -> bool:
    """Send a request; its answer may come in several parts."""
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = b""
    while b"nothing" not in answer and (part := client.recv(1000)):
        answer += part
    return answer.startswith(b"HTTP/1.1 200")


def is_closed(client: socket.socket) -> bool:
    try:
        return client.recv(1000) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"],
)
def test_a_request_that_does_not_come_in_time_is_given_up(
    url: str, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(server, "REQUEST_TIMEOUT_S", SHORT_S)
        with connected(url) as client, suppress(ConnectionError):
            client.sendall(sent)
            assert is_closed(client)
    assert httpx.get(url, timeout=WAIT_S).text == "nothing"


def test_the_second_request_of_a_connection_has_its_time_too(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(url) as client:
        assert is_answered(client)
        monkeypatch.setattr(server, "REQUEST_TIMEOUT_S", SHORT_S)
        client.sendall(b"GET / HTTP/1.1\r\nHost")
        assert is_closed(client)


def test_who_has_too_many_connections_gets_no_more(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS_OF_ONE", 2)
    with connected(url) as one, connected(url) as two:
        assert is_answered(one)
        assert is_answered(two)
        with connected(url) as three:
            assert is_closed(three)


def test_connections_of_a_server_that_stopped_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS_OF_ONE", 1)
    app = Starlette(routes=[Route("/", echo)])
    with BackgroundServer(app, "127.0.0.1", 0) as first, connected(first.url) as one:
        assert is_answered(one)
        with BackgroundServer(app, "127.0.0.1", 0) as second:
            assert httpx.get(second.url, timeout=WAIT_S).text == "nothing"


def test_a_body_comes_along_with_the_offer_to_speak_http_2(url: str) -> None:
    """The client of Java's JDK makes it with every first request."""
    offer = "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAA\r\nUpgrade: h2c\r\n"
    body = "a\r\nUpgrade: h2c\r\nb"
    with connected(url) as line:
        line.sendall(f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n{offer}\r\n{body}".encode())
        answer = line.recv(4096)
        while body.encode() not in answer and (part := line.recv(4096)):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(body.encode())


def test_where_the_port_is_taken_nothing_is_built() -> None:
    """A database in which another simulator keeps its calls is not opened: that would end them."""
    built: list[str] = []

    def build() -> Starlette:
        built.append("built")
        raise AssertionError

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StapsgewijsError, match="cannot listen"):
            serve_until_interrupted(build, "127.0.0.1", taken.getsockname()[1], "memory", built.append)
    assert built == []
    with pytest.raises(AssertionError):
        serve_until_interrupted(build, "127.0.0.1", 0, "memory", built.append)
    assert built == ["built"]
