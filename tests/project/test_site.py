"""A site of one's own: what it lacks is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.project import load_project, shipped
from stapsgewijs.project.site import WHOLE, whole_site

if TYPE_CHECKING:
    from pathlib import Path

OURS = shipped("site")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine" / "templates").mkdir(parents=True)
    return tmp_path / "mine"


def test_a_template_takes_the_place_of_ours_and_the_rest_stays(folder: Path) -> None:
    (folder / "templates" / "sign-in.html.j2").write_text("mine", encoding="utf-8")
    (folder / "templates" / "more.html.j2").write_text("more", encoding="utf-8")
    whole = whole_site(folder)
    assert (whole / "templates" / "sign-in.html.j2").read_text(encoding="utf-8") == "mine"
    assert (whole / "labels" / "nl.po").read_bytes() == (OURS / "labels" / "nl.po").read_bytes()
    (folder / "templates" / "sign-in.html.j2").unlink()
    (folder / "templates" / "more.html.j2").unlink()
    ours = (OURS / "templates" / "sign-in.html.j2").read_bytes()
    assert (whole_site(folder) / "templates" / "sign-in.html.j2").read_bytes() == ours
    assert not (whole / "templates" / "more.html.j2").exists()


def test_a_site_that_lacks_nothing_is_used_as_it_is(folder: Path) -> None:
    assert whole_site(OURS) == OURS
    assert whole_site(whole_site(folder)) == WHOLE.absolute()


@pytest.mark.parametrize(("name", "says"), [("nowhere", "no such folder"), (".", "has none of the folders labels")])
def test_another_folder_is_refused(folder: Path, name: str, says: str) -> None:
    with pytest.raises(StapsgewijsError, match=says):
        whole_site(folder.parent / name)


@pytest.mark.parametrize("link", ["static/geheim.css", "static/map", "templates/sign-in.html.j2"])
def test_what_is_elsewhere_is_shown_to_nobody(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elders")
    (elsewhere / "sleutel").write_text("geheim", encoding="utf-8")
    (folder / "static").mkdir()
    (folder / link).symlink_to(elsewhere if link.endswith("map") else elsewhere / "sleutel")
    with pytest.raises(StapsgewijsError, match="is a link out of its project, and is not shown to others"):
        whole_site(folder)


def test_the_settings_name_one(folder: Path) -> None:
    settings = folder.parent / "stapsgewijs.toml"
    settings.write_text('[project]\nsite = "mine"\n', encoding="utf-8")
    assert load_project(settings).site == WHOLE.absolute()
    settings.write_text('[project]\nsite = "."\n', encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"stapsgewijs.toml:2:1: .* has none of the folders"):
        load_project(settings)
