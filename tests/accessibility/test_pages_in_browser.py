"""Every page in every state, as people with a screen reader, a narrow screen or large letters meet it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from stapsgewijs.cli.static_export import every_page, export
from stapsgewijs.guide import read_guide
from stapsgewijs.labels import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GUIDE = read_guide(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")
DUTCH = Catalogue.load(ROOT / "site" / "labels", "nl")
NAMES = ["index", *(each.name for each in every_page(DUTCH, GUIDE))]
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "resultTypes": ["violations"],  # what passes is not described, node by node
}
AXE = Axe()
"""axe-core, read once."""
SMALL = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "pages"
    export(None, DUTCH, folder, guide=GUIDE)
    return folder


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return one page for all tests of this module: each goes somewhere else."""
    made = browser.new_page(reduced_motion="reduce", viewport=SMALL)
    yield made
    made.close()


@pytest.mark.parametrize("name", NAMES)
def test_no_barriers_and_no_sideways_scrolling_at_320_pixels(page: Page, exported: Path, name: str) -> None:
    page.goto((exported / f"{name}.html").as_uri())
    found = AXE.run(page, options=WCAG).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    assert page.title().strip()


PHONES = [each for each in NAMES if each.startswith(("handset", "demo"))]


@pytest.mark.parametrize("name", PHONES)
@pytest.mark.parametrize(("width", "colours"), [(360, "dark"), (1280, "light"), (1280, "dark")])
def test_phones_have_no_barriers_at_other_widths_and_in_the_dark(
    page: Page, exported: Path, name: str, width: int, colours: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto((exported / f"{name}.html").as_uri())
    found = AXE.run(page, options=WCAG).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(SMALL)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert wide <= width


@pytest.mark.parametrize("name", [each for each in NAMES if each.startswith(("method-", "code-"))])
def test_an_error_is_tied_to_its_field_and_has_the_focus(page: Page, exported: Path, name: str) -> None:
    page.goto((exported / f"{name}.html").as_uri())
    wrong = page.locator("[aria-invalid=true]")
    if wrong.count() == 0:
        assert page.locator("main .error").count() == page.locator("fieldset[aria-describedby]").count()
        return
    told = wrong.first.get_attribute("aria-describedby")
    assert page.locator(f"#{told}").inner_text().strip()
    assert wrong.first.evaluate("e => e === document.activeElement")
    assert page.title().startswith(DUTCH.text("There is something to correct"))
