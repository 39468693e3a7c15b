from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.features import (
    WrittenScenario,
    features_in,
    find_scenarios,
    keywords,
    same_names,
    scenarios_in,
)

if TYPE_CHECKING:
    from pathlib import Path

FIRST = """\
# language: nl
@gids:by-phone
Functionaliteit: Een fiets huren

  Achtergrond:
    Gegeven een fiets

  Scenario: Iemand huurt een fiets
    Als ik huur

  @traag
  # een regel over het tweede
  Scenario: Iemand huurt niets
    Als ik niets doe
"""
SECOND = """\
Feature: Others
  Rule: Nobody twice
    @gids:by-letter
    Scenario Outline: Somebody rents <what>
      When I rent <what>
      Examples:
        | what |
        | a    |

  Rule: Never
    Scenario: Iemand huurt een fiets
      When I rent
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.feature").write_text(FIRST, encoding="utf-8-sig")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.feature").write_text(SECOND, encoding="utf-8")
    (tmp_path / "broken.feature").write_text("Scenario zonder functionaliteit", encoding="utf-8")
    (tmp_path / "bytes.feature").write_bytes(b"\xff\xfe\x00")
    return tmp_path


@pytest.fixture
def written(folder: Path) -> list[WrittenScenario]:
    return scenarios_in(folder)


def test_scenarios_are_found_with_their_lines_and_tags(written: list[WrittenScenario]) -> None:
    assert [(each.feature.name, each.line, each.first, each.follows) for each in written] == [
        ("a.feature", 8, 8, True),
        ("a.feature", 13, 11, True),
        ("b.feature", 4, 3, True),
        ("b.feature", 11, 11, False),
    ]


def test_one_file_is_a_place_too(folder: Path) -> None:
    assert [each.line for each in scenarios_in(folder / "a.feature")] == [8, 13]
    assert len(features_in(folder)) == 4


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        ("a.feature:8", [8]),
        ("a.feature:10", [8]),
        ("a.feature:11", [13]),
        ("deep/b.feature:8", [4]),
        ("deep\\b.feature:12", [11]),
        ("iemand huurt NIETS", [13]),
        ("Iemand huurt een fiets", [8, 11]),
    ],
)
def test_a_scenario_is_found_by_line_and_by_name(written: list[WrittenScenario], wanted: str, lines: list[int]) -> None:
    assert [each.line for each in find_scenarios(written, wanted)] == lines


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("a.feature:3", "a.feature:3: no scenario at this line; there scenarios begin at 8, 13"),
        ("a.feature:99", "no scenario at this line"),
        ("c.feature:3", "there is no such file among the features: c.feature"),
        ("Iemand huurt een fietz", "no scenario is called “Iemand huurt een fietz”; nearest: “Iemand huurt een fiets”"),
        ("zzz", "no scenario is called “zzz”"),
    ],
)
def test_a_scenario_that_is_not_there_is_one_sentence(written: list[WrittenScenario], wanted: str, told: str) -> None:
    with pytest.raises(StapsgewijsError) as raised:
        find_scenarios(written, wanted)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_scenarios_of_one_name_are_found_in_all_files(folder: Path) -> None:
    assert same_names(folder, lambda file: file.name) == [
        ("Iemand huurt een fiets", ("a.feature:8", "b.feature:11")),
    ]
    (folder / "deep" / "b.feature").unlink()
    assert same_names(folder, lambda file: file.name) == []


def test_the_words_of_gherkin_are_those_of_its_language() -> None:
    assert keywords("nl") == ("Functionaliteit", "Scenario")
    assert keywords("de")[1] == "Szenario"
    assert keywords("zz") == keywords("en") == ("Feature", "Scenario")
