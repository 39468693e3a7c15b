"""Places for values, and what translation tools leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.findings import Finding


def findings(folder: Path, body: str, source: str = "") -> list[Finding]:
    for name, lang, text in (("nl", "nl", body), ("en", "en", source)):
        (folder / name).mkdir()
        (folder / name / "a.md").write_text(f"---\ntitle: A\nlang: {lang}\n---\n# A\n\n{text}\n", encoding="utf-8")
    settings = Settings(folder, source=folder / "en" if source else None)
    found = Linter(settings).lint(folder / "nl" / "a.md").findings
    return [each for each in found if each.rule in {"placeholder-changed", "translation-leftover"}]


@pytest.mark.parametrize(
    ("source", "ours", "better"),
    [
        ("Hello {{ name }}.", "Hallo {{ naam }}.", "{{ name }}"),
        ("Hello {0}.", "Hallo {1}.", "{0}"),
        ("Hello ${first.name}.", "Hallo ${voor.naam}.", "${first.name}"),
        ("Hello %s, %d.", "Hallo %s, % d.", ""),
        ("Read <0>this</0>.", "Lees dit.", ""),
        ("Hello.", "Hallo {{ name }}.", ""),
        ("Run `go {{ name }}`.", "Doe `go {{ naam }}`.", "{{ name }}"),
    ],
)
def test_a_place_for_a_value_that_changed_is_told(source: str, ours: str, better: str, tmp_path: Path) -> None:
    found = findings(tmp_path, ours, source)
    assert {(each.rule, each.suggestion) for each in found} == {("placeholder-changed", better)}


@pytest.mark.parametrize(
    ("source", "ours"),
    [
        ("Hello {{ name }}, %s and {0}.", "%s, {0}: hallo {{ name }}."),
        ("It is 50 % sure.", "Het is 50 % secuur, 100%s."),
        ("Set {a, b} = {1, 2}.", "Neem {c, d}."),
    ],
)
def test_the_same_places_in_another_order_are_no_finding(source: str, ours: str, tmp_path: Path) -> None:
    assert findings(tmp_path, ours, source) == []


def test_without_a_source_no_place_is_compared(tmp_path: Path) -> None:
    assert findings(tmp_path, "Hallo {{ naam }}.") == []


@pytest.mark.parametrize(
    "body",
    [
        'Kies <bpt id="p1">**</bpt>Volgende<ept id="p1">**</ept>.',
        "Kies &lt;ph id=1&gt;Volgende.",
        'Kies <g id="1">Volgende</g>.',
        'Kies <x id="3"/>Volgende.',
        "Kies __PH_0__ en ga door.",
        "Kies MT_12 en ga door.",
        "Kies {1}Volgende{2} en ga door.",
        "Kies {1>Volgende<1} en ga door.",
        "Kies {1}Volgende{/1} en ga door.",
    ],
)
def test_a_mark_of_a_translation_tool_is_told_once(body: str, tmp_path: Path) -> None:
    assert [each.rule for each in findings(tmp_path, body)] == ["translation-leftover"]


@pytest.mark.parametrize(
    "body",
    [
        'Schrijf `<bpt id="p1">` in het bestand.',
        '```xml\n<g id="1">x</g>\n```',
        '<svg><g id="x"></g></svg>',
        "Het bericht {0} komt later, {1} ook.",
        "De __init__ van MT_AUTO.",
        "Een <kbd>Ctrl</kbd> en <details>.",
        '<!-- <bpt id="1"> -->',
    ],
)
def test_what_is_quoted_or_meant_is_no_leftover(body: str, tmp_path: Path) -> None:
    assert findings(tmp_path, body) == []
