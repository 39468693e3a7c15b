from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.web.sessions import Sessions
from tests.app_client import AppClient

if TYPE_CHECKING:
    from conftest import Visitor

ADDRESS = "http://127.0.0.1"


@pytest.mark.parametrize(
    "path",
    ["/contoso", "/contoso/demo", "/static/pages.css", "/api/v1/policy", "/api/v1/nothing", "/"],
)
def test_every_answer_has_the_headers(client: AppClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert ("no-store" in headers["cache-control"]) is not path.startswith("/static")


@pytest.mark.parametrize("path", ["/contoso/", "/contoso/handsets", "/contoso/handsets/+31612345678", "/nothing/"])
def test_pages_may_be_in_a_frame_of_this_server_and_of_no_other(client: AppClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    assert headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-src" not in headers["content-security-policy"]


def test_only_the_demonstration_has_frames_and_it_is_in_none(client: AppClient) -> None:
    headers = client.get("/contoso/demo").headers
    assert headers["content-security-policy"].endswith("frame-ancestors 'none'; frame-src 'self'")
    assert headers["x-frame-options"] == "DENY"


def test_the_session_cookie_is_for_the_server_and_one_organisation_only(client: AppClient) -> None:
    cookie = client.get("/contoso/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/contoso/" in cookie


def test_another_host_name_is_refused(client: AppClient) -> None:
    assert client.get("/contoso/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/contoso/", headers={"host": "localhost:8025"}).status_code == 200


def test_a_body_that_is_too_large_is_refused(client: AppClient) -> None:
    answer = client.post("/contoso/sign-in", content=b"x" * 70_000)
    assert answer.status_code == 413


@pytest.mark.parametrize("form", ["", "x", "a.b", "a.b.c"])
def test_a_form_that_we_did_not_make_is_refused(anna: Visitor, client: AppClient, form: str) -> None:
    anna.opens("")
    answer = client.post("/contoso/sign-in", data={"form": form, "user_name": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Dit formulier kan niet meer worden verzonden" in answer.text


def test_a_form_of_another_session_is_refused(anna: Visitor, bram: Visitor) -> None:
    anna.opens("")
    bram.opens("")
    assert anna.sends("sign-in", form=bram.form, user_name="a", password="b") == 403


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
def test_a_form_from_another_site_is_refused(anna: Visitor, client: AppClient, headers: dict[str, str]) -> None:
    anna.opens("")
    fields = {"form": anna.form, "user_name": "a", "password": "b"}
    assert client.post("/contoso/sign-in", data=fields, headers=headers).status_code == 403
    assert client.post("/contoso/sign-in", data=fields, headers={"origin": ADDRESS}).status_code == 422


def test_what_people_type_is_escaped(anna: Visitor) -> None:
    anna.opens("")
    anna.sends("sign-in", user_name='"><script>alert(1)</script>', password="x")
    assert "<script>alert" not in anna.page
    assert "&lt;script&gt;" in anna.page


def test_a_defect_shows_no_traceback(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stapsgewijs.web.flows.sign_in._sign_in_page", lambda *_: 1 / 0)
    answer = AppClient(app, base_url=ADDRESS, raise_server_exceptions=False).get("/contoso/")  # type: ignore[arg-type]  # an ASGI app
    assert answer.status_code == 500
    assert "Er ging iets mis in de simulator" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_elsewhere_than_on_this_machine_a_token_is_needed() -> None:
    with pytest.raises(StapsgewijsError, match="give a token with --token"):
        build_app(host="0.0.0.0")


def test_the_token_lets_in_by_address_cookie_and_header() -> None:
    app = build_app(host="0.0.0.0", token="secret", allowed_hosts=frozenset({"somewhere.example"}))
    client = AppClient(app, base_url="http://somewhere.example")
    refused = client.get("/contoso/")
    assert refused.status_code == 401
    assert "Deze simulator vraagt om een token" in refused.text
    assert client.get("/contoso/?token=wrong").status_code == 401
    assert client.get("/api/v1/policy", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/api/v1/policy", headers={"authorization": "Bearer secret"}).status_code == 200
    answer = client.get("/contoso/handsets?token=secret&x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/contoso/handsets?x=1")
    assert client.get("/contoso/").status_code == 200


def test_nothing_loads_scripts_from_elsewhere(client: AppClient) -> None:
    assert client.get("/redoc").status_code == 404
    assert not re.search(r'(?:src|href)="(?:https?:)?//', client.get("/docs").text)


def test_a_cookie_that_was_given_over_tls_goes_over_nothing_else() -> None:
    secure = AppClient(build_app(), base_url="https://127.0.0.1")
    assert "secure" in secure.get("/contoso/").headers["set-cookie"].lower()
    guarded = AppClient(build_app(token="sleutel"), base_url="https://127.0.0.1")
    cookie = guarded.get("/?token=sleutel", follow_redirects=False).headers["set-cookie"].lower()
    assert ("secure" in cookie, "sleutel" in cookie) == (True, False)


def test_visits_sign_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stapsgewijs.web.sessions.MAX_SESSIONS", 3)
    sessions = Sessions()
    anna = sessions.begin("contoso", "anna@contoso.example")
    for organisation in ("contoso", "elders") * 20:
        sessions.begin(organisation)
    assert sessions.find(anna.token, "contoso") is anna
    assert sessions.find(anna.token, "elders") is None
    bram, chris, dina = (sessions.begin("contoso", each) for each in ("bram", "chris", "dina"))
    assert [sessions.find(each.token, "contoso") for each in (anna, bram, chris, dina)] == [None, bram, chris, dina]
    sessions.forget("contoso")
    assert sessions.find(dina.token, "contoso") is None
