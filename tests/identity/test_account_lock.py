"""Wrong attempts in a row on one account, over all its methods (NIST SP 800-63B, 5.2.2: no more than 100)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    AnswerVerdict,
    Device,
    EnrollmentService,
    ForbiddenEventError,
    Happening,
    Option,
    Policy,
    RejectionReason,
    RequestRejectedError,
    SecurityService,
    SignInService,
    State,
    Verdict,
)
from stapsgewijs.identity.model import MAX_OUTCOMES
from stapsgewijs.phone_numbers import PhoneNumber
from tests.identity.fake_apps import FakeApps, wrong_code

if TYPE_CHECKING:
    from conftest import FakeChannel, HandSetClock

PHONE, APP = Device.AUTHENTICATION_PHONE, Device.MOBILE_APP
MOBILE = PhoneNumber("+31612345678")


def guesses_in_enrollments(service: EnrollmentService, channel: FakeChannel, clock: HandSetClock, most: int) -> int:
    """Ask codes and enter wrong ones for as long as codes are sent; returns how many were judged."""
    judged = 0
    while judged < most:
        clock.advance(minutes=10)
        enrollment = service.begin("anna")
        try:
            service.start(enrollment, PHONE, "text_message", MOBILE.e164, "NL", form="1")
        except RequestRejectedError as error:
            assert error.reason is RejectionReason.ACCOUNT_LOCKED  # noqa: PT017  # what it is, is the question
            break
        wrong = "000000" if channel.code != "000000" else "111111"
        while enrollment.state is State.CODE_SENT:
            service.enter_code(enrollment, wrong)
            judged += 1
    return judged


def test_after_a_hundred_wrong_codes_in_a_row_nothing_is_verified_until_an_administrator_unlocks(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock, security: SecurityService
) -> None:
    assert guesses_in_enrollments(service, channel, clock, 250) == Policy().account_tries == 100
    sent = len(channel.sent)
    clock.advance(days=400)
    assert security.is_locked("anna")
    assert guesses_in_enrollments(service, channel, clock, 250) == 0
    assert len(channel.sent) == sent
    security.clear_lock("anna")
    enrollment = service.begin("anna")
    service.start(enrollment, PHONE, "text_message", MOBILE.e164, "NL", form="1")
    assert service.enter_code(enrollment, channel.code) is Verdict.ACCEPTED
    what = [each.what for each in service.events("anna")]
    assert what.count(Happening.ACCOUNT_LOCKED) == what.count(Happening.LOCK_CLEARED) == 1


def test_a_lock_ends_when_the_policy_says(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock, security: SecurityService
) -> None:
    service.policy = Policy(account_tries=3, account_lockout_time=3600)
    assert guesses_in_enrollments(service, channel, clock, 250) == 3
    clock.advance(seconds=3599 - 600)  # ten minutes have passed since the last one
    assert security.is_locked("anna")
    clock.advance(seconds=1)
    assert not security.is_locked("anna")
    assert guesses_in_enrollments(service, channel, clock, 2) == 3, "counted anew"


def test_failures_add_up_over_enrolling_signing_in_and_every_method(  # noqa: PLR0913, PLR0917  # all of them
    service: EnrollmentService,
    channel: FakeChannel,
    clock: HandSetClock,
    security: SecurityService,
    sign_ins: SignInService,
    apps: FakeApps,
) -> None:
    service.policy = Policy(account_tries=7, number_matching=True)
    secret = security.register_app("anna", handset=MOBILE.e164).secret
    security.register_phone("anna", PHONE, MOBILE)
    enrollment = service.begin("anna")
    service.start(enrollment, PHONE, "text_message", MOBILE.e164, "NL", form="1")
    for _ in range(2):
        service.enter_code(enrollment, wrong_code(secret, clock.now()))
    sign_in = sign_ins.begin("anna")
    assert sign_ins.answer(apps.request.id, approved=True, number="") is AnswerVerdict.WRONG_NUMBER
    for option in (Option("app_code", APP), Option("text_message", PHONE)):
        sign_ins.choose(sign_in, option, form=option.method)
        for _ in range(2):
            verdict = sign_ins.enter_code(sign_in, wrong_code(secret, clock.now()))
    assert (verdict, sign_in.state) == (Verdict.LOCKED_OUT, State.LOCKED_OUT)
    assert security.is_locked("anna")
    other = service.find(enrollment.id)
    assert other is not None
    assert other.state is State.LOCKED_OUT, "what was under way elsewhere has ended"
    with pytest.raises(ForbiddenEventError):
        service.enter_code(other, channel.code)


def test_whoever_is_locked_is_signed_in_by_nothing(
    security: SecurityService, sign_ins: SignInService, service: EnrollmentService, channel: FakeChannel
) -> None:
    app_password = security.create_app_password("anna", "mail", form="1")
    plain = security.take_app_password("anna", app_password.id) or ""
    security.register_phone("anna", PHONE, MOBILE)
    security.prefer("anna", Option("text_message", PHONE))
    sign_in = sign_ins.begin("anna")
    sign_ins.set_remember(sign_in, remember=True)
    sign_ins.enter_code(sign_in, channel.code)
    token = sign_ins.take_trust_token(sign_in)
    service.rules.policy = Policy(account_tries=1)
    service.rules.count_failure("anna")
    assert sign_ins.begin("anna", browser=token).state is State.LOCKED_OUT
    assert not sign_ins.old_program("anna", plain, is_own=False).accepted
    service.rules.policy = Policy(account_tries=1, second_factor=False)
    assert sign_ins.begin("anna").state is State.LOCKED_OUT
    assert sign_ins.begin("bram").state is State.VERIFIED
    security.clear_lock("anna")
    assert sign_ins.begin("anna").state is State.VERIFIED


def test_a_right_code_begins_the_count_anew(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock, security: SecurityService
) -> None:
    assert guesses_in_enrollments(service, channel, clock, 95) == 95
    assert security.failures_in_a_row("anna") == 95
    clock.advance(minutes=10)
    enrollment = service.begin("anna")
    service.start(enrollment, PHONE, "text_message", MOBILE.e164, "NL", form="1")
    assert service.enter_code(enrollment, channel.code) is Verdict.ACCEPTED
    assert security.failures_in_a_row("anna") == 0


def test_what_was_refused_is_not_kept_without_end(service: EnrollmentService) -> None:
    enrollment = service.begin("anna")
    service.start(enrollment, PHONE, "text_message", MOBILE.e164, "NL", form="first")
    for number in range(10 * MAX_OUTCOMES):
        if number >= Policy().sends - 1:
            with pytest.raises(RequestRejectedError):
                service.resend(enrollment, form=f"form {number}")
        else:
            service.resend(enrollment, form=f"form {number}")
        service.enter_code(enrollment, "", form=f"code {number}")
    assert len(enrollment.processed_forms) == len(enrollment.code_verdicts) == MAX_OUTCOMES
    assert f"form {10 * MAX_OUTCOMES - 1}" in enrollment.processed_forms


def test_codes_that_were_used_and_browsers_that_are_trusted_do_not_pile_up(
    sign_ins: SignInService, security: SecurityService, channel: FakeChannel, clock: HandSetClock
) -> None:
    security.register_phone("anna", PHONE, MOBILE)
    for _ in range(60):
        sign_in = sign_ins.begin("anna")
        sign_ins.set_remember(sign_in, remember=True)
        assert sign_ins.enter_code(sign_in, channel.code) is Verdict.ACCEPTED
        newest = sign_ins.take_trust_token(sign_in)
        clock.advance(minutes=10)
    known = security.rules.repository.credentials("anna")
    assert (len(known.used_codes), len(known.trusted)) == (20, 50)
    assert sign_ins.is_trusted("anna", newest)
    clock.advance(days=15)
    sign_in = sign_ins.begin("anna")
    sign_ins.set_remember(sign_in, remember=True)
    sign_ins.enter_code(sign_in, channel.code)
    sign_ins.take_trust_token(sign_in)
    assert len(security.rules.repository.credentials("anna").trusted) == 1
