"""One fact has one name, whether it is found with a browser or without."""

from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.guide.analysis import analyse
from stapsgewijs.guide.label_difference import part_of, rule_of_difference
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

ROOT = Path(__file__).parents[2]
NAME = "multi-factor-authentication-setup-phone-number.md"
CASES = [
    ("**Volgende**", "**volgende**", "label-case"),
    ("**Volgende**", "**Volgende?**", "label-punctuation"),
    ("op **Volgende**", "op **Volgende nu**", "label-swallowed"),
    ("**Mij een code per sms verzenden**", "**Mij een code per sms** verzenden", "label-split"),
    ("**Verifiëren**", "**Verifieer**", "label-differs"),
]


@pytest.mark.parametrize(
    ("line", "text", "expected", "rule"),
    [
        ("1. Klik **volgende**.", "volgende", "Volgende", "label-case"),
        ("1. Klik **Volgende?**.", "Volgende?", "Volgende", "label-punctuation"),
        ("1. Klik **op Volgende**.", "op Volgende", "Volgende", "label-swallowed"),
        ("1. Klik Mij **bellen**.", "bellen", "Mij bellen", "label-split"),
        ("1. Klik **Mij** bellen.", "Mij", "Mij bellen", "label-split"),
        ("1. Klik **bellen**.", "bellen", "Mij bellen", "label-differs"),
        ("1. Klik **Verder**.", "Verder", "Volgende", "label-differs"),
    ],
)
def test_each_difference_has_a_name(line: str, text: str, expected: str, rule: str) -> None:
    assert rule_of_difference(text, expected, line, line.index("**") + 1) == rule


@pytest.mark.parametrize(("right", "wrong", "rule"), CASES)
def test_lint_and_verify_call_it_the_same(tmp_path: Path, right: str, wrong: str, rule: str) -> None:
    text = (ROOT / "guides" / "nl" / NAME).read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / NAME
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    known = analyse(path, labels=ROOT / "site" / "labels", pivot=ROOT / "guides" / "en" / NAME)
    linted = Linter(Settings(tmp_path)).lint(path).findings
    places = {(each.line, each.column) for each in linted if each.rule == rule}
    assert {(each.line, each.column) for each in known.findings if each.rule == rule} == places
    assert len(places) == 1


@pytest.mark.parametrize(
    ("text", "expected", "beside"),
    [
        ("at step 1", "Step 1: How should we call you?", ("at", "")),
        ("Step 1 here", "Step 1: How should we call you?", ("", "here")),
        ("the box call you", "Step 1: How should we call you?", ("the box", "")),
        ("step 1", "Step 1: How should we call you?", None),  # nothing beside it
        ("at the very step 1", "Step 1: How should we call you?", None),
        ("step 2", "Step 1: How should we call you?", None),
        ("Step 1: How shall we call", "Step 1: How should we call you?", None),
        ("the Next", "Next page", None),
    ],
)
def test_a_part_of_a_label_may_have_words_beside_it(text: str, expected: str, beside: tuple[str, str] | None) -> None:
    assert part_of(text, expected) == beside
