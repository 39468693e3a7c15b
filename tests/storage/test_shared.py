"""Two simulators on one database show one network: what happens at the one wakes who waits at the other."""

from __future__ import annotations

import re
import threading
from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest

from stapsgewijs.bootstrap import build_app, running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ANNA = "+31612345678"
PASSWORD = "Welkom-in-de-simulator"
Two = tuple[httpx.Client, httpx.Client]
pytestmark = pytest.mark.parametrize("place", ["postgresql", "sqlite file"], indirect=True)


@pytest.fixture
def two(place: str) -> Iterator[Two]:
    with (
        running_server(build_app(database=place)) as one,
        running_server(build_app(database=place)) as other,
        httpx.Client(base_url=f"{one}/api/v1/", timeout=60) as first,
        httpx.Client(base_url=f"{other}/api/v1/", timeout=60) as second,
    ):
        # Routes are completed at first use, under a filter for warnings that two threads of one process share.
        for each in (first, second):
            assert each.get("openapi.json").status_code == 200
        yield first, second


def meanwhile(work: Callable[[], httpx.Response]) -> Callable[[], httpx.Response]:
    """Do `work` in another thread; returns what waits for its answer."""
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(work()), daemon=True)
    thread.start()

    def answer() -> httpx.Response:
        thread.join(60)
        return answers[0]

    return answer


def test_who_waits_at_one_hears_what_comes_at_the_other(two: Two) -> None:
    after: dict[str, str] = {}
    for waiting, sending in (two, two[::-1]):
        for path in ("messages/wait", f"handsets/{ANNA}/messages/next"):
            waits = meanwhile(partial(waiting.get, path, params={"timeout": 50, **after}))
            threading.Event().wait(0.1)
            sent = sending.post("messages", json={"to": ANNA, "from": "Contoso", "body": path}).json()
            answer = waits()
            assert (answer.status_code, answer.json()["id"]) == (200, sent["id"])
            assert answer.elapsed.total_seconds() < 40  # not when it had waited enough
            after = {"after": sent["id"]}


def test_places_are_given_once_however_many_send(two: Two) -> None:
    def send(client: httpx.Client) -> None:
        for count in range(40):
            client.post("messages", json={"to": ANNA, "from": "Contoso", "body": str(count)})

    threads = [threading.Thread(target=send, args=(each,), daemon=True) for each in two]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for each in two:
        listed = each.get("messages", params={"limit": 1000}).json()
        assert [one["place"] for one in listed] == list(range(80, 0, -1))


def test_policy_clock_and_organisations_are_the_same_at_both(two: Two) -> None:
    first, second = two
    first.patch("policy", json={"sends": 3})
    assert second.get("policy").json()["sends"] == 3
    second.post("clock", json={"advance": 60})
    first.post("clock", json={"advance": 60})
    assert second.get("clock").json()["ahead"] == 120
    first.post("organisations", json={"id": "fabrikam", "name": "Fabrikam"})
    assert second.get("organisations/fabrikam").json()["name"] == "Fabrikam"
    waits = meanwhile(lambda: second.get("organisations/fabrikam/messages/wait", params={"timeout": 50}))
    threading.Event().wait(0.1)
    first.delete("organisations/fabrikam")
    assert waits().elapsed.total_seconds() < 40  # idem
    assert second.get("organisations/fabrikam").status_code == 404
    second.post("organisations", json={"id": "fabrikam", "name": "Another"})
    assert first.get("organisations/fabrikam").json()["name"] == "Another"


def test_a_late_message_is_delivered_once(two: Two) -> None:
    first, second = two
    first.post("faults", json={"action": "late", "seconds": 30})
    sent = second.post("messages", json={"to": ANNA, "from": "Contoso", "body": "laat"}).json()
    first.post("clock", json={"advance": 31})
    for each in two:
        found = each.get(f"messages/{sent['id']}").json()
        assert [found["status"], len(each.get(f"handsets/{ANNA}/messages").json())] == ["delivered", 1]
        assert sum("delivered" in str(what) for what in found["history"]) == 1


def test_a_person_enrolls_at_both_with_her_phone_at_either(two: Two) -> None:
    first, second = two
    homes = [str(each.base_url).replace("/api/v1/", "/contoso/") for each in two]
    steps: list[tuple[str, dict[str, str]]] = [
        ("sign-in", {"user_name": "anna@contoso.example", "password": PASSWORD}),
        ("more-information", {}),
        ("method", {"method": "authentication-phone", "way": "phone_call", "region": "NL", "number": ANNA}),
    ]
    with httpx.Client(follow_redirects=True, timeout=60) as browser:  # cookies do not know ports
        page = browser.get(homes[0])
        for turn, (path, fields) in enumerate(steps, start=1):
            form = re.findall(r'name="form" value="([^"]+)"', page.text)[0]
            page = browser.post(homes[turn % 2] + path, data={"form": form, **fields})
        assert page.url.path == "/contoso/call"
        changes = re.findall(r"(changes\?since=[^\"]+)", page.text)[0]
        waits = meanwhile(lambda: browser.get(homes[0] + changes, timeout=30))
        call = first.get(f"handsets/{ANNA}/calls/next").json()["id"]
        assert second.post(f"calls/{call}/answer").json()["status"] == "in-progress"
        assert waits().json() == {"changed": True}
        assert first.post(f"calls/{call}/press", json={"keys": "#"}).json()["status"] == "completed"
        assert browser.get(homes[1] + "call").url.path == "/contoso/app-password"
