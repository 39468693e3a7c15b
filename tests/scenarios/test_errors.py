from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from stapsgewijs.evidence.run import Checkpoint
from stapsgewijs.guide import Outcome, StepCheck
from stapsgewijs.labels import Message
from stapsgewijs.reports.language import report_catalogue
from stapsgewijs.scenarios.browser.input_methods import Pointer, fill
from stapsgewijs.scenarios.errors import Kind, StepError, not_found
from stapsgewijs.testing.handset import NothingCameError
from stapsgewijs.testing.items import Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.labels.message_error import MessageError

ROOT = Path(__file__).parents[2]
DUTCH = report_catalogue(ROOT / "site", "nl")


def said(error: MessageError) -> list[str]:
    """Return the lines of an error in Dutch."""
    return [each.said_in(DUTCH) for each in error.reasons]


def test_what_is_not_found_is_told_in_english_and_can_be_said_in_dutch() -> None:
    where = Message.of("on the page “{title}” ({address})", title="Stap {2}", address="http://x/2")
    error = not_found(Kind.BUTTON, "Doorgaan", ["Volgende", "Doorgaan met bellen"], where=where)
    assert str(error) == (
        "no button “Doorgaan” on the page “Stap {2}” (http://x/2)\n"
        "nearest: “Doorgaan met bellen”\n"
        "each button there: “Volgende”, “Doorgaan met bellen”"
    )
    assert said(error) == [
        "geen knop “Doorgaan” op de pagina “Stap {2}” (http://x/2)",
        "lijkt het meest: “Doorgaan met bellen”",
        "wel aanwezig (knop): “Volgende”, “Doorgaan met bellen”",
    ]


def test_a_browser_that_cannot_type_does_not_tell_what_it_could_not_type() -> None:
    class Field:
        def fill(self, text: str, *, timeout: float) -> None:
            log = f'waiting {timeout}\n  - fill("{text}")\n  - element is not enabled'
            raise PlaywrightTimeoutError(log)

    for hand in (lambda: fill(Field(), 'ge"heim\n2'), lambda: Pointer().fill(Field(), 'ge"heim\n2')):  # type: ignore[arg-type]
        with pytest.raises(PlaywrightTimeoutError, match=r"(?s)fill\(…\).*not enabled") as told:
            hand()
        assert "heim" not in str(told.value)
        assert told.value.__cause__ is None


def test_no_text_is_typed_in_another_way() -> None:
    folder = ROOT / "simulator" / "stapsgewijs" / "scenarios"
    found = {each.name for each in folder.rglob("*.py") if re.search(r"(?<!hands)\.fill\(", each.read_text("utf-8"))}
    assert found == {"input_methods.py", "phone_owner.py"}  # the owner of a phone types no secret


def test_of_many_names_some_are_told_and_of_none_that_there_is_none() -> None:
    many = not_found(Kind.OPTION, "Q", [str(each) for each in range(20)], where="")
    assert str(many).endswith("“11” and 8 more")
    assert said(many)[-1].endswith("“11” en nog 8")
    assert said(not_found(Kind.FIELD, "Q", [], where=""))[-1] == "wel aanwezig (invoerveld): geen"


def test_an_error_told_as_text_alone_has_no_lines_for_a_catalogue() -> None:
    assert StepError("the page was made of paper").reasons == ()
    mixed = StepError(Message("there are no fields"), "12:00 {x}")
    assert str(mixed) == "there are no fields\n12:00 {x}"
    assert said(mixed) == ["er zijn geen velden", "12:00 {x}"]


def test_what_a_handset_heard_is_told_in_dutch_as_well() -> None:
    found = {
        "id": "1",
        "to": "+31612345678",
        "from": "+31201234567",
        "status": "completed",
        "error": None,
        "created": "2026-01-02T03:04:05+00:00",
        "transcript": [{"who": "caller", "text": "Hallo"}, {"who": "handset", "text": "#"}],
        "history": [{"what": "completed"}],
    }
    call = Call.of(found)
    error = NothingCameError(
        Message.of("nobody said “{words}” within {seconds} s:", words="Dag", seconds=2), *call.lines
    )
    assert str(error) == (
        "nobody said “Dag” within 2 s:\n"
        "03:04:05 call from +31201234567 to +31612345678 (completed)\n"
        "    said: “Hallo”\n"
        "    pressed: #"
    )
    assert said(error) == [
        "niemand zei binnen 2 s “Dag”:",
        "03:04:05 oproep van +31201234567 aan +31612345678 (completed)",
        "    gezegd: “Hallo”",
        "    gedrukt: #",
    ]


def test_the_lines_survive_the_way_between_processes() -> None:
    reasons = not_found(Kind.LINK, "Hulp", [], where=Message.of("in {file}", file="a.md")).reasons
    checkpoint = Checkpoint("by-phone", 1, Outcome.FAILED, 3, "x", check=StepCheck(reasons=reasons))
    assert Checkpoint.from_plain(checkpoint.to_plain()) == checkpoint


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_name_in_dutch(kind: Kind) -> None:
    assert kind.value in DUTCH.wording


@pytest.mark.parametrize("room", ["scenarios", "testing"])
def test_every_sentence_of_an_error_is_in_the_catalogue(room: str) -> None:
    told = {
        each
        for file in (ROOT / "simulator" / "stapsgewijs" / room).rglob("*.py")
        for each in _msgids(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert len(told) > 10
    assert told - set(DUTCH.wording) == set()


def _msgids(tree: ast.AST) -> Iterator[str]:
    """Give the msgids in code: the first argument of what makes a message, or what a variable there was given."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef):
            continue
        given: dict[str, list[str]] = {}
        for each in ast.walk(scope):
            if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
                given.setdefault(each.targets[0].id, []).extend(_constants(each.value))
        for each in ast.walk(scope):
            if isinstance(each, ast.Call) and ast.unparse(each.func) in _MAKERS and each.args:
                first = each.args[0]
                yield from given.get(first.id, ()) if isinstance(first, ast.Name) else _constants(first)


_MAKERS = {"Message", "Message.of", "Sentence", "Sentence.of"}


def _constants(value: ast.expr) -> list[str]:
    """Return the text that a value is, or either may be."""
    if isinstance(value, ast.IfExp):
        return _constants(value.body) + _constants(value.orelse)
    return [value.value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []
