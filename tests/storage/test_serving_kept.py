"""What people see on the command line of where everything is kept."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.bootstrap import name_of, retention
from stapsgewijs.cli.serve import DATABASE
from stapsgewijs.phone_network import Retention

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", ["other", "damaged", "unknown"])
def test_a_database_that_cannot_be_used_is_one_line_and_exit_code_2(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "kept.sqlite3"
    if kind == "other":
        with sqlite3.connect(place) as other:
            other.execute("CREATE TABLE people (name TEXT)")
        other.close()
    elif kind == "damaged":
        place.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    given = f"oracle://localhost/{place}" if kind == "unknown" else str(place)
    command = [sys.executable, "-m", "stapsgewijs", "serve", "--port", "0", "--database", given]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "--database" in done.stderr or "no database that is known here" in done.stderr


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
