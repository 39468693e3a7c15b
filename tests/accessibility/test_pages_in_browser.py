"""Every page in every state, as people with a screen reader, a narrow screen or large letters meet it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from stapsgewijs.cli.static_export import every_page, export
from stapsgewijs.guide import read_guide
from stapsgewijs.labels import Catalogue
from tests.barriers import COLOURS, WCAG, barriers, structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GUIDE = read_guide(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")
DUTCH = Catalogue.load(ROOT / "site" / "labels", "nl")
NAMES = ["index", *(each.name for each in every_page(DUTCH, GUIDE))]
Colours = Literal["light", "dark"]
SMALL: tuple[int, int, Colours] = (320, 640, "light")
OTHER_LOOKS: list[tuple[int, int, Colours]] = [(360, 900, "dark"), (1280, 900, "light"), (1280, 900, "dark")]
"""How phones are shown besides: they have more than one look by day too. Other pages at night: `make test-long`."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "pages"
    export(None, DUTCH, folder, guide=GUIDE)
    return folder


@pytest.fixture(scope="module")
def models(exported: Path) -> frozenset[str]:
    """Return one page of all that are built alike: axe looks at these; a test that is `long` at all."""
    built = {structure((exported / f"{name}.html").read_text(encoding="utf-8")): name for name in reversed(NAMES)}
    return frozenset(built.values())


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return one page for all tests of this module: each goes somewhere else."""
    made = browser.new_page(reduced_motion="reduce", viewport={"width": SMALL[0], "height": SMALL[1]})
    yield made
    made.close()


def test_a_barrier_is_found_each_time_a_page_is_looked_at(page: Page) -> None:
    page.set_content("<html lang=nl><title>Foto</title><main><h1>Foto</h1><img src=foto.png>")
    for _ in range(2):
        assert [rule for rule, _ in barriers(page)] == ["image-alt"]


@pytest.mark.parametrize("name", NAMES)
def test_no_barriers_and_no_sideways_scrolling_in_any_look(
    page: Page, exported: Path, models: frozenset[str], name: str
) -> None:
    """A page is opened once, and then looked at in each width and colours."""
    page.goto((exported / f"{name}.html").as_uri())
    assert page.title().strip()
    looks = [SMALL, *(OTHER_LOOKS if name.startswith(("handset", "demo")) else ())]
    told = {each: look(page, *each, is_model=name in models) for each in looks}
    assert {each: found for each, found in told.items() if found != ([], True)} == {}


def look(
    page: Page, width: int, height: int, colours: Colours, *, is_model: bool
) -> tuple[list[tuple[str, list[str]]], bool]:
    """Show the page so wide and in such colours; returns what axe has against it, and whether it fits.

    At night only colours differ; in each width everything may. A page that is built like another one only has to fit.
    """
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    found = barriers(page, COLOURS if colours == "dark" else WCAG) if is_model else []
    return found, page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.long
def test_colours_at_night_can_be_read_on_every_page(page: Page, exported: Path, models: frozenset[str]) -> None:
    found = {}
    for name in sorted(models):
        page.goto((exported / f"{name}.html").as_uri())
        found[name] = look(page, 1280, 900, "dark", is_model=True)
    assert len(found) > 100
    assert {name: told for name, told in found.items() if told != ([], True)} == {}


@pytest.mark.long
def test_no_barriers_on_a_page_that_is_built_like_another_one(
    page: Page, exported: Path, models: frozenset[str]
) -> None:
    others = [name for name in NAMES if name not in models]
    found = {}
    for name in others:
        page.goto((exported / f"{name}.html").as_uri())
        found[name] = look(page, *SMALL, is_model=True)
    assert len(others) > 50
    assert {name: told for name, told in found.items() if told != ([], True)} == {}


def test_a_page_is_built_like_another_one_that_says_something_else() -> None:
    page = '<main><h1 class="wide">Foto</h1><input id="a" value="1" aria-invalid="true"><p></p></main>'
    assert structure(page) == structure(page.replace("Foto", "Film").replace('"1"', '"2"'))
    for changed in (
        page.replace("h1", "h2"),
        page.replace("Foto", ""),
        page.replace("<p>", "<p>Tekst"),
        page.replace("wide", "narrow"),
        page.replace('"1"', '""'),
        page.replace("true", "false"),
        page.replace('id="a"', 'id="b"'),
        page.replace("</h1>", "").replace("</main>", "</h1></main>"),
    ):
        assert structure(page) != structure(changed), changed


@pytest.mark.parametrize("name", [each for each in NAMES if each.startswith(("method-", "code-"))])
def test_an_error_is_tied_to_its_field_and_has_the_focus(page: Page, exported: Path, name: str) -> None:
    page.goto((exported / f"{name}.html").as_uri())
    wrong = page.locator("[aria-invalid=true]")
    if wrong.count() == 0:
        tied = page.locator("fieldset[aria-describedby], button[aria-describedby]")
        assert page.locator("main .error").count() == tied.count()
        return
    told, *_ = (wrong.first.get_attribute("aria-describedby") or "").split()
    assert page.locator(f"#{told}").inner_text().strip()
    assert wrong.first.evaluate("e => e === document.activeElement")
    assert page.title().startswith(DUTCH.text("There is something to correct"))
