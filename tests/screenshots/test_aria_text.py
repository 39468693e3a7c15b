from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.screenshots.aria_snapshot import changes, differences, names_in
from stapsgewijs.screenshots.aria_text import ROLES, STATES, describe

SITE = Path(__file__).parents[2] / "site"
DUTCH, ENGLISH = report_catalogue(SITE, "nl"), report_catalogue(SITE, "en")


def said(before: str, after: str) -> list[str]:
    return list(describe(changes(before, after), DUTCH))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('- button "Volgende"', '- button "Verder"', ["knop “Volgende” werd “Verder”"]),
        ('- button "Volgende"', "", ["knop “Volgende” is weg"]),
        ("", '- link "Hulp":', ["koppeling “Hulp” is erbij gekomen"]),
        ('- button "Hulp"', '- link "Hulp"', ["knop “Hulp” werd koppeling “Hulp”"]),
        ('- button "Hulp"', '- button "Hulp" [disabled]', ["knop “Hulp” is nu grijs"]),
        ('- radio "Sms" [checked]', '- radio "Sms"', ["optie “Sms” is niet meer gekozen"]),
        ('- heading "Stap" [level=1]', '- heading "Stap" [level=2]', ["kop “Stap” is nu van niveau 2"]),
        ("- text: Let op", "- text: Pas op", ["tekst “Let op” werd “Pas op”"]),
        ('- paragraph: "Let: op"', '- paragraph: "Pas: op"', ["alinea “Let: op” werd “Pas: op”"]),
        ("- 'region \"Stap 1: A\"':", "- 'region \"Stap 1: B\"':", ["deel van de pagina “Stap 1: A” werd “Stap 1: B”"]),
        (
            '- textbox "Nummer": 06 1',
            '- textbox "Nummer": 06 2',
            ["bij invoerveld “Nummer” staat nu “06 2” in plaats van “06 1”"],
        ),
        ('- textbox "Nummer"', '- textbox "Nummer": 06 2', ["bij invoerveld “Nummer” staat nu “06 2”"]),
        ('- textbox "Nummer": 06 2', '- textbox "Nummer"', ["bij invoerveld “Nummer” staat niet meer “06 2”"]),
        (
            '- textbox "Nummer": 06 1',
            '- textbox "Toestel" [invalid]: 06 2',
            [
                "invoerveld “Nummer” werd “Toestel”",
                "bij invoerveld “Toestel” staat nu “06 2” in plaats van “06 1”",
                "invoerveld “Toestel” is nu als fout gemarkeerd",
            ],
        ),
        ('- meter "Accu"', '- meter "Batterij"', ["meter “Accu” werd “Batterij”"]),
        ("- paragraph", "- list", []),
        ('- button "Zeg \\"ja\\""', '- button "Zeg \\"nee\\""', ['knop “Zeg "ja"” werd “Zeg "nee"”']),
    ],
)
def test_what_changed_is_said_in_the_words_of_people(before: str, after: str, words: list[str]) -> None:
    assert said(before, after) == words


def test_what_kept_its_role_or_name_is_paired_and_not_what_happens_to_stand_there() -> None:
    before = '- paragraph: Een alinea\n- button "Volgende"\n- text: Voet'
    after = '- heading "Nieuw"\n- link "Anders"\n- button "Verder"\n- link "Hulp"\n- text: Voet'
    assert differences(before, after) == (
        "− paragraph “Een alinea”",
        "+ heading “Nieuw”",
        "+ link “Anders”",
        "button “Volgende” → “Verder”",
        "+ link “Hulp”",
    )


def test_pairs_do_not_cross() -> None:
    before = '- button "A"\n- link "B"\n- main'
    after = '- link "B2"\n- button "A2"\n- main'
    assert said(before, after) in (
        ["knop “A” is weg", "koppeling “B” werd “B2”", "knop “A2” is erbij gekomen"],
        ["koppeling “B2” is erbij gekomen", "knop “A” werd “A2”", "koppeling “B” is weg"],
    )


def test_the_same_said_twice_is_said_once_and_the_same_is_not_said() -> None:
    before = '- button "Volgende"\n- main\n- button "Volgende"\n'
    assert said(before, before.replace("Volgende", "Verder")) == ["knop “Volgende” werd “Verder”"]
    assert changes(before, before) == ()


def test_names_of_things_are_read_whatever_the_line_holds() -> None:
    snapshot = '- main:\n  - \'heading "Stap 1: Wie" [level=2]\'\n  - text: Ga naar "Hier"\n  - img "Zeg \\"ja\\""\n'
    assert names_in(snapshot) == (("heading", "Stap 1: Wie"), ("img", 'Zeg "ja"'))


def test_every_role_and_state_has_a_word_in_both_languages() -> None:
    for msgid in (*ROLES.values(), *STATES.values()):
        assert msgid in DUTCH.wording
        assert msgid in ENGLISH.wording
