"""A guide that is read again and again: what changed, and what is still known of the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.evidence.run import StepOutcome
from stapsgewijs.guide import Outcome, StepCheck, finding
from stapsgewijs.lint.rules import LINT_RULES
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.watch.follower import Followed, Wanted
from tests.watch.worlds import BY_CALL, BY_TEXT, copied, evidence, watched

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.watch.document import WatchedGuide

ALL = Wanted((BY_TEXT, BY_CALL))


@pytest.fixture
def guide(tmp_path: Path) -> WatchedGuide:
    return watched(copied(tmp_path))


def edit(guide: WatchedGuide, old: str, new: str) -> list[str]:
    path = guide.settings.guide_place
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return guide.read()


def rules(guide: WatchedGuide) -> list[str]:
    return [each.rule for each in guide.run.findings]


def ends(guide: WatchedGuide, procedure: str) -> list[StepOutcome]:
    return [step.result for each in guide.run.procedures if each.id == procedure for step in each.steps]


def test_before_anything_is_followed_nobody_is_told_that_nothing_is(guide: WatchedGuide) -> None:
    assert rules(guide) == []
    assert guide.run.totals.errors == 0
    assert set(ends(guide, BY_TEXT)) == {StepOutcome.NOT_FOLLOWED}
    assert guide.followable >= {BY_TEXT, BY_CALL}


def test_a_procedure_that_no_scenario_follows_is_told_at_once(guide: WatchedGuide) -> None:
    edit(guide, '## <a name="next', '## Per brief instellen\n\n1. Schrijf een brief.\n\n## <a name="next')
    assert rules(guide) == ["step-not-followed"]


def test_only_the_procedure_whose_words_changed_has_changed(guide: WatchedGuide) -> None:
    assert edit(guide, "klik op **Volgende**", "klik daarna op **Volgende**") == [BY_TEXT]
    assert edit(guide, "Kies **Mij bellen**", "Selecteer **Mij bellen**") == [BY_CALL]
    assert edit(guide, "Met uw mobiele telefoon", "Een regel erbij.\n\nMet uw mobiele telefoon") == []
    assert guide.read() == []


def test_findings_of_the_linter_and_of_labels_are_told_once_with_what_corrects_them(guide: WatchedGuide) -> None:
    edit(guide, "klik op **Volgende**", "klik op **Verder**")
    edit(guide, "Met uw mobiele", "Met [uw](media)mobiele")
    found = {each.rule: each for each in guide.run.findings}
    assert list(found) == ["space-after-link", "label-differs"]
    assert all(each.edits and each.fingerprint for each in found.values())
    assert found["space-after-link"].message.endswith("Write: [uw](media) mobiele")
    assert guide.run.totals.warnings == 2


def test_a_picture_that_is_not_there_is_told_once_wherever_the_linter_points(guide: WatchedGuide) -> None:
    edit(guide, "Met uw mobiele", "![Het scherm](media/weg.png)\n\nMet uw mobiele")
    assert [each.rule for each in guide.run.findings].count("picture-missing") == 1
    edit(guide, "![Het scherm](media/weg.png)", "![Het scherm](media/weg.png) ![Nog een](media/ook-weg.png)")
    assert [each.rule for each in guide.run.findings].count("picture-missing") >= 2


def test_what_the_linter_says_is_said_in_the_language_of_the_guide(guide: WatchedGuide) -> None:
    edit(guide, "Met uw mobiele", "Met [uw](media)mobiele")
    dutch = report_catalogue(guide.settings.site_place, "nl")
    [found] = guide.run.findings
    assert found.said_in(dutch) == "Er staat geen spatie tussen “uw” en “mobiele”. Schrijf: [uw](media) mobiele"
    assert [each.id for each in LINT_RULES.values() if dutch.text(each.summary) == each.summary] == []
    edit(guide, "lang: nl-NL", "lang: en-GB")
    [found] = [each for each in guide.run.findings if each.rule == "space-after-link"]
    assert found.said_in(report_catalogue(guide.settings.site_place, "en")) == found.message
    assert found.message == "No space between “uw” and “mobiele”. Write: [uw](media) mobiele"


def test_a_text_that_is_no_guide_keeps_what_was_there_and_says_where_it_is_wrong(guide: WatchedGuide) -> None:
    before, path = guide.known, guide.settings.guide_place
    text = path.read_text(encoding="utf-8")
    path.write_bytes("# Leeg \xff".encode("latin-1"))
    assert guide.read() == []
    assert guide.known is before
    assert guide.error is not None
    assert "UTF-8" in guide.error.what
    path.write_text(text, encoding="utf-8")
    assert guide.read() == []
    assert guide.error is None


def test_what_was_proved_stays_when_lines_above_it_are_added(guide: WatchedGuide) -> None:
    wrong = evidence(BY_CALL)
    line = next(each.line for each in guide.known.guide.procedures if each.id == BY_CALL)
    told = finding("label-differs", line + 2, 5, "Mij bellen", expected="Bel mij")
    first = replace(wrong.checkpoints[0], check=StepCheck((told,), ((line + 2, "label-differs"),), is_checked=True))
    wrong = replace(wrong, checkpoints=(first, *wrong.checkpoints[1:]))
    guide.keep(Followed((evidence(BY_TEXT), wrong), {}, ()), ALL, guide.known)
    assert [(each.rule, each.line) for each in guide.run.findings if each.rule == "label-differs"] == [
        ("label-differs", line + 2)
    ]
    edit(guide, "Met uw mobiele telefoon", "Een regel.\n\nEn een.\n\nMet uw mobiele telefoon")
    assert [(each.rule, each.line) for each in guide.run.findings if each.rule == "label-differs"] == [
        ("label-differs", line + 6)
    ]
    assert set(ends(guide, BY_TEXT)) == {StepOutcome.FOLLOWED_AND_CHECKED}


def test_a_procedure_followed_up_to_a_step_says_nothing_of_the_steps_behind_it(guide: WatchedGuide) -> None:
    cut = replace(evidence(BY_TEXT, closed=2), outcome=Outcome.NOT_RUN)
    guide.keep(Followed((cut,), {}, ()), Wanted((BY_TEXT,), 2), guide.known)
    assert ends(guide, BY_TEXT) == [StepOutcome.FOLLOWED_AND_CHECKED] * 2 + [StepOutcome.NOT_FOLLOWED] * 3
    assert "step-not-followed" not in rules(guide)
    guide.keep(Followed((replace(cut, outcome=Outcome.PASSED),), {}, ()), Wanted((BY_TEXT,)), guide.known)
    assert rules(guide).count("step-not-followed") == 3


def test_a_scenario_that_is_gone_leaves_nothing_proved(guide: WatchedGuide) -> None:
    guide.keep(Followed((evidence(BY_TEXT), evidence(BY_CALL)), {}, ()), ALL, guide.known)
    guide.keep(Followed((), {}, ()), Wanted((BY_TEXT,)), guide.known)
    assert set(ends(guide, BY_TEXT)) == {StepOutcome.NOT_FOLLOWED}
    assert set(ends(guide, BY_CALL)) == {StepOutcome.FOLLOWED_AND_CHECKED}
