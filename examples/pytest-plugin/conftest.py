"""The system under test, started for each test and pointed at the organisation that the test has to itself."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from sign_in import NO_PROXY, Settings, make_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.testing.organisation import Organisation


class App:
    """The system under test, as a browser or an app of a customer would use it."""

    def __init__(self, url: str) -> None:
        """Speak to the system at `url`."""
        self.url = url

    def post(self, path: str, **fields: str) -> tuple[int, dict[str, object]]:
        """Post JSON; returns the status and the JSON of the answer."""
        posted = json.dumps(fields).encode()
        request = urllib.request.Request(f"{self.url}{path}", posted, {"Content-Type": "application/json"})  # noqa: S310  # our own
        try:
            with NO_PROXY.open(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


@pytest.fixture
def app(organisation: Organisation) -> Iterator[App]:
    """Start the system; what it sends arrives in the organisation of this test."""
    account = organisation.account
    settings = Settings(f"{organisation.url}/messages", account.url, account.sid, account.token)
    with make_server(settings) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield App(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()
