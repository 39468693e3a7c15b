from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.clock import SystemClock
from stapsgewijs.identity import SystemRandomSource
from stapsgewijs.phone_network import Chaos, Kind, MessageStatus, PhoneNetwork
from stapsgewijs.phone_network.faults.chaos import CALL_ACTIONS, MESSAGE_ACTIONS

if TYPE_CHECKING:
    from stapsgewijs.phone_numbers import PhoneNumber

MANY = 2000


def drawn(chaos: Chaos, kind: Kind = Kind.MESSAGE, count: int = MANY) -> list[str]:
    happened = []
    for _ in range(count):
        fault, chaos = chaos.draw(kind)
        happened.append(str(fault.action) if fault else "")
    return happened


def test_the_same_seed_spoils_the_same_and_another_one_others() -> None:
    assert drawn(Chaos("a", 0.3)) == drawn(Chaos("a", 0.3))
    assert drawn(Chaos("a", 0.3)) != drawn(Chaos("b", 0.3))


@pytest.mark.parametrize("probability", [0.0, 0.1, 0.5, 1.0])
def test_so_much_goes_wrong_as_is_stated(probability: float) -> None:
    share = sum(1 for each in drawn(Chaos("x", probability)) if each) / MANY
    assert share == pytest.approx(probability, abs=0.03)


def test_everything_can_happen_unless_only_some_is_wanted() -> None:
    assert set(drawn(Chaos("x", 1))) == {str(each) for each in MESSAGE_ACTIONS}
    assert set(drawn(Chaos("x", 1), Kind.CALL)) == {str(each) for each in CALL_ACTIONS}
    assert set(drawn(Chaos("x", 1, ("late",)))) == {"late"}
    assert set(drawn(Chaos("x", 1, ("late",)), Kind.CALL)) == {""}


def test_messages_and_calls_are_drawn_side_by_side() -> None:
    chaos = Chaos("x", 0.5)
    alone = drawn(chaos, count=20)
    mixed = []
    for _ in range(20):
        _, chaos = chaos.draw(Kind.CALL)
        fault, chaos = chaos.draw(Kind.MESSAGE)
        mixed.append(str(fault.action) if fault else "")
    assert mixed == alone
    assert (chaos.messages, chaos.calls) == (20, 20)


@pytest.mark.parametrize(
    ("probability", "actions", "says"),
    [(-0.1, (), "between 0 and 1"), (1.1, (), "between 0 and 1"), (0.5, ("eaten",), "cannot bring 'eaten'")],
)
def test_what_makes_no_sense_is_refused(probability: float, actions: tuple[str, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Chaos("x", probability, actions)


def test_a_network_under_chaos_says_in_the_history_what_it_was(anna: PhoneNumber) -> None:
    network = PhoneNetwork(SystemClock(), SystemRandomSource())
    network.fault_rules.chaos = Chaos("monday", 1, ("lost",))
    message = network.sms.send(anna, "Contoso", "x")
    assert message.status is MessageStatus.SENT
    assert message.history[-1][1] == "sent: lost by fault chaos monday, message 1, p=1"
    network.fault_rules.clear()
    assert network.fault_rules.chaos is None
    assert network.sms.send(anna, "Contoso", "x").status is MessageStatus.DELIVERED
