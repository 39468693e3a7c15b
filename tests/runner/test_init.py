"""Making a project from the words of a guide; with a product see `tests/examples/test_django_two_factor.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_bdd.feature import get_feature

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.project import load_project
from stapsgewijs.runner.init import InitWish, Made, make_project

if TYPE_CHECKING:
    from collections.abc import Callable

    Init = Callable[..., Made]

GUIDE = """\
---
lang: {language}
---
# Phone

## Add a number <a name="add-number"></a>

1. Click **Security**, and then choose **Text message**.
2. Type your number in **Phone number** and click **Next**.
3. Type the code from the text message in **Code**.
4. **Ready**

## Remove it <a name="remove-number"></a>

1. Follow the link **Remove**.
"""


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Init:
    """Make a project in the temporary folder, which has a guide."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "phone.md").write_text(GUIDE.format(language="en"), encoding="utf-8")

    def made(*guides: str, language: str = "") -> Made:
        return make_project(tmp_path, InitWish(tuple(map(Path, guides)), language), lambda _: None)

    return made


@pytest.mark.parametrize(
    ("anchor", "name"),
    [
        ("../../../weg", "weg"),
        ("/tmp/weg", "tmp-weg"),  # noqa: S108  # what a guide says
        ("..", "procedure"),
        ("a/b c", "a-b-c"),
        ("x" * 300, "x" * 60),
        ("\N{GRINNING FACE}" * 90, "procedure"),
    ],
)
def test_a_feature_is_written_in_its_folder_whatever_a_procedure_is_called(
    init: Init, tmp_path: Path, anchor: str, name: str
) -> None:
    guide = tmp_path / "docs" / "phone.md"
    guide.write_text(GUIDE.format(language="en").replace("add-number", anchor), encoding="utf-8")
    before = {each for each in tmp_path.parent.rglob("*") if tmp_path not in each.parents}
    init("docs/phone.md")
    assert sorted(each.name for each in (tmp_path / "features").iterdir()) == sorted(
        [f"{name}.feature", "remove-number.feature"]
    )
    assert {each for each in tmp_path.parent.rglob("*") if tmp_path not in each.parents} == before


def test_a_project_is_made_from_words(init: Init, tmp_path: Path) -> None:
    made = init("docs/phone.md")
    project = load_project(tmp_path / "stapsgewijs.toml")
    assert project.guides == (tmp_path / "docs" / "phone.md",)
    assert project.features == tmp_path / "features"
    feature = (project.features / "add-number.feature").read_text(encoding="utf-8")
    assert feature.splitlines()[1:] == [
        "@guide:add-number",
        "Feature: Phone",
        "",
        "  Scenario: Add a number",
        "    Given a person who has signed in",
        '    When the person clicks "Security"',
        '    And the person chooses "Text message"',
        "    Then step 1 of the guide is followed",
        '    When the person fills in "Phone number"',
        '    And the person clicks "Next"',
        "    Then step 2 of the guide is followed",
        '    When the person types the code from the text message in "Code"',
        "    Then step 3 of the guide is followed",
        "    # ? what is “Ready”: a button, a link, an option, a field, or only something that one sees?",
        "    When step 4 of the guide is still to be decided",
        "    Then step 4 of the guide is followed",
    ]
    assert made.questions == [
        (
            "docs/phone.md:11:4: step 4: what is “Ready”: a button, a link, an option, a field, or only something that "
            "one sees?"
        )
    ]
    for each in project.features.iterdir():
        assert len(get_feature(str(project.features), each.name).scenarios) == 1


def test_the_only_guide_need_not_be_named(init: Init, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# No steps here\n", encoding="utf-8")
    assert [each.partition(":")[0] for each in init().files] == [
        "stapsgewijs.toml",
        "features/add-number.feature",
        "features/remove-number.feature",
    ]


def test_what_a_person_changed_is_kept(init: Init, tmp_path: Path) -> None:
    init()
    settings, feature = tmp_path / "stapsgewijs.toml", tmp_path / "features" / "add-number.feature"
    settings.write_text(f"# mine\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    changed = feature.read_text(encoding="utf-8").replace('clicks "Next"', 'clicks "Go on"')
    feature.write_text(changed, encoding="utf-8")
    made = init()
    assert feature.read_text(encoding="utf-8") == changed
    assert settings.read_text(encoding="utf-8").startswith("# mine\n")
    assert made.files == [
        "features/add-number.feature: kept, because it was changed by hand",
        "features/remove-number.feature: as it was",
    ]
    (proposal,) = made.proposals
    assert '-    And the person clicks "Go on"\n+    And the person clicks "Next"' in proposal


def test_a_feature_that_nobody_changed_follows_the_guide(init: Init, tmp_path: Path) -> None:
    init()
    guide = tmp_path / "docs" / "phone.md"
    guide.write_text(guide.read_text(encoding="utf-8").replace("**Remove**", "**Take away**"), encoding="utf-8")
    assert "features/remove-number.feature: written again" in init().files
    assert 'the link "Take away"' in (tmp_path / "features" / "remove-number.feature").read_text(encoding="utf-8")


def test_another_guide_is_added_to_the_project(init: Init, tmp_path: Path) -> None:
    init()
    (tmp_path / "docs" / "more.md").write_text("---\nlang: en\n---\n# More\n\n1. Click **Go**.\n", encoding="utf-8")
    init("docs/more.md")
    assert [each.name for each in load_project(tmp_path / "stapsgewijs.toml").guides] == ["phone.md", "more.md"]


def test_a_dutch_guide_gets_dutch_lines(init: Init, tmp_path: Path) -> None:
    (tmp_path / "docs" / "phone.md").write_text(GUIDE.format(language="nl-NL"), encoding="utf-8")
    init()
    text = (tmp_path / "features" / "remove-number.feature").read_text(encoding="utf-8")
    assert text.startswith("# language: nl\n")
    assert 'Als de persoon op de koppeling "Remove" klikt' in text
    assert get_feature(str(tmp_path / "features"), "remove-number.feature").language == "nl"


@pytest.mark.parametrize(("tag", "says"), [("nl-NL", True), ("en", False)])
def test_what_is_found_in_a_guide_is_said_in_its_language(init: Init, tmp_path: Path, tag: str, *, says: bool) -> None:
    (tmp_path / "docs" / "phone.md").write_text(GUIDE.format(language=tag), encoding="utf-8")
    init()
    settings = (tmp_path / "stapsgewijs.toml").read_text(encoding="utf-8")
    assert ('[lint]\nlanguage = "document"\n' in settings) is says


def test_bold_words_that_lead_a_note_in_are_no_labels(init: Init, tmp_path: Path) -> None:
    step = "1. **Let op!** Dit kost geld. Klik op **Verder**.\n\n   **Resultaat:** u ziet de pagina.\n"
    (tmp_path / "docs" / "phone.md").write_text(f"---\nlang: nl\n---\n# Gids\n\n## Verder\n\n{step}", encoding="utf-8")
    init()
    text = (tmp_path / "features" / "verder.feature").read_text(encoding="utf-8")
    assert 'op "Verder" klikt' in text
    assert "Let op" not in text
    assert "Resultaat" not in text


def test_the_language_of_the_features_can_be_chosen(init: Init, tmp_path: Path) -> None:
    init(language="nl")
    assert (tmp_path / "features" / "add-number.feature").read_text(encoding="utf-8").startswith("# language: nl\n")


@pytest.mark.parametrize(
    ("guides", "language", "said"),
    [
        (("nowhere.md",), "", "nowhere.md: no such file or folder"),
        (("empty",), "", "empty: no Markdown file with numbered steps is in there"),
        (("docs/phone.md",), "fr", "--language fr: features are written in en or nl"),
        (("../elsewhere.md",), "", "is outside of"),
        ((), "", "2 guides are here; say which one, or several, or the folder:\n  stapsgewijs init docs/more.md"),
    ],
)
def test_what_cannot_be_used_is_told(
    init: Init, tmp_path: Path, guides: tuple[str, ...], language: str, said: str
) -> None:
    (tmp_path / "empty").mkdir()
    for each in ("docs/more.md", "../elsewhere.md"):
        (tmp_path / each).write_text("# More\n\n1. Click **Go**.\n", encoding="utf-8")
    with pytest.raises(StapsgewijsError) as caught:
        init(*guides, language=language)
    assert said in str(caught.value)


def test_nothing_to_follow_is_told(init: Init, tmp_path: Path) -> None:
    (tmp_path / "docs" / "phone.md").unlink()
    with pytest.raises(StapsgewijsError, match="no guide is named"):
        init()


def test_a_feature_of_another_name_that_follows_the_procedure_is_the_one_that_is_meant(
    init: Init, tmp_path: Path
) -> None:
    (tmp_path / "features").mkdir()
    mine = tmp_path / "features" / "mine.feature"
    mine.write_text("@slow @guide:remove-number\nFeature: Mine\n", encoding="utf-8")
    assert [each for each in init().files if "remove" in each or "mine" in each] == [
        "features/mine.feature: kept, because it was changed by hand"
    ]
    assert mine.read_text(encoding="utf-8") == "@slow @guide:remove-number\nFeature: Mine\n"


@pytest.mark.usefixtures("init")
def test_translations_have_one_feature(tmp_path: Path) -> None:
    (tmp_path / "docs" / "telefoon.md").write_text(GUIDE.format(language="nl"), encoding="utf-8")
    said: list[str] = []
    make_project(tmp_path, InitWish((Path("docs"),)), said.append)
    assert len(list((tmp_path / "features").iterdir())) == 2
    assert said[2:] == [
        f"docs/telefoon.md: {each}: in a feature that is there already" for each in ("Add a number", "Remove it")
    ]
