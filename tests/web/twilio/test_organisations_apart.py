"""What one organisation does to its callbacks, another one does not notice; nor does it know another's auth token."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import httpx

from stapsgewijs.adapters.http_client import MAX_CONNECTIONS
from stapsgewijs.bootstrap import build_app
from tests.app_client import AppClient

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from fastapi import FastAPI

    from tests.web.twilio.conftest import Ours, OurSystem

ANNA, SENDER = "+31612345678", "+15005550006"


def test_a_system_that_never_answers_does_not_keep_callbacks_from_others(
    simulator_url: str, ours: Ours, system: OurSystem
) -> None:
    api = f"{simulator_url}/api/v1/organisations"
    slow = httpx.post(api, json={"name": "Slow"}, timeout=60).json()["id"]
    account = httpx.get(f"{api}/{slow}/account", timeout=60).json()
    auth = (account["account_sid"], account["auth_token"])
    with socket.create_server(("127.0.0.1", 0), backlog=500) as hole, httpx.Client(auth=auth, timeout=60) as client:
        form = {"To": ANNA, "From": SENDER, "Body": "x"}
        form["StatusCallback"] = f"http://127.0.0.1:{hole.getsockname()[1]}/status"
        for _ in range(2 * MAX_CONNECTIONS):
            url = f"{simulator_url}/2010-04-01/Accounts/{auth[0]}/Messages.json"
            assert client.post(url, data=form).status_code == 201
        begun = time.monotonic()
        ours.sdk.messages.create(to=ANNA, from_=SENDER, body="y", status_callback=system.says("/status", "", 204))
        told = [each.form["MessageStatus"] for each in system.waits_for("/status", 3)]
        assert (told, time.monotonic() - begun < 10) == (["queued", "sent", "delivered"], True)
        assert httpx.delete(f"{api}/{slow}", timeout=60).status_code == 204


def token_of(app: FastAPI) -> str:
    return str(AppClient(app, base_url="http://127.0.0.1").get("/api/v1/account").json()["auth_token"])


def test_each_simulator_in_memory_has_an_auth_token_of_its_own() -> None:
    assert token_of(build_app()) != token_of(build_app())


def test_a_database_keeps_its_auth_token(tmp_path: Path) -> None:
    kept, other = str(tmp_path / "kept.sqlite3"), str(tmp_path / "other.sqlite3")
    tokens = [token_of(build_app(database=each)) for each in (kept, kept, other)]
    assert tokens[0] == tokens[1] != tokens[2]


def test_wrong_credentials_of_one_address_are_throttled_and_the_right_ones_are_let_in(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 1000.0
    monkeypatch.setattr("stapsgewijs.web.middleware.time.monotonic", lambda: now)
    client = AppClient(build_app(), base_url="http://127.0.0.1")
    account = client.get("/api/v1/account").json()
    sid, token = account["account_sid"], account["auth_token"]
    path = f"/2010-04-01/Accounts/{sid}/Messages.json"
    guesses = [(sid, "wrong"), ("AC" + "0" * 32, token), ("SK" + "0" * 32, "wrong"), ("", "")]
    answers = [client.get(path, auth=guesses[number % len(guesses)]) for number in range(60)]
    assert [each.status_code for each in answers] == [401] * 20 + [429] * 40
    last = answers[-1]
    assert (last.headers["retry-after"], last.json()["code"], last.json()["status"]) == ("60", 20429, 429)
    assert "www-authenticate" not in last.headers
    assert len([each for each in caplog.records if "wrong credentials" in each.message]) == 1
    assert client.get(path, auth=(sid, token)).status_code == 200, "never locked out"
    assert client.get(path).status_code == 401, "who gives none guesses nothing"
    now += 61
    assert client.get(path, auth=(sid, "wrong")).status_code == 401
