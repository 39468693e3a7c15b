"""The machine's clock is set back while somebody waits: what comes later is still what comes later."""

from __future__ import annotations

import datetime as dt

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.phone_network import Fault, MessageFault
from stapsgewijs.phone_numbers import PhoneNumber
from tests.app_client import AppClient

HANDSET = "/api/v1/handsets/+31612345678"
ANNA = PhoneNumber("+31612345678")


class Wall:
    """A clock that anybody sets."""

    def __init__(self) -> None:
        self.time = dt.datetime(2026, 3, 29, 2, 30, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.time


@pytest.mark.parametrize("database", ["", ":memory:"])
@pytest.mark.parametrize("back", [10, 3600, 100_000])
def test_the_next_message_and_the_newest_code_are_those_that_came_last(database: str, back: int) -> None:
    wall = Wall()
    app = build_app(clock=wall, database=database)
    client = AppClient(app, base_url="http://127.0.0.1")
    network = app.state.site.organisations.get("contoso").network
    late = network.sms.send(ANNA, "x", "333333", fault=Fault("", MessageFault.LATE, seconds=60))
    first = network.sms.send(ANNA, "x", "111111")
    wall.time -= dt.timedelta(seconds=back)
    second = network.sms.send(ANNA, "x", "222222")

    def told(what: str) -> dict[str, object]:
        answer = client.get(f"{HANDSET}/{what}")
        assert answer.status_code == 200, (what, answer.status_code)
        found: dict[str, object] = answer.json()
        return found

    assert told(f"messages/next?after={first.id}&timeout=0")["id"] == second.id
    assert told("code?timeout=0")["code"] == "222222"
    assert told(f"code?after={first.id}&timeout=0")["code"] == "222222"
    assert client.get(f"{HANDSET}/messages/next?after={second.id}&timeout=0").status_code == 204
    wall.time += dt.timedelta(seconds=back + 60)  # and forward again
    assert told(f"messages/next?after={second.id}&timeout=0")["id"] == late.id
    assert told("code?timeout=0")["code"] == "333333"


def test_what_was_due_before_a_message_was_sent_has_arrived_before_it() -> None:
    wall = Wall()
    network = build_app(clock=wall).state.site.organisations.get("contoso").network
    network.sms.send(ANNA, "x", "late", fault=Fault("", MessageFault.LATE, seconds=5))
    wall.time += dt.timedelta(seconds=6)
    network.sms.send(ANNA, "x", "now")
    assert [each.body for each in network.sms.delivered(ANNA)] == ["late", "now"]
