"""Each thing that a translation can lose is found once, at a line where a writer looks for it, and nothing else is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings
from tests.lint.mutations import mutations
from tests.shared_guides import SHARED

ROOT = Path(__file__).parents[2]
ENGLISH, DUTCH = (next((ROOT / "guides" / each).glob("*.md")) for each in ("en", "nl"))


def read(path: Path) -> str:
    # "sign-in.md" is the one link in which the real documents differ from their source.
    return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").replace("user-sign-in.md", "user-signin.md")


class Pair:
    """A folder with a translation, and the source beside it, which stays the same."""

    def __init__(self, folder: Path, locale: str, source: str) -> None:
        self.path = folder / locale / DUTCH.name
        self.path.parent.mkdir(exist_ok=True)
        (folder / "en").mkdir(exist_ok=True)
        (folder / "en" / DUTCH.name).write_text(source, encoding="utf-8")
        self.linter = Linter(Settings(folder, source=folder / "en"))

    def differences(self, ours: str) -> list[tuple[str, int]]:
        self.path.write_text(ours, encoding="utf-8")
        found = self.linter.lint(self.path).findings
        return sorted((each.rule, each.line) for each in found if each.rule.startswith("parity-"))


def wrong_of(pair: Pair, ours: str) -> list[str]:
    """Return what is not found as it should be, of what is taken from the translation."""
    wrong = []
    for each in mutations(ours):
        found = pair.differences(each.text)
        rules, lines = [rule for rule, _ in found], [line for _, line in found]
        if rules != sorted(each.rules) or not all(each.first <= line <= each.last for line in lines):
            wrong.append(f"{each.what}: {found}")
    return wrong


def test_what_the_guide_that_ships_loses_is_found_once(tmp_path: Path) -> None:
    assert len(list(mutations(read(DUTCH)))) > 40
    assert wrong_of(Pair(tmp_path, "nl", read(ENGLISH)), read(DUTCH)) == []


def test_what_its_source_loses_is_found_once(tmp_path: Path) -> None:
    for each in mutations(read(ENGLISH)):
        found = Pair(tmp_path, "nl", each.text).differences(read(DUTCH))
        assert Counter(rule for rule, _ in found) == Counter(each.rules), f"{each.what}: {found}"


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["nl-nl", "de-de", "ja-jp", "pl-pl", "tr-tr", "zh-cn", "zh-tw"])
def test_what_a_translation_of_the_shared_guides_loses_is_found_once(folder: str, tmp_path: Path) -> None:
    path = SHARED / folder / DUTCH.name
    if not path.is_file():
        pytest.skip("the real documents are not here")
    pair = Pair(tmp_path, folder, read(SHARED / "en-us" / DUTCH.name))
    assert pair.differences(read(path)) == []
    assert wrong_of(pair, read(path)) == []
