"""The one form in which every bench reports, and the table that is made of it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

BENCH = Path(__file__).parents[1] / "bench"


def load(name: str) -> ModuleType:
    """Import a module of `bench/`, which is no package: its files are programs."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table() -> ModuleType:
    return load("table")


def test_rows_come_back_from_a_file_as_they_were(table: ModuleType, tmp_path: Path) -> None:
    rows = [
        table.Row("a", "1 s"),
        table.Row("b", "1 s", "2 s bare script", ratio=0.5, target=table.at_least(1)),
        table.Row("c", "1 s", value=1.0, target=table.Target(0.8, 1.2)),
    ]
    report = table.Report(tmp_path / "rows")
    report.add(*rows[:2])
    report.add(rows[2])
    assert table.read_rows(tmp_path / "rows") == rows


def test_a_file_that_is_not_there_has_no_rows(table: ModuleType, tmp_path: Path) -> None:
    assert table.read_rows(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("target", "value", "missed"),
    [
        ("at_most(1.15)", 1.15, False),
        ("at_most(1.15)", 1.16, True),
        ("at_least(2)", 2.0, False),
        ("at_least(2)", 1.99, True),
        ("Target(0.8, 1.2)", 0.7, True),
        ("Target(0.8, 1.2)", 1.0, False),
        ("at_most(1.15)", None, True),
        ("None", 3.0, False),
    ],
)
def test_a_target_is_of_the_ratio_or_of_what_is_ours(
    table: ModuleType, target: str, value: float | None, *, missed: bool
) -> None:
    wanted = eval(target, vars(table))  # noqa: S307  # a word of the table above
    assert table.Row("a", "", ratio=value, target=wanted).missed is missed
    assert table.Row("a", "", value=value, target=wanted).missed is missed


def test_the_table_lines_up_and_says_what_was_missed(table: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    report = table.Report()
    report.add(table.Row("start", "0.60 s", "0.40 s bare script", ratio=1.5, target=table.at_most(1.15)))
    assert report.end() == 1
    assert capsys.readouterr().out.splitlines() == [
        "| what  | ours   | beside it          | ratio | target            |",
        "|-------|--------|--------------------|-------|-------------------|",
        "| start | 0.60 s | 0.40 s bare script | 1.50  | ≤ 1.15 **missed** |",
    ]


def test_nothing_missed_ends_well(table: ModuleType) -> None:
    report = table.Report()
    report.add(table.Row("start", "0.60 s"))
    assert report.end() == 0
