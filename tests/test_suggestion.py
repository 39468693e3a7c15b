from __future__ import annotations

import pytest

from stapsgewijs.suggestion import nearest_file


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("instelen.md", "instellen.md"),
        ("Instellen.MD", "instellen.md"),
        ("foto.jpg", "foto.png"),
        ("instellen.mdx", "instellen.md"),
        ("andere.md", ""),
        ("instelen.png", ""),
        ("", ""),
    ],
)
def test_files_are_alike_by_what_stands_before_their_endings(name: str, near: str) -> None:
    assert nearest_file(name, ["rent.md", "instellen.md", "foto.png"]) == near
