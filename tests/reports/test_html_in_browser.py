from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import Capture
from stapsgewijs.guide import finding
from stapsgewijs.labels import Catalogue
from stapsgewijs.reports.html.overview import write_reports
from stapsgewijs.reports.html.report import write_report
from tests.barriers import barriers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from stapsgewijs.evidence.run import ScenarioEvidence
    from stapsgewijs.guide import Binding, Guide

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def address(
    guide: Guide,
    bindings: tuple[Binding, ...],
    site: Path,
    play: Callable[..., ScenarioEvidence],
    picture: Callable[[str], str],
) -> str:
    """Return the address of a report with something of everything: every outcome, error, warning, picture and none."""
    picture("media/fiets.png")
    folder = guide.path.parent
    followed = play(
        closed=1, fails_at=2, reason="no button “Huur”\nnearest: “Huren”", pictures={"fiets.png": picture("a.png")}
    )
    differs = finding("label-differs", 14, 9, "Fiets", expected="Rijwiel")
    seen = Capture("by-phone", 2, "bon.png", picture("b.png"), 20, (("button", "Annuleren"), ("button", "Volgende")))
    used = tuple(replace(each, used=("Cancel",)) for each in followed.checkpoints)
    followed = replace(followed, captures=(*followed.captures, seen), checkpoints=used)
    some = tuple(each._replace(simulated=each.label.text != "Huur") for each in bindings)
    run = assemble(
        guide,
        some,
        [differs],
        (followed, play("", 2, name="Iets anders")),
        media_root=folder,
        environment=(("browser", "Chromium 1"),),
        pages=Catalogue.load(site / "labels", "nl"),
        unused=["steps/when.py:3 iemand doet iets"],
        duplicate_scenarios=[("Iets anders", ("features/a.feature:3", "features/b.feature:4"))],
    )
    return write_report(run, folder / "report", site=site).as_uri()


@pytest.fixture(params=["light", "dark"])
def opened(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """Open the report from disk, with everything folded out; anything that is not on disk is refused and noted."""
    page = browser.new_page(viewport=WIDE, color_scheme=request.param, reduced_motion="reduce")
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    yield page
    page.close()


def test_the_coverage_says_what_has_no_counterpart_and_leads_to_the_step(opened: Page) -> None:
    coverage = opened.locator(".coverage")
    told = coverage.inner_text()
    assert "Gebruikt en niet genoemd: Annuleren" in told
    assert "features/a.feature:3" in told
    assert "steps/when.py:3 iemand doet iets" in told
    assert coverage.locator(".unnamed dd").all_inner_texts() == ["Volgende, Annuleren"]
    coverage.get_by_role("link", name="2. Selecteer Huur.").click()
    assert opened.evaluate("location.hash") == "#procedure-1-step-2"
    assert opened.locator("#procedure-1-step-2").is_visible()


def test_there_is_no_barrier_that_axe_knows_of(opened: Page) -> None:
    assert barriers(opened) == []


def test_a_label_that_was_not_checked_has_a_dotted_line_and_a_wrong_one_a_wavy_one(opened: Page) -> None:
    style = "e => getComputedStyle(e).textDecorationStyle"
    assert opened.locator("#guide .label.unchecked").evaluate(style) == "dotted"
    assert opened.locator("#guide .label.wrong").evaluate(style) == "wavy"
    assert opened.locator("header .label.unchecked").evaluate(style) == "dotted"


def test_everything_that_the_page_needs_lies_on_disk(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=WIDE)
    asked, failed = [], []
    page.on("request", lambda each: asked.append(each.url))
    page.on("requestfailed", lambda each: failed.append(each.url))
    page.on("console", lambda each: failed.append(each.text))
    page.goto(address)
    page.evaluate("document.fonts.ready")
    assert {each.partition(":")[0] for each in asked} == {"file"}
    assert any(each.endswith("Roboto-Regular.ttf") for each in asked)
    assert failed == []
    broken = "[...document.images].filter(each => !each.naturalWidth).map(each => each.src)"
    assert page.evaluate(broken) == []
    assert page.evaluate("document.images.length") == 3
    page.close()


def test_a_telephone_shows_it_without_scrolling_sideways(opened: Page) -> None:
    opened.set_viewport_size(NARROW)
    assert opened.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    too_wide = (
        "[...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > 361).length"
    )
    assert opened.evaluate(too_wide) == 0


def test_the_two_pictures_stand_side_by_side_when_there_is_room_and_below_each_other_when_not(opened: Page) -> None:
    figures = "[...document.querySelector('.pictures').querySelectorAll('figure')]"
    tops = f"{figures}.map(each => each.getBoundingClientRect().top)"
    first, second = opened.evaluate(tops)
    assert first == second
    opened.set_viewport_size(NARROW)
    first, second = opened.evaluate(tops)
    assert first < second


def test_a_finding_in_the_list_leads_to_its_place(opened: Page) -> None:
    opened.get_by_role("link", name="In de handleiding staat “Fiets”; op de pagina staat “Rijwiel”.").click()
    place = opened.locator(".card:target")
    assert "fiets.md:14:9" in place.inner_text()
    box = place.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < WIDE["height"]


def test_dark_is_dark_and_paper_is_always_light(opened: Page, request: pytest.FixtureRequest) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = request.node.callspec.params["opened"] == "dark"
    assert opened.evaluate(ground) == ("rgb(22, 22, 21)" if dark else "rgb(246, 246, 244)")
    opened.emulate_media(media="print")
    assert opened.evaluate(ground) == "rgb(255, 255, 255)"
    assert opened.locator("nav").is_hidden()


def test_the_page_of_several_guides_has_no_barriers(
    browser: Browser, guide: Guide, site: Path, play: Callable[..., ScenarioEvidence]
) -> None:
    good = assemble(guide, (), (), (play(closed=2),), media_root=guide.path.parent)
    bad = assemble(guide, (), (), (play(closed=1, fails_at=2, reason="no button"),), media_root=guide.path.parent)
    written = write_reports({"goed": good, "fout-met-een-lange-naam": bad}, guide.path.parent / "report", site=site)
    page = browser.new_page()
    for size in (WIDE, NARROW):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.goto(written.as_uri())
        assert barriers(page) == []
        page.emulate_media(color_scheme="dark")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    page.get_by_role("heading", level=2).get_by_role("link").last.click()
    assert page.url.endswith("/guides/fout-met-een-lange-naam/index.html")
    page.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open the report as somebody does, who has a script and a clipboard."""
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def shown(page: Page, what: str) -> int:
    return page.locator(what).filter(visible=True).count()


def test_errors_alone_are_shown_and_the_address_says_so(page: Page, address: str) -> None:
    cards, errors = shown(page, "#guide .card"), shown(page, "#guide .card.error")
    assert cards > errors > 0
    page.get_by_label("Fouten", exact=True).check()
    expect(page.locator("#guide .card").filter(visible=True)).to_have_count(errors)
    assert (shown(page, "#guide .card"), shown(page, "#guide .card.error")) == (errors, errors)
    assert shown(page, ".findings.warning") == 0
    assert not page.get_by_text("Zo huurt u een fiets.").is_visible()
    assert page.evaluate("location.hash") == "#show=error"
    page.goto("about:blank")
    page.goto(f"{address}#show=error")
    expect(page.locator("#guide .card").filter(visible=True)).to_have_count(errors)
    page.get_by_role("button", name="Toon alles").click()
    expect(page.locator("#guide .card").filter(visible=True)).to_have_count(cards)  # when the address has changed


def test_a_search_finds_what_has_the_words_whatever_their_accents(page: Page) -> None:
    page.get_by_label("Zoeken").fill("rijwíel")
    found = page.locator("#guide .step").filter(visible=True).locator(".number")
    assert found.all_inner_texts() == ["1"]
    assert page.locator(".tools output").inner_text().endswith("stappen en bevindingen")
    page.get_by_label("Zoeken").fill("staat nergens")
    assert shown(page, "#guide .step") == 0
    assert page.locator(".tools output").inner_text().startswith("0 van")


def test_a_link_to_what_is_filtered_out_shows_it(page: Page) -> None:
    page.get_by_label("Waarschuwingen", exact=True).check()
    link = page.locator("nav .dot").nth(2)
    link.click()
    page.wait_for_function("location.hash === '#procedure-1-step-3'")
    assert page.locator("#procedure-1-step-3").is_visible()


def test_a_card_has_an_address_of_its_own(page: Page, address: str) -> None:
    card = page.locator("#guide .card").first
    name = card.get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{address}#{name}")
    assert page.locator(".card:target").get_attribute("id") == name


def test_what_is_to_be_typed_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#guide .card .line.after .copy").first.click()
    page.wait_for_function("document.querySelector('.copy').textContent === 'Gekopieerd'")
    assert page.locator("#guide .card .line.after ins").first.inner_text() == "1. Kies **Rijwiel** en **Vouwfiets**."


def test_a_picture_is_enlarged_in_place_by_keyboard(page: Page) -> None:
    page.locator("a.part").first.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_without_a_script_all_is_open_and_nothing_is_there_that_does_nothing(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("details:not([open])").count() == 0
    assert shown(page, ".tools, .views, .control, button") == 0
    assert shown(page, "#guide .lines") > 0
    context.close()


def test_on_paper_everything_that_matters_is_unfolded(page: Page) -> None:
    assert page.locator("details:not([open])").count() > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("details:not([open]):not(.scenario)").count() == 0
    assert shown(page, ".findings.warning li") > 0
    assert shown(page, ".tools, .copy") == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() > 0


def test_a_matrix_is_sorted_by_the_column_that_is_pressed(
    browser: Browser, guide: Guide, site: Path, play: Callable[..., ScenarioEvidence]
) -> None:
    played = (play(closed=1, fails_at=2, reason="x"), play("by-letter", 2))
    bad = assemble(guide, (), (), played, media_root=guide.path.parent)
    good = replace(bad, guide=replace(guide, language="fr"))
    written = write_reports({"een": bad, "twee": good}, guide.path.parent / "report", site=site)
    page = browser.new_page(viewport=WIDE)
    page.goto(written.as_uri())
    rows = page.locator(".matrix tbody tr th")
    assert rows.all_inner_texts() == ["Per telefoon", "Per brief"]
    page.get_by_role("button", name="nl-NL").click()
    assert page.locator(".matrix th[aria-sort=ascending]").inner_text().strip() == "nl-NL"
    page.get_by_role("button", name="nl-NL").click()
    assert rows.all_inner_texts() == ["Per brief", "Per telefoon"]
    assert page.locator(".matrix td.failed").count() == 2
    page.close()
