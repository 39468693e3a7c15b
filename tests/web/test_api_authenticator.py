"""The app on a handset over the API; errors say what can be done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pyotp
import pytest

from stapsgewijs.authenticator import AnswerVerdict, CodeOnDisplay
from stapsgewijs.totp import Activation
from tests.authenticator.app_service import SECRET, URL, Service, Switches, sent
from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from stapsgewijs.authenticator import Authenticators
    from tests.app_client import AppClient

ANNA = "+31612345678"
APP = f"/api/v1/handsets/{ANNA}/authenticator"
OTPAUTH = f"otpauth://totp/Shop:anna?secret={SECRET}&issuer=Shop"


@pytest.fixture
def apps(app: Starlette) -> Authenticators:
    found: Authenticators = app.state.site.organisations.get("contoso").authenticators
    found.service = Service(
        displayed=[
            CodeOnDisplay("bram@contoso.example", Activation("222222222", URL).uri()),
            CodeOnDisplay("anna@contoso.example", Activation("111111111", URL).uri()),
        ]
    )
    return found


@pytest.fixture
def request_id(client: AppClient, apps: Authenticators) -> str:
    """Give the id of a request that waits."""
    client.post(f"{APP}/accounts", json={"code": "111 111 111", "url": URL})
    apps.send(sent(apps.clock), ANNA)
    return str(client.get(f"{APP}/requests").json()[0]["id"])


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_an_account_is_added_shows_its_code_and_is_removed(client: AppClient) -> None:
    client.post("/api/v1/clock", json={"state": "paused"})
    made = client.post(f"{APP}/accounts", json={"payload": OTPAUTH})
    assert made.status_code == 201
    account: dict[str, Any] = made.json()
    assert (account["organisation"], account["user_name"], account["notifications"]) == ("Shop", "anna", False)
    at = client.get("/api/v1/clock").json()["now"]
    assert account["code"] == pyotp.TOTP(SECRET).at(_seconds(at))
    assert 1 <= account["seconds_left"] <= account["period"] == 30
    assert client.get(f"{APP}/accounts").json() == [account]
    client.post("/api/v1/clock", json={"advance": 30})
    assert client.get(f"{APP}/accounts/{account['id']}").json()["code"] == pyotp.TOTP(SECRET).at(_seconds(at) + 30)
    assert client.delete(f"{APP}/accounts/{account['id']}").status_code == 204
    assert client.get(f"{APP}/accounts").json() == []
    assert error(client.delete(f"{APP}/accounts/{account['id']}")) == (404, "no-account")
    assert error(client.get(f"{APP}/accounts/{account['id']}")) == (404, "no-account")


def _seconds(time: str) -> int:
    from datetime import datetime  # noqa: PLC0415

    return int(datetime.fromisoformat(time).timestamp())


@pytest.mark.usefixtures("apps")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"payload": "https://contoso.example"}, (409, "unreadable")),
        ({"payload": Activation("999999999", URL).uri()}, (409, "not-activated")),
        ({"code": "12!", "url": URL}, (409, "unreadable")),
        ({"code": "111111111"}, (409, "unreadable")),
        ({}, (422, "what")),
        ({"payload": OTPAUTH, "code": "1"}, (422, "what")),
        ({"payload": "x" * 5000}, (422, "shape")),
    ],
)
def test_what_cannot_be_added_is_told(client: AppClient, sent: dict[str, str], told: tuple[int, str]) -> None:
    answer = client.post(f"{APP}/accounts", json=sent)
    assert error(answer)[0] == told[0]
    assert told[1] in {error(answer)[1], "shape"}
    assert client.get(f"{APP}/accounts").json() == []


def test_the_code_on_display_is_scanned(client: AppClient, apps: Authenticators) -> None:
    made = client.post(f"{APP}/scan", json={"user_name": "Anna@Contoso.example"})
    assert (made.status_code, made.json()["notifications"]) == (201, True)
    assert error(client.post(f"{APP}/scan", json={"user_name": "carla@contoso.example"})) == (409, "no-code")
    assert client.post(f"{APP}/scan", json={}).status_code == 201
    apps.service = Service()
    assert error(client.post(f"{APP}/scan", json={})) == (409, "no-code")


def test_a_request_is_approved_once(client: AppClient, apps: Authenticators, request_id: str) -> None:
    (waiting,) = client.get(f"{APP}/requests").json()
    assert (waiting["state"], waiting["request"], waiting["answered"]) == ("waiting", "r1", None)
    done = client.post(f"{APP}/requests/{request_id}/approve", json={"number": "42"})
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    assert isinstance(apps.service, Service)
    assert apps.service.answers == [("r1", "approved", "", "42")]
    assert error(client.post(f"{APP}/requests/{request_id}/deny", json={})) == (409, "too-late")


@pytest.mark.parametrize(("fraud", "told"), [(False, "denied"), (True, "fraud")])
def test_a_request_is_denied(
    client: AppClient,
    apps: Authenticators,
    request_id: str,
    fraud: bool,  # noqa: FBT001
    told: str,
) -> None:
    done = client.post(f"{APP}/requests/{request_id}/deny", json={"fraud": fraud})
    assert done.json()["state"] == "denied"
    assert isinstance(apps.service, Service)
    assert apps.service.answers[0][1] == told


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (AnswerVerdict.WRONG_PIN, ("wrong-pin", "waiting")),
        (AnswerVerdict.WRONG_NUMBER, ("wrong-number", "denied")),
        (AnswerVerdict.TOO_LATE, ("too-late", "expired")),
        (AnswerVerdict.UNKNOWN, ("too-late", "expired")),
    ],
)
def test_what_the_service_does_not_accept_is_told(
    client: AppClient, apps: Authenticators, request_id: str, verdict: AnswerVerdict, told: tuple[str, str]
) -> None:
    assert isinstance(apps.service, Service)
    apps.service.verdict = verdict
    assert error(client.post(f"{APP}/requests/{request_id}/approve", json={})) == (409, told[0])
    assert client.get(f"{APP}/requests").json()[0]["state"] == told[1]


def test_without_network_nothing_is_answered(client: AppClient, apps: Authenticators, request_id: str) -> None:
    apps.switches = Switches(network=False)
    assert error(client.post(f"{APP}/requests/{request_id}/approve", json={})) == (409, "no-network")


@pytest.mark.parametrize(
    ("switch", "state"), [({"phone_on": False}, "undelivered"), ({"app_notifications": False}, "undelivered")]
)
def test_the_switches_of_the_phone_decide_what_comes(
    client: AppClient, apps: Authenticators, switch: dict[str, bool], state: str
) -> None:
    client.post(f"{APP}/accounts", json={"code": "111111111", "url": URL})
    client.patch(f"/api/v1/handsets/{ANNA}/settings", json=switch)
    apps.send(sent(apps.clock), ANNA)
    assert client.get(f"{APP}/requests").json()[0]["state"] == state


def test_do_not_disturb_lets_a_request_wait_in_the_app(client: AppClient, apps: Authenticators) -> None:
    client.post(f"{APP}/accounts", json={"code": "111111111", "url": URL})
    client.patch(f"/api/v1/handsets/{ANNA}/settings", json={"do_not_disturb": True})
    apps.send(sent(apps.clock), ANNA)
    assert client.get(f"{APP}/requests").json()[0]["state"] == "waiting"
    assert apps.on(ANNA).shown(is_open=False) is None


def test_a_request_of_another_handset_is_unknown(client: AppClient, request_id: str) -> None:
    other = APP.replace(ANNA, "+31687654321")
    for what in ("approve", "deny"):
        assert error(client.post(f"{other}/requests/{request_id}/{what}", json={})) == (404, "no-request")
    assert error(client.get(f"{other}/requests/next", params={"after": request_id})) == (404, "no-request")


def test_a_request_is_waited_for(app: Starlette, apps: Authenticators) -> None:
    apps.on(ANNA).add(Activation("111111111", URL).uri())

    async def wait() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            first = asyncio.create_task(client.get(f"{APP}/requests/next", params={"timeout": 10}))
            await asyncio.sleep(0)
            apps.send(sent(apps.clock), ANNA)
            found = await first
            after = {"after": found.json()["id"], "timeout": 0}
            return [found, await client.get(f"{APP}/requests/next", params=after)]

    found, none = run_coroutine(wait())
    assert (found.json()["state"], none.status_code) == ("waiting", 204)


def test_a_late_request_is_waited_for_until_it_comes(client: AppClient, apps: Authenticators) -> None:
    apps.on(ANNA).add(Activation("111111111", URL).uri())
    assert client.post(f"{APP}/faults", json={"action": "late", "seconds": 0.05}).status_code == 201
    apps.send(sent(apps.clock), ANNA)
    assert client.get(f"{APP}/requests").json()[0]["state"] == "sent"
    assert client.get(f"{APP}/requests/next", params={"timeout": 10}).json()["state"] == "waiting"


def test_faults_are_listed_and_cleared(client: AppClient, apps: Authenticators) -> None:
    client.post(f"{APP}/faults", json={"action": "lost", "skip": 1, "times": None})
    assert client.get(f"{APP}/faults").json() == [{"action": "lost", "seconds": 0.0, "skip": 1, "times": None}]
    assert client.delete(f"{APP}/faults").status_code == 204
    assert client.get(f"{APP}/faults").json() == []
    client.post(f"{APP}/faults", json={"action": "lost"})
    client.post("/api/v1/reset")
    assert client.get(f"{APP}/faults").json() == []
    assert error(client.post(f"{APP}/faults", json={"action": "late"})) == (422, "seconds")
    assert client.post(f"{APP}/faults", json={"action": "garbled"}).status_code == 422
    assert apps.on(ANNA).state.faults == []


def test_the_app_is_set_up(client: AppClient) -> None:
    usual = {"number": ANNA, "kind": "own", "camera": "never-asked", "pin": "1234", "clock_offset": 0}
    assert client.get(APP).json() == usual
    changed = {"camera": "refused", "pin": "0000", "clock_offset": -120, "kind": "other"}
    assert client.patch(APP, json=changed).json() == {**usual, **changed}
    assert client.patch(APP, json={"pin": "geheim"}).status_code == 422
    assert client.patch(APP, json={"clock_offset": 10**9}).status_code == 422
    assert client.get(APP).json() == {**usual, **changed}


@pytest.mark.parametrize("number", ["+31201234567", "+31881234567"])
def test_a_desk_phone_has_no_app(client: AppClient, number: str) -> None:
    assert error(client.get(APP.replace(ANNA, number))) == (404, "no-app")
    assert error(client.post(f"{APP}/accounts".replace(ANNA, number), json={"payload": OTPAUTH})) == (404, "no-app")
