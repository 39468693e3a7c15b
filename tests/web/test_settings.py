"""The settings of who has registered: what can be chosen, what is saved, what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import Device, Enrollment, Option
from tests.web.registered import ANNA, MOBILE, PASSWORD, contoso, errors, has_phone, notices, signs_in

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from conftest import Visitor
    from tests.app_client import AppClient

ROW = {"authentication-phone-used": "yes", "authentication-phone-region": "NL"}
TEXT, CALL = ("text_message", Device.AUTHENTICATION_PHONE), ("phone_call", Device.AUTHENTICATION_PHONE)
EMPTY = {
    "office-phone-region": "NL",
    "office-phone-number": "",
    "alternate-phone-region": "NL",
    "alternate-phone-number": "",
}


@pytest.fixture
def at_settings(app: Starlette, anna: Visitor) -> Visitor:
    has_phone(app)
    signs_in(anna)
    anna.opens("settings")
    assert (anna.path, anna.status) == ("/contoso/settings", 200)
    return anna


def saves(visitor: Visitor, **changes: str) -> int:
    """Send the form as it is for who has only a mobile phone, but for these changes."""
    fields = {**ROW, **EMPTY, "authentication-phone-number": "+31 6 12345678", "option": "text_message"}
    sent = {**fields, **{name.replace("_", "-"): value for name, value in changes.items()}}
    return visitor.sends("settings", **{name: value for name, value in sent.items() if value != "(none)"})


def usable(page: str) -> list[str]:
    return re.findall(r'<option value="(\w+)"(?: selected)?>[^<]+</option>', page.partition("</select>")[0])


def test_who_has_not_signed_in_signs_in_with_a_second_factor_and_comes_back(app: Starlette, anna: Visitor) -> None:
    has_phone(app)
    anna.opens("settings")
    assert anna.path == "/contoso/"
    anna.sends("sign-in", user_name=ANNA, password=PASSWORD)
    anna.sends("verify/text", code=anna.code())
    assert anna.path == "/contoso/settings"


def test_a_session_that_began_without_a_second_factor_proves_one_first(app: Starlette, anna: Visitor) -> None:
    anna.opens("")
    anna.sends("sign-in", user_name=ANNA, password=PASSWORD)
    assert anna.path == "/contoso/more-information"
    has_phone(app)  # in another browser
    anna.opens("settings")
    assert anna.path == "/contoso/verify/text"
    anna.sends("verify/text", code=anna.code())
    assert anna.path == "/contoso/settings"


def test_who_has_registered_nothing_is_asked_to(anna: Visitor) -> None:
    anna.signs_in()
    anna.opens("settings")
    assert anna.path == "/contoso/more-information"


@pytest.mark.parametrize("address", ["settings", "settings/cancel", "settings/app", "settings/restore"])
def test_a_form_of_another_session_is_refused(at_settings: Visitor, address: str) -> None:
    assert at_settings.sends(address, form="another.seal") == 403


def test_all_five_options_are_shown_and_only_what_one_has_can_be_chosen(at_settings: Visitor) -> None:
    choices = at_settings.page.partition("</select>")[0]
    assert choices.count("<option") == 5
    assert usable(at_settings.page) == ["phone_call", "text_message"]
    assert '<option value="text_message" selected>' in choices


def test_what_the_organisation_forbids_is_greyed_out_and_stays_as_it_is(
    app: Starlette, at_settings: Visitor, client: AppClient
) -> None:
    assert saves(at_settings, office_phone_used="yes", office_phone_number="020 2490048") == 303
    client.patch("/api/v1/policy", json={"office_phone": False})
    at_settings.opens("settings")
    assert re.search(r'name="office-phone-number"[^>]* disabled', at_settings.page)
    # A browser sends nothing of what is greyed out.
    assert saves(at_settings, office_phone_region="(none)", office_phone_number="(none)") == 303
    assert Device.OFFICE_PHONE in contoso(app).security.phones(ANNA)


def test_what_is_saved_is_what_the_next_sign_in_uses(app: Starlette, at_settings: Visitor) -> None:
    assert saves(at_settings, option="phone_call") == 303
    assert at_settings.path == "/contoso/settings/saved"
    assert notices(at_settings.page) == ["Uw instellingen zijn opgeslagen."]
    assert contoso(app).security.default(ANNA) == Option(*CALL)
    at_settings.sends("sign-out")
    at_settings.sends("sign-in", user_name=ANNA, password=PASSWORD)
    assert at_settings.path == "/contoso/verify/call"


def test_numbers_are_added_changed_and_forgotten(app: Starlette, at_settings: Visitor) -> None:
    office = {"office_phone_used": "yes", "office_phone_number": "020 2490048", "office_phone_extension": "112"}
    other = {"alternate_phone_used": "yes", "alternate_phone_number": "0475 12 34 56", "alternate_phone_region": "BE"}
    assert saves(at_settings, authentication_phone_number="06 87654321", **office, **other) == 303
    phones = contoso(app).security.phones(ANNA)
    assert {device: (str(each.number.e164), each.extension) for device, each in phones.items()} == {
        Device.AUTHENTICATION_PHONE: ("+31687654321", ""),
        Device.OFFICE_PHONE: ("+31202490048", "112"),
        Device.ALTERNATE_PHONE: ("+32475123456", ""),
    }
    at_settings.opens("settings")
    assert 'value="112"' in at_settings.page
    kept = {"office_phone_number": "+31 20 249 0048", "authentication_phone_number": "+31 6 87654321"}
    assert saves(at_settings, **kept) == 303
    assert set(contoso(app).security.phones(ANNA)) == {Device.AUTHENTICATION_PHONE}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"authentication_phone_number": "nul zes"}, "Dit is geen telefoonnummer"),
        ({"authentication_phone_number": ""}, "Voer uw telefoonnummer in"),
        ({"authentication_phone_region": "XX"}, "Kies een land of regio"),
        ({"alternate_phone_number": "06 87654321"}, "Vink dit aan om het nummer te gebruiken"),
        (
            {"office_phone_used": "yes", "office_phone_number": "020 2490048", "office_phone_extension": "1a"},
            "Een toestelnummer bestaat",
        ),
        ({"option": "office_call"}, "U bent zo niet te bereiken"),
        ({"option": "pigeon"}, "U bent zo niet te bereiken"),
        ({"authentication_phone_used": "(none)"}, "U bent zo niet te bereiken"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
    app: Starlette, at_settings: Visitor, changes: dict[str, str], said: str
) -> None:
    before = contoso(app).security.phones(ANNA)
    assert saves(at_settings, **changes) == 422
    assert len(errors(at_settings.page)) == 1
    assert errors(at_settings.page)[0].startswith(said)
    assert at_settings.page.count('aria-invalid="true"') == 1
    assert contoso(app).security.phones(ANNA) == before
    assert contoso(app).security.default(ANNA) == Option(*TEXT)


def test_what_was_typed_stays_when_it_is_refused(at_settings: Visitor) -> None:
    assert (
        saves(at_settings, alternate_phone_used="yes", alternate_phone_number="06 12", alternate_phone_region="BE")
        == 422
    )
    assert 'value="06 12"' in at_settings.page
    assert re.search(r'name="alternate-phone-used"[^>]* checked', at_settings.page)
    assert '<option value="BE" selected>' in at_settings.page


def test_canceling_keeps_what_was_there_and_says_so(app: Starlette, at_settings: Visitor) -> None:
    assert at_settings.sends("settings/cancel") == 303
    assert at_settings.path == "/contoso/settings"
    assert notices(at_settings.page) == ["Geannuleerd. Er is niets opgeslagen."]
    assert contoso(app).security.default(ANNA) == Option(*TEXT)


def test_the_button_to_set_up_the_app_deletes_no_device(app: Starlette, at_settings: Visitor) -> None:
    contoso(app).security.register_app(ANNA, handset=MOBILE, device_name="Android")
    before = contoso(app).security.devices(ANNA)
    at_settings.opens("settings")
    assert at_settings.sends("settings/app") == 303
    assert at_settings.path == "/contoso/app"
    at_settings.opens("settings")
    assert saves(at_settings, app_offered="yes", app_used="yes") == 303
    assert contoso(app).security.devices(ANNA) == before


def test_a_device_has_a_delete_button_of_its_own(app: Starlette, at_settings: Visitor) -> None:
    security = contoso(app).security
    for name in ("Android", "iPhone"):
        security.register_app(ANNA, handset=MOBILE, device_name=name)
    security.prefer(ANNA, Option("app_notification", Device.MOBILE_APP))
    first, second = security.devices(ANNA)
    assert [name for name in ("Android", "iPhone") if f">{name}</bdi>" in at_settings.opens("settings")] == [
        "Android",
        "iPhone",
    ]
    assert at_settings.sends(f"settings/devices/{first.id}/delete") == 303
    assert security.devices(ANNA) == (second,)
    assert notices(at_settings.page) == ["“Android” is verwijderd. Verwijder uw account ook in de app op die telefoon."]
    assert at_settings.sends(f"settings/devices/{second.id}/delete") == 303
    assert notices(at_settings.page)[0].endswith("Uw voorkeur is nu “Sms een code naar mijn verificatietelefoon”.")
    assert at_settings.sends(f"settings/devices/{second.id}/delete") == 303
    assert (notices(at_settings.page), security.devices(ANNA)) == ([], ())


def test_a_device_of_another_person_cannot_be_deleted(app: Starlette, at_settings: Visitor) -> None:
    security = contoso(app).security
    security.register_app("bram@contoso.example", handset="+31687654321", device_name="iPhone")
    (other,) = security.devices("bram@contoso.example")
    assert at_settings.sends(f"settings/devices/{other.id}/delete") == 303
    assert security.devices("bram@contoso.example") == (other,)


def test_a_page_without_devices_that_is_sent_late_forgets_no_device(app: Starlette, at_settings: Visitor) -> None:
    form = at_settings.form
    contoso(app).security.register_app(ANNA, handset=MOBILE, device_name="Android")
    assert saves(at_settings, form=form) == 303
    assert len(contoso(app).security.devices(ANNA)) == 1


def test_unticking_the_app_forgets_every_device(app: Starlette, at_settings: Visitor) -> None:
    contoso(app).security.register_app(ANNA, handset=MOBILE, device_name="Android")
    at_settings.opens("settings")
    assert saves(at_settings, app_offered="yes") == 303
    assert contoso(app).security.devices(ANNA) == ()


def test_beyond_the_most_devices_the_dialog_does_not_open(app: Starlette, at_settings: Visitor) -> None:
    for place in range(5):
        contoso(app).security.register_app(ANNA, device_name=f"App {place}")
    at_settings.opens("settings")
    assert at_settings.sends("settings/app") == 409
    assert errors(at_settings.page)[0].startswith("U hebt het maximale aantal")


def test_restoring_forgets_every_trusted_browser(app: Starlette, anna: Visitor) -> None:
    has_phone(app)
    anna.opens("")
    anna.sends("sign-in", user_name=ANNA, password=PASSWORD)
    anna.sends("verify/text", code=anna.code(), trust="yes")
    anna.sends("sign-out")
    anna.sends("sign-in", user_name=ANNA, password=PASSWORD)
    assert anna.path == "/contoso/signed-in"
    anna.opens("settings")
    assert anna.sends("settings/restore") == 303
    assert notices(anna.page) == ["Vanaf nu vraagt elk apparaat weer om een tweede stap."]
    anna.sends("sign-out")
    anna.sends("sign-in", user_name=ANNA, password=PASSWORD)
    assert anna.path == "/contoso/verify/text"


def test_where_no_browser_is_trusted_there_is_nothing_to_restore(at_settings: Visitor, client: AppClient) -> None:
    assert "eerder vertrouwde apparaten" in at_settings.page
    client.patch("/api/v1/policy", json={"remember_days": 0})
    assert "eerder vertrouwde apparaten" not in at_settings.opens("settings")


def test_the_tab_of_app_passwords_is_there_where_they_are_allowed(at_settings: Visitor, client: AppClient) -> None:
    assert 'href="/contoso/app-passwords"' in at_settings.page
    client.patch("/api/v1/policy", json={"app_passwords": False})
    assert 'href="/contoso/app-passwords"' not in at_settings.opens("settings")


@pytest.fixture
def proving(at_settings: Visitor, client: AppClient) -> Visitor:
    """Return somebody whose organisation wants a new preferred option proved before it is saved."""
    client.patch("/api/v1/policy", json={"verify_preferred_option": True})
    return at_settings


def sends_again(visitor: Visitor) -> int:
    """Press the button of the page that says so: its form has the fields of the settings."""
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', visitor.page))
    return visitor.sends("settings/verify", **fields)


@pytest.mark.parametrize("option", ["text_message", "phone_call"])
def test_a_form_of_a_proof_that_this_session_did_not_make_is_refused(
    proving: Visitor, client: AppClient, option: str
) -> None:
    saves(proving, option=option, authentication_phone_number="06 87654321")
    sends_again(proving)
    page = proving.path
    assert page == f"/contoso/settings/verify/{'text' if option == 'text_message' else 'call'}"
    again = f"{page}/{'new' if option == 'text_message' else 'again'}"
    for path in (page, again, "/contoso/settings/verify/cancel"):
        for form in ({}, {"form": "x.y"}):
            assert client.post(path, data=form, follow_redirects=False).status_code == 403, path
    proving.opens(page.removeprefix("/contoso/"))
    assert proving.path == page


def test_a_new_preferred_option_proves_itself_before_anything_is_saved(
    app: Starlette, proving: Visitor, client: AppClient
) -> None:
    assert saves(proving, option="phone_call", authentication_phone_number="06 87654321") == 200
    assert "Bel mijn verificatietelefoon" in proving.page
    assert "06 87654321" in proving.page
    assert sends_again(proving) == 303
    assert proving.path == "/contoso/settings/verify/call"
    assert contoso(app).security.phones(ANNA)[Device.AUTHENTICATION_PHONE].number.e164 == MOBILE
    call = client.get("/api/v1/handsets/+31687654321/calls").json()[-1]["id"]
    client.post(f"/api/v1/calls/{call}/answer")
    client.post(f"/api/v1/calls/{call}/press", json={"keys": "#"})
    proving.opens("settings/verify/call")
    assert proving.path == "/contoso/settings/saved"
    assert contoso(app).security.default(ANNA) == Option(*CALL)
    assert contoso(app).security.phones(ANNA)[Device.AUTHENTICATION_PHONE].number.e164 == "+31687654321"


def test_a_new_number_of_the_preferred_option_proves_itself_by_a_code(app: Starlette, proving: Visitor) -> None:
    assert saves(proving, authentication_phone_number="06 87654321") == 200
    assert sends_again(proving) == 303
    assert proving.path == "/contoso/settings/verify/text"
    assert proving.sends("settings/verify/text", code="000000") == 422
    assert proving.sends("settings/verify/text", code=proving.code("+31687654321")) == 303
    assert proving.path == "/contoso/settings/saved"
    assert contoso(app).security.phones(ANNA)[Device.AUTHENTICATION_PHONE].number.e164 == "+31687654321"


def test_what_proved_itself_before_is_saved_at_once(app: Starlette, proving: Visitor) -> None:
    assert saves(proving, alternate_phone_used="yes", alternate_phone_number="06 87654321") == 303
    assert proving.path == "/contoso/settings/saved"
    assert Device.ALTERNATE_PHONE in contoso(app).security.phones(ANNA)


@pytest.mark.parametrize("how", ["canceled", "locked out"])
def test_a_proof_that_does_not_succeed_saves_nothing(app: Starlette, proving: Visitor, how: str) -> None:
    saves(proving, authentication_phone_number="06 87654321")
    sends_again(proving)
    if how == "canceled":
        assert proving.sends("settings/verify/cancel") == 303
    else:
        for _ in range(5):
            proving.sends("settings/verify/text", code="000000")
    assert proving.path == "/contoso/settings"
    assert notices(proving.page) == ["Uw voorkeur is niet geverifieerd. Er is niets opgeslagen."]
    assert contoso(app).security.phones(ANNA)[Device.AUTHENTICATION_PHONE].number.e164 == MOBILE


def test_a_call_that_fails_says_how_and_is_placed_again(proving: Visitor, client: AppClient) -> None:
    saves(proving, option="phone_call")
    sends_again(proving)
    call = client.get(f"/api/v1/handsets/{MOBILE}/calls").json()[-1]["id"]
    client.post(f"/api/v1/calls/{call}/hang-up")
    proving.opens("settings/verify/call")
    assert errors(proving.page) == ["Uw telefoon was in gesprek."]
    assert proving.sends("settings/verify/call/again") == 303
    assert errors(proving.page) == []


def test_without_a_proof_under_way_its_pages_lead_to_the_settings(at_settings: Visitor) -> None:
    at_settings.opens("settings/verify/text")
    assert at_settings.path == "/contoso/settings"


@pytest.fixture
def adding(at_settings: Visitor) -> Visitor:
    """Return somebody at the dialog that an app scans, who came from the settings."""
    assert at_settings.sends("settings/app") == 303
    assert at_settings.path == "/contoso/app"
    return at_settings


def activates(app: Starlette, visitor: Visitor) -> None:
    """Let the app on Anna's phone scan what the dialog shows."""
    shown = re.findall(r"<dd>([^<]+)</dd>", visitor.page)
    contoso(app).enrollments.activate(shown[0], MOBILE, "Pixel 4")


def answers(app: Starlette, *, approved: bool) -> None:
    """Answer the request in the app."""
    enrollments = contoso(app).enrollments
    (found,) = [each for each in enrollments.rules.repository.of(ANNA) if isinstance(each, Enrollment)]
    assert found.request is not None
    enrollments.answer(found.request.ids[0], approved=approved)


def test_one_more_app_is_added_once_it_has_been_tried(app: Starlette, adding: Visitor) -> None:
    activates(app, adding)
    assert adding.sends("app") == 303
    assert adding.path == "/contoso/app-notification"
    assert contoso(app).security.devices(ANNA) == ()
    answers(app, approved=True)
    adding.opens("app-notification")
    assert adding.path == "/contoso/settings"
    assert notices(adding.page) == ["De app is toegevoegd."]
    assert [each.name for each in contoso(app).security.devices(ANNA)] == ["Pixel 4"]
    assert ">Pixel 4</bdi>" in adding.page
    assert usable(adding.page) == ["app_notification", "phone_call", "text_message", "app_code"]


@pytest.mark.parametrize("when", ["in the dialog", "while it is tried", "after it was denied"])
def test_giving_up_adds_no_app_and_leads_back_to_the_settings(app: Starlette, adding: Visitor, when: str) -> None:
    if when != "in the dialog":
        activates(app, adding)
        adding.sends("app")
    if when == "after it was denied":
        answers(app, approved=False)
        adding.opens("app-notification")
        assert errors(adding.page) == ["De aanvraag is in de app geweigerd."]
    assert adding.sends("app/cancel" if when == "in the dialog" else "settings/app/cancel") == 303
    assert adding.path == "/contoso/settings"
    assert contoso(app).security.devices(ANNA) == ()


def test_an_app_that_told_no_name_is_called_another_app_for_codes(app: Starlette, at_settings: Visitor) -> None:
    contoso(app).security.register_app(ANNA, notifications=False)
    at_settings.opens("settings")
    assert re.search(
        r'<bdi id="device-1">Een andere authenticator-app</bdi> <span class="small">'
        r'<time datetime="[^"]+">vandaag toegevoegd</time>, alleen voor codes<',
        at_settings.page,
    )
    (device,) = contoso(app).security.devices(ANNA)
    at_settings.sends(f"settings/devices/{device.id}/delete")
    assert notices(at_settings.page)[0].startswith("“Een andere authenticator-app” is verwijderd.")
