"""Takes the pictures of the phone network's pages that the documentation shows: `python -m dev pictures`.

People and times are the same each time, so that a picture only changes when the pages do.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
from playwright.sync_api import expect, sync_playwright

from simulator.bootstrap import build_app, running_server
from simulator.browser import find_browser, launch_arguments

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Page

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"
MOST_BYTES: Final = 150_000
NUMBER: Final = "+31612345678"
PEOPLE: Final = [{"name": "Anna", "user_name": "anna@contoso.example", "password": "Welkom-in-de-simulator"}]
MESSAGES: Final = (
    ("Bibliotheek", "Uw boek ligt klaar. U kunt het tot en met vrijdag ophalen."),
    ("Contoso", "Welkom bij Contoso. Op dit nummer ontvangt u codes om u aan te melden."),
    ("Contoso", "509326 is uw verificatiecode voor Contoso."),
    ("Tandarts", "Herinnering: morgen om 10.15 uur verwachten wij u."),
)


class StoppedClock:
    """A clock that always says the same."""

    def now(self) -> dt.datetime:
        """Return a morning in March."""
        return dt.datetime(2026, 3, 2, 8, 41, tzinfo=dt.UTC)


def main() -> int:
    """Take both pictures; returns 1 when one is too large for a page that people load."""
    with running_server(build_app(clock=StoppedClock())) as url, sync_playwright() as playwright:
        wish = {"id": "oefenen", "name": "Contoso", "people": PEOPLE, "seed": "stapsgewijs"}
        httpx.post(f"{url}/api/v1/organisations", json=wish, trust_env=False).raise_for_status()
        browser = playwright.chromium.launch(**launch_arguments(find_browser()))
        made = browser.new_context(
            locale="nl", timezone_id="Europe/Amsterdam", reduced_motion="reduce", color_scheme="light"
        )
        sizes = [take(made.new_page(), f"{url}/oefenen", name) for name in ("handset", "demo")]
        browser.close()
    return int(max(sizes) > MOST_BYTES)


def take(page: Page, home: str, name: str) -> int:
    """Take one picture and return its size in bytes."""
    {"handset": show_handset, "demo": show_demo}[name](page, home)
    path = FOLDER / f"{name}.png"
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.name}: {size} bytes")
    return size


def show_handset(page: Page, home: str) -> None:
    """Have a conversation on the screen, and a message of somebody else coming in."""
    api = home.replace("/oefenen", "/api/v1/organisations/oefenen")
    page.set_viewport_size({"width": 1120, "height": 944})
    page.goto(f"{home}/handsets/{NUMBER}?party=Contoso")
    for sender, body in MESSAGES:
        wish = {"to": NUMBER, "from": sender, "body": body}
        httpx.post(f"{api}/messages", json=wish, trust_env=False).raise_for_status()
        if body.startswith("Welkom"):
            reply = {"to": sender, "body": "Dank u wel!"}
            httpx.post(f"{api}/handsets/{NUMBER}/messages", json=reply, trust_env=False).raise_for_status()
    expect(page.locator("#news")).to_contain_text(MESSAGES[-1][0])


def show_demo(page: Page, home: str) -> None:
    """Have somebody enroll by a call, who has just answered."""
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{home}/demo")
    left, right = page.frame_locator("iframe.page"), page.frame_locator("iframe.handset")
    enrolls(left)
    right.get_by_role("button", name="Opnemen").click()
    expect(right.get_by_role("log")).to_contain_text("hekje")
    expect(left.get_by_role("status")).to_contain_text("verbonden")
    right.locator("#caller").evaluate("element => element.blur()")


def enrolls(page: FrameLocator) -> None:
    """Sign in and ask to be called."""
    page.get_by_label("Gebruikersnaam").fill(PEOPLE[0]["user_name"])
    page.get_by_label("Wachtwoord").fill(PEOPLE[0]["password"])
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_role("button", name="Volgende").click()
    page.get_by_label("Telefoonnummer").fill("06 12345678")
    page.get_by_label("Mij bellen").check()
    page.get_by_role("button", name="Volgende").click()


if __name__ == "__main__":
    sys.exit(main())
