"""Labels of features on the pages of a product: by its strings, by their place in the guide, or as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import read_guide
from stapsgewijs.labels import Catalogue
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.scenarios.label_translation import LabelTranslation, labels_by_place

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = Catalogue("en", {}, {})
STRINGS = {"Next": ("Weiter", "Nächste"), "Save": ("Speichern",), "Back": ("Zurück", "Rücken")}
ENGLISH = """\
1. Click **Next** and **Code:**.
2. Click **Save**, then **Next**.
3. Click **Other** and **More**.
4. Click **Twice**, then **Twice**.
"""
GERMAN = """\
1. Klicken Sie auf **Weiter** und **Kode**.
2. Klicken Sie auf **Sichern**, dann auf **Weiter**.
3. Klicken Sie auf **Anderes**.
4. Klicken Sie auf **Eins**, dann auf **Zwei**.
"""


@pytest.fixture
def wording(tmp_path: Path) -> LabelTranslation:
    guides = []
    for language, steps in (("en", ENGLISH), ("de", GERMAN)):
        path = tmp_path / f"{language}.md"
        path.write_text(f'---\nlang: {language}\n---\n# <a name="x"></a>X\n\n{steps}', encoding="utf-8")
        guides.append(read_guide(path))
    places = labels_by_place(*guides)
    return LabelTranslation(NOTHING, NOTHING, lambda label: STRINGS.get(label, ()), places)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Save", "Speichern"),  # the strings of the product come before the guide, which may be wrong
        ("Next", "Weiter"),  # of two strings the one that the guide has
        ("Code", "Kode"),
        ("Code *", "Kode"),
        ("Other", "Other"),  # the German step names fewer
        ("Twice", "Twice"),  # has two names
        ("Unknown", "Unknown"),
    ],
)
def test_a_label_is_looked_up_where_it_is_known(wording: LabelTranslation, label: str, text: str) -> None:
    assert wording.find(label).text == text
    assert wording.find(label).control is None


def test_strings_that_do_not_decide_are_told(wording: LabelTranslation) -> None:
    with pytest.raises(StepError, match="“Back” is “Zurück” or “Rücken” in the strings of the product"):
        wording.find("Back")
