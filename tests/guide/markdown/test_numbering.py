from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import read_guide
from stapsgewijs.guide.markdown.parser import normalised

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1. a", "2.b", "3. c"], ["1. a", "2. b", "3. c"]),
        (["1.a", "", "2.b"], ["1. a", "", "2. b"]),
        (["１．a", "２．b"], ["1. a", "2. b"]),
        (["1、a", "2、b"], ["1. a", "2. b"]),
        (["1\\. a", "2\\. b"], ["1. a", "2. b"]),
        (["1) a", "2)b"], ["1) a", "2) b"]),
        (["1. a", "1. b", "3.c"], ["1. a", "1. b", "3. c"]),
        (["1.a"], ["1.a"]),
        (["1. a", "2020.b"], ["1. a", "2020.b"]),
        (["1. a", "2.5 b"], ["1. a", "2.5 b"]),
        (["1.a", "## b", "2.c"], ["1.a", "## b", "2.c"]),
        (["```", "1.a", "2.b", "##c", "```"], ["```", "1.a", "2.b", "##c", "```"]),
        (["##a", "##\u00a0b", "#c", "#\u00a0d"], ["## a", "## b", "#c", "# d"]),
    ],
)
def test_only_numbers_that_go_on_counting_are_mended(lines: list[str], expected: list[str]) -> None:
    assert normalised(lines) == expected


def test_a_step_with_a_glued_number_stands_where_it_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text("# A\n\n1. Go.\n\n2.Click **Next**.\n\n    ![a](media/a.png)\n", encoding="utf-8")
    _, step = read_guide(path).procedures[0].steps
    assert (step.number, step.action.text, step.line) == (2, "Click Next.", 5)
    assert [(each.text, each.line, each.column) for each in step.labels] == [("Next", 5, 9)]
    assert [each.path for each in step.screenshots] == ["media/a.png"]
