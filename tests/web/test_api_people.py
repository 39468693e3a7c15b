"""What a person has registered, over the API: the next sign-in goes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.totp import Totp, decode_secret
from tests.app_client import AppClient
from tests.web.conftest import ADDRESS, PASSWORD, Visitor

if TYPE_CHECKING:
    from typing import Any

    from httpx import Response

ANNA = "/api/v1/people/anna@contoso.example"
NUMBER = "+31612345678"
PHONE = {"device": "authentication-phone", "number": "06 12345678"}
APP = f"/api/v1/handsets/{NUMBER}/authenticator"


def registered(client: AppClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get(ANNA).json()
    return found


def refusal(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_number_is_registered_without_proof_and_can_be_preferred(client: AppClient) -> None:
    assert registered(client)["default"] is None
    office = {"device": "office-phone", "number": "020 249 0048", "extension": "112"}
    assert client.post(f"{ANNA}/phones", json=PHONE).json() == {**PHONE, "number": NUMBER, "extension": ""}
    assert client.post(f"{ANNA}/phones", json=office).status_code == 201
    assert registered(client)["default"] == {"method": "text_message", "device": "authentication-phone"}
    option = {"method": "office_call", "device": "office-phone"}
    assert client.put(f"{ANNA}/default", json=option).json() == option
    assert registered(client)["default"] == option
    assert [each["extension"] for each in registered(client)["phones"]] == ["", "112"]


def test_the_app_of_a_handset_has_the_account_at_once(client: AppClient) -> None:
    client.post("/api/v1/clock", json={"state": "paused"})
    made = client.post(f"{ANNA}/apps", json={"number": NUMBER}).json()
    (account,) = client.get(f"{APP}/accounts").json()
    assert (account["user_name"], account["notifications"]) == ("anna@contoso.example", True)
    assert Totp(decode_secret(made["secret"])).code(0) == Totp(decode_secret(made["secret"].lower())).code(0)
    (app,) = registered(client)["apps"]
    assert (app["id"], app["number"], app["notifications"]) == (made["id"], NUMBER, True)


def test_an_app_elsewhere_has_codes_only(client: AppClient) -> None:
    made = client.post(f"{ANNA}/apps", json={}).json()
    assert len(decode_secret(made["secret"])) >= 16
    assert client.get(f"{APP}/accounts").json() == []
    assert registered(client)["apps"][0]["notifications"] is False


@pytest.mark.parametrize(
    ("way", "path", "body", "told"),
    [
        ("POST", "phones", {"device": "mobile-app", "number": NUMBER}, (422, "device")),
        ("POST", "phones", {"device": "office-phone", "number": "no number"}, (422, "number")),
        ("POST", "phones", {"device": "office-phone", "number": NUMBER, "extension": "x"}, (409, "extension")),
        ("POST", "apps", {"number": "020 249 0048"}, (409, "no-app")),
        ("PUT", "default", {"method": "app_code", "device": "mobile-app"}, (409, "not-registered")),
        ("PUT", "default", {"method": "smoke", "device": "mobile-app"}, (422, "invalid")),
        ("POST", "app-passwords", {"name": ""}, (409, "name-missing")),
        ("DELETE", "everything", None, (422, "invalid")),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    client: AppClient, way: str, path: str, body: object, told: tuple[int, str]
) -> None:
    assert refusal(client.request(way, f"{ANNA}/{path}", json=body)) == told


def test_a_person_who_is_not_there_is_told_with_those_who_are(client: AppClient) -> None:
    answer = client.get("/api/v1/people/nobody@contoso.example")
    assert refusal(answer) == (404, "no-person")
    assert "anna@contoso.example" in answer.json()["error"]["hint"]


def test_an_administrator_makes_the_service_forget(client: AppClient) -> None:
    client.post(f"{ANNA}/phones", json=PHONE)
    client.post(f"{ANNA}/apps", json={"number": NUMBER})
    made = client.post(f"{ANNA}/app-passwords", json={"name": "Outlook 2010"}).json()
    assert len(made["password"]) == 16
    assert [each["name"] for each in registered(client)["app_passwords"]] == ["Outlook 2010"]
    for what in ("methods", "trusted-browsers", "app-passwords"):
        assert client.delete(f"{ANNA}/{what}").status_code == 204
    known = registered(client)
    assert (known["default"], known["phones"], known["apps"], known["app_passwords"]) == (None, [], [], [])
    assert {"methods cleared by an administrator", "trusted browsers forgotten"} <= {
        each["what"] for each in known["events"]
    }


def test_an_account_that_is_locked_is_told_and_unlocked_over_the_api(client: AppClient, anna: Visitor) -> None:
    client.patch("/api/v1/policy", json={"account_tries": 2})
    assert (registered(client)["failures"], registered(client)["locked"]) == (0, False)
    anna.signs_in()
    anna.asks_for_code()
    for _ in range(2):
        assert (registered(client)["locked"]) is False
        anna.sends("code", code="no")
    assert registered(client)["locked"] is True
    assert anna.asks_for_code() == 422
    assert "omdat er te vaak achter elkaar iets verkeerds is ingevoerd" in anna.page
    again = Visitor(AppClient(client.app, base_url=ADDRESS))
    again.opens("")
    again.sends("sign-in", user_name="anna@contoso.example", password=PASSWORD)
    assert again.path == "/contoso/verify/failed"
    assert "Vraag het uw beheerder" in again.page
    assert client.delete(f"{ANNA}/lock").status_code == 204
    assert (registered(client)["failures"], registered(client)["locked"]) == (0, False)
    assert registered(client)["events"][-1]["what"] == "lock cleared by an administrator"
    assert anna.asks_for_code() == 303
