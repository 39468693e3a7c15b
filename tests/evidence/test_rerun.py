"""What holds of a former run, and what does not."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.features import scenarios_in
from stapsgewijs.evidence.last_run import FILE_NAME, LastRun, load_last_run, save_last_run
from stapsgewijs.evidence.rerun import Plan, merge, plan_rerun
from stapsgewijs.evidence.run import Capture, ScenarioEvidence
from stapsgewijs.files import digest_of_all, digests_of, state_of_all
from stapsgewijs.guide import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

FEATURE = """\
# language: nl
Functionaliteit: Fietsen
  @gids:by-phone
  Scenario: Een
    Als ik huur
  @gids:by-phone
  Scenario: Twee
    Als ik huur
  Scenario: Drie
    Als ik huur
"""
CONDITIONS = {"the guide": "1", "the site": "2"}


@dataclass
class Kept:
    """A folder with one feature, and what a former run said of its scenarios."""

    feature: Path
    scenarios: list[ScenarioEvidence]

    def former(self) -> LastRun:
        return LastRun.of(CONDITIONS, {"browser": "x"}, digests_of([self.feature]), self.scenarios, ["steps/x.py:1 y"])

    def plan(self, former: LastRun, conditions: dict[str, str] = CONDITIONS, *, every: bool = False) -> Plan:
        return plan_rerun(former, conditions, scenarios_in(self.feature.parent), every=every)


@pytest.fixture
def kept(tmp_path: Path, play: Callable[..., ScenarioEvidence], picture: Callable[[str], str]) -> Kept:
    feature = tmp_path / "fiets.feature"
    feature.write_text(FEATURE, encoding="utf-8")
    shown = Capture("by-phone", 1, "fiets.png", picture("taken/fiets.png"))
    one = replace(play(name="Een"), feature=str(feature), line=4, test="test_een", captures=(shown,))
    two = replace(play(name="Twee"), feature=str(feature), line=7, test="test_twee")
    return Kept(feature, [one, two])


def failed(scenario: ScenarioEvidence) -> ScenarioEvidence:
    return replace(scenario, outcome=Outcome.FAILED, reason="stuk")


def test_a_run_is_read_back_as_it_was_written(kept: Kept, tmp_path: Path) -> None:
    file = tmp_path / "build" / FILE_NAME
    save_last_run(file, kept.former())
    assert load_last_run(file) == kept.former()
    assert [each.name for each in file.parent.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"version": 2}', '{"version": 1, "conditions": []}', "[" * 100_000, "\x00"],
)
def test_a_file_that_is_no_run_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / FILE_NAME
    file.write_text(text, encoding="utf-8")
    assert load_last_run(file) is None
    assert load_last_run(tmp_path) is None
    assert load_last_run(tmp_path / "nowhere") is None


def test_every_field_that_is_missing_makes_it_none(kept: Kept, tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    save_last_run(file, kept.former())
    whole = json.loads(file.read_text(encoding="utf-8"))
    for name in whole:
        file.write_text(json.dumps({**whole, name: None}), encoding="utf-8")
        assert load_last_run(file) is None, name
    scenario = whole["scenarios"][0]
    for name in ("outcome", "steps", "line", "tags"):
        broken = {key: value for key, value in scenario.items() if key != name}
        file.write_text(json.dumps({**whole, "scenarios": [broken]}), encoding="utf-8")
        assert load_last_run(file) is None, name


def test_a_place_that_cannot_be_written_is_one_line(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StapsgewijsError, match="cannot be written"):
        save_last_run(tmp_path / "file" / FILE_NAME, kept.former())


def test_nothing_failed(kept: Kept) -> None:
    plan = kept.plan(kept.former())
    assert plan.reason == "nothing failed last time: 2 scenarios kept, and the whole is reported"
    assert plan.done == (f"{kept.feature}::test_een", f"{kept.feature}::test_twee")


def test_what_failed_is_run_again_and_stays_known_until_it_is(kept: Kept) -> None:
    kept.scenarios[1] = failed(kept.scenarios[1])
    plan = kept.plan(kept.former())
    assert plan.reason == "1 scenario run again (1 failed); 1 kept"
    assert plan.done == (f"{kept.feature}::test_een",)
    again = replace(kept.scenarios[1], outcome=Outcome.PASSED)
    assert [each.outcome for each in merge(plan.reused, [again])] == [Outcome.PASSED] * 2
    assert [each.outcome for each in merge(plan.reused, [])] == [Outcome.PASSED, Outcome.FAILED]


def test_what_was_not_run_is_run(kept: Kept) -> None:
    del kept.scenarios[1]
    assert kept.plan(kept.former()).reason == "1 scenario run again (1 not run last time); 1 kept"


def test_scenarios_that_follow_nothing_count_when_they_are_asked_for(kept: Kept) -> None:
    kept.scenarios.append(replace(kept.scenarios[0], name="Drie", procedure="", line=9, test="test_drie"))
    assert len(kept.plan(kept.former()).reused) == 2
    assert len(kept.plan(kept.former(), every=True).reused) == 3
    del kept.scenarios[2]
    assert "1 not run last time" in kept.plan(kept.former(), every=True).reason


def test_the_scenarios_of_an_edited_feature_are_run_again(kept: Kept) -> None:
    former = kept.former()
    kept.feature.write_text(FEATURE + "    Dan heb ik hem\n", encoding="utf-8")
    plan = kept.plan(former)
    assert (plan.reason, plan.reused) == ("2 scenarios run again (2 in fiets.feature, which changed); 0 kept", ())


def test_a_feature_that_is_new_is_run(kept: Kept) -> None:
    former = kept.former()
    (kept.feature.parent / "nieuw.feature").write_text(FEATURE, encoding="utf-8")
    assert kept.plan(former).reason == "2 scenarios run again (2 not run last time); 2 kept"


def test_a_feature_that_is_gone_is_forgotten(kept: Kept) -> None:
    former = kept.former()
    kept.feature.unlink()
    assert kept.plan(former).reused == ()


@pytest.mark.parametrize("change", [lambda file: file.unlink(), lambda file: file.write_bytes(b"another")])
def test_without_its_picture_a_scenario_is_run_again(kept: Kept, change: Callable[[Path], object]) -> None:
    former = kept.former()
    change(Path(kept.scenarios[0].captures[0].file))
    plan = kept.plan(former)
    assert plan.reason == "1 scenario run again (1 without its picture); 1 kept"
    assert plan.done == (f"{kept.feature}::test_twee",)


def test_when_the_guide_or_the_pages_changed_everything_is_run(kept: Kept) -> None:
    plan = kept.plan(kept.former(), {"the guide": "9", "the site": "9"})
    assert (plan.reason, plan.reused) == ("the guide and the site changed since the last run: everything is run", ())
    assert plan_rerun(None, CONDITIONS, [], every=True).reason == "no former run is kept here: everything is run"


def test_the_examples_of_an_outline_are_different_tests(kept: Kept) -> None:
    kept.scenarios[:] = [replace(kept.scenarios[0], test=f"test_een[{each}]") for each in "ab"]
    assert len(merge(kept.scenarios, [])) == 2


def test_one_digest_of_many_files_knows_their_names(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1", encoding="utf-8")
    first = digest_of_all(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert digest_of_all(tmp_path) != first
    before = state_of_all(tmp_path, pattern="*.py")
    (tmp_path / "c.py").write_text("1", encoding="utf-8")
    assert state_of_all(tmp_path, pattern="*.py") != before
    assert state_of_all(tmp_path / "c.py") != state_of_all(tmp_path / "b")


OUTLINE = """\
Feature: Bicycles
  @guide:by-phone
  Scenario Outline: One
    When I hire a <kind>
    Examples:
      | kind |
      | bike |
      | trike |
  @guide:by-phone
  Scenario: Two
    When I hire
"""


def test_an_outline_is_done_when_all_its_examples_are(tmp_path: Path, play: Callable[..., ScenarioEvidence]) -> None:
    feature = tmp_path / "bicycles.feature"
    feature.write_text(OUTLINE, encoding="utf-8")
    written = scenarios_in(tmp_path)
    assert [each.tests for each in written] == [2, 1]
    one, other = (replace(play(), feature=str(feature), line=3, test=f"test_one[{each}]") for each in "ab")
    two = replace(play(), feature=str(feature), line=10, test="test_two")
    done = Plan("", (one, two)).done_scenarios(written)
    assert done == {(str(feature), 10)}
    assert Plan("", (one, other, failed(two))).done_scenarios(written) == {(str(feature), 3)}
    assert not Plan("", (one, failed(other))).done_scenarios(written)
