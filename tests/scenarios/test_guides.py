from __future__ import annotations

import pytest

from stapsgewijs.evidence.rerun import guide_mark, guide_of_test


@pytest.mark.parametrize(
    ("name", "guide"),
    [
        (f"a.feature::test_x[{guide_mark(0)}]", 0),
        (f"a.feature::test_x[{guide_mark(11)}]", 11),
        (f"test_x[06 12345678-{guide_mark(1)}]", 1),
        ("test_x", 0),
        ("test_guide2", 0),
        ("test_x[06 12345678]", 0),
        ("test_x[guide]", 0),
    ],
)
def test_the_guide_of_a_test_is_in_its_name(name: str, guide: int) -> None:
    assert guide_of_test(name) == guide
