"""Time as a test wants it: paused, put forward, let run; whatever the clock of the machine does meanwhile."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.bootstrap import PEOPLE, build_app
from stapsgewijs.identity import Policy
from stapsgewijs.web.state import DEFAULT_ORGANISATION

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor
    from tests.app_client import AppClient

CLOCK = "/api/v1/clock"
ANNAS = "/api/v1/handsets/+31612345678"
DAY = 24 * 3600


class Machine:
    """The clock of the machine, as it would be if so many seconds had gone by."""

    def __init__(self) -> None:
        self.gone = 0.0

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC) + dt.timedelta(seconds=self.gone)


@pytest.fixture(scope="module")
def machine_and_app() -> tuple[Machine, Starlette]:
    machine = Machine()
    return machine, build_app(clock=machine)


@pytest.fixture
def machine(machine_and_app: tuple[Machine, Starlette]) -> Machine:
    machine_and_app[0].gone = 0
    return machine_and_app[0]


@pytest.fixture
def app(machine_and_app: tuple[Machine, Starlette], machine: Machine) -> Starlette:
    """Give the app with a new organisation, at the time when the machine's clock begins."""
    assert machine.gone == 0
    app = machine_and_app[1]
    for each in app.state.site.organisations.all():
        app.state.site.shut(each)
    app.state.site.open(DEFAULT_ORGANISATION, "Contoso", PEOPLE, Policy())
    return app


@pytest.fixture
def paused(client: AppClient, machine: Machine) -> Machine:
    """Pause the clock, and let a week go by on the machine at each request that is to notice it."""
    assert client.post(CLOCK, json={"state": "paused"}).json()["state"] == "paused"
    machine.gone += 7 * DAY
    return machine


def forward(client: AppClient, seconds: float, **more: str) -> dict[str, Any]:
    answer = client.post(CLOCK, json={"advance": seconds, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def error(page: str) -> str:
    return html.unescape(re.findall(r'<p class="error"[^>]*>([^<]+)</p>', page)[0])


def test_a_clock_says_whether_it_runs(client: AppClient, machine: Machine) -> None:
    assert client.get(CLOCK).json() == {"now": "2026-03-02T12:00:00Z", "state": "running", "ahead": 0.0}
    assert forward(client, 90, state="paused") == {"now": "2026-03-02T12:01:30Z", "state": "paused", "ahead": 90.0}
    machine.gone = 100
    assert client.get(CLOCK).json() == {"now": "2026-03-02T12:01:30Z", "state": "paused", "ahead": -10.0}
    assert client.post(CLOCK, json={"state": "running"}).json()["now"] == "2026-03-02T12:01:30Z"
    machine.gone = 101
    assert client.get(CLOCK).json() == {"now": "2026-03-02T12:01:31Z", "state": "running", "ahead": -10.0}


def test_each_organisation_has_a_clock_of_its_own(client: AppClient, machine: Machine) -> None:
    other = client.post("/api/v1/organisations", json={"name": "Ander"}).json()["id"]
    client.post(f"/api/v1/organisations/{other}/clock", json={"state": "paused"})
    machine.gone = 5
    assert client.get(CLOCK).json()["now"] == "2026-03-02T12:00:05Z"
    assert client.get(f"/api/v1/organisations/{other}/clock").json()["now"] == "2026-03-02T12:00:00Z"


@pytest.mark.parametrize("wish", [{}, {"state": "stopped"}, {"state": "paused", "advance": -1}, {"state": 1}])
def test_what_makes_no_sense_leaves_the_clock_as_it_is(client: AppClient, wish: dict[str, object]) -> None:
    assert client.post(CLOCK, json=wish).json()["error"]["code"] == "invalid"
    assert client.get(CLOCK).json()["state"] == "running"


def test_a_clock_that_cannot_go_that_far_is_not_paused_either(client: AppClient) -> None:
    for _ in range(6):
        forward(client, 31_536_000_000)
    answer = client.post(CLOCK, json={"advance": 31_536_000_000, "state": "paused"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "clock")
    assert client.get(CLOCK).json()["state"] == "running"


@pytest.mark.parametrize(("seconds", "status"), [(179.999, 303), (180, 422)])
def test_a_code_lives_to_the_millisecond(
    anna: Visitor, client: AppClient, paused: Machine, seconds: float, status: int
) -> None:
    anna.signs_in()
    anna.asks_for_code()
    paused.gone += DAY
    forward(client, seconds)
    assert anna.sends("code", code=anna.code()) == status


def test_the_throttle_lets_go_when_its_window_has_passed(anna: Visitor, client: AppClient, paused: Machine) -> None:
    client.patch("/api/v1/policy", json={"sends": 2, "send_window": 300})
    anna.signs_in()
    assert anna.asks_for_code() == 303
    assert anna.sends("code/new") == 303
    paused.gone += DAY
    forward(client, 299.999)
    assert anna.sends("code/new") == 422
    forward(client, 0.001)
    assert anna.sends("code/new") == 303


def test_a_fraud_block_lasts_ninety_days(anna: Visitor, client: AppClient, paused: Machine) -> None:
    anna.signs_in()
    anna.asks_for_code(way="phone_call")
    call = client.get(f"{ANNAS}/calls").json()[-1]["id"]
    client.post(f"/api/v1/calls/{call}/answer")
    client.post(f"/api/v1/calls/{call}/press", json={"keys": "0#"})
    anna.signs_in()
    # Sessions and blocks end by the same clock; here only blocks are looked at.
    client.patch("/api/v1/policy", json={"session_idle_time": 366 * DAY, "session_time": 366 * DAY})
    paused.gone += 91 * DAY
    forward(client, 90 * DAY - 0.001)
    assert anna.asks_for_code() == 422
    assert "geblokkeerd" in error(anna.page)
    forward(client, 0.001)
    assert anna.asks_for_code() == 303


def test_a_phone_rings_until_the_clock_says_so(anna: Visitor, client: AppClient, paused: Machine) -> None:
    anna.signs_in()
    anna.asks_for_code(way="phone_call")
    paused.gone += DAY
    assert client.get(f"{ANNAS}/calls").json()[-1]["status"] == "ringing"
    forward(client, 600)
    assert client.get(f"{ANNAS}/calls").json()[-1]["status"] == "no-answer"
    assert anna.sends("call/again") == 303
    assert [each["status"] for each in client.get(f"{ANNAS}/calls").json()] == ["no-answer", "ringing"]


def test_what_is_late_stays_late_and_nobody_looks_in_vain(app: Starlette, client: AppClient, paused: Machine) -> None:
    late = {"X-Stapsgewijs-Fault": "late; seconds=30"}
    wish = {"to": "+31612345678", "from": "Contoso", "body": "509326"}
    sent = client.post("/api/v1/messages", json=wish, headers=late).json()
    site = app.state.site
    contoso = site.organisations.get("contoso")
    paused.gone += DAY
    assert client.get(f"{ANNAS}/messages").json() == []
    assert site.until_due(contoso) is None
    forward(client, 29.5)
    assert client.get(f"{ANNAS}/messages").json() == []
    client.post(CLOCK, json={"state": "running"})
    assert site.until_due(contoso) == 0.5
    paused.gone += 0.5
    assert [each["id"] for each in client.get(f"{ANNAS}/messages").json()] == [sent["id"]]


def test_a_rate_limit_counts_by_the_clock(client: AppClient, paused: Machine) -> None:
    rule = {"kind": "message", "action": "rate-limited", "most": 1, "window": 60, "times": None}
    assert client.post("/api/v1/faults", json=rule).status_code == 201
    wish = {"to": "+31612345678", "from": "Contoso", "body": "509326"}

    def status() -> str:
        return str(client.post("/api/v1/messages", json=wish).json()["status"])

    assert [status(), status()] == ["delivered", "failed"]
    paused.gone += DAY
    assert status() == "failed"
    forward(client, 60)
    assert status() == "delivered"
