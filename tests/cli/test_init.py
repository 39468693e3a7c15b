from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_guide_whose_words_tell_everything_gives_exit_code_0(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "save.md").write_text("---\nlang: en\n---\n# Save\n\n1. Click **Save**.\n", encoding="utf-8")
    assert run(["init", "save.md"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "stapsgewijs.toml: written",
        "features/save.feature: written",
        "now: stapsgewijs init --base-url URL, of the product",
    ]


def test_a_question_is_told_at_its_line_with_exit_code_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "save.md").write_text("---\nlang: en\n---\n# Save\n\n1. **Save**\n", encoding="utf-8")
    assert run(["init"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("save.md:6:4: step 1: what is “Save”")
    assert told[-1] == "exit 1: 1 question to be answered; then run init again, or write the lines"


def test_for_a_product_that_does_not_answer_the_words_count(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "save.md").write_text("---\nlang: en\n---\n# Save\n\n1. Click **Save**.\n", encoding="utf-8")
    assert run(["init", "--base-url", "http://127.0.0.1:9", "--phone-network", "http://127.0.0.1:9"]) == 1
    assert "the product was not walked through: " in capsys.readouterr().err
    assert 'base-url = "http://127.0.0.1:9"' in (folder / "stapsgewijs.toml").read_text(encoding="utf-8")
    assert (folder / "features" / "save.feature").is_file()


def test_a_guide_without_a_language_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "save.md").write_text("# Save\n\n1. Click **Save**.\n", encoding="utf-8")
    assert run(["init"]) == 1
    assert capsys.readouterr().err.startswith("save.md:1:1: the guide does not name its language; add a line")
