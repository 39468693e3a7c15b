"""What broke, what was mended and what is flaky, from the last runs of a guide."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.history import (
    FILE_NAME,
    MOST_RUNS,
    WRONG_PICTURE,
    PastRun,
    Trend,
    ends_of,
    keep_in_history,
    load_history,
    trend_of,
)
from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stapsgewijs.evidence.run import ScenarioEvidence
    from stapsgewijs.guide import Guide

GOOD, BAD, OPEN = "followed and checked", "failed", "not reached"


def past(ended: float = 1.0, conditions: str = "a", **steps: str) -> PastRun:
    return PastRun(ended, 2.0, "1", "abc", conditions, 0, 0, {f"p/{name[1:]}": end for name, end in steps.items()})


def test_what_broke_and_what_was_mended_is_told_against_the_run_before() -> None:
    runs = (past(s1=GOOD, s2=BAD, s3=GOOD), past(conditions="b", s1=BAD, s2=GOOD, s3=GOOD))
    assert trend_of(runs) == Trend(broke=("p/1",), mended=("p/2",))


def test_what_nobody_came_to_is_neither_broken_nor_mended() -> None:
    runs = (past(s1=GOOD, s2=OPEN), past(conditions="b", s1=OPEN, s2=GOOD))
    assert trend_of(runs) == Trend()


def test_a_picture_that_is_wrong_is_broken() -> None:
    assert trend_of((past(s1=GOOD), past(conditions="b", s1=WRONG_PICTURE))).broke == ("p/1",)


def test_flaky_is_what_ends_in_two_ways_with_nothing_changed() -> None:
    assert trend_of((past(s1=BAD), past(conditions="b", s1=GOOD), past(s1=GOOD))).flaky == ("p/1",)
    assert trend_of((past(s1=BAD), past(conditions="b", s1=GOOD))).flaky == ()


def test_one_run_or_none_changes_nothing() -> None:
    assert trend_of(()) == trend_of((past(s1=BAD),)) == Trend()


def test_the_last_runs_are_kept_and_the_oldest_forgotten(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    for number in range(MOST_RUNS + 3):
        keep_in_history(file, past(float(number), s1=GOOD))
    kept = load_history(file)
    assert [each.ended for each in kept] == [float(each) for each in range(3, MOST_RUNS + 3)]
    assert kept[-1] == past(float(MOST_RUNS + 2), s1=GOOD)


@pytest.mark.parametrize("content", ["", "[]", '{"version": 9, "runs": []}', '{"version": 1, "runs": [{}]}', "\x00"])
def test_a_file_that_somebody_wrote_in_begins_anew(tmp_path: Path, content: str) -> None:
    file = tmp_path / FILE_NAME
    file.write_text(content, encoding="utf-8")
    assert load_history(file) == ()
    keep_in_history(file, past(s1=GOOD))
    assert len(json.loads(file.read_text(encoding="utf-8"))["runs"]) == 1


def test_a_place_that_cannot_be_written_ends_no_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    keep_in_history(tmp_path / "file" / FILE_NAME, past(s1=GOOD))


def test_a_run_is_kept_with_what_became_of_each_step(
    guide: Guide, play: Callable[..., ScenarioEvidence], tmp_path: Path
) -> None:
    run = assemble(guide, (), (), (play(closed=1, fails_at=2, reason="x"),), media_root=tmp_path)
    kept = PastRun.of(run, "a")
    assert list(kept.steps.values()) == [GOOD, BAD, OPEN, "not followed", "not followed"]
    assert (kept.good, kept.is_good, kept.conditions) == (1, False, "a")
    first, *others = run.procedures[0].steps
    wrong = replace(first, pictures=tuple(replace(each, outcome=Outcome.FAILED) for each in first.pictures))
    procedure = replace(run.procedures[0], steps=(wrong, *others))
    assert ends_of(replace(run, procedures=(procedure,)))["by-phone/1"] == WRONG_PICTURE


def test_what_is_told_again_with_nothing_run_anew_is_one_run(tmp_path: Path) -> None:
    for ended in (1.0, 2.0, 2.0):
        keep_in_history(tmp_path / FILE_NAME, past(ended, s1=GOOD))
    assert [each.ended for each in load_history(tmp_path / FILE_NAME)] == [1.0, 2.0]
