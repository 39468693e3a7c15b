from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.evidence.assembly import assemble, exit_code
from stapsgewijs.evidence.run import Capture, StepOutcome
from stapsgewijs.evidence.step_outcome import first_line
from stapsgewijs.guide import Outcome, Severity, finding
from stapsgewijs.guide.actions import StepCheck
from stapsgewijs.guide.step_check import NOT_ON_PAGE
from stapsgewijs.labels import Message
from stapsgewijs.screenshots.baseline import AcceptedPicture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.guide import Binding, Finding, Guide

    RunOf = Callable[..., Run]
    Play = Callable[..., ScenarioEvidence]
    Pair = tuple[ScenarioEvidence, ScenarioEvidence]

PASSED, FAILED, NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_RUN
CAPTURED = {"fiets.png": "/pictures/fiets.png", "bon.png": "/pictures/bon.png"}


@pytest.fixture
def run_of(guide: Guide, bindings: tuple[Binding, ...], tmp_path: Path) -> RunOf:
    def made(*scenarios: ScenarioEvidence, check_labels: tuple[Finding, ...] = ()) -> Run:
        return assemble(guide, bindings, check_labels, scenarios, media_root=tmp_path)

    return made


@pytest.fixture
def all_followed(play: Play, picture: Callable[[str], str]) -> Pair:
    picture("media/fiets.png")
    picture("media/bon.png")
    return play(pictures=CAPTURED), play("by-letter", 2)


def outcomes(run: Run, procedure: int = 0) -> list[Outcome]:
    return [each.outcome for each in run.procedures[procedure].steps]


def rules(run: Run) -> list[tuple[str, int]]:
    return [(each.rule, each.line) for each in run.findings]


def line_of(guide: Guide, text: str) -> int:
    return next(number for number, line in enumerate(guide.source.split("\n"), 1) if text in line)


def test_nothing_run_is_not_run_and_never_passed(run_of: RunOf) -> None:
    run = run_of()
    assert outcomes(run) == [NOT_RUN] * 3
    assert outcomes(run, 1) == [NOT_RUN] * 2
    assert (run.totals.steps, run.totals.not_run, run.totals.passed) == (5, 5, 0)
    assert exit_code(run) == 1


def test_every_step_closed_is_passed_and_leaves_no_finding(run_of: RunOf, all_followed: Pair) -> None:
    run = run_of(*all_followed)
    assert outcomes(run) == [PASSED] * 3
    assert outcomes(run, 1) == [PASSED] * 2
    assert run.findings == ()
    assert dataclasses.astuple(run.totals) == (5, 5, 0, 0, 0, 0, 0, 0, 0)
    assert exit_code(run, strict=True) == 0


def test_a_failed_checkpoint_fails_its_step_and_the_rest_is_not_run(run_of: RunOf, play: Play) -> None:
    run = run_of(play(closed=1, fails_at=2, reason="no button “Huur”"))
    assert outcomes(run) == [PASSED, FAILED, NOT_RUN]
    assert run.procedures[0].steps[1].reason == "no button “Huur”"


def test_a_scenario_that_fails_without_saying_where_fails_at_the_first_open_step(run_of: RunOf, play: Play) -> None:
    run = run_of(play(closed=2, reason="the simulator stopped"))
    assert outcomes(run) == [PASSED, PASSED, FAILED]
    assert run.procedures[0].steps[2].reason == "the simulator stopped"


def test_a_scenario_that_fails_before_its_first_line_fails_step_1(run_of: RunOf, play: Play) -> None:
    assert outcomes(run_of(play(closed=0, reason="no browser"))) == [FAILED, NOT_RUN, NOT_RUN]


def test_one_failure_outweighs_another_scenario_that_passed(run_of: RunOf, play: Play) -> None:
    run = run_of(play(), play(closed=1, fails_at=2, reason="no button"))
    assert outcomes(run) == [PASSED, FAILED, PASSED]


def test_two_failures_of_a_step_give_both_reasons_once(run_of: RunOf, play: Play) -> None:
    run = run_of(*(play(closed=1, fails_at=2, reason=each) for each in ("no button", "no code", "no button")))
    assert run.procedures[0].steps[1].reason == "no button\n\nno code"


def test_a_scenario_of_another_procedure_says_nothing_of_this_one(run_of: RunOf, play: Play) -> None:
    run = run_of(play("by-letter", 2))
    assert outcomes(run) == [NOT_RUN] * 3
    assert outcomes(run, 1) == [PASSED] * 2


def test_a_step_names_the_scenarios_that_came_to_it(run_of: RunOf, play: Play) -> None:
    run = run_of(play(name="Een"), play(closed=0, fails_at=1, reason="x", name="Twee"))
    first, second, _ = run.procedures[0].steps
    assert first.followed_by == ("features/fiets.feature:4 Een", "features/fiets.feature:4 Twee")
    assert second.followed_by == ("features/fiets.feature:4 Een",)


def test_a_checkpoint_for_a_step_that_the_guide_does_not_have_does_not_count(run_of: RunOf, play: Play) -> None:
    assert outcomes(run_of(play(closed=7))) == [PASSED] * 3


def test_an_absolute_path_of_a_feature_is_shown_by_its_name(run_of: RunOf, play: Play) -> None:
    scenarios = [dataclasses.replace(play(), feature=each) for each in ("/home/a/fiets.feature", r"C:\a\fiets.feature")]
    assert set(run_of(*scenarios).procedures[0].steps[0].followed_by) == {"fiets.feature:4 Iemand huurt een fiets"}


def test_a_failed_step_is_a_finding_at_its_line_with_the_gist_of_the_reason(
    run_of: RunOf, play: Play, guide: Guide
) -> None:
    run = run_of(play(closed=1, fails_at=2, reason="no button “Huur”\nnearest: “Huren”"))
    found = next(each for each in run.findings if each.rule == "step-failed")
    assert (found.line, found.column, found.severity) == (line_of(guide, "2. Selecteer"), 1, Severity.ERROR)
    assert str(found.message) == "Step 2 could not be followed: no button “Huur”"
    assert found.text == "Selecteer Huur."


@pytest.mark.parametrize(("nearest", "is_told"), [("Betalen", False), ("Huren", True)])
def test_what_the_page_says_is_not_told_to_be_something_else(
    run_of: RunOf, play: Play, nearest: str, *, is_told: bool
) -> None:
    supposed = finding("label-differs", 7, 12, "Huur", expected=nearest)
    reason = Message.of(NOT_ON_PAGE, role=Message("button"), text="Huur", names=Message.of("“{name}”", name="Huren"))
    failed = finding("step-failed", 7, 12, "Huur", number=2, reason=reason)
    seen = play(closed=1, fails_at=2, reason=str(reason))
    check = StepCheck((failed,), ((7, "step-failed"),))
    points = [dataclasses.replace(each, check=check) if each.outcome is FAILED else each for each in seen.checkpoints]
    run = run_of(dataclasses.replace(seen, checkpoints=tuple(points)), check_labels=(supposed,))
    assert ("step-failed", 7) in rules(run)
    assert (("label-differs", 7) in rules(run)) is is_told


def test_a_step_that_nobody_followed_is_a_finding(run_of: RunOf, play: Play, guide: Guide) -> None:
    run = run_of(play(closed=2, pictures=CAPTURED))
    found = next(each for each in run.findings if each.rule == "step-not-followed")
    assert found.line == line_of(guide, "3. Klik")
    assert str(found.message) == "No scenario followed step 3 of “Per telefoon”."
    assert exit_code(run) == 1


def test_a_picture_without_a_file_is_a_warning_at_each_place_that_shows_it(
    run_of: RunOf, play: Play, guide: Guide
) -> None:
    run = run_of(play(pictures=CAPTURED), play("by-letter", 2))
    places = [line_of(guide, "fiets.png"), line_of(guide, "bon.png")]
    assert rules(run) == [("picture-missing", line) for line in places]
    assert [(each.column, each.text) for each in run.findings] == [(5, "media/fiets.png"), (5, "media/bon.png")]
    assert (exit_code(run), exit_code(run, strict=True)) == (0, 1)


def test_a_file_that_is_no_picture_is_told_apart_from_no_file(
    run_of: RunOf, all_followed: Pair, tmp_path: Path
) -> None:
    (tmp_path / "media" / "bon.png").write_text("version https://git-lfs.github.com/spec/v1")
    run = run_of(*all_followed)
    assert [each.rule for each in run.findings] == ["picture-unusable"]
    assert run.procedures[0].steps[1].pictures[0].accepted == ""


def test_a_moment_that_was_never_captured_is_an_error_though_the_step_passed(
    run_of: RunOf, all_followed: Pair, play: Play, guide: Guide, tmp_path: Path
) -> None:
    (tmp_path / "media" / "bon.aria.yml").write_text("")  # as of a picture that was accepted
    run = run_of(play(pictures={"fiets.png": "/pictures/fiets.png"}), all_followed[1])
    assert outcomes(run) == [PASSED] * 3
    assert rules(run) == [("picture-not-captured", line_of(guide, "bon.png"))]
    assert exit_code(run) == 1
    assert [each.pictures[0].outcome for each in run.procedures[0].steps[:2]] == [PASSED, NOT_RUN]


def test_of_a_step_that_failed_the_picture_is_not_held_against_it_too(
    run_of: RunOf, all_followed: Pair, play: Play
) -> None:
    run = run_of(play(closed=0, fails_at=1, reason="x"), all_followed[1])
    assert "picture-not-captured" not in {each.rule for each in run.findings}


def test_pictures_of_a_writers_own_and_of_the_web_are_no_errors(
    write: Callable[[str], Guide], run_of: RunOf, all_followed: Pair, play: Play, tmp_path: Path
) -> None:
    run = run_of(play(pictures={"fiets.png": "/pictures/fiets.png"}), all_followed[1])
    assert [(each.rule, each.severity) for each in run.findings] == [("picture-own", Severity.NOTE)]
    guide = write("---\nlang: nl\n---\n\n## K\n\n1. Doe dit.\n\n    ![x](https://example.com/x.png)\n")
    alone = assemble(guide, (), (), [play(guide.procedures[0].id, 1)], media_root=tmp_path)
    assert alone.findings == ()


def test_a_picture_of_another_procedure_is_not_the_one_of_this(
    run_of: RunOf, all_followed: Pair, play: Play, tmp_path: Path
) -> None:
    for name in ("bon", "fiets"):
        (tmp_path / "media" / f"{name}.aria.yml").write_text("")
    run = run_of(play(), dataclasses.replace(all_followed[1], captures=(Capture("by-letter", 1, "bon.png", "/x.png"),)))
    assert [each.rule for each in run.findings] == ["picture-not-captured"] * 2


def test_of_two_captures_of_one_name_the_one_of_the_step_is_shown(run_of: RunOf, play: Play) -> None:
    captures = tuple(Capture("by-phone", step, "bon.png", f"/step-{step}.png") for step in (1, 2, 3))
    run = run_of(dataclasses.replace(play(), captures=captures))
    assert run.procedures[0].steps[1].pictures[0].captured == "/step-2.png"


def test_a_scenario_that_fails_after_its_last_step_is_not_lost(
    run_of: RunOf, all_followed: Pair, play: Play, guide: Guide
) -> None:
    failed = dataclasses.replace(play(pictures=CAPTURED), outcome=FAILED, reason="not enrolled")
    run = run_of(failed, all_followed[1])
    assert outcomes(run) == [PASSED] * 3
    assert rules(run) == [("scenario-failed", line_of(guide, '## <a name="by-phone'))]
    assert exit_code(run) == 1


def test_a_scenario_of_a_procedure_that_is_not_in_the_guide_is_not_lost(
    run_of: RunOf, all_followed: Pair, play: Play
) -> None:
    run = run_of(*all_followed, play("by-pigeon"))
    assert [(each.rule, each.text, each.severity) for each in run.findings] == [
        ("procedure-unknown", "by-pigeon", Severity.NOTE)
    ]


def test_a_guide_with_one_of_two_procedures_is_right_if_that_one_is(
    run_of: RunOf, all_followed: Pair, play: Play
) -> None:
    left = dataclasses.replace(play("by-pigeon", 0), outcome=Outcome.NOT_RUN)
    run = run_of(*all_followed, left)
    assert [(each.rule, each.severity) for each in run.findings] == [("procedure-unknown", Severity.NOTE)]
    assert (exit_code(run), exit_code(run, strict=True)) == (0, 0)


def test_a_procedure_whose_name_may_be_missing_is_told_once_at_its_heading(
    run_of: RunOf, all_followed: Pair, play: Play, guide: Guide
) -> None:
    left = dataclasses.replace(play("by-pigeon", 0), outcome=Outcome.NOT_RUN)
    run = run_of(all_followed[0], left)
    assert [(each.rule, each.line, each.suggestion) for each in run.findings] == [
        ("procedure-unnamed", guide.procedures[1].line, '<a name="by-pigeon"></a>')
    ]
    assert [each.result for each in run.procedures[1].steps] == [StepOutcome.NOT_FOLLOWED] * 2
    assert exit_code(run) == 1


def test_a_scenario_that_follows_no_procedure_counts_only_when_it_fails(
    run_of: RunOf, all_followed: Pair, play: Play
) -> None:
    assert exit_code(run_of(*all_followed, play("", 0))) == 0
    assert exit_code(run_of(*all_followed, play("", 0, reason="broken"))) == 1


def test_findings_stand_in_the_order_of_the_document(run_of: RunOf, play: Play) -> None:
    late = finding("label-unknown", 900, 1, "Z")
    early = finding("label-unknown", 16, 25, "B"), finding("label-unknown", 16, 9, "A")
    run = run_of(play(closed=1), check_labels=(late, *early))
    places = [(each.line, each.column) for each in run.findings]
    assert places == sorted(places)
    assert len(places) > 3


@pytest.mark.parametrize(("severity_rule", "lax", "strict"), [("label-differs", 0, 1), ("label-unbound", 1, 1)])
def test_an_error_fails_the_run_and_a_warning_only_when_strict(
    run_of: RunOf, all_followed: Pair, severity_rule: str, lax: int, strict: int
) -> None:
    run = run_of(*all_followed, check_labels=(finding(severity_rule, 14, 9, "Fiets", expected="Rijwiel"),))
    assert (exit_code(run), exit_code(run, strict=True)) == (lax, strict)


def test_a_picture_is_looked_for_once_and_below_the_folder_that_was_given(
    guide: Guide, bindings: tuple[Binding, ...], tmp_path: Path
) -> None:
    asked = []

    def find(root: Path, path: str) -> AcceptedPicture:
        asked.append((root, path))
        return AcceptedPicture()

    assemble(guide, bindings, (), (), media_root=tmp_path / "elsewhere", find_picture=find)
    assert asked == [(tmp_path / "elsewhere", "media/fiets.png"), (tmp_path / "elsewhere", "media/bon.png")]


@pytest.mark.parametrize(
    ("reason", "short"),
    [
        ("", ""),
        ("no button\nnearest: x", "no button"),
        ("step 2 names:\n  “A” at line 3\n  “B” at line 4\nused: C", "step 2 names: “A” at line 3; “B” at line 4"),
        ("announces nothing:", "announces nothing:"),
        ("\n\n  late  \n", "late"),
    ],
)
def test_the_gist_of_a_reason_is_one_line(reason: str, short: str) -> None:
    assert first_line(reason) == short


def test_a_procedure_that_the_pages_were_not_made_for_is_named_once_and_never_passed(
    guide: Guide, bindings: tuple[Binding, ...], play: Play, tmp_path: Path
) -> None:
    strange = tuple(each._replace(simulated=False) for each in bindings)
    run = assemble(guide, strange, (), (), media_root=tmp_path)
    named = [(rule, line) for rule, line in rules(run) if rule.startswith(("procedure", "step"))]
    bound = {each.procedure for each in bindings}
    assert named == [("procedure-not-simulated", each.line) for each in guide.procedures if each.id in bound] + [
        ("step-not-followed", step.line) for each in guide.procedures if each.id not in bound for step in each.steps
    ]
    assert (run.totals.passed, exit_code(run)) == (0, 1)
    followed = assemble(guide, strange, (), (play(),), media_root=tmp_path)
    assert (guide.procedures[0].line, "procedure-not-simulated") not in [(line, rule) for rule, line in rules(followed)]


def test_a_run_is_the_same_in_whatever_order_its_scenarios_ended(run_of: RunOf, play: Play) -> None:
    first = play(pictures=CAPTURED)
    second = dataclasses.replace(play(closed=1, fails_at=2, reason="stuk"), line=40, test="test_b[a]")
    third = dataclasses.replace(second, test="test_b[b]", reason="ook stuk")
    other = dataclasses.replace(first, feature="features/ander.feature")
    run = run_of(first, second, third, other)
    assert run == run_of(third, other, second, first)
    assert run.scenarios == (other, first, second, third)
