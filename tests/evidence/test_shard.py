"""Parts of a run: every scenario is in one of them, and in the same one whoever asks."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.shard import Durations, Shard, Unit, divide

if TYPE_CHECKING:
    from pathlib import Path

UNITS = [Unit("project:guides/a.md", "huur/fiets.feature", line, f"Rit {line}", 10 + line) for line in range(1, 41)]


@pytest.mark.parametrize("text", ["", "2", "0/3", "4/3", "1/0", "-1/2", "1/2/3", "a/b", "1.0/2", "1/999999", "١/٢"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(StapsgewijsError, match=r"--shard .*: write which part of how many it is, such as 2/8"):
        Shard.parse(text)


def test_a_part_is_read_as_it_is_written() -> None:
    assert str(Shard.parse(" 2/8 ")) == "2/8"
    assert Shard.parse("1/1") == Shard(1, 1)


@settings(deadline=None)
@given(st.integers(1, 50), st.integers(0, 39), st.lists(st.integers(0, 60), max_size=40))
def test_every_scenario_is_in_one_part_in_whatever_order_they_come(count: int, turn: int, measured: list[int]) -> None:
    seconds = {
        "project:guides/a.md": {"huur/fiets.feature": {f"Rit {line}": took for line, took in enumerate(measured)}}
    }
    parts = divide(UNITS, count, Durations(seconds))
    assert len(parts) == count
    assert sorted(chain.from_iterable(parts)) == sorted(UNITS)
    mixed = [*reversed(UNITS[turn:]), *UNITS[:turn]]
    assert divide(mixed, count, Durations(seconds)) == parts


def test_parts_take_about_as_long() -> None:
    seconds = {f"Rit {line}": 30.0 if line == 1 else 1.0 for line in range(1, 41)}
    one, *others = divide(UNITS, 3, Durations({UNITS[0].guide: {UNITS[0].feature: seconds}}))
    assert [each.name for each in one] == ["Rit 1"]
    assert sorted(map(len, others)) == [19, 20]


def test_without_measures_the_lines_count_and_with_some_they_count_as_much_as_those() -> None:
    long, *short = (Unit("g", "f", line, str(line), lines) for line, lines in ((1, 30), (2, 10), (3, 10), (4, 10)))
    assert divide([long, *short], 2) == [[long], short]
    assert divide([long, *short], 2, Durations({"g": {"f": {"1": 1.0, "2": 1.0}}})) != [[long], short]


def test_durations_are_read_back(tmp_path: Path) -> None:
    durations = Durations({"project:a.md": {"één.feature": {"Iemand “belt”": 1.25}}})
    durations.save(tmp_path / "durations.json")
    assert Durations.load(tmp_path / "durations.json") == durations


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", '{"version": 2, "seconds": {}}', '{"version": 1, "seconds": {"g": {"f": 1}}}', "[" * 100_000],
)
def test_a_file_without_durations_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    file = tmp_path / "durations.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"durations.json:1:1: no durations that can be read; .*merge"):
        Durations.load(file)
    with pytest.raises(StapsgewijsError, match=r"cannot be read"):
        Durations.load(tmp_path)
