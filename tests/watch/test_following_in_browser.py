"""A guide that is really followed, on its page: what is seen live, afterwards, by keyboard and by everybody."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from pytest_playwright import pytest_playwright

from stapsgewijs.bootstrap import running_server
from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.guide import Outcome
from stapsgewijs.watch.follower import Wanted
from tests.barriers import COLOURS, WCAG, barriers
from tests.watch.worlds import BY_CALL, BY_TEXT, KEY, WarmFollower, World, made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Playwright

    from stapsgewijs.watch.moment import Moment

pytestmark = pytest.mark.browser

CHANGED = "klik op **Volgende**", "klik op **Verder**"


@dataclass(frozen=True)
class Seen:
    """A session in which both procedures were followed, one of them with a wrong label and up to its step 3."""

    world: World
    moments: list[Moment]
    told: list[tuple[str, Any]]


@pytest.fixture(scope="module")
def seen(playwright: Playwright, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    with WarmFollower(playwright, browser) as follower, pytest.MonkeyPatch.context() as patch:
        # It can be open once only, and the test around it has one.
        patch.setattr(pytest_playwright, "_soft_scope", None)
        world = made(tmp_path_factory.mktemp("watch"), follower)
        told: list[tuple[str, Any]] = []
        world.session.subscribe(1, lambda name, about: told.append((name, about)))
        world.session.ask(1, Wanted((BY_TEXT,), 3))
        world.waiting()
        world.save(*CHANGED)
        world.session.ask(1, Wanted((BY_CALL,)))
        world.waiting()
        yield Seen(world, world.session.guides[0].timeline(), list(told))


@pytest.fixture
def address(seen: Seen) -> Iterator[str]:
    with running_server(seen.world.app()) as url:
        yield url


@pytest.fixture
def page(page: Page, address: str, seen: Seen) -> Page:
    seen.world.session.set_automatic(is_on=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/?key={KEY}")
    expect(page.locator("#timeline [data-moment]").first).to_be_visible()
    return page


def ends(seen: Seen, procedure: str) -> list[StepOutcome]:
    run = seen.world.session.guides[0].guide.run
    return [step.result for each in run.procedures if each.id == procedure for step in each.steps]


def test_the_first_run_ended_behind_the_step_that_was_asked_for_and_the_next_followed_all(seen: Seen) -> None:
    assert ends(seen, BY_TEXT) == [StepOutcome.FOLLOWED_AND_CHECKED] * 5
    assert ends(seen, BY_CALL) == [StepOutcome.FOLLOWED_AND_CHECKED] * 5
    first = [about.step for name, about in seen.told if name == "moment"]
    assert first[: first.index(1, 15)][-1] == 3


def test_each_line_has_its_picture_and_what_was_received(seen: Seen) -> None:
    by_text = [each for each in seen.moments if each.procedure == BY_TEXT]
    assert all(each.outcome is Outcome.PASSED for each in by_text)
    assert sorted({each.step for each in by_text}) == [1, 2, 3, 4, 5, 6]
    with_page = [each for each in by_text if each.address]
    frames = [seen.world.session.frames.kept[each.frame][1] for each in with_page]
    assert all(each.startswith(b"\xff\xd8") for each in frames)
    assert len(set(frames)) > 5
    [device] = by_text[-1].devices
    assert (device.owner, [each.kind for each in device.items]) == ("medewerker", ["message"])
    assert any('heading "Extra beveiligingsverificatie"' in each.aria for each in by_text)


def test_what_is_seen_is_told_while_it_happens(seen: Seen) -> None:
    names = [name for name, _ in seen.told]
    first = names.index("moment")
    assert "frame" in names[first : first + 12]
    assert names[-3:] == ["document", "timeline", "status"]


def test_no_barriers_and_no_sideways_scrolling(page: Page) -> None:
    told = {}
    for width in (1280, 360):
        for colours in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 740})
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            rules = WCAG if colours == "light" else COLOURS
            told[width, colours] = (
                barriers(page, rules),
                page.evaluate("document.documentElement.scrollWidth") == width,
            )
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    told["keys"] = (barriers(page), True)
    assert {each: found for each, found in told.items() if found != ([], True)} == {}


def test_everything_is_done_by_keyboard(page: Page, seen: Seen) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#procedure-1-step-2")).to_be_focused()
    expect(page.locator("#moment")).to_contain_text("is stap 2 van de gids gevolgd")
    page.keyboard.press("k")
    expect(page.locator("#procedure-1-step-1")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(".finding").first).to_be_focused()
    page.keyboard.press(",")
    page.keyboard.press("v")
    expect(page.locator("#says")).to_have_attribute("open", "")
    expect(page.locator("#timeline [aria-current]")).to_have_count(1)
    page.keyboard.press("f")
    page.keyboard.press("d")
    page.keyboard.press("a")
    session = seen.world.session
    for wanted in (Wanted((BY_TEXT,), 2), Wanted((BY_TEXT,)), Wanted()):
        expect(page.locator("#status")).to_contain_text("Dit wordt zo gevolgd.")
        for _ in range(3000):
            if job := session.next_job():
                break
            page.wait_for_timeout(10)
        assert job is not None
        assert job[1] == wanted
    page.keyboard.press("o")
    expect(page.locator("#automatic")).not_to_be_checked()
    page.keyboard.press("o")
    expect(page.locator("#automatic")).to_be_checked()


def test_who_wants_no_keys_has_none(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Toetsen gebruiken").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator(".step.current")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_what_is_saved_is_shown_and_the_place_is_kept(page: Page, seen: Seen) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    world = seen.world
    seen.world.session.set_automatic(is_on=False)
    # Looked at in one go: news replaces the document, and what was in it before is nowhere.
    place = "document.getElementById('procedure-1-step-3').getBoundingClientRect().top"
    top = page.evaluate(place)
    saving = threading.Thread(target=world.save, args=("laat u bij", "laat u [dan](media)bij"), daemon=True)
    saving.start()
    expect(page.locator(".problems")).to_contain_text(
        "Er staat geen spatie tussen “dan” en “bij”. Schrijf: [dan](media) bij"
    )
    saving.join()
    expect(page.locator("#procedure-1-step-3")).to_be_focused()
    assert page.evaluate(place) == pytest.approx(top, abs=2)
    page.locator(".problems").get_by_role("button", name="Verbeteren").first.click()
    expect(page.locator("#status")).to_contain_text("Verbeterd: regel 7.")
    assert "[dan](media) bij" in world.path.read_text(encoding="utf-8")
