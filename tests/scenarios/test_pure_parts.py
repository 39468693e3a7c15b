from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.guide import Action, ActionKind, Sight, StepCheck
from stapsgewijs.labels import Catalogue, Control, Role
from stapsgewijs.scenarios.actors.interaction_log import InteractionLog
from stapsgewijs.scenarios.errors import Kind, not_found
from stapsgewijs.scenarios.label_translation import LabelTranslation
from stapsgewijs.scenarios.plugin.collection import check_names, read_document
from stapsgewijs.testing.items import codes_in

LABELS = Path(__file__).parents[2] / "site" / "labels"
BUTTON = Control("A button", Role.BUTTON)


def test_what_was_done_and_seen_is_handed_over_once_and_a_secret_never() -> None:
    log = InteractionLog()
    log.see(name="a text")
    log.act(ActionKind.TYPES, BUTTON, role="textbox", name="Code", text="123456", is_secret=True)
    told: list[object] = []
    check = StepCheck(is_checked=True)
    assert log.close(lambda done, seen: [check, told.extend((*done, *seen))][0]) is check
    assert told == [
        Action(ActionKind.TYPES, BUTTON, "textbox", "Code", "", 6),
        Sight(None, "", "a text"),
        Sight(BUTTON, "textbox", "Code"),
    ]
    assert (log.done, log.sights, log.check) == ([], [], check)


def test_a_label_of_a_feature_leads_to_the_label_on_the_page() -> None:
    english = LabelTranslation(Catalogue.load(LABELS, "nl"), Catalogue.load(LABELS, "en"))
    assert english.find("Volgende").text == "Next"
    assert english.find("Onbekend").text == "Onbekend"
    assert english.find("Onbekend").controls == ()
    assert english.region("België") == "Belgium"
    dutch = LabelTranslation(Catalogue.load(LABELS, "nl"), Catalogue.load(LABELS, "nl"))
    assert dutch.region("België") == "België"


def test_what_is_not_found_names_what_is_there_and_the_nearest() -> None:
    told = str(not_found(Kind.BUTTON, "Verder", ["Volgende", "Verde", "Volgende", ""], where="on this page"))
    assert told.splitlines() == [
        "no button “Verder” on this page",
        "nearest: “Verde”",
        "each button there: “Volgende”, “Verde”",
    ]
    many = str(not_found(Kind.OPTION, "x", [f"y{n}" for n in range(20)], where="there"))
    assert "and 8 more" in many
    assert str(not_found(Kind.LINK, "x", [], where="there")).endswith("none")


@pytest.mark.parametrize(("text", "codes"), [("123456 is it", ["123456"]), ("+31612345678", []), ("12 34", [])])
def test_codes_in_a_message(text: str, codes: list[str]) -> None:
    assert codes_in(text) == codes


def check_feature(path: Path) -> list[str]:
    return check_names(path, read_document(path))


HEAD = "# language: nl\nFunctionaliteit: F\n"


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (HEAD + "  Scenario: A\n    Als x\n  Scenario: A\n    Als y\n", 5, "two scenarios are called “A”"),
        (HEAD + "  Scenario:\n    Als x\n", 3, "a scenario without a name"),
        (HEAD + "  Scenario: A\n    Als x\n    Alz x\n", 5, "not Gherkin"),
        ("Geen gherkin\n", 1, "not Gherkin"),
    ],
)
def test_a_feature_that_would_hide_something_is_refused(tmp_path: Path, content: str, line: int, told: str) -> None:
    path = tmp_path / "f.feature"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=told) as error:
        check_feature(path)
    assert error.value.line == line


def test_a_feature_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.feature"
    path.write_bytes("# é".encode("latin-1"))
    with pytest.raises(DocumentError, match="not UTF-8"):
        check_feature(path)


def test_the_names_are_returned_in_order(tmp_path: Path) -> None:
    path = tmp_path / "f.feature"
    path.write_text(HEAD + "  Scenario: B\n    Als x\n\n  Scenario: A\n    Als y\n", encoding="utf-8")
    assert check_feature(path) == ["B", "A"]
