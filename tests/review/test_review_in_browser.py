"""The page in a real browser: every view by keyboard, for everybody, on every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from stapsgewijs.bootstrap import running_server
from tests.barriers import barriers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from conftest import World

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
VIEWS = ("Naast elkaar", "Schuifregelaar", "Over elkaar", "Knipperen", "Verschil")


@pytest.fixture
def address(world: World) -> Iterator[str]:
    app = world.everything().app()
    with running_server(app) as url:
        yield url


@pytest.fixture(scope="module")
def shared_page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page(viewport=WIDE)
    yield made
    made.close()


@pytest.fixture
def page(shared_page: Page, address: str, world: World) -> Page:
    """Open the review; whatever the browser complains of is a failure of the test that reads it."""
    shared_page.set_viewport_size(WIDE)
    shared_page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    shared_page.goto(f"{address}/?key={world.key}")
    return shared_page


def picture(page: Page, number: int = 1) -> Locator:
    return page.locator(f"#picture-{number}")


def chooses(page: Page, name: str, number: int = 1) -> None:
    """Go to the view by keyboard alone: to the group, and along it with the arrow."""
    picture(page, number).get_by_role("radio", name=VIEWS[0]).focus()
    for _ in range(VIEWS.index(name)):
        page.keyboard.press("ArrowRight")
    expect(picture(page, number).get_by_role("radio", name=name)).to_be_checked()


def seen(page: Page, number: int = 1) -> list[str]:
    """Return which of the three pictures can be seen."""
    names = ("accepted", "captured", "difference")
    return [each for each in names if picture(page, number).locator(f".{each} img").is_visible()]


def boxes_of_both(page: Page) -> list[dict[str, float]]:
    """Return where both pictures are, looked at in one moment: the page may scroll to what has the focus."""
    both = picture(page).locator(":is(.accepted, .captured) img")
    found: list[dict[str, float]] = both.evaluate_all("all => all.map(each => each.getBoundingClientRect().toJSON())")
    return found


COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def test_no_barriers_and_no_sideways_scrolling_in_any_view(page: Page, address: str) -> None:
    """The page is brought to its views once, and then looked at in each width and colours."""
    page.goto(f"{address}/?all")
    picture(page, 6).get_by_role("button", name="Accepteren").click()
    expect(picture(page, 6).locator(".notice")).to_be_visible()
    # Each view at another picture, and one of them as it was: the page is looked through once.
    for number, view in zip((1, 2, 5, 4), VIEWS[1:], strict=True):
        chooses(page, view, number)
    told = {}
    for name, size in {"wide": WIDE, "narrow": NARROW}.items():
        for colours in COLOURS:
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            width = page.evaluate("document.documentElement.scrollWidth")
            told[name, colours] = (barriers(page), width == size["width"])
    assert {each: found for each, found in told.items() if found != ([], True)} == {}


def test_the_other_pages_have_no_barriers_either(page: Page, address: str) -> None:
    def look() -> None:
        for colours in COLOURS:
            page.emulate_media(color_scheme=colours)
            assert barriers(page) == [], colours

    page.goto(f"{address}/nowhere")
    look()
    page.goto(address)
    page.get_by_role("button", name="Alle 5 accepteren").click()
    page.get_by_role("button", name="Afronden").click()
    expect(page.get_by_role("heading", name="Nakijken klaar")).to_be_visible()
    look()


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_refused(page: Page, address: str) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda each: asked.append(each.url))
    page.on("requestfailed", lambda each: wrong.append(each.url))
    page.on("console", lambda each: wrong.append(each.text))
    page.goto(f"{address}/?all")
    for view in VIEWS:
        chooses(page, view)
    page.evaluate("document.fonts.ready")
    assert [each for each in asked if not each.startswith(f"{address}/")] == []
    assert any(each.endswith("Roboto-Regular.ttf") for each in asked)
    assert wrong == []
    broken = "[...document.images].filter(each => each.checkVisibility() && !each.naturalWidth).map(each => each.src)"
    assert page.evaluate(broken) == [f"{address}/pictures/6/accepted"]


def test_each_view_shows_what_it_says(page: Page) -> None:
    assert seen(page) == ["accepted", "captured"]
    boxes = boxes_of_both(page)
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    chooses(page, "Verschil")
    assert seen(page) == ["difference"]
    chooses(page, "Over elkaar")
    boxes = boxes_of_both(page)
    assert boxes[0] == boxes[1]


def test_the_slider_moves_by_keyboard_and_by_pointer(page: Page) -> None:
    chooses(page, "Schuifregelaar")
    line = picture(page).get_by_role("slider", name="Waar de nieuwe afbeelding begint")
    clip = "getComputedStyle(document.querySelector('#picture-1 .captured .frame')).clipPath"
    assert page.evaluate(clip) == "inset(0px 0px 0px 50%)"
    page.keyboard.press("Tab")
    expect(line).to_be_focused()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(clip) == "inset(0px 0px 0px 49%)"
    page.keyboard.press("End")
    assert page.evaluate(clip) == "inset(0px 0px 0px 100%)"
    expect(picture(page).locator(".control.slider output")).to_have_text("100%")
    frame = picture(page).locator(".accepted .frame")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 20)
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20)
    expect(line).to_have_value("25")
    assert page.evaluate(clip) == "inset(0px 0px 0px 25%)"


def test_onion_skin_by_keyboard(page: Page) -> None:
    chooses(page, "Over elkaar")
    opacity = "getComputedStyle(document.querySelector('#picture-1 .captured .frame')).opacity"
    assert page.evaluate(opacity) == "0.5"
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    expect(picture(page).get_by_role("slider", name="Hoe sterk de nieuwe afbeelding te zien is")).to_have_value("0")
    assert page.evaluate(opacity) == "0"


def test_blinking_turns_by_itself_until_it_is_stopped(page: Page) -> None:
    page.clock.install(time=0)
    page.reload()
    page.clock.pause_at(3600)  # else time goes on by itself, too, however long the steps below take
    chooses(page, "Knipperen")
    run = picture(page).get_by_role("button", name="Vanzelf knipperen")
    expect(run).to_have_attribute("aria-pressed", "true")
    turns = []
    for _ in range(4):
        turns.append(seen(page))
        page.clock.run_for(700)
    assert turns == [["accepted"], ["captured"]] * 2
    run.press("Space")
    expect(run).to_have_attribute("aria-pressed", "false")
    page.clock.run_for(5000)
    assert seen(page) == ["accepted"]
    page.clock.resume()


def test_who_wants_no_motion_turns_the_pictures_by_hand(page: Page) -> None:
    page.clock.install()
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    chooses(page, "Knipperen")
    expect(picture(page).get_by_role("button", name="Vanzelf knipperen")).to_be_hidden()
    page.clock.run_for(5000)
    assert seen(page) == ["accepted"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert seen(page) == ["captured"]
    expect(picture(page).locator(".seen")).to_have_text("U ziet: zoals het nu is", use_inner_text=True)
    page.keyboard.press("Space")
    assert seen(page) == ["accepted"]
    page.clock.resume()


def test_pictures_of_different_sizes_are_at_one_scale(page: Page) -> None:
    picture(page, 5).get_by_role("radio", name="Over elkaar").check()
    widths = "[...document.querySelectorAll('#picture-5 :is(.accepted, .captured) img')].map(each => each.width)"
    page.wait_for_function(f"{widths}[0] < {widths}[1]")
    small, large = page.evaluate(widths)
    assert small / large == pytest.approx(64 / 80, abs=0.01)
    expect(picture(page, 5).get_by_role("radio", name="Verschil")).to_have_count(0)


def test_accepting_and_undoing_by_keyboard_keeps_the_place_and_the_view(page: Page, world: World) -> None:
    before = world.on_disk()
    chooses(page, "Verschil")
    picture(page).get_by_role("button", name="Accepteren").press("Enter")
    expect(picture(page).get_by_role("status")).to_contain_text(
        "Geaccepteerd: deze afbeelding staat nu in de handleiding."
    )
    expect(picture(page).get_by_role("radio", name="Verschil")).to_be_checked()
    expect(picture(page)).to_be_focused()
    expect(picture(page)).to_be_in_viewport()
    assert world.place(1).read_bytes() == (world.folder / "taken" / "gewijzigd.png").read_bytes()
    page.keyboard.press("Tab")
    expect(picture(page).get_by_role("button", name="Ongedaan maken")).to_be_focused()
    page.keyboard.press("Enter")
    expect(picture(page).get_by_role("status")).to_contain_text("alles is weer zoals het was")
    assert world.on_disk() == before


def test_without_scripts_everything_is_seen_and_can_be_accepted(browser: Browser, address: str, world: World) -> None:
    page = browser.new_page(java_script_enabled=False, viewport=WIDE)
    page.goto(f"{address}/?key={world.key}")
    assert seen(page) == ["accepted", "captured", "difference"]
    expect(picture(page).locator(".views")).to_be_hidden()
    picture(page).get_by_role("button", name="Accepteren").click()
    expect(picture(page).get_by_role("button", name="Ongedaan maken")).to_be_visible()
    assert world.place(1).read_bytes() == (world.folder / "taken" / "gewijzigd.png").read_bytes()
    page.close()


def test_deciding_by_keys(page: Page, world: World) -> None:
    page.keyboard.press("j")
    expect(picture(page, 1)).to_be_focused()
    page.keyboard.press("j")
    expect(picture(page, 3)).to_be_focused()
    page.keyboard.press("k")
    expect(picture(page, 1)).to_be_focused()
    page.keyboard.press("5")
    expect(picture(page, 1).get_by_role("radio", name="Verschil")).to_be_checked()
    page.keyboard.press("g")
    expect(picture(page, 1).locator(".difference .jump")).to_be_in_viewport()
    box, image = (picture(page, 1).locator(f".difference {each}").bounding_box() for each in (".jump", "img"))
    assert box is not None
    assert image is not None
    assert 0 <= box["x"] - image["x"] < box["width"] < image["width"]
    page.keyboard.press("a")
    expect(picture(page, 1).get_by_role("status")).to_contain_text("Geaccepteerd")
    page.keyboard.press("u")
    expect(picture(page, 1).get_by_role("status")).to_contain_text("Ongedaan gemaakt")
    page.keyboard.press("r")
    note = picture(page, 1).get_by_label("Wat is er mis mee?")
    expect(note).to_be_focused()
    page.keyboard.type("ja, a en u zijn hier letters")
    picture(page, 1).get_by_role("button", name="Afwijzen").click()
    expect(picture(page, 1).locator(".note-of-review")).to_contain_text("ja, a en u zijn hier letters")
    assert "ja, a en u" in (world.folder / "guide" / "stapsgewijs-review.toml").read_text(encoding="utf-8")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_visible()
    for colours in COLOURS:
        page.emulate_media(color_scheme=colours)
        assert barriers(page) == [], colours
