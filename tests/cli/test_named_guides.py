"""Which documents are followed: files, folders, patterns, those of the project; and the how-to that ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from stapsgewijs.cli import verify as verify_module
from stapsgewijs.cli.demo import demo
from stapsgewijs.cli.named_guides import named_guides
from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.project import default_project, find_project

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = "---\nlang: en\n---\n\n## Do it\n\n1. Go.\n"


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "docs"
    (folder / "deep").mkdir(parents=True)
    for name, text in (("b.md", GUIDE), ("deep/a.markdown", GUIDE), ("about.md", "# Words only\n"), ("x.txt", GUIDE)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_is_every_guide_in_it_and_says_what_is_none(docs: Path) -> None:
    said: list[str] = []
    found = named_guides([docs, docs / "b.md"], default_project(), said.append)
    assert [each.relative_to(docs).as_posix() for each in found] == ["b.md", "deep/a.markdown"]
    assert said == ["docs/about.md: no numbered steps, so it is not followed"]


def test_a_pattern_is_every_guide_that_fits(docs: Path) -> None:
    found = named_guides([docs.parent / "docs" / "*.md"], default_project(), lambda _: None)
    assert [each.name for each in found] == ["b.md"]
    with pytest.raises(StapsgewijsError, match=r"no file is called like this"):
        named_guides([docs / "*.rst"], default_project(), lambda _: None)


def test_a_guide_that_cannot_be_read_is_not_passed_over(docs: Path) -> None:
    (docs / "bad.md").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DocumentError, match=r"bad\.md:1:"):
        named_guides([docs], default_project(), lambda _: None)


def test_outside_of_a_project_nothing_is_followed_in_silence(docs: Path) -> None:
    with pytest.raises(StapsgewijsError, match="stapsgewijs demo"):
        named_guides([], find_project(docs), lambda _: None)


def test_a_product_without_a_guide_is_tried_with_the_first_that_ships(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs.parent / "stapsgewijs.toml").write_text('[target]\nbase-url = "http://127.0.0.1:5000"\n', encoding="utf-8")
    ours = default_project()
    assert named_guides([], find_project(docs), lambda _: None) == (ours.guide,)
    assert ours.guide.stem == "multi-factor-authentication-setup-phone-number"
    monkeypatch.chdir(ours.root)
    assert named_guides([], ours, lambda _: None) == ours.guides


def test_in_a_project_its_guides_are_followed(docs: Path) -> None:
    (docs.parent / "stapsgewijs.toml").write_text('[project]\nguides = ["docs/*.md"]\n', encoding="utf-8")
    found = named_guides([], find_project(docs), lambda _: None)
    assert [each.name for each in found] == ["about.md", "b.md"]


def test_demo_follows_ours_and_hands_on_what_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def main(arguments: list[str], *_: object, **__: object) -> int:
        asked.append(arguments)
        return 1

    monkeypatch.setattr(verify_module.verify, "main", main)
    ours = default_project()
    assert CliRunner().invoke(demo, ["--headed", "--report", "there"]).exit_code == 1
    assert asked == [[str(ours.guide), "--config", str(ours.settings), "--headed", "--report", "there"]]
    assert isinstance(demo, click.Command)
