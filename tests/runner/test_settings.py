from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.project import default_project
from stapsgewijs.runner.settings import Settings
from stapsgewijs.screenshots.comparison import STRICT

if TYPE_CHECKING:
    from pathlib import Path

FEATURE = """\
# language: nl
Functionaliteit: Een
  Scenario: Een
    Als ik iets doe
  Scenario: Twee
    Als ik niets doe
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "een.feature").write_text(FEATURE, encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "gids.md").write_text("# Gids\n", encoding="utf-8")
    system = ("--base-url", "http://localhost:1", "--system-account", "anna:geheim")
    return Settings(
        tmp_path / "pictures", tmp_path / "gids.md", tmp_path / "features", tmp_path / "site", system=system
    )


@pytest.mark.parametrize(
    ("file", "changed"), [("gids.md", {"the guide"}), ("site/page.css", {"the site"}), ("features/een.feature", set())]
)
def test_what_changes_is_known_by_its_name(settings: Settings, tmp_path: Path, file: str, changed: set[str]) -> None:
    before = settings.conditions
    (tmp_path / file).write_text("anders", encoding="utf-8")
    assert {name for name, digest in settings.conditions.items() if digest != before[name]} == changed


def test_a_password_is_kept_nowhere(settings: Settings) -> None:
    told = " ".join(settings.conditions.values())
    assert "http://localhost:1" in told
    assert "anna" not in told
    assert "geheim" not in told


def test_one_scenario_is_chosen_by_its_place_and_then_it_need_not_follow_the_guide(
    settings: Settings, tmp_path: Path
) -> None:
    chosen = Settings(settings.pictures, features=settings.features, only="twee", leave=("a::b",)).arguments()
    assert chosen[chosen.index("--only") + 1] == f"{tmp_path / 'features' / 'een.feature'}:5"
    assert chosen[chosen.index("--leave") + 1] == "a::b"
    assert "gids" not in chosen
    assert "gids" in settings.arguments()


def test_features_that_are_not_there_are_one_sentence(settings: Settings) -> None:
    with pytest.raises(StapsgewijsError, match="no such folder of features"):
        Settings(settings.pictures, features=settings.pictures / "nergens").arguments()


def test_the_simulator_stands_in_where_no_product_is_named_for_a_guide_of_ones_own(tmp_path: Path) -> None:
    (guide := tmp_path / "gids.md").touch()
    own = Settings(tmp_path / "pictures", guide)
    assert own.stands_in
    assert not replace(own, guide=None).stands_in
    assert not replace(own, guide=default_project().guide).stands_in
    assert not replace(own, system=("--base-url", "http://localhost:1")).stands_in
    assert not replace(own, project=default_project().at("http://localhost:1")).stands_in
    assert not replace(own, site=tmp_path).stands_in  # its pages are hers


def test_pictures_of_a_product_are_compared_only_where_that_is_asked(settings: Settings) -> None:
    product = replace(settings, system=("--system-network", "http://127.0.0.1:9"))
    assert [settings.budget(each) for each in (None, True, False)] == [STRICT, STRICT, None]
    assert [product.budget(each) for each in (None, True, False)] == [None, STRICT, None]
