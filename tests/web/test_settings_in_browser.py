"""The settings, the app passwords and the ways to them in a real browser, operated as the lines of features do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.identity import Device, Option
from stapsgewijs.labels import Catalogue
from stapsgewijs.scenarios.actors.visitor import Visitor
from stapsgewijs.scenarios.browser.input_methods import Keyboard, Pointer
from stapsgewijs.scenarios.errors import Kind
from stapsgewijs.scenarios.label_translation import LabelTranslation
from tests.web.registered import ANNA, MOBILE, PASSWORD, contoso, has_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser
    from starlette.applications import Starlette

    from stapsgewijs.scenarios.browser.input_methods import InputMethod

pytestmark = pytest.mark.browser

DUTCH = Catalogue.load(Path(__file__).parents[2] / "site" / "labels", "nl")
MAIN = "Extra beveiligingsverificatie"
AREA = "Hoe wilt u reageren?"


@pytest.fixture
def app() -> Starlette:
    app = build_app()
    has_phone(app)
    contoso(app).security.register_app(ANNA, handset=MOBILE, device_name="Android")
    return app


@pytest.fixture
def looks(browser: Browser, app: Starlette) -> Iterator[Callable[..., Visitor]]:
    """Return what opens a page for Anna, who signs in, in a browser context of its own."""
    contexts = []
    with running_server(app) as address:

        def look(path: str, *, scripts: bool = True) -> Visitor:
            context = browser.new_context(reduced_motion="reduce", java_script_enabled=scripts)
            contexts.append(context)
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            page = context.new_page()
            page.on("pageerror", lambda error: pytest.fail(str(error)))
            anna = Visitor(LabelTranslation(DUTCH, DUTCH), lambda: page)
            page.goto(f"{address}/contoso/{path}")
            anna.types(ANNA, "Gebruikersnaam")
            anna.types(PASSWORD, "Wachtwoord")
            anna.clicks("Aanmelden")
            if "/verify/" in page.url:
                (message,) = contoso(app).network.sms.delivered()
                anna.types(message.body.split()[0], "Code")
                anna.clicks("Verifiëren")
            return anna

        yield look
        for each in contexts:
            each.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_menu_of_my_apps_leads_to_the_settings_and_its_tab_to_the_app_passwords(
    looks: Callable[..., Visitor],
    scripts: bool,  # noqa: FBT001  # of the parameters
) -> None:
    anna = looks("my-apps", scripts=scripts)
    anna.clicks("Anna")
    anna.clicks("Profiel")
    anna.follows_link(MAIN)
    anna.sees_page(MAIN)
    anna.follows_link("App-wachtwoorden")
    anna.sees_page("App-wachtwoorden")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize(
    ("portal", "menu"), [("office-portal", "Instellingen"), ("my-account", "Beveiliging & privacy")]
)
def test_a_portal_opens_its_area_and_leads_to_the_app_passwords(
    looks: Callable[..., Visitor],
    portal: str,
    menu: str,
    scripts: bool,  # noqa: FBT001  # idem
) -> None:
    anna = looks(portal, scripts=scripts)
    anna.clicks(menu)
    anna.sees_no_control(Kind.LINK, "App-wachtwoorden maken en beheren")
    anna.clicks(MAIN)
    anna.sees_area(MAIN)
    anna.follows_link("App-wachtwoorden maken en beheren")
    anna.sees_page("App-wachtwoorden")


@pytest.mark.parametrize(
    ("scripts", "hands"), [(True, Pointer()), (False, Pointer()), (True, Keyboard())], ids=["scripts", "none", "keys"]
)
def test_the_settings_are_changed_by_the_labels_of_the_page(
    app: Starlette,
    looks: Callable[..., Visitor],
    scripts: bool,  # noqa: FBT001  # idem
    hands: InputMethod,
) -> None:
    anna = looks("settings", scripts=scripts)
    anna.hands = hands
    anna.chooses("Bel mijn verificatietelefoon", "Wat is uw voorkeur?")
    anna.sees_option_disabled("Bel mijn bureautelefoon", "Wat is uw voorkeur?")
    anna.sees_area(AREA)
    anna.types("06 87654321", "Verificatietelefoon")
    anna.ticks("Alternatieve verificatietelefoon")
    anna.types("020 2490048", "Alternatieve verificatietelefoon")
    anna.clicks("Opslaan")
    anna.sees("Uw instellingen zijn opgeslagen.")
    anna.clicks("Sluiten")
    anna.sees_value("Verificatietelefoon", "+31 6 87654321")
    assert contoso(app).security.default(ANNA) == Option("phone_call", Device.AUTHENTICATION_PHONE)
    assert len(contoso(app).security.phones(ANNA)) == 2


def test_who_types_a_number_means_to_use_it(looks: Callable[..., Visitor]) -> None:
    anna = looks("settings")
    box = anna.page.get_by_role("checkbox", name="Bureautelefoon", exact=True)
    assert not box.is_checked()
    anna.types("020 2490048", "Bureautelefoon")
    assert box.is_checked()


def test_a_device_is_deleted_by_the_button_beside_it(app: Starlette, looks: Callable[..., Visitor]) -> None:
    contoso(app).security.register_app(ANNA, handset=MOBILE, device_name="iPhone")
    anna = looks("settings")
    anna.clicks("Verwijderen", "iPhone")
    anna.sees("“iPhone” is verwijderd.")
    assert [each.name for each in contoso(app).security.devices(ANNA)] == ["Android"]


def test_an_app_password_is_copied_and_deleted_again(app: Starlette, looks: Callable[..., Visitor]) -> None:
    anna = looks("app-passwords")
    anna.clicks("Maken")
    anna.types("Outlook 2010", "Naam")
    anna.clicks("Volgende")
    anna.sees_page("Uw app-wachtwoord")
    password = anna.page.locator("#app-password").input_value()
    anna.clicks("Wachtwoord naar Klembord kopiëren")
    anna.sees("Gekopieerd.")
    assert anna.page.evaluate("navigator.clipboard.readText()") == password
    anna.clicks("Sluiten")
    anna.clicks("Verwijderen", "Outlook 2010")
    anna.clicks("Ja")
    anna.sees("Het app-wachtwoord “Outlook 2010” is verwijderd.")
    anna.clicks("Sluiten")
    anna.sees("U hebt geen app-wachtwoorden.")
    assert contoso(app).security.app_passwords(ANNA) == ()


def test_an_app_password_is_copied_where_the_browser_does_not_give_its_clipboard(looks: Callable[..., Visitor]) -> None:
    anna = looks("app-passwords/new")
    anna.types("Outlook 2010", "Naam")
    anna.clicks("Volgende")
    password = anna.page.locator("#app-password").input_value()
    context = anna.page.context
    context.clear_permissions()
    anna.clicks("Wachtwoord naar Klembord kopiëren")
    anna.sees("Gekopieerd.")
    context.grant_permissions(["clipboard-read"])
    assert anna.page.evaluate("navigator.clipboard.readText()") == password
