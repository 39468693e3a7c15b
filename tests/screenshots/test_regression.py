from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import Outcome, Screenshot
from stapsgewijs.screenshots.aria_snapshot import SUFFIX, differences, strip_volatile
from stapsgewijs.screenshots.comparison import Budget, Comparison, ComparisonResult, PictureResult
from stapsgewijs.screenshots.environment import (
    NAME,
    capture_mode_change,
    environment_changes,
    fingerprint,
    read,
    serialize,
    taken_in,
)
from stapsgewijs.screenshots.regression import ScreenshotComparer, comparison_findings

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOT = """\
- main:
  - heading "Aanmelden" [level=1]
  - 'region "Stap 1: Hoe?"':
    - button "Volgende"
    - text: Let op
"""
HERE = {"browser": "chromium 140", "locale": "nl-NL", "labels": "product"}
SHOWN = Screenshot("media/een.png", "Een", 7, 4)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('button "Volgende"', 'button "Verder"', ("button “Volgende” → “Verder”",)),
        ('region "Stap 1: Hoe?"', 'region "Stap 1: Wat?"', ("region “Stap 1: Hoe?” → “Stap 1: Wat?”",)),
        ('    - button "Volgende"\n', "", ("− button “Volgende”",)),
        ("    - text: Let op\n", '    - text: Let op\n    - link "Hulp"\n', ("+ link “Hulp”",)),
        ('button "Volgende"', 'link "Volgende"', ("button “Volgende” → link “Volgende”",)),
        ('button "Volgende"', 'button "Volgende" [disabled]', ("button “Volgende” → button “Volgende” [disabled]",)),
    ],
)
def test_what_changed_is_said_by_role_and_name(old: str, new: str, said: tuple[str, ...]) -> None:
    assert differences(SNAPSHOT, SNAPSHOT.replace(old, new)) == said


def test_the_same_says_nothing_and_addresses_do_not_count() -> None:
    assert differences(SNAPSHOT, SNAPSHOT) == ()
    link = '- link "Inbox":\n  - /url: /org-1/inbox\n'
    assert strip_volatile(link) == strip_volatile(link.replace("org-1", "org-2")) == '- link "Inbox":\n'


def test_what_a_picture_was_taken_in_is_written_beside_it(tmp_path: Path) -> None:
    for name in ("b.png", "a.png"):
        write_down(tmp_path / name, HERE)
    assert taken_in(tmp_path / "a.png") == {"browser": "chromium 140", "locale": "nl-NL"}
    assert environment_changes(tmp_path / "a.png", {**HERE, "browser": "firefox 1"}) == ("browser",)
    assert environment_changes(tmp_path / "a.png", HERE) == ()
    assert environment_changes(tmp_path / "unknown.png", HERE) == ()
    (tmp_path / NAME).write_text("{broken", encoding="utf-8")
    assert taken_in(tmp_path / "a.png") == {}


def write_down(picture: Path, environment: dict[str, str]) -> None:
    """Say what an accepted picture was taken in."""
    file = picture.with_name(NAME)
    file.write_bytes(serialize({**read(file), picture.name: fingerprint(environment, picture.name)}))


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PictureResult:
    """Give a picture that was accepted and one that was captured, of which 12 of 1000 pixels differ."""
    files = [tmp_path / folder / "een.png" for folder in ("accepted", "captured")]
    for each in files:
        each.parent.mkdir()
        each.write_bytes(b"a picture")
        each.with_suffix(SUFFIX).write_text(SNAPSHOT, encoding="utf-8")
    found = Comparison(ComparisonResult.CHANGED, 12, 1000)
    monkeypatch.setattr("stapsgewijs.screenshots.regression.compare", lambda *_: found)
    return PictureResult("media/een.png", 7, 4, "Een", str(files[0]), str(files[1]), Outcome.PASSED)


def judged(pair: PictureResult, environment: dict[str, str] = HERE) -> tuple[PictureResult, list[str]]:
    result = ScreenshotComparer(environment)(pair)
    return result, [each.rule for each in comparison_findings(SHOWN, result)]


def test_other_pixels_of_the_same_words_are_a_change(pair: PictureResult) -> None:
    result, rules = judged(pair)
    assert (result.comparison, result.outcome, rules) == (
        ComparisonResult.SAME_TEXT,
        Outcome.FAILED,
        ["picture-changed"],
    )
    assert (result.pixels, result.ratio) == (12, 0.012)


def test_other_words_are_named(pair: PictureResult, tmp_path: Path) -> None:
    changed = SNAPSHOT.replace("Volgende", "Verder")
    (tmp_path / "captured" / f"een{SUFFIX}").write_text(changed, encoding="utf-8")
    result, rules = judged(pair)
    assert (result.comparison, result.words) == (ComparisonResult.CHANGED, ("button “Volgende” → “Verder”",))
    assert rules == ["picture-changed-words"]


def test_without_snapshots_only_pixels_are_told(pair: PictureResult, tmp_path: Path) -> None:
    (tmp_path / "accepted" / f"een{SUFFIX}").unlink()
    result, rules = judged(pair)
    assert (result.comparison, result.words, rules) == (ComparisonResult.CHANGED, (), ["picture-changed"])


def test_pixels_of_another_browser_are_a_warning_as_long_as_the_words_are_the_same(
    pair: PictureResult, tmp_path: Path
) -> None:
    write_down(tmp_path / "accepted" / "een.png", {**HERE, "browser": "chromium 139"})
    result, rules = judged(pair)
    assert (result.outcome, result.environment_changes, rules) == (Outcome.PASSED, ("browser",), ["picture-elsewhere"])
    changed = SNAPSHOT.replace("Volgende", "Verder")
    (tmp_path / "captured" / f"een{SUFFIX}").write_text(changed, encoding="utf-8")
    assert judged(pair)[1] == ["picture-changed-words"]


def test_what_was_not_taken_is_not_compared(pair: PictureResult) -> None:
    assert judged(replace(pair, captured=""))[0].comparison is ComparisonResult.MISSING
    assert judged(replace(pair, captured="", accepted=""))[0].comparison is None


@pytest.mark.parametrize(
    ("comparison", "rule"),
    [(ComparisonResult.WRONG_SIZE, "picture-wrong-size"), (ComparisonResult.UNREADABLE, "picture-unreadable")],
)
def test_what_cannot_be_compared_has_a_rule_of_its_own(
    pair: PictureResult, monkeypatch: pytest.MonkeyPatch, comparison: ComparisonResult, rule: str
) -> None:
    monkeypatch.setattr("stapsgewijs.screenshots.regression.compare", lambda *_: Comparison(comparison))
    assert judged(pair)[1] == [rule]


def test_the_budget_is_handed_on(pair: PictureResult, monkeypatch: pytest.MonkeyPatch) -> None:
    budgets: list[Budget] = []

    def compare(_: object, __: object, budget: Budget) -> Comparison:
        budgets.append(budget)
        return Comparison(ComparisonResult.WITHIN_BUDGET, 3, 1000)

    monkeypatch.setattr("stapsgewijs.screenshots.regression.compare", compare)
    result = ScreenshotComparer(HERE, Budget(pixels=3))(pair)
    assert (result.outcome, budgets, list(comparison_findings(SHOWN, result))) == (
        Outcome.PASSED,
        [Budget(pixels=3)],
        [],
    )


def test_a_picture_has_a_budget_of_its_own(pair: PictureResult, monkeypatch: pytest.MonkeyPatch) -> None:
    budgets: list[Budget] = []

    def compare(_: object, __: object, budget: Budget) -> Comparison:
        budgets.append(budget)
        return Comparison(ComparisonResult.SAME)

    monkeypatch.setattr("stapsgewijs.screenshots.regression.compare", compare)
    ScreenshotComparer(HERE, Budget(1), {"een.png": Budget(2)})(pair)
    ScreenshotComparer(HERE, Budget(1), {"twee.png": Budget(2)})(pair)
    assert budgets == [Budget(2), Budget(1)]


def test_how_a_picture_was_captured_is_written_down_when_it_is_not_as_usual(tmp_path: Path) -> None:
    write_down(tmp_path / "een.png", {**HERE, "een.png": "viewport"})
    assert taken_in(tmp_path / "een.png") == {"browser": "chromium 140", "locale": "nl-NL", "capture": "viewport"}
    assert capture_mode_change(tmp_path / "een.png", HERE) == ("viewport", "page")
    assert capture_mode_change(tmp_path / "een.png", {**HERE, "een.png": "viewport"}) is None
    assert capture_mode_change(tmp_path / "unknown.png", {**HERE, "unknown.png": "viewport"}) is None


@pytest.mark.parametrize("comparison", [ComparisonResult.CHANGED, ComparisonResult.WRONG_SIZE])
def test_another_part_of_the_page_is_said_in_words(
    pair: PictureResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comparison: ComparisonResult
) -> None:
    monkeypatch.setattr("stapsgewijs.screenshots.regression.compare", lambda *_: Comparison(comparison, 5, 10))
    write_down(tmp_path / "accepted" / "een.png", HERE)
    result, rules = judged(pair, {**HERE, "een.png": "element “Method”"})
    assert (result.outcome, rules) == (Outcome.FAILED, ["picture-captured-otherwise"])
    assert result.environment_changes == ("capture: page → element “Method”",)
    (said,) = comparison_findings(SHOWN, result)
    assert "capture: page → element “Method”" in str(said.message)


def test_numbers_alone_are_a_warning_as_long_as_the_words_are_the_same(pair: PictureResult, tmp_path: Path) -> None:
    write_down(tmp_path / "accepted" / "een.png", HERE)
    result, rules = judged(pair, {**HERE, "een.png": "page; highlights"})
    assert (result.outcome, rules) == (Outcome.PASSED, ["picture-elsewhere"])
    changed = SNAPSHOT.replace("Volgende", "Verder")
    (tmp_path / "captured" / f"een{SUFFIX}").write_text(changed, encoding="utf-8")
    assert judged(pair, {**HERE, "een.png": "page; highlights"})[1] == ["picture-changed-words"]


def test_what_got_no_number_is_said(pair: PictureResult) -> None:
    (said, _) = comparison_findings(SHOWN, ScreenshotComparer(HERE)(replace(pair, left_out=("Volgende",))))
    assert said.rule == "picture-highlight-left-out"
    assert "not in the picture: “Volgende”" in str(said.message)
