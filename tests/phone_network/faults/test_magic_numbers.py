from __future__ import annotations

import pytest

from stapsgewijs.phone_network import CallFault, Kind, MessageFault, PhoneNetwork
from stapsgewijs.phone_network.faults.magic_numbers import MAGIC, magic_fault
from stapsgewijs.phone_numbers import NumberKind, PhoneNumber

ALL = {*MessageFault, *CallFault} - {MessageFault.RATE_LIMITED}


def test_every_fault_that_needs_no_setting_has_a_number_that_looks_like_any_other() -> None:
    assert {action for action, _ in MAGIC.values()} == ALL
    assert {PhoneNumber(each).kind for each in MAGIC} == {NumberKind.MOBILE}


@pytest.mark.parametrize(
    ("kind", "number", "error"),
    [
        (Kind.MESSAGE, "+15005550001", 21211),
        (Kind.MESSAGE, "+15005550002", 21612),
        (Kind.MESSAGE, "+15005550003", 21408),
        (Kind.MESSAGE, "+15005550004", 21610),
        (Kind.MESSAGE, "+15005550009", 21614),
        (Kind.CALL, "+15005550001", 21217),
        (Kind.CALL, "+15005550002", 21214),
        (Kind.CALL, "+15005550003", 21215),
        (Kind.CALL, "+15005550004", 21216),
    ],
)
def test_the_numbers_of_the_carrier_answer_its_codes(kind: Kind, number: str, error: int) -> None:
    fault = magic_fault(kind, PhoneNumber(number))
    assert fault is not None
    assert fault.error == error


def test_a_number_for_calls_takes_messages_and_the_other_way_round(network: PhoneNetwork) -> None:
    for number, (action, _) in MAGIC.items():
        kinds = {kind for kind in Kind if magic_fault(kind, PhoneNumber(number))}
        assert kinds == {Kind.MESSAGE if action in set(MessageFault) else Kind.CALL}
    assert network.sms.send(PhoneNumber("+31650000011"), "Contoso", "x").delivered is not None


def test_what_is_magic_happens_every_time(network: PhoneNetwork) -> None:
    for _ in range(3):
        network.sms.send(PhoneNumber("+31650000003"), "Contoso", "x")
    assert len(network.sms.delivered()) == 6
