from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import SystemRandomSource
from stapsgewijs.phone_network import (
    Direction,
    Filter,
    MessageFault,
    MessageStatus,
    NotPossibleError,
    PhoneNetwork,
    Retention,
    UnknownMessageError,
)

if TYPE_CHECKING:
    import datetime as dt

    from stapsgewijs.phone_numbers import PhoneNumber
    from tests.conftest import HandSetClock


def test_only_so_many_are_kept_and_none_too_old(clock: HandSetClock, anna: PhoneNumber) -> None:
    network = PhoneNetwork(clock, SystemRandomSource(), retention=Retention(count=3, days=1))
    for body in "12345":
        network.sms.send(anna, "Contoso", body)
    assert network.prune() == 2
    assert [each.body for each in network.sms.delivered(anna)] == ["3", "4", "5"]
    clock.advance(24 * 3600 + 1)
    network.sms.send(anna, "Contoso", "6")
    assert network.prune() == 3
    assert [each.body for each in network.sms.delivered()] == ["6"]


def test_pruning_happens_by_itself(clock: HandSetClock, anna: PhoneNumber) -> None:
    network = PhoneNetwork(clock, SystemRandomSource(), retention=Retention(count=10, days=None))
    for _ in range(600):
        network.sms.send(anna, "Contoso", "x")
    assert len(network.sms.sent()) < 300


def test_without_limits_everything_is_kept(clock: HandSetClock, anna: PhoneNumber) -> None:
    network = PhoneNetwork(clock, SystemRandomSource(), retention=Retention(None, None))
    network.sms.send(anna, "Contoso", "x")
    clock.advance(10**9)
    assert (network.prune(), len(network.sms.delivered())) == (0, 1)


def test_a_message_for_later_can_be_taken_back_until_it_leaves(
    network: PhoneNetwork, anna: PhoneNumber, clock: HandSetClock
) -> None:
    later: dt.datetime = clock.now().replace(hour=13)
    back, goes = (network.sms.send(anna, "Contoso", body, at=later) for body in ("back", "goes"))
    assert goes.status is MessageStatus.SCHEDULED
    assert network.sms.cancel(back.id).status is MessageStatus.CANCELED
    clock.advance(3600)
    assert [each.body for each in network.sms.delivered(anna)] == ["goes"]
    assert [what for _, what in goes.history] == ["scheduled", "sending", "sent", "delivered"]
    with pytest.raises(NotPossibleError, match="delivered cannot be canceled"):
        network.sms.cancel(goes.id)


def test_a_message_can_be_emptied_when_it_has_come_to_its_end(network: PhoneNetwork, anna: PhoneNumber) -> None:
    network.fault_rules.add(anna, MessageFault.LOST)
    lost, there = (network.sms.send(anna, "Contoso", "secret") for _ in range(2))
    assert network.sms.redact(there.id).body == ""
    with pytest.raises(NotPossibleError, match="sent cannot be redacted"):
        network.sms.redact(lost.id)


def test_replies_are_kept_and_are_no_arrivals(network: PhoneNetwork, anna: PhoneNumber) -> None:
    network.sms.send(anna, "Contoso", "STOP to stop")
    reply = network.sms.reply(anna, "Contoso", "STOP")
    assert (reply.sender, reply.to, reply.direction) == (anna.e164, "Contoso", Direction.INBOUND)
    assert [each.body for each in network.sms.delivered(anna)] == ["STOP to stop"]
    assert network.sms.find(Filter(anna, direction=Direction.INBOUND)) == [reply]


def test_one_message_or_all_of_a_handset_or_everything_can_be_forgotten(
    network: PhoneNetwork, anna: PhoneNumber, bram: PhoneNumber
) -> None:
    first, _, other = (network.sms.send(each, "Contoso", "x") for each in (anna, anna, bram))
    network.sms.delete(first.id)
    with pytest.raises(UnknownMessageError, match=f"no message {first.id}"):
        network.sms.delete(first.id)
    assert network.handsets() == [anna.e164, bram.e164]
    assert network.sms.remove(Filter(anna)) == 1
    assert network.sms.sent() == [other]
    network.fault_rules.add(None, MessageFault.LOST)
    network.reset()
    assert (network.sms.sent(), network.fault_rules.active(), network.handsets()) == ([], [], [])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), "abcd"),
        (Filter(newest_first=True, limit=2), "dc"),
        (Filter(after=1, before=4), "bc"),
        (Filter(text="B"), "b"),
        (Filter(sender="cont"), "ac"),
        (Filter(to="+316876"), "b"),
        (Filter(statuses=frozenset({"sent"})), "c"),
        (Filter(arrived=True), "abd"),
        (Filter(tag="x"), "a"),
        (Filter(direction=Direction.INBOUND), "d"),
        (Filter(direction=Direction.OUTBOUND, sender="bank"), "b"),
    ],
)
def test_what_is_wanted_is_found(
    network: PhoneNetwork, anna: PhoneNumber, bram: PhoneNumber, wanted: Filter, found: str
) -> None:
    network.fault_rules.add(anna, MessageFault.LOST, skip=1)
    network.sms.send(anna, "Contoso", "a", tags=("x", "y"))
    network.sms.send(bram, "Bank", "b")
    network.sms.send(anna, "Contoso", "c")
    network.sms.reply(anna, "Bank", "d")
    assert "".join(each.body for each in network.sms.find(wanted)) == found


def test_what_is_wanted_by_time_is_found(network: PhoneNetwork, anna: PhoneNumber, clock: HandSetClock) -> None:
    times = []
    for body in "abc":
        times.append(clock.now())
        network.sms.send(anna, "Contoso", body)
        clock.advance(1)
    assert [each.body for each in network.sms.find(Filter(since=times[1]))] == ["b", "c"]
    assert [each.body for each in network.sms.find(Filter(until=times[1]))] == ["a"]
