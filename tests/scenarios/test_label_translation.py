"""Labels of features on the pages of a product: by its strings, by their place in the guide, or as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.guide import read_guide
from stapsgewijs.labels import Catalogue, Control, Role
from stapsgewijs.scenarios.errors import StepError
from stapsgewijs.scenarios.label_translation import APP, PHONE, WEB, LabelTranslation, labels_by_place

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.scenarios.label_translation import Place

NOTHING = Catalogue("en", {}, {})
STRINGS = {"Next": ("Weiter", "Nächste"), "Save": ("Speichern",), "Back": ("Zurück", "Rücken")}
ENGLISH = """\
1. Click **Next** and **Code:**.
2. Click **Save**, then **Next**.
3. Click **Other** and **More**.
4. Click **Twice**, then **Twice**.
"""
GERMAN = """\
1. Klicken Sie auf **Weiter** und **Kode**.
2. Klicken Sie auf **Sichern**, dann auf **Weiter**.
3. Klicken Sie auf **Anderes**.
4. Klicken Sie auf **Eins**, dann auf **Zwei**.
"""


@pytest.fixture
def wording(tmp_path: Path) -> LabelTranslation:
    guides = []
    for language, steps in (("en", ENGLISH), ("de", GERMAN)):
        path = tmp_path / f"{language}.md"
        path.write_text(f'---\nlang: {language}\n---\n# <a name="x"></a>X\n\n{steps}', encoding="utf-8")
        guides.append(read_guide(path))
    places = labels_by_place(*guides)
    return LabelTranslation(NOTHING, NOTHING, lambda label: STRINGS.get(label, ()), places)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Save", "Speichern"),  # the strings of the product come before the guide, which may be wrong
        ("Next", "Weiter"),  # of two strings the one that the guide has
        ("Code", "Kode"),
        ("Code *", "Kode"),
        ("Other", "Other"),  # the German step names fewer
        ("Twice", "Twice"),  # has two names
        ("Unknown", "Unknown"),
    ],
)
def test_a_label_is_looked_up_where_it_is_known(wording: LabelTranslation, label: str, text: str) -> None:
    assert wording.find(label).text == text
    assert wording.find(label).controls == ()


def test_strings_that_do_not_decide_are_told(wording: LabelTranslation) -> None:
    with pytest.raises(StepError, match="“Back” is “Zurück” or “Rücken” in the strings of the product"):
        wording.find("Back")


def control(context: str, msgid: str) -> Control:
    surface, _, role = context.partition("|")
    return Control(msgid, Role(role), surface)


DUTCH = {
    control("enrollment|page", "Security"): "Beveiliging",
    control("my-apps|link", "Security"): "Beveiliging",
    control("portal|area", "Security"): "Beveiliging",
    control("enrollment|button", "Next"): "Volgende",
    control("app-passwords|button", "Next"): "Volgende",
    control("settings|button", "Delete"): "Verwijderen",
    control("authenticator|button", "Delete"): "Verwijderen",
    control("authenticator|button", "Deny"): "Weigeren",
    control("handset|button", "Decline"): "Weigeren",
    control("sign-in|button", "Search"): "Zoeken",
    control("settings|button", "Find"): "Zoeken",
    control("my-apps|menu", "Profile"): "Profiel",
    control("settings|option", "Text me"): "Sms mij",
}
SURFACES = LabelTranslation(Catalogue("nl", DUTCH, {}), Catalogue("en", {each: each.msgid for each in DUTCH}, {}))


@pytest.mark.parametrize(
    ("label", "place", "role", "found"),
    [
        ("Beveiliging", WEB, "heading", "page|page"),
        ("Beveiliging", WEB, "link", "page|link"),
        ("Beveiliging", WEB, "button", "page|area"),  # it opens the part of the page
        ("Beveiliging", WEB, "region", "page|area"),
        ("Beveiliging", WEB, "textbox", ""),
        ("Beveiliging", APP, "heading", ""),
        ("Volgende", WEB, "button", "page|button"),
        ("Volgende", WEB, "link", ""),
        ("Volgende", APP, "button", ""),
        ("Verwijderen", WEB, "button", "page|button"),
        ("Verwijderen", APP, "button", "handset|button"),
        ("Zoeken", WEB, "button", ""),  # two things have this label: never a guess
        ("Profiel", WEB, "button", "page|menu"),
        ("Profiel", WEB, "link", "page|menu"),
        ("Sms mij", WEB, "radio", "page|option"),
        ("Sms mij", WEB, "option", "page|option"),
        ("Onbekend", WEB, "button", ""),
    ],
)
def test_what_was_used_is_known_by_its_label_its_role_and_its_device(
    label: str, place: Place, role: str, found: str
) -> None:
    used = SURFACES.find(label, place).as_role(role)
    assert (used.context if used else "") == found


def test_the_app_and_the_phone_call_two_things_by_one_name() -> None:
    assert (SURFACES.find("Weigeren", APP).text, SURFACES.find("Weigeren", PHONE).text) == ("Deny", "Decline")
    assert SURFACES.find("Weigeren", APP).msgid == "Deny"
    assert SURFACES.find("Zoeken").texts == ("Search", "Find")
    assert SURFACES.find("Zoeken").msgid == ""
    assert SURFACES.control("Delete", APP).controls == (control("authenticator|button", "Delete"),)
    with pytest.raises(KeyError):
        SURFACES.control("Profile", APP)


SAID = {
    "The code is wrong.": "De code klopt niet.",
    "Sent to {number}.": "Verzonden naar {number}.",
    "From {one} to {other}, {one}": "Van {one} naar {other}, {one}",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("De code klopt niet.", "The code is wrong."),
        ("De code  klopt niet.", "The code is wrong."),
        ("Verzonden naar +31 6 12.", "Sent to +31 6 12."),
        ("Van a naar b, a", "From a to b, a"),
        ("Van a naar b, c", "Van a naar b, c"),
        ("Iets anders", "Iets anders"),
    ],
)
def test_a_sentence_of_the_pages_is_that_of_the_other_language(text: str, said: str) -> None:
    english = Catalogue("en", {}, {each: each for each in SAID})
    assert LabelTranslation(Catalogue("nl", {}, SAID), english).sentence(text) == said
    assert LabelTranslation(Catalogue("nl", {}, SAID), english).find(text).text == said
    assert LabelTranslation(Catalogue("nl", {}, SAID), Catalogue("nl", {}, SAID)).sentence(text) == text
