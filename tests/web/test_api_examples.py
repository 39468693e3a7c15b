"""Every operation of the API is described with examples: what they say is done, and what they show is what comes."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute

from stapsgewijs.authenticator import CodeOnDisplay
from stapsgewijs.clock import SystemClock
from stapsgewijs.totp import Activation
from stapsgewijs.web.api import organisations
from stapsgewijs.web.api.application import ORGANISATION_ROUTERS, api_application
from stapsgewijs.web.api.examples import HOST, SHAPES
from tests.authenticator.app_service import URL, Service, sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from httpx import Response

    from tests.app_client import AppClient

V1 = "/api/v1"
ANNA = "+31612345678"
FENCE = re.compile(r"```sh\n(.*)\n```", re.DOTALL)
OF_ANY = "/organisations/{organisation_id}"
# From the routers, which costs less at collection than the description of all of them.
OPERATIONS = [
    f"{method} {V1}{prefix}{route.path}"
    for prefix, router in [
        ("", organisations.router),
        *((prefix, each) for prefix in ("", OF_ANY) for each in ORGANISATION_ROUTERS),
    ]
    for route in router.routes
    if isinstance(route, APIRoute) and route.include_in_schema
    for method in route.methods
]
TWIML = (
    "<Response><Gather input='dtmf speech'><Say language='nl-NL'>Uw code is 5 0 9 3 2 6. Druk op het hekje.</Say>"
    "</Gather></Response>"
)


@pytest.fixture
def ids(client: AppClient) -> dict[str, str]:
    """Give a network with one of everything; returns the id in the examples → the id of what is there."""
    message = client.post(f"{V1}/messages", json={"to": ANNA, "from": "Contoso", "body": "Uw code: 509326"}).json()
    account = client.get(f"{V1}/account").json()
    auth = (account["account_sid"], account["auth_token"])
    form = {"To": ANNA, "From": "+15005550006", "Twiml": TWIML}
    call = client.post(f"/2010-04-01/Accounts/{auth[0]}/Calls.json", data=form, auth=auth).json()
    fault = client.post(f"{V1}/faults", json={"kind": "call", "action": "busy", "skip": 9}).json()
    client.put(f"{V1}/hooks/spryng", json=SHAPES["HookShape"])
    client.put(f"{V1}/account/resources/{SHAPES['AccountResourceShape']['sid']}", json={"FriendlyName": "Contoso"})
    client.put(f"{V1}/chaos", json={"seed": "x", "probability": 0})
    anna = f"{V1}/people/anna@contoso.example"
    client.post(f"{anna}/phones", json=SHAPES["PersonPhoneShape"])
    client.post(f"{anna}/apps", json=SHAPES["NewPersonAppShape"])
    client.post(f"{anna}/app-passwords", json=SHAPES["NewAppPasswordShape"])
    apps = client.app.state.site.organisations.get("contoso").authenticators
    apps.service = Service(displayed=[CodeOnDisplay("anna@contoso.example", Activation("222222222", URL).uri())])
    added = apps.on(ANNA).add(Activation("111111111", URL).uri())
    apps.send(sent(SystemClock()), ANNA)
    shown = {
        "MessageShape": message["id"],
        "CallShape": call["sid"],
        "FaultShape": fault["id"],
        "AppAccountShape": added.id,
        "AppRequestShape": apps.on(ANNA).waiting()[0].id,
    }
    return {example(shape)["id"]: real for shape, real in shown.items()}


def described() -> dict[str, Any]:
    """Return each operation by its name."""
    paths = api_application().openapi()["paths"]
    return {f"{way.upper()} {path}": operation for path, ways in paths.items() for way, operation in ways.items()}


def test_the_names_are_those_of_the_description() -> None:
    assert sorted(OPERATIONS) == sorted(described())


def example(shape: str) -> dict[str, Any]:
    found = SHAPES[shape]
    assert isinstance(found, dict)
    return found


def do(client: AppClient, command: str, ids: dict[str, str]) -> Response:
    """Make the request that a command line of `curl` makes."""
    for shown, real in ids.items():
        command = command.replace(shown, real)
    words = iter(shlex.split(command.replace("\\\n", "")))
    assert next(words) == "curl"
    method, address, body, headers = "GET", "", None, {}
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-d":
            body = next(words)
        elif word == "-H":
            headers = dict([next(words).split(": ")])
        elif word not in {"-sS", "-N"}:
            address = word.removeprefix(HOST)
    if "/events" in address:
        address += "&timeout=0"
    return client.request(method, address, content=body, headers=headers)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_command_of_an_operation_works_and_its_example_is_what_comes(
    client: AppClient, ids: dict[str, str], name: str
) -> None:
    operation = described()[name]
    if name.endswith(("/press", "/say", "/heard", "{call_id}/code")):
        client.post(f"{V1}/calls/{list(ids.values())[1]}/answer")
    found = FENCE.search(operation["description"])
    assert found is not None, f"{name} has no command in its description"
    answer = do(client, found[1], ids)
    wanted = next(each for each in operation["responses"] if each < "400")
    assert str(answer.status_code) == wanted, answer.text
    told = operation["responses"][wanted].get("content", {})
    if "application/json" in told:
        assert list(unlike(told["application/json"]["example"], answer.json(), name)) == []


def unlike(shown: object, real: object, place: str) -> Iterator[str]:
    """Say where an example has other fields than what came, or another kind of value."""
    if isinstance(shown, dict) and isinstance(real, dict):
        shows_some = place.endswith("policy")  # a few of the rules of an organisation, not all
        if shown.keys() != real.keys() and not (shows_some and shown.keys() <= real.keys()):
            yield f"{place}: {sorted(shown.keys() ^ real.keys())}"
        for each in shown.keys() & real.keys():
            yield from unlike(shown[each], real[each], f"{place}.{each}")
    elif isinstance(shown, list) and isinstance(real, list):
        for one in real[:1]:
            yield from unlike(shown[0], one, f"{place}[]") if shown else ()
    elif None not in (shown, real) and kind_of(shown) is not kind_of(real):
        yield f"{place}: {shown!r} and {real!r}"


def kind_of(value: object) -> type:
    return float if type(value) is int else type(value)


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_sent_or_answered_has_an_example(name: str) -> None:
    operation = described()[name]
    contents = [operation.get("requestBody", {}), *operation["responses"].values()]
    for each in contents:
        for content in each.get("content", {}).values():
            assert "example" in content, name
    for each in operation.get("parameters", ()):
        assert each["in"] != "path" or each["example"], (name, each["name"])


def test_the_description_is_the_same_when_it_is_asked_for_again(client: AppClient) -> None:
    first = client.get(f"{V1}/openapi.json").json()
    assert json.dumps(client.get(f"{V1}/openapi.json").json()) == json.dumps(first)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda shown: shown.pop("to"), ["to"]),
        (lambda shown: shown.update(place="1"), ["place"]),
        (lambda shown: shown["history"][0].update(why=""), ["why"]),
    ],
)
def test_an_example_that_is_not_what_comes_is_found(spoil: Callable[[dict[str, Any]], None], says: list[str]) -> None:
    real = json.loads(json.dumps({"message": SHAPES["MessageShape"]}))
    shown = json.loads(json.dumps(real))
    spoil(shown["message"])
    found = list(unlike(shown, real, "here"))
    assert len(found) == 1
    assert all(each in found[0] for each in says)
