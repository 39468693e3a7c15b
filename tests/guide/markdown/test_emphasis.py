from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import read_guide

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Click **Next**.", [("Next", 10, "bold")]),
        ("Click ** Next ** now.", [("Next", 10, "broken")]),
        ("**추가?**페이지에서 **다음**을", [("추가?", 4, "broken"), ("다음", 17, "bold")]),
        ("**A,**B and **C,**D", [("A,", 4, "broken"), ("C,", 16, "broken")]),
        ("键入到**‘第 2 步’**区域中，然后选择**‘验证’**。", [("‘第 2 步’", 7, "broken"), ("‘验证’", 26, "broken")]),
        ("__Next__ and **Done**", [("Next", 4, "bold"), ("Done", 17, "bold")]),
        ("**A****B**", [("A", 4, "broken"), ("B", 9, "broken")]),
        ("**Method and so on, and **Next**", [("Method and so on", 4, "broken"), ("Next", 28, "bold")]),
        (r"\*\*Next\*\* and `**no**`", [("Next", 5, "broken")]),
        (r"a\_b &amp; \*\*Next one\*\*, then **Done**", [("Next one", 16, "broken"), ("Done", 38, "bold")]),
        ("＊＊次へ＊＊ &lt; **完了**", [("次へ", 4, "broken"), ("完了", 16, "bold")]),
        ("[a **b** c](x.md)", [("b", 7, "bold")]),
    ],
)
def test_bold_is_found_where_it_was_meant(tmp_path: Path, sentence: str, found: list[tuple[str, int, str]]) -> None:
    path = tmp_path / "guide.md"
    path.write_text(f"# A\n\n1. {sentence}\n", encoding="utf-8")
    (step,) = read_guide(path).procedures[0].steps
    assert [(each.text, each.column, each.marking.value) for each in step.labels] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("选择“下一步”。", [("下一步", 6)]),
        ("選取 [下一步]  。", [("下一步", 7)]),
        ('选择"下一步"，a_b_c 和_完成_。', [("下一步", 6), ("完成", 19)]),
        ("「次へ」『方法』【完了】", [("次へ", 4), ("方法", 8), ("完了", 12)]),
        ("Klicken Sie auf „Weiter“.", [("Weiter", 20)]),
        ("Cliquez sur «\u00a0Suivant\u00a0».", [("Suivant", 16)]),
        ("Välj ”Nästa” nu", [("Nästa", 9)]),
        ("""Choose "Next" or 'Method', don't wait, it's fine""", [("Next", 11), ("Method", 21)]),
        ("Microsoft 'tan adım 2 ' ye", []),
        ("*Next* and `code` and <kbd>Done</kbd>", [("Next", 4), ("code", 15), ("Done", 26)]),
        ("**[Next]** and [Next](a.md)", []),
    ],
)
def test_words_that_are_set_apart_without_bold(tmp_path: Path, sentence: str, found: list[tuple[str, int]]) -> None:
    path = tmp_path / "guide.md"
    path.write_text(f"# A\n\n1. {sentence}\n", encoding="utf-8")
    (step,) = read_guide(path).procedures[0].steps
    assert [(each.text, each.column) for each in step.quotes] == found


def test_places_on_a_second_line_and_in_an_inner_list(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text("# A\n\n1. One\n   ** two** and “three”\n   - «four»\n", encoding="utf-8")
    (step,) = read_guide(path).procedures[0].steps
    assert [(each.text, each.line, each.column) for each in step.labels] == [("two", 4, 4)]
    assert [(each.text, each.line, each.column) for each in step.quotes] == [("three", 4, 17), ("four", 5, 6)]
