"""Verifying in a real browser: what a script spares people, what works without one, and a QR code read by others."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

import httpx
import pyotp
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.scenarios.browser.page_shot import screenshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PASSWORD = "Welkom-in-de-simulator"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """Return a client of an organisation of its own."""
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        people = [{"name": "Anna", "user_name": "anna@contoso.example", "password": PASSWORD}]
        client.post("/api/v1/organisations", json={"id": "school", "name": "School", "people": people})
        client.base_url = httpx.URL(f"{address}/api/v1/organisations/school/")
        yield client
        client.delete(f"{address}/api/v1/organisations/school")


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(browser: Browser, address: str, client: httpx.Client, request: pytest.FixtureRequest) -> Iterator[Page]:  # noqa: ARG001  # the organisation is there
    context = browser.new_context(reduced_motion="reduce", locale="nl", java_script_enabled=request.param)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{address}/school/")
    yield page
    context.close()


def signs_in(page: Page) -> None:
    page.get_by_label("Gebruikersnaam").fill("anna@contoso.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()


def comes_to_step_1(page: Page) -> None:
    signs_in(page)
    page.get_by_role("button", name="Volgende").click()


def goes_on(page: Page, look: str) -> None:
    """Press what stands there for who has no scripts; with one nothing is pressed."""
    for role in ("link", "button"):
        found = page.get_by_role(role, name=look)
        if found.count():
            found.click()


def scan(page: Page) -> str:
    """Read the QR code from a picture of the page."""
    picture = Image.open(io.BytesIO(screenshot(page))).convert("L")
    found = zxingcpp.read_barcodes(memoryview(picture.tobytes()).cast("B", (picture.height, picture.width)))
    return str(found[0].text)


def wait_for_request(client: httpx.Client) -> str:
    return str(client.get("handsets/+31612345678/authenticator/requests/next?timeout=50").json()["id"])


def enrolls_by_notification(page: Page, client: httpx.Client) -> None:
    comes_to_step_1(page)
    page.get_by_label("Verificatiemethode").select_option("Mobiele app")
    page.get_by_role("button", name="Instellen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mobiele app configureren")
    client.post("handsets/+31612345678/authenticator/accounts", json={"payload": scan(page)}).raise_for_status()
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Stap 2: We sturen een melding")
    client.post(f"handsets/+31612345678/authenticator/requests/{wait_for_request(client)}/approve", json={})
    goes_on(page, "Controleer of de aanvraag is beantwoord")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Stap 3: Voor als u geen toegang")
    for _ in range(2):
        page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name="Gereed").click()
    page.get_by_role("button", name="Afmelden").click()


def test_the_app_is_set_up_and_approves_and_pages_go_on_by_themselves(page: Page, client: httpx.Client) -> None:
    enrolls_by_notification(page, client)
    signs_in(page)
    expect(page.get_by_role("heading", level=2)).to_have_text("Aanmeldingsaanvraag goedkeuren")
    page.get_by_label("Niet opnieuw vragen gedurende 14 dagen").check()
    client.post(f"handsets/+31612345678/authenticator/requests/{wait_for_request(client)}/approve", json={})
    goes_on(page, "Controleer of de aanvraag is beantwoord")
    expect(page.get_by_role("heading", level=1)).to_have_text("U bent aangemeld")
    page.get_by_role("button", name="Afmelden").click()
    signs_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("U bent aangemeld")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_qr_code_on_the_page_gives_any_app_codes_that_the_page_accepts(
    page: Page, client: httpx.Client, colours: str
) -> None:
    """A picture of the page is read by one independent library, and the code computed by another."""
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two
    comes_to_step_1(page)
    page.get_by_label("Verificatiemethode").select_option("Mobiele app")
    page.get_by_label("Verificatiecode gebruiken").check()
    page.get_by_role("button", name="Instellen").click()
    page.get_by_role("link", name="App configureren zonder meldingen").click()
    expect(page.get_by_text("Geheime sleutel")).to_be_visible()
    known = pyotp.parse_uri(scan(page))
    assert isinstance(known, pyotp.TOTP)
    assert (known.issuer, known.name) == ("School", "anna@contoso.example")
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name="Volgende").click()
    now = datetime.fromisoformat(client.get("clock").json()["now"])
    page.get_by_role("textbox", name="Verificatiecode").fill(known.at(now))
    page.get_by_role("textbox", name="Verificatiecode").press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Stap 3: Voor als u geen toegang")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_qr_code_can_be_read_on_a_narrow_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1200})
    comes_to_step_1(page)
    page.get_by_label("Verificatiemethode").select_option("Mobiele app")
    page.get_by_role("button", name="Instellen").click()
    assert scan(page).startswith("phonefactor://activate_account?code=")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_belongs_to_another_device_is_not_there(page: Page) -> None:
    comes_to_step_1(page)
    devices = page.get_by_label("Verificatiemethode")
    number, extension = page.get_by_label("Telefoonnummer"), page.get_by_label("Toestelnummer")
    methods, uses = (
        page.get_by_role("group", name="Methode"),
        page.get_by_role("group", name="Hoe wilt u de mobiele app"),
    )
    shown = {"Verificatietelefoon": (True, False, True, False), "Bureautelefoon": (True, True, False, False)}
    for device, there in {**shown, "Mobiele app": (False, False, False, True)}.items():
        devices.select_option(device)
        assert tuple(each.is_visible() for each in (number, extension, methods, uses)) == there


def test_enter_goes_on_and_does_nothing_else(page: Page, client: httpx.Client) -> None:
    comes_to_step_1(page)
    page.get_by_label("Telefoonnummer").fill("0612345678")
    page.get_by_label("Telefoonnummer").press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Stap 2: We hebben een sms-bericht")
    code = client.get("handsets/+31612345678/messages").json()[0]["body"][:6]
    page.get_by_role("textbox", name="Verificatiecode").fill(code)
    page.get_by_role("textbox", name="Verificatiecode").press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Stap 3: Blijf uw bestaande")
    assert len(client.get("handsets/+31612345678/messages").json()) == 1


def test_a_call_is_waited_for_and_the_box_is_kept_on_the_way(page: Page, client: httpx.Client) -> None:
    comes_to_step_1(page)
    page.get_by_label("Telefoonnummer").fill("0612345678")
    page.get_by_label("Mij bellen").check()
    page.get_by_role("button", name="Volgende").click()
    answered(page, client)
    page.get_by_role("button", name="Gereed").click()
    page.get_by_role("button", name="Afmelden").click()
    signs_in(page)
    page.get_by_label("Niet opnieuw vragen gedurende 14 dagen").check()
    answered(page, client)
    expect(page.get_by_role("heading", level=1)).to_have_text("U bent aangemeld")
    assert any(each["name"].startswith("trusted-browser-") for each in page.context.cookies())


def answered(page: Page, client: httpx.Client) -> None:
    expect(page.get_by_role("status")).to_have_text("Uw telefoon gaat over …")
    call = client.get("handsets/+31612345678/calls").json()[-1]["id"]
    client.post(f"calls/{call}/answer").raise_for_status()
    goes_on(page, "Controleer of het gesprek is afgelopen")
    expect(page.get_by_role("status")).to_have_text("U bent verbonden. Druk op uw telefoon op #.")
    client.post(f"calls/{call}/press", json={"keys": "#"}).raise_for_status()
    goes_on(page, "Controleer of het gesprek is afgelopen")
