"""Patterns of Gherkin lines, and the page about all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.project import default_project
from stapsgewijs.scenarios.gherkin_line import Line, line, without_article
from stapsgewijs.scenarios.plugin.line_reference import lines_page

PAGE = Path(__file__).parents[2] / "docs" / "lines.md"


@pytest.mark.parametrize(
    ("pattern", "text", "parts"),
    [
        ('{who} clicks "{label}"', 'the person clicks "Next"', {"who": "person", "label": "Next"}),
        ('{who} clicks "{label}"', 'Anna clicks "Next"', {"who": "Anna", "label": "Next"}),
        ('{who} clicks "{label}"', 'Mevrouw De Vries  clicks\t"A  b"', {"who": "Mevrouw De Vries", "label": "A  b"}),
        ('{who} clicks "{label}"', "an employee CLICKS “Next”", {"who": "employee", "label": "Next"}),
        ('{who} clicks "{label}"', 'Zoë clicks "Say "yes" now"', {"who": "Zoë", "label": 'Say "yes" now'}),
        ('{who} clicks "{label}"', r'Zoë clicks "Say \"yes\""', {"who": "Zoë", "label": 'Say "yes"'}),
        ('{who} clicks "{label}"', "Zoë clicks «Suivant»", {"who": "Zoë", "label": "Suivant"}),
        ('{who} clicks "{label}"', 'Zoë clicks "Next" twice', None),
        ('{who} clicks "{label}"', 'clicks "Next"', None),
        ('{who} clicks "{label}"', 'Zoë clicks on "Next"', None),
        ('{who} types "{text}" in "{label}"', 'Jo types "" in "Code"', {"who": "Jo", "text": "", "label": "Code"}),
        (
            '{who} kiest in "{area}" "{label}"',
            'De nieuwe medewerker kiest in "Stap 1: "hoe?"" "Bellen"',
            {"who": "nieuwe medewerker", "area": 'Stap 1: "hoe?"', "label": "Bellen"},
        ),
        ("stap {number:d} is klaar", "stap 12 is klaar", {"number": 12}),
        ("stap {number:d} is klaar", "stap twaalf is klaar", None),
        ("{count:d} message(s)", "1 message", {"count": 1}),
        ("{count:d} message(s)", "2 messages", {"count": 2}),
        (
            'sees {kind:the check box|the link} "{label}"',
            'sees the check box "A"',
            {"kind": "the check box", "label": "A"},
        ),
        ('sees {kind:the check box|the link} "{label}"', 'sees the field "A"', None),
    ],
)
def test_a_line_is_taken_apart(pattern: str, text: str, parts: dict[str, object] | None) -> None:
    made = Line(pattern)
    assert made.parse_arguments(text) == parts
    assert made.is_matching(text) == (parts is not None)


@pytest.mark.parametrize(
    ("words", "bare"),
    [("de medewerker", "medewerker"), ("Een persoon", "persoon"), ("Theo", "Theo"), ("The", "The"), ("Dea", "Dea")],
)
def test_an_article_does_not_make_somebody_another(words: str, bare: str) -> None:
    assert without_article(words) == bare


def test_a_pattern_with_one_name_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\{who\} helps"):
        line("{who} helps {who}")


def test_a_pattern_that_says_more_weighs_more() -> None:
    assert Line('{who} "{label}" kiest').weight < Line('{who} de optie "{label}" kiest').weight


def test_the_page_of_lines_is_what_the_program_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == lines_page(), "write it again, of line_reference.lines_page()"


def test_every_definition_that_any_product_can_have_is_there_in_both_languages() -> None:
    files = [default_project().steps / f"{name}.py" for name in ("pages", "phones")]
    for each in files:
        source = each.read_text(encoding="utf-8")
        assert source.count("en=") == source.count("nl=") == source.count("@line(") > 10
