from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.project import OWN, SHARED, Table, find_table
from stapsgewijs.project.settings import read_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_nearest_file_counts_and_each_part_has_its_own_table(tmp_path: Path) -> None:
    below = tmp_path / "docs" / "nl"
    below.mkdir(parents=True)
    (tmp_path / SHARED).write_text("[tool.stapsgewijs.pictures]\nmasks = 'a'\n", encoding="utf-8")
    (tmp_path / "docs" / SHARED).write_text("[tool.other]\n", encoding="utf-8")
    found = find_table("pictures", below)
    assert found is not None
    assert (found.path, found.words("masks"), found.root) == (tmp_path / SHARED, ("a",), tmp_path)
    (below / OWN).write_text("[lint]\n[pictures]\nmasks = ['b', 'c']\n", encoding="utf-8")
    assert find_table("pictures", below) == Table(below / OWN, {"masks": ["b", "c"]})
    assert find_table("pictures", below, tmp_path / SHARED) == found


def test_a_file_of_our_own_counts_also_without_the_table(tmp_path: Path) -> None:
    (tmp_path / OWN).write_text("[lint]\n", encoding="utf-8")
    assert find_table("pictures", tmp_path) == Table(tmp_path / OWN, {})
    assert read_file(tmp_path / OWN).table("pictures") is None


@pytest.mark.parametrize(
    ("values", "read", "says"),
    [
        ({"a": [1]}, lambda table: table.words("a"), "'a' is a list of texts"),
        ({"a": 1}, lambda table: table.text("a"), "'a' is a text"),
        ({"a": 1}, lambda table: table.flag("a"), "'a' is true or false"),
        ({"a": True}, lambda table: table.count("a"), "'a' is a whole number, 0 or more"),
        ({"a": -1}, lambda table: table.count("a"), "'a' is a whole number, 0 or more"),
        ({"a": 1.5}, lambda table: table.share("a"), "'a' is a number from 0 to 1"),
        ({"masks": 1}, lambda table: table.only(("mask",)), "unknown setting 'masks'; nearest: 'mask'"),
    ],
)
def test_a_value_that_means_nothing_is_refused(
    tmp_path: Path, values: dict[str, object], read: Callable[[Table], object], says: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(Table(tmp_path / OWN, values))
    assert str(caught.value) == f"{tmp_path / OWN}:1:1: {says}"


def test_values_that_are_not_there_are_none_or_empty(tmp_path: Path) -> None:
    table = Table(tmp_path / OWN, {})
    assert (table.words("a"), table.text("a"), table.flag("a"), table.count("a"), table.share("a")) == (
        (),
        "",
        None,
        None,
        None,
    )
    assert Table(tmp_path / OWN, {"a": 1}).share("a") == 1.0


@pytest.mark.parametrize("text", ["[pictures", "pictures = 1"])
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / OWN).write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError):
        read_file(tmp_path / OWN).table("pictures")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("[" * 5_000 + "]" * 5_000, "nested too deeply"),
        ("{a=" * 5_000, "nested too deeply"),
        ("9" * 5_000, "not TOML: Exceeds the limit"),
        ("2020-13-01", "not TOML: "),
    ],
)
def test_settings_that_no_parser_can_read_are_refused_with_their_file(tmp_path: Path, value: str, says: str) -> None:
    (tmp_path / OWN).write_text(f"[lint]\nx = {value}\n", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_file(tmp_path / OWN).table("lint")
    place = "2:9" if value == "2020-13-01" else "1:1"
    assert str(caught.value).startswith(f"{tmp_path / OWN}:{place}: {says}")
