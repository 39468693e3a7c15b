"""The page about the phone network says what the phone network does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.phone_network import CallFault, MessageFault
from stapsgewijs.phone_network.faults.magic_numbers import MAGIC, PROVIDER
from stapsgewijs.phone_network.message_check.model import Rule
from stapsgewijs.phone_network.senders import PROFILES
from tests.app_client import AppClient

if TYPE_CHECKING:
    from starlette.applications import Starlette

PAGE = Path(__file__).parents[2] / "docs" / "phone-network.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROW = re.compile(r"^\| (message|call) \| `([a-z-]+)` \| .* \|([^|]*)\|$", re.MULTILINE)
COMMANDS = [
    line.strip()
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
]


@pytest.fixture(scope="module")
def app() -> Starlette:
    return build_app()


def test_every_fault_is_in_the_table_once_and_no_other() -> None:
    told = [(kind, action) for kind, action, _ in ROW.findall(TEXT)]
    assert sorted(told) == sorted(
        [("message", str(each)) for each in MessageFault] + [("call", str(each)) for each in CallFault]
    )


def test_every_rule_about_messages_is_in_the_table_once_and_no_other() -> None:
    assert re.findall(r"(?m)^\| `([a-z0-9-]+)` \| (?:note|warning|error)", TEXT) == [str(each) for each in Rule]


def test_every_magic_number_stands_beside_what_it_does() -> None:
    told = {action: cell.strip() for _, action, cell in ROW.findall(TEXT) if cell.strip()}
    known = {
        str(action): f"{number}{f' ({seconds:g} s)' if seconds else ''}" for number, (action, seconds) in MAGIC.items()
    }
    known[str(MessageFault.REORDERED)] = known[str(MessageFault.REORDERED)].removesuffix(" (60 s)")
    assert told == known


def test_the_numbers_of_the_provider_are_told_with_their_codes() -> None:
    for codes in PROVIDER.values():
        for number, code in codes.items():
            assert re.search(rf"(\{number}|…{number[-1]})\s\({code}\)", TEXT), (number, code)


def test_every_route_of_the_table_exists(app: Starlette) -> None:
    described = "\n".join(AppClient(app, base_url="http://127.0.0.1").get("/api/v1/openapi.json").json()["paths"])
    paths = re.findall(r"`(?:GET|POST|PUT|DELETE) (/[a-z/{}-]+)", TEXT)
    assert len(paths) > 10
    for path in paths:
        assert f"/api/v1{path}".replace("{id}", "{") in described.replace("{message_id}", "{").replace("{call_id}", "{")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_works(app: Starlette, command: str) -> None:
    words = shlex.split(command)
    address = urlsplit(next("http://" + each for each in words if each.startswith("localhost")))
    body = words[words.index("-d") + 1] if "-d" in words else None
    kind = "application/json" if "-H" in words else "application/x-www-form-urlencoded"
    way = words[words.index("-X") + 1] if "-X" in words else ("POST" if body else "GET")
    client = AppClient(app, base_url="http://127.0.0.1")
    client.put("/api/v1/hooks/spryng", json={"to": "recipients", "body": "content.text"})
    client.put("/api/v1/hooks/other", json={"to": "to", "body": "text", "sender": "from"})
    client.post("/api/v1/messages", json={"to": "+31612345678", "from": "C", "body": "code 123456"})
    query = f"{address.query}&timeout=0" if "events" in address.path else address.query
    answer = client.request(way, f"{address.path}?{query}", content=body, headers={"content-type": kind})
    assert answer.status_code in {200, 201}, answer.text


def test_every_profile_is_in_the_table_once_and_no_other() -> None:
    table = TEXT.partition("\n## Other providers\n")[2].partition("```")[0]
    assert re.findall(r"(?m)^\| `([a-z-]+)` \|", table) == sorted(PROFILES)
