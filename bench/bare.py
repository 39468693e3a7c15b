"""The bare script that `verify` is measured against: both happy paths with Playwright alone, `repeats` times.

The same browser with the same flags, the same actions in the same order, the same pictures; no guide, no
labels looked up, no Gherkin, no checkpoints, no report.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from playwright.sync_api import sync_playwright

from stapsgewijs.browser import find_browser, launch_arguments

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NUMBER = "06 12345678"
PASSWORD = "Welkom-in-de-simulator"  # noqa: S105  # opens nothing but the simulator
NAME = "multi-factor-authentication"


class Phone:
    """The handset's side of the simulator."""

    def __init__(self, http: httpx.Client, address: str) -> None:
        """Speak to the organisation at `address`."""
        self.http = http
        self.address = address

    def next(self, kind: str) -> dict[str, Any]:
        """Wait for the next message or call."""
        found: dict[str, Any] = self.http.get(f"{self.address}/handsets/{NUMBER}/{kind}/next?timeout=5").json()
        return found

    def act(self, call: dict[str, Any], action: str, body: dict[str, str] | None = None) -> None:
        """Answer a call, or press a key."""
        self.http.post(f"{self.address}/calls/{call['id']}/{action}", json=body).raise_for_status()


def organisation(http: httpx.Client, url: str) -> str:
    """Make an organisation and return its id."""
    anna = {"name": "Anna", "user_name": "anna@contoso.example", "password": PASSWORD}
    wish = {"name": "Contoso", "seed": "stapsgewijs", "people": [anna], "policy": {}}
    return str(http.post(f"{url}/api/v1/organisations", json=wish).raise_for_status().json()["id"])


def picture(page: Page, folder: Path, name: str) -> None:
    """Take a picture as `verify` does."""
    page.screenshot(
        path=folder / f"{NAME}-{name}.png", full_page=True, animations="disabled", caret="hide", scale="css"
    )


def begin(page: Page, url: str) -> None:
    """Sign in and fill in step 1."""
    page.goto(url)
    page.get_by_label("Gebruikersnaam", exact=True).fill("anna@contoso.example")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.get_by_role("button", name="Volgende", exact=True).click()
    page.get_by_role("heading", name="Extra beveiligingsverificatie", exact=True).wait_for()
    area = page.get_by_role("region", name="Stap 1: Hoe moeten we contact met u opnemen?", exact=True)
    area.get_by_label("Verificatiemethode", exact=True).select_option(label="Verificatietelefoon")
    page.get_by_label("Land of regio", exact=True).select_option(value="NL")
    page.get_by_label("Telefoonnummer", exact=True).fill(NUMBER)


def end(page: Page, folder: Path) -> None:
    """Read the app password and finish."""
    page.get_by_role("region", name="Stap 3: Blijf uw bestaande toepassingen gebruiken", exact=True).wait_for()
    picture(page, folder, "app-passwords")
    page.get_by_label("App-wachtwoord", exact=True).input_value()
    page.get_by_role("button", name="Gereed", exact=True).click()
    page.get_by_text("+31 6 12345678").wait_for()


def by_message(page: Page, url: str, phone: Phone, folder: Path) -> None:
    """Follow the procedure for a text message."""
    begin(page, url)
    page.get_by_role("radio", name="Mij een code per sms verzenden", exact=True).check()
    picture(page, folder, "text-message")
    page.get_by_role("button", name="Volgende", exact=True).click()
    page.get_by_role("region", name="Stap 2: We hebben een sms-bericht naar uw telefoon verzonden").wait_for()
    picture(page, folder, "text-message-test")
    code = re.findall(r"\d{6}", phone.next("messages")["body"])[0]
    page.get_by_label("Verificatiecode", exact=True).fill(code)
    page.get_by_role("button", name="Verifiëren", exact=True).click()
    end(page, folder)


def by_call(page: Page, url: str, phone: Phone, folder: Path) -> None:
    """Follow the procedure for a call."""
    begin(page, url)
    page.get_by_role("radio", name="Mij bellen", exact=True).check()
    picture(page, folder, "phone-call")
    page.get_by_role("button", name="Volgende", exact=True).click()
    call = phone.next("calls")
    page.get_by_role("region", name="Stap 2: We bellen uw telefoon").wait_for()
    picture(page, folder, "phone-call-test")
    phone.act(call, "answer")
    phone.act(call, "press", {"keys": "#"})
    end(page, folder)


def once(browser: Browser, url: str, http: httpx.Client, folder: Path) -> None:
    """Follow both procedures, each in an organisation and a browser context of its own."""
    for follow in (by_message, by_call):
        made = organisation(http, url)
        context = browser.new_context(
            viewport={"width": 1280, "height": 900},
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            color_scheme="light",
            reduced_motion="reduce",
        )
        phone = Phone(http, f"{url}/api/v1/organisations/{made}")
        follow(context.new_page(), f"{url}/{made}/", phone, folder)
        context.close()
        http.delete(f"{url}/api/v1/organisations/{made}").raise_for_status()


def main() -> None:
    """Run `bare.py URL REPEATS FOLDER`."""
    url, repeats, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments(find_browser()))
        with httpx.Client(trust_env=False) as http:
            for _ in range(repeats):
                once(browser, url, http, folder)
        browser.close()


if __name__ == "__main__":
    main()
