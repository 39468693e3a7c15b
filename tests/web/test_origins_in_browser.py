"""A page of another origin, in a real browser, against a simulator on the same machine: it changes nothing there."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import httpx
import pytest

from stapsgewijs.bootstrap import build_app, running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FETCH = """<script>
fetch("{url}", {{method: "POST", mode: "no-cors"}}).then(() => document.title = "done", () => document.title = "done");
</script>"""
FORM = """<form method="post" action="{url}">
<input name="To" value="+31612345678"><input name="From" value="+15005550006"><input name="Body" value="from elsewhere">
</form><script>document.forms[0].submit()</script>"""
READ = """<script>
fetch("{url}").then((a) => a.text()).then((t) => document.title = "read " + t, () => document.title = "done");
</script>"""


@pytest.fixture
def simulator() -> Iterator[httpx.Client]:
    with running_server(build_app()) as url, httpx.Client(base_url=url, trust_env=False, timeout=20) as client:
        sent = {"to": "+31612345678", "from": "Contoso", "body": "509326 is uw code."}
        assert client.post("/api/v1/messages", json=sent).status_code == 201
        yield client


@pytest.fixture
def hostile() -> Iterator[Callable[[str], str]]:
    """Return what puts a page on a server of its own, and gives its address."""
    pages: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages[-1])

        def log_message(self, *_: object) -> None:
            """Keep the terminal quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()

    def put(page: str) -> str:
        pages.append(f"<!doctype html><title>waits</title>{page}".encode())
        return f"http://127.0.0.1:{server.server_port}/"

    yield put
    server.shutdown()
    server.server_close()
    thread.join()


def bodies(simulator: httpx.Client) -> list[str]:
    return [each["body"] for each in simulator.get("/api/v1/messages").json()]


def test_a_page_of_another_origin_resets_sends_and_reads_nothing(
    simulator: httpx.Client, hostile: Callable[[str], str], page: Page
) -> None:
    here = str(simulator.base_url).rstrip("/")
    account = simulator.get("/api/v1/account").json()
    sid, token = account["account_sid"], account["auth_token"]
    provider = f"{here.replace('//', f'//{sid}:{token}@')}/2010-04-01/Accounts/{sid}/Messages.json"
    reset = f"{here}/api/v1/reset"

    page.goto(hostile(FETCH.format(url=reset)))
    page.wait_for_function("document.title === 'done'")
    assert bodies(simulator) == ["509326 is uw code."]

    for url in (reset, provider):
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.goto(hostile(FORM.format(url=url)))
        assert answered.value.status == 403
        assert bodies(simulator) == ["509326 is uw code."]

    page.goto(hostile(READ.format(url=f"{here}/api/v1/account")))
    page.wait_for_function("document.title !== 'waits'")
    assert page.title() == "done"
