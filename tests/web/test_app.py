"""How the app is put together: one API for all apps of a process, and each app with its own organisations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.web.app import routes
from tests.app_client import AppClient

if TYPE_CHECKING:
    from starlette.applications import Starlette

ADDRESS = "http://127.0.0.1"
ORGANISATIONS = "/api/v1/organisations"


def client_of(app: Starlette) -> AppClient:
    return AppClient(app, base_url=ADDRESS)


def test_two_apps_of_a_process_share_no_organisations() -> None:
    one, other = client_of(build_app()), client_of(build_app())
    assert one.post(ORGANISATIONS, json={"id": "fabrikam"}).status_code == 201
    sent = {"to": "+31612345678", "from": "Contoso", "body": "509326"}
    assert one.post("/api/v1/messages", json=sent).status_code == 201
    assert one.post("/api/v1/clock", json={"advance": 60}).json()["ahead"] == 60
    assert [each["id"] for each in other.get(ORGANISATIONS).json()] == ["contoso"]
    assert other.get("/api/v1/messages").json() == []
    assert other.get("/api/v1/clock").json()["ahead"] == 0
    assert (one.get("/fabrikam/").status_code, other.get("/fabrikam/").status_code) == (200, 404)


def test_a_further_app_has_the_api_and_the_pages_of_the_first(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client_of(app).get("/api/v1/clock").status_code == 200
    monkeypatch.setattr("stapsgewijs.web.api.application.FastAPI", lambda **_: pytest.fail("the API was built again"))
    further = build_app()
    assert client_of(further).get("/api/v1/clock").status_code == 200
    assert further.routes[-len(routes) :] == routes


@pytest.mark.parametrize("path", sorted({each.path for each in routes if "GET" in (each.methods or ())}))
def test_a_page_is_for_get_and_not_for_head(client: AppClient, path: str) -> None:
    values = {"organisation": "contoso", "number": "+31612345678", "place": "0"}
    answer = client.head(re.sub(r"{(\w+)}", lambda part: values.get(part[1], "x"), path))
    assert answer.status_code == 405
