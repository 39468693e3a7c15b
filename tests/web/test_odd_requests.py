"""Whatever is sent to any route of any app: an answer that is no error of the server, no traceback, and no hang."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from starlette.routing import Mount, Route

from stapsgewijs.bootstrap import build_app
from stapsgewijs.phone_network.twilio.api import RESOURCES
from stapsgewijs.phone_network.twilio.hosts import HOSTS
from stapsgewijs.phone_network.twilio.resources.registry import ACCOUNT
from tests.app_client import AppClient
from tests.conftest import HandSetClock
from tests.event_loop import run_coroutine
from tests.review.conftest import KEY as REVIEW_KEY
from tests.review.conftest import World as ReviewWorld
from tests.watch import worlds
from tests.web.conftest import Visitor
from tests.web.odd_requests import HEADERS, METHODS, QUERIES, TEXTS, Answer, Dice, Request, try_all
from tests.web.registered import ANNA, MOBILE, PASSWORD, has_phone, signs_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.types import ASGIApp

ADDRESS: Final = "http://127.0.0.1"
FEW, MANY = 1, 25
ROUNDS: Final = [FEW, pytest.param(MANY, marks=pytest.mark.long)]
FORM: Final = (b"content-type", b"application/x-www-form-urlencoded")
JSON: Final = (b"content-type", b"application/json")
TWIML: Final = (
    "<Response><Say>509326</Say></Response>",
    "<Response><Gather numDigits='x' timeout='NaN'><Say loop='99999999999'>a</Say></Gather></Response>",
    "<Response><Gather timeout='0'/><Redirect/></Response>",
    "<Response><Pause length='1e999'/><Play digits='1w2'>x</Play></Response>",
    "<Response>" + "<Say>" * 3000,
    "<!DOCTYPE a [<!ENTITY b 'c'>]><Response>&b;</Response>",
)
PAGE_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "": (ANNA, MOBILE, "0612345678"),
    "organisation": ("contoso",), "number": (MOBILE, "0612345678", "12"), "action": ("answer", "approve", "deny",
    "hang-up"),
    "user_name": (ANNA,), "password": (PASSWORD,), "region": ("NL",), "way": ("text_message", "phone_call"),
    "method": ("authentication-phone", "office-phone", "mobile-app"), "code": ("509326",), "name": ("mail",),
    "default": ("text_message:authentication_phone",), "screen": ("add", "settings"), "place": ("1",),
    "path": ("pages.css",), "q": ("tag:x",), "page": ("2",), "to": (MOBILE,), "body": ("hallo",), "tags": ("a b",),
    "pin": ("1234",), "payload": ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP",),
    "image": ("data:image/png;base64,AAAA",),
    "keys": ("1#",), "seconds": ("60",), "until": ("2030-01-01T00:00:00Z",), "language": ("nl",), "kind": ("message",),
    "lost": ("on",), "sends": ("3",), "after": ("x",), "before": ("x",), "all": ("",),
    "destination": ("/contoso/settings",),
    "secret": ("JBSWY3DPEHPK3PXP",), "account": ("a",), "extension": ("1",), "text": ("ja",), "approved": ("yes",),
    "person": (ANNA,), "id": ("1",), "rule": ("1",), "answers": ("on",), "ring": ("on",), "country": ("NL",),
}  # fmt: skip
PROVIDER_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "": ("1", MOBILE), "To": (MOBILE,), "From": ("Contoso", "+31202490048"), "Body": ("hallo",), "Twiml": TWIML,
    "PhoneNumber": (MOBILE,), "FriendlyName": ("x",), "Channel": ("sms", "call", "email"), "Code": ("509326",),
    "CustomCode": ("1234",), "CodeLength": ("6",), "Locale": ("nl",), "Status": ("canceled", "completed", "approved"),
    "Amount": ("1",), "Payee": ("x",), "AppHash": ("x",), "CustomFriendlyName": ("x",),
    "TemplateSid": ("HJ" + "0" * 32,),
    "TemplateCustomSubstitutions": ("{}",), "RateLimits": ('{"a":"b"}',), "UniqueName": ("a",), "Max": ("3",),
    "Interval": ("60",),
    "Fields": ("line_type_intelligence",), "CountryCode": ("NL",), "StatusCallback": ("http://evil.example/",),
    "Url": ("http://evil.example/",), "Method": ("GET",), "StatusCallbackEvent": ("ringing",), "SendDigits": ("1w#",),
    "MessagingServiceSid": ("MG" + "0" * 32,), "MediaUrl": ("http://evil.example/a.png",), "Timeout": ("60",),
    "MachineDetection": ("Enable",), "SendAt": ("2026-03-02T13:00:00Z",), "ScheduleType": ("fixed",),
    "ValidityPeriod": ("60",), "MaxPrice": ("1",), "PageSize": ("2",), "Page": ("1",), "PageToken": ("x",),
    "DateSent": ("2026-03-02",), "DateSent>": ("2026-03-02",), "DateCreated<": ("2026-03-02",),
    "StartTime>": ("2026-03-02",),
    "DateCreatedAfter": ("2026-03-02T00:00:00Z",), "AreaCode": ("20",), "Contains": ("31*",),
    "ContentSid": ("HX" + "0" * 32,),
    "ContentVariables": ('{"1":"a"}',), "SmsUrl": ("http://evil.example/",), "VoiceMethod": ("POST",),
    "AlphaSender": ("Contoso",),
    "PhoneNumberSid": ("PN" + "0" * 32,), "Record": ("true",), "Timestamp": ("1",), "ShortCode": ("1234",),
}  # fmt: skip


def routes_of(app: ASGIApp, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give the methods and addresses of all routes, also of those of apps that are mounted."""
    for each in getattr(app, "routes", ()):
        if isinstance(each, Mount):
            inner = list(routes_of(each.app, prefix + each.path))
            yield from inner or [("GET", f"{prefix}{each.path}/{{path}}")]
        elif isinstance(each, Route):
            for method in sorted((each.methods or {"GET"}) - {"HEAD"}):
                yield method, prefix + each.path


class Simulator:
    """A simulator with a person at each of two places of its pages: registering, and in the settings."""

    def __init__(self, database: str) -> None:
        self.app: Starlette = build_app(database=database, clock=HandSetClock())
        self.client = AppClient(self.app, base_url=ADDRESS)
        has_phone(self.app)
        self.visitors = [Visitor(AppClient(self.app, base_url=ADDRESS)) for _ in range(2)]
        signs_in(self.visitors[0])
        self.visitors[0].opens("settings")
        self.visitors[1].signs_in("bram")
        self.visitors[1].opens("method")
        self.forms = [each.form for each in self.visitors]
        self.phones = self.app.state.site.sessions.csrf_token("contoso")

    def account(self) -> tuple[str, str]:
        """Return SID and token; an organisation that was removed is opened again."""
        answer = self.client.get("/api/v1/account")
        if answer.status_code != 200:
            self.client.post("/api/v1/organisations", json={"id": "contoso"})
            answer = self.client.get("/api/v1/account")
        return answer.json()["account_sid"], answer.json()["auth_token"]


@pytest.fixture(params=["memory", "SQLite"])
def simulator(request: pytest.FixtureRequest, tmp_path: Path) -> Simulator:
    return Simulator("" if request.param == "memory" else str(tmp_path / "kept.sqlite3"))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_no_request_to_a_page_breaks_it(simulator: Simulator, rounds: int) -> None:
    dice = Dice(f"pages {rounds}", PAGE_FIELDS, {"CA": "CA" + "0" * 32, "SM": "SM" + "0" * 32})
    routes = [each for each in routes_of(simulator.app) if not each[1].startswith("/api/")]
    assert len(routes) > 120
    at = 0

    def requests(_: int) -> Iterator[Request]:
        nonlocal at
        for method, path in routes:
            at = dice.below(2)
            cookies = "; ".join(f"{each.name}={each.value}" for each in simulator.visitors[at].client.cookies.jar)
            body = b""
            if method == "POST":
                form = simulator.phones if "/panel" in path or "/handsets" in path else simulator.forms[at]
                body = b"form=" + (form if dice.happens(0.9) else "x").encode() + b"&"
                body = dice.damaged(body + dice.form(PAGE_FIELDS), 0.04)
            yield Request(
                dice.method(method),
                dice.path(path),
                dice.query(PAGE_FIELDS),
                dice.headers((b"cookie", cookies.encode()), FORM),
                body,
            )

    def heard(request: Request, answer: Answer) -> None:
        del request
        if found := re.search(rb'name="form" value="([^"]+)"', answer.body):
            simulator.forms[at] = found[1].decode()
        simulator.visitors[at].client.cookies.update(
            {
                k: v
                for name, value in answer.headers
                if name == b"set-cookie"
                for k, _, v in [value.decode().partition(";")[0].partition("=")]
            }
        )

    statuses = run_coroutine(try_all(simulator.app, requests, rounds, heard))
    assert {200, 303, 400, 404} <= statuses.keys(), statuses


@pytest.mark.parametrize("rounds", ROUNDS)
def test_no_request_to_the_api_breaks_it(simulator: Simulator, rounds: int) -> None:
    described: dict[str, Any] = simulator.client.get("/api/v1/openapi.json").json()
    schemas = described["components"]["schemas"]
    dice = Dice(f"api {rounds}", {**PAGE_FIELDS, "organisation_id": ("contoso",), "name": ("spryng",)})
    operations = [(path, way.upper(), each) for path, ways in described["paths"].items() for way, each in ways.items()]
    assert len(operations) > 50

    def requests(_: int) -> Iterator[Request]:
        for path, method, operation in operations:
            names = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
            query = b"timeout=0&" * ("timeout" in names) + dice.query(each for each in names if each != "timeout")
            taken = operation.get("requestBody", {}).get("content", {})
            media = dice.one_of(tuple(taken)) if taken else ""
            body = dice.json(dice.sample(taken[media].get("schema", {}), schemas)) if media else b""
            address = path if path.startswith("/api/") else f"/api/v1{path}"
            headers = dice.headers((b"content-type", media.encode()))
            yield Request(dice.method(method), dice.path(address), query, headers, body)

    def heard(request: Request, answer: Answer) -> None:
        dice.keep(answer)
        types = [value for name, value in answer.headers if name == b"content-type"]
        if answer.status >= 400 and request.method != "HEAD" and types == [b"application/json"]:
            assert json.loads(answer.body)["error"]["message"], str(request)
        if request.method in {"DELETE", "PUT", "POST"} and b"organisations" in request.path:
            simulator.account()

    statuses = run_coroutine(try_all(simulator.app, requests, rounds, heard))
    assert {200, 204, 404, 422} <= statuses.keys(), statuses


@pytest.mark.parametrize("rounds", ROUNDS)
def test_no_request_to_the_provider_breaks_it(simulator: Simulator, rounds: int) -> None:
    dice = Dice(f"provider {rounds}", PROVIDER_FIELDS)
    sid, token = simulator.account()
    basic = b"Basic " + base64.b64encode(f"{sid}:{token}".encode())

    def requests(_: int) -> Iterator[Request]:
        for route in RESOURCES.routes:
            for method in sorted(route.methods):
                rest = route.path.removeprefix(ACCOUNT)
                start = route.path.removesuffix(rest).replace("{}", sid) if rest != route.path else ""
                path = start.encode() + dice.path(rest) + b".json" * route.path.startswith("/2010")
                fields = (
                    dice.form(PROVIDER_FIELDS, 0.15) if dice.happens(0.5) else dice.form(("To", "From", "Body"), 0.98)
                )
                is_json = route.path.startswith("/v1/Content") and method == "POST"
                body = dice.json(
                    {"friendly_name": "x", "types": dice.value(), "language": "nl", "variables": dice.value()}
                )
                host = (b"host", dice.one_of(HOSTS).encode()) if dice.happens(0.02) else (b"host", b"127.0.0.1")
                yield Request(
                    dice.method(method),
                    path,
                    b"" if method == "POST" else fields,
                    dice.headers((b"authorization", basic), host, JSON if is_json else FORM),
                    (body if is_json else fields) if method == "POST" else b"",
                )

    def heard(request: Request, answer: Answer) -> None:
        dice.keep(answer)
        if answer.status >= 400 and answer.body.startswith(b"{"):
            assert {"code", "message", "more_info", "status"} <= json.loads(answer.body).keys(), str(request)

    statuses = run_coroutine(try_all(simulator.app, requests, 2 * rounds, heard))
    assert {200, 201, 400, 404} <= statuses.keys(), statuses


@pytest.fixture
def private(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Starlette, str]:
    """Return an app for one person, and the key to it."""
    if request.param == "review":
        return ReviewWorld(tmp_path).everything().app(), REVIEW_KEY
    return worlds.made(tmp_path, worlds.Pretended()).app(), worlds.KEY


@pytest.mark.parametrize("rounds", [3 * FEW, pytest.param(4 * MANY, marks=pytest.mark.long)])
@pytest.mark.parametrize("private", ["review", "watch"], indirect=True)
def test_no_request_to_a_page_of_one_person_breaks_it(private: tuple[Starlette, str], rounds: int) -> None:
    app, key = private
    client = AppClient(app, base_url=ADDRESS)
    assert client.get(f"/?key={key}").status_code == 200
    cookies = "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar).encode()
    numbers = dict.fromkeys(
        ("number", "moment", "frame", "guide", "like", "procedure", "step", "picture"), ("1", "2", "0")
    )
    fields = {
        **numbers, "which": ("accepted", "captured", "difference"), "language": ("nl",), "note": ("x",), "on": ("no",),
        "action": ("follow", "stop", "automatic", "accept", "undo", "fix"), "key": (key,), "path": ("pages.css",),
        "finding": ("x",), "all": ("",),
    }  # fmt: skip
    dice = Dice(f"private {rounds}", fields)
    form = re.search(r'name="form" value="([^"]+)"', client.get("/").text)
    assert form

    def requests(_: int) -> Iterator[Request]:
        for method, path in routes_of(app):
            body = b"form=" + form[1].encode() + b"&" + dice.form(fields) if method == "POST" else b""
            headers = dice.headers((b"cookie", cookies), FORM) if dice.happens(0.9) else ()
            yield Request(dice.method(method), dice.path(path), dice.query(fields), headers, dice.damaged(body, 0.04))

    statuses = run_coroutine(try_all(app, requests, rounds, lambda *_: None))
    assert {200, 303, 403, 404} <= statuses.keys(), statuses


def test_each_odd_header_method_and_name_by_itself(app: Starlette) -> None:
    def requests(_: int) -> Iterator[Request]:
        for path in (b"/contoso/", b"/api/v1/messages", b"/2010-04-01/Accounts.json", b"/static/pages.css"):
            yield from (Request("GET", path, headers=(each,)) for each in HEADERS)
            yield from (Request(method, path) for method in METHODS)
        yield from (Request("GET", Dice("", {"": (text,)}, oddness=0).path("/{x}/{x}")) for text in TEXTS)
        yield from (Request("GET", b"/contoso/handsets", query) for query in QUERIES)

    statuses = run_coroutine(try_all(app, requests, 1, lambda *_: None))
    assert {200, 400, 401, 404, 405} <= statuses.keys()
