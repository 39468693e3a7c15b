from __future__ import annotations

import asyncio
import json as json_format
import threading
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from stapsgewijs.bootstrap import build_app, running_server
from tests.event_loop import run_coroutine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.app_client import AppClient

ANNA, BRAM = "+31612345678", "+31687654321"
V1 = "/api/v1"


def send(
    client: AppClient,
    body: str = "509326",
    to: str = ANNA,
    json: dict[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    wish = {"to": to, "from": "Contoso", "body": body, **(json or {})}
    answer = client.post(f"{V1}/messages", json=wish, headers=headers)
    assert answer.status_code == 201, answer.text
    sent: dict[str, Any] = answer.json()
    return sent


def bodies(client: AppClient, **query: object) -> list[str]:
    answer = client.get(f"{V1}/messages", params=query)
    assert answer.status_code == 200, answer.text
    return [each["body"] for each in answer.json()]


def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_message_is_sent_and_lies_on_the_handset(client: AppClient) -> None:
    sent = send(client, "hello", to="06 12345678", json={"tags": ["a"]})
    assert (sent["to"], sent["status"], sent["tags"], sent["place"]) == (ANNA, "delivered", ["a"], 1)
    assert client.get(f"{V1}/handsets/{ANNA}/messages").json() == [sent]
    assert client.get(f"{V1}/messages/{sent['id']}").json().items() >= sent.items()
    assert client.get(f"{V1}/handsets").json() == [
        {"number": ANNA, "international": "+31 6 12345678", "kind": "mobile"}
    ]


def test_a_header_spoils_one_message(client: AppClient) -> None:
    late = send(client, headers={"X-Stapsgewijs-Fault": "late; seconds=30"})
    assert (late["status"], send(client)["status"]) == ("sent", "delivered")
    assert "late (30 s) by fault in the request" in late["history"][-1]["what"]
    answer = client.post(
        f"{V1}/messages",
        json={"to": ANNA, "from": "C", "body": "x"},
        headers={"X-Stapsgewijs-Fault": "eaten"},
    )
    assert error_of(answer) == (422, "fault")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["reply", "three", "two", "one"]),
        ({"newest_first": "false"}, ["one", "two", "three", "reply"]),
        ({"limit": 1}, ["reply"]),
        ({"before": 3}, ["two", "one"]),
        ({"to": "06 87654321"}, ["two"]),
        ({"from": "bank"}, ["three"]),
        ({"text": "ONE"}, ["one"]),
        ({"status": "received"}, ["reply"]),
        ({"status": ["received", "delivered"], "limit": 2}, ["reply", "three"]),
        ({"direction": "inbound"}, ["reply"]),
        ({"tag": "x"}, ["two"]),
        ({"since": "2000-01-01T00:00:00Z", "until": "2001-01-01T00:00:00+01:00"}, []),
    ],
)
def test_messages_are_found_by_what_one_knows_of_them(
    client: AppClient, query: dict[str, object], found: list[str]
) -> None:
    send(client, "one")
    send(client, "two", to=BRAM, json={"tags": ["x"]})
    send(client, "three", json={"from": "Bank"})
    client.post(f"{V1}/handsets/{ANNA}/messages", json={"to": "Bank", "body": "reply"})
    assert bodies(client, **query) == found


@pytest.mark.parametrize(
    "query", [{"form": "x"}, {"status": "eaten"}, {"limit": 0}, {"limit": 1001}, {"since": "yesterday"}, {"before": 0}]
)
def test_what_no_search_can_be_is_refused(client: AppClient, query: dict[str, str]) -> None:
    assert error_of(client.get(f"{V1}/messages", params=query)) == (422, "invalid")


def test_waiting_finds_the_first_that_matches_and_then_the_next(client: AppClient) -> None:
    first = send(client, "code 1")
    send(client, "other")
    third = send(client, "code 3")
    wait = f"{V1}/messages/wait"
    assert client.get(wait, params={"text": "code"}).json() == first
    assert client.get(wait, params={"text": "code", "after": first["id"]}).json() == third
    assert client.get(wait, params={"text": "code", "after": third["id"], "timeout": 0}).status_code == 204
    assert error_of(client.get(wait, params={"after": "SMx"})) == (404, "no-such-id")


def test_waiting_finds_late_arrivals_after_what_came_before_them(client: AppClient) -> None:
    late = send(client, "late", headers={"X-Stapsgewijs-Fault": "late; seconds=5"})
    soon = send(client, "soon")
    client.post(f"{V1}/clock", json={"advance": 5})
    found = client.get(f"{V1}/messages/wait", params={"after": soon["id"], "timeout": 0}).json()
    assert found["id"] == late["id"]


def test_one_can_wait_for_what_never_arrives(client: AppClient) -> None:
    send(client, headers={"X-Stapsgewijs-Fault": "undelivered"})
    found = client.get(f"{V1}/messages/wait", params={"status": "undelivered", "timeout": 0})
    assert found.json()["error"] == 30003


def test_many_new_messages_are_read_one_after_the_other(client: AppClient) -> None:
    sent = [send(client, str(count))["id"] for count in range(120)]
    read = [client.get(f"{V1}/messages/wait").json()["id"]]
    while (answer := client.get(f"{V1}/messages/wait", params={"after": read[-1], "timeout": 0})).status_code == 200:
        read.append(answer.json()["id"])
    assert read == sent


def test_the_latest_code_is_read(client: AppClient) -> None:
    code = f"{V1}/handsets/{ANNA}/code"
    send(client, "old 111111")
    last = send(client, "new 222222 till 18:00")
    send(client, "no code here, ref 12345678901")
    assert client.get(code).json()["code"] == "222222"
    assert client.get(code, params={"after": last["id"], "timeout": 0}).status_code == 204
    assert error_of(client.get(code, params={"after": "SMx"})) == (404, "no-such-id")
    assert client.get(f"{V1}/handsets/{BRAM}/code", params={"timeout": 0}).status_code == 204


def test_messages_are_tagged_and_forgotten(client: AppClient) -> None:
    one, two = send(client), send(client)
    tagged = client.put(f"{V1}/messages/{one['id']}/tags", json={"tags": ["b", "a", "b"]}).json()
    assert tagged["tags"] == ["b", "a"]
    assert client.delete(f"{V1}/messages/{one['id']}").status_code == 204
    assert error_of(client.get(f"{V1}/messages/{one['id']}")) == (404, "no-message")
    assert client.delete(f"{V1}/handsets/{ANNA}").status_code == 204
    assert bodies(client) == []
    assert error_of(client.put(f"{V1}/messages/{two['id']}/tags", json={"tags": []})) == (404, "no-message")


def test_reset_forgets_what_happened_and_keeps_the_rules_of_the_organisation(client: AppClient) -> None:
    client.patch(f"{V1}/policy", json={"sends": 4})
    client.post(f"{V1}/faults", json={"kind": "message", "action": "lost"})
    client.put(f"{V1}/chaos", json={"seed": "x", "probability": 1})
    send(client)
    assert client.post(f"{V1}/reset").status_code == 204
    there = [client.get(f"{V1}/{each}").json() for each in ("messages", "calls", "faults", "chaos", "handsets")]
    assert there == [[], [], [], None, []]
    assert client.get(f"{V1}/policy").json()["sends"] == 4


def test_chance_is_stated_and_counted(client: AppClient) -> None:
    begun = client.put(f"{V1}/chaos", json={"seed": "monday", "probability": 1, "actions": ["lost"]}).json()
    assert (begun["messages"], begun["probability"]) == (0, 1)
    assert "chaos monday, message 1, p=1" in send(client)["history"][-1]["what"]
    assert client.get(f"{V1}/chaos").json()["messages"] == 1
    assert client.delete(f"{V1}/chaos").status_code == 204
    assert send(client)["status"] == "delivered"
    wrong = client.put(f"{V1}/chaos", json={"seed": "x", "probability": 1, "actions": ["eaten"]})
    assert error_of(wrong) == (422, "chaos")


def test_a_fault_is_added_listed_and_forgotten_one_by_one(client: AppClient) -> None:
    rule = {"kind": "message", "action": "rate-limited", "most": 1, "window": 60, "times": None, "text": "code"}
    made = client.post(f"{V1}/faults", json=rule).json()
    assert {name: made[name] for name in rule} == rule
    assert [send(client, "code")["status"] for _ in range(2)] == ["delivered", "failed"]
    assert client.delete(f"{V1}/faults/{made['id']}").status_code == 204
    assert error_of(client.delete(f"{V1}/faults/{made['id']}")) == (404, "no-fault")


def test_a_system_posts_json_of_its_own(client: AppClient) -> None:
    hook = {"to": "recipients", "body": "content.text", "sender": "=Spryng"}
    assert client.put(f"{V1}/hooks/spryng", json=hook).json() == hook
    assert client.get(f"{V1}/hooks").json() == {"spryng": hook}
    posted = {"recipients": [ANNA, "0687654321"], "content": {"text": "509326"}}
    sent = client.post(f"{V1}/hooks/spryng", json=posted)
    assert (sent.status_code, [each["to"] for each in sent.json()]) == (201, [ANNA, BRAM])
    assert client.get(f"{V1}/handsets/{BRAM}/messages").json()[0]["from"] == "Spryng"


@pytest.mark.parametrize(
    ("posted", "status", "code"),
    [
        ({"recipients": [ANNA]}, 422, "hook"),
        ([], 422, "hook"),
        ({"recipients": ["nobody"], "content": {"text": "x"}}, 422, "no-number"),
    ],
)
def test_json_that_a_hook_cannot_read_sends_nothing(client: AppClient, posted: object, status: int, code: str) -> None:
    client.put(f"{V1}/hooks/spryng", json={"to": "recipients", "body": "content.text"})
    assert error_of(client.post(f"{V1}/hooks/spryng", json=posted)) == (status, code)
    assert bodies(client) == []


def test_a_hook_that_is_not_there_says_so(client: AppClient) -> None:
    assert error_of(client.post(f"{V1}/hooks/none", json={})) == (404, "no-hook")
    assert error_of(client.delete(f"{V1}/hooks/none")) == (404, "no-hook")


# Streams and long waits need a server: the test client reads an answer to its end before it gives it.


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield f"{url}{V1}/organisations"


@pytest.fixture
def own(url: str) -> str:
    """Give the address of an organisation of its own."""
    made = httpx.post(url, json={}, trust_env=False, timeout=60).json()
    return f"{url}/{made['id']}"


def test_events_tell_of_each_change_once(own: str) -> None:
    with httpx.Client(trust_env=False) as http, http.stream("GET", f"{own}/events?timeout=20") as stream:
        lines = stream.iter_lines()
        fault = {"X-Stapsgewijs-Fault": "late; seconds=100"}
        http2 = httpx.Client(trust_env=False, timeout=60)
        sent = http2.post(f"{own}/messages", json={"to": ANNA, "from": "C", "body": "x"}, headers=fault).json()
        assert told(lines) == ("message", sent["id"], "sent")
        http2.post(f"{own}/clock", json={"advance": 100})
        assert told(lines) == ("message", sent["id"], "delivered")
        other = http2.post(f"{own}/messages", json={"to": BRAM, "from": "C", "body": "y"}).json()
        assert told(lines) == ("message", other["id"], "delivered")
        http2.close()


def test_events_of_one_search_only(own: str) -> None:
    with httpx.Client(trust_env=False) as http, http.stream("GET", f"{own}/events?text=code&timeout=20") as stream:
        lines = stream.iter_lines()
        with httpx.Client(trust_env=False, timeout=60) as other:
            other.post(f"{own}/messages", json={"to": ANNA, "from": "C", "body": "nothing"})
            sent = other.post(f"{own}/messages", json={"to": ANNA, "from": "C", "body": "code 1"}).json()
        assert told(lines)[1] == sent["id"]


def told(lines: Iterator[str]) -> tuple[str, str, str]:
    """Return kind, id and status of the next event of a stream."""
    kind = data = ""
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            data = value
        elif not line and data:
            break
    shown = json_format.loads(data)
    return kind, shown["id"], shown["status"]


def test_who_waits_is_answered_when_it_comes(own: str) -> None:
    found: list[httpx.Response] = []
    waiting = threading.Thread(
        target=lambda: found.append(
            httpx.get(f"{own}/messages/wait?to={BRAM.replace('+', '%2B')}&timeout=50", timeout=60, trust_env=False)
        )
    )
    waiting.start()
    for to in (ANNA, BRAM):
        httpx.post(f"{own}/messages", json={"to": to, "from": "C", "body": to}, trust_env=False, timeout=60)
    waiting.join(60)
    assert found[0].json()["to"] == BRAM


def test_two_hundred_handsets_wait_at_once(own: str) -> None:
    numbers = [f"+316123{count:05d}" for count in range(45000, 45200)]

    async def all_of_them() -> list[str]:
        limits = httpx.Limits(max_connections=250)
        # Who sends has connections of its own: each request looks through all connections of its client.
        async with (
            httpx.AsyncClient(trust_env=False, limits=limits, timeout=60) as http,
            httpx.AsyncClient(trust_env=False, timeout=60) as sender,
        ):
            waits = [
                asyncio.create_task(http.get(f"{own}/handsets/{number}/messages/next?timeout=50")) for number in numbers
            ]
            for number in reversed(numbers):
                await sender.post(f"{own}/messages", json={"to": number, "from": "C", "body": number})
            return [answer.json()["body"] for answer in await asyncio.gather(*waits)]

    assert run_coroutine(all_of_them()) == numbers
