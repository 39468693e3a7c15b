"""Setting up the authenticator app on the pages: what is shown, scanned, tried and left behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyotp
import pytest

from stapsgewijs.identity import AnswerVerdict, Device
from tests.web.apps import App, enrolls, sets_up

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor
    from tests.app_client import AppClient

MOBILE_APP = {"method": "mobile-app", "region": "NL", "number": "", "way-mobile-app": "app_notification"}
BY_CODE = {**MOBILE_APP, "way-mobile-app": "app_code"}


@pytest.fixture
def phone_app(app: Starlette) -> App:
    return App(app)


def errors(page: str) -> list[str]:
    return re.findall(r'<p class="error"[^>]*>([^<]+)</p>', page)


def shown(visitor: Visitor) -> list[str]:
    return re.findall(r"<dd>([^<]+)</dd>", visitor.page)


def test_by_notification_from_the_first_page_to_the_last(anna: Visitor, phone_app: App) -> None:
    anna.signs_in()
    sets_up(anna, phone_app)
    assert anna.path == "/contoso/app-notification"
    assert "Stap 2: We sturen een melding naar uw mobiele app" in anna.page
    assert phone_app.answers() is AnswerVerdict.ACCEPTED
    anna.opens("app-notification")
    assert anna.path == "/contoso/backup-phone"
    assert anna.sends("backup-phone", region="NL", number="06 87654321") == 303
    assert "Stap 4: Blijf uw bestaande toepassingen gebruiken" in anna.page
    assert "Stap 3" not in anna.page
    assert anna.sends("app-password") == 303
    assert "Mobiele app, Meldingen ontvangen voor verificatie" in anna.page
    phones = phone_app.organisation.security.phones("anna@contoso.example")
    assert phones[Device.AUTHENTICATION_PHONE].number.e164 == "+31687654321"


def test_by_code_the_option_that_was_chosen_is_kept_while_the_app_is_set_up(anna: Visitor, phone_app: App) -> None:
    anna.signs_in()
    anna.sends("app/set-up", **BY_CODE)
    phone_app.types_in(anna.page)
    anna.sends("app")
    assert 'value="app_code" checked' in anna.page
    assert '<option value="mobile-app" selected>' in anna.page
    assert "De mobiele app is geconfigureerd voor meldingen en verificatiecodes." in anna.page
    anna.sends("method", **BY_CODE)
    assert anna.path == "/contoso/app-code"
    assert anna.sends("app-code", code="") == 422
    assert errors(anna.page) == ["Voer de code in die de app toont."]
    wrong = f"{(int(phone_app.code()) + 1) % 10**6:06}"
    assert anna.sends("app-code", code=wrong) == 422
    assert anna.sends("app-code", code=phone_app.code()) == 303
    assert anna.path == "/contoso/backup-phone"


def test_the_dialog_does_not_go_on_before_the_app_was_activated(anna: Visitor, phone_app: App) -> None:
    anna.signs_in()
    anna.sends("app/set-up", **MOBILE_APP)
    before = shown(anna)
    assert anna.sends("app") == 422
    assert "nog niet toegevoegd" in errors(anna.page)[0]
    assert shown(anna) == before, "what was scanned in the meantime has to work"
    phone_app.types_in(anna.page)
    assert anna.sends("app") == 303


def test_a_code_that_has_expired_is_told_and_set_up_shows_another(
    anna: Visitor, client: AppClient, phone_app: App
) -> None:
    anna.signs_in()
    anna.sends("app/set-up", **MOBILE_APP)
    before = shown(anna)
    client.post("/api/v1/clock", json={"advance": 600})
    assert anna.sends("app") == 422
    assert "verlopen" in errors(anna.page)[0]
    assert anna.sends("app/cancel") == 303
    assert anna.path == "/contoso/method"
    anna.sends("app/set-up", **MOBILE_APP)
    assert shown(anna) != before
    phone_app.types_in(anna.page)
    assert anna.sends("app") == 303


def test_another_app_reads_the_code_without_notifications(anna: Visitor, phone_app: App) -> None:
    anna.signs_in()
    anna.sends("app/set-up", **BY_CODE)
    for _ in range(2):
        anna.opens("app/without-notifications")
    account, secret = shown(anna)
    assert account == "Contoso:anna@contoso.example"
    assert anna.sends("app") == 303
    assert "geconfigureerd voor verificatiecodes." in anna.page
    anna.sends("method", **BY_CODE)
    now = phone_app.organisation.clock.now()
    assert anna.sends("app-code", code=pyotp.TOTP(secret).at(now)) == 303
    assert anna.path == "/contoso/backup-phone"


def test_an_app_without_notifications_cannot_be_tried_by_one(anna: Visitor, phone_app: App) -> None:
    anna.signs_in()
    anna.sends("app/set-up", **MOBILE_APP)
    anna.opens("app/without-notifications")
    anna.sends("app")
    assert anna.sends("method", **MOBILE_APP) == 422
    assert errors(anna.page) != []
    assert phone_app.requests == []


def test_one_can_go_back_to_the_code_with_notifications(anna: Visitor, phone_app: App) -> None:
    anna.signs_in()
    anna.sends("app/set-up", **MOBILE_APP)
    anna.opens("app/without-notifications")
    anna.opens("app/with-notifications")
    phone_app.types_in(anna.page)
    assert anna.sends("app") == 303


def test_next_without_set_up_asks_to_set_up(anna: Visitor) -> None:
    anna.signs_in()
    assert anna.sends("method", **BY_CODE) == 422
    assert len(errors(anna.page)) == 1
    assert '<option value="mobile-app" selected>' in anna.page


@pytest.mark.parametrize(
    ("is_answered", "said"),
    [(True, "De aanvraag is in de app geweigerd."), (False, "De aanvraag is niet op tijd beantwoord.")],
)
def test_a_request_that_fails_can_be_sent_once_more(
    anna: Visitor, client: AppClient, phone_app: App, *, is_answered: bool, said: str
) -> None:
    anna.signs_in()
    sets_up(anna, phone_app)
    if is_answered:
        phone_app.answers(approved=False)
    else:
        client.post("/api/v1/clock", json={"advance": 60})
    anna.opens("app-notification")
    assert errors(anna.page) == [said]
    assert anna.sends("app-notification/again") == 303
    assert errors(anna.page) == []
    phone_app.answers()
    anna.opens("app-notification")
    assert anna.path == "/contoso/backup-phone"


def test_the_number_that_the_page_shows_is_asked_in_the_app(anna: Visitor, client: AppClient, phone_app: App) -> None:
    client.patch("/api/v1/policy", json={"number_matching": True})
    anna.signs_in()
    sets_up(anna, phone_app)
    number = re.findall(r'class="match">(\d\d)<', anna.page)[0]
    assert phone_app.requests[-1].number == number
    phone_app.answers(number=number)
    anna.opens("app-notification")
    assert anna.path == "/contoso/backup-phone"


def test_an_empty_backup_number_is_complained_about_once(anna: Visitor, phone_app: App) -> None:
    anna.signs_in()
    sets_up(anna, phone_app)
    phone_app.answers()
    anna.opens("backup-phone")
    assert anna.sends("backup-phone", region="NL", number="12") == 422
    assert anna.sends("backup-phone", region="NL", number=" ") == 422
    assert errors(anna.page) == ["U hebt geen nummer ingevoerd. Doe dat alsnog, of ga zonder nummer verder."]
    assert 'name="warned" value="yes"' in anna.page
    assert anna.sends("backup-phone", region="NL", number="", warned="yes") == 303
    assert anna.path == "/contoso/app-password"
    assert phone_app.organisation.security.phones("anna@contoso.example") == {}


def test_a_region_that_is_not_in_the_list_is_refused(anna: Visitor, phone_app: App) -> None:
    anna.signs_in()
    sets_up(anna, phone_app)
    phone_app.answers()
    anna.opens("backup-phone")
    assert anna.sends("backup-phone", region="XX", number="06 12345678") == 422
    assert "uit de lijst" in errors(anna.page)[0]


def test_no_more_apps_than_a_person_may_have(anna: Visitor, client: AppClient, phone_app: App) -> None:
    client.patch("/api/v1/policy", json={"app_devices": 1})
    enrolls(anna, phone_app)
    service = phone_app.organisation.enrollments
    anna.opens("")
    anna.sends("sign-in", user_name="anna@contoso.example", password="Welkom-in-de-simulator")
    phone_app.answers()
    anna.opens("verify/notification")
    assert anna.path == "/contoso/signed-in"
    anna.opens("more-information")
    anna.sends("more-information")
    assert anna.sends("app/set-up", **MOBILE_APP) == 422
    assert len(errors(anna.page)) == 1
    assert len(service.enrolled("anna@contoso.example")) == 1


@pytest.mark.parametrize("step", ["method", "app", "app-notification", "backup-phone"])
@pytest.mark.parametrize("asked", ["app", "app-code", "app-notification", "backup-phone", "app-password"])
def test_a_page_of_another_step_leads_to_where_one_is(anna: Visitor, phone_app: App, step: str, asked: str) -> None:
    anna.signs_in()
    if step == "app":
        anna.sends("app/set-up", **MOBILE_APP)
    elif step != "method":
        sets_up(anna, phone_app)
    if step == "backup-phone":
        phone_app.answers()
    anna.opens(asked)
    assert anna.path == f"/contoso/{step}"


OFFICE = {"method": "office-phone", "region": "NL", "number": "020 5551234"}


def test_an_office_phone_is_called_and_never_sent_a_message(anna: Visitor, client: AppClient) -> None:
    anna.signs_in()
    assert anna.sends("method", **OFFICE, way="text_message", extension="") == 303
    assert anna.path == "/contoso/call"
    assert client.get("/api/v1/handsets/+31205551234/messages").json() == []
    call = client.get("/api/v1/handsets/+31205551234/calls").json()[0]["id"]
    client.post(f"/api/v1/calls/{call}/answer")
    client.post(f"/api/v1/calls/{call}/press", json={"keys": "#"})
    anna.opens("call")
    assert "Stap 3: Blijf uw bestaande toepassingen gebruiken" in anna.page
    anna.sends("app-password")
    assert "Bureautelefoon, Mij bellen" in anna.page


def test_an_extension_has_digits_only_and_is_told_on_the_page_of_the_call(anna: Visitor) -> None:
    anna.signs_in()
    assert anna.sends("method", **OFFICE, extension="12a") == 422
    assert len(errors(anna.page)) == 1
    assert 'value="12a"' in anna.page
    assert 'aria-describedby="extension-error extension-help"' in anna.page
    assert anna.sends("method", **OFFICE, extension="123") == 303
    assert "toestel 123" in anna.page
    anna.opens("method")
    assert 'value="123"' in anna.page
    assert '<option value="office-phone" selected>' in anna.page
