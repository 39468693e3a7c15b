"""Codes of authenticator apps: RFC 6238 §5.2 and §6, NIST SP 800-63B 5.1.4.2, OWASP ASVS 5.0 chapter 6.5."""

from __future__ import annotations

import datetime as dt

import pytest

from stapsgewijs.identity import AppDevice, PendingApp, Verdict
from stapsgewijs.identity.app_devices import MAX_DRIFT_STEPS, judge_app_code
from tests.identity.fake_apps import code_of, wrong_code

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
OTHER = "JBSWY3DPEHPK3PXP"
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
PERIOD = dt.timedelta(seconds=30)


def device(secret: str = SECRET, name: str = "d1") -> AppDevice:
    return AppDevice(name, name, secret, NOON)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_rfc_6238_are_right_with_their_leading_zeros(second: int, code: str) -> None:
    at = dt.datetime.fromtimestamp(second, dt.UTC)
    assert judge_app_code([device()], code, at)[0] is Verdict.ACCEPTED
    assert judge_app_code([device()], f"{code[:3]} {code[3:]}", at)[0] is Verdict.ACCEPTED
    if code.startswith("0"):
        assert judge_app_code([device()], code.lstrip("0"), at)[0] is Verdict.WRONG


@pytest.mark.parametrize(
    ("steps", "verdict"), [(-2, "wrong"), (-1, "accepted"), (0, "accepted"), (1, "accepted"), (2, "wrong")]
)
def test_a_clock_may_be_one_step_off(steps: int, verdict: str) -> None:
    assert judge_app_code([device()], code_of(SECRET, NOON, steps=steps), NOON)[0] == verdict


def test_a_clock_two_minutes_off_is_never_right() -> None:
    for steps in (-4, 4):
        assert judge_app_code([device()], code_of(SECRET, NOON, steps=steps), NOON) == (Verdict.WRONG, None)


def test_each_step_is_used_once() -> None:
    code = code_of(SECRET, NOON)
    verdict, after = judge_app_code([device()], code, NOON)
    assert (verdict, after is not None) == (Verdict.ACCEPTED, True)
    assert after is not None
    assert judge_app_code([after], code, NOON) == (Verdict.USED, after)
    assert judge_app_code([after], code, NOON + PERIOD) == (Verdict.USED, after)
    assert judge_app_code([after], code_of(SECRET, NOON, steps=1), NOON)[0] is Verdict.ACCEPTED
    assert judge_app_code([after], code_of(SECRET, NOON, steps=-1), NOON)[0] is Verdict.ACCEPTED


def test_a_small_drift_is_remembered_and_a_large_one_is_not() -> None:
    each, now = device(), NOON
    for drift in (1, 2, 3):  # the clock of the phone gets one step faster each time
        verdict, after = judge_app_code([each], code_of(SECRET, now, steps=drift), now)
        assert verdict is Verdict.ACCEPTED
        assert after is not None
        assert after.drift == min(drift, MAX_DRIFT_STEPS)
        each, now = after, now + 20 * PERIOD
    assert judge_app_code([each], code_of(SECRET, now, steps=4), now)[0] is Verdict.WRONG
    assert judge_app_code([each], code_of(SECRET, now, steps=-1), now)[0] is Verdict.WRONG, "the window has moved"
    assert judge_app_code([each], code_of(SECRET, now, steps=1), now)[0] is Verdict.ACCEPTED


def test_what_was_used_is_known_as_long_as_it_could_be_right_again() -> None:
    each, now = device(), NOON
    codes = []
    for step in range(12):
        now = NOON + step * PERIOD
        codes.append(code_of(SECRET, now))
        verdict, after = judge_app_code([each], codes[-1], now)
        assert (verdict, after is not None) == (Verdict.ACCEPTED, True)
        assert after is not None
        each = after
        assert len(each.used_steps) <= 7
        assert judge_app_code([each], codes[max(0, step - 1)], now)[0] is Verdict.USED


def test_any_of_a_persons_devices_will_do_and_only_that_one_changes() -> None:
    first, second = device(), device(OTHER, "d2")
    verdict, after = judge_app_code([first, second], code_of(OTHER, NOON), NOON)
    assert (verdict, after.id if after else "") == (Verdict.ACCEPTED, "d2")
    assert judge_app_code([first], code_of(OTHER, NOON), NOON) == (Verdict.WRONG, None)


@pytest.mark.parametrize("entered", ["", " ", "- -"])
def test_nothing_is_no_attempt(entered: str) -> None:
    assert judge_app_code([device()], entered, NOON) == (Verdict.MISSING, None)


@pytest.mark.parametrize("entered", ["12345", "1234567", "abcdef", "١٢٣٤٥٦", "\ud800", "0" * 5000])
def test_what_is_no_code_is_wrong(entered: str) -> None:
    assert judge_app_code([device()], entered, NOON) == (Verdict.WRONG, None)
    assert wrong_code(SECRET, NOON) != code_of(SECRET, NOON)


def test_an_app_that_is_set_up_is_ready_once_it_has_activated_or_needs_not() -> None:
    pending = PendingApp("012345678", "https://mfa.example/activate/1", SECRET, NOON)
    assert not pending.is_ready
    assert PendingApp("1", "u", SECRET, NOON, otpauth=True).is_ready
    assert PendingApp("1", "u", SECRET, NOON, device=device()).is_ready
    limit = dt.timedelta(seconds=600)
    assert not pending.is_expired(NOON + limit - dt.timedelta(seconds=1), limit)
    assert pending.is_expired(NOON + limit, limit)
