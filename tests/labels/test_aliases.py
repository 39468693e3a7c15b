from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.labels import Catalogue, Control, Role

if TYPE_CHECKING:
    from pathlib import Path

DOOR = Control("Open", Role.BUTTON, "door")
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
LABELS = HEAD + 'msgctxt "door|button"\nmsgid "Open"\nmsgstr "{}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "aliases").mkdir()
    (tmp_path / "en.po").write_text(LABELS.format("Open"), encoding="utf-8")
    (tmp_path / "nl.po").write_text(LABELS.format("Openen"), encoding="utf-8")
    return tmp_path


def write(folder: Path, language: str, text: str) -> None:
    (folder / "aliases" / f"{language}.toml").write_text(text, encoding="utf-8")


def test_a_control_has_the_other_names_of_its_language_and_of_english(folder: Path) -> None:
    write(folder, "en", '["door|button"]\n"Open" = ["Unlock"]\n')
    assert Catalogue.load(folder, "nl").aliases == {DOOR: ("Unlock",)}
    write(folder, "nl", '["door|button"]\n"Open" = ["Ontgrendelen", "Opendoen"]\n')
    assert Catalogue.load(folder, "nl").aliases == {DOOR: ("Unlock", "Ontgrendelen", "Opendoen")}
    assert Catalogue.load(folder, "en").aliases == {DOOR: ("Unlock",)}
    assert Catalogue.for_language(folder, "de").aliases == {DOOR: ("Unlock",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("door = [", "not TOML"),
        ('door = "Open"', "'door' is no table; write"),
        ('["door|button"]\nOpen = "Unlock"', r"\[door\|button\]: 'Open' has no list of names"),
        ('["door|button"]\nOpen = [" "]', "'Open' has no list of names"),
        ('["door|link"]\nOpen = ["Unlock"]', "the catalogue has no 'Open' with this surface and role"),
    ],
)
def test_a_table_that_says_nothing_is_refused_with_its_file(folder: Path, text: str, said: str) -> None:
    write(folder, "en", text)
    with pytest.raises(DocumentError, match=said) as raised:
        Catalogue.load(folder, "en")
    assert str(raised.value).startswith(str(folder / "aliases" / "en.toml"))


def test_no_aliases_are_needed(folder: Path) -> None:
    assert Catalogue.load(folder, "en").aliases == {}
