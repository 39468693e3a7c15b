from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.phone_network.twilio import ProviderSettings, get_provider, set_provider, signature
from tests.app_client import AppClient

if TYPE_CHECKING:
    from starlette.applications import Starlette

SENDING = ProviderSettings(
    "http://127.0.0.1:8025/", "AC" + "1" * 32, "token", "+15005550006", "http://127.0.0.1/callbacks/contoso/"
)


@pytest.fixture
def app() -> Starlette:
    app = build_app()
    set_provider(app.state.site.organisations.get("contoso").network, SENDING)
    return app


@pytest.fixture
def client(app: Starlette) -> AppClient:
    return AppClient(app, base_url="http://127.0.0.1")


def asks(client: AppClient, path: str, form: dict[str, str], token: str = SENDING.token) -> tuple[int, str]:
    signed = signature(token, f"{SENDING.callbacks}{path}", form)
    answer = client.post(f"/callbacks/contoso/{path}", data=form, headers={"X-Twilio-Signature": signed})
    return answer.status_code, answer.text


def enrolling(app: Starlette) -> str:
    service = app.state.site.organisations.get("contoso").enrollments
    return str(service.begin("anna@contoso.example").id)


def test_where_one_sends_is_kept_and_forgotten(app: Starlette) -> None:
    network = app.state.site.organisations.get("contoso").network
    assert get_provider(network) == SENDING
    assert SENDING.address("Messages") == f"http://127.0.0.1:8025/2010-04-01/Accounts/{SENDING.account}/Messages.json"
    set_provider(network, None)
    assert get_provider(network) is None


def test_what_is_not_signed_is_refused(app: Starlette, client: AppClient) -> None:
    subject = enrolling(app)
    assert asks(client, f"{subject}/1", {}, token="another")[0] == 403
    assert asks(client, f"{subject}/1/status", {}, token="another")[0] == 403
    assert client.post("/callbacks/nobody/x/1", data={}).status_code == 403
    set_provider(app.state.site.organisations.get("contoso").network, None)
    assert asks(client, f"{subject}/1", {})[0] == 403


def test_an_enrollment_that_is_not_known_is_not_found(client: AppClient) -> None:
    assert asks(client, "nonsense/1", {})[0] == 404
    assert asks(client, "nonsense/1/status", {"CallStatus": "busy"})[0] == 404


def test_the_greeting_asks_for_one_key_that_does_not_end_the_input(app: Starlette, client: AppClient) -> None:
    status, said = asks(client, f"{enrolling(app)}/1", {"CallStatus": "in-progress"})
    assert status == 200
    assert '<Gather action="1" numDigits="1" finishOnKey=""' in said
    assert '<Say language="nl">' in said


def test_it_is_set_by_the_api(app: Starlette, client: AppClient) -> None:
    told = client.put("/api/v1/sending", json={}).json()["through"]
    assert told["url"] == "http://127.0.0.1"
    assert told == client.get("/api/v1/sending").json()["through"]
    site = app.state.site
    assert told["account_sid"] == site.account(site.organisations.get("contoso")).sid
    refused = client.put("/api/v1/sending", json={"url": "https://api.twilio.com"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "sending")
    assert client.delete("/api/v1/sending").status_code == 204
    assert client.get("/api/v1/sending").json() == {"through": None}
