from __future__ import annotations

import pytest

from stapsgewijs.screenshots.masking import MARK, Hidden, without

PAGE = """\
- main:
  - text: Code
  - textbox "Code": geheim99
  - 'region "Stap 1: Hoe?"':
    - combobox "Land":
      - option "Nederland" [selected]
      - option "België"
  - text: Mij bellen op nummer
  - button "Mij bellen"
"""


@pytest.mark.parametrize(
    ("hidden", "gone", "there"),
    [
        (Hidden('- textbox "Code": geheim99\n', ("geheim99",), keeps_name=True), "geheim99", f'"Code": {MARK}'),
        (Hidden('- button "Mij bellen"', ("Mij bellen",)), "Mij bellen", f"- text: {MARK} op nummer"),
        (
            Hidden('- combobox "Land":\n  - option "Nederland" [selected]\n  - option "België"', keeps_name=True),
            "België",
            f'    - combobox "Land": {MARK}\n  - text',
        ),
        (
            Hidden("- 'region \"Stap 1: Hoe?\"':\n" + "\n".join(line[2:] for line in PAGE.splitlines()[4:7])),
            "Stap 1",
            f'  - region "{MARK}"\n  - text',
        ),
    ],
)
def test_what_is_hidden_is_a_mark(hidden: Hidden, gone: str, there: str) -> None:
    said = without(PAGE, [hidden])
    assert gone not in said
    assert there in said


def test_nothing_hidden_is_nothing_changed() -> None:
    assert without(PAGE, []) == PAGE
    assert without(PAGE, [Hidden("")]) == PAGE


def test_a_name_with_a_colon_stays_valid() -> None:
    field = "- 'textbox \"Code: 1\"': '123'"
    assert without(f"- main:\n  {field}\n", [Hidden(field, keeps_name=True)]) == (
        f"- main:\n  - 'textbox \"Code: 1\"': {MARK}\n"
    )


def test_a_short_text_is_hidden_where_it_stands_and_not_wherever_it_occurs() -> None:
    said = without('- textbox "Code": "12"\n- text: 12 dagen\n', [Hidden('- textbox "Code": "12"', ("12",), True)])  # noqa: FBT003
    assert said == f'- textbox "Code": {MARK}\n- text: 12 dagen\n'


def test_a_part_of_a_word_is_not_hidden() -> None:
    assert without("- text: Codering\n", [Hidden("", ("Code",))]) == "- text: Codering\n"
