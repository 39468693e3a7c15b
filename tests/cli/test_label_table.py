from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stapsgewijs.cli.label_table import as_table, label, write_catalogue
from stapsgewijs.cli.main import command_line
from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.guide.analysis import LabelMode, analyse
from stapsgewijs.labels import Catalogue

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "guides" / "en" / "multi-factor-authentication-setup-phone-number.md"
WORDS = {
    "Additional security verification": "Další ověření zabezpečení",
    "Authentication phone": "Telefon pro ověření",
    "Step 1: How should we contact you": "Krok 1: Jak vás máme kontaktovat",
    "Send me a code by text message": "Poslat kód v textové zprávě",
    "Call me": "Zavolat mi",
    "Method": "Metoda",
    "Next": "Další",
    "Step 2: We've sent a text message to your phone": "Krok 2: Poslali jsme vám textovou zprávu na telefon",
    "Verify": "Ověřit",
    "Step 3: Keep using your existing applications": "Krok 3: Dál používejte svoje aplikace",
    "Done": "Hotovo",
}


@pytest.fixture
def czech(tmp_path: Path) -> Path:
    text = ENGLISH.read_text(encoding="utf-8").replace("lang: en-US", "lang: cs-CZ")
    for english, czech in WORDS.items():
        text = text.replace(f"**{english}**", f"**{czech}**")
    path = tmp_path / "guide.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_label_with_its_control_role_place_and_confidence(czech: Path) -> None:
    rows = label(czech).rows
    assert len(rows) == 18
    assert {each.control: each.label for each in rows} == WORDS
    first = rows[0]
    line = next(number for number, each in enumerate(czech.read_text().split("\n"), 1) if each.startswith("1. "))
    assert (first.step, first.role, first.line, first.column) == (1, "page", line, 19)
    assert all(0.9 < each.confidence <= 1 for each in rows)


def test_the_command_prints_a_table_or_json(czech: Path) -> None:
    table = CliRunner().invoke(command_line(), ["labels", str(czech)])
    assert table.exit_code == 0
    assert table.stdout.splitlines()[0].split() == ["control", "label", "line", "confidence"]
    assert any(line.startswith("Next ") and " Další " in line for line in table.stdout.splitlines())
    told = json.loads(CliRunner().invoke(command_line(), ["labels", str(czech), "--json"]).stdout)
    assert list(told[0]) == ["procedure", "step", "control", "role", "label", "line", "column", "confidence"]
    assert [each["control"] for each in told if each["label"] == "Zavolat mi"] == ["Call me"]


def test_columns_stay_in_line_where_letters_are_wide(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text("---\nlang: ja-JP\n---\n# A\n\n1. **次へ** **Next**\n", encoding="utf-8")
    assert list(as_table(label(path))) == [
        "control          label  line  confidence",
        "(not simulated)  次へ   6     0.00",
        "Next             Next   6     1.00",
    ]


def test_the_catalogue_that_is_written_is_one_that_pages_can_wear(czech: Path, tmp_path: Path) -> None:
    folder = tmp_path / "labels"
    folder.mkdir()
    for name in ("nl", "en"):
        (folder / f"{name}.po").write_bytes((ROOT / "site" / "labels" / f"{name}.po").read_bytes())
    assert write_catalogue(label(czech), folder / "cs.po") == len(WORDS)
    written = Catalogue.load(folder, "cs")
    assert {each: written.label(written.named(each)) for each in WORDS} == WORDS
    assert written.label(written.named("Sign in")) == "Sign in"
    assert '"Language: cs_CZ\\n"' in (folder / "cs.po").read_text(encoding="utf-8")
    known = analyse(czech, labels=folder, pivot=ENGLISH, mode=LabelMode.PRODUCT)
    assert (known.pages.locale, known.pages.is_borrowed, known.findings) == ("cs", False, ())


def test_writing_again_keeps_what_was_translated_by_hand(czech: Path, tmp_path: Path) -> None:
    target = tmp_path / "cs.po"
    write_catalogue(label(czech), target)
    before = target.read_text(encoding="utf-8")
    by_hand = before.replace('msgid "Sign in"\nmsgstr ""', 'msgid "Sign in"\nmsgstr "Přihlásit se"')
    assert by_hand != before
    target.write_text(by_hand, encoding="utf-8")
    write_catalogue(label(czech), target)
    assert target.read_text(encoding="utf-8") == by_hand


def test_what_cannot_be_used_is_one_line_that_says_so(czech: Path, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        label(tmp_path / "none.md")
    (tmp_path / "plain.md").write_text("# A\n\nNothing.\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="no procedure"):
        label(tmp_path / "plain.md")
    with pytest.raises(StapsgewijsError, match="cannot be written"):
        write_catalogue(label(czech), tmp_path / "none" / "cs.po")
    (tmp_path / "bare.md").write_text("# A\n\n1. **Next**\n", encoding="utf-8")
    nameless = label(tmp_path / "bare.md")
    assert [each.control for each in nameless.rows] == ["Next"]
    with pytest.raises(DocumentError, match="does not name its language"):
        write_catalogue(nameless, tmp_path / "x.po")
