from __future__ import annotations

import datetime as dt
import string

import pytest

from stapsgewijs.identity import Policy, SeededRandomSource, SystemRandomSource, Verdict, VerificationCode

SENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CODE = VerificationCode("012345", SENT)


@pytest.mark.parametrize("entered", ["012345", " 012 345 ", "012-345", "012\u00a0345"])
def test_the_right_digits_are_accepted_however_they_are_grouped(entered: str) -> None:
    assert CODE.judge(entered, now=SENT, policy=Policy()) is Verdict.ACCEPTED


@pytest.mark.parametrize("entered", ["012346", "12345", "0123456", "abc", "０12345"])
def test_anything_else_is_wrong(entered: str) -> None:
    assert CODE.judge(entered, now=SENT, policy=Policy()) is Verdict.WRONG


@pytest.mark.parametrize("entered", ["", "  ", "-"])
def test_nothing_is_missing_and_not_wrong(entered: str) -> None:
    assert CODE.judge(entered, now=SENT, policy=Policy()) is Verdict.MISSING


def test_a_code_lives_for_its_lifetime_and_no_longer() -> None:
    life = Policy().lifetime
    assert CODE.judge("012345", now=SENT + life - dt.timedelta(microseconds=1), policy=Policy()) is Verdict.ACCEPTED
    assert CODE.judge("012345", now=SENT + life, policy=Policy()) is Verdict.EXPIRED
    assert CODE.judge("012345", now=SENT, policy=Policy(code_lifetime=0)) is Verdict.EXPIRED


def test_a_clock_that_is_set_back_makes_no_code_live_longer() -> None:
    life = Policy().lifetime
    assert CODE.judge("012345", now=SENT - dt.timedelta(seconds=10), policy=Policy()) is Verdict.ACCEPTED
    assert CODE.judge("012345", now=SENT - life, policy=Policy()) is Verdict.EXPIRED


def test_a_wrong_code_is_wrong_even_when_it_is_late() -> None:
    assert CODE.judge("999999", now=SENT + dt.timedelta(hours=1), policy=Policy()) is Verdict.WRONG


def test_a_used_code_is_used() -> None:
    assert CODE.as_used().judge("012345", now=SENT, policy=Policy()) is Verdict.USED
    assert CODE.as_used().judge("012346", now=SENT, policy=Policy()) is Verdict.WRONG


@pytest.mark.parametrize("source", [SystemRandomSource(), SeededRandomSource("a")], ids=["system", "seeded"])
def test_secrets_have_their_form(source: SystemRandomSource | SeededRandomSource) -> None:
    assert len(source.digits(6)) == 6
    assert set(source.digits(1000)) == set(string.digits)
    assert set(source.letters(2000)) == set(string.ascii_lowercase)
    assert len(source.token()) == 32
    int(source.token(), 16)
    assert source.digits(20) != source.digits(20)


def test_a_seed_decides_everything() -> None:
    one, same, other = SeededRandomSource("a"), SeededRandomSource("a"), SeededRandomSource("b")
    assert (one.digits(6), one.letters(16), one.token()) == (same.digits(6), same.letters(16), same.token())
    assert one.digits(12) != other.digits(12)


def test_an_app_password_does_not_depend_on_the_codes_before_it() -> None:
    early, late = SeededRandomSource("a"), SeededRandomSource("a")
    late.digits(6)
    late.token()
    assert early.letters(16) == late.letters(16)
