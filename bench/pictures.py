"""Takes the pictures of phones, report, panel and review that the documentation shows: `python -m dev pictures`.

People and times are the same each time, so that a picture only changes when the pages do.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import httpx
from playwright.sync_api import expect, sync_playwright

from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.browser import find_browser, launch_arguments
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import FrameLocator, Page

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "docs" / "pictures"
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
    """Take the pictures; returns 1 when one is too large for a page that people load."""
    with running_server(build_app(clock=StoppedClock())) as url, sync_playwright() as playwright:
        wish = {"id": "oefenen", "name": "Contoso", "people": PEOPLE, "seed": "stapsgewijs"}
        httpx.post(f"{url}/api/v1/organisations", json=wish, trust_env=False).raise_for_status()
        browser = playwright.chromium.launch(**launch_arguments(find_browser()))
        made = browser.new_context(
            locale="nl", timezone_id="Europe/Amsterdam", reduced_motion="reduce", color_scheme="light"
        )
        sizes = [take(made.new_page(), f"{url}/oefenen", name) for name in ("handset", "demo")]
        with TemporaryDirectory() as folder, reviewing(Path(folder)) as review:
            sizes.append(take(made.new_page(), review, "review"))
        with TemporaryDirectory() as folder:
            sizes.append(take(made.new_page(), report(Path(folder)), "report"))
        sizes.append(take(made.new_page(), f"{url}/oefenen", "panel"))
        browser.close()
    return int(max(sizes) > MOST_BYTES)


def take(page: Page, home: str, name: str) -> int:
    """Take one picture and return its size in bytes."""
    _SHOWN[name](page, home)
    path = FOLDER / f"{name}.png"
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.name}: {size} bytes")
    return size


def report(folder: Path) -> str:
    """Return the address of the report of the guide that ships, in which one label is no longer right."""
    guides = folder / "guides"
    shutil.copytree(default_project().guide.parent, guides)
    guide = guides / default_project().guide.name
    text = guide.read_text(encoding="utf-8")
    guide.write_text(text.replace("**Verifiëren**", "**Verifieer**", 1), encoding="utf-8")
    command = [sys.executable, "-m", "stapsgewijs", "verify", str(guide), "--report", str(folder / "report")]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    return (folder / "report" / "index.html").as_uri()


def show_report(page: Page, home: str) -> None:
    """Show the card of what is wrong, at its place in the guide."""
    page.set_viewport_size({"width": 1180, "height": 860})
    page.goto(home)
    page.locator(".card").first.evaluate("element => window.scrollBy(0, element.getBoundingClientRect().top - 250)")
    page.wait_for_load_state("networkidle")


def show_panel(page: Page, home: str) -> None:
    """Show what can be set, with a message that will come late."""
    api = home.replace("/oefenen", "/api/v1/organisations/oefenen")
    late = {"kind": "message", "action": "late", "seconds": 60, "number": NUMBER}
    httpx.post(f"{api}/faults", json=late, trust_env=False).raise_for_status()
    page.set_viewport_size({"width": 900, "height": 900})
    page.goto(f"{home}/panel")
    page.locator("#faults").evaluate("element => window.scrollTo(0, element.offsetTop - 420)")


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


@contextmanager
def reviewing(folder: Path) -> Iterator[str]:
    """Give the address of a review of the guide that ships, on pages on which a button got another name."""
    for name in ("site", "guides"):
        shutil.copytree(ROOT / name, folder / name)
    catalogue = folder / "site" / "labels" / "nl.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace('msgstr "Annuleren"', 'msgstr "Stoppen"'), encoding="utf-8")
    for book in folder.rglob("pictures.json"):
        book.unlink()  # which browser took them is another one on each machine
    guide = folder / "guides" / "nl" / default_project().guide.name
    command = [sys.executable, "-m", "stapsgewijs", "review", str(guide), "--site", str(folder / "site"), "--no-open"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = process.stdout or ()
            yield next(found[0] for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+/\S*", line)))
        finally:
            process.terminate()


def show_review(page: Page, home: str) -> None:
    """Have somebody accept one picture, and hold another against what it was."""
    page.set_viewport_size({"width": 1080, "height": 1130})
    page.goto(home)
    accept = page.get_by_role("button", name="Accepteren", exact=True)
    page.locator(".picture").filter(has=accept).last.get_by_role("button", name="Accepteren", exact=True).click()
    page.goto(home.partition("?")[0])
    first = page.locator("#picture-1")
    first.locator("input[value=slider]").check(force=True)
    first.get_by_role("slider").fill("62")
    page.evaluate("document.activeElement.blur(); document.querySelector('.list').scrollIntoView()")
    page.wait_for_load_state("networkidle")


def enrolls(page: FrameLocator) -> None:
    """Sign in and ask to be called."""
    page.get_by_label("Gebruikersnaam").fill(PEOPLE[0]["user_name"])
    page.get_by_label("Wachtwoord").fill(PEOPLE[0]["password"])
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_role("button", name="Volgende").click()
    page.get_by_label("Telefoonnummer").fill("06 12345678")
    page.get_by_label("Mij bellen").check()
    page.get_by_role("button", name="Volgende").click()


_SHOWN: Final = {
    "handset": show_handset,
    "demo": show_demo,
    "review": show_review,
    "report": show_report,
    "panel": show_panel,
}


if __name__ == "__main__":
    sys.exit(main())
