from __future__ import annotations

import pytest

from simulator.bridge import Talk
from simulator.enrollment import CallEnd, Dialogue, Script
from simulator.gateway import CallStatus


def talk(told: list[object]) -> Talk:
    script = Script("{code}", "greeting", "repeat", "success", "denied", "fraud")
    return Talk(Dialogue(script, lambda: told.append("verified"), lambda: told.append("fraud"), told.append))


def test_keys_and_words_pass() -> None:
    told: list[object] = []
    made = talk(told)
    assert made.greeting == "greeting"
    assert made.pressed("0") is None
    assert made.pressed("1") == ("repeat", False)
    assert made.pressed("#") == ("success", True)
    assert told == ["verified"]


@pytest.mark.parametrize("status", [each for each in CallStatus if each.is_final])
def test_every_end_of_a_call_has_its_name_in_enrollment(status: CallStatus) -> None:
    told: list[object] = []
    talk(told).ended(status, by_voicemail=False)
    assert told[0] in set(CallEnd)


def test_voicemail_is_told_apart_from_hanging_up() -> None:
    told: list[object] = []
    talk(told).ended(CallStatus.COMPLETED, by_voicemail=True)
    talk(told).ended(CallStatus.COMPLETED, by_voicemail=False)
    assert told == [CallEnd.VOICEMAIL, CallEnd.HUNG_UP]
