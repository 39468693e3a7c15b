"""Twice as much of anything costs about twice as much, in every reader.

What is measured is the time of this process, the best of several. The size is doubled until one run takes long enough
to be measured well: a cost that grows with the square of the size then has a ratio of 4.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from stapsgewijs.bootstrap import build_app
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.features import scenarios_in
from stapsgewijs.evidence.last_run import load_last_run
from stapsgewijs.evidence.shard import Durations
from stapsgewijs.labels.product_strings.formats import read_strings
from stapsgewijs.lint.baseline import Baseline
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings
from stapsgewijs.phone_network.twilio.twiml import TwimlError, parse
from stapsgewijs.project.settings import read_file
from stapsgewijs.screenshots.aria_snapshot import changes, names_in
from tests.app_client import AppClient

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_RATIO: Final = 2.6
"""Per doubling; n log n is below 2.2, and n² is 4."""
_TRIES: Final = 4
"""A busy machine may slow down the one measurement and not the other; growth is there every time."""
_ENOUGH_S: Final = 0.05
_FIRST: Final = 4000
_LAST: Final = 32_000
"""Characters: a reader that is still quick there is not measured further."""

REPEATED: Final = (
    "<b>x</b>", "<kbd>x</kbd> ", "*a **b", "**x** ", "**x**", "**", "_a", "`a", "![", "[", "[](", "[a](#b) ",
    "[x]: y\n", "[!INCLUDE [a](b.md)]\n", "**A** en “B” of ‘C’ ",
    "> ", "- a\n", "1. a\n", "|a", "<a ", "<p name=x id='", "<b>", "<ul><li>a</li></ul>\n", "<!--", "“a” ", "'", "(",
    "~~", "&lt;", "[!NOTE] ", "![a](b.png)", "http://a.b/ ", "## a\n\n1. b\n\n", "a\u0301", "点。", "woord ",
)  # fmt: skip


def document(unit: str, size: int) -> str:
    return f"# T\n\n1. Klik op **Volgende**.\n\n2. {unit * (size // len(unit))}x\n\n3. Klik op **Gereed**.\n"


def nested(opening: str, size: int) -> str:
    return "# T\n\n" + "\n".join(f"{opening * number} a" for number in range(int((2 * size) ** 0.5))) + "\n"


def table(size: int) -> str:
    columns = size // 8
    return f"# T\n\n{'|a' * columns}|\n{'|-' * columns}|\n{'|b' * columns}|\n"


def front_matter(size: int) -> str:
    return "---\n" + "".join(f"k{number}: v\n" for number in range(size // 8)) + "---\n# T\n\n1. a\n"


def deep_emphasis(size: int) -> str:
    return "# T\n\n1. " + "*a " * (size // 6) + "b*" * (size // 6)


DOCUMENTS: Final[dict[str, Callable[[int], str]]] = {
    **{each: partial(document, each) for each in REPEATED},
    "quotes in quotes": partial(nested, ">"),
    "lists in lists": partial(nested, "  "),
    "a wide table": table,
    "front matter": front_matter,
    "emphasis in emphasis": deep_emphasis,
}


def check(write: Callable[[int], str], read: Callable[[str], object]) -> None:
    """Fail when reading twice as much costs more than `MAX_RATIO` times as much."""
    size = _FIRST
    while (once := _cost(write(size), read)) < _ENOUGH_S and size < _LAST:
        size *= 2
    if once < _ENOUGH_S:
        return
    ratios: list[float] = []
    while not ratios or (ratios[-1] >= MAX_RATIO and len(ratios) < _TRIES):
        # Two doublings, so that a pause of the machine, or a cache that is full, does not count as growth.
        ratios.append((_cost(write(size * 4), read, 2) / _cost(write(size), read, 4)) ** 0.5)
    assert ratios[-1] < MAX_RATIO, f"{ratios} times as long for twice as much, from {size} characters on"


def _cost(text: str, read: Callable[[str], object], times: int = 1) -> float:
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        with suppress(StapsgewijsError, TwimlError):
            read(text)
        best = min(best, time.process_time() - began)
    return max(best, 1e-6)


DAILY: Final = frozenset({"<b>x</b>", "<kbd>x</kbd> ", "*a **b", "**x** ", "<p name=x id='", "quotes in quotes"})
"""What cost the square of its size once; all else is measured less often."""


@pytest.mark.parametrize(
    "what", [each if each in DAILY else pytest.param(each, marks=pytest.mark.long) for each in DOCUMENTS]
)
def test_a_document(what: str, tmp_path: Path) -> None:
    path = tmp_path / "nl-NL" / "guide.md"
    path.parent.mkdir()

    def read(text: str) -> None:
        path.write_text(text, encoding="utf-8")
        Linter(Settings(tmp_path)).lint(path)

    check(DOCUMENTS[what], read)


FILES: Final[dict[str, Callable[[int], str]]] = {
    "many.po": lambda size: "".join(f'msgid "a{n}"\nmsgstr "b{n}"\n\n' for n in range(size // 25)),
    "long.po": lambda size: 'msgid "a"\nmsgstr ""\n' + '"x\\n"\n' * (size // 6),
    "backslashes.po": lambda size: 'msgid "a"\nmsgstr "' + "\\\\" * (size // 2) + '"\n',
    "flat.json": lambda size: json.dumps({f"k{n}": f"v{n}" for n in range(size // 14)}),
    "deep.json": lambda size: '{"a":' * min(size // 6, 900) + '"b"' + "}" * min(size // 6, 900),
    "flat.yml": lambda size: "nl:\n" + "".join(f"  k{n}: v\n" for n in range(size // 10)),
    "brackets.yml": lambda size: "nl: " + "[" * size,
    "lists.yml": lambda size: "- " * (size // 2),
    "closed.yml": lambda size: "nl: " + "[" * (size // 2) + "]" * (size // 2),
    "aliases.yml": lambda size: "nl:\n  a: &a x\n" + "".join(f"  k{n}: *a\n" for n in range(size // 12)),
    "a.properties": lambda size: "".join(f"k{n}=v\n" for n in range(size // 7)),
    "long.properties": lambda size: "k=" + "v \\\n" * (size // 4),
    "a.strings": lambda size: "".join(f'"k{n}" = "v";\n' for n in range(size // 14)),
    "comment.strings": lambda size: "/*" * (size // 2),
    "a.resx": lambda size: (
        "<root>" + "".join(f'<data name="k{n}"><value>v</value></data>' for n in range(size // 45)) + "</root>"
    ),
    "a.xlf": lambda size: (
        '<xliff version="1.2"><file source-language="en"><body>'
        + "".join(f'<trans-unit id="k{n}"><source>a</source><target>b</target></trans-unit>' for n in range(size // 70))
        + "</body></file></xliff>"
    ),
    "strings.xml": lambda size: (
        "<resources>" + "".join(f'<string name="k{n}">v</string>' for n in range(size // 30)) + "</resources>"
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_product_strings(name: str, tmp_path: Path) -> None:
    path = tmp_path / name

    def read(text: str) -> object:
        path.write_text(text, encoding="utf-8")
        return read_strings(path)

    check(FILES[name], read)


SETTINGS: Final[dict[str, Callable[[int], str]]] = {
    "keys": lambda size: "[values]\n" + "".join(f'"k{n}" = "v"\n' for n in range(size // 12)),
    "tables": lambda size: "".join(f'[[accounts]]\nuser = "u{n}"\n' for n in range(size // 25)),
    "a long list": lambda size: "[project]\nguides = [" + '"a.md", ' * (size // 8) + "]\n",
    "lists in lists": lambda size: "[project]\nguides = " + "[" * (size // 2),
    "quotes": lambda size: '[project]\nguides = "' + '\\"' * (size // 2) + '"\n',
    "comments": lambda size: "#\n" * (size // 2),
}


@pytest.mark.parametrize("what", SETTINGS)
def test_settings(what: str, tmp_path: Path) -> None:
    path = tmp_path / "stapsgewijs.toml"

    def read(text: str) -> object:
        path.write_text(text, encoding="utf-8")
        return read_file(path)

    check(SETTINGS[what], read)


FEATURES: Final[dict[str, Callable[[int], str]]] = {
    "scenarios": lambda size: "Feature: a\n" + "".join(f"  Scenario: {n}\n    Given b\n" for n in range(size // 30)),
    "lines": lambda size: "Feature: a\n  Scenario: b\n" + "    Given c\n" * (size // 12),
    "a long table": lambda size: "Feature: a\n  Scenario: b\n    Given c\n" + "      | a | b |\n" * (size // 16),
    "a wide table": lambda size: f"Feature: a\n  Scenario: b\n    Given c\n      {'| a ' * (size // 4)}|\n",
    "examples": lambda size: (
        "Feature: a\n  Scenario Outline: b\n    Given <c>\n    Examples:\n      | c |\n"
        + "      | a |\n" * (size // 14)
    ),
    "remarks": lambda size: "# a\n" * (size // 4) + "Feature: a\n  Scenario: b\n    Given c\n",
    "tags": lambda size: "@a " * (size // 3) + "\nFeature: a\n  Scenario: b\n    Given c\n",
}


@pytest.mark.parametrize("what", FEATURES)
def test_features(what: str, tmp_path: Path) -> None:
    path = tmp_path / "a.feature"

    def read(text: str) -> object:
        path.write_text(text, encoding="utf-8")
        return scenarios_in(tmp_path)

    check(FEATURES[what], read)


ARIA: Final[dict[str, Callable[[int], str]]] = {
    "deep": lambda size: "".join(f"{'  ' * n}- group:\n" for n in range(int(size**0.5))),
    "quotes": lambda size: '- button "' + '\\"' * (size // 2) + '"\n',
    "one line": lambda size: "- text: " + "a " * (size // 2),
    "lines of which none is the same": lambda size: "".join(f'- button "{n}k"\n' for n in range(size // 16)),
    "the same line": lambda size: "- text: k\n" * (size // 10),
}


@pytest.mark.parametrize("what", ARIA)
def test_what_a_picture_shows(what: str) -> None:
    def read(text: str) -> object:
        return names_in(text), changes(text, text.replace("k", "l")), changes(text, text.replace("-", "+"))

    check(ARIA[what], read)


TWIML: Final[dict[str, Callable[[int], str]]] = {
    "verbs": lambda size: f"<Response>{'<Say>a</Say>' * (size // 12)}</Response>",
    "deep": lambda size: "<Gather>" * (size // 8),
    "attributes": lambda size: "<Response><Say {}/></Response>".format(" ".join(f"a{n}='b'" for n in range(size // 9))),
    "entities": lambda size: f"<Response><Say>{'&amp;' * (size // 5)}</Say></Response>",
}


@pytest.mark.parametrize("what", TWIML)
def test_twiml(what: str) -> None:
    check(TWIML[what], parse)


def test_a_kept_run(tmp_path: Path) -> None:
    path = tmp_path / "last-run.json"

    def read(text: str) -> object:
        path.write_text(text, encoding="utf-8")
        return load_last_run(path)

    check(lambda size: json.dumps({"guides": ["a.md"] * (size // 8)}), read)
    kept = {"version": 1, "conditions": {}, "environment": {}, "features": {}, "pictures": {}, "unused": []}
    shown = {"procedure": "a", "step": 1, "name": "a.png", "file": "a.png", "left_out": []}
    scenario = {"feature": "a.feature", "line": 1, "name": "a", "outcome": "passed", "steps": [], "tags": []}

    def of_size(size: int) -> str:
        capture = {**shown, "shown": [["button", f"{number}"] for number in range(size // 16)]}
        return json.dumps({**kept, "scenarios": [{**scenario, "checkpoints": [], "captures": [capture]}]})

    path.write_text(of_size(_FIRST), encoding="utf-8")
    assert load_last_run(path) is not None
    check(of_size, read)


JSON_VALUES: Final[dict[str, Callable[[int], str]]] = {
    "deep": lambda size: '{"a":' * (size // 5),
    "the same name": lambda size: "{" + '"a":1,' * (size // 6) + '"a":1}',
    "digits": lambda size: '{"advance": ' + "9" * size + "}",
    "escapes": lambda size: '{"body": "' + "\\u0041" * (size // 6) + '"}',
    "a long list": lambda size: "[" + "1," * (size // 2) + "1]",
}


@pytest.mark.parametrize("what", JSON_VALUES)
def test_a_body_of_the_api(what: str) -> None:
    client = AppClient(build_app(), base_url="http://127.0.0.1")
    headers = {"content-type": "application/json"}

    def read(text: str) -> object:
        return [client.post(f"/api/v1/{each}", content=text, headers=headers) for each in ("messages", "clock")]

    check(JSON_VALUES[what], read)


def test_a_baseline_and_durations(tmp_path: Path) -> None:
    path = tmp_path / "a.json"

    def read(load: Callable[[Path], object], text: str) -> object:
        path.write_text(text, encoding="utf-8")
        return load(path)

    found = {"path": "a.md", "rule": "x"}
    check(
        lambda size: json.dumps(
            {"version": 1, "findings": [{**found, "fingerprint": str(n)} for n in range(size // 50)]}
        ),
        partial(read, Baseline.read),
    )
    check(
        lambda size: json.dumps(
            {"version": 1, "seconds": {"a.md": {"a.feature": {str(n): 1 for n in range(size // 12)}}}}
        ),
        partial(read, Durations.load),
    )
