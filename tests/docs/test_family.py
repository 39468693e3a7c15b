"""The table of docs/family.md: it has every procedure of the guides that ship, and how many steps each has."""

from __future__ import annotations

import re
from pathlib import Path

from stapsgewijs.guide import read_guide

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "family.md").read_text(encoding="utf-8")
ROWS = re.findall(r"(?m)^\| `([\w-]+)` \| `([\w-]+)`(?:<br>Dutch: `([\w-]+)`)? \| (\d+) / (\d+) \|", TEXT)


def procedures(language: str) -> list[tuple[str, str, int]]:
    guides = [read_guide(each) for each in (ROOT / "guides" / language).glob("*.md")]
    names = [(each, each.path.stem.removeprefix("multi-factor-authentication-")) for each in guides]
    return sorted((name, one.id, len(one.steps)) for each, name in names for one in each.procedures)


def test_every_procedure_has_a_row_in_both_languages() -> None:
    assert sorted((name, id_, int(steps)) for name, id_, _, steps, _ in ROWS) == procedures("en")
    assert sorted((name, dutch or id_, int(steps)) for name, id_, dutch, _, steps in ROWS) == procedures("nl")


def test_the_steps_that_are_followed_are_counted_for_each_document() -> None:
    told = dict(re.findall(r"(?m)^\| `([\w-]+)` \| \d+ of (\d+) \| \d+ of \d+ \|$", TEXT))
    counted = {name: sum(steps for each, _, steps in procedures("en") if each == name) for name, *_ in ROWS}
    assert {name: int(each) for name, each in told.items()} == counted
    # What is followed of them is held by tests/runner/test_several_guides.py.
    assert "| all | 91 of 92 | 84 of 84 |" in TEXT


def test_the_sums_are_those_of_the_rows() -> None:
    sums = (len(ROWS), sum(int(row[3]) for row in ROWS), sum(int(row[4]) for row in ROWS))
    told = re.search(r"(\d+) procedures in each language, with (\d+) steps in English and (\d+) in Dutch", TEXT)
    assert told is not None
    assert sums == tuple(map(int, told.groups()))
