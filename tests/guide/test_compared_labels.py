"""What labels are compared with: product strings, nothing, and the other guides of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import Against
from stapsgewijs.guide.analysis import LabelMode, analyse, compare_labels
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.guide.analysis import GuideAnalysis

PROJECT = default_project()
TEXT = PROJECT.guide.read_text(encoding="utf-8")


def studied(path: Path, text: str, mode: LabelMode = LabelMode.PRODUCT) -> GuideAnalysis:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return analyse(path, labels=PROJECT.site / "labels", pivot=PROJECT.references[0], mode=mode)


def test_a_language_without_product_strings_is_one_warning_at_the_top(tmp_path: Path) -> None:
    german = TEXT.replace("lang: nl-NL", "lang: de-DE").replace("**Volgende**", "**Bananenbrot**")
    known = studied(tmp_path / "guide.md", german)
    assert known.against is Against.NOTHING
    assert [(each.rule, each.line) for each in known.findings] == [("no-product-strings", 1)]
    assert known.findings[0].message == ("No product strings for German: 18 labels were not checked; add labels/de.po.")


@pytest.mark.parametrize(
    ("mode", "against"),
    [
        (LabelMode.PRODUCT, Against.PRODUCT_STRINGS),
        (LabelMode.DOCUMENTED, Against.NOTHING),
        (LabelMode.PAGE, Against.PAGE),
    ],
)
def test_what_labels_are_held_against(tmp_path: Path, mode: LabelMode, against: Against) -> None:
    assert studied(tmp_path / "guide.md", TEXT, mode).against is against


def test_one_control_by_two_names_in_two_guides_of_a_language(tmp_path: Path) -> None:
    german = TEXT.replace("lang: nl-NL", "lang: de-DE")
    other = german.replace("**Volgende**", "**Weiterlesen**")
    names = [("a", german), ("b", other), ("c", german.replace("de-DE", "fr-FR").replace("**Volgende**", "**Suite**"))]
    told = compare_labels([studied(tmp_path / name / "guide.md", text) for name, text in names])
    found = [
        [(each.text, each.suggestion) for each in one.findings if each.rule == "label-inconsistent"] for one in told
    ]
    assert found == [[], [("Weiterlesen", "Volgende")] * 2, []]
    assert next(each.message for each in told[1].findings if each.rule == "label-inconsistent") == (
        "The guide says “Weiterlesen”; guide.md:16 says “Volgende” of the same thing."
    )
