from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linted, Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "---\ntitle: Gids\nlang: nl-NL\n---\n# Gids\n\n"
CLEAN = "Zie dit.\n"
GLUED = "Zie [dit](#gids)voor meer.\n"


def linted(folder: Path, text: str) -> Linted:
    path = folder / "gids.md"
    path.write_text(HEAD + text, encoding="utf-8")
    return Linter(Settings(folder)).lint(path)


@pytest.mark.parametrize(
    ("text", "rules", "taken"),
    [
        (f"<!-- stapsgewijs: ignore step-failed, coverage-on-page-only -- of a run -->\n{CLEAN}", [], 0),
        (f"<!-- stapsgewijs: ignore space-after-link -- so meant -->\n{GLUED}", [], 1),
        (f"<!-- stapsgewijs: ignore space-after-link -- so meant -->\n\n{GLUED}", [], 1),
        (
            f"<!-- stapsgewijs: ignore space-after-link -- so meant -->\n\nEerst.\n\n{GLUED}",
            ["suppression-unused", "space-after-link"],
            0,
        ),
        (f"{GLUED.strip()} <!-- stapsgewijs: ignore space-after-link -- so meant -->\n", [], 1),
        (f"<!-- stapsgewijs: ignore-file space-after-link -- all of them -->\n\n{GLUED}\n{GLUED}", [], 2),
        ("<!-- stapsgewijs: ignore space-after-link, link-dead -- both -->\n[a](weg.md)voor\n", [], 2),
        (
            f"<!-- stapsgewijs: ignore space-after-link -->\n{GLUED}",
            ["suppression-without-reason", "space-after-link"],
            0,
        ),
        (
            f"<!-- stapsgewijs: ignore space-after-lnk -- oh -->\n{GLUED}",
            ["suppression-unknown", "space-after-link"],
            0,
        ),
        (f"`<!-- stapsgewijs: ignore space-after-link -- in code -->`\n{GLUED}", ["space-after-link"], 0),
        (f"> <!-- stapsgewijs: ignore space-after-link -- quoted -->\n> {GLUED}", [], 1),
        (f"1. Een.\n\n    <!-- stapsgewijs: ignore space-after-link -- in a step -->\n    {GLUED}", [], 1),
    ],
)
def test_a_comment_takes_away_what_it_names(text: str, rules: list[str], taken: int, tmp_path: Path) -> None:
    found = linted(tmp_path, text)
    assert ([each.rule for each in found.findings], found.suppressed) == (rules, taken)


def test_a_comment_about_a_rule_that_is_off_is_not_unused(tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text(f"{HEAD}<!-- stapsgewijs: ignore link-dead -- later -->\nTekst.\n", encoding="utf-8")
    assert Linter(Settings(tmp_path, disable=frozenset({"link-dead"}))).lint(path).findings == ()


def test_an_unknown_rule_comes_with_the_nearest(tmp_path: Path) -> None:
    (found,) = linted(tmp_path, "<!-- stapsgewijs: ignore link-daed -- oh -->\nTekst.\n").findings
    assert (found.suggestion, found.line, found.column) == ("link-dead", 7, 1)
