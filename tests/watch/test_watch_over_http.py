"""The page of a session over HTTP: who is let in, what forms do, what is served, and the news that is sent."""

from __future__ import annotations

import http.client
import json
import re
import threading
from queue import Queue
from typing import Any

import pytest

from stapsgewijs.bootstrap import running_server
from stapsgewijs.watch.follower import Wanted
from stapsgewijs.watch.presenter import _without_styles
from stapsgewijs.web.middleware import HEADERS
from tests.app_client import AppClient
from tests.watch.worlds import ADDRESS, BY_CALL, BY_TEXT, KEY, World

WAIT_S = 60
"""Longer than anything here takes."""
SPACE = "Met uw mobiele", "Met [uw](media)mobiele"


@pytest.fixture
def client(world: World) -> AppClient:
    made = AppClient(world.app(), base_url=ADDRESS, raise_server_exceptions=False)
    assert made.get(f"/?key={KEY}").status_code == 200
    return made


def sends(world: World, client: AppClient, action: str, **fields: str) -> Any:  # noqa: ANN401  # httpx' answer
    headers = {name: fields.pop(name) for name in ("origin",) if name in fields}
    return client.post(f"/guides/1/{action}", data={"form": world.pages.form, **fields}, headers=headers)


def test_the_page_has_the_document_in_dutch_and_says_what_is_wrong(world: World, client: AppClient) -> None:
    world.save(*SPACE)
    page = client.get("/guides/1").text
    assert '<html lang="nl">' in page
    assert "Verificatie per sms-bericht instellen" in page
    assert "1 waarschuwing" in page
    assert "0 van 10 stappen gevolgd" in page
    assert "Verbeteren" in page
    assert "Er is nog niets gevolgd." in page


def test_only_who_has_the_key_is_let_in_and_only_once_by_it(world: World) -> None:
    app = world.app()
    first, second = (AppClient(app, base_url=ADDRESS, raise_server_exceptions=False) for _ in range(2))
    assert first.get("/guides/1").status_code == 403
    assert first.get(f"/guides/1?key={KEY}").status_code == 200
    assert first.get("/guides/1").status_code == 200
    assert second.get(f"/guides/1?key={KEY}").status_code == 403
    for path in ("/guides/1/events", "/frames/1", "/pictures/x", "/guides/1/moments/1"):
        assert second.get(path).status_code == 403
    assert second.post("/guides/1/stop", data={"form": world.pages.form}).status_code == 403
    assert "andere browser" in second.get("/").text


def test_another_name_of_this_machine_is_refused(client: AppClient) -> None:
    answer = client.get("/guides/1", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_a_form_of_somebody_else_does_nothing(world: World, client: AppClient) -> None:
    world.save(*SPACE)
    before = world.path.read_bytes()
    found = world.session.guides[0].guide.run.findings[0].fingerprint
    for action in ("follow", "stop", "automatic", "accept", "undo", "fix"):
        for how in ({"form": "x" * 32}, {"form": ""}, {"origin": "https://evil.example"}):
            answer = sends(world, client, action, **{"finding": found, "procedure": "1", "on": "no", **how})
            assert answer.status_code == 403, (action, how)
    assert world.path.read_bytes() == before
    assert world.session.next_job() is None
    assert world.follower.stopped == 0
    assert world.session.is_automatic


def test_forms_ask_for_what_they_name(world: World, client: AppClient) -> None:
    for fields in ({"procedure": "2", "step": "3"}, {"procedure": "1"}, {}, {"procedure": "9"}, {"procedure": "²"}):
        assert sends(world, client, "follow", **fields).status_code == 204
    assert world.waiting() == [Wanted((BY_CALL,), 3), Wanted((BY_TEXT,)), Wanted()]
    sends(world, client, "automatic")
    assert not world.session.is_automatic
    sends(world, client, "automatic", on="yes")
    assert world.session.is_automatic
    sends(world, client, "stop")
    assert world.follower.stopped == 1
    world.save(*SPACE)
    before = world.path.read_text(encoding="utf-8")
    sends(world, client, "fix", finding=world.session.guides[0].guide.run.findings[0].fingerprint)
    assert world.path.read_text(encoding="utf-8") == before.replace("(media)m", "(media) m")


@pytest.mark.parametrize(
    "path",
    [
        "/guides/0",
        "/guides/2",
        "/guides/1/moments/1",
        "/frames/99",
        "/pictures/..%2f..%2fstapsgewijs.toml",
        "/static/../templates/report.html.j2",
        "/nowhere",
    ],
)
def test_nothing_else_is_served(client: AppClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet" in answer.text


def test_an_action_that_there_is_not_is_none(world: World, client: AppClient) -> None:
    assert sends(world, client, "remove").status_code == 404


def test_every_answer_has_the_headers_that_keep_others_out(client: AppClient) -> None:
    for path in ("/guides/1", "/nowhere", "/static/watch.js"):
        headers = client.get(path).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "script-src 'self'" in HEADERS["Content-Security-Policy"]


def test_nothing_of_a_document_acts_on_the_page(world: World, client: AppClient) -> None:
    world.save(
        "Met uw mobiele", "<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3)) Met uw"
    )
    world.save("# <a name=", "# <a onclick=x name=")
    page = client.get("/guides/1").text
    assert "<script>alert" not in page
    assert "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", page)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", page)
    assert re.findall(r"<script[^>]*>", page) == [
        f'<script src="/static/{each}.js" defer>' for each in ("keys", "watch")
    ]
    assert "onclick" not in page


def test_elements_have_their_style_where_the_policy_of_the_page_lets_the_script_set_it() -> None:
    html = '<p class="a" style="--x: 1">of style="x" here</p><img style="top: 0">'
    assert _without_styles(html) == '<p class="a" data-style="--x: 1">of style="x" here</p><img data-style="top: 0">'


def test_pictures_are_served_by_a_key_and_as_what_they_are(world: World, client: AppClient) -> None:
    page = client.get("/guides/1").text
    keys = re.findall(r'src="(/pictures/[0-9a-f]+)"', page)
    answer = client.get(keys[0])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert any(each.read_bytes() == answer.content for each in world.path.parent.rglob("*.png"))


def test_moments_show_the_page_and_what_was_received(world: World, client: AppClient) -> None:
    world.session.ask(1, Wanted((BY_TEXT,)))
    world.waiting()
    page = client.get("/guides/1/moments/2").text
    assert "ik stap 2 doe" in page
    assert "Telefoon van medewerker" in page
    assert "Bericht van Contoso" in page
    assert "748587 is uw verificatiecode." in page
    assert "afgeleverd" in page
    timeline = client.get("/guides/1").text
    assert "0,25 s" in timeline
    assert 'href="#procedure-1-step-5"' in timeline


def test_what_changes_is_sent_part_by_part_until_the_server_ends(world: World) -> None:
    heard: Queue[tuple[str, dict[str, Any]]] = Queue()
    with running_server(world.app()) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=WAIT_S)
        connection.request("GET", f"/?key={KEY}")
        cookie = str(connection.getresponse().headers["set-cookie"]).partition(";")[0]
        connection.close()
        connection.request("GET", "/guides/1/events", headers={"cookie": cookie})
        answer = connection.getresponse()
        assert answer.headers["content-type"].startswith("text/event-stream")

        def listen() -> None:
            name = ""
            for line in answer:
                told = line.decode().rstrip("\n")
                if told.startswith("event: "):
                    name = told.removeprefix("event: ")
                elif told.startswith("data: "):
                    heard.put((name, json.loads(told.removeprefix("data: "))))

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        assert [heard.get(timeout=WAIT_S)[0] for _ in range(3)] == ["document", "timeline", "status"]
        world.save(*SPACE)
        name, told = heard.get(timeout=WAIT_S)
        assert (name, "1 waarschuwing" in told["html"]) == ("document", True)
        heard.get(timeout=WAIT_S)
        world.session.ask(1, Wanted((BY_TEXT,)))
        world.waiting()
        names = [heard.get(timeout=WAIT_S)[0] for _ in range(11)]
        assert names == ["status", "status", "frame", *["moment"] * 5, "document", "timeline", "status"]
    listener.join(WAIT_S)
    assert not listener.is_alive()
    connection.close()
