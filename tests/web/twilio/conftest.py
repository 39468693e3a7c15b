from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from stapsgewijs.bootstrap import build_app, running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SENDER = "+15005550006"
ANNA = "+31612345678"
SECONDS = 50.0
"""Longer than anything here takes; no request to the simulator may wait longer."""
TIMEOUT_S = 60


@dataclass
class Request:
    """What the system under test was asked."""

    method: str
    path: str
    url: str
    form: dict[str, str]
    headers: dict[str, str]

    @property
    def path_and_query(self) -> str:
        """What the first line of the request named."""
        return "/" + self.url.partition("://")[2].partition("/")[2]


@dataclass
class OurSystem:
    """The system under test: answers by path, and keeps what it was asked."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    answers: dict[str, tuple[int, str, str | bytes]] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)
    server: ThreadingHTTPServer | None = None

    def says(self, path: str, document: str | bytes, status: int = 200, media_type: str = "text/xml") -> str:
        self.answers[path] = (status, media_type, document)
        return f"{self.url}{path}"

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak https from now on."""
        assert self.server is not None
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")

    def asked(self, path: str) -> list[Request]:
        return [each for each in self.requests if each.path == path]

    def waits_for(self, path: str, count: int = 1) -> list[Request]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.asked(path)) >= count, SECONDS), self.requests
        return self.asked(path)

    def waits_for_any(self) -> Request:
        with self.changed:
            assert self.changed.wait_for(lambda: bool(self.requests), SECONDS)
        return self.requests[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    system: OurSystem

    def do_POST(self) -> None:
        read = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self._answer(dict(parse_qsl(read, keep_blank_values=True)))

    def do_GET(self) -> None:
        self._answer(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

    def _answer(self, form: dict[str, str]) -> None:
        system, path = self.system, urlsplit(self.path).path
        url = f"{system.url}{self.path}"
        with system.changed:
            headers = {name.lower(): value for name, value in self.headers.items()}
            system.requests.append(Request(self.command, path, url, form, headers))
            system.changed.notify_all()
        status, media_type, document = system.answers.get(path, (204, "text/plain", ""))
        body = document.encode() if isinstance(document, str) else document
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", body.decode())
            body = b""
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the terminal quiet."""


@pytest.fixture
def system() -> Iterator[OurSystem]:
    ours = OurSystem()
    handler = type("OurHandler", (Handler,), {"system": ours})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    ours.server = server
    ours.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield ours
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def simulator_url() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield url


@dataclass
class Ours:
    """An organisation of its own: its API, its credentials, and the official SDK."""

    api: httpx.Client
    sid: str
    token: str
    sdk: Client

    def posts(self, resource: str, **form: str | list[str]) -> httpx.Response:
        """Create something by hand: what the SDK cannot send."""
        url = f"{self.sdk.api.base_url}/2010-04-01/Accounts/{self.sid}/{resource}.json"
        return self.api.post(url, data=form, auth=(self.sid, self.token))

    def service(self, *numbers: str, **fields: object) -> str:
        """Make a messaging service with these numbers in its pool; returns its SID."""
        made = self.sdk.messaging.v1.services.create(friendly_name="Pool", **fields)
        for each in numbers:
            number = self.sdk.incoming_phone_numbers.create(phone_number=each)
            made.phone_numbers.create(phone_number_sid=number.sid)
        return str(made.sid)

    def handset(self, what: str, number: str = ANNA, **query: object) -> Any:  # noqa: ANN401  # JSON
        answer = self.api.get(f"handsets/{number}/{what}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rings(self, number: str = ANNA) -> str:
        """Wait until the phone rings; returns the id of the call."""
        answer = self.api.get("calls/wait", params={"to": number, "status": "ringing", "timeout": SECONDS})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def does(self, call: str, what: str, **json: object) -> Any:  # noqa: ANN401  # JSON
        answer = self.api.post(f"calls/{call}/{what}", json=json)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def call_until(self, call: str, said: str) -> Any:  # noqa: ANN401  # JSON
        """Wait until something was said on a call."""
        answer = self.api.get("calls/wait", params={"text": said, "timeout": SECONDS})
        assert answer.status_code == 200, (said, self.api.get(f"calls/{call}").json())
        return answer.json()

    def call_that_is(self, status: str) -> Any:  # noqa: ANN401  # JSON
        answer = self.api.get("calls/wait", params={"status": status, "timeout": SECONDS})
        assert answer.status_code == 200, status
        return answer.json()


@pytest.fixture
def ours(simulator_url: str) -> Iterator[Ours]:
    # Nothing is asked over TLS; to read the certificates of all authorities takes longer than most of these tests.
    with httpx.Client(
        base_url=f"{simulator_url}/api/v1/", timeout=TIMEOUT_S, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ) as api:
        made = api.post("organisations", json={"name": "Provider"}).json()
        api.base_url = f"{simulator_url}/api/v1/organisations/{made['id']}/"
        account = api.get("account").json()
        yield Ours(api, account["account_sid"], account["auth_token"], _sdk(account))
        api.delete("")


@pytest.fixture
def sdk_for() -> Callable[[dict[str, str]], Client]:
    return _sdk


def _sdk(account: dict[str, str]) -> Client:
    http = TwilioHttpClient(pool_connections=False, timeout=TIMEOUT_S)
    sdk = Client(account["account_sid"], account["auth_token"], http_client=http)
    for product in (sdk.api, sdk.content, sdk.lookups, sdk.messaging, sdk.verify):
        product.base_url = account["provider_url"]
    return sdk
