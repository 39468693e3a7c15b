"""Bold text that is no label: what leads a sentence in, and a letter of a word."""

from __future__ import annotations

import pytest

from stapsgewijs.guide.label_text import is_note_word, is_word_part, leads_in
from stapsgewijs.guide.model import Label


def label_in(line: str) -> Label:
    begin = line.index("**")
    return Label(line[begin + 2 : line.index("**", begin + 2)], 1, begin + 1)


@pytest.mark.parametrize(
    "line",
    [
        "**Let op:** de code verloopt.",
        "3. **Warning:** it costs money.",
        "   **Nota!** Esto cuesta dinero.",
        "**Hinweis**: Das kostet Geld.",
        "> **Tip** U kunt ook bellen.",
        "**Opmerking**",
        "- [ ] **Resultaat:** het werkt.",
        "| **Voorbeeld:** 123 |",
        "💡 **Astuce :** rappelez plus tard.",
        "<p>**Belangrijk!** Bewaar dit.",
        "> [!NOTE] **Info** – later meer.",
        "Klik op de knop. **Tip:** dat gaat ook met Enter.",
        "**注意：**コードは一度だけ使えます。",
        "a. **Wichtig:** nur einmal.",
        "**Uwaga** — to kosztuje.",
    ],
)
def test_what_leads_a_sentence_in_is_no_label(line: str) -> None:
    assert leads_in(label_in(line), line)


@pytest.mark.parametrize(
    "line",
    [
        "1. Klik op **Volgende**.",
        "1. Kies **Tip** in de lijst.",
        "**Volgende** is nu actief.",
        "1. Vul **Naam:** in.",
        "Klik hier, **Tip** en dan daar.",
        "**Stap 1: Hoe bereiken we u?** staat boven de pagina.",
        "1. Typ in het vak **Methode**: uw nummer.",
        "**Tip**-knop.",
    ],
)
def test_what_names_something_is_one(line: str) -> None:
    assert not leads_in(label_in(line), line)


def test_words_for_notes_are_known_in_every_form() -> None:
    assert all(map(is_note_word, ("Tip", "LET OP!", "Hinweis:", "（注意）", "Let\u00a0op")))
    assert not any(map(is_note_word, ("Resultaat:", "Volgende", "", "Tipgever")))


@pytest.mark.parametrize(
    "line", ["**L**inux", "**Wi**reless", "de **H**yper**T**ext", "e**X**tensible", "**Ö**sterreich"]
)
def test_a_letter_of_a_word_is_no_label(line: str) -> None:
    assert is_word_part(label_in(line), line)


@pytest.mark.parametrize("line", ["**L** inux", "**Volgende**en", "**OK**", "**A**を押す", "**1**st", "(**L**)"])
def test_a_word_of_its_own_is_no_letter_of_another(line: str) -> None:
    assert not is_word_part(label_in(line), line)
