"""A step held against what was done: each thing that can be wrong, in both languages, and what cannot be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.findings import Finding, Severity
from stapsgewijs.guide import (
    Action,
    ActionKind,
    Against,
    Binding,
    Event,
    LabelOutcome,
    Sight,
    StepCheck,
    finding,
    read_guide,
)
from stapsgewijs.guide.analysis import GuideAnalysis
from stapsgewijs.labels import ActionWords, Catalogue, Control, Role
from stapsgewijs.project import default_project
from stapsgewijs.reports.language import report_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Check = Callable[..., StepCheck]

SITE = default_project().site
LABELS = SITE / "labels"
NEXT, VERIFY = (Control(each, Role.BUTTON, "enrollment") for each in ("Next", "Verify"))


@pytest.fixture
def check(tmp_path: Path) -> Check:
    def made(  # noqa: PLR0913  # a step has many sides
        language: str,
        text: str,
        *done: Action,
        seen: Sequence[Sight] = (),
        labels: Sequence[Control | None] = (),
        against: Against = Against.PRODUCT_STRINGS,
        known: Sequence[Finding] = (),
    ) -> StepCheck:
        path = tmp_path / "guide.md"
        path.write_text(f"---\nlang: {language}\n---\n\n## P\n\n1. {text}\n", encoding="utf-8")
        guide = read_guide(path)
        step = guide.procedures[0].steps[0]
        bindings = tuple(
            Binding("p", 1, label, control, 1.0) for label, control in zip(step.labels, labels, strict=bool(labels))
        )
        pages = Catalogue.for_language(LABELS, language)
        words = ActionWords.find(LABELS, language)
        return GuideAnalysis(guide, bindings, tuple(known), pages, against, words).check_step("p", step, done, seen)

    return made


def told(check: StepCheck) -> list[tuple[str, str]]:
    return [(each.rule, each.text) for each in check.findings]


def pressed(keys: str) -> Action:
    return Action(ActionKind.PRESSES_KEY, text=keys, length=len(keys))


ANSWERED = Action(ActionKind.ANSWERS)
CODE = Action(ActionKind.TYPES, role="textbox", name="Code", length=6)


@pytest.mark.parametrize(
    ("language", "text", "done"),
    [
        ("nl", "Neem op en druk op het hekje (#).", (ANSWERED, pressed("#"))),
        ("nl", "Neem op en druk twee keer op het sterretje.", (ANSWERED, pressed("**"))),
        ("nl", "Neem op, typ de code en druk op #.", (ANSWERED, pressed("123456#"))),
        ("nl", "Druk op 1 of op 2.", (pressed("2"),)),
        ("nl", "Typ de zescijferige code.", (CODE,)),
        ("en", "Press `0#`.", (pressed("0#"),)),
        ("en", "Enter the 6-digit code.", (CODE,)),
        ("en", "Answer and press 1. If that fails, press the star key.", (ANSWERED, pressed("1"))),
        ("en", "Write the word down.", (Action(ActionKind.COPIES, name="Word", length=4),)),
        ("en", "Open https://try.example/a/b/ now.", (Action(ActionKind.OPENS, text="http://127.0.0.1:1/a/b"),)),
        ("en", "Type “yes”.", (Action(ActionKind.TYPES, name="Answer", text="yes", length=3),)),
        ("de", "Drücken Sie auf die Taste.", ()),
    ],
)
def test_what_is_as_the_text_says(check: Check, language: str, text: str, done: Sequence[Action]) -> None:
    found = check(language, text, *done)
    assert told(found) == []
    assert found.is_checked is (language != "de")


@pytest.mark.parametrize(
    ("language", "text", "done", "rule", "clause"),
    [
        ("nl", "Neem op en druk twee keer op het sterretje.", (ANSWERED, pressed("#")), "action-differs", "2 × “*”"),
        ("nl", "Neem op en druk tweemaal op #.", (ANSWERED, pressed("#")), "action-differs", "2 × “#”"),
        ("nl", "Neem op en druk op #.", (ANSWERED, pressed("*")), "action-differs", "“#”"),
        ("nl", "Neem op en hang op.", (ANSWERED,), "action-not-done", "hang op"),
        ("nl", "Typ de code en sluit de pagina.", (CODE,), "action-not-done", "sluit de pagina"),
        ("nl", "Typ de code van acht cijfers.", (CODE,), "action-differs", "8 digits"),
        ("nl", "Typ de achtcijferige code.", (CODE,), "action-differs", "8 digits"),
        ("en", "Press # to go on.", (pressed("0#"),), "action-differs", "“#”"),
        ("en", "Copy the word twice.", (Action(ActionKind.COPIES, name="Word"),), "action-differs", "2×"),
        ("nl", "Kopieer het woord 3 keer.", (Action(ActionKind.COPIES, name="Woord"),), "action-differs", "3×"),
        ("en", "Press 1 and then #.", (pressed("1"),), "action-differs", "“1” “#”"),
        ("en", "Answer and close the window.", (ANSWERED,), "action-not-done", "close the window"),
        ("en", "Type the four digits.", (CODE,), "action-differs", "4 digits"),
        (
            "en",
            "Open https://try.example/a now.",
            (Action(ActionKind.OPENS, text="http://x/b"),),
            "action-differs",
            None,
        ),
        ("en", "Type “yes”.", (Action(ActionKind.TYPES, name="A", text="no", length=2),), "action-differs", "“yes”"),
        ("en", "Press # if you are called.", (pressed("*"),), "action-differs", "“#”"),
        ("de", "Drücken Sie zweimal die Sterntaste (*).", (pressed("#"),), "action-differs", "“*”"),
    ],
)
def test_what_is_not_as_the_text_says(  # noqa: PLR0913, PLR0917  # a table
    check: Check, language: str, text: str, done: Sequence[Action], rule: str, clause: str | None
) -> None:
    found = check(language, text, *done)
    assert [each for each, _ in told(found)] == [rule]
    assert clause is None or told(found)[0][1] == clause
    assert found.causes == ((7, rule),)
    assert not found.is_checked


@pytest.mark.parametrize(
    ("text", "done", "what"),
    [
        ("Neem op.", (ANSWERED, pressed("#")), "wordt op de telefoon op “#” gedrukt"),
        ("Neem op.", (ANSWERED, Action(ActionKind.HANGS_UP)), "wordt opgehangen"),
        ("Typ de code.", (CODE, Action(ActionKind.COPIES, name="Woord")), "wordt “Woord” gekopieerd"),
        ("Typ uw nummer.", (CODE, Action(ActionKind.CHOOSES, name="Land", text="Peru")), "wordt “Peru” gekozen"),
    ],
)
def test_what_was_done_and_is_not_told_is_a_warning(check: Check, text: str, done: Sequence[Action], what: str) -> None:
    found = check("nl", text, *done)
    assert [each for each, _ in told(found)] == ["action-not-told"]
    assert found.causes == ()
    assert (
        found.findings[0].said_in(report_catalogue(SITE, "nl"))
        == f"Bij deze stap {what}, maar dat staat niet in de handleiding."
    )


@pytest.mark.parametrize(
    "text", ["Kies uw land en typ het nummer.", "Vul land en nummer in.", "Typ het nummer voor Peru."]
)
def test_a_country_is_told_where_the_text_says_so(check: Check, text: str) -> None:
    country = Action(ActionKind.CHOOSES, name="Land of regio", text="Peru")
    assert told(check("nl", text, Action(ActionKind.TYPES, name="Nummer", text="06", length=2), country)) == []


def test_a_verb_with_a_label_does_not_tell_of_another_control(check: Check) -> None:
    done = (Action(ActionKind.PRESSES, NEXT, name="Volgende"), Action(ActionKind.PRESSES, VERIFY, name="Verifiëren"))
    found = check("nl", "Klik op **Volgende**.", *done, seen=(Sight(NEXT),), labels=(NEXT,))
    assert told(found) == [("action-not-told", "Klik op **Volgende**")]


@pytest.mark.parametrize(
    ("beside", "reason"),
    [
        (("Verifiëren",), "op de pagina staat hier geen knop “Volgende”, maar wel “Verifiëren”"),
        (("Volgende", "Verifiëren"), "“Volgende” is hier niet gebruikt; wel gebruikt: “Verifiëren”"),
    ],
)
def test_a_button_that_is_not_there_is_told_by_the_one_that_is(
    check: Check, beside: tuple[str, ...], reason: str
) -> None:
    done = Action(ActionKind.PRESSES, VERIFY, "button", "Verifiëren", beside=beside)
    found = check("nl", "Klik op **Volgende**.", done, labels=(NEXT,))
    assert told(found)[0] == ("step-failed", "Volgende")
    assert "action-not-done" not in {rule for rule, _ in told(found)}
    assert reason in found.findings[0].said_in(report_catalogue(SITE, "nl"))
    assert [each.outcome for each in found.labels] == [LabelOutcome.WRONG]


EVENTS = [
    ("nl", "Uw telefoon gaat over.", Event.RINGS, True),
    ("nl", "De app krijgt een aanvraag.", Event.REQUEST, True),
    ("nl", "U krijgt een sms-bericht.", Event.RINGS, False),
    ("nl", "Meld u aan met uw wachtwoord.", Event.SIGNS_IN, True),
    ("nl", "Ga daarheen en meld u daar aan.", Event.SIGNS_IN, True),
    ("nl", "Dan gaat uw telefoon over.", Event.RINGS, True),
    ("nl", "De tijd gaat. Over een uur is het klaar.", Event.RINGS, False),
    ("nl", "U bent aangemeld.", Event.SIGNED_IN, True),
    ("en", "Your phone rings.", Event.RINGS, True),
    ("en", "A text message arrives.", Event.MESSAGE, True),
    ("en", "You are signed in.", Event.SIGNED_IN, True),
    ("en", "The page changes.", Event.SIGNED_IN, False),
    ("de", "Das Telefon klingelt.", Event.RINGS, False),
]


@pytest.mark.parametrize(("language", "text", "event", "is_checked"), EVENTS)
def test_a_step_that_tells_of_what_happens_is_checked_by_what_happened(
    check: Check, language: str, text: str, event: Event, *, is_checked: bool
) -> None:
    found = check(language, text, seen=(Sight(event=event),))
    assert (told(found), found.is_checked) == ([], is_checked)
    assert not check(language, text).is_checked


@pytest.mark.parametrize(
    ("target", "name", "is_right"),
    [
        ("#to-make-one", "to-make-one", True),
        ("other.md#to-make-one", "to-make-one", True),
        ("./some/other.md", "other", True),
        ("other.md#to-make-one", "to-make-two", False),
    ],
)
def test_a_step_that_points_to_another_procedure_is_checked_by_its_link(
    check: Check, target: str, name: str, *, is_right: bool
) -> None:
    found = check("en", f"Do you need one? See [there]({target}).", seen=(Sight(name=name, event=Event.POINTS_TO),))
    assert (found.is_checked, bool(found.causes)) == (is_right, not is_right)
    if not is_right:
        assert "it has no link to “to-make-two”" in found.findings[0].message


SEEN_AS = {
    "app-passwords|button": "page|button",
    "my-apps|link": "page|link",
    "authenticator|button": "handset|button",
    "enrollment|page": "page|page",
}


@pytest.mark.parametrize("named", SEEN_AS)
@pytest.mark.parametrize("used", SEEN_AS.values())
def test_a_click_proves_a_label_of_its_role_on_its_device_and_no_other(check: Check, named: str, used: str) -> None:
    wanted, clicked = (
        Control("Delete", Role(each.partition("|")[2]), each.partition("|")[0]) for each in (named, used)
    )
    done = Action(ActionKind.PRESSES, clicked, name="Verwijderen")
    found = check("nl", "Klik op **Verwijderen**.", done, seen=(Sight(clicked),), labels=(wanted,))
    is_right = SEEN_AS[named] == used
    assert [each.outcome for each in found.labels] == [LabelOutcome.RIGHT if is_right else LabelOutcome.WRONG]
    assert bool(found.causes) is not is_right


@pytest.mark.parametrize("role", [Role.LINK, Role.MENU, Role.CHECK_BOX, Role.OPTION])
def test_what_a_step_tells_to_use_has_to_be_used_and_not_only_seen(check: Check, role: Role) -> None:
    named = Control("Profile", role, "my-apps")
    found = check("nl", "Kies **Profiel**.", seen=(Sight(named.on_its_device),), labels=(named,))
    assert found.causes


CHOICE = """Choose a method:

   - **Call me**: your phone rings.

   - **Text me**: press **Approve** in the app.
"""
CALL, TEXT = (Control(each, Role.OPTION, "settings") for each in ("Call me", "Text me"))
APPROVE = Control("Approve", Role.BUTTON, "authenticator")


@pytest.mark.parametrize(
    ("used", "outcomes"),
    [
        ([CALL], [LabelOutcome.RIGHT, LabelOutcome.NOT_CHECKED, LabelOutcome.NOT_CHECKED]),
        ([TEXT, CALL], [LabelOutcome.RIGHT, LabelOutcome.RIGHT, LabelOutcome.NOT_CHECKED]),
        ([], [LabelOutcome.NOT_CHECKED] * 3),
    ],
)
def test_of_what_a_list_in_a_step_offers_one_thing_has_to_be_used(
    check: Check, used: Sequence[Control], outcomes: Sequence[LabelOutcome]
) -> None:
    done = (Action(ActionKind.CHOOSES, each, name=each.msgid) for each in used)
    found = check("en", CHOICE, *done, labels=(CALL, TEXT, APPROVE))
    assert [each.outcome for each in found.labels] == outcomes
    assert bool(found.causes) is not bool(used)


def test_the_items_of_a_list_that_give_orders_all_have_to_be_done(check: Check) -> None:
    text = "Do this:\n\n   - Choose **Call me**.\n\n   - Choose **Text me**.\n"
    found = check("en", text, Action(ActionKind.CHOOSES, CALL, name="Call me"), labels=(CALL, TEXT))
    assert [each.outcome for each in found.labels] == [LabelOutcome.RIGHT, LabelOutcome.WRONG]
    assert found.causes


def test_what_is_done_where_a_step_points_on_is_told_there(check: Check) -> None:
    done = Action(ActionKind.PRESSES, name="Delete", role="button")
    pointed = (Sight(name="to-delete", event=Event.POINTS_TO),)
    assert told(check("en", "See [there](#to-delete).", done, seen=pointed)) == []
    assert told(check("en", "See [there](#to-delete).", done))[0][0] == "action-not-told"


def test_another_order_is_not_what_the_guide_says(check: Check) -> None:
    done = (Action(ActionKind.PRESSES, VERIFY), Action(ActionKind.PRESSES, NEXT))
    found = check("en", "Click **Next**, then **Verify**.", *done, labels=(NEXT, VERIFY))
    assert "in another order" in found.findings[0].message


@pytest.mark.parametrize(("order", "is_told"), [((0, 1, 2), False), ((1, 0, 2), False), ((2, 1, 0), True)])
def test_a_menu_is_opened_before_what_is_named_as_in_it(check: Check, order: Sequence[int], *, is_told: bool) -> None:
    named = (
        *(Control(each, Role.MENU, "authenticator").on_its_device for each in ("Add account", "Customize and control")),
        Control("Allow", Role.BUTTON, "handset"),
    )
    done = [Action(ActionKind.PRESSES, named[each]) for each in order]
    text = "Choose **Add account** in the menu **Customize and control**, and press **Allow**."
    assert [each.rule for each in check("en", text, *done, labels=named).findings] == ["step-failed"] * is_told


@pytest.mark.parametrize(
    ("label", "rules", "outcome"),
    [
        ("Save", [], LabelOutcome.RIGHT),
        ("Save:", [], LabelOutcome.RIGHT),
        ("Saved", ["label-differs"], LabelOutcome.WRONG),
        ("Qwxyz", ["step-failed"], LabelOutcome.WRONG),
    ],
)
def test_on_a_page_of_ones_own_a_label_is_what_the_control_is_called(
    check: Check, label: str, rules: list[str], outcome: LabelOutcome
) -> None:
    done = Action(ActionKind.PRESSES, role="button", name="Save *")
    found = check("en", f"Click **{label}**.", done, labels=(None,), against=Against.PAGE)
    assert [each for each, _ in told(found)] == rules
    assert [(each.outcome, each.against) for each in found.labels] == [(outcome, Against.PAGE)]
    assert found.is_checked is not bool(rules)


def test_the_sign_of_a_key_is_compared_in_a_language_without_words(check: Check) -> None:
    assert check("de", "Drücken Sie die Rautetaste (#).", pressed("#")).is_checked


def test_labels_that_were_held_against_nothing_are_never_right(check: Check) -> None:
    done = Action(ActionKind.PRESSES, NEXT, name="Bananenbrot")
    found = check("de", "Wählen Sie **Bananenbrot**.", done, labels=(NEXT,), against=Against.NOTHING)
    assert [each.outcome for each in found.labels] == [LabelOutcome.NOT_CHECKED]
    assert (found.is_checked, found.findings) == (False, ())


@pytest.mark.parametrize("rule", ["label-differs", "label-untranslated"])
@pytest.mark.parametrize(("severity", "fails"), [(Severity.WARNING, False), (Severity.ERROR, True)])
def test_a_wrong_label_is_wrong_and_only_an_error_fails_the_step(
    check: Check, rule: str, severity: Severity, *, fails: bool
) -> None:
    known = finding(rule, 7, 12, "Verder", expected="Volgende")._replace(severity=severity)
    done = Action(ActionKind.PRESSES, NEXT)
    judged = check("nl", "Klik op **Verder**.", done, seen=[Sight(NEXT)], labels=[NEXT], known=[known])
    assert [each.outcome for each in judged.labels] == [LabelOutcome.WRONG]
    assert bool(judged.causes) is fails


@pytest.mark.parametrize(
    ("language", "text"), [("nl", "Ga naar https://voorbeeld.nl/klaar."), ("en", "Go to https://example.org/done.")]
)
def test_an_address_that_was_compared_with_nothing_checks_no_step(check: Check, language: str, text: str) -> None:
    assert not check(language, text, Action(ActionKind.PRESSES, NEXT)).is_checked
    opened = Action(ActionKind.OPENS, text=text[text.index("https") : -1])
    assert check(language, text, opened).is_checked


@pytest.mark.parametrize(
    ("done", "rules"),
    [
        (Action(ActionKind.TYPES, name="Code", length=6), set()),
        (Action(ActionKind.TYPES, name="Nummer", text="0612345678", length=10), {"action-not-done"}),
        (Action(ActionKind.PRESSES, name="Volgende"), {"action-not-done", "action-not-told"}),
    ],
)
def test_a_code_that_is_read_and_typed_was_copied(done: Action, rules: set[str], check: Check) -> None:
    found = check("nl", "Kopieer de code en plak die op de pagina.", done)
    assert {each.rule for each in found.findings} == rules
