"""Every form of every page, as the app itself lists them: none is taken that this session did not make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from starlette.routing import Route

from stapsgewijs.bootstrap import build_app
from tests.app_client import AppClient
from tests.web.registered import ANNA, PASSWORD, contoso, has_phone, signs_in

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor

PHONE = "+31612345678"
AN_ID = "0123456789abcdef"
IDS = {
    "organisation": "contoso", "number": PHONE, "device_id": AN_ID, "app_password_id": AN_ID, "account_id": AN_ID,
    "request_id": AN_ID, "item_id": "SM" + AN_ID * 2, "call_id": "CA" + AN_ID * 2, "action": "answer",
}  # fmt: skip


STEPS = {"code", "call", "app-notification", "app-code", "verify", "method", "app", "backup-phone", "app-password"}


def paths(app: Starlette) -> list[str]:
    """Return the address of every form: all that can be posted to, but for what providers and programs post to."""
    found = [each.path for each in app.routes if isinstance(each, Route) and "POST" in (each.methods or ())]
    return [each.format(**IDS) for each in found if not each.startswith("/callbacks/")]


def test_every_form_is_refused_that_this_session_did_not_make(app: Starlette, anna: Visitor, client: AppClient) -> None:
    has_phone(app)
    signs_in(anna)
    anna.opens("app-passwords/new")
    anna.sends("app-passwords/new", name="mail")
    security = contoso(app).security

    def all_that_matters() -> object:
        items = [client.get(f"/api/v1/{each}").json() for each in ("messages", "calls")]
        return items, security.app_passwords(ANNA), security.phones(ANNA), security.default(ANNA)

    before, elsewhere = all_that_matters(), set()
    assert len(paths(app)) > 50
    for path in paths(app):
        for form in ({}, {"form": "x.y"}, {"form": ""}):
            answer = client.post(path, data={**form, "user_name": ANNA, "password": PASSWORD}, follow_redirects=False)
            if answer.status_code == 303:
                elsewhere.add(path)
                continue
            assert answer.status_code == 403, (path, form)
    assert all_that_matters() == before
    # Who is not at a step is sent to where she is; that its forms are refused there, test_guards tries at each step.
    assert {each.removeprefix("/contoso/").removeprefix("settings/").split("/")[0] for each in elsewhere} <= STEPS
    anna.opens("settings")
    assert anna.path == "/contoso/settings"


ODD = [
    "//evil.example", "//evil.example/", "///evil.example/%2e%2e", "/\\\\evil.example", "/%5Cevil.example/",
    "/%2F%2Fevil.example",
    "/%09/evil.example", "/contoso//evil.example", "/contoso/..//evil.example", "/contoso//evil.example/settings/",
    "/contoso/?destination=//evil.example", "/contoso/settings?next=https://evil.example", "/contoso/@evil.example",
    "/handsets//evil.example", "/contoso/handsets?number=//evil.example", "/contoso/handsets//evil.example/",
    "/a%0d%0aLocation:%20https://evil.example",
]  # fmt: skip


@pytest.mark.parametrize("token", ["", "?token=sleutel", "&token=sleutel"])
@pytest.mark.parametrize("address", ODD)
def test_no_address_leads_to_another_host(address: str, token: str) -> None:
    client = AppClient(build_app(token="sleutel" if token else None), base_url="http://127.0.0.1")
    answer = client.get(f"http://127.0.0.1{address}{token}", follow_redirects=False)
    for _ in range(5):
        led = urljoin("http://127.0.0.1/", answer.headers.get("location", ""))
        assert urlsplit(led.replace("\\", "/")).hostname == "127.0.0.1", led
        if "location" not in answer.headers:
            break
        answer = client.get(led, follow_redirects=False)


@pytest.mark.parametrize("page", ["settings//evil.example", "//evil.example", "app-passwords/https://evil.example"])
def test_where_one_goes_on_after_signing_in_is_a_page_of_the_organisation(
    app: Starlette, anna: Visitor, page: str
) -> None:
    has_phone(app)
    anna.opens("settings")
    anna.client.get(f"http://127.0.0.1/contoso/{page}", follow_redirects=False)
    anna.opens("")
    anna.sends("sign-in", user_name=ANNA, password=PASSWORD)
    answer = anna.client.post(
        "/contoso/verify/text", data={"form": anna.form, "code": anna.code()}, follow_redirects=False
    )
    assert answer.headers["location"] in {"/contoso/settings", "/contoso/signed-in"}


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_every_form_is_refused_that_another_site_sends(
    app: Starlette, anna: Visitor, client: AppClient, headers: dict[str, str]
) -> None:
    has_phone(app)
    signs_in(anna)
    anna.opens("settings")
    phones = app.state.site.sessions.csrf_token("contoso")
    for path in paths(app):
        form = phones if "/handsets/" in path else anna.form
        assert client.post(path, data={"form": form}, headers=headers).status_code == 403, path


def test_a_form_of_another_session_is_refused(app: Starlette, anna: Visitor, bram: Visitor) -> None:
    has_phone(app)
    has_phone(app, "bram@contoso.example", "+31687654321")
    signs_in(anna)
    signs_in(bram, "bram@contoso.example", "+31687654321")
    bram.opens("app-passwords/new")
    assert anna.sends("app-passwords/new", form=bram.form, name="mail") == 403


def test_no_page_of_who_has_registered_is_kept_by_a_browser_or_names_a_secret_in_an_address(
    app: Starlette, anna: Visitor, client: AppClient
) -> None:
    has_phone(app)
    signs_in(anna)
    secrets, pages = {PASSWORD, anna.code()}, []
    anna.opens("app-passwords/new")
    anna.sends("app-passwords/new", name="mail")
    shown = re.findall(r"[a-z]{16}", anna.page)
    assert len(set(shown)) == 1
    secrets |= set(shown)
    pages.append((anna.path, anna.page))
    anna.opens("settings")
    pages.append((anna.path, anna.page))
    anna.sends("settings/app")
    pages.append((anna.path, anna.page))
    code = re.findall(r"\b\d{3} ?\d{3} ?\d{3}\b", anna.page)
    assert code
    secrets |= {each.replace(" ", "") for each in code}
    for name in (
        "",
        "settings",
        "app-passwords",
        "settings/app",
        f"handsets/{PHONE}",
        f"handsets/{PHONE}/app",
        "mail-program",
    ):
        answer = client.get(f"/contoso/{name}")
        assert answer.headers["cache-control"] == "no-store", name
        assert answer.headers["referrer-policy"] == "same-origin", name
        pages.append((str(answer.url), answer.text))
    assert contoso(app).security.app_passwords(ANNA)
    for path, page in pages:
        addresses = [path, *re.findall(r'(?:href|src|action|formaction)="([^"]*)"', page)]
        for address in addresses:
            assert not any(each in unquote(address) for each in secrets if not address.startswith("data:")), address
