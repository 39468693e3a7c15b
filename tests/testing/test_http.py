"""The HTTP client of handsets, against a server of the standard library."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.testing.http import HttpClient, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Echo(BaseHTTPRequestHandler):
    """Answers with what was asked."""

    protocol_version = "HTTP/1.1"
    timeout = 60

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        told = {
            "method": self.command,
            "target": self.path,
            "body": self.rfile.read(length).decode(),
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "client": self.client_address[1],
        }
        body = json.dumps(told).encode()
        self.send_response(404 if "nowhere" in self.path else 302 if "moved" in self.path else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = "closing" in self.path

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815  # names of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that http.server gives it
        del format, args


@pytest.fixture
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def client() -> Iterator[HttpClient]:
    with HttpClient({"X-Token": "t"}) as made:
        yield made


def asked(client: HttpClient, address: str, method: str = "GET", **details: Any) -> dict[str, Any]:  # noqa: ANN401  # of a request
    told: dict[str, Any] = client.request(method, address, **details).json()
    return told


@pytest.mark.parametrize(
    ("path", "params", "target"),
    [
        ("", {}, "/"),
        ("/a?b=c", {}, "/a?b=c"),
        ("/a?b=c", {"d": "e f"}, "/a?b=c&d=e+f"),
        ("/handsets/06 12345678/code", {"timeout": 4.0}, "/handsets/06%2012345678/code?timeout=4.0"),
        ("/handsets/+316/é%20", {"to": "+316"}, "/handsets/+316/%C3%A9%20?to=%2B316"),
        ("/a", {"newest_first": False, "tag": ("x", "y")}, "/a?newest_first=false&tag=x&tag=y"),
    ],
)
def test_the_address_is_written_as_servers_read_it(
    client: HttpClient, url: str, path: str, params: dict[str, Any], target: str
) -> None:
    assert asked(client, f"{url}{path}", params=params)["target"] == target


def test_json_is_sent_with_the_headers_of_the_client(client: HttpClient, url: str) -> None:
    told = asked(client, url, "POST", json={"name": "Zoë"})
    assert json.loads(told["body"]) == {"name": "Zoë"}
    assert told["headers"]["content-type"] == "application/json"
    assert told["headers"]["x-token"] == "t"


def test_who_signs_in_stands_in_the_address(client: HttpClient, url: str) -> None:
    told = asked(client, url.replace("//", "//anna:p%40ss@"))
    assert told["headers"]["authorization"] == "Basic YW5uYTpwQHNz"
    assert told["headers"]["host"] == url.removeprefix("http://")


def test_a_connection_is_used_again(client: HttpClient, url: str) -> None:
    assert len({asked(client, url)["client"] for _ in range(3)}) == 1


def test_a_connection_that_the_server_closed_is_not(client: HttpClient, url: str) -> None:
    assert len({asked(client, f"{url}/closing")["client"] for _ in range(3)}) == 3


def test_each_thread_has_a_connection_of_its_own(client: HttpClient, url: str) -> None:
    seen = []
    threads = [
        threading.Thread(target=lambda: seen.append(asked(client, url)["client"]), daemon=True) for _ in range(3)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(seen)) == 3


def test_errors_and_redirects_are_answers(client: HttpClient, url: str) -> None:
    assert client.request("GET", f"{url}/nowhere").is_error
    moved = client.request("GET", f"{url}/moved")
    assert (moved.status, moved.is_error) == (302, False)


@pytest.mark.parametrize("address", ["", "example", "ftp://127.0.0.1", "http://", "http://127.0.0.1:x", "http://[::1"])
def test_what_is_no_address_is_refused(client: HttpClient, address: str) -> None:
    with pytest.raises(RequestError):
        client.request("GET", address)


def test_where_nobody_listens_there_is_no_answer(client: HttpClient) -> None:
    with pytest.raises(RequestError, match="Connection refused"):
        client.request("GET", "http://127.0.0.1:9/")
