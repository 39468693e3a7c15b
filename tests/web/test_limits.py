"""What an organisation keeps besides messages and calls is bounded: faults, hooks, resources of the provider."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stapsgewijs.phone_network import base_service, network
from stapsgewijs.phone_network.faults import injection
from stapsgewijs.phone_network.twilio.resources import collection

if TYPE_CHECKING:
    import pytest

    from tests.app_client import AppClient

LOST = {"kind": "message", "action": "lost"}


def test_so_many_faults_can_be_about_to_happen(client: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(injection, "MAX_RULES", 3)
    first, *_ = [client.post("/api/v1/faults", json=LOST).json()["id"] for _ in range(3)]
    refused = client.post("/api/v1/faults", json=LOST)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "too-many")
    seal = re.findall(r'name="form" value="([^"]+)"', client.get("/contoso/panel").text)[0]
    page = client.post("/contoso/panel/faults", data={"form": seal, "fault": "message lost", "times": "1"})
    assert "Er zijn al te veel storingen." in page.text
    client.post("/api/v1/messages", json={"to": "+31612345678", "from": "Contoso", "body": "x"})
    assert client.post("/api/v1/faults", json=LOST).status_code == 201, "the first one has happened"
    assert first not in {each["id"] for each in client.get("/api/v1/faults").json()}
    assert len(client.get("/api/v1/faults").json()) == 3


def test_so_many_hooks_can_be_there(client: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MAX_HOOKS", 2)
    hook = {"to": "to", "body": "text"}
    assert [client.put(f"/api/v1/hooks/h{each}", json=hook).status_code for each in range(3)] == [200, 200, 409]
    assert client.put("/api/v1/hooks/h1", json=hook).status_code == 200, "it is there already"


def test_an_account_has_so_many_resources_of_a_kind(client: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "MAX_RESOURCES", 2)
    account = client.get("/api/v1/account").json()
    auth = (account["account_sid"], account["auth_token"])
    made = [client.post("/v1/Services", data={"FriendlyName": f"s{each}"}, auth=auth) for each in range(3)]
    assert [each.status_code for each in made] == [201, 201, 400]
    assert made[2].json()["code"] == 20001


def test_so_many_handsets_have_other_switches(client: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_service, "MAX_SWITCHED", 2)
    places = [f"/api/v1/handsets/+3161234567{each}/settings" for each in range(3)]
    assert [client.patch(each, json={"phone_on": False}).status_code for each in places] == [200, 200, 422]
    assert client.patch(places[0], json={"phone_on": True}).status_code == 200, "as usual again"
    assert client.patch(places[2], json={"phone_on": False}).status_code == 200
