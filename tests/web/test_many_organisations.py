"""However many organisations there are, a message costs what it costs; those that nobody uses go."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.identity import Policy
from stapsgewijs.phone_network import Filter
from stapsgewijs.phone_network.base_service import PRUNED
from stapsgewijs.phone_network.twilio import Account, set_account
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage import UnknownOrganisationError, organisations
from stapsgewijs.web import state as state_module
from tests.app_client import AppClient
from tests.web.conftest import ADDRESS
from tests.web.test_clock_set_back import Wall

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.state import SimulatorState

DAYS = 30
ANNA = PhoneNumber("+31612345678")


@pytest.fixture(params=["memory", "file"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "" if request.param == "memory" else str(tmp_path / "kept.sqlite3")


def opened(place: str, wall: Wall) -> SimulatorState:
    state: SimulatorState = build_app(clock=wall, database=place, keep_organisations_days=DAYS).state.site
    return state


def made(state: SimulatorState, name: str) -> Organisation:
    return state.open(name, name, (), Policy())


def test_an_account_is_found_without_opening_other_organisations(place: str) -> None:
    state = opened(place, Wall())
    for number in range(20):
        made(state, f"org-{number}")
    own, given = state.organisations.get("org-3"), Account("AC" + "1" * 32, "secret")
    sid = state.account(own).sid
    assert state.with_account(sid) is own
    set_account(own.network, given)
    assert (state.with_account(given.sid), state.with_account(sid)) == (own, None)
    if place:
        state = opened(place, Wall())
        found = state.with_account(given.sid)
        assert found is not None
        assert found.id == "org-3"
        # All others were left in the database.
        assert {each.id for each in state.organisations.known()} == {"org-3"}
    state.organisations.remove("org-3")
    assert state.with_account(given.sid) is None
    last = made(state, "one-more")
    assert state.with_account(state.account(last).sid) is last
    assert state.with_account("AC" + "0" * 32) is None


def test_what_nobody_uses_goes_when_another_one_is_made_and_the_first_one_stays(place: str) -> None:
    wall = Wall()
    state = opened(place, wall)
    for name in ("used", "idle"):
        made(state, name)
    for _ in range(DAYS):
        wall.time += dt.timedelta(days=1, minutes=1)
        state.organisations.get("used")
    wall.time += dt.timedelta(hours=2)
    made(state, "new")
    assert state.organisations.ids() == ("contoso", "used", "new")
    with pytest.raises(UnknownOrganisationError):
        state.organisations.get("idle")
    made(state, "idle")


def test_there_is_always_room_for_the_first_one(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisations, "MAX_ORGANISATIONS", 3)
    wall = Wall()
    state = opened(place, wall)
    state.organisations.remove("contoso")
    for name in ("a", "b", "c"):
        made(state, name)
    with pytest.raises(organisations.StapsgewijsError, match="remove some"):
        made(state, "d")
    made(state, "contoso")
    assert "contoso" in state.organisations.ids()
    wall.time += dt.timedelta(days=DAYS + 1)
    made(state, "d")  # the others were used by nobody any more
    assert state.organisations.ids() == ("contoso", "d")


def test_a_clock_that_is_set_back_removes_nobody(place: str) -> None:
    wall = Wall()
    state = opened(place, wall)
    made(state, "idle")
    wall.time -= dt.timedelta(days=4000)
    made(state, "new")
    assert "idle" in state.organisations.ids()


def test_organisations_are_listed_by_pages_without_being_opened(place: str) -> None:
    app = build_app(database=place)
    for number in range(5):
        app.state.site.open(f"org-{number}", f"Organisation {number}", (), Policy(sends=number + 1))
    if place:
        app = build_app(database=place)
    client, path, found = AppClient(app, base_url=ADDRESS), "/api/v1/organisations?limit=2", []
    for _ in range(3):
        page = client.get(path)
        found += page.json()
        path = page.headers.get("link", "<>").removesuffix('; rel="next"').strip("<>")
    assert path == ""
    assert [each["id"] for each in found] == ["contoso", *(f"org-{number}" for number in range(5))]
    assert found[3] == client.get("/api/v1/organisations/org-2").json()
    assert len(client.get("/api/v1/organisations").json()) == 6
    assert client.get("/api/v1/organisations?after=nobody").json()["error"]["code"] == "no-such-id"
    if place:
        assert {each.id for each in app.state.site.organisations.known()} == {"org-2"}


def test_all_together_keep_so_many_and_the_oldest_of_the_fullest_go(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "CHANGES_BETWEEN_LOOKS", 10)
    state: SimulatorState = build_app(database=place, keep_total=40).state.site
    small, large = (made(state, name).network for name in ("small", "large"))
    for number in range(10):
        small.sms.send(ANNA, "Contoso", f"small {number}")
    for number in range(90):
        large.sms.send(ANNA, "Contoso", f"large {number}")
    assert len(small.sms.find(Filter())) == 10, "those of who has few stay"
    kept = [each.body for each in large.sms.find(Filter())]
    assert 28 <= len(kept) <= 30
    assert kept[-1] == "large 89", "the newest"
    assert large.get_setting(PRUNED)["count"] == 90 - len(kept)


@pytest.mark.parametrize(
    ("counts", "most", "level"), [([5, 5], 10, 5), ([1, 9], 6, 5), ([1, 9, 9], 10, 4), ([], 3, 0), ([3], 0, 0)]
)
def test_the_level_of_the_fullest(counts: list[int], most: int, level: int) -> None:
    assert organisations._level(counts, most) == level  # noqa: SLF001  # what decides
