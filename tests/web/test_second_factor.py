"""Signing in with a second factor on the pages: each method, other ways, what fails, and trusted browsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.identity import Device
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.flows.sign_in_request import trust_cookie
from tests.app_client import AppClient
from tests.web.apps import HANDSET, App, signs_in
from tests.web.conftest import ADDRESS, PASSWORD, Visitor

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.applications import Starlette

    from stapsgewijs.storage import Organisation

ANNA = "anna@contoso.example"
PHONE = f"/api/v1/handsets/{HANDSET}"
TICKED = {"trust": "yes"}


@pytest.fixture
def organisation(app: Starlette) -> Organisation:
    found: Organisation = app.state.site.organisations.get("contoso")
    return found


@pytest.fixture
def phone_app(app: Starlette) -> App:
    return App(app)


def has_phone(organisation: Organisation, device: Device = Device.AUTHENTICATION_PHONE, number: str = HANDSET) -> None:
    organisation.security.register_phone(ANNA, device, PhoneNumber.parse(number, "NL"))


def has_app(organisation: Organisation, app: App, pin: str = "") -> None:
    activation = organisation.security.register_app(ANNA, handset=HANDSET, device_name="Anna's phone", pin=pin)
    app.takes(f"otpauth://totp/Contoso:anna?secret={activation.secret}")


def prefers(organisation: Organisation, method: str) -> None:
    options = [each.option for each in organisation.security.options(ANNA)]
    organisation.security.prefer(ANNA, next(each for each in options if each.method == method))


def error(visitor: Visitor) -> str:
    found = re.findall(r'<p class="error"[^>]*>([^<]+)</p>', visitor.page)
    assert len(found) == 1, found
    return found[0]


def does(client: AppClient, *actions: str) -> None:
    for action in actions:
        call = client.get(f"{PHONE}/calls").json()[-1]["id"]
        if action in {"answer", "hang-up"}:
            client.post(f"/api/v1/calls/{call}/{action}")
        else:
            client.post(f"/api/v1/calls/{call}/press", json={"keys": action})


def test_by_text_message(anna: Visitor, organisation: Organisation) -> None:
    has_phone(organisation)
    signs_in(anna)
    assert anna.path == "/contoso/verify/text"
    assert "+XX XXXXXXX78" in anna.page
    assert "12345678" not in anna.page
    assert "Aangemeld als" not in anna.page
    assert anna.sends("verify/text", code="") == 422
    right = anna.code()
    assert anna.sends("verify/text", code=f"{(int(right) + 1) % 10**6:06}") == 422
    assert error(anna) == "Deze code klopt niet. Kijk het bericht na en probeer het opnieuw."
    assert anna.sends("verify/text", code=right) == 303
    assert anna.path == "/contoso/signed-in"
    assert "Aangemeld als Anna" in anna.page


def test_a_new_code_makes_the_one_before_worthless(anna: Visitor, organisation: Organisation) -> None:
    has_phone(organisation)
    signs_in(anna)
    first = anna.code()
    assert anna.sends("verify/text/new", trust="yes") == 303
    assert re.search(r'name="trust" value="yes" checked', anna.page), "what was ticked stays ticked"
    assert anna.sends("verify/text", code=first) == 422
    assert anna.sends("verify/text", code=anna.code()) == 303


def test_by_call(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    has_phone(organisation)
    prefers(organisation, "phone_call")
    signs_in(anna)
    assert anna.path == "/contoso/verify/call"
    assert "Uw telefoon gaat over" in anna.page
    does(client, "answer")
    assert "U bent verbonden" in anna.opens("verify/call")
    does(client, "#")
    assert anna.sends("verify/call") == 303
    assert anna.path == "/contoso/signed-in"


def test_by_call_to_the_office_phone(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    has_phone(organisation, Device.OFFICE_PHONE, "+31205551234")
    signs_in(anna)
    assert anna.path == "/contoso/verify/call"
    assert "Op een andere manier aanmelden" not in anna.page, "there is no other way"
    assert len(client.get("/api/v1/handsets/+31205551234/calls").json()) == 1


def test_by_notification(anna: Visitor, organisation: Organisation, phone_app: App) -> None:
    has_app(organisation, phone_app)
    signs_in(anna)
    assert anna.path == "/contoso/verify/notification"
    phone_app.answers()
    anna.opens("verify/notification")
    assert anna.path == "/contoso/signed-in"


def test_by_notification_with_the_number_and_the_pin(
    anna: Visitor, client: AppClient, organisation: Organisation, phone_app: App
) -> None:
    client.patch("/api/v1/policy", json={"number_matching": True, "app_pin": True})
    has_app(organisation, phone_app, pin="1234")
    signs_in(anna)
    number = re.findall(r'class="match">(\d\d)<', anna.page)[0]
    phone_app.answers(number=number, pin="1234")
    anna.opens("verify/notification")
    assert anna.path == "/contoso/signed-in"


def test_by_code_of_the_app(anna: Visitor, organisation: Organisation, phone_app: App) -> None:
    has_app(organisation, phone_app)
    prefers(organisation, "app_code")
    signs_in(anna)
    assert anna.path == "/contoso/verify/app-code"
    code = phone_app.code()
    assert anna.sends("verify/app-code", code=f"{(int(code) + 1) % 10**6:06}") == 422
    assert anna.sends("verify/app-code", code=f"{code[:3]} {code[3:]}") == 303
    assert anna.path == "/contoso/signed-in"
    anna.sends("sign-out")
    signs_in(anna)
    assert anna.sends("verify/app-code", code=code) == 422
    assert "al eens gebruikt" in error(anna)


def test_another_way_lists_what_the_person_has(anna: Visitor, organisation: Organisation, phone_app: App) -> None:
    has_phone(organisation)
    has_phone(organisation, Device.OFFICE_PHONE, "+31205551234")
    has_app(organisation, phone_app)
    signs_in(anna)
    assert 'href="/contoso/verify/other"' in anna.page
    anna.opens("verify/other")
    offered = re.findall(r'name="way" value="[^"]+"(?: autofocus)?>([^<]+)', anna.page)
    assert sorted(offered) == [
        "Bellen naar +XX XXXXXXX34",
        "Bellen naar +XX XXXXXXX78",
        "Een aanvraag goedkeuren in mijn Microsoft Authenticator-app",
        "Een verificatiecode van mijn mobiele app gebruiken",
        "Sms naar +XX XXXXXXX78",
    ]
    assert anna.sends("verify/other") == 422
    assert error(anna) == "Kies hoe u zich wilt aanmelden."
    assert anna.sends("verify/other", way="mobile-app.app_code") == 303
    assert anna.path == "/contoso/verify/app-code"
    assert anna.sends("verify/app-code", code=phone_app.code()) == 303
    assert anna.path == "/contoso/signed-in"


def test_asking_for_another_way_withdraws_what_was_asked(
    anna: Visitor, organisation: Organisation, phone_app: App
) -> None:
    has_phone(organisation)
    has_app(organisation, phone_app)
    prefers(organisation, "app_notification")
    signs_in(anna)
    assert len(phone_app.requests) == 1
    anna.opens("verify/other")
    assert phone_app.requests == []
    anna.opens("verify/notification")
    assert anna.path == "/contoso/verify/other"


@pytest.mark.parametrize(
    ("end", "heading", "said"),
    [
        ("denied", "We konden niet vaststellen dat u het bent", "geweigerd"),
        ("late", "We hebben niets van u gehoord", "niet op tijd"),
    ],
)
def test_a_request_that_fails_says_how_and_may_be_sent_again(  # noqa: PLR0913, PLR0917  # what it takes
    anna: Visitor, client: AppClient, organisation: Organisation, phone_app: App, end: str, heading: str, said: str
) -> None:
    has_app(organisation, phone_app)
    signs_in(anna)
    if end == "denied":
        phone_app.answers(approved=False)
    else:
        client.post("/api/v1/clock", json={"advance": 60})
    anna.opens("verify/notification")
    assert anna.path == "/contoso/verify/failed"
    assert heading in anna.page
    assert said in error(anna)
    assert anna.sends("verify/notification/again") == 303
    assert anna.path == "/contoso/verify/notification"
    phone_app.answers()
    anna.opens("verify/notification")
    assert anna.path == "/contoso/signed-in"


def test_a_call_that_fails_leads_to_another_way(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    has_phone(organisation)
    prefers(organisation, "phone_call")
    signs_in(anna)
    does(client, "hang-up")
    anna.opens("verify/call")
    assert anna.path == "/contoso/verify/failed"
    assert anna.sends("verify/call/again") == 303
    assert anna.path == "/contoso/verify/call"
    does(client, "hang-up")
    anna.opens("verify/failed")
    assert 'href="/contoso/verify/other"' in anna.page
    anna.opens("verify/other")
    anna.sends("verify/other", way="authentication-phone.text_message")
    assert anna.sends("verify/text", code=anna.code()) == 303


def test_what_cannot_be_sent_again_is_said(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    client.patch("/api/v1/policy", json={"sends": 1})
    has_phone(organisation)
    prefers(organisation, "phone_call")
    signs_in(anna)
    does(client, "hang-up")
    anna.opens("verify/call")
    anna.sends("verify/call/again")
    assert anna.path == "/contoso/verify/failed"
    assert "te veel codes" in anna.page
    anna.sends("verify/cancel")
    signs_in(anna)
    assert anna.path == "/contoso/verify/other"
    assert "te veel codes" in error(anna)


def test_too_many_wrong_codes_end_it(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    client.patch("/api/v1/policy", json={"wrong_tries": 2})
    has_phone(organisation)
    signs_in(anna)
    right = anna.code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert anna.sends("verify/text", code=wrong) == 422
    assert anna.sends("verify/text", code=wrong) == 303
    assert anna.path == "/contoso/verify/failed"
    assert "verify/text/again" not in anna.page
    anna.opens("verify/text")
    assert anna.path == "/contoso/verify/failed"
    anna.sends("verify/cancel")
    assert anna.path == "/contoso/"


def test_fraud_that_is_reported_blocks(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    has_phone(organisation)
    prefers(organisation, "phone_call")
    signs_in(anna)
    does(client, "answer", "0#")
    anna.opens("verify/call")
    assert anna.path == "/contoso/verify/failed"
    assert re.search(r"\d\d-\d\d-\d{4}", error(anna))
    anna.sends("verify/cancel")
    signs_in(anna)
    assert anna.path == "/contoso/verify/failed"


def test_three_minutes_are_the_limit(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    has_phone(organisation)
    signs_in(anna)
    code = anna.code()
    client.post("/api/v1/clock", json={"advance": 180})
    anna.sends("verify/text", code=code)
    assert anna.path == "/contoso/"
    assert "Dit duurde te lang." in anna.page
    anna.opens("signed-in")
    assert anna.path == "/contoso/"


def test_canceling_signs_nobody_in(anna: Visitor, organisation: Organisation) -> None:
    has_phone(organisation)
    signs_in(anna)
    code = anna.code()
    form = anna.form
    assert anna.sends("verify/cancel") == 303
    assert anna.path == "/contoso/"
    assert "Geannuleerd. U bent niet aangemeld." in anna.page
    assert anna.sends("verify/text", form=form, code=code) in {303, 403}
    anna.opens("signed-in")
    assert anna.path == "/contoso/"


def test_who_has_nothing_that_may_be_used_is_asked_for_more(
    anna: Visitor, client: AppClient, organisation: Organisation
) -> None:
    has_phone(organisation)
    client.patch("/api/v1/policy", json={"text_message": False, "phone_call": False})
    signs_in(anna)
    assert anna.path == "/contoso/more-information"
    assert anna.sends("more-information") == 303
    assert anna.path == "/contoso/method"


def test_a_default_that_is_no_longer_allowed_gives_way(
    anna: Visitor, client: AppClient, organisation: Organisation
) -> None:
    has_phone(organisation)
    prefers(organisation, "text_message")
    client.patch("/api/v1/policy", json={"text_message": False})
    signs_in(anna)
    assert anna.path == "/contoso/verify/call"


def test_where_no_second_factor_is_required_none_is_asked(
    anna: Visitor, client: AppClient, organisation: Organisation
) -> None:
    has_phone(organisation)
    client.patch("/api/v1/policy", json={"second_factor": False})
    signs_in(anna)
    assert anna.path == "/contoso/signed-in"


@pytest.mark.parametrize("path", ["verify/text", "verify/call", "verify/other", "verify/failed", "verify/changes"])
def test_nobody_sees_these_pages_without_a_password(anna: Visitor, path: str) -> None:
    anna.opens(path)
    assert anna.path in {"/contoso/", "/contoso/verify/changes"}
    assert path != "verify/changes" or anna.page == '{"changed":true}'


def test_pages_for_who_has_signed_in_are_closed_until_the_second_factor(
    anna: Visitor, organisation: Organisation
) -> None:
    has_phone(organisation)
    signs_in(anna)
    for path in ("signed-in", "finished", "more-information", "method", "my-apps"):
        anna.opens(path)
        assert anna.path == "/contoso/"


def cookie(client: AppClient, name: str = trust_cookie(ANNA)) -> str:
    return client.cookies.get(name, "")


def test_a_browser_that_is_trusted_is_not_asked_again_for_so_many_days(
    anna: Visitor, bram: Visitor, client: AppClient, organisation: Organisation
) -> None:
    has_phone(organisation)
    signs_in(anna)
    assert "Niet opnieuw vragen gedurende 14 dagen" in anna.page
    anna.sends("verify/text", code=anna.code(), **TICKED)
    assert cookie(client) != ""
    anna.sends("sign-out")
    signs_in(anna)
    assert anna.path == "/contoso/signed-in"
    signs_in(bram)  # Anna, in another browser
    assert bram.path == "/contoso/verify/text"
    anna.sends("sign-out")
    client.post("/api/v1/clock", json={"advance": 14 * 24 * 3600})
    signs_in(anna)
    assert anna.path == "/contoso/verify/text"


def test_people_who_share_a_browser_are_trusted_each_for_themselves(anna: Visitor, organisation: Organisation) -> None:
    bram = "bram@contoso.example"
    has_phone(organisation)
    organisation.security.register_phone(bram, Device.AUTHENTICATION_PHONE, PhoneNumber.parse("0687654321", "NL"))
    for person, number in ((ANNA, HANDSET), (bram, "+31687654321")):
        anna.opens("")
        anna.sends("sign-in", user_name=person, password=PASSWORD)
        assert anna.path == "/contoso/verify/text"
        anna.sends("verify/text", code=anna.code(number), **TICKED)
        anna.sends("sign-out")
    for person in (ANNA, bram):
        anna.sends("sign-in", user_name=person, password=PASSWORD)
        assert anna.path == "/contoso/signed-in"
        anna.sends("sign-out")


def test_trust_that_is_restored_is_worth_nothing(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    has_phone(organisation)
    signs_in(anna)
    anna.sends("verify/text", code=anna.code(), **TICKED)
    organisation.security.restore(ANNA)
    anna.sends("sign-out")
    signs_in(anna)
    assert anna.path == "/contoso/verify/text"
    assert cookie(client) != ""


def test_a_box_that_is_not_ticked_trusts_nothing(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    has_phone(organisation)
    signs_in(anna)
    anna.sends("verify/text", code=anna.code())
    assert cookie(client) == ""


def test_without_remembering_there_is_no_box(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    client.patch("/api/v1/policy", json={"remember_days": 0})
    has_phone(organisation)
    signs_in(anna)
    assert "trust" not in anna.page
    anna.sends("verify/text", code=anna.code(), **TICKED)
    assert (anna.path, cookie(client)) == ("/contoso/signed-in", "")


def test_the_box_on_a_page_that_waits_is_sent_when_it_goes_on(
    anna: Visitor, client: AppClient, organisation: Organisation, phone_app: App
) -> None:
    has_app(organisation, phone_app)
    signs_in(anna)
    assert anna.sends("verify/notification", **TICKED) == 303
    assert 'value="yes" checked' in anna.page
    phone_app.answers()
    assert anna.sends("verify/notification", **TICKED) == 303
    assert anna.path == "/contoso/signed-in"
    assert cookie(client) != ""


@pytest.mark.parametrize(
    ("headers", "is_secure"), [({}, False), ({"origin": "https://127.0.0.1", "sec-fetch-site": "same-origin"}, True)]
)
def test_no_script_sees_the_cookie_and_behind_tls_it_never_goes_without(
    anna: Visitor, client: AppClient, organisation: Organisation, headers: dict[str, str], *, is_secure: bool
) -> None:
    has_phone(organisation)
    signs_in(anna)
    data = {"form": anna.form, "code": anna.code(), **TICKED}
    answer = client.post("/contoso/verify/text", data=data, headers=headers, follow_redirects=False)
    set_cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("trusted-browser-"))
    parts = {each.strip().lower() for each in set_cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/contoso/", f"max-age={14 * 24 * 3600}"} <= parts
    assert ("secure" in parts) is is_secure


def test_the_session_changes_at_every_step(anna: Visitor, client: AppClient, organisation: Organisation) -> None:
    has_phone(organisation)
    anna.opens("")
    seen = [cookie(client, "session")]
    anna.sends("sign-in", user_name=ANNA, password=PASSWORD)
    seen.append(cookie(client, "session"))
    anna.sends("verify/text", code=anna.code())
    seen.append(cookie(client, "session"))
    assert len(set(seen)) == 3


def test_two_people_at_once_do_not_meet(anna: Visitor, bram: Visitor, organisation: Organisation) -> None:
    has_phone(organisation)
    organisation.security.register_phone(
        "bram@contoso.example", Device.AUTHENTICATION_PHONE, PhoneNumber.parse("0687654321", "NL")
    )
    signs_in(anna)
    bram.opens("")
    bram.sends("sign-in", user_name="bram@contoso.example", password=PASSWORD)
    assert bram.sends("verify/text", code=anna.code()) == 422
    assert bram.sends("verify/text", code=bram.code("+31687654321")) == 303
    assert "Aangemeld als Bram" in bram.page
    assert anna.sends("verify/text", code=anna.code()) == 303
    assert "Aangemeld als Anna" in anna.page


def test_a_page_that_waits_is_told(
    anna: Visitor, client: AppClient, organisation: Organisation, phone_app: App
) -> None:
    has_app(organisation, phone_app)
    signs_in(anna)
    changes = re.findall(r'data-changes="([^"]+)"', anna.page)[0].replace("&amp;", "&")
    phone_app.answers()
    assert client.get(changes).json() == {"changed": True}
    assert client.get("/contoso/verify/changes").status_code == 404


def test_another_process_takes_up_what_one_began(tmp_path: Path) -> None:
    database = str(tmp_path / "kept.sqlite3")
    first = build_app(database=database)
    has_phone(first.state.site.organisations.get("contoso"))
    anna = Visitor(AppClient(first, base_url=ADDRESS))
    signs_in(anna)
    page, cookies = anna.page, anna.client.cookies
    anna = Visitor(AppClient(build_app(database=database), base_url=ADDRESS))
    anna.client.cookies, anna.page = cookies, page
    assert anna.sends("verify/text", code=anna.code(), **TICKED) == 303
    assert anna.path == "/contoso/signed-in"
    anna.sends("sign-out")
    signs_in(anna)
    assert anna.path == "/contoso/signed-in"
