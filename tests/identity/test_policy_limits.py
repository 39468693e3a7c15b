from __future__ import annotations

from dataclasses import fields

import pytest

from stapsgewijs.identity import Policy, PolicyError

SWITCHES = [each.name for each in fields(Policy) if type(each.default) is bool]
NUMBERS = [each.name for each in fields(Policy) if type(each.default) is int]


def test_every_field_is_a_switch_or_a_number() -> None:
    assert len(SWITCHES) + len(NUMBERS) == len(fields(Policy))


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [True, False, None, 1.0, "6", [6], float("nan")], ids=repr)
def test_a_number_is_whole_and_a_switch_is_none(name: str, value: object) -> None:
    with pytest.raises(PolicyError, match=f"^{name}: a whole number, not "):
        Policy.from_mapping({name: value})


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("value", [0, 1, None, "", "true", []], ids=repr)
def test_a_switch_is_true_or_false_and_no_number(name: str, value: object) -> None:
    with pytest.raises(PolicyError, match=f"^{name}: true or false, not "):
        Policy.from_mapping({name: value})


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [-1, 10**9, 10**30])
def test_no_number_is_below_nothing_or_beyond_all_measure(name: str, value: int) -> None:
    with pytest.raises(PolicyError, match=f"^{name}: "):
        Policy.from_mapping({name: value})


@pytest.mark.parametrize("name", [each.name for each in fields(Policy)])
def test_a_slip_of_the_pen_names_the_nearest_field(name: str) -> None:
    slip = name[:-1] + "x"
    with pytest.raises(PolicyError, match=f"a policy has no '{slip}'; nearest: {name}$"):
        Policy.from_mapping({slip: 1})


def test_a_refused_change_leaves_the_policy_as_it_was() -> None:
    policy = Policy(sends=3)
    with pytest.raises(PolicyError):
        policy.changed({"sends": 2, "wrong_tries": 0})
    assert policy == Policy(sends=3)


@pytest.mark.parametrize(
    "given", [{"code_lifetime": 0}, {"fraud_block_days": 0}, {"code_digits": 4}, {"code_digits": 10}], ids=repr
)
def test_the_limits_themselves_are_allowed(given: dict[str, int]) -> None:
    assert Policy.from_mapping(given).to_mapping().items() >= given.items()
