from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from stapsgewijs.adapters.proxy import Authority, Proxy
from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.cli.proxy import Options, _place, _run, account_at, take_over, told
from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OUT_OF_THE_BOX = """
import os
from twilio.rest import Client
client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
sent = client.messages.create(to="+31612345678", from_="+15005550006", body="out of the box")
print(client.messages(sent.sid).fetch().status)
print([each.body for each in client.messages.list()])
"""


CLOSE = "Connection: close\r\n\r\n"


@contextlib.contextmanager
def running_proxy(
    simulator: str, authority: Authority, tell: Callable[[str], object] = print, *, is_tls: bool = False
) -> Iterator[int]:
    ready, ports = threading.Event(), []
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        proxy = Proxy(simulator, authority, tell)
        ports.append(await (proxy.listen("127.0.0.1", 0) if is_tls else proxy.start(0)))
        ready.set()
        await stop.wait()
        await proxy.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(60)
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
    httpx.post(f"{simulator}/api/v1/reset", timeout=60).raise_for_status()
    with running_proxy(simulator, authority) as found:
        yield found


def wish(simulator: str, folder: Path, account: str = "") -> Options:
    return Options(simulator, 0, folder / "ca.pem", account)


def test_the_sdk_as_it_comes_out_of_the_box_sends_to_us(
    simulator: str, authority: Authority, port: int, tmp_path: Path
) -> None:
    given = "AC" + "5" * 32, "its-own-token"
    certificate = tmp_path / "new" / "ca.pem"
    account = take_over(Options(simulator, 0, certificate, ":".join(given)), authority)
    assert account["account_sid"] == given[0]
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
    there = httpx.get(f"{simulator}/api/v1/handsets/+31612345678/messages", timeout=60).json()
    assert [each["body"] for each in there] == ["out of the box"]


def asks(port: int, head: str) -> str:
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        line.sendall(head.encode())
        answer = b""
        while part := line.recv(4096):
            answer += part
    return answer.decode()


@pytest.mark.parametrize(
    "head",
    [
        "CONNECT example.com:443 HTTP/1.1\r\n\r\n",
        "CONNECT example.com:8443 HTTP/1.1\r\n\r\n",
        "CONNECT [::1]:443 HTTP/1.1\r\n\r\n",
        "CONNECT [2001:db8::1]:443 HTTP/1.1\r\n\r\n",
        "CONNECT api.twilio.com HTTP/1.1\r\n\r\n",
        "CONNECT api.twilio.com.example.com:443 HTTP/1.1\r\n\r\n",
        "CONNECT twilio.com:443 HTTP/1.1\r\n\r\n",
        "CONNECT 127.0.0.1:443 HTTP/1.1\r\n\r\n",
        "GET http://example.com/ HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "GET http://example.com:8080/ HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "GET ftp://api.twilio.com/ HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "GET http://api.twilio.com.example.com/ HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
        "POST /2010-04-01/Accounts.json HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n",
    ],
)
def test_everybody_else_is_refused_and_named(port: int, head: str) -> None:
    answer = asks(port, head)
    assert answer.startswith("HTTP/1.1 403 only *.twilio.com and hosts of profiles are simulated here")
    asked = head.split()[1] if " " in head else "something else"
    told = json.loads(answer.partition("\r\n\r\n")[2])
    assert (told["code"], told["status"]) == (20403, 403)
    assert f"{asked} was asked for; nothing was sent" in told["message"]


def test_a_client_sees_who_was_refused(port: int) -> None:
    with (
        httpx.Client(proxy=f"http://127.0.0.1:{port}", timeout=60) as client,
        pytest.raises(httpx.ProxyError, match=r"only \*\.twilio\.com and hosts of profiles"),
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
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        line.sendall(head.encode())
        line.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while line.recv(4096):
                pass


def test_what_is_no_request_is_told_in_the_shape_of_the_provider(port: int) -> None:
    answer = asks(port, "nonsense\r\n\r\n")
    assert answer.startswith("HTTP/1.1 400")
    assert '"code": 20001' in answer


def test_a_simulator_that_is_gone_is_named_in_the_shape_of_the_provider(authority: Authority) -> None:
    told: list[str] = []
    with running_proxy("http://127.0.0.1:9", authority, told.append) as port:
        for _ in range(2):
            answer = asks(port, f"GET http://api.twilio.com/ HTTP/1.1\r\nHost: a\r\n{CLOSE}")
            assert answer.startswith("HTTP/1.1 503")
            assert '"code": 20503' in answer
            assert "nothing answers at http://127.0.0.1:9" in answer
    assert len(told) == 1


def test_what_cannot_be_used_is_said_before_it_starts(simulator: str, tmp_path: Path, authority: Authority) -> None:
    with pytest.raises(StapsgewijsError, match="no simulator answers"):
        account_at(wish("http://127.0.0.1:9", tmp_path))
    with pytest.raises(StapsgewijsError, match="a colon and the auth token"):
        take_over(wish(simulator, tmp_path, "ACnonsense"), authority)
    with pytest.raises(StapsgewijsError, match="is no account SID"):
        take_over(wish(simulator, tmp_path, "AC12:token"), authority)
    with pytest.raises(StapsgewijsError, match="is not the address of a simulator"):
        Proxy("ftp://127.0.0.1", authority)
    with pytest.raises(StapsgewijsError, match="cannot be written"):
        authority.write(tmp_path / "ca.pem" / "deeper") if (tmp_path / "ca.pem").write_text("x") else None


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_that_names_the_provider_in_its_first_line_comes_to_us(
    simulator: str, port: int, scheme: str
) -> None:
    """What clients send by HTTP_PROXY, and axios also for https addresses."""
    account = httpx.get(f"{simulator}/api/v1/account", timeout=60).json()
    sid, token = account["account_sid"], account["auth_token"]
    form = f"To=%2B31612345678&From=%2B15005550006&Body=by+{scheme}"
    basic = base64.b64encode(f"{sid}:{token}".encode()).decode()
    head = (
        f"POST {scheme}://api.twilio.com/2010-04-01/Accounts/{sid}/Messages.json?a=1 HTTP/1.1\r\n"
        f"Host: other.example\r\nAuthorization: Basic {basic}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\nProxy-Connection: keep-alive\r\n{CLOSE}"
    )
    answer = asks(port, head + form)
    assert answer.startswith("HTTP/1.1 201"), answer
    assert f"by {scheme}" in answer


def test_a_client_with_http_proxy_alone_reaches_us_by_plain_http(simulator: str, port: int) -> None:
    account = httpx.get(f"{simulator}/api/v1/account", timeout=60).json()
    auth = (account["account_sid"], account["auth_token"])
    with httpx.Client(proxy=f"http://127.0.0.1:{port}", auth=auth, timeout=60) as client:
        for _ in range(2):  # a connection that was closed is opened again
            answer = client.get(f"http://api.twilio.com/2010-04-01/Accounts/{auth[0]}.json")
            assert (answer.status_code, answer.json()["sid"]) == (200, auth[0])
        assert client.get("http://example.com/").status_code == 403


def test_only_the_provider_s_protocol_is_reached_by_the_provider_s_name(port: int) -> None:
    with httpx.Client(proxy=f"http://127.0.0.1:{port}", timeout=60) as client:
        answer = client.get("http://api.twilio.com/api/v1/account")
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_a_plain_tunnel_to_the_provider_comes_to_us(simulator: str, port: int) -> None:
    account = httpx.get(f"{simulator}/api/v1/account", timeout=60).json()["account_sid"]
    asked = f"GET /2010-04-01/Accounts/{account}.json HTTP/1.1\r\nHost: api.twilio.com\r\nConnection: close\r\n\r\n"
    answer = asks(port, f"CONNECT api.twilio.com:80 HTTP/1.1\r\n\r\n{asked}")
    assert answer.startswith("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 401")


@pytest.mark.parametrize("host", ["API.TWILIO.COM", "api.twilio.com.", "api.dublin.ie1.twilio.com"])
@pytest.mark.parametrize("port_of_provider", [443, 8443])
def test_the_provider_is_known_by_any_port_and_in_any_letters(
    simulator: str, port: int, authority: Authority, host: str, port_of_provider: int
) -> None:
    sid = httpx.get(f"{simulator}/api/v1/account", timeout=60).json()["account_sid"]
    trusts = ssl.create_default_context(cadata=authority.certificate.decode())
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(f"CONNECT {host}:{port_of_provider} HTTP/1.1\r\n\r\n".encode())
        assert b" 200 " in line.recv(4096)
        with trusts.wrap_socket(line, server_hostname=host.rstrip(".")) as secure:
            asked = f"GET /2010-04-01/Accounts/{sid}.json HTTP/1.1\r\nHost: {host}:{port_of_provider}\r\n{CLOSE}"
            secure.sendall(asked.encode())
            assert secure.recv(4096).startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("is_tls", [False, True])
def test_a_client_that_does_not_trust_the_certificate_is_told_of(
    simulator: str, authority: Authority, *, is_tls: bool
) -> None:
    told: list[str] = []
    heard = threading.Event()

    def tell(what: str) -> None:
        told.append(what)
        heard.set()

    strangers = ssl.create_default_context(cadata=Authority.new().certificate.decode())
    with (
        running_proxy(simulator, authority, tell, is_tls=is_tls) as port,
        socket.create_connection(("127.0.0.1", port), 20) as line,
    ):
        if not is_tls:
            line.sendall(b"CONNECT api.twilio.com:443 HTTP/1.1\r\n\r\n")
            assert b" 200 " in line.recv(4096)
        with pytest.raises(ssl.SSLCertVerificationError):
            strangers.wrap_socket(line, server_hostname="api.twilio.com")
        assert heard.wait(20)
    assert "does not trust the certificate of this proxy" in told[0]


def test_a_client_that_speaks_tls_to_the_proxy_itself_is_told_of(simulator: str, authority: Authority) -> None:
    told: list[str] = []
    with (
        running_proxy(simulator, authority, told.append) as port,
        socket.create_connection(("127.0.0.1", port), 20) as line,
        pytest.raises((ssl.SSLError, OSError)),
    ):
        ssl.create_default_context().wrap_socket(line, server_hostname="127.0.0.1")
    assert "its address begins with http://" in told[0]


def test_another_proxy_with_the_same_file_leaves_the_certificate_of_the_first(tmp_path: Path) -> None:
    file, first, second = tmp_path / "ca.pem", Authority.new(), Authority.new()
    first.write(file)
    second.write(file)
    assert file.read_bytes().startswith(second.certificate)
    assert first.certificate.strip() in file.read_bytes()
    assert len(ssl.create_default_context(cafile=file).get_ca_certs()) == 2
    for _ in range(10):
        second.write(file)
    assert file.read_bytes().count(b"BEGIN CERTIFICATE") == 8
    file.write_bytes(b"-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")
    second.write(file)
    assert file.read_bytes() == second.certificate


def by_name(authority: Authority, port: int, name: str | None, request: str) -> str:
    """Ask as a client does that a hosts entry led here."""
    trusts = ssl.create_default_context(cadata=authority.certificate.decode())
    trusts.check_hostname = name is not None
    with (
        socket.create_connection(("127.0.0.1", port), 60) as line,
        trusts.wrap_socket(line, server_hostname=name) as secure,
    ):
        secure.sendall(request.encode())
        answer = b""
        while part := secure.recv(4096):
            answer += part
    return answer.decode()


@pytest.mark.parametrize(
    "name",
    [
        None,
        "api.twilio.com",
        "verify.twilio.com",
        "api.dublin.ie1.twilio.com",
        "lookups.us1.twilio.com",
        "video.twilio.com",
    ],
)
def test_it_is_the_provider_for_whom_a_hosts_entry_leads_to_it(
    simulator: str, authority: Authority, name: str | None
) -> None:
    host = name or "api.twilio.com"
    with running_proxy(simulator, authority, is_tls=True) as port:
        answer = by_name(authority, port, name, f"GET /2010-04-01/Accounts.json HTTP/1.1\r\nHost: {host}\r\n{CLOSE}")
    is_api = host.startswith("api.")
    assert answer.startswith("HTTP/1.1 401" if is_api else "HTTP/1.1 404"), answer
    assert (f'"code":{20003 if is_api else 20404}') in answer


def test_nobody_else_s_name_gets_a_certificate(simulator: str, authority: Authority) -> None:
    with running_proxy(simulator, authority, is_tls=True) as port:
        for name in ("example.com", "twilio.com", "api.twilio.com.example.com"):
            with pytest.raises(ssl.SSLError):
                by_name(authority, port, name, "")


def test_a_name_that_no_certificate_can_have_is_refused_in_a_sentence(
    simulator: str, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    with running_proxy(simulator, authority, is_tls=True) as port, pytest.raises(ssl.SSLError):
        by_name(authority, port, "-a.twilio.com", "")
    assert "TLS for -a.twilio.com, a name that no certificate can have" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("path", ["/api/v1/account", "/", "/contoso/handsets", "http://127.0.0.1/api/v1/account"])
def test_who_reaches_it_by_name_reaches_the_provider_s_protocol_only(
    simulator: str, authority: Authority, path: str
) -> None:
    """Also in the second request of a connection, and with the name of this machine."""
    first = "GET /2010-04-01/Accounts.json HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n"
    second = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{CLOSE}"
    with running_proxy(simulator, authority, is_tls=True) as port:
        answer = by_name(authority, port, "api.twilio.com", first + second)
    assert "auth_token" not in answer
    assert answer.count("HTTP/1.1 ") == 2
    assert '"code":20404' in answer or "HTTP/1.1 403 only" in answer


def test_a_connection_carries_many_requests_and_a_body_in_pieces(simulator: str, authority: Authority) -> None:
    account = httpx.get(f"{simulator}/api/v1/account", timeout=60).json()
    sid, token = account["account_sid"], account["auth_token"]
    form = [b"To=%2B31612345678&From=%2B15005550006", b"&Body=in+pieces"]
    trusts = ssl.create_default_context(cadata=authority.certificate.decode())
    with (
        running_proxy(simulator, authority) as port,
        httpx.Client(proxy=f"http://127.0.0.1:{port}", auth=(sid, token), verify=trusts, timeout=60) as client,
    ):
        url = f"https://api.ie1.twilio.com/2010-04-01/Accounts/{sid}/Messages.json"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Expect": "100-continue"}
        sent = [client.post(url, content=iter(form), headers=headers) for _ in range(3)]
        sid_of_last = sent[-1].json()["sid"]
        assert client.delete(url.replace("Messages.json", f"Messages/{sid_of_last}.json")).status_code == 204
        assert client.get(url, params={"To": "+31612345678"}).status_code == 200
    assert [(each.status_code, each.json()["body"]) for each in sent] == [(201, "in pieces")] * 3


def test_what_is_larger_than_anybody_sends_is_refused(port: int) -> None:
    with httpx.Client(proxy=f"http://127.0.0.1:{port}", timeout=60) as client:
        answer = client.post("http://api.twilio.com/2010-04-01/Accounts.json", content=b"x" * (5 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_what_is_refused_is_told_once_each(simulator: str, authority: Authority) -> None:
    told: list[str] = []
    with running_proxy(simulator, authority, told.append) as port:
        for _ in range(2):
            asks(port, "CONNECT example.com:443 HTTP/1.1\r\n\r\n")
            asks(port, f"GET http://api.twilio.com/2010-04-01/Accounts.json HTTP/1.1\r\nHost: a\r\n{CLOSE}")
    assert [each.partition(" and hosts")[0] for each in told] == [
        "refused: only *.twilio.com",
        "refused: credentials that are not the simulator's, for api.twilio.com",
    ]


def test_a_proxy_that_cannot_start_changes_nothing(simulator: str, tmp_path: Path) -> None:
    certificate, blocked = tmp_path / "ca.pem", tmp_path / "folder" / "ca.pem"
    certificate.write_text("of the one that runs")
    blocked.parent.write_text("a file")
    before = httpx.get(f"{simulator}/api/v1/account", timeout=60).json()
    given = "AC" + "9" * 32 + ":other"

    def started(options: Options) -> None:
        asyncio.run(_run(options))

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for wish in [
            Options(simulator, port, certificate, given),
            Options(simulator, 0, certificate, given, listens=(("127.0.0.1", port),)),
            Options("http://127.0.0.1:9", 0, certificate, given),
            Options(simulator, 0, certificate, "AC12:x"),
            Options(simulator, 0, certificate, "nonsense"),
            Options(simulator, 0, blocked, given),
        ]:
            with pytest.raises(StapsgewijsError):
                started(wish)
    assert certificate.read_text() == "of the one that runs"
    assert httpx.get(f"{simulator}/api/v1/account", timeout=60).json() == before


@pytest.mark.parametrize("given", ["", "x", "70000", ":443", "host:", "127.0.0.1:x", "-1", "²"])
def test_where_to_listen_is_a_port_or_an_address_and_a_port(given: str) -> None:
    with pytest.raises(StapsgewijsError, match="--listen"):
        _place(given)
    assert _place("443") == ("127.0.0.1", 443)
    assert _place("0.0.0.0:8443") == ("0.0.0.0", 8443)
    assert _place("[::1]:443") == ("::1", 443)


def test_it_says_what_to_set_for_each_kind_of_client(tmp_path: Path) -> None:
    said = told(
        "http://127.0.0.1:8026",
        wish("http://127.0.0.1:8025", tmp_path),
        {"account_sid": "AC1", "auth_token": "t"},
        [("0.0.0.0", 8443)],
    )
    for ecosystem in ("Python", "Node", "Java", ".NET", "Ruby", "PHP", "Go"):
        assert f"\n  {ecosystem}: " in said
    assert "\n      HTTP_PROXY=http://127.0.0.1:8026   (HTTPS_PROXY is ignored)\n" in said
    assert said.count("none is read: a hosts entry") == 3
    assert "hosts entry: 127.0.0.1 api.twilio.com" in said
    assert "a hosts entry leads to port 443: lead it to 8443" in said
    assert "{" not in said
    account = {"account_sid": "AC1", "auth_token": "t"}
    said = told("http://127.0.0.1:8026", wish("http://127.0.0.1:8025", tmp_path), account, [("::", 443)])
    assert "with TLS: [::]:443" in said
    assert "hosts entry: ::1 api.twilio.com" in said  # what listens there takes no IPv4


def test_hosts_of_profiles_lead_to_their_profile_and_nowhere_else(simulator: str, authority: Authority) -> None:
    wish = "api_key=a&api_secret=b&from=Acme&to=31612345678&text=by+its+own+host"
    trusts = ssl.create_default_context(cadata=authority.certificate.decode())
    with (
        running_proxy(simulator, authority) as port,
        httpx.Client(proxy=f"http://127.0.0.1:{port}", verify=trusts, timeout=60) as client,
    ):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = client.post("https://rest.nexmo.com/sms/json", content=wish, headers=form)
        assert (answer.status_code, answer.json()["messages"][0]["status"]) == (200, "0")
        assert client.get("https://rest.nexmo.com/api/v1/account").status_code == 404
        assert client.get("https://rest.nexmo.com/../../account").status_code == 404
        sns = client.post("https://sns.eu-west-1.amazonaws.com/", content="Action=ListTopics", headers=form)
        assert (sns.status_code, "InvalidAction" in sns.text) == (400, True)
        with pytest.raises(httpx.ProxyError, match="nothing was sent"):
            client.get("https://s3.eu-west-1.amazonaws.com/")
    there = httpx.get(f"{simulator}/api/v1/handsets/+31612345678/messages", timeout=60).json()
    assert there[-1]["body"] == "by its own host"
