from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import CallFault, MessageFault, MessageStatus, PhoneNetwork
from stapsgewijs.phone_network.faults.rules import Fault, garbled
from stapsgewijs.phone_network.sms_service import OTHER_CARRIER

if TYPE_CHECKING:
    from stapsgewijs.phone_numbers import PhoneNumber
    from tests.conftest import HandSetClock


def bodies(network: PhoneNetwork, number: PhoneNumber) -> list[str]:
    return [each.body for each in network.sms.delivered(number)]


def test_a_rule_for_a_text_happens_to_bodies_with_it_in_any_capitals(network: PhoneNetwork, anna: PhoneNumber) -> None:
    network.fault_rules.add(None, MessageFault.LOST, text="CODE", times=None)
    for body in ("your code is 1", "hello", "Code 2"):
        network.sms.send(anna, "Contoso", body)
    assert bodies(network, anna) == ["hello"]


def test_a_rule_without_number_happens_to_everybody(
    network: PhoneNetwork, anna: PhoneNumber, bram: PhoneNumber
) -> None:
    network.fault_rules.add(None, MessageFault.LOST, times=2)
    for number in (anna, bram, anna):
        network.sms.send(number, "Contoso", "x")
    assert (len(bodies(network, anna)), len(bodies(network, bram))) == (1, 0)


def test_a_reordered_message_is_overtaken_by_the_next_to_that_number(
    network: PhoneNetwork, anna: PhoneNumber, bram: PhoneNumber, clock: HandSetClock
) -> None:
    network.fault_rules.add(anna, MessageFault.REORDERED)
    first = network.sms.send(anna, "Contoso", "first")
    network.sms.send(bram, "Contoso", "other")
    assert bodies(network, anna) == []
    clock.advance(1)
    second = network.sms.send(anna, "Contoso", "second")
    assert bodies(network, anna) == ["second", "first"]
    assert first.history[-1][1] == f"delivered: overtaken by {second.id}"


def test_a_reordered_message_that_nothing_overtakes_arrives_after_all(
    network: PhoneNetwork, anna: PhoneNumber, clock: HandSetClock
) -> None:
    network.fault_rules.add(anna, MessageFault.REORDERED)
    network.sms.send(anna, "Contoso", "alone")
    clock.advance(59)
    assert bodies(network, anna) == []
    clock.advance(1)
    assert bodies(network, anna) == ["alone"]


def test_a_garbled_message_arrives_and_cannot_be_read(network: PhoneNetwork, anna: PhoneNumber) -> None:
    network.fault_rules.add(anna, MessageFault.GARBLED)
    network.sms.send(anna, "Contoso", "509326 is it")
    assert bodies(network, anna) == ["5�9�2� i� i�"]


@pytest.mark.parametrize(("text", "heard"), [("", ""), ("a", "a"), ("ab", "a�"), ("# -", "# -"), ("é1", "é�")])
def test_garbling_loses_every_second_letter_or_digit(text: str, heard: str) -> None:
    assert garbled(text) == heard


def test_another_carrier_puts_a_number_of_its_own(network: PhoneNetwork, anna: PhoneNumber) -> None:
    network.fault_rules.add(anna, MessageFault.CARRIER_SWITCHED)
    assert network.sms.send(anna, "Contoso", "x").sender == OTHER_CARRIER
    assert bodies(network, anna) == ["x"]


@pytest.mark.parametrize(
    ("action", "code", "error"),
    [
        (MessageFault.REJECTED, None, 21612),
        (MessageFault.REJECTED, 21610, 21610),
        (MessageFault.UNDELIVERED, None, 30003),
        (MessageFault.UNDELIVERED, 30007, 30007),
    ],
)
def test_what_is_refused_says_the_code_of_the_carrier(
    network: PhoneNetwork, anna: PhoneNumber, action: MessageFault, code: int | None, error: int
) -> None:
    network.fault_rules.add(anna, action, code=code)
    message = network.sms.send(anna, "Contoso", "x")
    assert (message.error, message.status.is_final) == (error, True)
    assert str(error) in message.history[-1][1]
    assert bodies(network, anna) == []


def test_a_rate_limit_lets_so_many_through_in_each_window(
    network: PhoneNetwork, anna: PhoneNumber, clock: HandSetClock
) -> None:
    network.fault_rules.add(anna, MessageFault.RATE_LIMITED, limit=2, window_s=60, times=None)
    statuses = []
    for pause in (0, 30, 0, 29, 1, 0):
        clock.advance(pause)
        statuses.append(network.sms.send(anna, "Contoso", "x").status)
    taken, refused = MessageStatus.DELIVERED, MessageStatus.FAILED
    assert statuses == [taken, taken, refused, refused, taken, refused]
    assert network.sms.sent()[2].error == 20429


def test_a_fault_that_is_given_goes_before_the_rules(network: PhoneNetwork, anna: PhoneNumber) -> None:
    network.fault_rules.add(anna, MessageFault.LOST)
    given = Fault("given", MessageFault.DOUBLED)
    network.sms.send(anna, "Contoso", "twice", fault=given)
    assert bodies(network, anna) == ["twice", "twice"]
    assert len(network.fault_rules.active()) == 1


def test_one_rule_can_be_forgotten(network: PhoneNetwork, anna: PhoneNumber) -> None:
    lost, busy = network.fault_rules.add(anna, MessageFault.LOST), network.fault_rules.add(anna, CallFault.BUSY)
    assert network.fault_rules.clear(lost.id) == 1
    assert network.fault_rules.active() == [busy]
    assert network.fault_rules.clear("FTx") == 0
