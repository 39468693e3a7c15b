"""What the phone's script does, in a real browser: sound, keys, focus, and two who look at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from stapsgewijs.bootstrap import build_app, running_server
from tests.barriers import EVERY_RULE, barriers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from conftest import Visitor

pytestmark = pytest.mark.browser

PHONE = "/contoso/handsets/+31612345678"
SPOKEN = """
window.spoken = [];
window.cancelled = 0;
speechSynthesis.speak = (words) => window.spoken.push([words.lang, words.text]);
speechSynthesis.cancel = () => { window.cancelled += 1; };
"""
TONES = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function () { window.tones.push(this.frequency.value); start.call(this); };
"""


@pytest.fixture
def address() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
def looks(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Return what opens a page in a browser context of its own."""
    contexts = []

    def look(path: str = PHONE, script: str = "", **wishes: object) -> Page:
        context = browser.new_context(reduced_motion="reduce", locale="nl", **wishes)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(address + path)
        return page

    yield look
    for each in contexts:
        each.close()


def send(client: httpx.Client, body: str, sender: str = "Contoso", to: str = "+31612345678") -> None:
    client.post("/api/v1/messages", json={"to": to, "from": sender, "body": body}).raise_for_status()


def rings(visitor: Visitor) -> None:
    visitor.signs_in()
    visitor.asks_for_code(way="phone_call")


def test_a_message_comes_by_itself_on_both_screens_and_reading_it_counts_for_both(
    looks: Callable[..., Page], client: httpx.Client
) -> None:
    one, other, everything = looks(), looks(), looks("/contoso/handsets")
    send(client, "Uw code is 123456.")
    for page in (one, other):
        expect(page.locator("#screen")).to_contain_text("Uw code is 123456.")
        expect(page.locator("#tabs")).to_contain_text("1 ongelezen")
    expect(everything.locator("#list")).to_contain_text("1 ongelezen")
    expect(everything.locator("#log")).to_contain_text("Uw code is 123456.")
    one.locator("#screen").get_by_role("link").click()
    for page in (other, everything):
        expect(page.locator("body")).not_to_contain_text("ongelezen")
    send(client, "Nog een bericht.")
    expect(one.locator("#screen")).to_contain_text("Nog een bericht.")
    expect(one.locator("#tabs")).not_to_contain_text("ongelezen")


def test_answering_leads_the_focus_into_the_call_and_keys_of_the_keyboard_sound_and_are_sent(
    looks: Callable[..., Page], anna: Visitor
) -> None:
    page = looks(script=TONES)
    rings(anna)
    alarm = page.get_by_role("alert")
    expect(alarm).to_contain_text("Uw telefoon gaat over: +31 20 249 0048")
    page.get_by_role("button", name="Opnemen").click()
    expect(page.locator("#caller")).to_be_focused()
    assert page.evaluate("window.tones") == []
    page.keyboard.press("7")
    expect(page.get_by_role("log")).to_contain_text("Deze toets werkt hier niet.")
    assert page.evaluate("window.tones") == [852, 1209]
    page.get_by_role("button", name="*", exact=True).click()
    assert page.evaluate("window.tones.slice(2)") == [941, 1209]
    expect(page.get_by_role("log").locator(".pressed")).to_have_count(2)
    expect(page.get_by_role("button", name="*", exact=True)).to_be_focused()
    page.keyboard.press("#")
    expect(page.locator("#call")).to_contain_text("Het gesprek is beëindigd")
    assert page.evaluate("window.tones.slice(4)") == [941, 1477]
    expect(page.locator("#caller")).to_be_focused()
    page.get_by_role("button", name="Sluiten").click()
    expect(page.locator("#call")).to_be_empty()


def test_keys_mean_nothing_outside_of_the_phone_or_in_a_field(looks: Callable[..., Page], anna: Visitor) -> None:
    page = looks()
    rings(anna)
    page.get_by_role("button", name="Opnemen").click()
    expect(page.locator("#caller")).to_be_focused()
    page.get_by_role("searchbox").click()
    page.keyboard.type("5#")
    expect(page.get_by_role("searchbox")).to_have_value("5#")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("#")
    expect(page.get_by_role("log").locator(".said")).to_have_count(1)


def test_nothing_is_spoken_until_somebody_asks_and_the_wish_is_remembered(
    looks: Callable[..., Page], anna: Visitor
) -> None:
    page = looks(script=SPOKEN)
    rings(anna)
    sound = page.get_by_role("button", name="Geluid")
    expect(sound).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Opnemen").click()
    expect(page.get_by_role("log")).to_contain_text("Druk op het hekje")
    assert page.evaluate("window.spoken") == []
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    [[language, words]] = page.evaluate("window.spoken")
    assert (language, words.startswith("Dit is Contoso.")) == ("nl", True)
    page.keyboard.press("5")
    expect(page.get_by_role("log").locator(".said")).to_have_count(3)
    assert [each[1][:11] for each in page.evaluate("window.spoken")] == ["Dit is Cont", "Deze toets "]
    page.reload()
    expect(sound).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.spoken") == []
    sound.click()
    page.reload()
    expect(sound).to_have_attribute("aria-pressed", "false")


def test_what_is_typed_and_where_one_reads_stays_while_messages_come(
    looks: Callable[..., Page], client: httpx.Client
) -> None:
    for number in range(30):
        send(client, f"Bericht nummer {number}, met wat tekst erbij.")
    page = looks(f"{PHONE}?party=Contoso")
    field = page.get_by_label("Uw antwoord")
    field.fill("Half een antwoo")
    page.locator("#screen").evaluate("e => { e.scrollTop = 100; e.querySelectorAll('.bubble')[2].id = 'mine'; }")
    send(client, "Daar komt er nog een.")
    expect(page.locator("#screen")).to_contain_text("Daar komt er nog een.")
    expect(field).to_have_value("Half een antwoo")
    expect(field).to_be_focused()
    assert page.locator("#screen").evaluate("e => e.scrollTop") == 100
    expect(page.locator("#mine")).to_have_count(1)
    field.press("End")
    field.type("rd")
    page.get_by_role("button", name="Verzenden").click()
    expect(page.locator("#screen .own")).to_contain_text("Half een antwoord")
    expect(field).to_have_value("")


def test_strange_texts_stay_texts(looks: Callable[..., Page], client: httpx.Client) -> None:
    page = looks(f"{PHONE}?party=Contoso")
    send(client, "<img src=x onerror=\"document.title='gekraakt'\"><script>document.title='gekraakt'</script>")
    expect(page.locator("#screen .bubble")).to_contain_text("<img src=x")
    assert page.locator("#screen img").count() == 0
    assert page.title().startswith("Telefoon")


def test_the_demonstration_enrolls_in_one_frame_what_the_other_receives(
    looks: Callable[..., Page], client: httpx.Client
) -> None:
    assert client.get("/contoso/demo").status_code == 200
    page = looks("/contoso/demo?number=06 12345678", viewport={"width": 1400, "height": 1000})
    left, right = page.frame_locator("iframe.page"), page.frame_locator("iframe.handset")
    left.get_by_label("Gebruikersnaam").fill("anna@contoso.example")
    left.get_by_label("Wachtwoord").fill("Welkom-in-de-simulator")
    left.get_by_role("button", name="Aanmelden").click()
    left.get_by_role("button", name="Volgende").click()
    left.get_by_label("Telefoonnummer").fill("06 12345678")
    left.get_by_label("Mij bellen").check()
    left.get_by_role("button", name="Volgende").click()
    right.get_by_role("button", name="Opnemen").click()
    right.get_by_role("button", name="#", exact=True).click()
    expect(left.get_by_role("heading", name="Stap 3: Blijf uw bestaande toepassingen gebruiken")).to_be_visible()
    assert barriers(page, EVERY_RULE) == []
    boxes = [page.locator(f"iframe.{each}").bounding_box() for each in ("page", "handset")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] == boxes[1]["y"]
    page.set_viewport_size({"width": 360, "height": 740})
    below = page.locator("iframe.handset").bounding_box()
    assert below is not None
    assert below["y"] >= boxes[0]["y"] + 400
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [320, 360])
def test_a_call_fits_a_small_screen(looks: Callable[..., Page], anna: Visitor, width: int) -> None:
    page = looks(viewport={"width": width, "height": 640})
    rings(anna)
    page.get_by_role("button", name="Opnemen").click()
    for name in ("1", "#", "Ophangen"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert (box["width"] >= 44, box["height"] >= 44, box["x"] >= 0, box["x"] + box["width"] <= width) == (True,) * 4
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page, EVERY_RULE) == []


def test_all_of_it_works_without_javascript(looks: Callable[..., Page], anna: Visitor) -> None:
    rings(anna)
    page = looks(java_script_enabled=False)
    page.get_by_role("link", name="Controleer of er iets nieuws is").click()
    page.get_by_role("button", name="Opnemen").click()
    page.get_by_role("button", name="#", exact=True).click()
    expect(page.locator("#transcript")).to_contain_text("de verificatie is gelukt")
    expect(page.get_by_role("button", name="Geluid")).to_be_hidden()


def test_what_is_searched_for_is_seen_during_a_call_and_the_call_stays_at_hand(
    looks: Callable[..., Page], client: httpx.Client, anna: Visitor
) -> None:
    send(client, "Uw pakket komt morgen.", "Bezorger")
    rings(anna)
    page = looks(f"{PHONE}?q=pakket")
    expect(page.locator("#screen").get_by_text("Uw pakket komt morgen.")).to_be_visible()
    expect(page.get_by_role("button", name="Weigeren")).to_be_visible()
    page.get_by_role("button", name="Opnemen").click()
    expect(page.get_by_role("button", name="Ophangen")).to_be_visible()
    expect(page.locator("#screen").get_by_text("Uw pakket komt morgen.")).to_be_visible()
    assert barriers(page, EVERY_RULE) == []
    page.get_by_role("link", name="Alles weer tonen").click()
    expect(page.get_by_role("group", name="Toetsen")).to_be_visible()
    expect(page.locator("#screen")).to_be_hidden()
