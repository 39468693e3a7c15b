"""The table of docs/security-rules.md: what is named there exists, and settings have the values that it tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stapsgewijs.identity import Policy

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security-rules.md").read_text(encoding="utf-8")
ROWS = [
    each.split("|")[1:-1]
    for each in re.findall(r"(?m)^\|(?:.+)\|$", TEXT)
    if not re.match(r"\| (point |---)|\|---", each)
]


def held_by(row: list[str]) -> list[tuple[str, str]]:
    """Return the file and the name of each test and scenario of a row."""
    return [tuple(re.split("::|: ", each, maxsplit=1)) for each in re.findall("`([^`]+)`", row[-1])]  # type: ignore[misc]  # two of each


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip()[:50])
def test_what_holds_a_point_exists(row: list[str]) -> None:
    assert len(row) == 5
    named = held_by(row)
    assert named, "each point has a test or a scenario"
    for file, name in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        before = "(?:Abstract )?Scenario: " if file.endswith(".feature") else "def "
        assert re.search(rf"(?m)^\s*{before}{re.escape(name)}(?:\(|$)", text), f"{file} has no {name}"


def test_the_settings_have_the_values_of_the_table() -> None:
    told = {name: int(value) for row in ROWS for name, value in re.findall(r"`(\w+)` (\d+)", row[2])}
    policy = Policy().to_mapping()
    assert told == {name: policy[name] for name in told}
    assert {"account_tries", "account_sends", "password_tries", "session_idle_time", "session_time"} <= set(told)
