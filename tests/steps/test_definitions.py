from __future__ import annotations

import pytest

import steps.given
import steps.then
import steps.when  # noqa: F401  # what is imported is known
from steps.definitions import nearest_definition


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("de medewerker op “Gereed” klikte", ""),
        ('de medewerker op "Gereed" klik', 'de {who:w} op "{label}" klikt'),
        ("is stap 3 van de gids opgevolgd", "is stap {number:d} van de gids gevolgd"),
        ("het regent", ""),
    ],
)
def test_a_line_that_nobody_knows_has_a_nearest_definition(line: str, near: str) -> None:
    assert nearest_definition(line) == near
