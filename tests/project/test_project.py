from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.project import default_project, find_project, load_project, shipped

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    for name in ("b.md", "a.md"):
        (tmp_path / "docs" / name).write_text("# Titel\n", encoding="utf-8")
    (tmp_path / "scenarios").mkdir()
    return tmp_path


def write(folder: Path, text: str, name: str = "stapsgewijs.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_what_ships_is_a_project_and_all_that_it_names_is_there() -> None:
    project = default_project()
    assert project == load_project(shipped("stapsgewijs.toml")) == find_project(ROOT)
    assert project.feature_language in {each.stem for each in (project.site / "labels").glob("*.po")}
    assert {each.name for each in project.guides} <= {each.name for each in project.references}
    assert project.guide.name == project.references[0].name
    assert project.guide != project.reference_of(project.guide)
    assert list(project.features.rglob("*.feature"))
    assert list(project.steps.glob("*.py"))


def test_without_settings_of_ones_own_it_is_the_one_that_ships(tmp_path: Path) -> None:
    assert find_project(tmp_path) is default_project()
    write(tmp_path, "[lint]\npaths = ['docs']\n")
    assert find_project(tmp_path) is default_project()


def test_a_project_of_ones_own_is_found_by_the_same_code_from_any_folder_in_it(folder: Path) -> None:
    write(folder, '[project]\nguides = ["docs/*.md"]\nfeatures = "scenarios"\nfeature-language = "en"\n')
    project = find_project(folder / "docs")
    assert [each.relative_to(folder).as_posix() for each in project.guides] == ["docs/a.md", "docs/b.md"]
    assert project.features == folder / "scenarios"
    assert project.feature_language == "en"
    ours = default_project()
    assert (project.site, project.steps, project.references) == (ours.site, ours.steps, ours.references)


def test_pyproject_counts_too(folder: Path) -> None:
    write(folder, '[tool.stapsgewijs.project]\nguides = ["docs/a.md"]\n', "pyproject.toml")
    assert find_project(folder).guide == folder / "docs" / "a.md"


def test_a_guide_is_read_beside_the_reference_that_is_built_like_it(folder: Path) -> None:
    (folder / "docs" / "b.md").write_text("# B\n\n1. Press **On**.\n\n    ![b](b.png)\n", encoding="utf-8")
    write(folder, '[project]\nguides = ["docs/b.md"]\nreferences = ["docs/*.md"]\n')
    project = find_project(folder)
    (folder / "c.md").write_text("# C\n\n1. Druk op **Aan**.\n\n    ![c](media/b.png)\n", encoding="utf-8")
    assert project.reference_of(folder / "c.md").name == "b.md"
    assert project.reference_of(Path("elsewhere/b.md")).name == "a.md", "what cannot be read is like none"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('guide = ["docs/a.md"]', r"unknown setting 'guide'; nearest: 'guides'"),
        ('guides = ["docs/*.rst"]', r"'guides' names no file: docs/\*\.rst"),
        ("guides = []", r"'guides' names no file: nothing"),
        ('features = "nowhere"', r"'features': nowhere is not there"),
        ("features = 3", r"'features' is a text"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_their_file(folder: Path, text: str, said: str) -> None:
    path = write(folder, f"[project]\n{text}\n")
    with pytest.raises(DocumentError, match=said) as raised:
        find_project(folder)
    assert str(raised.value).startswith(str(path))


def test_a_file_without_a_project_is_none(folder: Path) -> None:
    with pytest.raises(DocumentError, match=r"has no table \[project\]"):
        load_project(write(folder, "[lint]\n"))
