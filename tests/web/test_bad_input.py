"""Whatever is sent to the API: an error in its own shape or an honest answer, nothing lost, and nothing grows."""

from __future__ import annotations

import http.client
import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from stapsgewijs.bootstrap import build_app, running_server
from stapsgewijs.phone_numbers import NumberKind, PhoneNumber
from tests.app_client import AppClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

V1 = "/api/v1"
ANNA = "+31612345678"
JSON = {"content-type": "application/json"}
SENT = {"to": ANNA, "from": "Contoso", "body": "509326 is uw code."}
LARGE = 10 * 1024 * 1024
LONG = "x" * 60_000
"""The longest that httpx sends in an address."""
POSTS = ["messages", "faults", "clock", "organisations", f"handsets/{ANNA}/messages", "hooks/spryng"]
PUTS = ["chaos", "norms", "hooks/spryng", "account"]
UNKNOWN = ["SMnone", "%00", "%0A", "%FF%FE", "..%2F..%2Fetc%2Fpasswd", "%E2%80%AE", "%F0%9F%99%82", "a" * 5000, "0"]


def state(client: AppClient) -> dict[str, Any]:
    """Return all that is kept: what bad input must neither take away from nor add to."""
    paths = ("messages", "calls", "faults", "hooks", "norms", "policy", "organisations", "handsets", "account")
    return {each: client.get(f"{V1}/{each}").json() for each in paths} | {
        "clock": client.get(f"{V1}/clock").json()["ahead"]
    }


@pytest.fixture
def unharmed(client: AppClient) -> Iterator[AppClient]:
    """Give a client to a network with something in it, and see that all of it is there afterwards, and no more."""
    client.put(f"{V1}/hooks/spryng", json={"to": "to", "body": "text"})
    for _ in range(3):
        assert client.post(f"{V1}/messages", json=SENT).status_code == 201
    client.post(f"{V1}/faults", json={"kind": "call", "action": "busy"})
    before = state(client)
    yield client
    assert state(client) == before
    assert client.post(f"{V1}/messages", json=SENT).status_code == 201


def refused(answer: httpx.Response, *statuses: int) -> str:
    """See that an answer is an error in the API's shape; returns its code."""
    assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"error"}
    error: dict[str, str] = answer.json()["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["message"]
    assert "Traceback" not in answer.text
    assert len(answer.text) < 12_000, "an error is no place to send everything back"
    return error["code"]


BROKEN = {
    "nothing": b"",
    "half an object": b'{"to": "+31612345678", "from"',
    "a comma too many": b'{"to": "+31612345678",}',
    "two values": b"{} {}",
    "single quotes": b"{'to': 1}",
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "NaN": b"NaN",
    "not UTF-8": b'{"to": "\xff\xfe"}',
    "UTF-16": '{"to": "x"}'.encode("utf-16"),
    "a bomb of brackets": b"[" * 60_000,
    "a bomb of objects": b'{"a":' * 10_000,
    "a number of 5000 digits": b'{"advance": ' + b"9" * 5000 + b"}",
    "half a surrogate pair": b'{"to": "\\ud800", "from": "\\udfff", "body": "\\ud83d", "name": "\\ud800"}',
    "half a pair as a name": b'{"\\ud800": "x"}',
    "nothing but nulls": b"\x00" * 100,
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_malformed_json_is_refused(unharmed: AppClient, body: bytes) -> None:
    for path in POSTS:
        refused(unharmed.post(f"{V1}/{path}", content=body, headers=JSON), 422)
    for path in PUTS:
        refused(unharmed.put(f"{V1}/{path}", content=body, headers=JSON), 422)
    refused(unharmed.patch(f"{V1}/policy", content=body, headers=JSON), 422)


@pytest.mark.parametrize("text", ["\\ud83d", "a\\udc00", ""])
def test_a_hook_takes_no_text_that_a_message_cannot_have(unharmed: AppClient, text: str) -> None:
    for field in ("text", "to", "from"):
        wish = {"to": ANNA, "text": "509326", "from": "Contoso", field: "?"}
        body = json.dumps(wish).replace('"?"', f'"{text}"').encode()
        unharmed.put(f"{V1}/hooks/spryng", json={"to": "to", "body": "text", "sender": "from"})
        refused(unharmed.post(f"{V1}/hooks/spryng", content=body, headers=JSON), 422)
    unharmed.put(f"{V1}/hooks/spryng", json={"to": "to", "body": "text"})


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", ""])
def test_what_is_not_sent_as_json_is_refused(unharmed: AppClient, kind: str) -> None:
    for path in POSTS[:4]:
        refused(unharmed.post(f"{V1}/{path}", content=b"to=x&from=y", headers={"content-type": kind}), 422)


@pytest.mark.parametrize("path", POSTS)
def test_a_body_of_ten_megabytes_is_refused(unharmed: AppClient, path: str) -> None:
    body = json.dumps({**SENT, "body": "x" * LARGE}).encode()
    assert refused(unharmed.post(f"{V1}/{path}", content=body, headers=JSON), 413) == "too-large"


def test_the_description_says_of_each_body_that_it_can_be_too_large(client: AppClient) -> None:
    operations = [each for ways in client.get(f"{V1}/openapi.json").json()["paths"].values() for each in ways.values()]
    errors = [each["responses"]["413"]["content"] for each in operations if "requestBody" in each]
    assert len(errors) > len(POSTS)
    assert all(each["application/json"]["schema"]["$ref"].endswith("/ErrorAnswer") for each in errors)


def test_a_large_body_that_does_not_say_so_is_refused(unharmed: AppClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"to": "+31612345678", "from": "Contoso", "body": "'
        for _ in range(LARGE // 65_536):
            yield b"x" * 65_536
        yield b'"}'

    answer = unharmed.post(f"{V1}/messages", content=pieces(), headers=JSON)
    assert refused(answer, 413) == "too-large"


def test_a_page_still_says_in_a_line_that_a_body_is_too_large(client: AppClient) -> None:
    answer = client.post("/contoso/sign-in", content=b"x" * 100_000)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "text/plain; charset=utf-8")


def test_a_text_of_a_hundred_thousand_characters_is_refused(unharmed: AppClient) -> None:
    for length, status in ((1601, 422), (60_000, 422), (100_000, 413)):
        refused(unharmed.post(f"{V1}/messages", json={**SENT, "body": "x" * length}), status)
        refused(unharmed.post(f"{V1}/messages", json={**SENT, "to": "1" * length}), status)
        refused(unharmed.post(f"{V1}/messages", json={**SENT, "from": "x" * length}), status)
        refused(unharmed.post(f"{V1}/hooks/spryng", json={"to": ANNA, "text": "x" * length}), status)
        refused(unharmed.post(f"{V1}/handsets/{ANNA}/messages", json={"to": "x", "body": "x" * length}), status)
    for name in ("to", "from", "text", "tag", "since", "status", "before", "limit"):
        refused(unharmed.get(f"{V1}/messages", params={name: LONG}), 422)
    refused(unharmed.get(f"{V1}/messages/wait", params={"after": LONG, "timeout": "0"}), 422)
    refused(unharmed.get(f"{V1}/handsets/{LONG}/messages"), 404)
    refused(unharmed.get(f"{V1}/organisations/{LONG}/messages"), 404)
    refused(unharmed.post(f"{V1}/messages", json=SENT, headers={"X-Stapsgewijs-Fault": LONG}), 422)


def test_an_address_of_a_hundred_thousand_characters_harms_nobody() -> None:
    with running_server(build_app()) as url:
        place = urlsplit(url)
        for path in (f"messages?text={'x' * 100_000}", f"messages/{'x' * 100_000}", f"messages?{'&' * 100_000}"):
            connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
            # 400 is of the HTTP parser, which takes addresses of 64 KB at most, and does not wait for what is left.
            with suppress(ConnectionError):
                connection.request("GET", f"{V1}/{path}")
                answer = connection.getresponse()
                assert answer.status in {200, 400, 404, 414, 422}, path[:20]
                assert len(answer.read()) < 2000
            connection.close()
        assert httpx.get(f"{url}{V1}/messages", trust_env=False, timeout=60).json() == []


def test_wrong_methods_are_refused(unharmed: AppClient) -> None:
    described = unharmed.get(f"{V1}/openapi.json").json()["paths"]
    names = {"organisation_id": "contoso", "number": ANNA, "name": "spryng"}
    tried = 0
    for path, ways in described.items():
        address = re.sub(r"\{(\w+)\}", lambda found: names.get(found[1], "x"), path)
        for way in {"get", "post", "put", "patch", "delete", "options", "trace", "propfind"} - set(ways):
            answer = unharmed.request(way.upper(), address, json={})
            # messages/wait is no route for DELETE, and messages/{id} is one: then it is an unknown id; so of people.
            assert refused(answer, 405, 404, 422) in {
                "http",
                "no-message",
                "no-call",
                "no-number",
                "invalid",
                "no-hook",
                "no-person",
            }
            tried += 1
    assert tried > 100


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_unknown_ids_are_not_found(unharmed: AppClient, unknown: str) -> None:
    requests: list[tuple[str, str, dict[str, Any] | None]] = [
        ("GET", f"messages/{unknown}", None),
        ("DELETE", f"messages/{unknown}", None),
        ("PUT", f"messages/{unknown}/tags", {"tags": []}),
        ("GET", f"calls/{unknown}", None),
        ("PUT", f"calls/{unknown}/tags", {"tags": []}),
        ("POST", f"calls/{unknown}/answer", None),
        ("POST", f"calls/{unknown}/press", {"keys": "#"}),
        ("POST", f"calls/{unknown}/hang-up", None),
        ("DELETE", f"faults/{unknown}", None),
        ("DELETE", f"hooks/{unknown}", None),
        ("POST", f"hooks/{unknown}", {}),
        ("GET", f"handsets/{unknown}/messages", None),
        ("GET", f"handsets/{unknown}/code?timeout=0", None),
        ("DELETE", f"handsets/{unknown}", None),
        ("GET", f"organisations/{unknown}", None),
        ("DELETE", f"organisations/{unknown}", None),
        ("GET", f"organisations/{unknown}/messages", None),
        ("POST", f"organisations/{unknown}/messages", SENT),
    ]
    for way, path, body in requests:
        refused(unharmed.request(way, f"{V1}/{path}", json=body), 404, 405, 422)


TEXTS = {
    "control characters": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "null in the middle": "509\x00326",
    "right to left": "\u202e\u0645\u0631\u062d\u0628\u0627\u202c 509326 \u200f",
    "bidi isolates": "\u2066code\u2069\u2067509326\u2069",
    "emoji": "🙂👩‍👩‍👧‍👦🇳🇱👍🏽",
    "combining": "e\u0301" * 50 + "Z\u0351\u036b\u0343",
    "no characters": "\ufffe\uffff\U0010ffff",
    "byte order mark": "\ufeff509326",
    "line ends": "a\r\nb\rc\u2028d\u2029e",
    "markup": "<script>alert(1)</script>&amp;' OR 1=1 --",
    "a template": "{{ 7*7 }} %s %(x)s {code} ${x}",
    "only spaces": " \u00a0\u3000",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_arrives_as_it_was_sent(client: AppClient, text: str) -> None:
    sent = client.post(f"{V1}/messages", json={**SENT, "body": text, "from": text[:40], "tags": [text[:40]]})
    assert sent.status_code == 201, sent.text
    found = client.get(f"{V1}/messages/{sent.json()['id']}")
    assert (found.status_code, found.json()["body"], found.json()["from"]) == (200, text, text[:40])
    assert found.json()["encoding"]["parts"] >= 1
    assert client.get(f"{V1}/handsets/{ANNA}/messages").json()[0]["body"] == text
    for query in ({"text": text}, {"from": text[:40].strip()}, {"tag": text[:40]}):
        assert client.get(f"{V1}/messages", params=query).status_code == 200
    for page in ("handsets", f"handsets/{ANNA}"):
        assert client.get(f"/contoso/{page}").status_code == 200
    assert client.post(f"{V1}/handsets/{ANNA}/messages", json={"to": text[:40], "body": text}).status_code == 201
    assert len(client.get(f"{V1}/messages").json()) == 2


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_such_text_is_a_number_a_time_or_a_rule(unharmed: AppClient, text: str) -> None:
    refused(unharmed.post(f"{V1}/messages", json={**SENT, "to": text[:40]}), 422)
    refused(unharmed.get(f"{V1}/messages", params={"since": text}), 422)
    refused(unharmed.post(f"{V1}/faults", json={"kind": "message", "action": text}), 422)
    refused(unharmed.post(f"{V1}/faults", json={"kind": "message", "action": "lost", "number": text[:40]}), 404)
    refused(unharmed.post(f"{V1}/organisations", json={"id": text}), 422)
    refused(unharmed.patch(f"{V1}/policy", json={text: 1}), 422)


def test_a_moment_that_is_in_no_year_of_utc_is_the_first_or_the_last(client: AppClient) -> None:
    client.post(f"{V1}/messages", json=SENT)
    for since, found in (("0001-01-01T00:00:00+14:00", 1), ("9999-12-31T23:59:59-14:00", 0)):
        assert len(client.get(f"{V1}/messages", params={"since": since}).json()) == found
        assert len(client.get(f"{V1}/messages", params={"until": since}).json()) == 1 - found


REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
PARTS = 4
"""One of so many regions is tried by default, and all of them in the long run: none has rules of its own here."""


def example(region: str) -> phonenumbers.PhoneNumber:
    mobile = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    found = mobile or phonenumbers.example_number(region)
    assert found is not None, region
    return found


@pytest.fixture(scope="module")
def world() -> AppClient:
    """Give a client to a network that numbers of the whole world are tried on."""
    return AppClient(build_app(), base_url="http://127.0.0.1")


@pytest.mark.parametrize("written", [PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL])
def test_a_number_of_every_region_has_a_phone(world: AppClient, written: int) -> None:
    assert len(REGIONS) > 240
    world.post(f"{V1}/reset")
    numbers = []
    for region in REGIONS:
        number = example(region)
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        sent = world.post(f"{V1}/messages", json={**SENT, "to": phonenumbers.format_number(number, written)})
        assert (sent.status_code, sent.json().get("to")) == (201, e164), (region, sent.text)
        parties = world.get(f"{V1}/messages/{sent.json()['id']}").json()["parties"]
        assert parties["to"]["e164"] == e164
        assert re.sub(r"\D", "", parties["to"]["international"]) == e164[1:]
        # A number can be the example of more than one region.
        numbers.append(e164)
        if PhoneNumber(e164).kind is NumberKind.LANDLINE:
            assert (sent.json()["status"], sent.json()["error"]) == ("failed", 21635)  # it has no messages
            continue
        on_phone = [each["id"] for each in world.get(f"{V1}/handsets/{e164}/messages").json()]
        assert (on_phone[-1], len(on_phone)) == (sent.json()["id"], numbers.count(e164))
    listed = world.get(f"{V1}/messages", params={"limit": 1000, "newest_first": False}).json()
    assert [each["to"] for each in listed] == numbers


@pytest.mark.parametrize("spoil", [lambda e164: e164 + "0" * 12, lambda e164: e164[:4], lambda e164: f"{e164}x"])
@pytest.mark.parametrize("part", [0, *(pytest.param(each, marks=pytest.mark.long) for each in range(1, PARTS))])
def test_what_is_nearly_a_number_of_any_region_is_none(
    world: AppClient, part: int, spoil: Callable[[str], str]
) -> None:
    before = len(world.get(f"{V1}/messages", params={"limit": 1000}).json())
    for region in REGIONS[part::PARTS]:
        spoiled = spoil(phonenumbers.format_number(example(region), PhoneNumberFormat.E164))
        assert refused(world.post(f"{V1}/messages", json={**SENT, "to": spoiled[:40]}), 422) == "no-number"
        assert refused(world.get(f"{V1}/handsets/{spoiled}/messages"), 404) == "no-number"
    assert len(world.get(f"{V1}/messages", params={"limit": 1000}).json()) == before


def test_without_the_token_the_api_says_so_in_its_own_shape() -> None:
    client = AppClient(build_app(host="0.0.0.0", token="secret"), base_url="http://10.0.0.1")
    assert refused(client.get(f"{V1}/messages"), 401) == "token"
    assert refused(client.post(f"{V1}/messages", json=SENT), 401) == "token"
    assert client.get(f"{V1}/messages", headers={"authorization": "Bearer secret"}).json() == []
