"""The QR code on the page and the app on the phone, as people meet them: read from the screen, tapped, approved.

What is on the picture is read by zxing-cpp, and its code computed by pyotp: neither knows anything of ours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pyotp
import pytest
from playwright.sync_api import expect

from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.qr_code import read_qr_codes
from stapsgewijs.scenarios.browser.page_shot import screenshot
from tests.barriers import EVERY_RULE, barriers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

NUMBER = "+31612345678"
PHONE = f"/contoso/handsets/{NUMBER}"
ANNA = "anna@contoso.example"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield url


@pytest.fixture
def api(address: str) -> Iterator[httpx.Client]:
    """Give the API of an organisation in which nothing has happened yet."""
    base = f"{address}/api/v1"
    with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
        client.delete("/organisations/contoso")
        people = [{"name": "Anna", "user_name": ANNA, "password": "geheim"}]
        client.post("/organisations", json={"id": "contoso", "name": "Contoso", "people": people}).raise_for_status()
        yield client


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=address, reduced_motion="reduce", locale="nl")
    made.set_default_timeout(60_000)
    yield made
    made.close()


@pytest.fixture
def dialog(context: BrowserContext, api: httpx.Client) -> Callable[[str], Page]:
    """Return what brings Anna to the dialog with the QR code, with a way to use the app."""
    assert api

    def open_dialog(way: str) -> Page:
        page = context.new_page()
        page.goto("/contoso/")
        page.get_by_label("Gebruikersnaam").fill(ANNA)
        page.get_by_label("Wachtwoord").fill("geheim")
        page.get_by_role("button", name="Aanmelden").click()
        page.get_by_role("button", name="Volgende").click()
        page.locator("[name=method]").select_option(label="Mobiele app")
        page.get_by_label(way).check()
        page.get_by_role("button", name="Instellen").click()
        return page

    return open_dialog


def test_any_app_scans_a_small_dark_screen_and_its_code_is_accepted(dialog: Callable[[str], Page]) -> None:
    page = dialog("Verificatiecode gebruiken")
    page.get_by_role("link", name="App configureren zonder meldingen").click()
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="dark")
    (payload,) = read_qr_codes(screenshot(page, full_page=True))
    app = pyotp.parse_uri(payload)
    assert (app.issuer, app.name) == ("Contoso", ANNA)
    assert isinstance(app, pyotp.TOTP)
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("textbox").fill(app.now())
    page.get_by_role("button", name="Verifiëren").click()
    expect(page.locator("main")).to_contain_text("Stap 3: ")


def test_a_person_sets_the_app_up_and_approves_on_the_phone(
    dialog: Callable[[str], Page], context: BrowserContext
) -> None:
    page, phone = dialog("Meldingen ontvangen"), context.new_page()
    phone.on("pageerror", lambda error: pytest.fail(str(error)))
    phone.goto(PHONE)
    phone.get_by_role("link", name="Authenticator-app").click()
    phone.get_by_role("button", name="Aanpassen en beheren").click()
    phone.get_by_role("link", name="Account toevoegen").click()
    phone.get_by_role("button", name="Werk- of schoolaccount").click()
    phone.get_by_role("button", name="Toestaan", exact=True).click()
    phone.get_by_role("button", name=f"QR-code van {ANNA}").click()
    expect(phone.locator("#screen .code")).to_have_text(re.compile(r"^\d{6}$"))
    phone.get_by_role("link", name="Berichten").click()
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name="Volgende").click()
    expect(phone.get_by_role("alertdialog", name="Aanmelding goedkeuren?")).to_be_visible()
    expect(phone.get_by_role("link", name="Berichten")).not_to_be_visible()
    assert barriers(phone, EVERY_RULE) == []
    phone.get_by_role("button", name="Goedkeuren").click()
    expect(phone.get_by_text("De aanmelding is goedgekeurd.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Stap 3: ")


def test_who_was_typing_when_a_request_comes_is_led_to_it_and_back(
    api: httpx.Client, context: BrowserContext, address: str
) -> None:
    api.post(f"/people/{ANNA}/apps", json={"number": NUMBER}).raise_for_status()
    api.post("/messages", json={"to": NUMBER, "from": "Contoso", "body": "Tot straks"}).raise_for_status()
    phone = context.new_page()
    phone.goto(f"{PHONE}?party=Contoso")
    answer = phone.get_by_label("Uw antwoord")
    answer.fill("Tot")
    page = context.new_page()
    page.goto(f"{address}/contoso/")
    page.get_by_label("Gebruikersnaam").fill(ANNA)
    page.get_by_label("Wachtwoord").fill("geheim")
    page.get_by_role("button", name="Aanmelden").click()
    title = phone.get_by_role("heading", name="Aanmelding goedkeuren?")
    expect(title).to_be_focused()
    expect(answer).not_to_be_visible()
    (request,) = api.get(f"/handsets/{NUMBER}/authenticator/requests").json()
    api.post(f"/handsets/{NUMBER}/authenticator/requests/{request['id']}/deny", json={}).raise_for_status()
    expect(title).to_have_count(0)
    expect(answer).to_be_visible()
    expect(answer).to_have_value("Tot")


def test_the_seconds_run_down_and_the_next_code_comes_by_itself(api: httpx.Client, context: BrowserContext) -> None:
    secret = pyotp.random_base32()
    app = f"/handsets/{NUMBER}/authenticator"
    api.post(f"{app}/accounts", json={"payload": pyotp.TOTP(secret).provisioning_uri(name="anna")}).raise_for_status()
    phone = context.new_page()
    phone.goto(f"{PHONE}/app")
    shown, left = phone.locator(".code"), phone.locator(".left")
    first, seconds = shown.inner_text(), left.inner_text()
    expect(left).not_to_have_text(seconds)
    assert left.evaluate("e => e.closest('[aria-live]:not([aria-live=off]), [role=status], [role=alert]')") is None
    api.post("/clock", json={"advance": 30})
    expect(shown).not_to_have_text(first)


def test_while_the_clock_stands_still_the_seconds_do_too(api: httpx.Client, context: BrowserContext) -> None:
    api.post("/clock", json={"state": "paused"})
    uri = pyotp.TOTP(pyotp.random_base32()).provisioning_uri(name="anna")
    api.post(f"/handsets/{NUMBER}/authenticator/accounts", json={"payload": uri}).raise_for_status()
    phone = context.new_page()
    phone.goto(f"{PHONE}/app")
    assert phone.locator("[data-seconds]").count() == 0


def test_the_app_is_used_with_the_keyboard_alone(api: httpx.Client, context: BrowserContext) -> None:
    assert api
    phone = context.new_page()
    phone.goto(f"{PHONE}/app")
    for name in ("Aanpassen en beheren", "Account toevoegen", "Werk- of schoolaccount", "Niet toestaan"):
        control = phone.get_by_role("button", name=name).or_(phone.get_by_role("link", name=name))
        for _ in range(40):
            phone.keyboard.press("Tab")
            if control.evaluate("e => e === document.activeElement"):
                break
        phone.keyboard.press("Enter")
        control.wait_for(state="detached") if name == "Niet toestaan" else phone.wait_for_load_state()
    expect(phone.get_by_label("Code", exact=True)).to_be_visible()
