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
def test_pages_that_are_not_simulated_are_named_once_for_a_procedure() -> None:
    found = told(SHARED / "en-us" / "multi-factor-authentication-setup-auth-app.md")
    assert [each.rule for each in found if each.rule.startswith("label-")] == ["label-not-simulated"] * 2
    assert all(not each.edits for each in found)
