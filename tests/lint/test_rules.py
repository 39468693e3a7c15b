"""Each rule has a page, and the examples of the page are what the rule says of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stapsgewijs.guide.findings import COVERAGE_RULES, RULES
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.rules import LINT_RULES, RULE_NAMES
from stapsgewijs.lint.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "rules"
EXAMPLE = re.compile(r"^````md (wrong|right)\n(.*?)^````$", re.DOTALL | re.MULTILINE)
FRAME = """---
title: Voorbeeld
lang: nl-NL
---
# Voorbeeld

## <a name="set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"></a>Instellen

"""
EXAMPLES = [
    (page.stem, kind, text)
    for page in sorted(PAGES.glob("*.md"))
    for kind, text in EXAMPLE.findall(page.read_text(encoding="utf-8"))
]


def rules_found(folder: Path, text: str) -> set[str]:
    whole = text if text.startswith(("---", "# ")) else FRAME + text
    path = folder / "gids.md"
    path.write_text(whole, encoding="utf-8")
    return {each.rule for each in Linter(Settings(folder)).lint(path).findings}


def test_settings_and_comments_can_name_every_rule() -> None:
    assert {*LINT_RULES, *RULES, *COVERAGE_RULES} == RULE_NAMES


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {each.stem for each in PAGES.glob("*.md")} - {"README"} == {*LINT_RULES, *RULES, *COVERAGE_RULES}


@pytest.mark.parametrize("file", sorted(PAGES.glob("*-*.md")), ids=lambda file: file.stem)
def test_a_page_says_why_with_an_example_and_a_fix(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# {file.stem}\n")
    headings = [line for line in EXAMPLE.sub("", text).splitlines() if line.startswith("## ")]
    assert headings == ["## Why", "## Example", "## Fix"]
    rule = LINT_RULES.get(file.stem) or COVERAGE_RULES.get(file.stem)
    assert f"\n{rule.severity if rule else RULES[file.stem].severity} · " in text


@pytest.mark.parametrize(("rule", "kind", "text"), EXAMPLES, ids=[f"{rule}-{kind}" for rule, kind, _ in EXAMPLES])
def test_an_example_is_what_its_page_says(rule: str, kind: str, text: str, tmp_path: Path) -> None:
    assert (rule in rules_found(tmp_path, text)) is (kind == "wrong")


def test_the_rules_of_both_worlds_agree_on_how_bad_a_thing_is() -> None:
    both = set(LINT_RULES) & set(RULES)
    assert {each: str(LINT_RULES[each].severity) for each in both} == {each: str(RULES[each].severity) for each in both}
    assert len(both) > 5
