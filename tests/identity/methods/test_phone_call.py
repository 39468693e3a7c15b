from __future__ import annotations

import pytest

from stapsgewijs.identity import CallDialogue, CallEnd, Prompt
from tests.identity.wording import CALL_TEXTS


class Told:
    def __init__(self) -> None:
        self.what: list[str] = []
        self.dialogue = CallDialogue(
            CALL_TEXTS, lambda: self.what.append("verified"), lambda: self.what.append("fraud"), self.what.append
        )


@pytest.fixture
def told() -> Told:
    return Told()


def test_pound_verifies(told: Told) -> None:
    assert told.dialogue.greeting == "greeting"
    assert told.dialogue.pressed("#") == Prompt("success", hang_up=True)
    assert told.what == ["verified"]


def test_zero_and_pound_report_fraud(told: Told) -> None:
    assert told.dialogue.pressed("0") is None
    assert told.dialogue.pressed("#") == Prompt("fraud", hang_up=True)
    assert told.what == ["fraud"]


@pytest.mark.parametrize("key", ["1", "5", "*"])
def test_another_key_repeats_the_question_and_then_pound_still_verifies(told: Told, key: str) -> None:
    assert told.dialogue.pressed(key) == Prompt("repeat")
    assert told.what == []
    told.dialogue.pressed("#")
    assert told.what == ["verified"]


def test_zero_and_another_key_repeat_the_question_and_pound_is_no_fraud_then(told: Told) -> None:
    told.dialogue.pressed("0")
    assert told.dialogue.pressed("7") == Prompt("repeat")
    told.dialogue.pressed("#")
    assert told.what == ["verified"]


@pytest.mark.parametrize("end", CallEnd)
def test_a_call_that_ends_without_pound_failed_in_its_own_way(told: Told, end: CallEnd) -> None:
    told.dialogue.ended(end)
    assert told.what == [end]


def test_hanging_up_after_verifying_changes_nothing(told: Told) -> None:
    told.dialogue.pressed("#")
    told.dialogue.ended(CallEnd.HUNG_UP)
    assert told.what == ["verified"]


def test_a_voided_call_comes_to_nothing(told: Told) -> None:
    told.dialogue.is_void = lambda: True
    assert told.dialogue.pressed("#") == Prompt("denied", hang_up=True)
    told.dialogue.ended(CallEnd.HUNG_UP)
    assert told.what == []
