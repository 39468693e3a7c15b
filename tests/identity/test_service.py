from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    CallEnd,
    Device,
    Enrollment,
    EnrollmentService,
    ForbiddenEventError,
    Policy,
    RejectionReason,
    RequestRejectedError,
    State,
    Verdict,
)

if TYPE_CHECKING:
    from conftest import FakeChannel, HandSetClock

PHONE = Device.AUTHENTICATION_PHONE
forms = iter(range(10_000))


def ask(service: EnrollmentService, enrollment: Enrollment, number: str = "06 12345678", region: str = "NL") -> None:
    service.start(enrollment, PHONE, "text_message", number, region, form=f"form {next(forms)}")


def call(service: EnrollmentService, enrollment: Enrollment, number: str = "06 12345678") -> None:
    service.start(enrollment, PHONE, "phone_call", number, "NL", form=f"form {next(forms)}")


def again(service: EnrollmentService, enrollment: Enrollment) -> None:
    service.resend(enrollment, form=f"form {next(forms)}")


def test_a_code_is_sent_judged_and_leads_to_an_enrolled_phone(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    assert channel.sent == [("+31612345678", f"{channel.code} is your verification code for Contoso.")]
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED
    assert anna.state is State.VERIFIED
    assert service.enrolled("anna") == ()
    service.finish(anna)
    service.finish(anna)
    assert [(each.method, each.number.e164) for each in service.enrolled("anna")] == [("text_message", "+31612345678")]


@pytest.mark.parametrize(
    ("number", "region", "refusal"),
    [
        ("", "NL", RejectionReason.NUMBER_MISSING),
        ("  ", "NL", RejectionReason.NUMBER_MISSING),
        ("geen nummer", "NL", RejectionReason.NOT_A_NUMBER),
        ("06 1234", "NL", RejectionReason.NUMBER_DOES_NOT_EXIST),
        ("020 2490048", "NL", RejectionReason.LANDLINE),
        ("0800 0200", "NL", RejectionReason.NO_TEXT_MESSAGES),
        ("0900 1234567", "NL", RejectionReason.PREMIUM),
        ("097 012345678", "NL", RejectionReason.VIRTUAL),
        ("+31 97 012345678", "BE", RejectionReason.VIRTUAL),
    ],
)
def test_a_number_that_cannot_be_used_is_refused_and_nothing_is_sent(
    service: EnrollmentService, channel: FakeChannel, number: str, region: str, refusal: RejectionReason
) -> None:
    anna = service.begin("anna")
    with pytest.raises(RequestRejectedError) as refused:
        ask(service, anna, number, region)
    assert refused.value.reason is refusal
    assert (channel.sent, anna.state) == ([], State.CHOOSING)


@pytest.mark.parametrize(
    ("number", "region", "e164"),
    [
        ("+31612345678", "BE", "+31612345678"),
        ("0031612345678", "NL", "+31612345678"),
        ("(06) 12-34 56 78", "NL", "+31612345678"),
        ("0470 12 34 56", "BE", "+32470123456"),
    ],
)
def test_a_number_is_understood_as_people_write_it(
    service: EnrollmentService, channel: FakeChannel, number: str, region: str, e164: str
) -> None:
    ask(service, service.begin("anna"), number, region)
    assert channel.sent[0][0] == e164


def test_a_landline_can_be_called(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    call(service, anna, "020 2490048")
    assert (anna.state, channel.calls[0][0]) == (State.CALLING, "+31202490048")


def test_an_office_phone_is_never_sent_a_message(service: EnrollmentService) -> None:
    with pytest.raises(RequestRejectedError) as refused:
        service.start(service.begin("anna"), Device.OFFICE_PHONE, "text_message", "06 12345678", "NL", form="f")
    assert refused.value.reason is RejectionReason.NOT_ALLOWED


def test_what_the_policy_forbids_is_refused_even_halfway(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    service.policy = Policy(text_message=False)
    with pytest.raises(RequestRejectedError) as refused:
        again(service, anna)
    assert refused.value.reason is RejectionReason.NOT_ALLOWED
    assert len(channel.sent) == 1


def test_a_new_code_voids_the_one_before(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    first = channel.code
    again(service, anna)
    assert service.enter_code(anna, first) is Verdict.WRONG
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_another_number_voids_the_code_for_the_first(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    first = channel.code
    ask(service, anna, "06 87654321")
    assert service.enter_code(anna, first) is Verdict.WRONG


def test_the_code_of_somebody_else_is_wrong(service: EnrollmentService, channel: FakeChannel) -> None:
    anna, bram = service.begin("anna"), service.begin("bram")
    ask(service, anna)
    of_anna = channel.code
    ask(service, bram, "06 87654321")
    assert service.enter_code(bram, of_anna) is Verdict.WRONG
    assert service.enter_code(anna, of_anna) is Verdict.ACCEPTED


def test_a_code_expires_and_a_new_one_works(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock
) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    clock.advance(seconds=180)
    assert service.enter_code(anna, channel.code) is Verdict.EXPIRED
    again(service, anna)
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_a_code_that_was_used_in_an_earlier_enrollment_is_told_as_used(
    service: EnrollmentService, channel: FakeChannel
) -> None:
    first = service.begin("anna")
    ask(service, first)
    used = channel.code
    service.enter_code(first, used)
    service.finish(first)
    second = service.begin("anna")
    ask(service, second)
    assert service.enter_code(second, used) is Verdict.USED
    assert second.state is State.CODE_SENT


def test_too_many_wrong_codes_lock_out_even_the_right_one(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    verdicts = [service.enter_code(anna, "000000") for _ in range(Policy().wrong_tries)]
    assert verdicts == [Verdict.WRONG] * 4 + [Verdict.LOCKED_OUT]
    assert anna.state is State.LOCKED_OUT
    with pytest.raises(ForbiddenEventError):
        service.enter_code(anna, channel.code)


def test_nothing_entered_costs_no_try(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    assert {service.enter_code(anna, "") for _ in range(20)} == {Verdict.MISSING}
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_nobody_uses_up_what_another_person_may_have_sent_to_a_number(
    service: EnrollmentService, channel: FakeChannel
) -> None:
    bram = service.begin("bram")
    for _ in range(Policy().sends):
        ask(service, bram)
    with pytest.raises(RequestRejectedError) as refused:
        ask(service, bram)
    assert refused.value.reason is RejectionReason.THROTTLED
    anna = service.begin("anna")
    ask(service, anna)
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED


def test_an_account_has_so_much_sent_whatever_the_numbers(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock
) -> None:
    bram, outcomes = service.begin("bram"), []
    for number in range(60):
        try:
            ask(service, bram, f"06 {12340000 + number}")
            outcomes.append(None)
        except RequestRejectedError as error:
            outcomes.append(error.reason)
    assert outcomes == [None] * Policy().account_sends + [RejectionReason.SENDS] * (60 - Policy().account_sends)
    ask(service, service.begin("anna"))
    clock.advance(seconds=300)
    ask(service, bram)
    assert len(channel.sent) == Policy().account_sends + 2


def test_a_limit_of_an_account_is_never_below_that_of_an_account_and_a_number(service: EnrollmentService) -> None:
    service.policy = Policy(sends=30)
    for _ in range(30):
        ask(service, service.begin("anna"))
    with pytest.raises(RequestRejectedError):
        ask(service, service.begin("anna"))


def test_a_number_is_throttled_whoever_asks_until_the_window_has_passed(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock
) -> None:
    service.policy = Policy(sends=1, number_sends=5)
    for person in ("anna", "bram", "carla", "dirk", "els"):
        ask(service, service.begin(person))
    late = service.begin("fenna")
    with pytest.raises(RequestRejectedError) as refused:
        ask(service, late)
    assert refused.value.reason is RejectionReason.THROTTLED
    ask(service, late, "06 87654321")
    clock.advance(seconds=300)
    ask(service, late)
    assert [to for to, _ in channel.sent].count("+31612345678") == 6


def test_a_clock_that_is_set_back_keeps_nobody_waiting(service: EnrollmentService, clock: HandSetClock) -> None:
    service.policy = Policy(sends=1)
    ask(service, service.begin("anna"))
    clock.advance(days=-1)
    ask(service, service.begin("anna"))
    with pytest.raises(RequestRejectedError):
        ask(service, service.begin("anna"))


def test_calls_count_for_the_throttle_as_well(service: EnrollmentService) -> None:
    service.policy = Policy(sends=1)
    call(service, service.begin("anna"))
    with pytest.raises(RequestRejectedError):
        ask(service, service.begin("anna"))


def test_one_form_sent_twice_does_once_what_it_asks(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    for _ in range(2):
        service.start(anna, PHONE, "text_message", "06 12345678", "NL", form="same")
    assert len(channel.sent) == 1
    for _ in range(2):
        service.resend(anna, form="same again")
    assert len(channel.sent) == 2


def test_a_refused_form_sent_twice_is_refused_twice(service: EnrollmentService) -> None:
    anna = service.begin("anna")
    for _ in range(2):
        with pytest.raises(RequestRejectedError) as refused:
            service.start(anna, PHONE, "text_message", "", "NL", form="same")
        assert refused.value.reason is RejectionReason.NUMBER_MISSING


def test_the_app_password_is_shown_once_and_kept_as_a_hash_only(
    service: EnrollmentService, channel: FakeChannel
) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    service.enter_code(anna, channel.code)
    password = service.take_app_password(anna)
    assert password is not None
    assert len(password) == 16
    assert password.isascii()
    assert password.islower()
    assert service.take_app_password(anna) is None
    assert service.knows_app_password("anna", password)
    assert not service.knows_app_password("bram", password)
    assert not service.knows_app_password("anna", password[:-1] + "!")
    assert password not in repr([vars(service), anna])


def test_there_is_a_most_to_app_passwords(service: EnrollmentService, channel: FakeChannel) -> None:
    service.policy = Policy(most_app_passwords=2)
    anna = service.begin("anna")
    ask(service, anna)
    service.enter_code(anna, channel.code)
    service.take_app_password(anna)
    service.renew_app_password(anna)
    service.take_app_password(anna)
    with pytest.raises(RequestRejectedError) as refused:
        service.renew_app_password(anna)
    assert refused.value.reason is RejectionReason.APP_PASSWORDS


def test_no_app_password_where_the_policy_has_none(service: EnrollmentService, channel: FakeChannel) -> None:
    service.policy = Policy(app_passwords=False)
    anna = service.begin("anna")
    ask(service, anna)
    service.enter_code(anna, channel.code)
    assert service.take_app_password(anna) is None


def test_canceling_keeps_nothing(service: EnrollmentService) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    service.cancel(anna)
    assert (anna.state, service.find(anna.id), service.enrolled("anna")) == (State.CANCELED, None, ())
    with pytest.raises(ForbiddenEventError):
        service.finish(anna)


def test_what_is_verified_cannot_be_begun_again_or_canceled(service: EnrollmentService, channel: FakeChannel) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    service.enter_code(anna, channel.code)
    with pytest.raises(ForbiddenEventError):
        ask(service, anna)
    with pytest.raises(ForbiddenEventError):
        service.cancel(anna)


def test_beginning_again_voids_what_was_under_way(service: EnrollmentService, channel: FakeChannel) -> None:
    first = service.begin("anna")
    call(service, first)
    service.begin("anna")
    channel.calls[0][1].pressed("#")
    assert service.find(first.id) is None
    assert first.state is State.CALLING


def test_pound_verifies_and_changes_are_told(service: EnrollmentService, channel: FakeChannel) -> None:
    told: list[tuple[str, State]] = []
    service.on_change(lambda each: told.append((each.person, each.state)))
    anna = service.begin("anna")
    call(service, anna)
    channel.calls[0][1].pressed("#")
    assert told == [("anna", State.CALLING), ("anna", State.VERIFIED)]


@pytest.mark.parametrize("end", CallEnd)
def test_a_call_that_ended_can_be_tried_again(service: EnrollmentService, channel: FakeChannel, end: CallEnd) -> None:
    anna = service.begin("anna")
    call(service, anna)
    channel.calls[0][1].ended(end)
    assert (anna.state, anna.call_end) == (State.CALL_FAILED, end)
    again(service, anna)
    assert (anna.state, anna.call_end) == (State.CALLING, None)


def test_fraud_blocks_the_person_for_ninety_days_and_nobody_else(
    service: EnrollmentService, channel: FakeChannel, clock: HandSetClock
) -> None:
    anna = service.begin("anna")
    call(service, anna)
    for key in "0#":
        channel.calls[0][1].pressed(key)
    assert anna.state is State.BLOCKED
    assert service.blocked_until("anna") == clock.now() + dt.timedelta(days=90)
    with pytest.raises(RequestRejectedError) as refused:
        ask(service, service.begin("anna"))
    assert refused.value.reason is RejectionReason.BLOCKED
    ask(service, service.begin("bram"))
    clock.advance(days=90)
    ask(service, service.begin("anna"))


def test_a_channel_that_refuses_is_a_refusal(service: EnrollmentService, channel: FakeChannel) -> None:
    channel.refuses = True
    with pytest.raises(RequestRejectedError) as refused:
        ask(service, service.begin("anna"))
    assert refused.value.reason is RejectionReason.CHANNEL


def test_a_second_method_stands_beside_the_first_and_the_same_replaces_it(
    service: EnrollmentService, channel: FakeChannel
) -> None:
    for number, ways in (("06 12345678", "message"), ("06 87654321", "message"), ("06 87654321", "call")):
        anna = service.begin("anna")
        if ways == "message":
            ask(service, anna, number)
            service.enter_code(anna, channel.code)
        else:
            call(service, anna, number)
            channel.calls[-1][1].pressed("#")
        service.finish(anna)
    assert [(each.method, each.number.e164) for each in service.enrolled("anna")] == [
        ("text_message", "+31687654321"),
        ("phone_call", "+31687654321"),
    ]


def test_a_wrong_code_posted_twice_by_one_form_costs_one_try(service: EnrollmentService) -> None:
    anna = service.begin("anna")
    ask(service, anna)
    assert [service.enter_code(anna, "000000", form="same") for _ in range(9)] == [Verdict.WRONG] * 9
    assert anna.failed_attempts == 1


def test_a_new_app_password_asked_for_twice_is_one(service: EnrollmentService, channel: FakeChannel) -> None:
    service.policy = Policy(most_app_passwords=2)
    anna = service.begin("anna")
    ask(service, anna)
    service.enter_code(anna, channel.code)
    first = service.take_app_password(anna)
    service.renew_app_password(anna)
    service.renew_app_password(anna)
    assert service.take_app_password(anna) not in {None, first}


def test_a_company_number_can_be_called_and_not_be_sent_a_message(service: EnrollmentService) -> None:
    anna = service.begin("anna")
    with pytest.raises(RequestRejectedError) as refused:
        ask(service, anna, "088 1234567")
    assert refused.value.reason is RejectionReason.LANDLINE
    call(service, anna, "088 1234567")
    assert anna.state is State.CALLING
