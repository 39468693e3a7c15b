"""The settings page, app passwords, and what an administrator can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    AnswerVerdict,
    Device,
    EnrollmentService,
    Happening,
    NumberEntry,
    Option,
    Policy,
    RejectionReason,
    RequestRejectedError,
    SecurityService,
    SettingsRejectedError,
    SignInService,
    State,
    Verdict,
)
from stapsgewijs.phone_numbers import PhoneNumber
from tests.identity.fake_apps import FakeApps, code_of

if TYPE_CHECKING:
    from conftest import FakeChannel, HandSetClock

PHONE, OFFICE, ALTERNATE, APP = (
    Device.AUTHENTICATION_PHONE,
    Device.OFFICE_PHONE,
    Device.ALTERNATE_PHONE,
    Device.MOBILE_APP,
)
MOBILE, DESK = PhoneNumber("+31612345678"), PhoneNumber("+31202490048")
TEXT, CALL = Option("text_message", PHONE), Option("phone_call", PHONE)
OFFICE_CALL, OTHER_CALL = Option("office_call", OFFICE), Option("phone_call", ALTERNATE)
NOTIFICATION, CODE = Option("app_notification", APP), Option("app_code", APP)


@pytest.fixture
def anna(security: SecurityService) -> str:
    security.register_phone("anna", PHONE, MOBILE)
    return "anna"


def numbers(security: SecurityService) -> dict[Device, tuple[str, str]]:
    return {device: (str(each.number), each.extension) for device, each in security.phones("anna").items()}


def test_every_option_says_whether_it_can_be_chosen(security: SecurityService, anna: str) -> None:
    security.policy = Policy(phone_call=False)
    offered = {each.option: (each.is_allowed, each.is_registered) for each in security.options(anna)}
    assert offered == {
        TEXT: (True, True),
        CALL: (False, True),
        OTHER_CALL: (False, False),
        OFFICE_CALL: (False, False),
        NOTIFICATION: (True, False),
        CODE: (True, False),
    }


def test_the_first_thing_that_is_registered_becomes_the_default(security: SecurityService) -> None:
    assert security.default("anna") is None
    security.register_phone("anna", OFFICE, DESK)
    security.register_app("anna")
    security.register_phone("anna", PHONE, MOBILE)
    assert security.default("anna") == OFFICE_CALL


def test_numbers_and_the_preferred_option_are_saved(
    security: SecurityService, service: EnrollmentService, anna: str
) -> None:
    phones = {
        PHONE: NumberEntry("06 87654321", "NL"),
        OFFICE: NumberEntry("020 2490048", "NL", " 12 "),
        ALTERNATE: NumberEntry("0470 12 34 56", "BE", "99"),
    }
    assert security.save(anna, OFFICE_CALL, phones) is None
    assert numbers(security) == {
        PHONE: ("+31687654321", ""),
        OFFICE: ("+31202490048", "12"),
        ALTERNATE: ("+32470123456", ""),
    }
    assert security.default(anna) == OFFICE_CALL
    enrolled = {(each.device, each.method, str(each.number)) for each in service.enrolled(anna)}
    assert enrolled == {
        (PHONE, "text_message", "+31687654321"),
        (OFFICE, "office_call", "+31202490048"),
        (ALTERNATE, "phone_call", "+32470123456"),
    }
    security.save(anna, None, {OFFICE: None})
    assert set(numbers(security)) == {PHONE, ALTERNATE}
    assert security.default(anna) == TEXT, "the preferred one is gone, and the next one takes its place"
    assert {each.device for each in service.enrolled(anna)} == {PHONE, ALTERNATE}


@pytest.mark.parametrize(
    ("device", "entry", "reason"),
    [
        (PHONE, NumberEntry("", "NL"), RejectionReason.NUMBER_MISSING),
        (PHONE, NumberEntry("06 1234", "NL"), RejectionReason.NUMBER_DOES_NOT_EXIST),
        (ALTERNATE, NumberEntry("0900 1234567", "NL"), RejectionReason.PREMIUM),
        (OFFICE, NumberEntry("020 2490048", "NL", "x"), RejectionReason.EXTENSION),
    ],
)
def test_a_number_that_cannot_be_used_saves_nothing_at_all(
    security: SecurityService, anna: str, device: Device, entry: NumberEntry, reason: RejectionReason
) -> None:
    with pytest.raises(SettingsRejectedError) as rejected:
        security.save(anna, None, {OFFICE: NumberEntry("020 2490048", "NL"), device: entry})
    assert (rejected.value.reason, rejected.value.device) == (reason, device)
    assert numbers(security) == {PHONE: ("+31612345678", "")}


@pytest.mark.parametrize("option", [OFFICE_CALL, NOTIFICATION, CODE, OTHER_CALL, Option("no such", PHONE)])
def test_an_option_that_the_person_would_not_have_is_refused(
    security: SecurityService, anna: str, option: Option
) -> None:
    with pytest.raises(SettingsRejectedError) as rejected:
        security.save(anna, option, {PHONE: NumberEntry("06 87654321", "NL")})
    assert (rejected.value.reason, rejected.value.device) == (RejectionReason.NOT_REGISTERED, None)
    assert numbers(security) == {PHONE: ("+31612345678", "")}


def test_a_text_message_is_no_option_for_a_landline_nor_one_that_is_forbidden(
    security: SecurityService, anna: str
) -> None:
    with pytest.raises(SettingsRejectedError):
        security.save(anna, TEXT, {PHONE: NumberEntry("020 2490048", "NL")})
    security.policy = Policy(phone_call=False)
    with pytest.raises(SettingsRejectedError):
        security.save(anna, CALL, {})
    security.policy = Policy()
    security.save(anna, CALL, {PHONE: NumberEntry("020 2490048", "NL")})
    assert security.default(anna) == CALL


def test_a_new_default_is_proved_first_where_the_policy_says_so(
    security: SecurityService, anna: str, channel: FakeChannel
) -> None:
    security.policy = Policy(verify_preferred_option=True)
    assert security.save(anna, TEXT, {OFFICE: NumberEntry("020 2490048", "NL")}) is None, "the same default"
    test = security.save(anna, TEXT, {PHONE: NumberEntry("06 87654321", "NL")})
    assert test is not None
    assert (test.state, channel.sent[-1][0]) == (State.CODE_SENT, "+31687654321")
    assert numbers(security)[PHONE] == ("+31612345678", "")
    assert security.find(test.id) is test
    assert security.enter_code(test, channel.code) is Verdict.ACCEPTED
    assert numbers(security)[PHONE] == ("+31687654321", "")
    test = security.save(anna, OFFICE_CALL, {})
    assert test is not None
    channel.calls[-1][1].pressed("#")
    assert security.default(anna) == OFFICE_CALL
    test = security.save(anna, CALL, {OFFICE: None})
    assert test is not None
    security.cancel(test)
    assert channel.calls[-1][1].pressed("#") is not None
    assert (security.default(anna), OFFICE in numbers(security)) == (OFFICE_CALL, True)


def test_a_proof_that_cannot_begin_saves_nothing(security: SecurityService, anna: str, channel: FakeChannel) -> None:
    security.policy = Policy(verify_preferred_option=True)
    channel.refuses = True
    with pytest.raises(RequestRejectedError) as rejected:
        security.save(anna, TEXT, {PHONE: NumberEntry("06 87654321", "NL")})
    assert rejected.value.reason is RejectionReason.CHANNEL
    assert numbers(security)[PHONE] == ("+31612345678", "")


def test_a_device_that_was_deleted_proves_nothing_any_more(
    security: SecurityService, sign_ins: SignInService, anna: str, apps: FakeApps, clock: HandSetClock
) -> None:
    app = security.register_app(anna, handset=MOBILE.e164)
    security.prefer(anna, NOTIFICATION)
    sign_in = sign_ins.begin(anna)
    assert security.delete_device(anna, app.device_id), "the default falls to another method"
    assert not security.delete_device(anna, app.device_id), "gone already"
    assert security.default(anna) == TEXT
    assert sign_ins.answer(apps.request.id, approved=True) is AnswerVerdict.UNKNOWN
    assert sign_in.state is State.REQUEST_SENT
    with pytest.raises(RequestRejectedError):
        sign_ins.choose(sign_in, CODE, form="1")
    sign_ins.choose(sign_in, TEXT, form="2")
    assert sign_ins.enter_code(sign_in, code_of(app.secret, clock.now())) is Verdict.WRONG


def test_deleting_one_of_two_devices_leaves_the_default(security: SecurityService) -> None:
    first, second = (security.register_app("anna", device_name=each) for each in ("one", "two"))
    assert not security.delete_device("anna", first.device_id)
    assert [each.id for each in security.devices("anna")] == [second.device_id]
    assert security.default("anna") == NOTIFICATION
    assert security.delete_device("anna", second.device_id)
    assert (security.default("anna"), security.devices("anna")) == (None, ())


def test_apps_can_be_forgotten_on_the_page(security: SecurityService, anna: str) -> None:
    security.register_app(anna)
    security.save(anna, CODE, {})
    with pytest.raises(SettingsRejectedError):
        security.save(anna, CODE, {}, keeps_apps=False)
    assert len(security.devices(anna)) == 1
    security.save(anna, None, {}, keeps_apps=False)
    assert (security.devices(anna), security.default(anna)) == ((), TEXT)


def test_an_app_password_is_shown_once_and_stands_in_the_list_under_its_name(
    security: SecurityService, service: EnrollmentService, clock: HandSetClock
) -> None:
    made = security.create_app_password("anna", "  Outlook 2010 ", form="f")
    assert (made.name, made.created) == ("Outlook 2010", clock.now())
    assert security.create_app_password("anna", "Outlook 2010", form="f").id == made.id, "posted twice"
    password = security.take_app_password("anna", made.id)
    assert password is not None
    assert (len(password), password.isalpha(), password.islower()) == (16, True, True)
    assert security.take_app_password("anna", made.id) is None
    assert security.take_app_password("anna", "no such") is None
    assert password not in repr(service.rules.repository.credentials("anna"))
    assert service.knows_app_password("anna", password)
    same = security.create_app_password("anna", "Outlook 2010", form="g")
    assert [each.id for each in security.app_passwords("anna")] == [made.id, same.id], "a name may repeat"
    assert security.app_passwords("bram") == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", RejectionReason.NAME_MISSING),
        (" ", RejectionReason.NAME_MISSING),
        ("x" * 65, RejectionReason.NAME_TOO_LONG),
    ],
)
def test_an_app_password_has_a_name_of_at_most_64_characters(
    security: SecurityService, name: str, reason: RejectionReason
) -> None:
    with pytest.raises(RequestRejectedError) as rejected:
        security.create_app_password("anna", name, form="f")
    assert rejected.value.reason is reason
    security.create_app_password("anna", "x" * 64, form="f")


def test_there_are_forty_and_no_more(security: SecurityService) -> None:
    for each in range(40):
        security.create_app_password("anna", f"app {each}", form=f"{each}")
    with pytest.raises(RequestRejectedError) as rejected:
        security.create_app_password("anna", "one more", form="x")
    assert rejected.value.reason is RejectionReason.APP_PASSWORDS
    first = security.app_passwords("anna")[0]
    assert security.delete_app_password("anna", first.id)
    assert not security.delete_app_password("anna", first.id)
    security.create_app_password("anna", "one more", form="x")
    assert len(security.app_passwords("anna")) == 40
    assert not security.has_app_password("anna", first.id)


def test_the_app_password_of_an_enrollment_has_a_name_of_the_service(
    service: EnrollmentService, security: SecurityService, channel: FakeChannel
) -> None:
    enrollment = service.begin("anna")
    service.start(enrollment, PHONE, "text_message", "06 12345678", "NL", form="f")
    service.enter_code(enrollment, channel.code)
    assert [each.name for each in security.app_passwords("anna")] == ["Initial app password"]


def test_where_app_passwords_are_switched_off_they_go_on_working_and_cannot_be_managed(
    security: SecurityService, sign_ins: SignInService
) -> None:
    made = security.create_app_password("anna", "Outlook", form="f")
    password = security.take_app_password("anna", made.id) or ""
    security.policy = Policy(app_passwords=False)
    for act in (
        lambda: security.create_app_password("anna", "x", form="g"),
        lambda: security.delete_app_password("anna", made.id),
    ):
        with pytest.raises(RequestRejectedError) as rejected:
            act()
        assert rejected.value.reason is RejectionReason.APP_PASSWORDS_OFF
    assert sign_ins.old_program("anna", password, is_own=False).accepted


def test_what_an_administrator_clears_is_gone(
    security: SecurityService, sign_ins: SignInService, service: EnrollmentService, anna: str, apps: FakeApps
) -> None:
    security.register_app(anna, handset=MOBILE.e164)
    security.prefer(anna, NOTIFICATION)
    made = security.create_app_password(anna, "Outlook", form="f")
    sign_in = sign_ins.begin(anna)
    security.clear_methods(anna)
    assert (security.phones(anna), security.devices(anna), service.enrolled(anna)) == ({}, (), ())
    assert sign_ins.find(sign_in.id) is None
    assert apps.withdrawn == [apps.request.id]
    assert sign_ins.begin(anna).state is State.MORE_INFORMATION
    assert security.has_app_password(anna, made.id)
    security.clear_app_passwords(anna)
    assert security.app_passwords(anna) == ()
    what = [each.what for each in security.events(anna)]
    assert what[-3:] == [Happening.METHODS_CLEARED, Happening.MORE_INFORMATION, Happening.APP_PASSWORDS_CLEARED]


def test_an_administrator_registers_no_number_that_cannot_be_used(security: SecurityService) -> None:
    with pytest.raises(RequestRejectedError):
        security.register_phone("anna", PHONE, PhoneNumber("+319001234567"))
    with pytest.raises(RequestRejectedError):
        security.register_phone("anna", APP, MOBILE)
    with pytest.raises(SettingsRejectedError):
        security.prefer("anna", TEXT)
    assert security.phones("anna") == {}
    security.register_phone("anna", PHONE, MOBILE, "12")
    assert numbers(security) == {PHONE: ("+31612345678", "")}, "only office phones have extensions"


def test_what_happened_is_not_kept_for_ever(security: SecurityService, sign_ins: SignInService) -> None:
    for _ in range(210):
        sign_ins.begin("anna")
    assert len(security.events("anna")) == 200


def test_a_default_that_is_forbidden_for_a_while_stays_the_preferred_one(security: SecurityService, anna: str) -> None:
    security.prefer(anna, TEXT)
    security.policy = Policy(text_message=False)
    with pytest.raises(SettingsRejectedError) as rejected:
        security.save(anna, TEXT, {})
    assert rejected.value.reason is RejectionReason.NOT_ALLOWED
    security.save(anna, None, {OFFICE: NumberEntry("020 2490048", "NL")})
    assert security.default(anna) == CALL
    security.policy = Policy()
    assert security.default(anna) == TEXT


def test_the_alternate_phone_is_given_on_the_settings_page_only(service: EnrollmentService) -> None:
    with pytest.raises(RequestRejectedError) as rejected:
        service.start(service.begin("anna"), ALTERNATE, "phone_call", "06 12345678", "NL", form="f")
    assert rejected.value.reason is RejectionReason.NOT_ALLOWED


def test_too_many_wrong_codes_lock_a_proof_as_they_lock_a_sign_in(
    security: SecurityService, sign_ins: SignInService, anna: str, clock: HandSetClock
) -> None:
    security.policy = Policy(verify_preferred_option=True)
    changed = {PHONE: NumberEntry("06 87654321", "NL")}
    test = security.save(anna, TEXT, changed)
    assert test is not None
    assert [security.enter_code(test, "x") for _ in range(5)][-1] is Verdict.LOCKED_OUT
    with pytest.raises(RequestRejectedError) as rejected:
        security.save(anna, TEXT, changed)
    assert rejected.value.reason is RejectionReason.LOCKED_OUT
    assert sign_ins.begin(anna).state is State.LOCKED_OUT
    assert numbers(security)[PHONE] == ("+31612345678", "")
    clock.advance(seconds=300)
    assert security.save(anna, TEXT, changed) is not None
