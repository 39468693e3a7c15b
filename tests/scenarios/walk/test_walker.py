"""A made-up product of another shape than the examples: German, without page loads, with a dialog and own controls."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING
from unittest.mock import MagicMock

import pytest

from stapsgewijs.scenarios.walk import walker
from stapsgewijs.scenarios.walk.lines import Line, LineKind
from stapsgewijs.scenarios.walk.walker import WalkedStep, Walker, World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from playwright.sync_api import Page

    from stapsgewijs.guide import Guide

    Walk = Callable[..., list[WalkedStep]]

SHOP = """<!doctype html><html lang="de"><title>Konto</title><body>
<nav><a href="#sicher" id="sicher">Sicherheit</a></nav>
<main id="main"><h1>Übersicht</h1></main>
<dialog id="dialog"><h2>Nummer hinzufügen</h2>
 <label for="tel">Mobilnummer *</label><input id="tel" type="tel" required>
 <label for="art">Art</label>
 <select id="art"><option>Bitte wählen</option><option>SMS</option><option>Anruf</option></select>
 <label><input type="checkbox" id="agree"> Ich stimme zu</label>
 <button id="save" disabled>Speichern</button>
</dialog>
<script>
const later = work => setTimeout(work, 150);
const main = document.getElementById('main'), dialog = document.getElementById('dialog');
sicher.onclick = event => { event.preventDefault(); later(() => {
    main.innerHTML = '<h1>Sicherheit</h1><p>Noch keine Nummer</p><button id="add">Hinzufügen …</button>' +
        '<button>Speichern</button>';
    document.getElementById('add').onclick = () => dialog.showModal();
}); };
agree.onchange = () => save.disabled = !agree.checked || art.selectedIndex === 0;
save.onclick = () => { if (!tel.checkValidity()) { tel.reportValidity(); return; }
    later(() => { dialog.close(); main.innerHTML =
        '<h1>Sicherheit</h1><p role="status">Nummer gespeichert</p>' +
        '<label for="note">Notiz</label><input id="note">'; }); };
</script></body></html>"""

STEPS = """\
1. Klicken Sie auf den Link **Sicherheit** und dann auf **Hinzufügen …**.
2. Geben Sie Ihre Nummer in **Mobilnummer** ein. Wählen Sie **SMS** unter **Art**.
3. Aktivieren Sie **Ich stimme zu** und klicken Sie auf **Speichern**.
4. Sie sehen **Nummer gespeichert**.
"""


@pytest.fixture
def walk(page: Page, write: Callable[[str], Guide], monkeypatch: pytest.MonkeyPatch) -> Walk:
    monkeypatch.setattr(walker, "TIMEOUT_S", 1.0)
    person = MagicMock()
    person.page = page
    page.on("popup", lambda opened: setattr(person, "page", opened))
    person.handset.number = "+4915112345678"
    person.handset.messages.return_value = person.handset.calls.return_value = []

    def walked(
        steps: str, html: str = SHOP, kept: Mapping[int, Sequence[str]] = MappingProxyType({}), **values: str
    ) -> list[WalkedStep]:
        page.set_content(html)
        world = World(person, values)
        procedure = write(f"---\nlang: de\n---\n# Nummer\n\n{steps}").procedures[0]
        return list(Walker(world).follow(procedure, lambda step: step.labels, kept))

    return walked


@pytest.mark.browser
def test_a_dialog_of_a_page_that_never_loads(walk: Walk) -> None:
    steps = walk(STEPS)
    assert [each.question for each in steps] == [None] * 4
    assert [line for each in steps for line in each.lines] == [
        Line(LineKind.FOLLOWS, "Sicherheit"),
        Line(LineKind.CLICKS, "Hinzufügen …"),
        Line(LineKind.FILLS, "Mobilnummer"),
        Line(LineKind.CHOOSES_IN, "SMS", "Art"),
        Line(LineKind.TICKS, "Ich stimme zu"),
        Line(LineKind.CLICKS, "Speichern"),
        Line(LineKind.SEES, "Nummer gespeichert"),
    ]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("**Hinzufügen …**", "**Zufügen**", 6, "nearest: “Hinzufügen …”"),
        ("in **Mobilnummer** ein", "in **Handynummer** ein", 7, "on the page: “Mobilnummer *”"),
        ("Aktivieren Sie **Ich stimme zu** und klicken", "Klicken", 8, "button “Speichern” of the page is greyed out"),
        ("Wählen Sie **SMS** unter **Art**.", "Wählen Sie **Brief** unter **Art**.", 7, "“SMS”, “Anruf”"),
        ("**Nummer gespeichert**", "**Gespeicherte Nummer**", 9, "the guide names “Gespeicherte Nummer”"),
    ],
)
def test_the_walk_stops_with_what_is_there_instead(walk: Walk, old: str, new: str, line: int, said: str) -> None:
    assert old in STEPS
    question = walk(STEPS.replace(old, new))[-1].question
    assert question is not None
    assert question.line == line
    assert said in question.what


@pytest.mark.browser
def test_what_is_typed_is_asked_for(walk: Walk) -> None:
    html = "<label for=n>Notiz:</label><input id=n><button>Weiter</button>"
    (step,) = walk("1. Geben Sie etwas in **Notiz** ein.\n", html)
    assert step.question is not None
    assert '[values] "Notiz" = ' in step.question.what
    (step,) = walk("1. Geben Sie etwas in **Notiz** ein.\n", html, notiz="Hallo")
    assert step == WalkedStep(1, (Line(LineKind.FILLS, "Notiz"),))


@pytest.mark.browser
def test_a_page_that_refuses_what_was_typed_stops_the_walk(walk: Walk) -> None:
    html = "<form><label>PLZ <input pattern='[0-9]{5}' title='fünf Ziffern'></label><button>Weiter</button></form>"
    (step,) = walk("1. Geben Sie die **PLZ** ein und klicken Sie auf **Weiter**.\n", html, PLZ="abc")
    assert step.question is not None
    assert "does not accept what was typed" in step.question.what


@pytest.mark.browser
def test_two_things_of_one_name_are_not_guessed_between(walk: Walk) -> None:
    html = "<section aria-label=A><button>Los</button></section><section aria-label=B><button>Los</button></section>"
    (step,) = walk("1. Klicken Sie auf **Los**.\n", html)
    assert step.question is not None
    assert "region “A”; region “B”" in step.question.what


@pytest.mark.browser
def test_frames_and_shadow_roots_are_looked_into(walk: Walk) -> None:
    html = """<iframe srcdoc="<button>Im Rahmen</button>"></iframe><x-box></x-box><script>
    document.querySelector('x-box').attachShadow({mode: 'open'}).innerHTML = '<button>Im Schatten</button>';</script>"""
    steps = walk("1. Klicken Sie auf **Im Rahmen**.\n2. Klicken Sie auf **Im Schatten**.\n", html)
    assert [each.question for each in steps] == [None, None]


@pytest.mark.browser
def test_lines_that_a_person_wrote_are_done_instead_of_what_the_guide_says(walk: Walk) -> None:
    wrong = STEPS.replace("**Hinzufügen …**", "**Zufügen**")
    own = ['    When Anna follows the link "Sicherheit"', "    # mine", '    And Anna clicks "Hinzufügen …"']
    assert [each.question for each in walk(wrong, kept={1: own})] == [None] * 4
    steps = walk(wrong, kept={1: ["    And Anna thinks of something"]})
    assert steps[-1].question is not None
    assert "Anna thinks of something" in steps[-1].question.what


@pytest.mark.browser
def test_a_name_that_is_no_code_gets_no_code(walk: Walk) -> None:
    html = "<label>Code <input></label><label>Name <input></label>"
    steps = walk("1. Geben Sie den Code aus der SMS ein. Geben Sie Ihren **Name** ein.\n", html)
    assert steps[-1].question is not None


@pytest.mark.browser
def test_the_part_of_the_page_tells_which_of_two_is_meant(walk: Walk) -> None:
    html = "<section aria-label=A><button>Los</button></section><section aria-label=B><button>Los</button></section>"
    (step,) = walk("1. Klicken Sie auf **Los** unter **B**.\n", html)
    assert step == WalkedStep(1, (Line(LineKind.CLICKS_IN, "Los", "B"),))


@pytest.mark.browser
def test_a_page_in_another_tab_is_gone_on_with(walk: Walk, page: Page) -> None:
    page.context.route("http://shop.test/**", lambda route: route.fulfill(body="<button>Los</button>"))
    steps = walk(
        "1. Folgen Sie dem Link **Hilfe**.\n2. Klicken Sie auf **Los**.\n",
        "<a href=http://shop.test/help target=_blank>Hilfe</a>",
    )
    assert [each.question for each in steps] == [None, None]


@pytest.mark.browser
def test_a_button_that_is_greyed_out_for_a_moment_is_waited_for(walk: Walk) -> None:
    html = "<button id=b disabled>Weiter</button><script>setTimeout(() => b.disabled = false, 300)</script>"
    (step,) = walk("1. Klicken Sie auf **Weiter**.\n", html)
    assert step == WalkedStep(1, (Line(LineKind.CLICKS, "Weiter"),))


@pytest.mark.browser
def test_an_option_of_a_list_that_is_no_form_field_is_chosen(walk: Walk) -> None:
    html = """<div role=combobox aria-label=Art tabindex=0 aria-expanded=false onclick="list.hidden = false">…</div>
    <ul id=list role=listbox hidden><li role=option onclick="list.hidden = true">SMS</li></ul>"""
    (step,) = walk("1. Wählen Sie **SMS** unter **Art**.\n", html)
    assert step == WalkedStep(1, (Line(LineKind.CHOOSES_IN, "SMS", "Art"),))
