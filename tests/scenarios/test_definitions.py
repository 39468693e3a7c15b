from __future__ import annotations

import pytest

from stapsgewijs.resources import shipped
from stapsgewijs.scenarios.plugin.step_lookup import nearest_definition
from stapsgewijs.scenarios.plugin.step_modules import load_step_modules


@pytest.fixture(autouse=True, scope="module")
def definitions() -> None:
    list(load_step_modules(shipped("steps")))


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
