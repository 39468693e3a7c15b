"""One thing that is wrong is told once, and what is proposed is no worse than what was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.findings import Finding

HEAD = "---\ntitle: Gids\nlang: nl\n---\n\n# Gids\n\n## Iets anders doen\n\n"


def findings(folder: Path, body: str) -> list[Finding]:
    path = folder / "gids.md"
    path.write_text(HEAD + body, encoding="utf-8")
    return [each for each in Linter(Settings(folder)).lint(path).findings if each.rule != "label-not-simulated"]


def test_a_comma_in_a_label_of_other_pages_is_told_once(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "1. Ga naar **Extra beveiligingsverificatie,** en lees wat er staat.\n")
    assert (found.rule, found.suggestion) == ("emphasis-punctuation", "**Extra beveiligingsverificatie**,")


def test_two_labels_side_by_side_are_not_made_into_one(tmp_path: Path) -> None:
    body = "1. Open **Wachtwoorden**.\n2. Kies in **Wachtwoorden** **Wissen** naast het wachtwoord.\n"
    (found,) = findings(tmp_path, body)
    assert (found.rule, found.suggestion) == ("emphasis-split", "")
    assert "write a word between them" in found.message


def test_one_label_in_two_pieces_is_put_together(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "1. Kies **Wachtwoorden** **beheren** in het menu.\n")
    assert (found.rule, found.suggestion) == ("emphasis-split", "**Wachtwoorden beheren**")


def test_a_long_target_is_no_part_of_what_to_write(tmp_path: Path) -> None:
    link = f"[pagina](https://voorbeeld.invalid/{'a' * 80})"
    (found,) = findings(tmp_path, f"1. Open de {link}en lees wat er staat.\n")
    assert (found.rule, found.suggestion) == ("space-after-link", "[pagina](…) en")
