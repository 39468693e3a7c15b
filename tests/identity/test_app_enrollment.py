"""Enrolling the authenticator app: the QR code, activation, the test, the backup number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    AnswerVerdict,
    Device,
    Enrollment,
    EnrollmentService,
    ForbiddenEventError,
    Happening,
    Option,
    Policy,
    RejectionReason,
    RequestEnd,
    RequestRejectedError,
    State,
    Verdict,
)
from stapsgewijs.totp import decode_secret
from tests.identity.fake_apps import FakeApps, code_of, wrong_code

if TYPE_CHECKING:
    from conftest import FakeChannel, HandSetClock
    from stapsgewijs.identity import PendingApp, SecurityService

APP = Device.MOBILE_APP
HANDSET = "+31612345678"
NOTIFICATION, CODE = "app_notification", "app_code"
forms = iter(range(10_000))


def form() -> str:
    return f"form {next(forms)}"


def shown(enrollment: Enrollment) -> PendingApp:
    assert enrollment.app is not None
    return enrollment.app


def configured(service: EnrollmentService, person: str = "anna", *, otpauth: bool = False, **by: bool) -> Enrollment:
    enrollment = service.begin(person, **by)
    service.set_up_app(enrollment, form=form(), otpauth=otpauth)
    if not otpauth:
        service.activate(shown(enrollment).code, HANDSET, "Telefoon van Anna", "1234")
    service.accept_app(enrollment, form=form())
    return enrollment


def test_by_notification_from_the_first_step_to_the_last(
    service: EnrollmentService, apps: FakeApps, security: SecurityService
) -> None:
    anna = service.begin("anna")
    with pytest.raises(RequestRejectedError) as rejected:
        service.start(anna, APP, NOTIFICATION, "", "NL", form=form())
    assert (rejected.value.reason, anna.state) == (RejectionReason.APP_NOT_CONFIGURED, State.CHOOSING)
    service.set_up_app(anna, form=form())
    assert (anna.state, len(shown(anna).code), shown(anna).code.isdigit()) == (State.CONFIGURING_APP, 9, True)
    assert len(decode_secret(shown(anna).secret)) >= 16, "RFC 4226, R6: at least 128 bits"
    given = service.activate(shown(anna).code, HANDSET, "Telefoon van Anna", "1234")
    assert (given.organisation, given.user_name, given.secret) == ("Contoso", "anna", shown(anna).secret)
    assert anna.state is State.CONFIGURING_APP, "the dialog goes on when its button is pressed"
    service.accept_app(anna, form=form())
    assert anna.state is State.APP_CONFIGURED
    service.start(anna, APP, NOTIFICATION, "", "NL", form=form())
    assert (anna.state, apps.request.person, apps.request.device) == (State.REQUEST_SENT, "anna", given.device_id)
    assert (apps.request.number, apps.request.needs_pin) == ("", False)
    assert service.enrolled("anna") == ()
    assert service.answer(apps.request.id, approved=True) is AnswerVerdict.ACCEPTED
    assert anna.state is State.BACKUP_ASKED
    service.give_backup(anna, "06 87654321", "NL", form=form())
    assert anna.state is State.VERIFIED
    assert service.take_app_password(anna)
    service.finish(anna)
    assert [(each.device, each.method) for each in service.enrolled("anna")] == [(APP, NOTIFICATION)]
    assert security.default("anna") == Option(NOTIFICATION, APP)
    assert {each: str(phone.number) for each, phone in security.phones("anna").items()} == {
        Device.AUTHENTICATION_PHONE: "+31687654321"
    }
    (device,) = security.devices("anna")
    assert (device.id, device.name, device.handset) == (given.device_id, "Telefoon van Anna", HANDSET)
    registered = [each.option for each in security.options("anna") if each.is_registered]
    assert Option(CODE, APP) in registered, "an app that is set up for notifications also makes codes"
    assert Option("text_message", Device.AUTHENTICATION_PHONE) in registered
    assert [each.what for each in service.events("anna")][-1] is Happening.REGISTERED


def test_by_code_which_is_no_longer_good_at_the_next_sign_in(
    service: EnrollmentService, clock: HandSetClock, security: SecurityService
) -> None:
    anna = configured(service)
    service.start(anna, APP, CODE, "", "NL", form=form())
    assert anna.state is State.APP_CODE_ASKED
    secret = shown(anna).secret
    assert service.enter_code(anna, wrong_code(secret, clock.now())) is Verdict.WRONG
    code = code_of(secret, clock.now())
    assert service.enter_code(anna, code, form="f") is Verdict.ACCEPTED
    assert service.enter_code(anna, code, form="f") is Verdict.ACCEPTED
    assert anna.state is State.BACKUP_ASKED
    service.give_backup(anna, " ", "NL", form=form())
    service.finish(anna)
    assert security.default("anna") == Option(CODE, APP)
    assert security.phones("anna") == {}
    assert len(security.devices("anna")[0].used_steps) == 1


def test_another_app_gets_no_notifications(service: EnrollmentService, clock: HandSetClock, apps: FakeApps) -> None:
    anna = configured(service, otpauth=True)
    with pytest.raises(RequestRejectedError) as rejected:
        service.start(anna, APP, NOTIFICATION, "", "NL", form=form())
    assert rejected.value.reason is RejectionReason.APP_NOT_CONFIGURED
    service.start(anna, APP, CODE, "", "NL", form=form())
    assert service.enter_code(anna, code_of(shown(anna).secret, clock.now())) is Verdict.ACCEPTED
    assert apps.sent == []


def test_the_code_for_other_apps_activates_nothing(service: EnrollmentService) -> None:
    anna = service.begin("anna")
    service.set_up_app(anna, form=form(), otpauth=True)
    with pytest.raises(RequestRejectedError) as rejected:
        service.activate(shown(anna).code, HANDSET, "x", "")
    assert rejected.value.reason is RejectionReason.ACTIVATION_UNKNOWN


def rejection(service: EnrollmentService, code: str, url: str = "") -> RejectionReason:
    with pytest.raises(RequestRejectedError) as rejected:
        service.activate(code, HANDSET, "x", "", url=url)
    return rejected.value.reason


def test_an_activation_code_works_once_in_time_at_its_own_address(
    service: EnrollmentService, clock: HandSetClock
) -> None:
    anna = service.begin("anna")
    service.set_up_app(anna, form=form())
    first = shown(anna)
    assert rejection(service, "") is RejectionReason.ACTIVATION_UNKNOWN
    assert rejection(service, "000000000") is RejectionReason.ACTIVATION_UNKNOWN
    assert rejection(service, first.code, "https://elsewhere.example/1") is RejectionReason.ACTIVATION_UNKNOWN
    service.set_up_app(anna, form=form())
    second = shown(anna)
    assert (first.code != second.code, first.secret != second.secret, first.url != second.url) == (True, True, True)
    assert rejection(service, first.code) is RejectionReason.ACTIVATION_UNKNOWN
    clock.advance(seconds=599)
    service.activate(f"{second.code[:3]} {second.code[3:]}", HANDSET, "", "", url=f" {second.url} ")
    assert shown(anna).device is not None
    assert shown(anna).device.name == HANDSET  # type: ignore[union-attr]  # asserted above
    assert rejection(service, second.code) is RejectionReason.ACTIVATION_USED
    service.accept_app(anna, form=form())
    assert rejection(service, second.code) is RejectionReason.ACTIVATION_USED
    clock.advance(seconds=600)
    service.set_up_app(anna, form=form())
    clock.advance(seconds=600)
    assert rejection(service, shown(anna).code) is RejectionReason.ACTIVATION_EXPIRED
    with pytest.raises(RequestRejectedError) as rejected:
        service.accept_app(anna, form=form())
    assert rejected.value.reason is RejectionReason.ACTIVATION_EXPIRED


def test_the_dialog_goes_on_only_once_the_app_has_activated(service: EnrollmentService) -> None:
    anna = service.begin("anna")
    service.set_up_app(anna, form="set up")
    before = shown(anna)
    service.set_up_app(anna, form="set up")
    assert shown(anna) is before, "one form that is posted twice"
    for _ in range(2):
        with pytest.raises(RequestRejectedError) as rejected:
            service.accept_app(anna, form="next")
        assert rejected.value.reason is RejectionReason.APP_NOT_ACTIVATED
    service.activate(before.code, HANDSET, "x", "")
    for _ in range(2):
        service.accept_app(anna, form="next")
    assert anna.state is State.APP_CONFIGURED
    service.set_up_app(anna, form=form())
    service.drop_app(anna)
    assert (anna.state, anna.app) == (State.CHOOSING, None)
    assert rejection(service, before.code) is RejectionReason.ACTIVATION_UNKNOWN


def test_whoever_begins_again_or_gives_up_leaves_no_code_behind(service: EnrollmentService) -> None:
    anna = service.begin("anna")
    service.set_up_app(anna, form=form())
    code = shown(anna).code
    service.begin("anna")
    assert rejection(service, code) is RejectionReason.ACTIVATION_UNKNOWN
    bram = configured(service, "bram")
    service.cancel(bram)
    assert rejection(service, shown(bram).code) is RejectionReason.ACTIVATION_UNKNOWN
    assert service.enrolled("bram") == ()


@pytest.mark.parametrize("end", RequestEnd)
def test_a_test_that_fails_registers_nothing_and_can_be_done_again(
    service: EnrollmentService, apps: FakeApps, clock: HandSetClock, end: RequestEnd
) -> None:
    service.policy = Policy(number_matching=True)
    anna = configured(service)
    service.start(anna, APP, NOTIFICATION, "", "NL", form=form())
    number = apps.request.number
    assert len(number) == 2
    if end is RequestEnd.NO_ANSWER:
        clock.advance(seconds=59)
        assert service.find(anna.id) is anna
        assert anna.state is State.REQUEST_SENT
        assert service.next_due(anna) == clock.now() + dt.timedelta(seconds=1)
        clock.advance(seconds=1)
        assert service.answer(apps.request.id, approved=True, number=number) is AnswerVerdict.TOO_LATE
    elif end is RequestEnd.DENIED:
        assert service.answer(apps.request.id, approved=False) is AnswerVerdict.ACCEPTED
    else:
        wrong = "00" if number != "00" else "01"
        assert service.answer(apps.request.id, approved=True, number=wrong) is AnswerVerdict.WRONG_NUMBER
        assert service.answer(apps.request.id, approved=False) is AnswerVerdict.TOO_LATE
    assert (anna.state, anna.request_end, anna.request) == (State.REQUEST_FAILED, end, None)
    service.resend(anna, form=form())
    assert (anna.state, anna.request_end) == (State.REQUEST_SENT, None)
    assert service.answer(apps.request.id, approved=True, number=apps.request.number) is AnswerVerdict.ACCEPTED
    assert anna.state is State.BACKUP_ASKED


def test_too_many_wrong_codes_end_the_test(service: EnrollmentService, clock: HandSetClock) -> None:
    anna = configured(service)
    service.start(anna, APP, CODE, "", "NL", form=form())
    secret = shown(anna).secret
    wrong = wrong_code(secret, clock.now())
    assert [service.enter_code(anna, wrong) for _ in range(5)] == [Verdict.WRONG] * 4 + [Verdict.LOCKED_OUT]
    with pytest.raises(ForbiddenEventError):
        service.enter_code(anna, code_of(secret, clock.now()))
    assert service.begin("anna").state is State.CHOOSING


@pytest.mark.parametrize(
    ("text", "reason"),
    [("06 1234", RejectionReason.NUMBER_DOES_NOT_EXIST), ("0900 1234567", RejectionReason.PREMIUM)],
)
def test_a_backup_number_that_cannot_be_used_is_refused(
    service: EnrollmentService, apps: FakeApps, text: str, reason: RejectionReason
) -> None:
    anna = configured(service)
    service.start(anna, APP, NOTIFICATION, "", "NL", form=form())
    service.answer(apps.request.id, approved=True)
    with pytest.raises(RequestRejectedError) as rejected:
        service.give_backup(anna, text, "NL", form=form())
    assert (rejected.value.reason, anna.state) == (reason, State.BACKUP_ASKED)
    service.cancel(anna)
    assert service.enrolled("anna") == ()


def test_one_more_app_is_registered_as_soon_as_it_was_tried(
    service: EnrollmentService, apps: FakeApps, security: SecurityService
) -> None:
    security.register_app("anna", handset=HANDSET)
    anna = configured(service, adds_device=True)
    service.start(anna, APP, NOTIFICATION, "", "NL", form=form())
    assert len(apps.sent) == 1, "the test goes to the new device only"
    service.answer(apps.request.id, approved=True)
    assert anna.state is State.ENROLLED
    assert len(security.devices("anna")) == 2
    assert security.app_passwords("anna") == ()
    assert service.answer(apps.request.id, approved=True) is AnswerVerdict.ACCEPTED
    assert [each.what for each in service.events("anna")][-1] is Happening.DUPLICATE


def test_there_is_a_most_to_apps(service: EnrollmentService, security: SecurityService) -> None:
    for each in range(Policy().app_devices):
        security.register_app("anna", device_name=f"app {each}")
    with pytest.raises(RequestRejectedError) as rejected:
        service.set_up_app(service.begin("anna"), form=form())
    assert rejected.value.reason is RejectionReason.APP_DEVICES
    with pytest.raises(RequestRejectedError):
        security.register_app("anna")
    service.set_up_app(service.begin("bram"), form=form())


def test_no_app_is_set_up_where_none_is_allowed(service: EnrollmentService) -> None:
    service.policy = Policy(app_notification=False, app_code=False)
    with pytest.raises(RequestRejectedError) as rejected:
        service.set_up_app(service.begin("anna"), form=form())
    assert rejected.value.reason is RejectionReason.NOT_ALLOWED
    service.policy = Policy(app_notification=False)
    anna = configured(service)
    with pytest.raises(RequestRejectedError):
        service.start(anna, APP, NOTIFICATION, "", "NL", form=form())
    service.start(anna, APP, CODE, "", "NL", form=form())


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("12", "12"), (" 12-34 ", "1234")])
def test_an_office_phone_is_called_with_its_extension(
    service: EnrollmentService, security: SecurityService, channel: FakeChannel, typed: str, kept: str
) -> None:
    anna = service.begin("anna")
    service.start(anna, Device.OFFICE_PHONE, "phone_call", "020 2490048", "NL", form=form(), extension=typed)
    ((number, dialogue),) = channel.calls
    assert (number, dialogue.extension, anna.method) == ("+31202490048", kept, "office_call")
    dialogue.pressed("#")
    service.finish(anna)
    assert security.phones("anna")[Device.OFFICE_PHONE].extension == kept
    assert security.default("anna") == Option("office_call", Device.OFFICE_PHONE)


@pytest.mark.parametrize("typed", ["1a", "#", "1" * 16, "²", "١٢"])
def test_an_extension_has_digits_only(service: EnrollmentService, typed: str) -> None:
    anna = service.begin("anna")
    with pytest.raises(RequestRejectedError) as rejected:
        service.start(anna, Device.OFFICE_PHONE, "office_call", "020 2490048", "NL", form=form(), extension=typed)
    assert (rejected.value.reason, anna.state) == (RejectionReason.EXTENSION, State.CHOOSING)


def test_the_codes_on_display_are_those_that_still_work(service: EnrollmentService, clock: HandSetClock) -> None:
    anna, bram, carla = (service.begin(each) for each in ("anna", "bram", "carla"))
    assert service.codes_on_display() == ()
    for each in (anna, carla):
        service.set_up_app(each, form=form())
        clock.advance(seconds=300)
    service.set_up_app(bram, form=form())
    assert service.codes_on_display() == (carla, bram), "the code of Anna has expired"
    service.drop_app(carla)
    assert service.codes_on_display() == (bram,)


def test_an_app_that_was_set_up_and_not_tried_is_not_registered_with_a_phone(
    service: EnrollmentService, security: SecurityService, channel: FakeChannel
) -> None:
    anna = configured(service)
    with pytest.raises(RequestRejectedError):
        service.start(anna, Device.AUTHENTICATION_PHONE, "text_message", "06 1234", "NL", form=form())
    assert (anna.state, anna.app is not None) == (State.APP_CONFIGURED, True)
    service.start(anna, Device.AUTHENTICATION_PHONE, "text_message", "06 12345678", "NL", form=form())
    assert service.enter_code(anna, channel.code) is Verdict.ACCEPTED
    assert anna.state is State.VERIFIED
    service.finish(anna)
    assert security.devices("anna") == ()
    assert [each.option.method for each in security.options("anna") if each.is_registered] == [
        "text_message",
        "phone_call",
    ]


def test_no_code_is_asked_before_the_app_is_set_up(service: EnrollmentService) -> None:
    anna = service.begin("anna")
    with pytest.raises(RequestRejectedError) as rejected:
        service.start(anna, APP, CODE, "", "NL", form=form())
    assert rejected.value.reason is RejectionReason.APP_NOT_CONFIGURED
    assert service.answer("x", approved=True) is AnswerVerdict.UNKNOWN
