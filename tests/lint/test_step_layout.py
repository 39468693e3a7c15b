"""Steps at the wrong depth: told where they stand, moved and never renumbered; and lists that are as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.autofix import mend
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "---\ntitle: Fiets\nlang: nl\n---\n# Fiets\n\n"
RULES = {"step-numbering", "step-unmarked"}


def told(folder: Path, body: str) -> tuple[list[tuple[int, str]], str]:
    """Return the findings about steps (line in the body, message), and the body as `--fix` leaves it."""
    path = folder / "gids.md"
    path.write_text(HEAD + body, encoding="utf-8")
    linter = Linter(Settings(folder))
    found = [(each.line - 6, each.message) for each in linter.lint(path).findings if each.rule in RULES]
    mended = mend(linter, path, path.name)
    return found, (mended.raw.decode() if mended else path.read_text(encoding="utf-8")).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("body", "lines", "after"),
    [
        (
            "1. Pomp de band op.\n    2. Smeer de ketting.\n3. Poets het frame.\n    4. Test de rem.\n5. Rijd.\n",
            [2, 4],
            "1. Pomp de band op.\n2. Smeer de ketting.\n3. Poets het frame.\n4. Test de rem.\n5. Rijd.\n",
        ),
        (
            "1. Pomp op.\n\n    2. Smeer.\n\n       Veeg af.\n\n3. Poets.\n",
            [3],
            "1. Pomp op.\n\n2. Smeer.\n\n   Veeg af.\n\n3. Poets.\n",
        ),
        (
            "1. Pomp op.\n   2. Smeer.\n      3. Poets.\n4. Rijd.\n",
            [2, 3],
            "1. Pomp op.\n2. Smeer.\n3. Poets.\n4. Rijd.\n",
        ),
        ("1. Pomp op.\n\t2. Smeer.\n3. Rijd.\n", [2], "1. Pomp op.\n2. Smeer.\n3. Rijd.\n"),
        ("- Fiets\n  1. Pomp.\n      2. Smeer.\n  3. Rijd.\n", [3], "- Fiets\n  1. Pomp.\n  2. Smeer.\n  3. Rijd.\n"),
        ("1) Pomp op.\n    2) Smeer.\n3) Rijd.\n", [2], "1) Pomp op.\n2) Smeer.\n3) Rijd.\n"),
        ("1. Pomp op.\n    2. Smeer.\n", [2], "1. Pomp op.\n2. Smeer.\n"),
        ("1. Pomp op.\n\n     2. Smeer.\n", [3], "1. Pomp op.\n\n2. Smeer.\n"),
    ],
)
def test_a_number_inside_the_step_above_is_taken_out(body: str, lines: list[int], after: str, tmp_path: Path) -> None:
    found, mended = told(tmp_path, body)
    assert ([line for line, _ in found], mended) == (lines, after)
    assert all("stands inside step" in message for _, message in found)


@pytest.mark.parametrize(
    ("body", "lines", "after"),
    [
        (
            "1. Pomp.\n\n![band](a.png)\n\n1. Smeer:\n\n![vet](b.png)\n\n  1. Olie.\n  2. Vet.\n\n1. Rijd.\n",
            [3, 7, 9],
            "1. Pomp.\n\n   ![band](a.png)\n\n1. Smeer:\n\n   ![vet](b.png)\n\n   1. Olie.\n   2. Vet.\n\n1. Rijd.\n",
        ),
        ("1. Pomp:\n  1. Voor.\n  2. Achter.\n2. Rijd.\n", [2], "1. Pomp:\n   1. Voor.\n   2. Achter.\n2. Rijd.\n"),
        (
            "1. Pomp.\n\n```sh\npomp\n```\n\n1. Rijd.\n",
            [3],
            "1. Pomp.\n\n   ```sh\n   pomp\n   ```\n\n1. Rijd.\n",
        ),
        ("1. Pomp.\n\n> Let op.\n\n1. Rijd.\n", [3], "1. Pomp.\n\n   > Let op.\n\n1. Rijd.\n"),
        (
            '1. Pomp.\n\n<img src="a.png" alt="a">\n\n1. Rijd.\n',
            [3],
            '1. Pomp.\n\n   <img src="a.png" alt="a">\n\n1. Rijd.\n',
        ),
        ("10. Pomp:\n  1. Voor.\n", [2], "10. Pomp:\n    1. Voor.\n"),
    ],
)
def test_what_is_not_indented_is_indented(body: str, lines: list[int], after: str, tmp_path: Path) -> None:
    found, mended = told(tmp_path, body)
    assert [line for line, message in found if "after the ones before it" not in message] == lines
    assert mended == after


@pytest.mark.parametrize(
    "body",
    [
        "1. Pomp.\n\n  ![band](a.png)\n\n2. Rijd.\n",  # the count goes on, whatever stands between
        "1. Pomp.\n\n```sh\npomp\n```\n\n2. Rijd.\n",
        "1. Pomp.\n1. Smeer.\n1. Rijd.\n",
        "1. Pomp.\n   1. Voor.\n   2. Achter.\n2. Rijd.\n",  # a list in a step
        "1. Pomp.\n    1. Voor.\n    2. Achter.\n    3. Nog eens.\n2. Rijd.\n",
        "1. Pomp.\n2. Rijd.\n\n![klaar](a.png)\n\n1. Poets.\n2. Zet weg.\n",  # two lists: nobody knows
        "1. Pomp.\n\nDaarna:\n\n1. Rijd.\n",
        "1. Zie hoofdstuk\n   2. of 3 van het boek.\n2. Rijd.\n",  # the text of a step
        "> 1. Pomp.\n>     2. of meer.\n",
        "1. Pomp.\n 2. Smeer.\n  3. Rijd.\n",  # untidy, and counted as it is meant
        "| a |\n|---|\n| 8.X |\n| 1.Pomp |\n",
        "Versie 8.X is nieuw.\n\n8.X komt later.\n",
        "7.Zeven komt na zes.\n",
    ],
)
def test_what_is_as_it_is_meant_is_left_alone(body: str, tmp_path: Path) -> None:
    assert told(tmp_path, body) == ([], body)


def test_a_number_that_a_page_shows_otherwise_is_written_as_it_is_shown(tmp_path: Path) -> None:
    found, mended = told(tmp_path, "1. Pomp.\n2. Smeer.\n4. Poets.\n5. Rijd.\n")
    assert [line for line, _ in found] == [3]
    assert mended == "1. Pomp.\n2. Smeer.\n3. Poets.\n4. Rijd.\n"


def test_a_number_that_a_page_shows_as_it_is_written_stays(tmp_path: Path) -> None:
    body = "3. Pomp.\n4. Rijd.\n"
    found, mended = told(tmp_path, body)
    assert ([line for line, _ in found], mended) == ([1], body)


def test_a_line_without_a_space_behind_its_number_is_told(tmp_path: Path) -> None:
    found, _ = told(tmp_path, "1.Pomp de band op.\n")
    assert [line for line, _ in found] == [1]


def test_in_a_quote_no_number_is_written_anew(tmp_path: Path) -> None:
    body = "> 1. Pomp.\n>     2. Smeer.\n> 3. Rijd.\n"
    assert told(tmp_path, body)[1] == body
