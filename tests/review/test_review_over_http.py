"""The page over HTTP, without scripts: what it says, what its forms do, and who is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.web.middleware import HEADERS
from tests.app_client import AppClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette

    from conftest import Visitor, World

    RequestContext = Callable[[Starlette], Visitor]

CHANGED, SAME, NEW, LOOKS, LARGER, BROKEN, MISSING = range(1, 8)


def plain(page: str) -> str:
    """Return the words of a page."""
    text = re.sub(r"<[^>]+>", " ", page.partition("<body")[2].partition(">")[2])
    return " ".join(text.replace("&#39;", "'").split())


def section(page: str, number: int) -> str:
    found = re.search(rf'<section class="picture" id="picture-{number}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


@pytest.fixture
def visitor(world: World, visit: RequestContext) -> Visitor:
    return visit(world.everything().app())


def test_the_page_says_in_dutch_what_became_of_each_picture(visitor: Visitor) -> None:
    page = visitor.page
    assert '<html lang="nl">' in page
    assert "Er zijn nog 5 afbeeldingen om over te beslissen." in page
    said = {number: plain(f"<body>{section(page, number)}") for number in (1, 3, 4, 5, 6, 7)}
    assert "Veranderd" in said[CHANGED]
    assert "Per telefoon · stap 1, regel 11" in said[CHANGED]
    assert "960 pixels verschillen (37,50%)." in said[CHANGED]
    assert "knop “Volgende” werd “Verder” knop “Hulp” is nu grijs" in said[CHANGED]
    assert "Browser chromium 139, nu chromium 140" in said[CHANGED]
    assert "De handleiding heeft op deze plek nog geen afbeelding." in said[NEW]
    assert "Op de pagina staat hetzelfde, maar 960 pixels verschillen (37,50%)." in said[LOOKS]
    assert "De afbeelding was 64 × 40 pixels en is nu 80 × 60." in said[LARGER]
    assert "Het bestand in de handleiding is geen leesbare PNG." in said[BROKEN]
    assert "dit moment is niet bereikt" in said[MISSING]
    assert "no button “Rijd”: nearest: “Rij”" in said[MISSING]
    assert 'id="picture-2"' not in page


def test_a_guide_in_a_language_without_catalogue_gets_english(world: World, visit: RequestContext) -> None:
    world.language = "de-DE"
    page = visit(world.everything().app()).page
    assert '<html lang="en">' in page
    assert "button “Volgende” became “Verder”" in page
    assert "960 pixels differ (37.50%)." in page


def test_all_pictures_are_a_link_away_and_every_form_comes_back_there(visitor: Visitor) -> None:
    assert visitor.page.count('class="picture"') == 6
    page = visitor.client.get("/?all").text
    assert page.count('class="picture"') == 7
    assert "De afbeelding is zoals ze is geaccepteerd." in section(page, SAME)
    assert "/accept/" not in section(page, SAME)
    assert 'action="/accept/1?all"' in section(page, CHANGED)
    assert visitor.sends("/accept/1?all").headers["location"] == "/?all#picture-1"


def test_accept_and_undo_are_forms(world: World, visitor: Visitor) -> None:
    before = world.on_disk()
    answer = visitor.sends("/accept/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/#picture-1")
    assert "Geaccepteerd: deze afbeelding staat nu in de handleiding." in section(visitor.page, CHANGED)
    assert '<a href="#picture-3">Naar de volgende afbeelding</a>' in section(visitor.page, CHANGED)
    assert "Deze keer geaccepteerd: 1" in visitor.page
    assert world.on_disk() != before
    visitor.page = visitor.client.get("/").text  # the page is loaded anew, and still knows
    assert "/undo/1" in section(visitor.page, CHANGED)
    assert "/accept/1" not in section(visitor.page, CHANGED)
    visitor.sends("/undo/1")
    assert "Ongedaan gemaakt: alles is weer zoals het was." in section(visitor.page, CHANGED)
    assert world.on_disk() == before


def test_accepting_all_ends_with_a_summary(world: World, visitor: Visitor) -> None:
    assert visitor.sends("/accept").headers["location"] == "/#said"
    assert "Er zijn 5 afbeeldingen geaccepteerd." in visitor.page
    assert "U hebt over elke afbeelding beslist." in visitor.page
    summary = visitor.page.partition('<details class="summary" open>')[2].partition("</details>")[0]
    names = ["gewijzigd.png", "nieuw.png", "beeld.png", "groter.png", "kapot.png"]
    assert re.findall(r"<code>(.*?)</code>", summary) == names
    assert "Alle 5 accepteren" not in visitor.page
    assert world.told[-1] == "5 pictures accepted, 0 left to decide on"


def test_a_file_that_was_changed_meanwhile_is_told(world: World, visitor: Visitor) -> None:
    world.place(CHANGED).write_bytes(b"mine")
    visitor.sends("/accept/1")
    assert world.place(CHANGED).read_bytes() == b"mine"
    assert 'role="alert"' in section(visitor.page, CHANGED)
    assert "Iemand heeft de geaccepteerde afbeelding intussen veranderd." in section(visitor.page, CHANGED)


def test_nothing_differs(world: World, visit: RequestContext) -> None:
    page = visit(world.only_same().app()).page
    assert "Er verschilt niets: alle afbeeldingen zijn zoals ze zijn geaccepteerd." in page
    assert "Alleen wat verschilt (0)" in page
    assert 'class="picture"' not in page


def test_pictures_of_the_last_run_are_said_to_be_that(world: World, visit: RequestContext) -> None:
    sentence = "Dit zijn de afbeeldingen van de vorige keer."
    assert sentence not in visit(world.everything().app()).page
    assert sentence in visit(world.app(is_of_last_run=True)).page


def test_finishing_says_what_was_accepted_and_stops(world: World, visitor: Visitor) -> None:
    visitor.sends("/accept/1")
    answer = visitor.sends("/done")
    assert answer.status_code == 200
    assert "Deze keer geaccepteerd: 1 gewijzigd.png Over 4 afbeeldingen is nog niet beslist." in plain(answer.text)
    assert world.stopped == [True]


def test_pictures_are_served_by_number_and_as_what_they_are(world: World, visitor: Visitor) -> None:
    answer = visitor.client.get("/pictures/1/captured")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content == (world.folder / "taken" / "gewijzigd.png").read_bytes()
    assert visitor.client.get("/pictures/1/difference").content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/1/record.json",
        "/pictures/1/..%2f..%2fguide%2ffiets.md",
        "/pictures/7/captured",
        "/pictures/99/captured",
        "/pictures/-1/captured",
        "/pictures/1/accepted/../../../guide/fiets.md",
        "/static/../templates/report.html.j2",
        "/static/%2e%2e/labels/nl.po",
        "/nowhere",
    ],
)
def test_nothing_else_is_served(visitor: Visitor, path: str) -> None:
    answer = visitor.client.get(path)
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet" in answer.text


@pytest.mark.parametrize("path", ["/accept/1", "/accept", "/undo/1", "/done"])
@pytest.mark.parametrize(
    "how",
    [
        {"form": ""},
        {"form": "x" * 32},
        {"form": "é"},
        {"headers": {"origin": "https://evil.example"}},
        {"headers": {"sec-fetch-site": "cross-site"}},
        {"headers": {"sec-fetch-site": "same-site"}},
    ],
)
def test_a_form_of_somebody_else_is_refused(world: World, visitor: Visitor, path: str, how: dict[str, Any]) -> None:
    before = world.on_disk()
    answer = visitor.sends(path, **how)
    assert answer.status_code == 403
    assert "Dit formulier kan niet meer worden verzonden" in answer.text
    assert (world.on_disk(), world.stopped) == (before, [])


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.2"])
def test_another_host_is_refused(world: World, visitor: Visitor, host: str) -> None:
    before = world.on_disk()
    for answer in (
        visitor.client.get("/", headers={"host": host}),
        visitor.client.get("/pictures/1/captured", headers={"host": host}),
        visitor.sends("/accept/1", headers={"host": host}),
    ):
        assert answer.status_code == 400
        assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert world.on_disk() == before


@pytest.mark.parametrize("path", ["/accept/99", "/undo/0"])
def test_a_picture_that_there_is_not(visitor: Visitor, path: str) -> None:
    assert visitor.sends(path).status_code == 404


@pytest.mark.parametrize("path", ["/accept/1", "/undo/1", "/accept", "/done"])
def test_looking_at_an_address_changes_nothing(world: World, visitor: Visitor, path: str) -> None:
    before = world.on_disk()
    assert visitor.client.get(path).status_code == 405
    assert (world.on_disk(), world.stopped) == (before, [])


@pytest.mark.parametrize("path", ["/", "/?all", "/pictures/1/captured", "/nowhere"])
def test_every_answer_has_the_guards_and_is_not_kept(visitor: Visitor, path: str) -> None:
    answer = visitor.client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"


def test_a_defect_is_a_page_with_the_guards(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("stapsgewijs.review.session.accept", lambda *_, **__: 1 / 0)
    answer = visitor.sends("/accept/1")
    assert (answer.status_code, "ZeroDivisionError" in answer.text) == (500, False)
    assert "Er is iets misgegaan" in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert any(each.exc_info and each.exc_info[0] is ZeroDivisionError for each in caplog.records)


def test_a_large_body_is_refused(visitor: Visitor) -> None:
    assert visitor.client.post("/accept/1", content=b"x" * 100_000).status_code == 413


def test_markup_of_strangers_is_shown_and_not_obeyed(world: World, visit: RequestContext) -> None:
    world.everything()
    world.takes("gewijzigd", b"", '- button "<script>alert(1)</script>"\n')
    page = visit(world.app()).page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("<script") == page.count('<script src="/static/') == 3
    assert re.search(r"\sstyle=|\son\w+=", page) is None


def test_the_key_leads_to_no_other_host(world: World) -> None:
    owner = AppClient(world.everything().app(), base_url=world.address)
    opened = owner.get(f"{world.address.rstrip('/')}//evil.example/?all&key={world.key}", follow_redirects=False)
    assert (opened.status_code, opened.headers["location"]) == (303, "/evil.example/?all=")


def test_who_has_no_key_sees_nothing_and_writes_nothing(world: World) -> None:
    app = world.everything().app()
    before = world.on_disk()
    stranger, owner = (AppClient(app, base_url=world.address) for _ in range(2))
    for path in ("/", "/?all", "/?key=", "/?key=geraden", "/pictures/1/accepted", "/nergens"):
        answer = stranger.get(path)
        assert (answer.status_code, 'name="form"' in answer.text) == (403, False), path
    assert "al open in een andere browser" in stranger.get("/").text
    assert stranger.get("/static/review.css").status_code == 200
    opened = owner.get(f"/?all&key={world.key}", follow_redirects=False)
    assert (opened.status_code, opened.headers["location"]) == (303, "/?all=")
    cookie = opened.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax"} <= {each.strip() for each in cookie.split(";")}
    assert world.key not in cookie
    form = re.findall(r'name="form" value="([^"]+)"', owner.get("/").text)[0]
    assert stranger.post("/accept", data={"form": form}).status_code == 403
    assert world.on_disk() == before
    assert stranger.get(f"/?key={world.key}").status_code == 403, "the key counts once"
    assert owner.post("/accept", data={"form": form}, follow_redirects=False).status_code == 303
    assert world.on_disk() != before
