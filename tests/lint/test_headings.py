"""Headings: what is in a reader's way, and what only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def told(folder: Path, body: str) -> list[tuple[str, int, str]]:
    path = folder / "gids.md"
    path.write_text(f"---\ntitle: Fiets\nlang: nl\n---\n{body}\n", encoding="utf-8")
    found = Linter(Settings(folder)).lint(path).findings
    return [(each.rule, each.line - 4, each.suggestion) for each in found if each.rule.startswith("heading-")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# Fiets\n\n##\n\nTekst.", [("heading-empty", 3, "")]),
        ('# Fiets\n\n## <a name="x"></a>\n\nTekst.', [("heading-empty", 3, "")]),
        ("# Fiets\n\n### Band\n\nTekst.", [("heading-level", 3, "## Band")]),
        ("# Fiets\n\n## Band\n\nA.\n\n## Band\n\nB.", [("heading-duplicate", 7, "")]),
        (
            "# Fiets\n\nZie [band](#band).\n\n## Voor\n\n### Band\n\nA.\n\n## Achter\n\n### Band\n\nB.",
            [("heading-duplicate", 13, "")],
        ),
        ("# Fiets\n\nA.\n\n# Band\n\nB.", [("heading-two-names", 5, "## Band")]),
    ],
)
def test_a_heading_in_the_way_is_told(body: str, expected: list[tuple[str, int, str]], tmp_path: Path) -> None:
    assert told(tmp_path, body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "# Fiets\n\n## Voor\n\n### Band\n\nA.\n\n## Achter\n\n### Band\n\nB.",  # no link leads to either
        '# Fiets\n\nZie [b](#band).\n\n## Voor\n\n### Band\n\n## Achter\n\n### <a name="achterband"></a>Band\n\nB.',
        "# Fiets\n\n## Band\n\n#### Slang\n\nA.".replace("####", "###"),
        "# Een\n\nA.\n\n# Twee\n\nB.\n\n# Drie\n\nC.",  # sections, by the writer's habit
        "# Fiets\n\n# [Windows](#tab/windows)\n\nA.",
        "# Fiets\n\n## ![Band](band.png)\n\nA.",
        "# Fiets\n\n## A\n\n> #### B\n\nC.",
        "## Band\n\nA.\n\n# Fiets\n\nB.",
    ],
)
def test_a_heading_that_is_in_nobody_s_way_is_left_alone(body: str, tmp_path: Path) -> None:
    assert told(tmp_path, body) == []
