"""What comments, settings and the baseline take away from a run, they take away as `lint` does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.evidence.assembly import assemble, exit_code
from stapsgewijs.findings import Severity
from stapsgewijs.guide import Guide, Outcome, finding, read_guide
from stapsgewijs.lint.baseline import Baseline, to_baseline
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Ignore, Settings, find_settings
from stapsgewijs.runner.suppression import counted_run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.guide import Binding, Finding

    Play = Callable[..., ScenarioEvidence]

WHY = "-- so it is meant"


@pytest.fixture
def run_of(bindings: tuple[Binding, ...]) -> Callable[..., Run]:
    def assembled(guide: Guide, *scenarios: ScenarioEvidence, found: Sequence[Finding] = ()) -> Run:
        return without_pictures_to_take(assemble(guide, bindings, found, scenarios, media_root=guide.path.parent))

    return assembled


def without_pictures_to_take(run: Run) -> Run:
    """Leave out that the pictures of the guide were not taken: the scenarios here take none."""
    kept = tuple(each for each in run.findings if each.rule != "picture-not-captured")
    errors = run.totals.errors - len(run.findings) + len(kept)
    return replace(run, findings=kept, totals=replace(run.totals, errors=errors))


def with_comment(guide: Guide, before: str, comment: str) -> Guide:
    """Return the guide, read again, with a comment on the line above the first one that begins so."""
    text = guide.path.read_text(encoding="utf-8")
    assert before in text
    guide.path.write_text(text.replace(before, f"<!-- stapsgewijs: {comment} -->\n\n{before}", 1), encoding="utf-8")
    return read_guide(guide.path)


@pytest.mark.parametrize("reason", ["", "broken"])
@pytest.mark.parametrize("closed", [3, 2])
def test_without_any_rules_it_fails_when_it_failed_before(
    guide: Guide, run_of: Callable[..., Run], play: Play, closed: int, reason: str
) -> None:
    played = [play(closed=closed), play("by-letter", 2, reason=reason), play("", 0, reason=reason)]
    run = run_of(guide, *played)
    counted = counted_run(run, Settings(guide.path.parent))
    for strict in (True, False):
        assert bool(counted.failures(strict=strict)) == exit_code(run, strict=strict)
    assert counted.run == run
    assert (counted.suppressed, counted.accepted) == (0, 0)


def test_what_failed_is_counted_once_and_named(guide: Guide, run_of: Callable[..., Run], play: Play) -> None:
    played = [play(closed=1, fails_at=2, reason="no"), play("by-letter", 2, reason="late"), play("", 0, reason="no")]
    found = [finding("label-unknown", 16, 9, "Fiets"), finding("label-case", 16, 9, "Fiets")]
    run = run_of(guide, *played, found=found)
    told = counted_run(run, Settings(guide.path.parent)).failures(strict=True)
    missing = sum(each.rule.startswith("picture-") and each.severity is Severity.WARNING for each in run.findings)
    assert dict(told) == {
        ("step", " failed"): 1,
        ("step", " not reached (--strict)"): 1,
        ("scenario", " failed"): 2,
        ("error", ""): 1,
        ("warning", " (--strict)"): 1 + missing,
    }


def test_a_comment_takes_a_finding_away_and_is_counted(guide: Guide, run_of: Callable[..., Run], play: Play) -> None:
    guide = with_comment(guide, "1. Kies **Fiets**", f"ignore label-unknown {WHY}")
    line = next(each.line for each in guide.procedures[0].steps)
    found = [finding("label-unknown", line, 9, "Fiets"), finding("label-unknown", line + 4, 13, "Huur")]
    counted = counted_run(run_of(guide, play(), play("by-letter", 2), found=found), Settings(guide.path.parent))
    assert [each.line for each in counted.findings if each.rule == "label-unknown"] == [line + 4]
    assert counted.run.totals.errors == 1
    assert counted.suppressed == 1
    assert counted.failures() == {("error", ""): 1}


@pytest.mark.parametrize("comment", ["ignore label-unknown", f"ignore label-case {WHY}"])
def test_a_comment_without_a_reason_or_of_another_rule_takes_nothing(
    guide: Guide, run_of: Callable[..., Run], play: Play, comment: str
) -> None:
    guide = with_comment(guide, "1. Kies **Fiets**", comment)
    line = guide.procedures[0].steps[0].line
    run = run_of(guide, play(), play("by-letter", 2), found=[finding("label-unknown", line, 9, "Fiets")])
    assert counted_run(run, Settings(guide.path.parent)).suppressed == 0


def test_a_step_that_may_fail_does_not_fail_the_run_nor_does_its_scenario(
    guide: Guide, run_of: Callable[..., Run], play: Play
) -> None:
    guide = with_comment(guide, "2. Selecteer **Huur**", f"ignore step-failed {WHY}")
    run = run_of(guide, play(closed=1, fails_at=2, reason="no"), play("by-letter", 2))
    settings = Settings(guide.path.parent)
    counted = counted_run(run, settings)
    assert counted.failures() == {}
    assert {what for what, _ in counted.failures(strict=True)} == {"warning"}  # of pictures
    totals = counted.run.totals
    assert (totals.passed, totals.failed, totals.not_run, totals.suppressed) == (3, 0, 0, 2)
    assert exit_code(counted.run) == 0
    assert counted.suppressed == 1
    # What happened is reported as it was.
    assert [each.outcome for each in counted.run.procedures[0].steps] == [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.NOT_RUN,
    ]


def test_a_procedure_that_is_not_simulated_may_be_left_unfollowed(
    guide: Guide, play: Play, bindings: tuple[Binding, ...]
) -> None:
    strange = [each._replace(control=None, simulated=each.procedure != "by-letter") for each in bindings]
    run = without_pictures_to_take(assemble(guide, strange, (), [play()], media_root=guide.path.parent))
    settings = Settings(guide.path.parent)
    assert counted_run(run, settings).failures() == {("step", " not followed"): 2}
    ignored = replace(settings, ignores=(Ignore(("*.md",), ("procedure-not-simulated",), "another product"),))
    assert counted_run(run, ignored).failures() == {}


def test_a_scenario_of_a_feature_may_fail_when_the_settings_say_so(
    guide: Guide, run_of: Callable[..., Run], play: Play
) -> None:
    run = run_of(guide, play(), play("by-letter", 2), play("", 0, reason="no"))
    path = guide.path.parent / "stapsgewijs.toml"
    path.write_text(
        '[[lint.ignore]]\nfiles = ["features/*"]\nrules = ["scenario-failed"]\nreason = "known"\n', encoding="utf-8"
    )
    assert counted_run(run, Settings(guide.path.parent)).failures() == {("scenario", " failed"): 1}
    counted = counted_run(run, find_settings(path.parent, path))
    assert (counted.failures(), counted.suppressed) == ({}, 1)


@pytest.mark.parametrize(("severity", "lax", "strict"), [("error", 1, 1), ("warning", 0, 1), ("note", 0, 0)])
def test_the_severity_of_the_settings_decides(  # noqa: PLR0913, PLR0917  # a table
    guide: Guide, run_of: Callable[..., Run], play: Play, severity: str, lax: int, strict: int
) -> None:
    quiet = Ignore(("*",), ("picture-missing", "picture-unusable"), "there are none")
    settings = Settings(guide.path.parent, levels=(("label-case", Severity(severity)),), ignores=(quiet,))
    run = run_of(guide, play(), play("by-letter", 2), found=[finding("label-case", 16, 9, "Fiets")])
    counted = counted_run(run, settings)
    assert (bool(counted.failures()), bool(counted.failures(strict=True))) == (lax, strict)
    assert (counted.run.totals.errors, counted.run.totals.warnings) == (severity == "error", severity == "warning")


def test_a_baseline_that_lint_wrote_counts_here_too(guide: Guide, run_of: Callable[..., Run], play: Play) -> None:
    settings = Settings(guide.path.parent)
    run = run_of(guide, play(), play("by-letter", 2), found=[finding("note-unknown", 9, 2, "[!Note]")])
    linted = Linter(settings).lint(guide.path).findings
    place: Path = guide.path.parent / "basis.json"
    place.write_text(to_baseline(linted), encoding="utf-8")
    missing = [each for each in run.findings if each.rule == "picture-missing"]
    assert len(missing) == 2  # lint says it once: of their folder
    counted = counted_run(run, settings, Baseline.read(place))
    assert counted.accepted == 2
    assert "picture-missing" not in {each.rule for each in counted.findings}
    place.write_text(to_baseline([]), encoding="utf-8")
    assert counted_run(run, settings, Baseline.read(place)).accepted == 0


def test_labels_that_are_not_simulated_are_accepted_together(
    guide: Guide, run_of: Callable[..., Run], play: Play
) -> None:
    settings = Settings(guide.path.parent)
    found = [finding("label-not-simulated", 16, 9, "Fiets"), finding("label-not-simulated", 17, 9, "Bel")]
    run = run_of(guide, play(), play("by-letter", 2), found=found)
    linted = [each for each in Linter(settings).lint(guide.path).findings if each.rule == "label-not-simulated"]
    assert len(linted) == 1
    place: Path = guide.path.parent / "basis.json"
    place.write_text(to_baseline(linted), encoding="utf-8")
    assert counted_run(run, settings, Baseline.read(place)).accepted == 2
