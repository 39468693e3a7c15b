"""A call that asks for the same words again without end, at a server that people started: it goes on answering."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.storage.test_kill import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.process

CIRCLE = '<Response><Gather timeout="0"/><Redirect/></Response>'
SLOW_CIRCLE = '<Response><Gather timeout="100"/><Redirect/></Response>'


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    made = Simulator(tmp_path)
    yield made
    made.close()


def answered_call(simulator: Simulator, twiml: str) -> str:
    """Place a call with words of its own, answer it, and return its id."""
    with httpx.Client(base_url=simulator.url, timeout=20) as client:
        account = client.get("/api/v1/account").json()
        sid, token = account["account_sid"], account["auth_token"]
        form = {"To": "+31612345678", "From": "+15005550006", "Twiml": twiml}
        placed = client.post(f"/2010-04-01/Accounts/{sid}/Calls.json", data=form, auth=(sid, token)).json()["sid"]
        assert client.post(f"/api/v1/calls/{placed}/answer").status_code == 200
    return str(placed)


def call(simulator: Simulator, call_id: str) -> dict[str, object]:
    found: dict[str, object] = httpx.get(f"{simulator.url}/api/v1/calls/{call_id}", timeout=20).json()
    return found


def test_the_server_answers_and_ends_on_an_interrupt(simulator: Simulator) -> None:
    endless = answered_call(simulator, CIRCLE)
    assert httpx.get(f"{simulator.url}/static/pages.css", timeout=20).status_code == 200
    assert call(simulator, endless)["status"] == "completed"
    answered_call(simulator, SLOW_CIRCLE)
    advanced = httpx.post(f"{simulator.url}/api/v1/clock", json={"advance": 864_000}, timeout=20)
    assert advanced.status_code == 200
    answered_call(simulator, SLOW_CIRCLE)
    with httpx.Client(timeout=30) as client, client.stream("GET", f"{simulator.url}/api/v1/events") as events:
        assert events.status_code == 200
        assert simulator.interrupt() == 0


def test_a_kept_call_that_asks_without_end_is_ended_at_the_start(simulator: Simulator, tmp_path: Path) -> None:
    endless = answered_call(simulator, SLOW_CIRCLE)
    simulator.kill()
    with sqlite3.connect(tmp_path / "kept.sqlite3") as database:
        (content,) = database.execute("SELECT content FROM calls WHERE id = ?", (endless,)).fetchone()
        kept = json.loads(content)
        kept["script"]["document"] = CIRCLE
        del kept["script"]["counts"]  # as the version before this one kept it
        kept["due"] = kept["answered"]
        row = (json.dumps(kept), kept["due"], endless)
        database.execute("UPDATE calls SET content = ?, wakes = ? WHERE id = ?", row)
    database.close()
    simulator.start()
    told = call(simulator, endless)
    assert (told["status"], "11205" in str(told["history"])) == ("completed", True)
    assert simulator.interrupt() == 0
