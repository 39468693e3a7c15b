from __future__ import annotations

import pytest

from stapsgewijs.guide.binding.role_words import roles_beside
from stapsgewijs.labels import Role


@pytest.mark.parametrize(
    ("before", "behind", "roles"),
    [
        ("Click the ", " button.", [Role.BUTTON]),
        ("Click the button “", "”.", [Role.BUTTON]),
        ("Tick the ", " check box and", [Role.CHECK_BOX]),
        ("Choose it in the ", " drop-down list.", [Role.LIST]),
        ("Open the menu item ", "", [Role.MENU]),
        ("Kies op de pagina ", " de optie", [Role.PAGE]),
        ("Wählen Sie im Bereich ", " aus", [Role.AREA]),
        ("Schaltfläche ", " auf der Seite", [Role.BUTTON]),
        ("la casilla de verificación ", " y", [Role.CHECK_BOX]),
        ("dans la boîte de dialogue ", ", sélectionnez", [Role.PAGE]),
        ("", "ページで、", [Role.PAGE]),
        ("", "チェック ボックスをオンにします", [Role.CHECK_BOX]),
        ("在", "页面上", [Role.PAGE]),
        ("the page ", " button", [Role.BUTTON, Role.PAGE]),
        ("Click ", " to open the page", []),
        ("the buttonhole ", " pages-long", []),
        ("**Button** ", " **page**", []),
        ("", "", []),
    ],
)
def test_the_word_for_a_role_stands_directly_beside_a_label(before: str, behind: str, roles: list[Role]) -> None:
    assert list(roles_beside(before, behind)) == roles
