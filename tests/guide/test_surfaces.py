"""What a label of a reference stands for: its role and its surface are told by the words around it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import bind, read_guide
from stapsgewijs.guide.analysis import analyse, compare_labels
from stapsgewijs.guide.binding.reference import reference_of
from stapsgewijs.labels import Catalogue

if TYPE_CHECKING:
    from stapsgewijs.guide import Guide

LABELS = Path(__file__).parents[2] / "site" / "labels"
DUTCH, ENGLISH = Catalogue.load(LABELS, "nl"), Catalogue.load(LABELS, "en")
PIVOT = """---
lang: en
surface: settings
---
# Keys

## To lock

1. Open the **Additional security verification** page and choose the **App passwords** link.

    > [!NOTE]
    > The phone may ask. Then press the **Allow** button.

1. On the **App passwords** page, click the **Delete** button.

1. In the authenticator app, press the **Delete** button.

1. Click **Next**.

## To unlock

1. Choose the **Profile** menu, and then the **Additional security verification** link.

1. Open the **Configure mobile app** page and click the **Next** button.

1. Press the **Close** button on your phone. Click the **Close** button. Press **Verify** in the app.

1. Choose the **Office phone** option, or type the **Office phone** field.
"""


def read(path: Path, text: str) -> Guide:
    path.write_text(text, encoding="utf-8")
    return read_guide(path)


def test_role_and_surface_are_told_by_the_words_around_a_label(tmp_path: Path) -> None:
    named = reference_of(read(tmp_path / "pivot.md", PIVOT), ENGLISH).named
    assert [f"{each.msgid} {each.context}" for each in named.values()] == [
        "Additional security verification settings|page",
        "App passwords settings|link",
        "Allow handset|button",
        "App passwords app-passwords|page",
        "Delete app-passwords|button",
        "Delete authenticator|button",
        "Next app-passwords|button",
        "Profile my-apps|menu",
        "Additional security verification my-apps|link",
        "Configure mobile app enrollment|page",
        "Next enrollment|button",
        "Close handset|button",
        "Close settings|button",
        "Approve authenticator|button",
        "Office phone enrollment|option",
        "Office phone settings|field",
    ]


DUTCH_GUIDE = """---
lang: nl
---
# Sleutels

## <a name="to-lock"></a>Vergrendelen

1. Ga naar de [pagina extra beveiligings verificatie](https://voorbeeld.nl) en kies **app-wacht woorden**.

    > [!NOTE]
    > Uw telefoon kan iets vragen. Kies dan **Toestaan**.

1. Kies op de pagina **app-wachtwoorden** de knop **verwijderen**.

1. Druk in de app op **verwijderen**.

1. Klik op **Volgende**.
"""


def test_what_a_guide_names_is_bound_to_the_role_and_surface_of_its_reference(tmp_path: Path) -> None:
    pivot = read(tmp_path / "pivot.md", PIVOT)
    found = bind(read(tmp_path / "gids.md", DUTCH_GUIDE), DUTCH, pivot)
    assert [(each.step, each.label.text, each.control and each.control.context) for each in found] == [
        (1, "pagina extra beveiligings verificatie", "settings|page"),
        (1, "app-wacht woorden", "settings|link"),
        (1, "Toestaan", "handset|button"),
        (2, "app-wachtwoorden", "app-passwords|page"),
        (2, "verwijderen", "app-passwords|button"),
        (3, "verwijderen", "authenticator|button"),
        (4, "Volgende", "app-passwords|button"),
    ]


@pytest.mark.parametrize("word", ["Controleren", "controleren", "Goedkeuren"])
def test_another_name_of_a_control_is_that_control(tmp_path: Path, word: str) -> None:
    pivot = read(tmp_path / "pivot.md", "# A\n\n## B\n\n1. Press the **Approve** button in the app.\n")
    text = f"---\nlang: nl\n---\n# A\n\n## B\n\n1. Druk in de app op **{word}**.\n"
    (found,) = bind(read(tmp_path / "gids.md", text), DUTCH, pivot)
    assert found.control is not None
    assert (found.control.context, found.control.msgid) == ("authenticator|button", "Approve")


def test_another_name_is_told_and_so_is_what_another_guide_says(tmp_path: Path) -> None:
    pivot = tmp_path / "pivot.md"
    pivot.write_text("# A\n\n## B\n\n1. Press the **Approve** button in the app.\n", encoding="utf-8")
    studies = []
    for name, word in (("een.md", "Goedkeuren"), ("twee.md", "Controleren")):
        text = f"---\nlang: nl\n---\n# A\n\n## B\n\n1. Druk in de app op **{word}**.\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
        studies.append(analyse(tmp_path / name, labels=LABELS, pivot=pivot))
    first, second = compare_labels(studies)
    assert first.findings == ()
    assert {(each.rule, each.text, each.suggestion) for each in second.findings} == {
        ("label-differs", "Controleren", "Goedkeuren"),
        ("label-inconsistent", "Controleren", "Goedkeuren"),
    }


def test_words_in_a_note_and_of_a_link_are_labels_only_where_the_reference_names_them(tmp_path: Path) -> None:
    pivot = read(tmp_path / "pivot.md", "# A\n\n## B\n\n1. Click the **Next** button.\n")
    text = (
        "---\nlang: nl\n---\n# A\n\n## B\n\n1. Klik op **Volgende**, zie [App-wachtwoorden](a.md).\n\n"
        "    > [!NOTE]\n    > Lees dit **goed**. Kies niet **Opslaan**.\n"
    )
    found = bind(read(tmp_path / "gids.md", text), DUTCH, pivot)
    assert [(each.label.text, each.control and each.control.msgid) for each in found] == [("Volgende", "Next")]


NAMED = """# Lamp

## <a name="to-begin"></a>Begin

1. Open the **Additional security verification** page. ![page](page.png)

## Lamps

**To change a lamp:**

1. Click the **Save** button.

2. Wait.

**To add a lamp:**

1. Tick the **Alternate authentication phone** check box.

2. Click the **Save** button.

## <a name="to-end"></a>End

1. Choose the **Profile** menu.
"""
FRENCH = """---
lang: fr
---
# Lampe

## <a name="to-begin"></a>Début

1. Ouvrez la page **Sécurité**. ![page](page.png)

## Lampes

**Pour changer une lampe :**

1. Cliquez sur **Garder**.

2. Attendez.

**Pour ajouter une lampe :**

1. Cochez **Autre téléphone**.

2. Cliquez sur **Garder**.

## <a name="to-end"></a>Fin

1. Choisissez **Moi**.
"""


@pytest.mark.parametrize(
    "left_out", ["", "2. Attendez.\n\n", "1. Cochez **Autre téléphone**.\n\n2. Cliquez sur **Garder**.\n"]
)
def test_procedures_between_two_known_ones_are_those_between_them_in_the_reference(
    tmp_path: Path, left_out: str
) -> None:
    pivot = read(tmp_path / "pivot.md", NAMED)
    found = bind(read(tmp_path / "guide.md", FRENCH.replace(left_out, "") if left_out else FRENCH), ENGLISH, pivot)
    named = {each.label.text: each.control and each.control.msgid for each in found}
    others = {"Garder": "Save", "Autre téléphone": "Alternate authentication phone"}
    expected = {"Sécurité": "Additional security verification", "Moi": "Profile", **others}
    assert named == {each: None if left_out and each in others else expected[each] for each in named}
    assert len(named) >= 3


def test_what_is_called_like_a_page_elsewhere_is_the_link_where_it_is_called_a_link(tmp_path: Path) -> None:
    pivot = read(tmp_path / "pivot.md", "# A\n\n## B\n\n1. Open the **App passwords** page.\n\n## C\n\n1. Do it.\n")
    text = "---\nlang: fr\n---\n# A\n\n## B\n\n1. La page **Mots**.\n\n## C\n\n1. Le lien **Mots**, puis **Mots** !\n"
    found = bind(read(tmp_path / "guide.md", text), ENGLISH, pivot)
    assert [each.control and each.control.role for each in found] == ["page", "link", None]


TABLE = """---
lang: fr
---
# Table

## <a name="to-choose"></a>Choisir

1. Choisissez :

    | Ce qui est | Ce que c’est |
    | --- | --- |
    | Aaaaaaa | **Bbbbbbbbbbbbbbbbb** ou **Cccccc**, puis **Ddddddddd** |
    | **Eeeee** | **Ffffffffff**, ou **Gggg** |
    | Hhhhhhhhhhhhhh | Rien. |
"""
TABLE_PIVOT = """# Table

## To choose

1. Choose:

    | What it is | What it does |
    | --- | --- |
    | **Mobile app** | **Receive notifications for verification** or **Use verification code**, then **Approve** |
    | **Authentication phone** | The **Call me** option, or **Send me a code by text message**. |
    | **Office phone** | Nothing. |
"""


def test_the_words_of_a_row_are_never_those_of_another(tmp_path: Path) -> None:
    found = bind(read(tmp_path / "guide.md", TABLE), ENGLISH, read(tmp_path / "pivot.md", TABLE_PIVOT))
    assert {each.label.text[0]: each.control and each.control.msgid for each in found} == {
        "A": "Mobile app",
        "B": "Receive notifications for verification",
        "C": "Use verification code",
        "D": "Approve",
        "E": "Authentication phone",
        "F": "Call me",
        "G": "Send me a code by text message",
        "H": "Office phone",
    }


MENU = "# App\n\n## Begin\n\n1. Choose the **Add account** menu item in the **Customize and control** menu.\n"


@pytest.mark.parametrize(
    ("step", "menu"),
    [
        (
            "Wählen Sie das Symbol zum **Anpassen und Steuern** und dann **Konto hinzufügen** aus.",
            "Anpassen und Steuern",
        ),
        ("Wählen Sie **Konto hinzufügen** im Symbol **Anpassen und Steuern** aus.", "Anpassen und Steuern"),
    ],
)
def test_as_many_words_tell_two_labels_of_one_role_apart(tmp_path: Path, step: str, menu: str) -> None:
    text = f"---\nlang: de\n---\n# App\n\n## Begin\n\n1. {step}\n"
    found = bind(read(tmp_path / "guide.md", text), ENGLISH, read(tmp_path / "pivot.md", MENU))
    named = {each.control.msgid: each.label.text for each in found if each.control}
    assert named == {"Add account": "Konto hinzufügen", "Customize and control": menu}


def test_a_procedure_of_the_same_name_with_other_pictures_and_other_steps_is_another_version(tmp_path: Path) -> None:
    steps = ("**A** page ![a](a.png)", "**Next** ![b](b.png)", "**Done** and **Save** ![c](c.png)")
    pivot = "# X\n\n## To do\n\n" + "".join(f"1. The {each}\n" for each in steps)
    theirs = "1. **E** ![d](d.png)\n1. **F** und **G** und **H** ![e](e.png)\n1. ![f](f.png)\n"
    other = f'---\nlang: de\n---\n# X\n\n## <a name="to-do"></a>Tun\n\n{theirs}'
    reference = read(tmp_path / "pivot.md", pivot.replace("**A**", "**Configure mobile app**"))
    assert {each.control for each in bind(read(tmp_path / "guide.md", other), ENGLISH, reference)} == {None}
    same = other.replace("d.png", "a.png")
    assert {each.control for each in bind(read(tmp_path / "guide.md", same), ENGLISH, reference)} != {None}


@pytest.mark.parametrize(("text", "rule"), [("14 dagen", ""), ("X dagen", ""), ("veertien dagen", "label-differs")])
@pytest.mark.parametrize("pivot", ["1. Tick the **Don't ask again for X days** check box.", "1. Wait."])
def test_a_number_stands_for_the_x_of_a_label(tmp_path: Path, text: str, rule: str, pivot: str) -> None:
    (tmp_path / "pivot.md").write_text(f"# A\n\n## B\n\n{pivot}\n", encoding="utf-8")
    guide = f"---\nlang: nl\n---\n# A\n\n## B\n\n1. Vink **Niet opnieuw vragen gedurende {text}** aan.\n"
    (tmp_path / "gids.md").write_text(guide, encoding="utf-8")
    known = analyse(tmp_path / "gids.md", labels=LABELS, pivot=tmp_path / "pivot.md")
    assert [each.control and each.control.msgid for each in known.bindings] == ["Don't ask again for X days"]
    assert "".join(each.rule for each in known.findings) == rule
