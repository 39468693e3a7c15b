"""What an editor is told of a guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.findings import Severity
from stapsgewijs.language_server import guides
from stapsgewijs.language_server.answers import Span
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings, find_settings
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = default_project()
GUIDE = PROJECT.guide
TEXT = GUIDE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(find_settings(GUIDE.parent))


def place_of(text: str, words: str) -> tuple[int, int]:
    """Return line and column, from 0, of the first place where `words` stand."""
    before = text[: text.index(words)]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def test_a_wrong_label_is_told_where_it_stands_with_what_would_be_right(linter: Linter) -> None:
    written = TEXT.replace("**Volgende**", "**Verder**", 1)
    line, column = place_of(written, "**Verder**")
    [told] = guides.diagnostics(linter, GUIDE, written)
    assert told.span == Span(line, column, column + len("**Verder**"))
    assert (told.rule, told.severity) == ("label-differs", Severity.WARNING)
    assert told.page is not None
    assert told.page.is_file()
    [edit] = told.edits
    lines = written.split("\n")
    assert edit.start[0] == edit.end[0] == line
    mended = f"{lines[line][: edit.start[1]]}{edit.text}{lines[line][edit.end[1] :]}"
    assert "\n".join([*lines[:line], mended, *lines[line + 1 :]]) == TEXT


def test_a_guide_that_is_right_is_told_nothing(linter: Linter) -> None:
    assert guides.diagnostics(linter, GUIDE, TEXT) == []


def test_everything_is_corrected_at_once(linter: Linter) -> None:
    written = TEXT.replace("**Volgende**", "**Verder**").replace("**Verifiëren**", "**Verifieer**")
    assert written != TEXT
    assert guides.mended(linter, GUIDE, written) == TEXT


def test_a_document_that_the_settings_leave_out_is_told_nothing(tmp_path: Path) -> None:
    document = tmp_path / "notes" / "x.md"
    wrong = "# A\n\n1. One\n3. Two\n"
    everywhere, elsewhere = Settings(tmp_path), Settings(tmp_path, paths=("docs",))
    assert guides.diagnostics(Linter(everywhere), document, wrong)
    assert guides.diagnostics(Linter(elsewhere), document, wrong) == []
    assert guides.diagnostics(Linter(Settings(tmp_path, exclude=("notes/*",))), document, wrong) == []


def test_windows_line_ends_leave_places_as_they_are(linter: Linter) -> None:
    written = TEXT.replace("**Volgende**", "**Verder**", 1)
    assert guides.diagnostics(linter, GUIDE, written.replace("\n", "\r\n")) == guides.diagnostics(
        linter, GUIDE, written
    )


def test_a_label_says_what_it_stands_for_in_english_and_on_which_page(linter: Linter) -> None:
    line, column = place_of(TEXT, "**Volgende**")
    told = guides.hover(linter, GUIDE, TEXT, line, column + 4)
    assert told is not None
    assert told.span == Span(line, column, column + len("**Volgende**"))
    assert told.text.startswith("**Next**: button on “enrollment”")
    assert "“Volgende”" in told.text
    assert guides.hover(linter, GUIDE, TEXT, line, 0) is None


def test_a_label_of_a_product_says_its_key_and_its_file(tmp_path: Path) -> None:
    (tmp_path / "nl.json").write_text('{"save": "Bewaren"}', encoding="utf-8")
    (tmp_path / "en.json").write_text('{"save": "Keep"}', encoding="utf-8")
    settings = '[project]\nsource-language = "en"\n[labels]\nfiles = ["{language}.json"]\n'
    (tmp_path / "stapsgewijs.toml").write_text(settings, encoding="utf-8")
    linter, document = Linter(find_settings(tmp_path)), tmp_path / "guide.md"
    text = "---\nlang: nl\n---\n# Iets\n\n1. Kies **Bewaren**.\n2. Kies **Bewaar**.\n"
    told = guides.hover(linter, document, text, 5, 10)
    assert told is not None
    assert "**Bewaren**: `save` (`nl.json: save`)" in told.text
    assert "“Keep”" in told.text
    other = guides.hover(linter, document, text, 6, 10)
    assert other is not None
    assert other.text == "Not a string of the product. Nearest: “Bewaren”"
    begun = text.replace("**Bewaar**.", "**Be")
    [found] = guides.completions(linter, document, begun, 6, len("2. Kies **Be"))
    assert found.words == "Bewaren**"


def test_a_label_that_is_begun_is_completed(linter: Linter) -> None:
    begun = TEXT.replace("**Volgende**", "**Vol", 1)
    line, column = place_of(begun, "**Vol")
    found = guides.completions(linter, GUIDE, begun, line, column + len("**Vol"))
    assert found[0].words == "Volgende**"
    assert found[0].span == Span(line, column + 2, column + 5)
    assert "button" in found[0].detail
    line, column = place_of(TEXT, "**Volgende**")
    assert guides.completions(linter, GUIDE, TEXT, line, column + len("**Volgende**.")) == []


def test_a_step_leads_to_the_line_that_closes_it_in_each_scenario_of_its_procedure(linter: Linter) -> None:
    line, _ = place_of(TEXT, "\n2. ")
    places = guides.scenarios_of(PROJECT, linter, GUIDE, TEXT, line + 1)
    assert places
    for each in places:
        lines = each.path.read_text(encoding="utf-8").split("\n")
        assert "stap 2 van de gids" in lines[each.line]
    assert guides.scenarios_of(PROJECT, linter, GUIDE, TEXT, 0) == []
