from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import (
    CallFault,
    CallStatus,
    MessageFault,
    MessageStatus,
    NotPossibleError,
    PhoneNetwork,
    Speaker,
    UnknownCallError,
)
from stapsgewijs.phone_numbers import PhoneNumber
from tests.phone_network.conftest import EnrollmentConversation

if TYPE_CHECKING:
    from tests.conftest import HandSetClock

ANNA, BRAM = PhoneNumber("+31612345678"), PhoneNumber("+31687654321")


class Counting:
    def __init__(self) -> None:
        self.count = 0

    def token(self) -> str:
        self.count += 1
        return f"{self.count:032x}"


@pytest.fixture
def network(clock: HandSetClock) -> PhoneNetwork:
    return PhoneNetwork(clock, Counting())


def bodies(network: PhoneNetwork, number: PhoneNumber = ANNA) -> list[str]:
    return [each.body for each in network.sms.delivered(number)]


def test_a_message_arrives_at_once_and_at_its_number_only(network: PhoneNetwork, clock: HandSetClock) -> None:
    message = network.sms.send(ANNA, "Contoso", "one")
    assert message.status is MessageStatus.DELIVERED
    assert message.delivered == clock.now()
    assert [what for _, what in message.history] == ["queued", "sending", "sent", "delivered"]
    assert (bodies(network), bodies(network, BRAM)) == (["one"], [])
    assert re.fullmatch(r"SM[0-9a-f]{32}", message.id)


def test_a_lost_message_never_arrives_and_the_next_one_does(network: PhoneNetwork, clock: HandSetClock) -> None:
    network.fault_rules.add(ANNA, MessageFault.LOST)
    network.sms.send(ANNA, "Contoso", "one")
    network.sms.send(ANNA, "Contoso", "two")
    clock.advance(10**8)
    assert bodies(network) == ["two"]
    assert [each.status for each in network.sms.sent()] == [MessageStatus.SENT, MessageStatus.DELIVERED]


def test_a_late_message_arrives_when_it_is_due(network: PhoneNetwork, clock: HandSetClock) -> None:
    network.fault_rules.add(ANNA, MessageFault.LATE, seconds=60)
    message = network.sms.send(ANNA, "Contoso", "late")
    network.sms.send(ANNA, "Contoso", "soon")
    assert network.next_due() == message.due == clock.now() + dt.timedelta(seconds=60)
    clock.advance(59.9)
    assert bodies(network) == ["soon"]
    clock.advance(0.1)
    assert bodies(network) == ["soon", "late"]
    assert message.delivered == message.due
    assert network.next_due() is None


def test_a_doubled_message_arrives_twice(network: PhoneNetwork) -> None:
    network.fault_rules.add(ANNA, MessageFault.DOUBLED)
    network.sms.send(ANNA, "Contoso", "twice")
    assert bodies(network) == ["twice", "twice"]
    assert len({each.id for each in network.sms.delivered(ANNA)}) == 2


def test_an_undelivered_message_says_so(network: PhoneNetwork) -> None:
    network.fault_rules.add(ANNA, MessageFault.UNDELIVERED)
    assert network.sms.send(ANNA, "Contoso", "x").status is MessageStatus.UNDELIVERED
    assert bodies(network) == []


def test_faults_are_for_one_number_one_kind_and_so_many_times(
    network: PhoneNetwork, talk: EnrollmentConversation
) -> None:
    network.fault_rules.add(ANNA, MessageFault.LOST, skip=1, times=2)
    network.voice.place(ANNA, "+31", talk)
    network.sms.send(BRAM, "Contoso", "b")
    for body in "1234":
        network.sms.send(ANNA, "Contoso", body)
    assert (bodies(network), bodies(network, BRAM)) == (["1", "4"], ["b"])
    assert network.fault_rules.active() == []


def test_older_faults_come_first_and_all_can_be_cleared(network: PhoneNetwork) -> None:
    network.fault_rules.add(ANNA, MessageFault.LOST)
    network.fault_rules.add(ANNA, MessageFault.DOUBLED)
    network.sms.send(ANNA, "Contoso", "1")
    network.sms.send(ANNA, "Contoso", "2")
    assert bodies(network) == ["2", "2"]
    network.fault_rules.add(ANNA, MessageFault.LOST)
    network.fault_rules.clear()
    network.sms.send(ANNA, "Contoso", "3")
    assert bodies(network)[-1] == "3"


def test_a_call_rings_is_answered_and_ended_by_the_caller(network: PhoneNetwork, talk: EnrollmentConversation) -> None:
    call = network.voice.place(ANNA, "+31", talk)
    assert call.status is CallStatus.RINGING
    network.voice.answer(call.id)
    network.voice.press(call.id, "05#9")
    assert call.status is CallStatus.COMPLETED
    assert talk.keys == "05#"
    assert talk.ends == [(CallStatus.COMPLETED, False)]
    assert [(each.who, each.text) for each in call.transcript] == [
        (Speaker.CALLER, "hello"),
        (Speaker.HANDSET, "0"),
        (Speaker.HANDSET, "5"),
        (Speaker.CALLER, "you pressed 5"),
        (Speaker.HANDSET, "#"),
        (Speaker.CALLER, "you pressed #"),
    ]
    assert [what.partition(":")[0] for _, what in call.history] == ["queued", "ringing", "in-progress", "completed"]


@pytest.mark.parametrize(
    ("fault", "status", "by_voicemail"),
    [
        (CallFault.BUSY, CallStatus.BUSY, False),
        (CallFault.NO_ANSWER, CallStatus.NO_ANSWER, False),
        (CallFault.FAILED, CallStatus.FAILED, False),
        (CallFault.VOICEMAIL, CallStatus.COMPLETED, True),
    ],
)
def test_what_can_go_wrong_with_a_call(
    network: PhoneNetwork, talk: EnrollmentConversation, fault: CallFault, status: CallStatus, *, by_voicemail: bool
) -> None:
    network.fault_rules.add(ANNA, fault)
    assert network.voice.place(ANNA, "+31", talk).status is status
    assert talk.ends == [(status, by_voicemail)]
    assert network.voice.place(ANNA, "+31", EnrollmentConversation()).status is CallStatus.RINGING


def test_a_phone_rings_for_thirty_seconds(
    network: PhoneNetwork, talk: EnrollmentConversation, clock: HandSetClock
) -> None:
    call = network.voice.place(ANNA, "+31", talk)
    clock.advance(29.9)
    assert network.voice.get(call.id).status is CallStatus.RINGING
    clock.advance(0.1)
    network.process_due()
    assert call.status is CallStatus.NO_ANSWER
    assert talk.ends == [(CallStatus.NO_ANSWER, False)]


def test_declining_is_busy_and_hanging_up_completes(network: PhoneNetwork) -> None:
    declined, ended = (
        network.voice.place(ANNA, "+31", EnrollmentConversation()),
        network.voice.place(ANNA, "+31", EnrollmentConversation()),
    )
    assert network.voice.hang_up(declined.id).status is CallStatus.BUSY
    network.voice.answer(ended.id)
    assert network.voice.hang_up(ended.id).status is CallStatus.COMPLETED


def test_what_a_phone_cannot_do_names_the_state_of_the_call(
    network: PhoneNetwork, talk: EnrollmentConversation
) -> None:
    call = network.voice.place(ANNA, "+31", talk)
    with pytest.raises(NotPossibleError, match="ringing cannot be pressed a key on"):
        network.voice.press(call.id, "#")
    network.voice.answer(call.id)
    with pytest.raises(NotPossibleError, match="in-progress cannot be answered"):
        network.voice.answer(call.id)
    for keys in ("", "A", "#!"):
        with pytest.raises(NotPossibleError, match="no keys of a phone"):
            network.voice.press(call.id, keys)
    network.voice.hang_up(call.id)
    with pytest.raises(NotPossibleError, match="completed cannot be hung up"):
        network.voice.hang_up(call.id)
    with pytest.raises(UnknownCallError, match="no call CAx"):
        network.voice.answer("CAx")


def test_every_change_is_told(network: PhoneNetwork, talk: EnrollmentConversation, clock: HandSetClock) -> None:
    told: list[int] = []
    network.on_change(lambda _: told.append(1))
    network.sms.send(ANNA, "Contoso", "x")
    call = network.voice.place(ANNA, "+31", talk)
    network.voice.answer(call.id)
    network.voice.press(call.id, "#")
    assert len(told) == 4
    network.voice.place(ANNA, "+31", EnrollmentConversation())
    clock.advance(31)
    network.process_due()
    assert len(told) == 6
