"""Labels of real documents: what is told of them, and what is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings
from tests.shared_guides import SHARED

if TYPE_CHECKING:
    from stapsgewijs.findings import Finding

ROOT = Path(__file__).parents[2]
PHONE = "multi-factor-authentication-setup-phone-number"
ELSEWHERE = {"link-dead", "picture-missing", "space-after-link", "space-before-punctuation"}


def told(path: Path) -> list[Finding]:
    if not path.is_file():
        pytest.skip("the real documents are not here")
    return [each for each in Linter(Settings(path.parent)).lint(path).findings if each.rule not in ELSEWHERE]


@pytest.mark.shared
def test_the_machine_translated_guide() -> None:
    found = told(SHARED / "nl-nl" / f"{PHONE}.md")
    assert [(each.line, each.rule, each.suggestion) for each in found] == [
        (29, "label-split", "**Stap 1: Hoe moeten we contact met u opnemen?**,"),
        (35, "label-differs", "**Stap 2: We hebben een sms-bericht naar uw telefoon verzonden**"),
        (35, "label-swallowed", "Vervolgens **Verifiëren**"),
        (39, "label-split", "**Stap 3: Blijf uw bestaande toepassingen gebruiken**"),
        (46, "label-untranslated", "**Gereed**"),
        (50, "label-split", "**Stap 1: Hoe moeten we contact met u opnemen?**,"),
        (60, "label-split", "**Stap 3: Blijf uw bestaande toepassingen gebruiken**"),
        (67, "label-untranslated", "**Gereed**"),
    ]


@pytest.mark.shared
def test_the_polish_guide_without_a_catalogue() -> None:
    assert [(each.line, each.rule) for each in told(SHARED / "pl-pl" / f"{PHONE}.md")] == [
        (46, "label-untranslated"),
        (52, "label-inconsistent"),
        (67, "label-untranslated"),
    ]


@pytest.mark.shared
def test_the_turkish_guide_with_two_numbers_before_a_step() -> None:
    assert [(each.line, each.rule) for each in told(SHARED / "tr-tr" / f"{PHONE}.md")] == [
        (29, "emphasis-split"),
        (35, "emphasis-split"),
        (39, "step-numbering"),
        (46, "label-untranslated"),
        (50, "emphasis-split"),
        (60, "step-numbering"),
        (67, "label-untranslated"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        *(ROOT / "guides").glob("*/*.md"),
        *(
            pytest.param(SHARED / each / f"{PHONE}.md", marks=pytest.mark.shared)
            for each in ("en-us", "de-de", "zh-cn", "zh-tw")
        ),
    ],
    ids=lambda path: path.parent.name,
)
def test_a_guide_whose_labels_are_right_is_left_alone(path: Path) -> None:
    assert [(each.line, each.rule) for each in told(path)] == []


@pytest.mark.shared
def test_the_labels_of_the_app_are_held_to_its_own_reference() -> None:
    found = told(SHARED / "en-us" / "multi-factor-authentication-setup-auth-app.md")
    assert [each.rule for each in found if each.rule.startswith("label-")] == []
    dutch = told(SHARED / "nl-nl" / "multi-factor-authentication-setup-auth-app.md")
    wrong = {each.suggestion for each in dutch if each.rule.startswith("label-")}
    assert {"**Gereed**", "Vervolgens **Instellen**"} <= wrong


ANCHOR = "set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"
HEAD = f'---\ntitle: Gids\nlang: nl-NL\n---\n# Gids\n\n## <a name="{ANCHOR}"></a>Bellen\n\n'


def labels_told(folder: Path, body: str) -> list[tuple[str, str, str]]:
    path = folder / "gids.md"
    path.write_text(f"{HEAD}{body}\n", encoding="utf-8")
    found = Linter(Settings(folder)).lint(path).findings
    return [(each.rule, each.message, each.suggestion) for each in found if each.rule.startswith("label-")]


@pytest.mark.parametrize(
    "body",
    [
        "1. **Let op:** dit duurt even. Klik op **Volgende**.",
        "1. Klik op **Volgende**.\n\n   **Resultaat:** er staat een nummer.",
        "1. Klik op **Volgende**. **Tip!** Dat gaat ook met Enter.",
        "1. De **S**ms komt. Klik **niet** op terug, maar op **Volgende**.",
    ],
)
def test_bold_that_names_nothing_is_no_label(body: str, tmp_path: Path) -> None:
    assert labels_told(tmp_path, body) == []


def test_a_label_that_leads_a_sentence_in_is_still_one(tmp_path: Path) -> None:
    ((rule, _, better),) = labels_told(tmp_path, "1. **methode:** kies er een.")
    assert (rule, better) == ("label-punctuation", "**Methode**:")


@pytest.mark.parametrize(
    ("body", "rule", "says", "better"),
    [
        (
            "1. Klik op **volgende.**",
            "label-punctuation",
            "differs from the page in capitals and the full stop",
            "**Volgende**.",
        ),
        ("1. Klik op **Verify.** Daarna ziet u iets.", "label-untranslated", "was left in English", "**Verifiëren**."),
        (
            "1. Kies **onder Stap 1** iets.",
            "label-split",
            "holds only a part of the label “Stap 1: Hoe moeten we contact met u opnemen?”; “onder” is no part of it",
            "onder **Stap 1: Hoe moeten we contact met u opnemen?**",
        ),
        ("1. Klik op **Volgende** in **de** lijst.", "label-swallowed", "a word of the sentence and no label", ""),
        (
            "1. Klik op **de knop volgende.**",
            "label-swallowed",
            "holds more than the label “Volgende”",
            "de knop **Volgende**.",
        ),
        ("1. Klik op **“Done”.**", "label-untranslated", "was left in English", "“**Gereed**”."),
    ],
)
def test_what_is_wrong_with_a_label_is_said_in_full(
    body: str, rule: str, says: str, better: str, tmp_path: Path
) -> None:
    ((found, message, suggestion),) = labels_told(tmp_path, body)
    assert (found, says in message, suggestion) == (rule, True, better), message


def test_what_is_not_simulated_is_told_once_for_a_document(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    steps = "1. Kies **Zadel**.\n2. Kies **Bel**, dan **Zadel**.\n"
    path.write_text(f"---\ntitle: G\nlang: nl\n---\n# G\n\n## Een\n\n{steps}\n## Twee\n\n{steps}", encoding="utf-8")
    (found,) = Linter(Settings(tmp_path)).lint(path).findings
    assert (found.rule, found.line, found.severity) == ("label-not-simulated", 7, "note")
    assert found.message == "Not simulated, so not compared: 2 labels (“Zadel”, “Bel”)."


@pytest.mark.parametrize(
    ("beside", "rule", "better"),
    [
        ("> [!NOTE]\n> Ziet u **Done** niet? Wacht even.", "label-untranslated", "**Gereed**"),
        ("| Knop | Wat |\n|---|---|\n| **volgende** | verder |", "label-case", "**Volgende**"),
        ("> [!TIP]\n> Met **Verifieren** gaat het ook.", "label-unbound", "**Verifiëren**"),
    ],
)
def test_labels_in_notes_and_cells_are_checked_too(beside: str, rule: str, better: str, tmp_path: Path) -> None:
    ((found, _, suggestion),) = labels_told(tmp_path, f"1. Klik op **Volgende**.\n\n{beside}")
    assert (found, suggestion) == (rule, better)


@pytest.mark.parametrize(
    "beside",
    [
        "> [!NOTE]\n> Dit kost **geld**, ook **’s nachts**; **Let op:** bewaar het.",
        "| Knop | Wat |\n|---|---|\n| **Volgende** | **verder gaan** |",
        "> [!NOTE]\n> **Methode** en **Gereed** staan onderaan.",
    ],
)
def test_other_bold_in_notes_and_cells_is_left_alone(beside: str, tmp_path: Path) -> None:
    assert labels_told(tmp_path, f"1. Klik op **Volgende**.\n\n{beside}") == []


@pytest.mark.parametrize(("label", "rules"), [("Done", ["label-untranslated"]), ("QR", [])])
def test_in_a_language_without_a_catalogue_capitals_are_no_english(
    label: str, rules: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "gids.md"
    path.write_text(f"{HEAD.replace('nl-NL', 'sv-SE')}1. Klicka på **{label}**.\n", encoding="utf-8")
    found = Linter(Settings(tmp_path)).lint(path).findings
    assert [each.rule for each in found if each.rule == "label-untranslated"] == rules
