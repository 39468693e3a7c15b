"""What pages of other sites, in a browser on this machine, may not do here; programs may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import Headers

from stapsgewijs.bootstrap import build_app
from stapsgewijs.web.middleware import is_cross_site
from tests.app_client import AppClient

if TYPE_CHECKING:
    from fastapi import FastAPI

ADDRESS = "http://127.0.0.1"
FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "http://evil.example:8025"},
    {"origin": "http://127.0.0.1:8026"},
    {"origin": "http://localhost"},
    {"origin": "https://127.0.0.1"},
    {"origin": "https://127.0.0.1:80"},
    {"origin": "http://127.0.0.1.evil.example"},
    {"origin": "http://evil@127.0.0.1:1"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://["},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "same-site", "origin": ADDRESS},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
]
OURS: list[dict[str, str]] = [
    {},
    {"origin": ADDRESS},
    {"origin": f"{ADDRESS}:80"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": ADDRESS},
    {"sec-fetch-site": "same-origin", "origin": "https://127.0.0.1"},
]


def messages(client: AppClient) -> int:
    return len(client.get("/api/v1/messages").json())


@pytest.fixture
def kept(client: AppClient) -> AppClient:
    """Return a client of a simulator in which a message lies."""
    sent = {"to": "+31612345678", "from": "Contoso", "body": "509326 is uw code."}
    assert client.post("/api/v1/messages", json=sent).status_code == 201
    return client


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_the_api_refuses_another_origin_in_its_own_shape(kept: AppClient, headers: dict[str, str]) -> None:
    answer = kept.post("/api/v1/reset", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "origin")
    assert "page of another site" in answer.json()["error"]["message"]
    assert messages(kept) == 1


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_programs_and_our_own_pages_are_let_through(kept: AppClient, headers: dict[str, str]) -> None:
    assert kept.post("/api/v1/reset", headers=headers).status_code == 204
    assert messages(kept) == 0


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_the_provider_refuses_another_origin_in_the_shape_of_the_provider(
    kept: AppClient, headers: dict[str, str]
) -> None:
    account = kept.get("/api/v1/account").json()
    sid, token = account["account_sid"], account["auth_token"]
    form = {"To": "+31612345678", "From": "+15005550006", "Body": "from a web page"}
    url = f"/2010-04-01/Accounts/{sid}/Messages.json"
    answer = kept.post(url, data=form, auth=(sid, token), headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (403, 20403, 403)
    assert messages(kept) == 1
    assert kept.post(url, data=form, auth=(sid, token)).status_code == 201


def test_pages_refuse_another_origin_with_a_page(client: AppClient) -> None:
    for path in ("/contoso/sign-in", "/contoso/handsets/+31612345678/clear", "/callbacks/contoso/x/1", "/nothing"):
        answer = client.post(path, data={"form": "x"}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403, path
        assert "Dit komt van een andere website" in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"


def test_every_route_that_changes_something_is_guarded(app: FastAPI, client: AppClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    changing = [
        (method, path) for path, methods in described.items() for method in methods if method not in {"get", "head"}
    ]
    assert len(changing) > 30
    for method, path in changing:
        answer = client.request(method.upper(), path, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403, (method, path)
    assert app.state.site.organisations.all()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "REPORT"])
def test_whatever_is_not_known_to_change_nothing_is_guarded(client: AppClient, method: str) -> None:
    answer = client.request(method, "/api/v1/clock", headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_looking_is_free(client: AppClient) -> None:
    for path in ("/contoso/", "/api/v1/policy", "/static/pages.css"):
        assert client.get(path, headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    ("mode", "dest"), [("no-cors", "image"), ("no-cors", "script"), ("cors", "empty"), ("navigate", "iframe")]
)
def test_a_page_of_another_site_puts_nothing_of_ours_into_itself(kept: AppClient, mode: str, dest: str) -> None:
    told = {"sec-fetch-mode": mode, "sec-fetch-dest": dest}
    phone = "/contoso/handsets/+31612345678?party=Contoso"
    account = kept.get("/api/v1/account").json()["account_sid"]
    for path in (phone, "/contoso/handsets/+31612345678/events", "/api/v1/messages", f"/2010-04-01/Accounts/{account}"):
        assert kept.get(path, headers={**told, "sec-fetch-site": "cross-site"}).status_code == 403, path
        assert kept.get(path, headers={**told, "sec-fetch-site": "same-site"}).status_code == 403, path
    assert kept.get(phone, headers={**told, "sec-fetch-site": "same-origin"}).status_code == 200
    assert kept.get("/static/pages.css", headers={**told, "sec-fetch-site": "cross-site"}).status_code == 200


def test_a_link_of_another_site_leads_here(kept: AppClient) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert kept.get("/contoso/handsets/+31612345678", headers=link).status_code == 200
    assert kept.get("/contoso/app/without-notifications", headers=link).status_code == 403, "it changes something"


def test_the_token_is_asked_for_after_the_origin() -> None:
    client = AppClient(build_app(token="secret"), base_url=ADDRESS)
    known = {"authorization": "Bearer secret"}
    assert client.post("/api/v1/reset", headers={**known, "origin": "https://evil.example"}).status_code == 403
    assert client.post("/api/v1/reset", headers=known).status_code == 204


def test_a_proxy_that_ends_tls_changes_the_scheme_only() -> None:
    behind = {"host": "sim.example", "origin": "https://sim.example"}
    assert is_cross_site(Headers(behind), "http")
    assert not is_cross_site(Headers({**behind, "sec-fetch-site": "same-origin"}), "http")
    assert not is_cross_site(Headers(behind))


def test_the_cookie_is_not_the_token_and_leads_to_no_other_host() -> None:
    client = AppClient(build_app(token="secret"), base_url=ADDRESS)
    answer = client.get(f"{ADDRESS}//evil.example/?token=secret", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/evil.example/")
    assert "secret" not in answer.headers["set-cookie"]
    assert client.get("/contoso/").status_code == 200
    other = AppClient(build_app(token="secret"), base_url=ADDRESS)
    assert other.get("/contoso/", headers={"cookie": "simulator-token=secret"}).status_code == 401
    assert other.get("/contoso/", headers={"cookie": answer.headers["set-cookie"].partition(";")[0]}).status_code == 401
