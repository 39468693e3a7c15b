from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from stapsgewijs.adapters.proxy import Authority, Proxy
from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.cli.proxy import Options, account_at, told
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OUT_OF_THE_BOX = """
import os
from twilio.rest import Client
client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
sent = client.messages.create(to="+31612345678", from_="+15005550006", body="out of the box")
print(client.messages(sent.sid).fetch().status)
print([each.body for each in client.messages.list()])
"""


@contextlib.contextmanager
def running_proxy(simulator: str, authority: Authority) -> Iterator[int]:
    ready, ports = threading.Event(), []
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        proxy = Proxy(simulator, authority)
        ports.append(await proxy.start(0))
        ready.set()
        await stop.wait()
        await proxy.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield url


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.new()


@pytest.fixture
def port(simulator: str, authority: Authority) -> Iterator[int]:
    httpx.post(f"{simulator}/api/v1/reset").raise_for_status()
    with running_proxy(simulator, authority) as found:
        yield found


def wish(simulator: str, folder: Path, account: str = "") -> Options:
    return Options(simulator, 0, folder / "ca.pem", account)


def test_the_sdk_as_it_comes_out_of_the_box_sends_to_us(
    simulator: str, authority: Authority, port: int, tmp_path: Path
) -> None:
    given = "AC" + "5" * 32, "its-own-token"
    account = account_at(wish(simulator, tmp_path, ":".join(given)))
    assert account["account_sid"] == given[0]
    certificate = tmp_path / "new" / "ca.pem"
    authority.write(certificate)
    environment = {
        "PATH": os.environ["PATH"],
        "HTTPS_PROXY": f"http://127.0.0.1:{port}",
        "REQUESTS_CA_BUNDLE": str(certificate),
        "TWILIO_ACCOUNT_SID": given[0],
        "TWILIO_AUTH_TOKEN": given[1],
    }
    done = subprocess.run(
        [sys.executable, "-c", OUT_OF_THE_BOX],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["delivered", "['out of the box']"], done.stderr
    there = httpx.get(f"{simulator}/api/v1/handsets/+31612345678/messages").json()
    assert [each["body"] for each in there] == ["out of the box"]


def asks(port: int, head: str) -> str:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(head.encode())
        answer = b""
        while part := line.recv(4096):
            answer += part
    return answer.decode()


@pytest.mark.parametrize(
    "head",
    [
        "CONNECT example.com:443 HTTP/1.1\r\n\r\n",
        "CONNECT api.twilio.com:8080 HTTP/1.1\r\n\r\n",
        "CONNECT api.twilio.com HTTP/1.1\r\n\r\n",
        "CONNECT api.twilio.com.example.com:443 HTTP/1.1\r\n\r\n",
        "GET http://example.com/ HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "GET http://api.twilio.com:8080/ HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "GET ftp://api.twilio.com/ HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "GET http://api.twilio.com.example.com/ HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "POST /2010-04-01/Accounts.json HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "nonsense\r\n\r\n",
    ],
)
def test_everybody_else_is_refused_and_named(port: int, head: str) -> None:
    answer = asks(port, head)
    assert answer.startswith("HTTP/1.1 403 only api.twilio.com is simulated here")
    asked = head.split()[1] if " " in head else "something else"
    assert f"{asked} was asked for; nothing was sent" in answer


def test_a_client_sees_who_was_refused(port: int) -> None:
    with (
        httpx.Client(proxy=f"http://127.0.0.1:{port}") as client,
        pytest.raises(httpx.ProxyError, match=r"only api\.twilio\.com is simulated here"),
    ):
        client.get("https://example.com/")


def test_the_key_of_the_authority_is_in_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    authority = Authority.new()
    assert list(tmp_path.iterdir()) == []
    authority.write(tmp_path / "ca.pem")
    written = (tmp_path / "ca.pem").read_text()
    assert ("BEGIN CERTIFICATE" in written, "PRIVATE KEY" in written) == (True, False)


@pytest.mark.parametrize("head", ["CONNECT ", "x" * 40_000, "\r\n\r\n"])
def test_what_is_no_request_ends_without_a_trace(port: int, head: str) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(head.encode())
        line.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while line.recv(4096):
                pass


def test_a_simulator_that_is_gone_is_named(authority: Authority) -> None:
    with running_proxy("http://127.0.0.1:9", authority) as port:
        answer = asks(port, "CONNECT api.twilio.com:443 HTTP/1.1\r\n\r\n")
    assert answer.startswith("HTTP/1.1 502 No simulator")
    assert "nothing answers at 127.0.0.1:9" in answer


def test_what_cannot_be_used_is_said_before_it_starts(simulator: str, tmp_path: Path, authority: Authority) -> None:
    with pytest.raises(StapsgewijsError, match="no simulator answers"):
        account_at(wish("http://127.0.0.1:9", tmp_path))
    with pytest.raises(StapsgewijsError, match="a colon and the auth token"):
        account_at(wish(simulator, tmp_path, "ACnonsense"))
    with pytest.raises(StapsgewijsError, match="is no account SID"):
        account_at(wish(simulator, tmp_path, "AC12:token"))
    with pytest.raises(StapsgewijsError, match="is not the address of a simulator"):
        Proxy("ftp://127.0.0.1", authority)
    with pytest.raises(StapsgewijsError, match="cannot be written"):
        authority.write(tmp_path / "ca.pem" / "deeper") if (tmp_path / "ca.pem").write_text("x") else None


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_that_names_the_provider_in_its_first_line_comes_to_us(
    simulator: str, port: int, scheme: str
) -> None:
    """What clients send by HTTP_PROXY, and axios also for https addresses."""
    account = httpx.get(f"{simulator}/api/v1/account").json()
    sid, token = account["account_sid"], account["auth_token"]
    form = f"To=%2B31612345678&From=%2B15005550006&Body=by+{scheme}"
    basic = base64.b64encode(f"{sid}:{token}".encode()).decode()
    head = (
        f"POST {scheme}://api.twilio.com/2010-04-01/Accounts/{sid}/Messages.json?a=1 HTTP/1.1\r\n"
        f"Host: other.example\r\nAuthorization: Basic {basic}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\nProxy-Connection: keep-alive\r\nConnection: keep-alive\r\n\r\n"
    )
    answer = asks(port, head + form)
    assert answer.startswith("HTTP/1.1 201"), answer
    assert f"by {scheme}" in answer
    assert "keep-alive" not in answer.lower()


def test_a_client_with_http_proxy_alone_reaches_us_by_plain_http(simulator: str, port: int) -> None:
    account = httpx.get(f"{simulator}/api/v1/account").json()
    auth = (account["account_sid"], account["auth_token"])
    with httpx.Client(proxy=f"http://127.0.0.1:{port}", auth=auth) as client:
        for _ in range(2):  # a connection that was closed is opened again
            answer = client.get(f"http://api.twilio.com/2010-04-01/Accounts/{auth[0]}.json")
            assert (answer.status_code, answer.json()["sid"]) == (200, auth[0])
        assert client.get("http://example.com/").status_code == 403


def test_only_the_provider_s_protocol_is_reached_by_the_provider_s_name(port: int) -> None:
    with httpx.Client(proxy=f"http://127.0.0.1:{port}") as client:
        answer = client.get("http://api.twilio.com/api/v1/account")
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_a_plain_tunnel_to_the_provider_comes_to_us(simulator: str, port: int) -> None:
    account = httpx.get(f"{simulator}/api/v1/account").json()["account_sid"]
    asked = f"GET /2010-04-01/Accounts/{account}.json HTTP/1.1\r\nHost: api.twilio.com\r\nConnection: close\r\n\r\n"
    answer = asks(port, f"CONNECT api.twilio.com:80 HTTP/1.1\r\n\r\n{asked}")
    assert answer.startswith("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 401")


def test_it_says_what_to_set_and_who_passes_by(tmp_path: Path) -> None:
    said = told(
        "http://127.0.0.1:8026", wish("http://127.0.0.1:8025", tmp_path), {"account_sid": "AC1", "auth_token": "t"}
    )
    assert "\n  HTTPS_PROXY=http://127.0.0.1:8026\n" in said
    assert "\n  HTTP_PROXY=http://127.0.0.1:8026   (twilio-node reads this one only)\n" in said
    assert "\n  NO_PROXY=localhost,127.0.0.1,::1\n" in said
    assert "Node's own fetch, got and aiohttp ignore both" in said
