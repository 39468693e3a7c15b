from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.phone_network import (
    CallFault,
    CallStatus,
    ConversationTurn,
    NextAction,
    NotPossibleError,
    PhoneNetwork,
    Speaker,
    Utterance,
)

if TYPE_CHECKING:
    from stapsgewijs.phone_network import Call
    from stapsgewijs.phone_numbers import PhoneNumber
    from tests.conftest import HandSetClock


class Asking:
    """Asks for a key, waits ten seconds for it, asks once more and gives up."""

    def __init__(self, keys: str = "", first: NextAction = NextAction.LISTEN) -> None:
        self.keys = keys
        self.first = first
        self.asked = 0
        self.ends: list[CallStatus] = []

    def to_state(self) -> dict[str, Any]:
        return {"kind": "asking", "keys": self.keys}

    def on_answer(self) -> ConversationTurn:
        return ConversationTurn((Utterance("press", "en"),), self.first, 10)

    def on_key(self, key: str) -> ConversationTurn | None:
        self.keys += key
        return ConversationTurn((Utterance("thanks"),), NextAction.HANG_UP) if key == "#" else None

    def on_speech(self, text: str) -> None:
        """Listen to keys only."""

    def on_timeout(self) -> ConversationTurn:
        self.asked += 1
        return ConversationTurn((Utterance("again"),), NextAction.LISTEN if self.asked < 2 else NextAction.HANG_UP, 10)

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        del by_voicemail
        self.ends.append(status)


@pytest.fixture
def talk() -> Asking:
    return Asking()


@pytest.fixture
def call(network: PhoneNetwork, anna: PhoneNumber, talk: Asking, request: pytest.FixtureRequest) -> Call:
    """Give a call that was answered, and that a fault happened to where the test names one."""
    if fault := getattr(request, "param", None):
        network.fault_rules.add(anna, fault[0], **fault[1])
    return network.voice.answer(network.voice.place(anna, "+31", talk).id)


def heard(call: Call) -> list[str]:
    return [each.text for each in call.transcript if each.who is Speaker.CALLER]


def test_silence_is_noticed_when_patience_has_run_out(network: PhoneNetwork, call: Call, clock: HandSetClock) -> None:
    clock.advance(10)
    assert heard(network.voice.get(call.id)) == ["press", "again"]
    clock.advance(25)
    assert heard(network.voice.get(call.id)) == ["press", "again", "again"]
    assert (call.status, call.seconds) == (CallStatus.COMPLETED, 20)


def test_a_key_begins_the_patience_anew(network: PhoneNetwork, call: Call, clock: HandSetClock) -> None:
    clock.advance(9)
    network.voice.press(call.id, "1")
    clock.advance(9)
    assert heard(network.voice.get(call.id)) == ["press"]
    clock.advance(1)
    assert heard(network.voice.get(call.id)) == ["press", "again"]


@pytest.mark.parametrize("call", [(CallFault.HUNG_UP, {"seconds": 3})], indirect=True)
def test_a_line_is_cut_so_many_seconds_after_it_was_answered(
    network: PhoneNetwork, call: Call, talk: Asking, clock: HandSetClock
) -> None:
    clock.advance(2)
    network.voice.press(call.id, "1")
    clock.advance(1)
    assert network.voice.get(call.id).status is CallStatus.COMPLETED
    assert call.history[-1][1] == "completed: the line was cut"
    assert talk.ends == [CallStatus.COMPLETED]


@pytest.mark.parametrize("call", [(CallFault.WRONG_KEY, {})], indirect=True)
def test_the_first_key_arrives_as_another_one(network: PhoneNetwork, call: Call, talk: Asking) -> None:
    network.voice.press(call.id, "*")
    assert (talk.keys, call.status) == ("#", CallStatus.COMPLETED)
    assert "key * arrived as #" in [what for _, what in call.history]


@pytest.mark.parametrize("call", [(CallFault.WRONG_KEY, {})], indirect=True)
def test_only_the_first_key_goes_wrong(network: PhoneNetwork, call: Call, talk: Asking) -> None:
    network.voice.press(call.id, "##")
    assert talk.keys == "1#"


@pytest.mark.parametrize("call", [(CallFault.ONE_WAY_AUDIO, {})], indirect=True)
def test_with_one_way_audio_keys_arrive_and_nothing_is_heard(network: PhoneNetwork, call: Call, talk: Asking) -> None:
    network.voice.press(call.id, "#")
    assert (heard(call), talk.keys) == ([], "#")
    assert [what for _, what in call.history if what.startswith("not heard")] == [
        "not heard: press",
        "not heard: thanks",
    ]


def test_a_call_that_is_rejected_never_rings(network: PhoneNetwork, anna: PhoneNumber, talk: Asking) -> None:
    network.fault_rules.add(anna, CallFault.REJECTED, code=21215)
    call = network.voice.place(anna, "+31", talk)
    assert (call.status, call.error) == (CallStatus.FAILED, 21215)
    assert all("ringing" not in what for _, what in call.history)


def test_a_caller_who_thinks_goes_on_later(network: PhoneNetwork, anna: PhoneNumber, clock: HandSetClock) -> None:
    talk = Asking(first=NextAction.FETCH)
    call = network.voice.answer(network.voice.place(anna, "+31", talk).id)
    clock.advance(3600)
    assert heard(network.voice.get(call.id)) == ["press"]
    network.voice.resume(call.id, talk, ConversationTurn((Utterance("bye"),), NextAction.HANG_UP))
    assert (heard(call), call.status) == (["press", "bye"], CallStatus.COMPLETED)
    network.voice.resume(call.id, talk, ConversationTurn((Utterance("too late"),)))
    assert heard(call) == ["press", "bye"]


def test_the_caller_can_give_up_or_hang_up(network: PhoneNetwork, anna: PhoneNumber) -> None:
    ringing, talking = (network.voice.place(anna, "+31", Asking()) for _ in range(2))
    assert network.voice.cancel(ringing.id).status is CallStatus.CANCELED
    network.voice.answer(talking.id)
    with pytest.raises(NotPossibleError, match="in-progress cannot be canceled"):
        network.voice.cancel(talking.id)
    assert network.voice.complete(talking.id).status is CallStatus.COMPLETED
    with pytest.raises(NotPossibleError, match="completed cannot be canceled"):
        network.voice.complete(talking.id)


def test_a_caller_who_rejects_leaves_a_busy_line(network: PhoneNetwork, anna: PhoneNumber) -> None:
    call = network.voice.place(anna, "+31", Asking(first=NextAction.REJECT))
    assert network.voice.answer(call.id).status is CallStatus.BUSY


def test_a_phone_rings_as_long_as_the_caller_lets_it(
    network: PhoneNetwork, anna: PhoneNumber, talk: Asking, clock: HandSetClock
) -> None:
    call = network.voice.place(anna, "+31", talk, rings=5)
    clock.advance(5)
    assert network.voice.get(call.id).status is CallStatus.NO_ANSWER


def test_a_call_that_no_longer_lives_here_is_woken_up(network: PhoneNetwork, call: Call) -> None:
    call.conversation = None
    with pytest.raises(LookupError, match="nobody can take up"):
        network.voice.press(call.id, "1")
    network.voice.restore = lambda there: Asking(keys=str(there.script["keys"]))
    network.voice.press(call.id, "1")
    call.conversation = None
    network.voice.press(call.id, "2")
    assert call.script == {"kind": "asking", "keys": "12"}
