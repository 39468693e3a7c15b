from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide.analysis import GuideAnalysis, analyse
from stapsgewijs.labels import Catalogue, Control, Role
from stapsgewijs.screenshots.comparison import STRICT, Budget
from stapsgewijs.screenshots.plan import PLAIN, CapturePlan, plan_captures
from stapsgewijs.screenshots.settings import (
    NOTHING,
    CaptureOptions,
    CaptureSettings,
    Extent,
    find_capture_settings,
    from_command_line,
)

ROOT = Path(__file__).parents[2]
NAME = "multi-factor-authentication-setup-phone-number.md"
MESSAGE, CALL = "multi-factor-authentication-text-message.png", "multi-factor-authentication-phone-call.png"
METHOD, SECRET = Control("Method", Role.AREA, "enrollment"), Control("App password", Role.FIELD, "enrollment")


def settings(folder: Path, text: str) -> CaptureSettings:
    (folder / "stapsgewijs.toml").write_text(f"[pictures]\n{text}", encoding="utf-8")
    return find_capture_settings(folder)


@pytest.fixture(scope="module")
def known() -> GuideAnalysis:
    guides = ROOT / "guides"
    return analyse(guides / "nl" / NAME, labels=ROOT / "site" / "labels", pivot=guides / "en" / NAME)


def plan(known: GuideAnalysis, folder: Path, text: str, last: CaptureOptions = NOTHING) -> CapturePlan:
    config = folder / "wishes.toml"
    config.write_text(f"[pictures]\n{text}", encoding="utf-8")
    return plan_captures(known, Catalogue.load(ROOT / "site" / "labels", "nl"), config=config, last=last)


def test_a_name_counts_more_than_a_pattern_and_a_pattern_more_than_what_is_said_of_all(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        "highlights = true\n"
        "budget-pixels = 9\n"
        '[pictures."a.png"]\n'
        'capture = "page"\n'
        '[pictures."*.png"]\n'
        'capture = "element"\n'
        'element = "Methode"\n'
        "highlights = false\n",
    )
    assert found.of("a.png") == CaptureOptions(Extent.PAGE, "", (), highlights=False, pixels=9)
    assert found.of("b.png") == CaptureOptions(Extent.ELEMENT, "Methode", (), highlights=False, pixels=9)
    assert found.of("b.gif") == CaptureOptions(highlights=True, pixels=9)


def test_masks_add_up(tmp_path: Path) -> None:
    found = settings(tmp_path, 'masks = ["a", "b"]\n[pictures."een.png"]\nmasks = "c"\n')
    assert found.of("een.png").masks == ("a", "b", "c")
    assert (found.own_masks("een.png"), found.own_masks("twee.png")) == (("c",), ())


def test_the_command_line_has_the_last_word(tmp_path: Path) -> None:
    found = settings(tmp_path, "highlights = true\nbudget-pixels = 9\nbudget-ratio = 0.5\n")
    strict = found.with_last(from_command_line(highlights=False, pixels=0, ratio=None)).of("a.png")
    assert (strict.highlights, strict.pixels, strict.ratio) == (False, 0, 0.0)
    silent = found.with_last(from_command_line(None, None, None)).of("a.png")
    assert (silent.highlights, silent.pixels, silent.ratio) == (True, 9, 0.5)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mask = 'a'", "unknown setting 'mask'; nearest: 'masks'"),
        ("capture = 'elemnt'", "'capture' is 'page', 'viewport' or 'element', not 'elemnt'; nearest: 'element'"),
        ("capture = 'element'", "capture = 'element' needs the label of one: element = '…'"),
        ("element = 'Methode'", "'element' goes with capture = 'element'"),
        ("highlights = 'yes'", "'highlights' is true or false"),
        ("budget-ratio = 2", "'budget-ratio' is a number from 0 to 1"),
        ("masks = [1]", "'masks' is a list of texts"),
        ("[pictures.'a.png']\nhighlight = true", "unknown setting 'highlight'; nearest: 'highlights'"),
        ("[pictures.masks]\na = 1", "'masks' is a list of texts"),
    ],
)
def test_what_means_nothing_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DocumentError) as caught:
        settings(tmp_path, text)
    line = text.count("\n") + (1 if "a = 1" in text else 2)
    assert str(caught.value) == f"{tmp_path / 'stapsgewijs.toml'}:{line}:1: {says}"


@pytest.mark.parametrize("label", ["Method", "Methode", "**Methode**", "methode"])
def test_a_label_may_be_english_or_that_of_the_page_or_of_the_guide(
    known: GuideAnalysis, tmp_path: Path, label: str
) -> None:
    shot = plan(known, tmp_path, f"capture = 'element'\nelement = '{label}'\nmasks = ['App-wachtwoord']").spec(MESSAGE)
    assert (shot.element, shot.masks, shot.needed) == (METHOD, (SECRET,), frozenset())
    assert str(shot) == "element “Method”; masks “App password”"


def test_a_label_of_a_feature_is_known_for_a_guide_in_another_language(tmp_path: Path) -> None:
    guides = ROOT / "guides"
    english = analyse(guides / "en" / NAME, labels=ROOT / "site" / "labels", pivot=guides / "en" / NAME)
    assert plan(english, tmp_path, "masks = ['App-wachtwoord']").spec(MESSAGE).masks == (SECRET,)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("masks = ['Verifieren']", "nothing on the pages is called 'Verifieren'; nearest: 'Verifiëren'"),
        (
            f"[pictures.'{MESSAGE.replace('text', 'test')}']",
            f"the guide has no picture '{MESSAGE.replace('text', 'test')}'; nearest: '{MESSAGE}'",
        ),
        ("[pictures.'*.gif']", "no picture of the guide has a name like '*.gif'"),
    ],
)
def test_what_the_guide_does_not_have_is_one_line(known: GuideAnalysis, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DocumentError) as caught:
        plan(known, tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'wishes.toml'}:1:1: {says}"


def test_only_what_is_not_as_usual_is_described(known: GuideAnalysis, tmp_path: Path) -> None:
    found = plan(known, tmp_path, f"[pictures.'{CALL}']\ncapture = 'viewport'\nhighlights = true\nmasks = 'Methode'\n")
    assert dict(found.described()) == {CALL: "viewport; masks “Method”; highlights"}
    assert found.spec(CALL).needed == {METHOD}
    assert str(found.spec(MESSAGE)) == PLAIN


def test_each_picture_has_its_budget(known: GuideAnalysis, tmp_path: Path) -> None:
    text = f"[pictures.'{CALL}']\nbudget-pixels = 5\n[pictures.'{MESSAGE}']\nbudget-ratio = 0.25\n"
    budgets = plan(known, tmp_path, text).budgets(Budget(pixels=3, threshold=0.2))
    assert budgets[CALL] == Budget(pixels=5, threshold=0.2)
    assert budgets[MESSAGE] == Budget(ratio=0.25, threshold=0.2)
    assert {budget for name, budget in budgets.items() if name not in {CALL, MESSAGE}} == {Budget(3, threshold=0.2)}
    last = from_command_line(None, 7, None)
    assert set(plan(known, tmp_path, text, last).budgets(STRICT).values()) == {Budget(7)}
