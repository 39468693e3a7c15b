"""The Dutch features follow a guide in any language: label of the feature, control, label of that guide, element."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.guide.mangling import flipped_in_one, some_without_bold
from tests.guide.translating import languages, make

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "guides"
NAME = "multi-factor-authentication-setup-phone-number.md"
MESSAGE = "multi-factor-authentication-text-message"


def verified(guide: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "stapsgewijs", "verify", str(guide), "--json", "told.json", "-n", "0"]
    done = subprocess.run(  # our own program
        command, cwd=guide.parent, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads((guide.parent / "told.json").read_text(encoding="utf-8"))
    return told


def words_of(folder: Path, picture: str) -> str:
    (found,) = (folder / "build" / "pictures").rglob(f"{picture}.aria.yml")
    return found.read_text(encoding="utf-8")


def outcomes(told: dict[str, Any]) -> list[str]:
    return [step["outcome"] for procedure in told["procedures"] for step in procedure["steps"]]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de-de", ("Zusätzliche Sicherheitsüberprüfung", "Code per SMS an mich senden", "Weiter", "Niederlande")),
        ("ja-jp", ("追加のセキュリティ確認", "テキスト メッセージでコードを送信する", "次へ", "オランダ")),
    ],
)
def test_a_shared_guide_is_followed_in_its_own_words(tmp_path: Path, locale: str, words: tuple[str, ...]) -> None:
    if not (SHARED / locale / NAME).is_file():
        pytest.skip("the shared guides are not on this machine")
    guide = Path(shutil.copy(SHARED / locale / NAME, tmp_path))
    told = verified(guide)
    assert outcomes(told) == ["passed"] * 10
    assert {each["rule"] for each in told["findings"]} == {"picture-missing"}
    shown = words_of(tmp_path, MESSAGE)
    assert [each for each in words if each not in shown] == []


def test_a_guide_that_is_written_from_right_to_left_is_followed(tmp_path: Path) -> None:
    hebrew = next(each for each in languages() if each["language"] == "he")
    guide = tmp_path / "guide.md"
    guide.write_text(make(hebrew, [flipped_in_one, some_without_bold], 1).text, encoding="utf-8")
    told = verified(guide)
    assert outcomes(told) == ["passed"] * 10
    shown = words_of(tmp_path, MESSAGE)
    assert all(hebrew[each] in shown for each in ("page", "option", "sms", "call", "method", "next"))
