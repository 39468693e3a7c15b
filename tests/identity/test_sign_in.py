"""Signing in with a second factor; the limits are those of NIST SP 800-63B and OWASP ASVS 5.0."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    AnswerVerdict,
    CallEnd,
    Device,
    EnrollmentService,
    ForbiddenEventError,
    Happening,
    Option,
    Policy,
    RejectionReason,
    RequestEnd,
    RequestRejectedError,
    SecurityService,
    SignIn,
    SignInService,
    SkipReason,
    State,
    Verdict,
    masked,
)
from stapsgewijs.phone_numbers import PhoneNumber
from tests.identity.fake_apps import FakeApps, code_of, wrong_code

if TYPE_CHECKING:
    from conftest import FakeChannel, HandSetClock

PHONE, OFFICE, ALTERNATE, APP = (
    Device.AUTHENTICATION_PHONE,
    Device.OFFICE_PHONE,
    Device.ALTERNATE_PHONE,
    Device.MOBILE_APP,
)
MOBILE, DESK, OTHER = PhoneNumber("+31612345678"), PhoneNumber("+31202490048"), PhoneNumber("+31687654321")
TEXT, CALL = Option("text_message", PHONE), Option("phone_call", PHONE)
OFFICE_CALL, OTHER_CALL = Option("office_call", OFFICE), Option("phone_call", ALTERNATE)
NOTIFICATION, CODE = Option("app_notification", APP), Option("app_code", APP)
forms = iter(range(10_000))


def form() -> str:
    return f"form {next(forms)}"


@pytest.fixture
def secret(security: SecurityService) -> str:
    """Register everything for Anna, the app first, and return what the app computes its codes of."""
    secret = security.register_app("anna", handset=MOBILE.e164, device_name="Phone", pin="1234").secret
    for device, number in ((PHONE, MOBILE), (OFFICE, DESK), (ALTERNATE, OTHER)):
        security.register_phone("anna", device, number, "12" if device is OFFICE else "")
    return secret


def happened(service: SignInService, person: str = "anna") -> list[Happening]:
    return [each.what for each in service.events(person) if each.what is not Happening.REGISTERED]


def test_every_method_signs_in(  # noqa: PLR0913, PLR0917  # one person, with everything
    sign_ins: SignInService,
    security: SecurityService,
    channel: FakeChannel,
    apps: FakeApps,
    clock: HandSetClock,
    secret: str,
) -> None:
    def answers(option: Option, sign_in: SignIn) -> None:
        if option is TEXT:
            assert sign_ins.enter_code(sign_in, channel.code) is Verdict.ACCEPTED
        elif option is CODE:
            assert sign_ins.enter_code(sign_in, code_of(secret, clock.now())) is Verdict.ACCEPTED
        elif option is NOTIFICATION:
            assert sign_ins.answer(apps.request.id, approved=True) is AnswerVerdict.ACCEPTED
        else:
            channel.calls[-1][1].pressed("#")

    for option in (TEXT, CALL, OFFICE_CALL, OTHER_CALL, NOTIFICATION, CODE):
        security.prefer("anna", option)
        sign_in = sign_ins.begin("anna")
        assert (sign_in.method, sign_in.device) == (option.method, option.device)
        assert sign_in.is_under_way
        answers(option, sign_in)
        assert sign_in.state is State.VERIFIED
        assert sign_in.skipped is None
        clock.advance(minutes=10)
    assert [to for to, _ in channel.calls] == [MOBILE.e164, DESK.e164, OTHER.e164]
    assert [each.extension for _, each in channel.calls] == ["", "12", ""]
    assert happened(sign_ins).count(Happening.SUCCESS) == 6


def test_whoever_needs_no_second_factor_is_not_asked(sign_ins: SignInService, security: SecurityService) -> None:
    security.register_phone("anna", PHONE, MOBILE)
    sign_ins.policy = Policy(second_factor=False)
    sign_in = sign_ins.begin("anna")
    assert (sign_in.state, sign_in.skipped) == (State.VERIFIED, SkipReason.NOT_REQUIRED)
    assert sign_ins.begin("bram").state is State.VERIFIED


def test_whoever_has_nothing_is_asked_to_set_something_up_at_every_sign_in(sign_ins: SignInService) -> None:
    for _ in range(2):
        assert sign_ins.begin("anna").state is State.MORE_INFORMATION


def test_a_method_that_is_forbidden_later_gives_way_to_the_next_in_order(
    sign_ins: SignInService, security: SecurityService, secret: str
) -> None:
    assert secret
    security.prefer("anna", OTHER_CALL)
    order = (NOTIFICATION, CODE, TEXT, CALL, OFFICE_CALL, OTHER_CALL)
    assert sign_ins.options(sign_ins.begin("anna")) == order
    for allowed, expected in (
        ({}, OTHER_CALL),
        ({"phone_call": False}, NOTIFICATION),
        ({"phone_call": False, "app_notification": False}, CODE),
        ({"phone_call": False, "app_notification": False, "app_code": False}, TEXT),
    ):
        sign_ins.policy = Policy(**allowed)
        assert security.default("anna") == expected
    sign_ins.policy = Policy(phone_call=False, text_message=False, app_notification=False, app_code=False)
    assert sign_ins.begin("anna").state is State.MORE_INFORMATION
    security.prefer("anna", TEXT)
    sign_ins.policy = Policy(text_message=False, app_notification=False, app_code=False)
    assert security.default("anna") == CALL
    sign_ins.policy = Policy(text_message=False, app_notification=False, app_code=False, phone_call=False)
    assert security.default("anna") is None


def test_another_method_withdraws_what_was_under_way(
    sign_ins: SignInService, channel: FakeChannel, apps: FakeApps, secret: str, clock: HandSetClock
) -> None:
    sign_in = sign_ins.begin("anna")
    request = apps.request.id
    sign_ins.choose_again(sign_in)
    assert (sign_in.state, apps.withdrawn) == (State.CHOOSING, [request])
    assert sign_ins.answer(request, approved=True) is AnswerVerdict.TOO_LATE
    sign_ins.choose(sign_in, CALL, form=form())
    sign_ins.choose(sign_in, TEXT, form=form())
    reply = channel.calls[0][1].pressed("#")
    assert (reply.say if reply else "", sign_in.state) == ("denied", State.CODE_SENT)
    sign_ins.choose(sign_in, CODE, form=form())
    assert sign_ins.enter_code(sign_in, channel.code) is Verdict.WRONG, "the code that was texted is void"
    sign_ins.choose(sign_in, NOTIFICATION, form=form())
    sign_ins.choose(sign_in, CODE, form=form())
    assert apps.withdrawn == [request, apps.request.id]
    assert sign_ins.enter_code(sign_in, code_of(secret, clock.now())) is Verdict.ACCEPTED


def test_one_form_sent_twice_sends_once(sign_ins: SignInService, channel: FakeChannel, secret: str) -> None:
    assert secret
    sign_in = sign_ins.begin("anna")
    for _ in range(2):
        sign_ins.choose(sign_in, TEXT, form="same")
    assert len(channel.sent) == 1
    for _ in range(2):
        sign_ins.resend(sign_in, form="same again")
    assert len(channel.sent) == 2


def test_only_what_the_person_has_can_be_chosen(sign_ins: SignInService, security: SecurityService) -> None:
    security.register_phone("anna", OFFICE, DESK)
    sign_in = sign_ins.begin("anna")
    assert sign_ins.options(sign_in) == (OFFICE_CALL,)
    with pytest.raises(RequestRejectedError) as rejected:
        sign_ins.choose_again(sign_in)
    assert rejected.value.reason is RejectionReason.NOT_REGISTERED
    for option in (TEXT, CODE, Option("no such", PHONE), Option("text_message", OFFICE)):
        with pytest.raises(RequestRejectedError):
            sign_ins.choose(sign_in, option, form=form())
    assert sign_in.state is State.CALLING


def test_a_landline_is_called_and_never_offered_a_message(sign_ins: SignInService, security: SecurityService) -> None:
    security.register_phone("anna", PHONE, DESK)
    assert sign_ins.options(sign_ins.begin("anna")) == (CALL,)


@pytest.mark.parametrize("end", CallEnd)
def test_a_call_that_comes_to_nothing_can_be_done_again(
    sign_ins: SignInService, security: SecurityService, channel: FakeChannel, end: CallEnd
) -> None:
    security.register_phone("anna", PHONE, MOBILE)
    security.prefer("anna", CALL)
    sign_in = sign_ins.begin("anna")
    channel.calls[0][1].ended(end)
    assert (sign_in.state, sign_in.call_end) == (State.CALL_FAILED, end)
    assert len(happened(sign_ins)) == 1 + 1  # the preferred option, and how the call ended
    sign_ins.resend(sign_in, form=form())
    channel.calls[1][1].pressed("#")
    assert sign_in.state is State.VERIFIED


def test_a_request_that_is_denied_or_not_answered(
    sign_ins: SignInService, apps: FakeApps, secret: str, clock: HandSetClock
) -> None:
    assert secret
    sign_in = sign_ins.begin("anna")
    sign_ins.answer(apps.request.id, approved=False)
    assert (sign_in.state, sign_in.request_end) == (State.REQUEST_FAILED, RequestEnd.DENIED)
    assert happened(sign_ins)[-1] is Happening.DENIED
    sign_ins.resend(sign_in, form=form())
    clock.advance(seconds=60)
    assert sign_ins.find(sign_in.id) is sign_in
    assert (sign_in.state, sign_in.request_end) == (State.REQUEST_FAILED, RequestEnd.NO_ANSWER)
    assert happened(sign_ins)[-1] is Happening.NO_ANSWER


def test_an_answer_that_comes_twice_counts_once(sign_ins: SignInService, apps: FakeApps, secret: str) -> None:
    assert secret
    sign_in = sign_ins.begin("anna")
    for _ in range(3):
        assert sign_ins.answer(apps.request.id, approved=True) is AnswerVerdict.ACCEPTED
    assert sign_ins.answer(apps.request.id, approved=False) is AnswerVerdict.TOO_LATE
    assert sign_in.state is State.VERIFIED
    assert happened(sign_ins) == [Happening.SUCCESS, *[Happening.DUPLICATE] * 3]


def test_the_first_of_two_phones_that_answers_counts(
    sign_ins: SignInService, security: SecurityService, apps: FakeApps, secret: str
) -> None:
    assert secret
    security.register_app("anna", handset=OTHER.e164)
    security.register_app("anna", device_name="another app", notifications=False)
    sign_in = sign_ins.begin("anna")
    (first, one), (second, other) = apps.sent
    assert (first.handset, second.handset, one.id != other.id) == (MOBILE.e164, OTHER.e164, True)
    assert sign_ins.answer(other.id, approved=True) is AnswerVerdict.ACCEPTED
    assert sign_in.state is State.VERIFIED
    assert one.id in apps.withdrawn
    assert sign_ins.answer(one.id, approved=False) is AnswerVerdict.TOO_LATE


def test_a_request_nobody_made_is_unknown(sign_ins: SignInService) -> None:
    for each in ("", "x", "x.1.y", "."):
        assert sign_ins.answer(each, approved=True) is AnswerVerdict.UNKNOWN
        assert sign_ins.report_fraud(each) is AnswerVerdict.UNKNOWN


def test_a_number_that_does_not_match_ends_the_request(sign_ins: SignInService, apps: FakeApps, secret: str) -> None:
    """OWASP ASVS 5.0, 6.6.4: whoever approves without looking at the page does not let anybody in."""
    assert secret
    sign_ins.policy = Policy(number_matching=True)
    sign_in = sign_ins.begin("anna")
    assert sign_in.request is not None
    right = sign_in.request.number
    assert (len(right), right.isdigit(), apps.request.number) == (2, True, right)
    assert sign_ins.answer(apps.request.id, approved=True) is AnswerVerdict.WRONG_NUMBER
    assert (sign_in.state, sign_in.request_end) == (State.REQUEST_FAILED, RequestEnd.WRONG_NUMBER)
    assert sign_ins.answer(apps.request.id, approved=True, number=right) is AnswerVerdict.TOO_LATE
    sign_ins.resend(sign_in, form=form())
    assert sign_ins.answer(apps.request.id, approved=True, number=f" {apps.request.number} ") is AnswerVerdict.ACCEPTED
    assert Happening.WRONG_NUMBER in happened(sign_ins)


def test_a_pin_is_asked_where_the_policy_says_so_and_not_for_ever(
    sign_ins: SignInService, apps: FakeApps, secret: str
) -> None:
    assert secret
    sign_ins.policy = Policy(app_pin=True, wrong_tries=3)
    sign_in = sign_ins.begin("anna")
    assert apps.request.needs_pin
    assert sign_ins.answer(apps.request.id, approved=True) is AnswerVerdict.WRONG_PIN
    assert sign_ins.answer(apps.request.id, approved=True, pin="4321") is AnswerVerdict.WRONG_PIN
    assert sign_in.state is State.REQUEST_SENT
    assert sign_ins.answer(apps.request.id, approved=True, pin="1234") is AnswerVerdict.ACCEPTED
    assert happened(sign_ins)[:2] == [Happening.WRONG_PIN] * 2
    sign_in = sign_ins.begin("anna")
    verdicts = [sign_ins.answer(apps.request.id, approved=True, pin="0") for _ in range(3)]
    assert (verdicts, sign_in.state) == ([AnswerVerdict.WRONG_PIN] * 3, State.LOCKED_OUT)
    assert sign_ins.answer(apps.request.id, approved=True, pin="1234") is AnswerVerdict.TOO_LATE


def test_a_phone_without_a_pin_approves_nothing_where_one_is_asked(
    sign_ins: SignInService, security: SecurityService, apps: FakeApps
) -> None:
    security.register_app("bram", handset=MOBILE.e164)
    sign_ins.policy = Policy(app_pin=True)
    sign_ins.begin("bram")
    assert sign_ins.answer(apps.request.id, approved=True, pin="") is AnswerVerdict.WRONG_PIN


def test_requests_are_limited_against_push_bombing(
    sign_ins: SignInService, apps: FakeApps, secret: str, clock: HandSetClock
) -> None:
    assert secret
    sign_in = sign_ins.begin("anna")
    for _ in range(4):
        sign_ins.resend(sign_in, form=form())
    with pytest.raises(RequestRejectedError) as rejected:
        sign_ins.resend(sign_in, form=form())
    assert rejected.value.reason is RejectionReason.REQUESTS
    assert sign_ins.answer(apps.request.id, approved=False) is AnswerVerdict.ACCEPTED, "the last one is still there"
    again = sign_ins.begin("anna")
    assert (again.state, again.rejection, len(apps.sent)) == (State.CHOOSING, RejectionReason.REQUESTS, 5)
    sign_ins.choose(again, CODE, form=form())
    assert again.rejection is None
    clock.advance(seconds=300)
    assert sign_ins.begin("anna").state is State.REQUEST_SENT


def test_a_code_of_the_app_is_used_once_whatever_it_is_used_for(
    sign_ins: SignInService, security: SecurityService, secret: str, clock: HandSetClock
) -> None:
    security.prefer("anna", CODE)
    code = code_of(secret, clock.now())
    first, second = sign_ins.begin("anna"), sign_ins.begin("anna")
    assert sign_ins.enter_code(first, code) is Verdict.ACCEPTED
    assert sign_ins.enter_code(second, code) is Verdict.USED
    assert happened(sign_ins)[-1] is Happening.CODE_USED
    assert second.failed_attempts == 0
    clock.advance(seconds=30)
    assert sign_ins.enter_code(second, code) is Verdict.USED
    assert sign_ins.enter_code(second, code_of(secret, clock.now())) is Verdict.ACCEPTED


def test_beginning_again_gives_no_more_attempts(
    sign_ins: SignInService, security: SecurityService, secret: str, clock: HandSetClock
) -> None:
    """NIST SP 800-63B, 5.2.2: failed attempts are limited for the account, not for the sign-in."""
    security.prefer("anna", CODE)
    wrong = wrong_code(secret, clock.now())
    verdicts = [sign_ins.enter_code(sign_ins.begin("anna"), wrong) for _ in range(5)]
    assert verdicts == [*[Verdict.WRONG] * 4, Verdict.LOCKED_OUT]
    late = sign_ins.begin("anna")
    assert (late.state, sign_ins.rules.locked_until("anna") is not None) == (State.LOCKED_OUT, True)
    with pytest.raises(ForbiddenEventError):
        sign_ins.choose(late, CODE, form=form())
    assert sign_ins.begin("bram").state is State.MORE_INFORMATION
    clock.advance(seconds=300)
    assert sign_ins.enter_code(sign_ins.begin("anna"), code_of(secret, clock.now())) is Verdict.ACCEPTED


def test_fewer_than_a_hundred_attempts_an_hour(
    sign_ins: SignInService, security: SecurityService, secret: str, clock: HandSetClock
) -> None:
    security.prefer("anna", CODE)
    judged = 0
    for _ in range(720):  # somebody who tries every five seconds, for an hour
        sign_in = sign_ins.begin("anna")
        if sign_in.state is State.APP_CODE_ASKED:
            sign_ins.enter_code(sign_in, wrong_code(secret, clock.now()))
            judged += 1
        clock.advance(seconds=5)
    assert 0 < judged < 100


def test_a_right_code_forgets_the_wrong_ones(
    sign_ins: SignInService, security: SecurityService, secret: str, clock: HandSetClock
) -> None:
    security.prefer("anna", CODE)
    for _ in range(3):
        sign_in = sign_ins.begin("anna")
        for _ in range(4):
            assert sign_ins.enter_code(sign_in, wrong_code(secret, clock.now())) is Verdict.WRONG
        assert sign_ins.enter_code(sign_in, code_of(secret, clock.now())) is Verdict.ACCEPTED
        clock.advance(seconds=30)


def test_a_lock_ends_what_is_under_way_elsewhere(
    sign_ins: SignInService, security: SecurityService, secret: str, clock: HandSetClock
) -> None:
    security.prefer("anna", CODE)
    one, other = sign_ins.begin("anna"), sign_ins.begin("anna")
    for _ in range(5):
        sign_ins.enter_code(one, wrong_code(secret, clock.now()))
    with pytest.raises(ForbiddenEventError):
        sign_ins.enter_code(other, code_of(secret, clock.now()))
    assert other.state is State.LOCKED_OUT


def test_fraud_in_the_app_blocks_the_person_everywhere(
    sign_ins: SignInService, service: EnrollmentService, apps: FakeApps, secret: str, clock: HandSetClock
) -> None:
    own = sign_ins.begin("anna")
    sign_ins.choose(own, CODE, form=form())
    bad = sign_ins.begin("anna")
    assert sign_ins.report_fraud(apps.request.id) is AnswerVerdict.ACCEPTED
    assert sign_ins.report_fraud(apps.request.id) is AnswerVerdict.TOO_LATE
    assert bad.state is State.BLOCKED
    assert sign_ins.blocked_until("anna") == clock.now() + dt.timedelta(days=90)
    with pytest.raises(ForbiddenEventError):
        sign_ins.enter_code(own, code_of(secret, clock.now()))
    assert own.state is State.BLOCKED
    assert sign_ins.begin("anna").state is State.BLOCKED
    assert sign_ins.begin("bram").state is State.MORE_INFORMATION
    with pytest.raises(RequestRejectedError):
        service.start(service.begin("anna"), PHONE, "text_message", "06 12345678", "NL", form=form())
    clock.advance(days=90)
    assert sign_ins.begin("anna").state is State.REQUEST_SENT
    assert Happening.FRAUD in happened(sign_ins)
    assert Happening.BLOCKED in happened(sign_ins)


def test_three_minutes_for_everything(
    sign_ins: SignInService, channel: FakeChannel, secret: str, clock: HandSetClock
) -> None:
    assert secret
    sign_in = sign_ins.begin("anna")
    clock.advance(seconds=100)
    sign_ins.choose(sign_in, CALL, form=form())
    assert sign_ins.next_due(sign_in) == clock.now() + dt.timedelta(seconds=80)
    clock.advance(seconds=80)
    reply = channel.calls[0][1].pressed("#")
    assert (reply.say if reply else "", sign_in.state) == ("denied", State.EXPIRED)
    assert sign_ins.next_due(sign_in) is None
    with pytest.raises(ForbiddenEventError):
        sign_ins.resend(sign_in, form=form())
    with pytest.raises(ForbiddenEventError):
        sign_ins.cancel(sign_in)
    assert happened(sign_ins)[-1] is Happening.TIMED_OUT
    other = sign_ins.begin("anna")
    sign_ins.choose(other, TEXT, form=form())
    clock.advance(seconds=180)
    with pytest.raises(ForbiddenEventError):
        sign_ins.enter_code(other, channel.code)
    assert other.state is State.EXPIRED


def test_canceling_forgets_the_sign_in(sign_ins: SignInService, apps: FakeApps, secret: str) -> None:
    assert secret
    sign_in = sign_ins.begin("anna")
    sign_ins.cancel(sign_in)
    assert (sign_in.state, sign_ins.find(sign_in.id)) == (State.CANCELED, None)
    assert apps.withdrawn == [apps.request.id]
    assert sign_ins.answer(apps.request.id, approved=True) is AnswerVerdict.UNKNOWN


def test_two_people_at_once_do_not_meet(
    sign_ins: SignInService, security: SecurityService, apps: FakeApps, secret: str, clock: HandSetClock
) -> None:
    other = security.register_app("bram", handset=OTHER.e164).secret
    anna, bram = sign_ins.begin("anna"), sign_ins.begin("bram")
    (_, of_anna), (_, of_bram) = apps.sent
    assert (of_anna.person, of_bram.person) == ("anna", "bram")
    assert sign_ins.answer(of_bram.id, approved=True) is AnswerVerdict.ACCEPTED
    assert (anna.state, bram.state) == (State.REQUEST_SENT, State.VERIFIED)
    sign_ins.choose(anna, CODE, form=form())
    assert sign_ins.enter_code(anna, code_of(other, clock.now())) is Verdict.WRONG
    with pytest.raises(RequestRejectedError):
        sign_ins.choose(bram := sign_ins.begin("bram"), TEXT, form=form())
    assert bram.state is State.REQUEST_SENT
    assert sign_ins.enter_code(anna, code_of(secret, clock.now())) is Verdict.ACCEPTED


def test_one_person_signs_in_in_two_browsers(sign_ins: SignInService, apps: FakeApps, secret: str) -> None:
    assert secret
    one, other = sign_ins.begin("anna"), sign_ins.begin("anna")
    (_, first), (_, second) = apps.sent
    sign_ins.answer(second.id, approved=True)
    assert (one.state, other.state) == (State.REQUEST_SENT, State.VERIFIED)
    sign_ins.answer(first.id, approved=False)
    assert (one.state, other.state) == (State.REQUEST_FAILED, State.VERIFIED)


def trusted(sign_ins: SignInService, apps: FakeApps) -> str:
    sign_in = sign_ins.begin("anna")
    sign_ins.set_remember(sign_in, remember=True)
    assert sign_ins.take_trust_token(sign_in) == "", "not before it has succeeded"
    sign_ins.set_remember(sign_in, remember=True)
    sign_ins.answer(apps.request.id, approved=True)
    token = sign_ins.take_trust_token(sign_in)
    assert sign_ins.take_trust_token(sign_in) == ""
    return token


def test_a_browser_is_trusted_for_so_many_days(
    sign_ins: SignInService, security: SecurityService, apps: FakeApps, secret: str, clock: HandSetClock
) -> None:
    assert secret
    token = trusted(sign_ins, apps)
    assert len(token) == 32
    assert token not in repr(sign_ins.rules.repository.credentials("anna")), "of a token only a hash is kept"
    sign_in = sign_ins.begin("anna", browser=token)
    assert (sign_in.state, sign_in.skipped) == (State.VERIFIED, SkipReason.TRUSTED_BROWSER)
    sign_ins.set_remember(sign_in, remember=True)
    assert sign_ins.take_trust_token(sign_in) == "", "trust does not renew itself"
    assert happened(sign_ins)[-1] is Happening.TRUSTED_BROWSER
    assert not sign_ins.is_trusted("bram", token)
    assert not sign_ins.is_trusted("anna", "")
    assert not sign_ins.is_trusted("anna", token[:-1] + "!")
    clock.advance(days=14, seconds=-1)
    assert sign_ins.is_trusted("anna", token)
    sign_ins.policy = Policy(remember_days=7)
    assert not sign_ins.is_trusted("anna", token)
    sign_ins.policy = Policy(remember_days=0)
    assert not sign_ins.is_trusted("anna", token)
    assert trusted(sign_ins, apps) == ""
    sign_ins.policy = Policy()
    clock.advance(seconds=1)
    assert sign_ins.begin("anna", browser=token).state is State.REQUEST_SENT
    both = [trusted(sign_ins, apps) for _ in range(2)]
    security.restore("anna")
    assert not any(sign_ins.is_trusted("anna", each) for each in both)


def test_a_trusted_browser_does_not_help_whoever_has_nothing_left(
    sign_ins: SignInService, security: SecurityService, apps: FakeApps, secret: str
) -> None:
    assert secret
    token = trusted(sign_ins, apps)
    security.clear_methods("anna")
    assert sign_ins.begin("anna", browser=token).state is State.MORE_INFORMATION


def test_an_old_program_needs_an_app_password(sign_ins: SignInService, security: SecurityService) -> None:
    made = security.create_app_password("anna", "Outlook", form="f")
    password = security.take_app_password("anna", made.id)
    assert password is not None
    let_in = sign_ins.old_program("anna", password, is_own=False)
    assert (let_in.accepted, let_in.app_password) == (True, made.id)
    own = sign_ins.old_program("anna", "geheim", is_own=True)
    assert (own.accepted, own.needs_app_password) == (False, True)
    wrong = sign_ins.old_program("anna", "geheim", is_own=False)
    assert (wrong.accepted, wrong.needs_app_password) == (False, False)
    assert not sign_ins.old_program("bram", password, is_own=False).accepted
    assert happened(sign_ins)[-2:] == [Happening.OLD_PROGRAM, Happening.OLD_PROGRAM_REFUSED]
    security.delete_app_password("anna", made.id)
    assert not sign_ins.old_program("anna", password, is_own=False).accepted
    sign_ins.policy = Policy(second_factor=False)
    assert sign_ins.old_program("anna", "geheim", is_own=True).accepted


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+31612345678", "+XX XXXXXXX78"), ("+12125550123", "+X XXXXXXXX23"), ("+442079460018", "+XX XXXXXXXX18")],
)
def test_of_a_number_only_the_last_two_digits_are_shown(number: str, shown: str) -> None:
    assert masked(PhoneNumber(number)) == shown


def test_of_one_person_so_many_sign_ins_are_known(
    sign_ins: SignInService, apps: FakeApps, secret: str, clock: HandSetClock
) -> None:
    assert secret
    sign_ins.policy = Policy(sends=100)
    begun = [sign_ins.begin("anna") for _ in range(25)]
    assert [sign_ins.find(each.id) is not None for each in begun] == [False] * 5 + [True] * 20
    assert len(apps.withdrawn) == 5, "their requests are withdrawn as well"
    clock.advance(hours=1)
    last = sign_ins.begin("anna")
    assert [each.id for each in sign_ins.rules.repository.of("anna")] == [last.id]


def test_a_default_that_cannot_be_used_now_leaves_the_choice(
    sign_ins: SignInService, security: SecurityService, channel: FakeChannel, secret: str
) -> None:
    assert secret
    security.prefer("anna", TEXT)
    channel.refuses = True
    sign_in = sign_ins.begin("anna")
    assert (sign_in.state, sign_in.rejection) == (State.CHOOSING, RejectionReason.CHANNEL)
    with pytest.raises(ForbiddenEventError, match="nothing was sent before"):
        sign_ins.resend(sign_in, form=form())
    channel.refuses = False
    sign_ins.choose(sign_in, TEXT, form=form())
    assert sign_ins.enter_code(sign_in, channel.code) is Verdict.ACCEPTED
