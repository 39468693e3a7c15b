from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.project.references import nearest, structure_of

if TYPE_CHECKING:
    from pathlib import Path

FIRST = """# <a name="doors"></a>Doors

## Open

1. Press **Open**.

    ![open](media/open.png)

2. Choose **Wide** in the **Doors** list.

## Close

1. Press **Close**.
"""
SECOND = FIRST.replace("2. Choose **Wide** in the **Doors** list.\n", "2. Press **Wide**.\n\n3. Press **Yes**.\n")
OTHER = "# Windows\n\n## Clean\n\n1. Take **Water**.\n\n    ![w](water.png)\n\n2. Wipe.\n"


def test_the_structure_is_what_a_translation_keeps() -> None:
    found = structure_of(FIRST)
    assert found.pictures == {"open.png"}
    assert found.anchors == {"doors", "open", "close"}
    assert found.shape == ("1p", "2", "§", "1", "§")


@pytest.fixture
def references(tmp_path: Path) -> list[Path]:
    made = []
    for number, text in enumerate((OTHER, FIRST, SECOND)):
        (tmp_path / str(number)).mkdir()
        made.append(tmp_path / str(number) / "a.md")
        made[-1].write_text(text, encoding="utf-8")
    return made


def translated(text: str) -> str:
    words = {"Doors": "Deuren", "Open": "Openen", "Close": "Sluiten", "Press": "Druk op", "Wide": "Ver", "Yes": "Ja"}
    for english, dutch in words.items():
        text = text.replace(english, dutch)
    return text


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("left_out", ["", "![open](media/open.png)", '<a name="doors"></a>'])
def test_a_translation_is_read_beside_its_own_version(references: list[Path], number: int, left_out: str) -> None:
    text = references[number].read_text(encoding="utf-8")
    guide = references[0].parent / "anders.md"
    guide.write_text(translated(text.replace(left_out, "") if left_out else text), encoding="utf-8")
    assert nearest(guide, references) == references[number]


def test_where_no_name_is_left_the_shape_tells(references: list[Path]) -> None:
    guide = references[0].parent / "anders.md"
    for text, number in ((FIRST, 1), (SECOND, 2)):
        bare = text.replace("open.png", "iets.png").replace('<a name="doors"></a>', "")
        guide.write_text(translated(bare).replace("## ", "## X"), encoding="utf-8")
        assert nearest(guide, references) == references[number]


def test_the_first_is_that_of_a_guide_like_none(references: list[Path]) -> None:
    guide = references[0].parent / "anders.md"
    guide.write_text("# X\n\n1. **A**\n\n![y](y.png)\n\n2. **B** en **C**, **D**\n\n3. e\n\n4. f\n", encoding="utf-8")
    assert nearest(guide, references) == references[0]
    assert nearest(guide.with_name("nowhere.md"), references) == references[0]
    assert nearest(guide, references[1:2]) == references[1]


def test_a_guide_that_names_its_version_is_read_beside_that_where_it_is_much_like_it(references: list[Path]) -> None:
    for number, version in ((0, "2000"), (1, "2001"), (2, "2002")):
        text = references[number].read_text(encoding="utf-8")
        references[number].write_text(f'---\nversion: "{version}"\n---\n{text}', encoding="utf-8")
    near = references[1].with_name("near.md")
    near.write_text(f"---\nversion: 2003\n---\n{FIRST.replace('Press **Close**', 'Press it')}", encoding="utf-8")
    guide = references[0].parent / "anders.md"
    for named, expected in (("2001", references[1]), ("2003", near), ("1999", references[1]), ("2000", references[1])):
        guide.write_text(f"---\nlang: nl\nversion: {named}\n---\n{translated(FIRST)}", encoding="utf-8")
        assert nearest(guide, [*references, near]) == expected, named


def test_the_name_of_a_file_tells_only_where_all_else_is_the_same(references: list[Path]) -> None:
    twin = references[2].with_name("b.md")
    twin.write_text(SECOND, encoding="utf-8")
    guide = references[0].parent / "b.md"
    guide.write_text(translated(SECOND), encoding="utf-8")
    assert nearest(guide, [*references, twin]) == twin
    guide.write_text(translated(FIRST), encoding="utf-8")
    assert nearest(guide, [*references, twin]) == references[1]


def test_a_changed_reference_is_read_again(references: list[Path]) -> None:
    guide = references[0].parent / "anders.md"
    guide.write_text(translated(FIRST), encoding="utf-8")
    assert nearest(guide, references) == references[1]
    references[1].write_text(OTHER + "\n3. More.\n", encoding="utf-8")
    assert nearest(guide, references) == references[2]
