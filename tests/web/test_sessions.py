"""Sessions that are kept: what one process knows of a browser, another one knows."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.identity import Policy
from stapsgewijs.labels import Message
from stapsgewijs.web.sessions import Session, Sessions, StoredSessions
from tests.app_client import AppClient
from tests.web.conftest import ADDRESS, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class Store:
    """A store in memory, of what goes into JSON."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}
        self.is_held: dict[str, bool] = {}

    def get(self, token: str) -> dict[str, Any] | None:
        return self.kept.get(token)

    def put(self, token: str, owner: str, content: dict[str, Any], *, held: bool, is_new: bool = True) -> None:
        del owner
        if not is_new and token not in self.kept:
            return
        self.is_held[token] = held
        self.kept[token] = content

    def delete(self, token: str) -> None:
        self.kept.pop(token, None)

    def held(self, owner: str) -> dict[str, dict[str, Any]]:
        del owner
        return {token: each for token, each in self.kept.items() if self.is_held[token]}

    def forget(self, names: Iterable[str]) -> None:
        for each in names:
            del self.kept[each]

    def secret(self, name: str) -> bytes:
        return name.encode()


def test_everything_that_a_session_knows_is_found_again() -> None:
    store = Store()
    sessions = StoredSessions(store)
    begun = sessions.begin("contoso", "anna")
    begun.enrollment, begun.sign_in, begun.default_test, begun.app_use = "e", "s", "t", "u"
    begun.is_verified, begun.destination, begun.notice = True, "settings", Message.of("{n} new", n=1)
    sessions.save(begun)
    found = StoredSessions(store).find(begun.token, "contoso")
    assert found == begun


def test_a_session_that_an_earlier_version_kept_is_found_as_one_that_proved_nothing() -> None:
    store = Store()
    sessions = StoredSessions(store)
    begun = sessions.begin("contoso", "anna")
    begun.is_verified = True
    sessions.save(begun)
    before = {"organisation", "person", "enrollment", "notice", "key"}
    store.kept = {token: {n: each for n, each in kept.items() if n in before} for token, kept in store.kept.items()}
    found = sessions.find(begun.token, "contoso")
    assert found is not None
    assert (found.person, found.is_verified, found.destination) == ("anna", False, "")


def test_what_a_browser_keeps_is_sealed_for_its_organisation() -> None:
    sessions = StoredSessions(Store())
    assert sessions.seal("contoso", "x") == StoredSessions(Store()).seal("contoso", "x")
    assert len({sessions.seal("contoso", "x"), sessions.seal("contoso", "y"), sessions.seal("fabrikam", "x")}) == 3


NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def test_sessions_that_somebody_gave_a_password_in_are_held() -> None:
    store = Store()
    sessions = StoredSessions(store)
    nobody, half, anna = (sessions.begin("contoso", each) for each in ("", "", "anna"))
    half.sign_in = "s"
    for each in (nobody, half, anna):
        sessions.save(each)
    assert [store.is_held[each.token] for each in (nobody, half, anna)] == [False, True, True]


def test_a_session_ends_when_nothing_was_done_and_some_time_after_it_began() -> None:
    policy = Policy(session_idle_time=1800, session_time=7200)
    session = Session("token", "contoso", "anna")
    session.note_activity(NOON, policy)
    assert not session.is_over(NOON + dt.timedelta(seconds=1799), policy)
    assert session.is_over(NOON + dt.timedelta(seconds=1800), policy)
    for minutes in range(0, 120, 20):
        now = NOON + dt.timedelta(minutes=minutes)
        assert not session.is_over(now, policy)
        session.note_activity(now, policy)
    assert session.is_over(NOON + dt.timedelta(seconds=7200), policy)
    assert not Session("token", "contoso").is_over(NOON, policy), "nobody's"


def test_activity_is_noted_a_few_times_and_not_at_each_page() -> None:
    session, policy = Session("token", "contoso", "anna"), Policy()
    for seconds in range(61):
        session.note_activity(NOON + dt.timedelta(seconds=seconds), policy)
    assert session.seen == NOON + dt.timedelta(seconds=60)
    session.note_activity(NOON + dt.timedelta(seconds=89), policy)
    assert session.seen == NOON + dt.timedelta(seconds=60)
    session.note_activity(NOON - dt.timedelta(days=1), policy)
    assert session.seen == NOON - dt.timedelta(days=1), "a clock that was put back"


@pytest.mark.parametrize(("seconds", "steps"), [(1801, 1), (400 * 24 * 3600, 1), (1700, 26)])
def test_whoever_signed_in_has_to_do_so_again(client: AppClient, anna: Visitor, seconds: int, steps: int) -> None:
    client.post("/api/v1/clock", json={"state": "paused"})
    anna.signs_in()
    token = client.cookies["session"]
    for step in range(steps):
        anna.opens("method")
        assert anna.path == "/contoso/method", step
        client.post("/api/v1/clock", json={"advance": seconds})
    anna.opens("method")
    assert anna.path == "/contoso/"
    assert "Uw sessie is beëindigd. Meld u opnieuw aan." in anna.page
    assert client.cookies["session"] != token
    other = Visitor(AppClient(client.app, base_url=ADDRESS, cookies={"session": token}))
    client.post("/api/v1/clock", json={"advance": -seconds})
    other.opens("method")
    assert other.path == "/contoso/", "the old token is worth nothing, whatever the clock says"


def test_a_form_of_a_session_that_is_over_does_nothing(client: AppClient, anna: Visitor) -> None:
    anna.signs_in()
    anna.opens("method")
    client.post("/api/v1/clock", json={"advance": 1801})
    anna.asks_for_code()
    assert anna.path == "/contoso/"
    assert client.get("/api/v1/handsets/+31612345678/messages").json() == []


def test_an_organisation_says_when_sessions_end(client: AppClient, anna: Visitor) -> None:
    client.patch("/api/v1/policy", json={"session_idle_time": 60})
    anna.signs_in()
    client.post("/api/v1/clock", json={"advance": 61})
    anna.opens("method")
    assert anna.path == "/contoso/"


def test_signing_out_ends_the_session_for_every_tab(client: AppClient, anna: Visitor) -> None:
    anna.signs_in()
    token = client.cookies["session"]
    anna.sends("sign-out")
    assert client.cookies["session"] != token
    other = Visitor(AppClient(client.app, base_url=ADDRESS, cookies={"session": token}))
    other.opens("method")
    assert other.path == "/contoso/"


def test_a_person_is_signed_out_everywhere_and_nobody_else() -> None:
    for sessions in (Sessions(), StoredSessions(Store())):
        begun = {name: sessions.begin("contoso", name) for name in ("anna", "bram", "")}
        for each in begun.values():
            sessions.save(each)
        assert sessions.end_all("contoso", "anna") == 1
        assert [sessions.find(each.token, "contoso") is not None for each in begun.values()] == [False, True, True]
        assert sessions.end_all("contoso", but=lambda each: each.person == "bram") == 0
        assert sessions.end_all("contoso") == 1
        assert sessions.find(begun[""].token, "contoso") is not None, "a visit of nobody"


def test_a_session_that_was_ended_is_not_brought_back_by_what_was_under_way() -> None:
    sessions = StoredSessions(Store())
    begun = sessions.begin("contoso", "anna")
    sessions.save(begun)
    waits = sessions.find(begun.token, "contoso")
    assert waits is not None
    sessions.end_all("contoso", "anna")
    waits.notice = Message.of("{n} new", n=1)
    sessions.save(waits)
    assert sessions.find(begun.token, "contoso") is None


@pytest.fixture(params=["memory", "file"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[AppClient, Visitor, Visitor]:
    """Give a client of the API, and a person in two browsers, at a simulator of each kind."""
    app = build_app(database="" if request.param == "memory" else str(tmp_path / "kept.sqlite3"))
    one, other = (Visitor(AppClient(app, base_url=ADDRESS)) for _ in range(2))
    return AppClient(app, base_url=ADDRESS), one, other


def is_signed_in(visitor: Visitor) -> bool:
    visitor.opens("method")
    return visitor.path != "/contoso/"


@pytest.mark.parametrize("path", ["people/anna@contoso.example/sessions", "sessions"])
def test_an_administrator_ends_sessions(two: tuple[AppClient, Visitor, Visitor], path: str) -> None:
    api, one, other = two
    for each in (one, other):
        each.signs_in()
    assert api.delete(f"/api/v1/{path}").status_code == 204
    assert (is_signed_in(one), is_signed_in(other)) == (False, False)
    one.signs_in()
    assert api.delete("/api/v1/people/bram@contoso.example/sessions").status_code == 204
    assert is_signed_in(one), "sessions of another person"


@pytest.mark.parametrize("ends", [True, False])
def test_a_new_method_ends_the_sessions_elsewhere(two: tuple[AppClient, Visitor, Visitor], *, ends: bool) -> None:
    api, one, other = two
    api.patch("/api/v1/policy", json={"change_ends_sessions": ends})
    other.signs_in()
    one.signs_in()
    one.opens("method")
    one.asks_for_code()
    one.sends("code", code=one.code())
    assert one.path == "/contoso/app-password"
    assert is_signed_in(other), "nothing was registered yet"
    one.sends("app-password")
    assert one.path == "/contoso/finished", one.path
    assert is_signed_in(other) is not ends


PERSON = "/api/v1/people/anna@contoso.example"
PHONE = {"device": "authentication-phone", "number": "+31612345678"}


def in_the_panel(api: AppClient, **fields: str) -> None:
    form = re.findall(r'action="/contoso/panel/people">\s*<input[^>]*value="([^"]+)"', api.get("/contoso/panel").text)
    data = {"form": form[0], "person": "anna@contoso.example", **fields}
    assert api.post("/contoso/panel/people", data=data, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (lambda api: api.delete(f"{PERSON}/methods"), True),
        (lambda api: api.delete(f"{PERSON}/app-passwords"), True),
        (lambda api: api.post(f"{PERSON}/phones", json={**PHONE, "number": "+31687654321"}), True),
        (lambda api: in_the_panel(api, does="forget"), True),
        (lambda api: in_the_panel(api, does="sign-out"), True),
        (lambda api: in_the_panel(api, device="authentication-phone", number="06 87654321"), True),
        (lambda api: api.post(f"{PERSON}/phones", json=PHONE), False),
        (lambda api: api.post(f"{PERSON}/phones", json={"device": "office-phone", "number": "+31202490048"}), False),
        (lambda api: api.post(f"{PERSON}/apps", json={}), False),
        (lambda api: api.put(f"{PERSON}/default", json={"method": "phone_call", "device": PHONE["device"]}), False),
        (lambda api: api.delete(f"{PERSON}/lock"), False),
    ],
)
def test_what_an_administrator_changes_ends_the_sessions_of_the_person(
    two: tuple[AppClient, Visitor, Visitor], change: Callable[[AppClient], object], *, ends: bool
) -> None:
    api, one, other = two
    api.post(f"{PERSON}/phones", json=PHONE)
    one.signs_in_again()
    other.signs_in("bram")
    change(one.client)
    one.opens("settings")
    assert (one.path == "/contoso/") is ends
    assert is_signed_in(other), "another person"


def test_an_app_password_that_is_deleted_ends_the_sessions_elsewhere(two: tuple[AppClient, Visitor, Visitor]) -> None:
    api, one, other = two
    api.post(f"{PERSON}/phones", json=PHONE)
    api.post(f"{PERSON}/app-passwords", json={"name": "Outlook 2010"})
    for each in (other, one):
        each.signs_in_again()
    [address] = re.findall(r'action="/contoso/(app-passwords/[^"]+/delete)"', one.opens("app-passwords"))
    one.opens(address)
    assert one.sends(address) == 303
    for each in (one, other):
        each.opens("settings")
    assert (one.path == "/contoso/", other.path) == (False, "/contoso/")
