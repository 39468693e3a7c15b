"""Marks that Markdown does not read: told with what to write, and mended without a space where none is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.autofix import mend
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def told(folder: Path, body: str, lang: str) -> tuple[list[str], str]:
    head = f"---\ntitle: X\nlang: {lang}\n---\n# X\n\n"
    path = folder / "gids.md"
    path.write_text(f"{head}{body}\n", encoding="utf-8")
    linter = Linter(Settings(folder))
    found = [
        each.suggestion for each in linter.lint(path).findings if each.rule.startswith(("emphasis-broken", "space-"))
    ]
    mended = mend(linter, path, path.name)
    return found, (mended.raw.decode() if mended else path.read_text(encoding="utf-8"))[len(head) : -1]


@pytest.mark.parametrize(
    ("body", "suggestions", "after"),
    [
        ("**「設定」**を開く。", ["「**設定**」"], "「**設定**」を開く。"),
        ("次に**保存。**を押す。", ["**保存**。"], "次に**保存**。を押す。"),
        ("画面の**（設定）**を開く。", ["（**設定**）"], "画面の（**設定**）を開く。"),
        ("**番号：**に**電話**を入れる。", ["**番号**："], "**番号**：に**電話**を入れる。"),
        ("*コード。*を入れる。", ["*コード*。"], "*コード*。を入れる。"),
        ("__設定__を開く。", ["**設定**"], "**設定**を開く。"),
        ("**保存」。**を押す。", ["**保存」**。"], "**保存」**。を押す。"),
        ("**A」**Bを押す。", ["**A**」"], "**A**」Bを押す。"),
    ],
)
def test_in_a_script_without_spaces_the_sign_goes_outside(
    body: str, suggestions: list[str], after: str, tmp_path: Path
) -> None:
    assert told(tmp_path, body, "ja") == (suggestions, after)


@pytest.mark.parametrize(
    ("body", "suggestions", "after"),
    [
        ("Kies ** Fiets** nu.", ["**Fiets**"], "Kies **Fiets** nu."),
        ("Kies**„Fiets”** nu.", ["Kies **„Fiets”**"], "Kies **„Fiets”** nu."),
        ("Kies **Fiets.**Dan verder.", ["**Fiets.** Dan"], "Kies **Fiets.** Dan verder."),
        ("Kies **Fiets**en ga.", ["**Fiets** en"], "Kies **Fiets** en ga."),
    ],
)
def test_in_other_scripts_a_space_comes_in(body: str, suggestions: list[str], after: str, tmp_path: Path) -> None:
    assert told(tmp_path, body, "nl") == (suggestions, after)


@pytest.mark.parametrize(
    ("body", "lang"),
    [
        ("De letters: **L**icht, **A**ccu en **M**otor; **H**yper**T**ext.", "nl"),
        ("**保存**を押し、**次へ**をOKします。", "ja"),
        ("**OK**を押す。", "ja"),
        ("Druk op `*` of op \\*, 5 * 3 * 2.", "nl"),
        ("Zie __init__ en a__b__c.", "nl"),
        ("**Fiets** en **bel**.", "nl"),
        ("*設定*を開く。", "ja"),
    ],
)
def test_what_is_read_as_it_is_meant_is_left_alone(body: str, lang: str, tmp_path: Path) -> None:
    assert told(tmp_path, body, lang) == ([], body)


@pytest.mark.parametrize(
    "body", ["**Let op:** **Fiets** is groen.", "**Klaar.** **Fiets** is groen.", "**F**iets **bel**"]
)
def test_a_note_and_a_label_are_no_two_pieces_of_one(body: str, tmp_path: Path) -> None:
    path = tmp_path / "gids.md"
    path.write_text(f"---\ntitle: X\nlang: nl\n---\n# X\n\n{body}\n", encoding="utf-8")
    assert [each.rule for each in Linter(Settings(tmp_path)).lint(path).findings] == []


def test_where_there_is_nothing_else_to_write_nothing_is_proposed(tmp_path: Path) -> None:
    body = "**「**設定」を開き、**“**次へ”を押す。"
    suggestions, after = told(tmp_path, body, "ja")
    assert (set(suggestions), after) == ({""}, body)
