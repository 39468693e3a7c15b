"""The switches of a handset: what they do to messages and calls, and what is kept of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.identity import SystemRandomSource
from stapsgewijs.phone_network import (
    CallStatus,
    HandsetSettings,
    HandsetSettingsError,
    InMemoryNetworkRepository,
    MessageFault,
    MessageStatus,
    NotPossibleError,
    PhoneNetwork,
    Silence,
    Speaker,
    is_desk_phone,
)
from stapsgewijs.phone_network.sms_service import VALIDITY
from stapsgewijs.phone_numbers import PhoneNumber
from tests.phone_network.conftest import EnrollmentConversation

if TYPE_CHECKING:
    from tests.conftest import HandSetClock

ANNA, BRAM, DESK = PhoneNumber("+31612345678"), PhoneNumber("+31687654321"), PhoneNumber("+31201234567")
CALLER = "+31202490048"
UNREACHABLE: list[dict[str, Any]] = [{"phone_on": False}, {"signal": False}]


def bodies(network: PhoneNetwork, number: PhoneNumber = ANNA) -> list[str]:
    return [each.body for each in network.sms.delivered(number)]


def test_every_switch_of_a_handset_is_as_usual_until_it_is_changed(network: PhoneNetwork) -> None:
    assert network.handset_settings(ANNA) == HandsetSettings()
    changed = network.change_handset_settings(ANNA, do_not_disturb=True)
    assert changed == network.handset_settings(ANNA) == HandsetSettings(do_not_disturb=True)
    assert network.handset_settings(BRAM) == HandsetSettings()


def test_switches_are_kept_with_the_network_and_forgotten_when_it_is_reset(clock: HandSetClock) -> None:
    repository = InMemoryNetworkRepository()
    PhoneNetwork(clock, SystemRandomSource(), repository).change_handset_settings(
        ANNA, signal=False, blocked_callers=["Contoso", "020 249 0048"]
    )
    later = PhoneNetwork(clock, SystemRandomSource(), repository)
    assert later.handset_settings(ANNA) == HandsetSettings(signal=False, blocked_callers=("Contoso", CALLER))
    later.reset()
    assert later.handset_settings(ANNA) == HandsetSettings()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"battery": 3}, "no setting 'battery'"),
        ({"blocked_callers": "Contoso"}, "is a list"),
        ({"blocked_callers": [""]}, "is no caller"),
        ({"blocked_callers": ["+31"]}, "is no caller"),
        ({"blocked_callers": ["x" * 41]}, "is no caller"),
        ({"blocked_callers": [3]}, "is no caller"),
        ({"blocked_callers": [f"name {each}" for each in range(51)]}, "at most 50"),
    ],
)
def test_what_a_handset_does_not_have_is_refused(network: PhoneNetwork, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(HandsetSettingsError, match=told):
        network.change_handset_settings(ANNA, **changes)
    assert network.handset_settings(ANNA) == HandsetSettings()


@pytest.mark.parametrize("off", UNREACHABLE)
def test_a_message_waits_until_the_phone_can_be_reached(
    network: PhoneNetwork, clock: HandSetClock, off: dict[str, Any]
) -> None:
    network.change_handset_settings(ANNA, **off)
    sent = [network.sms.send(ANNA, "Contoso", each) for each in ("first", "second")]
    network.sms.send(BRAM, "Contoso", "hello")
    assert (bodies(network), bodies(network, BRAM)) == ([], ["hello"])
    assert {each.status for each in sent} == {MessageStatus.SENT}
    clock.advance(3600)
    network.change_handset_settings(ANNA, **dict.fromkeys(off, True))
    assert bodies(network) == ["first", "second"]
    arrived = network.sms.get(sent[0].id)
    assert arrived.delivered == clock.now()
    assert arrived.history[-1][1] == "delivered: waited for the phone"


def test_a_message_waits_no_longer_than_the_carrier_keeps_it(network: PhoneNetwork, clock: HandSetClock) -> None:
    network.change_handset_settings(ANNA, phone_on=False)
    sent = network.sms.send(ANNA, "Contoso", "123456")
    clock.advance(VALIDITY.total_seconds() - 1)
    assert network.sms.get(sent.id).status is MessageStatus.SENT
    clock.advance(1)
    assert network.sms.get(sent.id).status is MessageStatus.UNDELIVERED
    assert network.sms.get(sent.id).error == 30003
    network.change_handset_settings(ANNA, phone_on=True)
    assert bodies(network) == []


@pytest.mark.parametrize("fault", [MessageFault.LATE, MessageFault.DOUBLED, MessageFault.REORDERED])
def test_what_a_fault_brings_later_or_twice_waits_as_well(
    network: PhoneNetwork, clock: HandSetClock, fault: MessageFault
) -> None:
    network.fault_rules.add(ANNA, fault, seconds=10)
    network.change_handset_settings(ANNA, phone_on=False)
    network.sms.send(ANNA, "Contoso", "x")
    clock.advance(20)
    assert bodies(network) == []
    network.change_handset_settings(ANNA, phone_on=True)
    assert bodies(network) == ["x"] * (2 if fault is MessageFault.DOUBLED else 1)


@pytest.mark.parametrize("off", UNREACHABLE)
def test_a_phone_that_cannot_be_reached_does_not_ring(
    network: PhoneNetwork, talk: EnrollmentConversation, off: dict[str, Any]
) -> None:
    network.change_handset_settings(ANNA, **off)
    call = network.voice.place(ANNA, CALLER, talk)
    assert (call.status, call.silence) == (CallStatus.NO_ANSWER, Silence.UNREACHABLE)
    assert talk.ends == [(CallStatus.NO_ANSWER, False)]


def test_a_call_ends_when_the_phone_goes_off(network: PhoneNetwork) -> None:
    talking, ringing = EnrollmentConversation(), EnrollmentConversation()
    first = network.voice.place(ANNA, CALLER, talking)
    network.voice.answer(first.id)
    network.voice.place(ANNA, CALLER, ringing)
    other = network.voice.place(BRAM, CALLER, EnrollmentConversation())
    network.change_handset_settings(ANNA, phone_on=False)
    assert talking.ends == [(CallStatus.COMPLETED, False)]
    assert ringing.ends == [(CallStatus.NO_ANSWER, False)]
    assert network.voice.get(other.id).status is CallStatus.RINGING


def test_do_not_disturb_lets_a_call_ring_in_silence_until_nobody_has_answered(
    network: PhoneNetwork, talk: EnrollmentConversation, clock: HandSetClock
) -> None:
    network.change_handset_settings(ANNA, do_not_disturb=True)
    call = network.voice.place(ANNA, CALLER, talk)
    assert (call.status, call.silence) == (CallStatus.RINGING, Silence.DO_NOT_DISTURB)
    clock.advance(31)
    assert network.voice.get(call.id).status is CallStatus.NO_ANSWER
    network.sms.send(ANNA, "Contoso", "x")
    assert bodies(network) == ["x"]


def test_who_looks_at_a_silent_phone_can_answer(network: PhoneNetwork, talk: EnrollmentConversation) -> None:
    network.change_handset_settings(ANNA, do_not_disturb=True)
    call = network.voice.place(ANNA, CALLER, talk)
    assert network.voice.answer(call.id).status is CallStatus.IN_PROGRESS


def test_a_blocked_caller_comes_to_the_voicemail(network: PhoneNetwork, talk: EnrollmentConversation) -> None:
    network.change_handset_settings(ANNA, blocked_callers=["020 249 0048"])
    call = network.voice.place(ANNA, CALLER, talk)
    assert (call.status, call.silence) == (CallStatus.COMPLETED, Silence.BLOCKED)
    assert talk.ends == [(CallStatus.COMPLETED, True)]
    assert [each.who for each in call.transcript] == [Speaker.CALLER, Speaker.VOICEMAIL]
    assert network.voice.place(ANNA, "+31201234567", EnrollmentConversation()).status is CallStatus.RINGING


def test_a_blocked_message_is_delivered_and_seen_by_nobody(network: PhoneNetwork) -> None:
    network.change_handset_settings(ANNA, blocked_callers=["contoso"])
    dropped = network.sms.send(ANNA, "Contoso", "123456")
    network.sms.send(ANNA, "Fabrikam", "x")
    assert dropped.status is MessageStatus.DELIVERED
    assert bodies(network) == ["x"]
    network.change_handset_settings(ANNA, blocked_callers=[])
    assert bodies(network) == ["x"]  # it was dropped, not kept


@pytest.mark.parametrize(
    ("number", "error"), [(DESK, 21635), (PhoneNumber("+31880000000"), 21635), (PhoneNumber("+319001234"), 21614)]
)
def test_a_desk_phone_has_no_messages(network: PhoneNetwork, number: PhoneNumber, error: int) -> None:
    rule = network.fault_rules.add(None, MessageFault.LOST)
    sent = network.sms.send(number, "Contoso", "x")
    assert (sent.status, sent.error, bodies(network, number)) == (MessageStatus.FAILED, error, [])
    assert [each.id for each in network.fault_rules.active()] == [rule.id]  # not used up by what was never taken
    with pytest.raises(NotPossibleError, match="desk phone"):
        network.sms.reply(number, "Contoso", "x")


def test_a_desk_phone_rings(network: PhoneNetwork, talk: EnrollmentConversation) -> None:
    assert is_desk_phone(DESK)
    assert not is_desk_phone(ANNA)
    assert network.voice.place(DESK, CALLER, talk).status is CallStatus.RINGING


def test_settings_of_another_version_are_read_as_far_as_they_are_known() -> None:
    kept = {"do_not_disturb": True, "battery_saver": True}
    assert HandsetSettings.from_mapping(kept) == HandsetSettings(do_not_disturb=True)


def test_a_change_is_told_to_who_looks_at_the_phone(network: PhoneNetwork, clock: HandSetClock) -> None:
    told: list[PhoneNumber | None] = []
    network.on_change(told.append)
    network.change_handset_settings(ANNA, do_not_disturb=True)
    assert told == [ANNA]
    assert clock.now() == dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
