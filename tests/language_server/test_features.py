"""What an editor is told of a feature."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stapsgewijs.language_server import features
from stapsgewijs.language_server.answers import Span
from stapsgewijs.project import default_project

PROJECT = default_project()
PATH = Path("x.feature")
DUTCH = """\
# language: nl
@gids:set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method
Functionaliteit: Iets

  Scenario: Een naam
    Als de medewerker op "Volgende" klikt
    En de medewerker iets doet dat niemand kent
    Dan is stap 2 van de gids gevolgd
"""


@pytest.fixture(autouse=True, scope="module")
def _definitions() -> None:
    features.load_definitions(PROJECT)


def test_a_line_that_nobody_defined_is_told_with_its_place() -> None:
    [told] = features.diagnostics(PATH, DUTCH)
    assert told.rule == features.UNDEFINED
    line = DUTCH.split("\n")[6]
    assert told.span == Span(6, line.index("de medewerker"), len(line))


def test_a_slip_of_the_pen_is_told_with_the_nearest_line() -> None:
    told = features.diagnostics(PATH, DUTCH.replace("klikt", "kliktt"))
    assert "Nearest: {who} op" in told[0].message


@pytest.mark.parametrize("feature", sorted(PROJECT.features.rglob("*.feature")), ids=lambda each: each.stem)
def test_every_line_that_ships_is_known(feature: Path) -> None:
    assert features.diagnostics(feature, feature.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("Feature: x\n  Scenario: a\n    Given x\n  Nonsense here\n", "not Gherkin", 3),
        ("Feature: x\n  Scenario: a\n  Scenario: a\n", "two scenarios are called", 2),
    ],
)
def test_what_is_no_gherkin_is_told_where_it_is(text: str, what: str, line: int) -> None:
    told = [each for each in features.diagnostics(PATH, text) if each.rule == features.UNREADABLE]
    assert [(what in each.message, each.span.line) for each in told] == [(True, line)]


def test_a_line_of_an_outline_is_known_when_it_is_with_each_of_its_examples() -> None:
    outline = (
        "Feature: x\n  Scenario Outline: a\n    When the person clicks <what>\n"
        '    When the person <does> "Next"\n    Examples:\n      | what   | does   |\n      | "Next" | clicks |\n'
    )
    assert features.diagnostics(PATH, outline) == []
    assert features.hover(outline, 3) is not None
    other = f'{outline}      | "Next" | clacks |\n'
    assert [(each.span.line, each.rule) for each in features.diagnostics(PATH, other)] == [(3, features.UNDEFINED)]


def test_what_stands_in_a_doc_string_is_no_line() -> None:
    text = 'Feature: x\n  Scenario: a\n    When the person opens "/x"\n      """\n      Given nonsense\n      """\n'
    assert [each.span.line for each in features.lines_of(text)] == [2]


def test_a_line_leads_to_its_definition_and_says_what_it_does() -> None:
    [place] = features.places_of(PROJECT, DUTCH, 5)
    assert place.path.parent == PROJECT.steps
    source = place.path.read_text(encoding="utf-8").split("\n")
    assert re.match(r"@line|def ", source[place.line])
    told = features.hover(DUTCH, 5)
    assert told is not None
    assert told.text.startswith("`{who} op")
    assert features.hover(DUTCH, 6) is None


def test_a_line_that_closes_a_step_leads_to_that_step_in_each_guide() -> None:
    places = features.places_of(PROJECT, DUTCH, 7)
    assert places[0].path == PROJECT.guide
    assert places[0].path.read_text(encoding="utf-8").split("\n")[places[0].line].startswith("2.")
    assert places[-1].path.parent == PROJECT.steps


def test_a_tag_leads_to_the_procedure() -> None:
    [place] = features.places_of(PROJECT, DUTCH, 1)
    assert place.path == PROJECT.guide
    assert place.path.read_text(encoding="utf-8").split("\n")[place.line].startswith("##")


def test_lines_are_proposed_in_the_language_of_the_feature_with_places_to_fill_in() -> None:
    found = {each.words: each for each in features.completions(DUTCH, 5, 10)}
    assert '${1:who} op "${2:label}" klikt' in {each.snippet for each in found.values()}
    assert not [each for each in found if " clicks " in each]
    english = features.completions("Feature: x\n  Scenario: y\n    When \n", 2, 9)
    assert [each for each in english if " clicks " in each.words]
    assert features.completions(DUTCH, 2, 3) == []


def test_a_choice_of_words_is_a_choice_to_fill_in() -> None:
    assert features.snippet_of('{who} sees the {kind:page|area} "{label}"(s)') == (
        '${1:who} sees the ${2|page,area|} "${3:label}"s'
    )
