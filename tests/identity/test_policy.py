from __future__ import annotations

import pytest

from stapsgewijs.identity import Device, Policy, PolicyError


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"code_digits": 3}, "code_digits: a code has 4 to 10 digits, not 3"),
        ({"code_digits": 11}, "code_digits"),
        ({"code_lifetime": -1}, "code_lifetime: not below 0"),
        ({"wrong_tries": 0}, "wrong_tries: at least 1"),
        ({"sends": 0}, "sends"),
        ({"send_window": 0}, "send_window"),
        ({"fraud_block_days": -1}, "fraud_block_days"),
        ({"app_password_letters": 0}, "app_password_letters"),
        ({"most_app_passwords": 0}, "most_app_passwords"),
        ({"sends": True}, "sends: a whole number, not True"),
        ({"text_message": 1}, "text_message: true or false, not 1"),
        ({"code_lifetime": "180"}, "code_lifetime: a whole number, not '180'"),
        ({"code_lifetimes": 180}, "nearest: code_lifetime"),
        ({"qqq": 1}, "known are text_message"),
    ],
)
def test_nonsense_is_refused_and_named(given: dict[str, object], told: str) -> None:
    with pytest.raises(PolicyError, match=told):
        Policy.from_mapping(given)


def test_documented_values() -> None:
    policy = Policy()
    assert (policy.code_digits, policy.code_lifetime, policy.fraud_block_days) == (6, 180, 90)
    assert (policy.app_password_letters, policy.most_app_passwords) == (16, 40)


def test_a_mapping_makes_the_same_policy_again() -> None:
    policy = Policy(phone_call=False, sends=2)
    assert Policy.from_mapping(policy.to_mapping()) == policy
    assert policy.changed({"sends": 3}) == Policy(phone_call=False, sends=3)


def test_what_is_allowed() -> None:
    phone, office, app, alternate = Device
    everything, no_messages, no_calls = Policy(), Policy(text_message=False), Policy(phone_call=False)
    assert everything.allows(phone, "text_message")
    assert everything.allows(phone, "phone_call")
    assert not everything.allows(office, "text_message")
    assert everything.offers(app)
    assert not Policy(app_notification=False, app_code=False).offers(app)
    assert everything.allows(alternate, "phone_call")
    assert not everything.allows(alternate, "text_message")
    assert everything.allows(office, "phone_call")
    assert everything.allows(office, "office_call")
    assert no_messages.offers(phone)
    assert not no_messages.allows(phone, "text_message")
    assert not no_calls.offers(office)
    assert not Policy(text_message=False, phone_call=False).offers(phone)
    assert not Policy(office_phone=False).offers(office)
