from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.coverage import cover
from stapsgewijs.evidence.run import Capture
from stapsgewijs.guide import Outcome
from stapsgewijs.labels import Catalogue
from stapsgewijs.reports.coverage_table import below, table
from stapsgewijs.reports.run_json import coverage_to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.guide import Binding, Guide

SHOWN = (("button", "Volgende"), ("button", "Annuleren"), ("option", "Mobiele app"), ("paragraph", "Verifiëren"))


@pytest.fixture
def pages() -> Catalogue:
    return Catalogue.load(Path(__file__).parents[2] / "site" / "labels", "nl")


@pytest.fixture
def run(
    guide: Guide, bindings: tuple[Binding, ...], play: Callable[..., ScenarioEvidence], tmp_path: Path, pages: Catalogue
) -> Run:
    played = play()
    used = tuple(dataclasses.replace(each, used=("Cancel",)) for each in played.checkpoints)
    capture = Capture(played.procedure, 1, "a.png", "a.png", 1, SHOWN)
    played = dataclasses.replace(played, checkpoints=used, captures=(capture,))
    unused = ("steps/given.py:1 niemand zegt dit",)
    return assemble(guide, bindings, (), (played,), media_root=tmp_path, pages=pages, unused=unused)


def test_steps_that_nobody_follows_are_not_covered(run: Run) -> None:
    assert run.coverage is not None
    by_procedure = {each.id: run.coverage.of(each.id) for each in run.procedures}
    first, second = by_procedure.values()
    assert {each.outcome for each in first} == {Outcome.PASSED}
    assert all(each.lines and each.covered == each.labels for each in first)
    assert all(not each.lines and each.covered == 0 for each in second)
    assert run.coverage.percent == pytest.approx(100 * len(first) / (len(first) + len(second)))


def test_what_is_used_and_not_named_is_told(run: Run) -> None:
    assert run.coverage is not None
    assert {(one.control, one.label) for each in run.coverage.steps for one in each.undocumented} == {
        ("Cancel", "Annuleren")
    }


def test_a_control_on_a_page_that_no_step_names_is_told(run: Run, bindings: tuple[Binding, ...]) -> None:
    assert run.coverage is not None
    documented = {each.control.msgid for each in bindings if each.control}
    shown = {"Next", "Cancel", "Mobile app"}
    assert run.coverage.shown == len(shown)  # a paragraph that says the same is no button
    assert {each.control for each in run.coverage.on_page_only} == shown - documented


def test_a_gate_says_which_step_is_missing_and_where(run: Run) -> None:
    assert run.coverage is not None
    told = list(below(run, run.coverage, 100))
    missing = [each for each in run.coverage.steps if each.outcome is not Outcome.PASSED]
    assert [f"{run.guide.path}:{each.line}: step {each.number} is not covered" in line
            for each, line in zip(missing, told, strict=False)] == [True] * len(missing)  # fmt: skip
    assert told[-1].startswith("coverage is ")
    assert list(below(run, run.coverage, run.coverage.percent)) == []


def test_the_table_and_the_json_tell_the_same(run: Run) -> None:
    assert run.coverage is not None
    told = "\n".join(table(run, run.coverage))
    as_json = coverage_to_json(run.coverage)
    assert "followed nowhere" in told
    assert "steps/given.py:1 niemand zegt dit" in told
    assert as_json["unused_step_definitions"] == ["steps/given.py:1 niemand zegt dit"]
    assert f"{run.coverage.followed} of {len(as_json['steps'])}" in told


def test_a_guide_without_steps_is_not_covered(pages: Catalogue) -> None:
    assert cover((), (), (), pages).percent == 0
