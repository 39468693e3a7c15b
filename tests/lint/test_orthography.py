"""Words that a document spells in two ways, by its own other spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def told(folder: Path, body: str, lang: str = "nl") -> list[tuple[str, str, str]]:
    path = folder / "gids.md"
    path.write_text(f"---\ntitle: X\nlang: {lang}\n---\n# X\n\n{body}\n", encoding="utf-8")
    found = Linter(Settings(folder)).lint(path).findings
    wanted = {"spelled-two-ways", "compound-split"}
    return [(each.rule, each.message, each.suggestion) for each in found if each.rule in wanted]


@pytest.mark.parametrize(
    ("body", "lang", "rule", "better"),
    [
        ("Het telefoonnummer. Uw telefoon nummer.", "nl", "compound-split", "telefoonnummer"),
        ("Das Benutzerkonto. Ihr Benutzer Konto.", "de", "compound-split", "Benutzerkonto"),
        ("Van Fietsplein is het; bij fiets plein ook.", "nl", "spelled-two-ways", "Fietsplein"),
        ("From BikeShare it is; Bike Share too.", "en", "spelled-two-ways", "BikeShare"),
        ("Een werk- of schoolaccount. Uw werk-of schoolaccount.", "nl", "spelled-two-ways", "werk- of"),
        ("Ein- und Ausgang. Der Ein-und Ausgang.", "de", "spelled-two-ways", "Ein- und"),
    ],
)
def test_another_spelling_is_told(body: str, lang: str, rule: str, better: str, tmp_path: Path) -> None:
    ((found, _, suggestion),) = told(tmp_path, body, lang)
    assert (found, suggestion) == (rule, better)


def test_how_often_is_said_once(tmp_path: Path) -> None:
    ((_, message, _),) = told(tmp_path, "Een wachtwoord.\n\n**Wacht woord** en wacht woord.")
    assert message == "“Wacht woord” (2 times here) is written “wachtwoord” elsewhere (line 7)."


@pytest.mark.parametrize(
    ("body", "lang"),
    [
        ("Your login works: log in. Your username, a user name.", "en"),
        ("Ga nu op weg, want opweg is niets.", "nl"),
        ("Uw telefoon. Nummer het. Het telefoonnummer.", "nl"),
        ("Uw telefoon, nummer en telefoonnummer.", "nl"),
        ("Het telefoonnummer en `telefoon nummer`.", "nl"),
        ("Het telefoonnummer op [pagina](<telefoon nummer>).", "nl"),
        ("Zie fietsplein.nl en het fiets plein.", "nl"),
        ("Uw werk-of schoolaccount.", "nl"),
        ("Een zwart-en-wit beeld, zwart- en wit.", "nl"),
        ("用户名称和用户 名称。", "zh"),
    ],
)
def test_two_things_are_no_two_spellings(body: str, lang: str, tmp_path: Path) -> None:
    assert told(tmp_path, body, lang) == []
