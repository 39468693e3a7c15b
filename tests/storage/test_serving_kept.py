"""What people see on the command line of where everything is kept."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import name_of, retention
from stapsgewijs.cli.main import run
from stapsgewijs.cli.serve import DATABASE
from stapsgewijs.phone_network import Retention

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", ["other", "damaged", "unknown"])
def test_a_database_that_cannot_be_used_is_one_line_and_exit_code_2(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "kept.sqlite3"
    if kind == "other":
        with sqlite3.connect(place) as other:
            other.execute("CREATE TABLE people (name TEXT)")
        other.close()
    elif kind == "damaged":
        place.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    given = f"oracle://localhost/{place}" if kind == "unknown" else str(place)
    assert run(["serve", "--port", "0", "--database", given]) == 2
    printed = capfd.readouterr().err
    assert len(printed.strip().splitlines()) == 1
    assert "--database" in printed or "no database that is known here" in printed


def test_no_limit_is_0() -> None:
    assert retention(0, 0) == Retention(None, None)
    assert retention(5, 0.5) == Retention(5, 0.5)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (":memory:", "memory, until it ends"),
        (DATABASE, "build/stapsgewijs.sqlite3"),
        ("postgresql://a:geheim@h/x", "postgresql://a:***@h/x"),
    ],
)
def test_people_are_told_where_without_passwords(given: str, told: str) -> None:
    assert name_of(given) == told
