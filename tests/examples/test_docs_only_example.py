"""The example of guides and a product's strings: `lint` says exactly what its README says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from stapsgewijs.cli.lint_session import Options, lint_session

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "docs-only"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "example"))
    monkeypatch.chdir(folder)
    return folder


def said(**options: object) -> str:
    lines: list[str] = []
    lint_session(Options(**options), lambda text: lines.append(str(text)))  # type: ignore[arg-type]
    return "\n".join(lines)


def test_lint_says_what_the_readme_says(example: Path) -> None:
    shown = re.search(r"```text\n(.*?)```", (example / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    told = [line for line in said().splitlines() if not line.startswith(" ")]
    assert told == shown[1].splitlines()
    assert sum(": warning " in line for line in told) == 2


def test_the_two_faults_are_mended(example: Path) -> None:
    said(fix=True)
    text = (example / "docs" / "de" / "invite.md").read_text(encoding="utf-8")
    assert "dann **Mitglieder**." in text
    assert "Sie **Senden**." in text
    assert said().splitlines()[-1].startswith("3 documents: 0 errors, 0 warnings")


def test_without_german_strings_nothing_german_is_right(example: Path) -> None:
    shutil.rmtree(example / "product" / "locales" / "de")
    assert "No product strings for German: 11 labels were not checked" in said()


def test_any_label_that_is_changed_is_found(example: Path) -> None:
    path = example / "docs" / "nl" / "invite.md"
    text = path.read_text(encoding="utf-8")
    labels = list(re.finditer(r"\*\*(.+?)\*\*", text.partition("> [!NOTE]")[0]))
    assert len(labels) == 11
    for each in labels:
        path.write_text(f"{text[: each.start()]}**Bananenbrood**{text[each.end() :]}", encoding="utf-8")
        line = text.count("\n", 0, each.start()) + 1
        assert f"docs/nl/invite.md:{line}:" in said(paths=(path,)), each[1]
