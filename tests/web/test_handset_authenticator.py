"""The authenticator app on the page of a phone, without scripts."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import pyotp
import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse

from stapsgewijs.authenticator import AnswerVerdict, AppKind, CameraPermission, CodeOnDisplay
from stapsgewijs.totp import Activation
from stapsgewijs.web.handset.authenticator_routes import events
from tests.authenticator.app_service import SECRET, URL, Service, sent
from tests.event_loop import run_coroutine
from tests.web.test_handset_pages import part, plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.applications import Starlette

    from conftest import Visitor
    from stapsgewijs.authenticator import AuthenticatorApp, Authenticators
    from tests.app_client import AppClient

NUMBER = "+31612345678"
PHONE = f"handsets/{NUMBER}"
APP = f"{PHONE}/app"
OWN = Activation("111111111", URL).uri()


@pytest.fixture
def apps(app: Starlette) -> Authenticators:
    found: Authenticators = app.state.site.organisations.get("contoso").authenticators
    found.service = Service(displayed=[CodeOnDisplay("anna@contoso.example", OWN)])
    return found


@pytest.fixture
def phone(apps: Authenticators) -> AuthenticatorApp:
    return apps.on(NUMBER)


@pytest.fixture
def asks(apps: Authenticators, phone: AuthenticatorApp, request: pytest.FixtureRequest) -> str:
    """Give the address of a request that waits; the parameter says what it needs."""
    phone.add(OWN)
    needs = getattr(request, "param", "")
    apps.send(sent(apps.clock, number="number" in needs, pin="pin" in needs), NUMBER)
    return f"{APP}/requests/{phone.waiting()[0].id}"


def service(apps: Authenticators) -> Service:
    assert isinstance(apps.service, Service)
    return apps.service


def test_the_app_is_a_part_of_the_phone_and_begins_empty(anna: Visitor) -> None:
    page = anna.opens(PHONE)
    assert "Authenticator-app" in part(page, "tabs")
    assert f'href="/contoso/{APP}"' in page
    page = anna.opens(APP)
    assert f'href="/contoso/{APP}" aria-current="page"' in page
    assert "Er staat nog geen account in deze app." in part(page, "screen")


def test_a_phone_with_nothing_but_the_app_is_in_the_list(
    anna: Visitor, apps: Authenticators, phone: AuthenticatorApp
) -> None:
    phone.set_up(pin="0000")
    assert "+31 6 12345678" not in part(anna.opens("handsets"), "list")
    phone.add(OWN)
    said = part(anna.opens("handsets"), "list")
    assert "+31 6 12345678" in said
    assert "Authenticator-app" in said
    assert f'href="/contoso/{APP}"' in anna.page
    apps.send(sent(apps.clock), NUMBER)
    assert "vraagt om goedkeuring" in part(anna.opens("handsets"), "list")


def test_a_phone_with_messages_asks_for_approval_in_the_list(
    anna: Visitor, client: AppClient, apps: Authenticators, phone: AuthenticatorApp
) -> None:
    phone.add(OWN)
    client.post("/api/v1/messages", json={"to": NUMBER, "from": "Contoso", "body": "een"})
    apps.send(sent(apps.clock), NUMBER)
    said = part(anna.opens("handsets"), "list")
    assert said.count("+31 6 12345678") == 1
    assert "Contoso : een vraagt om goedkeuring" in said


@pytest.mark.parametrize("path", ["", "/menu", "/add", "/kind", "/camera", "/scan", "/manual", "/edit", "/events"])
def test_a_desk_phone_has_no_app(anna: Visitor, client: AppClient, path: str) -> None:
    assert "Authenticator" not in part(anna.opens("handsets/+31201234567"), "tabs")
    assert client.get(f"/contoso/handsets/+31201234567/app{path}").status_code == 404


def test_the_menu_opens_and_closes(anna: Visitor) -> None:
    assert 'aria-expanded="false"' in anna.opens(APP)
    page = anna.opens(f"{APP}/menu")
    assert 'aria-expanded="true"' in page
    assert "Account toevoegen" in part(page, "screen")
    assert "Accounts bewerken" in part(page, "screen")


def test_the_camera_is_asked_for_once_and_the_answer_is_remembered(anna: Visitor, phone: AuthenticatorApp) -> None:
    anna.opens(f"{APP}/kind")
    assert "Persoonlijk account" in part(anna.page, "screen")
    anna.opens(f"{APP}/add")
    assert anna.path.endswith("/app/camera")
    assert "Toestaan" in part(anna.page, "screen")
    anna.sends(f"{APP}/camera", camera="allowed")
    assert "QR-code scannen" in part(anna.page, "screen")
    assert phone.state.camera is CameraPermission.ALLOWED
    for path in ("add", "camera"):
        anna.opens(f"{APP}/{path}")
        assert anna.path.endswith("/app/scan")


def test_without_the_camera_the_code_is_typed(anna: Visitor, phone: AuthenticatorApp) -> None:
    anna.opens(f"{APP}/camera")
    anna.sends(f"{APP}/camera", camera="refused")
    assert "De app mag de camera niet gebruiken." in part(anna.page, "screen")
    for path in ("add", "scan"):
        anna.opens(f"{APP}/{path}")
        assert anna.path.endswith("/app/manual")
    anna.sends(f"{APP}/scan", user_name="anna@contoso.example")
    assert phone.codes() == []
    assert f'href="/contoso/{APP}/camera"' in anna.page
    anna.opens(f"{APP}/camera")
    anna.sends(f"{APP}/camera", camera="allowed")
    assert "QR-code scannen" in part(anna.page, "screen")


def test_the_code_that_a_page_shows_is_scanned(anna: Visitor, phone: AuthenticatorApp, apps: Authenticators) -> None:
    phone.set_up(camera=CameraPermission.ALLOWED)
    assert "QR-code van anna@contoso.example" in part(anna.opens(f"{APP}/scan"), "screen")
    assert OWN not in anna.page
    assert anna.sends(f"{APP}/scan", user_name="anna@contoso.example") == 303
    said = part(anna.page, "screen")
    assert "Het account is toegevoegd. Contoso anna@contoso.example" in said
    assert pyotp.TOTP(SECRET).verify(_code(said), for_time=apps.clock.now(), valid_window=1)
    anna.opens(f"{APP}/scan")
    assert anna.sends(f"{APP}/scan", user_name="anna@contoso.example") == 422
    assert "de code is onbekend, gebruikt of verlopen" in part(anna.page, "screen")
    service(apps).displayed.clear()
    assert "De camera ziet geen QR-code." in part(anna.opens(f"{APP}/scan"), "screen")
    assert anna.sends(f"{APP}/scan", user_name="anna@contoso.example") == 422


def _code(said: str) -> str:
    return re.findall(r"\b\d{6}\b", said)[0]


def test_another_app_says_that_it_cannot_use_the_code(anna: Visitor, phone: AuthenticatorApp) -> None:
    phone.set_up(camera=CameraPermission.ALLOWED, kind=AppKind.OTHER)
    anna.opens(f"{APP}/scan")
    assert anna.sends(f"{APP}/scan", user_name="anna@contoso.example") == 422
    assert "Alleen de app van de dienst" in part(anna.page, "screen")


@pytest.mark.usefixtures("apps")
@pytest.mark.parametrize(
    ("code", "url", "says", "field"),
    [
        ("12!", URL, "alleen cijfers", "app-code"),
        ("111111111", "pad/1", "met http ervoor", "app-url"),
        ("999999999", URL, "onbekend, gebruikt of verlopen", ""),
    ],
)
def test_what_is_typed_wrongly_stays_and_is_told(anna: Visitor, code: str, url: str, says: str, field: str) -> None:
    anna.opens(f"{APP}/manual")
    assert anna.sends(f"{APP}/manual", code=code, url=url) == 422
    assert says in part(anna.page, "screen")
    assert f'value="{code}"' in anna.page
    assert f'value="{url}"' in anna.page
    assert not field or f'id="{field}"' in anna.page.partition('aria-invalid="true"')[0].rpartition("<input")[2]
    assert anna.sends(f"{APP}/manual", code=code * 100, url=url * 100) == 422


def test_a_code_is_typed_by_hand(anna: Visitor, phone: AuthenticatorApp) -> None:
    anna.opens(f"{APP}/manual")
    assert anna.sends(f"{APP}/manual", code="111 111 111", url=URL) == 303
    assert len(phone.codes()) == 1


def test_an_account_is_deleted_once(anna: Visitor, phone: AuthenticatorApp) -> None:
    account = phone.add(OWN)
    anna.opens(f"{APP}/edit")
    assert 'role="group" aria-label="Contoso anna@contoso.example"' in anna.page
    for _ in range(2):
        assert anna.sends(f"{APP}/accounts/{account.id}/delete") == 303
        assert "Er staat geen account in deze app." in part(anna.page, "screen")
    assert phone.codes() == []


@pytest.mark.parametrize("path", [PHONE, f"{PHONE}?calls=1", f"{PHONE}?settings=1", APP, f"{APP}/edit"])
@pytest.mark.usefixtures("asks")
def test_a_request_lies_over_everything(anna: Visitor, path: str) -> None:
    page = anna.opens(path)
    assert "Aanmelding goedkeuren? Contoso anna@contoso.example" in part(page, "request")
    assert "Er wordt gevraagd een aanmelding van anna@contoso.example goed te keuren." in part(page, "alarm")


def test_with_do_not_disturb_it_waits_in_the_app(anna: Visitor, client: AppClient, asks: str) -> None:
    client.patch(f"/api/v1/handsets/{NUMBER}/settings", json={"do_not_disturb": True})
    assert asks.rpartition("/")[2] not in anna.opens(PHONE)
    assert asks.rpartition("/")[2] in anna.opens(APP)


@pytest.mark.parametrize(("action", "other"), [("approve", "deny"), ("deny", "approve")])
def test_a_request_is_answered_once(anna: Visitor, apps: Authenticators, asks: str, action: str, other: str) -> None:
    says = {"approve": "De aanmelding is goedgekeurd.", "deny": "De aanmelding is geweigerd."}[action]
    anna.opens(PHONE)
    for _ in range(2):
        assert anna.sends(f"{asks}/{action}") == 303
        assert says in part(anna.page, "screen")
        assert part(anna.page, "request") == ""
    anna.sends(f"{asks}/{other}")
    assert "Het is te laat" in part(anna.page, "screen")
    assert len(service(apps).answers) == 1


@pytest.mark.parametrize("asks", ["number"], indirect=True)
def test_the_number_of_the_page_is_typed(anna: Visitor, apps: Authenticators, asks: str) -> None:
    assert "Getal" in part(anna.opens(PHONE), "request")
    service(apps).verdict = AnswerVerdict.WRONG_NUMBER
    anna.sends(f"{asks}/approve", number=" 42 ")
    assert service(apps).answers == [("r1", "approved", "", "42")]
    assert "Dit is niet het getal op de pagina." in part(anna.page, "screen")


@pytest.mark.parametrize("asks", ["pin", "pin and number"], indirect=True)
def test_the_pin_is_asked_for_after_approve(anna: Visitor, apps: Authenticators, asks: str) -> None:
    anna.opens(PHONE)
    anna.sends(f"{asks}/approve", number="42")
    assert "Pincode" in part(anna.page, "request")
    assert not service(apps).answers
    anna.sends(f"{asks}/approve", pin="", number="42")
    assert "Dit is niet de pincode." in part(anna.page, "request")
    service(apps).verdict = AnswerVerdict.WRONG_PIN
    anna.sends(f"{asks}/approve", pin="0000", number="42")
    assert "Dit is niet de pincode." in part(anna.page, "request")
    service(apps).verdict = AnswerVerdict.ACCEPTED
    anna.sends(f"{asks}/approve", pin="1234", number="42")
    assert service(apps).answers[-1] == ("r1", "approved", "1234", "42")
    assert "De aanmelding is goedgekeurd." in part(anna.page, "screen")


@pytest.mark.parametrize("asks", ["", "pin"], indirect=True)
def test_without_connection_the_answer_is_not_sent(
    anna: Visitor, client: AppClient, apps: Authenticators, asks: str
) -> None:
    anna.opens(APP)
    client.patch(f"/api/v1/handsets/{NUMBER}/settings", json={"signal": False})
    anna.sends(f"{asks}/approve", pin="1234")
    assert "geen verbinding" in part(anna.page, "request")
    assert not service(apps).answers


def test_a_request_that_is_unknown_or_of_no_kind_changes_nothing(anna: Visitor, apps: Authenticators) -> None:
    anna.opens(APP)
    assert anna.sends(f"{APP}/requests/unknown/approve") == 303
    assert "Het is te laat" in part(anna.page, "screen")
    assert anna.sends(f"{APP}/requests/unknown/repeat", form=anna.form) == 404
    assert not service(apps).answers


@pytest.mark.parametrize(
    "path", ["camera", "scan", "manual", "accounts/x/delete", "requests/x/approve", "requests/x/deny"]
)
def test_no_form_is_taken_from_elsewhere(client: AppClient, phone: AuthenticatorApp, path: str) -> None:
    account = phone.add(OWN)
    for form in ({}, {"form": "made up"}):
        assert client.post(f"/contoso/{APP}/{path.replace('x', account.id)}", data=form).status_code == 403
    assert len(phone.codes()) == 1


@pytest.mark.parametrize("path", ["nothing", "menu/more"])
def test_a_screen_that_there_is_not(client: AppClient, path: str) -> None:
    assert client.get(f"/contoso/{APP}/{path}").status_code == 404
    assert client.get(f"/contoso/{APP}/events?screen=nothing").status_code == 404


Told = dict[str, dict[str, str]]


async def listen(app: Starlette, query: str = "") -> Callable[[], Awaitable[Told]]:
    """Open the stream of the page of the app; returns what waits for its next news."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/contoso/{APP}/events",
        "query_string": query.encode(),
        "headers": [],
        "app": app,
        "path_params": {"organisation": "contoso", "number": NUMBER},
    }
    answer = await events(Request(scope))
    assert isinstance(answer, StreamingResponse)
    stream = aiter(answer.body_iterator)

    async def news() -> Told:
        told = await anext(stream)
        assert isinstance(told, str)
        return dict(json.loads(told.partition("data: ")[2]))

    return news


def test_the_scanner_closes_when_the_code_was_scanned_over_the_api(
    app: Starlette, anna: Visitor, phone: AuthenticatorApp
) -> None:
    phone.set_up(camera=CameraPermission.ALLOWED)
    page = anna.opens(f"{APP}/scan")
    query = re.findall(r'data-live="[^"?]*\?([^"]*)"', page)[0].replace("&amp;", "&")

    async def heard() -> list[Told]:
        news = await listen(app, query)
        found = [await news()]
        phone.add(OWN)
        return [*found, await news()]

    before, after = run_coroutine(heard())
    assert "De camera ziet een QR-code." in plain(before["screen"]["html"])
    assert "Het account is toegevoegd. Contoso" in plain(after["screen"]["html"])
    assert "QR-code scannen" in part(anna.opens(f"{APP}/scan"), "screen")


def test_the_page_hears_of_the_next_code_and_of_a_request(app: Starlette, apps: Authenticators) -> None:
    organisation = app.state.site.organisations.get("contoso")
    apps.on(NUMBER).add(OWN)
    organisation.clock.pause()

    async def heard() -> list[Told]:
        news = await listen(app)
        found = [await news()]
        organisation.clock.advance(dt.timedelta(seconds=30))
        app.state.site.changes(organisation).notify(NUMBER)
        found.append(await news())
        apps.send(sent(apps.clock), NUMBER)
        return [*found, await news()]

    everything, code, request = run_coroutine(heard())
    assert {"screen", "request", "tabs"} <= everything.keys()
    assert code.keys() == {"screen"}
    assert _code(plain(code["screen"]["html"])) != _code(plain(everything["screen"]["html"]))
    assert request.keys() == {"alarm", "request"}


def test_the_next_code_comes_by_itself(apps: Authenticators) -> None:
    phone = apps.on(NUMBER)
    assert phone.seconds_to_next_code() is None
    phone.add(OWN)
    left = phone.seconds_to_next_code()
    assert left is not None
    assert 0 < left <= 30
