from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import (
    Call,
    CallFault,
    CallStatus,
    Filter,
    Kind,
    MessageFault,
    MessageStatus,
    NotPossibleError,
    PhoneNetwork,
    Retention,
    Speaker,
)
from stapsgewijs.phone_numbers import PhoneNumber
from tests.phone_network.conftest import EnrollmentConversation

if TYPE_CHECKING:
    from tests.conftest import HandSetClock

ANNA, BRAM = PhoneNumber("+31612345678"), PhoneNumber("+31687654321")
START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def bodies(network: PhoneNetwork, number: PhoneNumber | None = ANNA) -> list[str]:
    return [each.body for each in network.sms.delivered(number)]


def said(call: Call) -> list[tuple[Speaker, str]]:
    return [(each.who, each.text) for each in call.transcript]


def test_everything_has_an_id_in_the_form_of_the_carrier_and_of_its_own(network: PhoneNetwork) -> None:
    ids = [
        *(network.sms.send(ANNA, "Contoso", "x").id for _ in range(3)),
        *(network.voice.place(ANNA, "+31", EnrollmentConversation()).id for _ in range(3)),
        *(network.fault_rules.add(ANNA, MessageFault.LOST).id for _ in range(3)),
    ]
    assert len(set(ids)) == 9
    assert [each[:2] for each in ids] == ["SM"] * 3 + ["CA"] * 3 + ["FT"] * 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", each[2:]) for each in ids)


def test_a_message_keeps_its_text_sender_and_number_to_the_letter(network: PhoneNetwork) -> None:
    message = network.sms.send(ANNA, "Contoso & Zonen", "123456 – vérifiëren 😀\n")
    there = network.sms.delivered(ANNA)
    assert there == [message]
    assert (there[0].sender, there[0].body, there[0].number) == ("Contoso & Zonen", "123456 – vérifiëren 😀\n", ANNA)
    assert there[0].created == START


def test_messages_to_anybody_are_in_order_of_arrival(network: PhoneNetwork, clock: HandSetClock) -> None:
    network.fault_rules.add(ANNA, MessageFault.LATE, seconds=10)
    for number, body in ((ANNA, "late"), (BRAM, "first")):
        network.sms.send(number, "Contoso", body)
    clock.advance(5)
    network.sms.send(ANNA, "Contoso", "second")
    clock.advance(10)
    network.sms.send(BRAM, "Contoso", "last")
    assert bodies(network, None) == ["first", "second", "late", "last"]


def test_a_message_that_is_no_second_late_arrives_at_once(network: PhoneNetwork) -> None:
    network.fault_rules.add(ANNA, MessageFault.LATE, seconds=0)
    network.sms.send(ANNA, "Contoso", "x")
    assert bodies(network) == ["x"]


def test_a_late_message_arrived_when_it_was_due_not_when_somebody_looked(
    network: PhoneNetwork, clock: HandSetClock
) -> None:
    network.fault_rules.add(ANNA, MessageFault.LATE, seconds=10)
    network.sms.send(ANNA, "Contoso", "x")
    clock.advance(3600)
    assert [each.delivered for each in network.sms.delivered()] == [START + dt.timedelta(seconds=10)]


def test_what_went_wrong_is_written_down(network: PhoneNetwork, clock: HandSetClock) -> None:
    told, by = {}, {}
    for action in MessageFault:
        by[action] = network.fault_rules.add(ANNA, action, seconds=90, text=action).why
        told[action] = network.sms.send(ANNA, "Contoso", action)
    clock.advance(90)
    network.process_due()
    whys = {action: [what for _, what in message.history] for action, message in told.items()}
    assert whys[MessageFault.LOST] == ["queued", "sending", f"sent: {by[MessageFault.LOST]}"]
    assert told[MessageFault.LATE].history[2:] == [
        (START, f"sent: late (90 s) by fault {network_id(by[MessageFault.LATE])}"),
        (START + dt.timedelta(seconds=90), "delivered"),
    ]
    assert whys[MessageFault.DOUBLED][2:] == [f"sent: {by[MessageFault.DOUBLED]}", "delivered"]
    doubles = [each for each in network.sms.delivered() if each.body == "doubled"]
    assert doubles[1].history[1] == (START, f"sent: doubles {doubles[0].id}")
    assert whys[MessageFault.UNDELIVERED][-1] == "undelivered: error 30003"
    assert told[MessageFault.UNDELIVERED].delivered is None
    assert whys[MessageFault.REJECTED] == [f"failed: {by[MessageFault.REJECTED]}, error 21612"]
    for action, message in told.items():
        assert any(str(action) in each and "by fault FT" in each for each in whys[action]), message.history


def network_id(why: str) -> str:
    return why.rpartition(" ")[2]


def test_a_message_that_will_not_arrive_never_becomes_due_by_itself_within_a_lifetime(
    network: PhoneNetwork, clock: HandSetClock
) -> None:
    network.fault_rules.add(ANNA, MessageFault.UNDELIVERED)
    network.sms.send(ANNA, "Contoso", "refused")
    assert network.next_due() is None
    network.fault_rules.add(ANNA, MessageFault.LOST)
    network.sms.send(ANNA, "Contoso", "lost")
    due = network.next_due()
    assert due is None or due > clock.now() + dt.timedelta(days=365 * 90)


def test_the_next_due_is_the_soonest_of_messages_and_calls(network: PhoneNetwork, clock: HandSetClock) -> None:
    assert network.next_due() is None
    network.fault_rules.add(ANNA, MessageFault.LATE, seconds=40)
    network.sms.send(ANNA, "Contoso", "x")
    assert network.next_due() == START + dt.timedelta(seconds=40)
    call = network.voice.place(BRAM, "+31", EnrollmentConversation())
    assert network.next_due() == START + dt.timedelta(seconds=30)
    network.voice.answer(call.id)
    assert network.next_due() == START + dt.timedelta(seconds=40)
    clock.advance(40)
    network.process_due()
    assert network.next_due() is None


def test_a_fault_that_skips_counts_only_its_own_number_and_kind(network: PhoneNetwork) -> None:
    network.fault_rules.add(ANNA, CallFault.BUSY, skip=1)
    network.sms.send(ANNA, "Contoso", "x")
    network.voice.place(BRAM, "+31", EnrollmentConversation())
    assert network.voice.place(ANNA, "+31", EnrollmentConversation()).status is CallStatus.RINGING
    assert network.voice.place(ANNA, "+31", EnrollmentConversation()).status is CallStatus.BUSY
    assert network.voice.place(ANNA, "+31", EnrollmentConversation()).status is CallStatus.RINGING


def test_two_faults_that_skip_count_side_by_side_and_the_oldest_that_is_ready_happens(network: PhoneNetwork) -> None:
    network.fault_rules.add(ANNA, MessageFault.LOST, skip=2)
    network.fault_rules.add(ANNA, MessageFault.DOUBLED, skip=1)
    for body in "1234":
        network.sms.send(ANNA, "Contoso", body)
    assert bodies(network) == ["1", "2", "2", "4"]


def test_a_fault_says_what_it_is_for_and_is_listed_until_it_is_spent(network: PhoneNetwork) -> None:
    message = network.fault_rules.add(ANNA, MessageFault.LOST, times=2)
    call = network.fault_rules.add(ANNA, CallFault.BUSY)
    assert (message.kind, call.kind) == (Kind.MESSAGE, Kind.CALL)
    network.sms.send(ANNA, "Contoso", "x")
    assert (network.fault_rules.active(), message.times) == ([message, call], 1)
    network.voice.place(ANNA, "+31", EnrollmentConversation())
    assert network.fault_rules.active() == [message]
    network.sms.send(ANNA, "Contoso", "x")
    assert network.fault_rules.active() == []
    assert message.is_spent


def test_clearing_faults_leaves_a_late_message_late(network: PhoneNetwork, clock: HandSetClock) -> None:
    network.fault_rules.add(ANNA, MessageFault.LATE, seconds=60)
    network.sms.send(ANNA, "Contoso", "late")
    network.fault_rules.clear()
    assert bodies(network) == []
    clock.advance(60)
    assert bodies(network) == ["late"]


def test_voicemail_hears_the_greeting_and_nobody_can_answer_after_it(network: PhoneNetwork) -> None:
    network.fault_rules.add(ANNA, CallFault.VOICEMAIL)
    talk = EnrollmentConversation()
    call = network.voice.place(ANNA, "+31", talk)
    assert [who for who, _ in said(call)] == [Speaker.CALLER, Speaker.VOICEMAIL]
    assert said(call)[0][1] == "hello"
    assert [what.partition(":")[0] for _, what in call.history] == ["queued", "in-progress", "completed"]
    with pytest.raises(NotPossibleError, match="completed cannot be answered"):
        network.voice.answer(call.id)
    assert (talk.keys, len(talk.ends)) == ("", 1)


@pytest.mark.parametrize("fault", [CallFault.BUSY, CallFault.NO_ANSWER, CallFault.FAILED])
def test_nothing_is_said_on_a_call_that_nobody_answers(network: PhoneNetwork, fault: CallFault) -> None:
    network.fault_rules.add(ANNA, fault)
    call = network.voice.place(ANNA, "+31", EnrollmentConversation())
    assert (said(call), call.ended) == ([], START)


def test_a_key_that_leaves_the_caller_silent_keeps_the_call_going(network: PhoneNetwork) -> None:
    call = network.voice.place(ANNA, "+31", EnrollmentConversation())
    network.voice.answer(call.id)
    network.voice.press(call.id, "0")
    assert (call.status, said(call)) == (CallStatus.IN_PROGRESS, [(Speaker.CALLER, "hello"), (Speaker.HANDSET, "0")])


def test_keys_that_are_no_keys_press_none_of_them(network: PhoneNetwork) -> None:
    talk = EnrollmentConversation()
    call = network.voice.place(ANNA, "+31", talk)
    network.voice.answer(call.id)
    with pytest.raises(NotPossibleError, match=r"'0x#' are no keys of a phone; keys are 0-9, \* and #"):
        network.voice.press(call.id, "0x#")
    assert (talk.keys, call.status) == ("", CallStatus.IN_PROGRESS)


@pytest.mark.parametrize(
    ("way_to_end", "status", "lasted"),
    [("decline", CallStatus.BUSY, 5), ("hang up", CallStatus.COMPLETED, 7), ("#", CallStatus.COMPLETED, 7)],
)
def test_a_call_that_has_ended_says_when_and_can_do_nothing_more(
    network: PhoneNetwork, clock: HandSetClock, way_to_end: str, status: CallStatus, lasted: int
) -> None:
    talk = EnrollmentConversation()
    call = network.voice.place(ANNA, "+31", talk)
    clock.advance(5)
    if way_to_end == "decline":
        network.voice.hang_up(call.id)
    else:
        network.voice.answer(call.id)
        clock.advance(2)
        network.voice.press(call.id, "#") if way_to_end == "#" else network.voice.hang_up(call.id)
    assert (call.status, call.ended) == (status, START + dt.timedelta(seconds=lasted))
    for more in (network.voice.answer, network.voice.hang_up, lambda each: network.voice.press(each, "#")):
        with pytest.raises(NotPossibleError, match=f"a call that is {status} cannot be "):
            more(call.id)
    assert len(talk.ends) == 1


def test_a_phone_that_was_answered_does_not_stop_after_thirty_seconds(
    network: PhoneNetwork, clock: HandSetClock
) -> None:
    call = network.voice.place(ANNA, "+31", EnrollmentConversation())
    clock.advance(29)
    network.voice.answer(call.id)
    clock.advance(3600)
    assert network.voice.get(call.id).status is CallStatus.IN_PROGRESS


def test_a_phone_that_rang_too_long_cannot_be_answered_even_if_nobody_looked(
    network: PhoneNetwork, clock: HandSetClock
) -> None:
    talk = EnrollmentConversation()
    call = network.voice.place(ANNA, "+31", talk)
    clock.advance(30)
    with pytest.raises(NotPossibleError, match="no-answer cannot be answered"):
        network.voice.answer(call.id)
    assert talk.ends == [(CallStatus.NO_ANSWER, False)]


def test_a_phone_that_rang_too_long_ended_when_it_stopped_ringing_not_when_somebody_looked(
    network: PhoneNetwork, clock: HandSetClock
) -> None:
    call = network.voice.place(ANNA, "+31", EnrollmentConversation())
    clock.advance(3600)
    assert network.voice.get(call.id).ended == START + dt.timedelta(seconds=30)


def test_calls_are_listed_by_number_in_the_order_in_which_they_were_placed(network: PhoneNetwork) -> None:
    one, two, three = (network.voice.place(each, "+31", EnrollmentConversation()) for each in (ANNA, BRAM, ANNA))
    assert network.voice.placed() == [one, two, three]
    assert network.voice.placed(ANNA) == [one, three]
    assert network.voice.get(two.id) is two


def test_looking_tells_nobody_when_nothing_is_due(network: PhoneNetwork, clock: HandSetClock) -> None:
    network.sms.send(ANNA, "Contoso", "x")
    network.voice.place(ANNA, "+31", EnrollmentConversation())
    told: list[int] = []
    network.on_change(lambda _: told.append(1))
    clock.advance(29)
    network.sms.delivered()
    network.voice.placed()
    network.sms.sent()
    network.process_due()
    assert told == []


def test_every_listener_is_told(network: PhoneNetwork) -> None:
    told: list[str] = []
    for name in ("one", "two"):
        network.on_change(lambda _, name=name: told.append(name))  # type: ignore[misc]  # bound now
    network.voice.place(ANNA, "+31", EnrollmentConversation())
    assert told == ["one", "two"]


def test_messages_and_calls_of_one_network_share_rules_retention_and_listeners(network: PhoneNetwork) -> None:
    heard: list[PhoneNumber | None] = []
    network.on_change(heard.append)
    network.fault_rules.add(None, MessageFault.LOST)
    network.fault_rules.add(None, CallFault.BUSY)
    message, call = network.sms.send(ANNA, "Contoso", "x"), network.voice.place(BRAM, "+31", EnrollmentConversation())
    assert (message.status, call.status, network.fault_rules.active()) == (MessageStatus.SENT, CallStatus.BUSY, [])
    assert heard == [ANNA, BRAM]
    network.context.retention = Retention(count=0)
    assert (network.prune(), network.handsets()) == (2, [])


def test_who_looks_at_messages_lets_calls_that_are_due_end_too(network: PhoneNetwork, clock: HandSetClock) -> None:
    call = network.voice.place(ANNA, "+31", EnrollmentConversation())
    clock.advance(60)
    assert network.sms.find(Filter()) == []
    assert call.status is CallStatus.NO_ANSWER
