from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import parsers
from pytest_bdd.feature import get_feature
from pytest_bdd.steps import StepFunctionContext

from stapsgewijs.evidence.features import features_in
from stapsgewijs.project import default_project
from stapsgewijs.scenarios.gherkin_line import Line
from stapsgewijs.scenarios.plugin.step_lookup import _fits, ambiguous_lines, nearest_definition, unused_definitions
from stapsgewijs.scenarios.plugin.step_modules import load_step_modules


@pytest.fixture(autouse=True, scope="module")
def definitions() -> None:
    list(load_step_modules(default_project().steps))


if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("de medewerker op “Gereed” klikte", ""),
        ('de medewerker op "Gereed" klik', '{who} op "{label}" klikt'),
        ("is stap 3 van de gids opgevolgd", "is stap {number:d} van de gids gevolgd"),
        ("het regent", ""),
    ],
)
def test_a_line_that_nobody_knows_has_a_nearest_definition(line: str, near: str) -> None:
    assert nearest_definition(line) == near


def test_no_line_of_a_feature_fits_two_definitions() -> None:
    for each in features_in(default_project().features):
        get_feature(str(each.parent), each.name)
    assert ambiguous_lines() == {}


def test_a_definition_that_no_feature_uses_is_told_but_no_generic_line(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text('from pytest_bdd import given\n\n@given("niemand zegt dit")\ndef nobody(): ...\n')
    list(load_step_modules(tmp_path))
    assert unused_definitions(tmp_path) == [f"{tmp_path.name}/own.py:3 niemand zegt dit"]
    told = unused_definitions(default_project().steps)
    assert not [each for each in told if "steps/pages.py" in each]


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ('de {who:w} op "{label}" klikt', 'de medewerker op "Gereed" klikt'),
        ('de {who:w} op "{label}" klikt', 'de medewerker op "Gereed" drukt'),
        ("Een Code is {seconds:d} seconden geldig", "een  code IS 5\tseconden geldig"),
        ("het {number:d}e bericht", "het 3e bericht"),
        ("{{ nieuw }}", "{ nieuw }"),
        ("ik typ iets", "IK TYP İETS"),
        ("ik typ iets", "ık typ ıets"),
        ("de Straße", "DE STRASSE"),
        ("", ""),
    ],
)
def test_a_line_fits_the_patterns_that_pytest_bdd_says(pattern: str, line: str) -> None:
    context = StepFunctionContext(None, lambda: None, parsers.parse(pattern))
    assert _fits(context, "given", line) == parsers.parse(pattern).is_matching(line)


@pytest.mark.parametrize(
    ("pattern", "line", "fits"),
    [
        ('{who} ziet "{text}"', "DE PERSOON ZİET “Code”", True),
        ("{count:d} bericht(en)", "2 BERICHT", True),
        ("het {number:d}e bericht", "het 3e  bericht", True),
        ("het {number:d}e bericht", "het derde bericht", False),
        ('{who} kiest {kind:de optie|het veld} "{label}"', 'Jo kiest het veld "A"', True),
        ('{who} kiest "{label}"', 'Jo drukt op "kiest"', False),
    ],
)
def test_a_line_that_lacks_no_word_is_held_against_the_whole_pattern(pattern: str, line: str, *, fits: bool) -> None:
    context = StepFunctionContext(None, lambda: None, Line(pattern))
    assert (_fits(context, "given", line), Line(pattern).is_matching(line)) == (fits, fits)


FEATURE = """\
# language: nl
Functionaliteit: Zoeken
  Scenario: Een regel wordt gevonden
    Als ik "iets" doe
    Als ik "iets" doe
    Als ik iets anders doe
  Scenario: Een regel die er niet is
    Als ik niets doe
"""
DEFINITIONS = """
from pytest_bdd import parsers, step, when
done = []
@when(parsers.parse('ik "{what}" doe'))
def _(what): done.append(what)
@when(parsers.parse('ik "{what}" doe'))
def _(what): done.append(what + " (de laatste)")
@step("ik iets anders doe")
def _():
    import sys
    running = sys.modules['pytest_bdd.scenario']
    assert done == ["iets (de laatste)"] * 2
    assert "StepTable" in repr(running.get_step_function)
"""


@pytest.mark.process
def test_lines_find_the_definitions_that_pytest_bdd_would_find(tmp_path: Path) -> None:
    (tmp_path / "zoeken.feature").write_text(FEATURE, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(DEFINITIONS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "stapsgewijs.scenarios.plugin.plugin", "-q", "zoeken.feature"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "Step definition is not found" in done.stdout


def test_a_file_of_definitions_is_run_again_only_where_it_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("word = 'one'\n", encoding="utf-8")
    [first] = load_step_modules(tmp_path)
    [same] = load_step_modules(tmp_path)
    assert same is first
    file.write_text("word = 'three'\n", encoding="utf-8")
    [changed] = load_step_modules(tmp_path)
    assert (first.word, changed.word) == ("one", "three")
