"""The threat model: who is in it, and that each threat has a rule and a test that there is."""

from __future__ import annotations

import ast
import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
THREATS = TEXT.partition("\n## Threats\n")[2].partition("\n## ")[0]
ACTORS = [
    "A person at the machine", "Another user of the machine", "A web page in her browser", "A document",
    "A system under test", "A network", "A cluster",
]  # fmt: skip
NODE = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)?)`")
ROWS = [
    (actor, *(cell.strip() for cell in line.strip("|").split(" | ")))
    for actor, text in re.findall(r"(?ms)^### (.+?)\n(.*?)(?=^### |\Z)", THREATS)
    for line in text.splitlines()
    if line.startswith("| ") and not line.startswith(("| threat", "|---"))
]


@cache
def there_are(file: str) -> dict[str, str]:
    """Return the tests of a module by name, each with its decorators."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]
    return {each.name: " ".join(ast.unparse(mark) for mark in each.decorator_list) for each in found}


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_of_the_checkout", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_everybody_who_may_do_something_is_in_it() -> None:
    assert re.findall(r"(?m)^### (.+)$", THREATS) == ACTORS
    assert {actor for actor, *_ in ROWS} == set(ACTORS)
    assert all(heading in TEXT for heading in ("## Reporting", "## Supported versions", "## What is not protected"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_each_threat_has_a_rule_and_a_test_that_holds_it(row: tuple[str, ...]) -> None:
    _, threat, rule, tests = row
    assert threat
    assert rule.endswith(".")
    named = NODE.findall(tests)
    assert named, "no test holds this"
    assert NODE.sub("", tests).strip(" ,") == ""
    for each in named:
        file, _, name = each.partition("::")
        assert (ROOT / file).is_file(), each
        assert there_are(file) if not name else name in there_are(file), each


def test_attack_runs_all_of_them_and_nothing_else(dev: ModuleType) -> None:
    named = set(NODE.findall(THREATS))
    run = dev.held_by()
    whole = {each for each in run if "::" not in each}
    assert set(run) <= named
    assert all(each in run or each.partition("::")[0] in whole for each in named)
    assert not [each for each in run if "::" in each and each.partition("::")[0] in whole]


def test_every_test_that_is_named_needs_nothing_but_the_checkout(dev: ModuleType) -> None:
    for each in dev.held_by():
        file, _, name = each.partition("::")
        marks = [there_are(file)[name]] if name else list(there_are(file).values())
        assert any("mark.shared" not in mark for mark in marks), each
