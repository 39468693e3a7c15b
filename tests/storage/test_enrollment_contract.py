"""What every repository of enrollments does, and what a service does on each of them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.identity import (
    AnswerVerdict,
    AppDevice,
    CallDialogue,
    CallEnd,
    Credentials,
    DefaultTest,
    Device,
    EnrolledMethod,
    Enrollment,
    EnrollmentService,
    ForbiddenEventError,
    Happening,
    Option,
    PendingApp,
    Phone,
    Policy,
    RejectionReason,
    RequestEnd,
    RequestRejectedError,
    SecurityService,
    SeededRandomSource,
    SentRequest,
    SignIn,
    SignInService,
    SkipReason,
    State,
    TrustedBrowser,
    Verdict,
    VerificationCode,
    call_dialogue,
)
from stapsgewijs.identity.app_passwords import AppPasswordHash
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.totp import Totp, decode_secret
from tests.identity.wording import wording

if TYPE_CHECKING:
    from stapsgewijs.identity import AppRequest, EnrollmentRepository
    from tests.conftest import HandSetClock

ANNA = PhoneNumber("+31612345678")
PHONE = Device.AUTHENTICATION_PHONE
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@dataclass
class FakeChannel:
    sent: list[str] = field(default_factory=list)
    calls: list[CallDialogue] = field(default_factory=list)
    is_busy: bool = False

    def send_message(self, to: PhoneNumber, text: str) -> None:  # noqa: ARG002  # there is one phone
        self.sent.append(text)

    def place_call(self, to: PhoneNumber, dialogue: CallDialogue) -> None:  # noqa: ARG002  # idem
        self.calls.append(dialogue)
        if self.is_busy:
            dialogue.ended(CallEnd.BUSY)

    @property
    def code(self) -> str:
        return re.findall(r"\d{6}", self.sent[-1])[0]


@dataclass
class RequestsSeen:
    ids: list[str]

    def send_request(self, device: AppDevice, request: AppRequest) -> None:
        assert device.id == request.device
        self.ids.append(request.id)

    def withdraw(self, request_id: str) -> None:
        """Do nothing."""


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def service(enrollments: EnrollmentRepository, clock: HandSetClock, channel: FakeChannel) -> EnrollmentService:
    return EnrollmentService(
        Policy(wrong_tries=3, sends=3), clock, channel, SeededRandomSource("test"), wording, enrollments
    )


def now(service: EnrollmentService, enrollment: Enrollment) -> Enrollment:
    """Return the enrollment as the next request finds it."""
    found = service.find(enrollment.id)
    assert found is not None
    return found


def started(service: EnrollmentService, way: str = "text_message") -> Enrollment:
    enrollment = service.begin("anna")
    service.start(enrollment, PHONE, way, "06 12345678", "NL", form="f1")
    return enrollment


def test_an_enrollment_comes_back_as_it_was(enrollments: EnrollmentRepository) -> None:
    kept = Enrollment(
        "e1",
        "Ánna\x00",
        state=State.CALL_FAILED,
        device=Device.OFFICE_PHONE,
        method="office_call",
        number=ANNA,
        call_end=CallEnd.VOICEMAIL,
        version=7,
        code=VerificationCode("012345", NOON, used=True),
        failed_attempts=2,
        call_count=3,
        pending_call=3,
        unshown_app_password="abc",
        processed_forms={"f1": None, "f2": RejectionReason.THROTTLED},
        code_verdicts={"f3": Verdict.WRONG},
    )
    enrollments.add(kept)
    assert enrollments.find("e1") == kept
    assert enrollments.of("Ánna\x00") == [kept]
    assert (enrollments.find("e2"), enrollments.of("anna")) == (None, [])
    enrollments.remove(kept)
    enrollments.save(kept)
    assert enrollments.find("e1") is None


APP = AppDevice(
    "d1", "Phone of Ánna", "JBSWY3DPEHPK3PXP", NOON, "+31612345678", pin="0123", drift=-1, used_steps=(7, 8)
)


def test_every_kind_of_verification_comes_back_as_it_was(enrollments: EnrollmentRepository) -> None:
    sent = SentRequest(("s1.1.d1", "s1.1.d2"), "07", NOON, NOON + dt.timedelta(seconds=60))
    kept = (
        Enrollment(
            "e1",
            "anna",
            state=State.APP_CONFIGURED,
            device=Device.MOBILE_APP,
            app=PendingApp("012345678", "https://mfa.example/1", "JBSWY3DPEHPK3PXP", NOON, otpauth=True, device=APP),
            adds_device=True,
            backup=ANNA,
        ),
        SignIn(
            "s1",
            "anna",
            state=State.REQUEST_SENT,
            request=sent,
            request_count=1,
            request_end=RequestEnd.DENIED,
            answers={"s1.0.d1": (True, AnswerVerdict.WRONG_NUMBER), "s1.0.d2": (False, AnswerVerdict.ACCEPTED)},
            began=NOON,
            skipped=SkipReason.TRUSTED_BROWSER,
            rejection=RejectionReason.THROTTLED,
            remember=True,
        ),
        SignIn("s2", "anna"),
        DefaultTest(
            "t1",
            "anna",
            extension="12",
            preferred=Option("office_call", Device.OFFICE_PHONE),
            phones={Device.OFFICE_PHONE: Phone(ANNA, "12")},
            keeps_apps=False,
        ),
        DefaultTest("t2", "anna"),
    )
    for each in kept:
        enrollments.add(each)
    assert [enrollments.find(each.id) for each in kept] == list(kept)
    assert enrollments.of("anna") == list(kept)


def test_the_enrollments_that_set_up_an_app_are_found_by_their_code(enrollments: EnrollmentRepository) -> None:
    def pending(code: str) -> PendingApp:
        return PendingApp(code, "https://mfa.example/1", "JBSWY3DPEHPK3PXP", NOON)

    first, second, third = Enrollment("e1", "anna"), Enrollment("e2", "bram"), Enrollment("e3", "carla")
    for each in (first, second, third, SignIn("s1", "anna")):
        enrollments.add(each)
    assert enrollments.with_app() == []
    for each, code in ((first, "111111111"), (second, "222222222")):
        each.app = pending(code)
        enrollments.save(each)
    assert enrollments.with_app() == [second, first]
    assert enrollments.with_app("111111111") == [first]
    assert enrollments.with_app("333333333") == []
    first.app = None
    enrollments.save(first)
    enrollments.remove(second)
    assert enrollments.with_app() == []


def test_what_a_person_has_comes_back_as_it_was(enrollments: EnrollmentRepository) -> None:
    known = enrollments.credentials("anna")
    known.phones = {PHONE: Phone(ANNA), Device.OFFICE_PHONE: Phone(ANNA, "12")}
    known.app_devices = [APP, AppDevice("d2", "", "JBSWY3DPEHPK3PXP", NOON, notifications=False)]
    known.preferred = Option("app_code", Device.MOBILE_APP)
    known.trusted = [TrustedBrowser.of("token", NOON)]
    known.locked_until, known.failed_attempts, known.requests_sent = NOON, 3, [NOON]
    known.app_passwords = [AppPasswordHash.of("geheim", b"salt", made_id="a1", name="Outlook é", created=NOON)]
    known.unshown_app_password, known.forms = ("a1", "geheim"), [("f1", "a1")]
    known.note(NOON, Happening.DENIED, "app_notification")
    enrollments.save_credentials(known)
    assert enrollments.credentials("anna") == known


def test_an_app_is_set_up_and_signs_in_whichever_process_is_asked(
    service: EnrollmentService, clock: HandSetClock
) -> None:
    sent: list[str] = []
    service.connect_apps(RequestsSeen(sent))
    sign_ins, security = SignInService(service.rules), SecurityService(service.rules)
    enrollment = service.begin("anna")
    service.set_up_app(now(service, enrollment), form="f1")
    app = now(service, enrollment).app
    assert app is not None
    given = service.activate(app.code, "+31612345678", "Phone", "1234", url=app.url)
    with pytest.raises(RequestRejectedError, match=RejectionReason.ACTIVATION_USED):
        service.activate(app.code, "+31612345678", "Phone", "1234")
    service.accept_app(now(service, enrollment), form="f2")
    service.start(now(service, enrollment), Device.MOBILE_APP, "app_notification", "", "NL", form="f3")
    assert service.answer(sent[-1], approved=True) is AnswerVerdict.ACCEPTED
    service.give_backup(now(service, enrollment), "06 87654321", "NL", form="f4")
    service.finish(now(service, enrollment))
    assert [each.id for each in security.devices("anna")] == [given.device_id]
    sign_in = sign_ins.begin("anna")
    assert service.answer(sent[-1], approved=True) is AnswerVerdict.ACCEPTED
    assert service.answer(sent[-1], approved=True) is AnswerVerdict.ACCEPTED
    found = sign_ins.find(sign_in.id)
    assert found is not None
    assert found.state is State.VERIFIED
    late = sign_ins.begin("anna")
    clock.advance(seconds=180)
    found = sign_ins.find(late.id)
    assert found is not None
    assert (found.state, found.request_end) == (State.EXPIRED, RequestEnd.NO_ANSWER)
    what = [each.what for each in sign_ins.events("anna")]
    assert what[-2:] == [Happening.NO_ANSWER, Happening.TIMED_OUT]
    totp = Totp(decode_secret(given.secret))
    code = totp.code(clock.now().timestamp())
    for verdict in (Verdict.ACCEPTED, Verdict.USED):
        again = sign_ins.begin("anna")
        sign_ins.choose(again, Option("app_code", Device.MOBILE_APP), form="f5")
        assert sign_ins.enter_code(again, code) is verdict
    made = security.create_app_password("anna", "Outlook", form="f6")
    password = security.take_app_password("anna", made.id)
    assert password is not None
    assert security.take_app_password("anna", made.id) is None
    assert sign_ins.old_program("anna", password, is_own=False).accepted


def test_credentials_and_sendings_come_back_as_they_were(enrollments: EnrollmentRepository) -> None:
    assert enrollments.credentials("anna") == Credentials("anna")
    known = enrollments.credentials("anna")
    known.bind(EnrolledMethod(PHONE, "text_message", ANNA, NOON))
    known.app_passwords.append(AppPasswordHash.of("geheim", b"salt"))
    known.used_codes.append(VerificationCode("012345", NOON, used=True))
    known.blocked_until = NOON
    enrollments.save_credentials(known)
    assert enrollments.credentials("anna") == known
    assert enrollments.credentials("bram") == Credentials("bram")
    known.failures_in_a_row, known.account_locked = 7, NOON
    enrollments.save_credentials(known)
    assert enrollments.credentials("anna") == known
    assert enrollments.times("a") == []
    enrollments.save_times("a", [NOON], now=NOON)
    enrollments.save_times("a", [NOON, NOON + dt.timedelta(microseconds=1)], now=NOON)
    assert enrollments.times("a") == [NOON, NOON + dt.timedelta(microseconds=1)]
    enrollments.save_times("a", [], now=NOON)
    assert enrollments.times("a") == []


def test_what_is_counted_is_kept_no_longer_than_it_counts(
    enrollments: EnrollmentRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stapsgewijs.identity.repository.MIN_KEPT_TIMES", 2)
    monkeypatch.setattr(enrollments, "_next_clearing", 2, raising=False)
    hour = dt.timedelta(hours=1)
    for number in range(5):
        enrollments.save_times(f"short {number}", [NOON], now=NOON, until=NOON + hour)
    enrollments.save_times("for ever", [NOON], now=NOON)
    assert len(enrollments.times("short 0")) == 1
    for number in range(20):
        enrollments.save_times(f"later {number}", [NOON + hour], now=NOON + hour, until=NOON + 2 * hour)
    assert [each for each in range(5) if enrollments.times(f"short {each}")] == []
    assert enrollments.times("for ever") == [NOON]
    assert len(enrollments.times("later 0")) == 1


def test_a_method_without_a_number_comes_back_as_it_was(enrollments: EnrollmentRepository) -> None:
    kept = Enrollment("e1", "anna", state=State.CODE_SENT, device=Device.MOBILE_APP, method="made-up")
    enrollments.add(kept)
    assert enrollments.find("e1") == kept
    known = enrollments.credentials("anna")
    known.bind(EnrolledMethod(Device.MOBILE_APP, "made-up", None, NOON))
    enrollments.save_credentials(known)
    assert enrollments.credentials("anna") == known


def test_in_one_transaction_one_enrollment_is_one_object(enrollments: EnrollmentRepository) -> None:
    kept = Enrollment("e1", "anna")
    enrollments.add(kept)
    with enrollments.transaction():
        enrollments.refresh(kept)
        kept.failed_attempts = 4
        assert enrollments.find("e1") is kept
        assert enrollments.of("anna")[0] is kept
        assert enrollments.credentials("anna") is enrollments.credentials("anna")
        enrollments.save(kept)
    again = enrollments.find("e1")
    assert again is not None
    assert again.failed_attempts == 4


def test_each_change_is_what_the_next_request_finds(service: EnrollmentService, channel: FakeChannel) -> None:
    enrollment = started(service)
    assert now(service, enrollment).state is State.CODE_SENT
    assert (
        service.enter_code(now(service, enrollment), "000001" if channel.code != "000001" else "1", form="f2")
        is Verdict.WRONG
    )
    assert now(service, enrollment).failed_attempts == 1
    assert service.enter_code(now(service, enrollment), channel.code, form="f3") is Verdict.ACCEPTED
    password = service.take_app_password(now(service, enrollment))
    assert password is not None
    assert service.take_app_password(now(service, enrollment)) is None
    assert service.knows_app_password("anna", password)
    service.finish(now(service, enrollment))
    assert [each.number for each in service.enrolled("anna")] == [ANNA]
    used = channel.code
    again = started(service)
    if channel.code != used:
        assert service.enter_code(now(service, again), used) is Verdict.USED


def test_one_form_is_done_once_whichever_object_it_is_done_on(service: EnrollmentService, channel: FakeChannel) -> None:
    enrollment = service.begin("anna")
    first, second = now(service, enrollment), now(service, enrollment)
    for each in (first, second):  # two processes that have each read it
        service.start(each, PHONE, "text_message", "06 12345678", "NL", form="f1")
    assert len(channel.sent) == 1
    for each in (first, second):
        service.enter_code(each, "x", form="f2")
    assert now(service, enrollment).failed_attempts == 1


def test_what_a_refusal_counts_is_kept(service: EnrollmentService, channel: FakeChannel) -> None:
    enrollment = started(service)
    for form in ("f2", "f3"):
        service.resend(now(service, enrollment), form=form)
    for _ in range(2):
        with pytest.raises(RequestRejectedError, match=RejectionReason.THROTTLED):
            service.resend(now(service, enrollment), form="f4")
    assert now(service, enrollment).processed_forms["f4"] is RejectionReason.THROTTLED
    assert len(channel.sent) == 3
    with pytest.raises(ForbiddenEventError):
        service.renew_app_password(now(service, enrollment))


def test_a_call_that_ends_while_it_is_placed_has_failed(service: EnrollmentService, channel: FakeChannel) -> None:
    channel.is_busy = True
    enrollment = started(service, "phone_call")
    for each in (enrollment, now(service, enrollment)):
        assert (each.state, each.call_end) == (State.CALL_FAILED, CallEnd.BUSY)


def test_a_call_is_taken_up_again_by_what_its_script_says(service: EnrollmentService, channel: FakeChannel) -> None:
    enrollment = started(service, "phone_call")
    dialogue = channel.calls[-1]
    assert dialogue.pressed("0") is None
    reply = call_dialogue(service.context, dialogue.subject, dialogue.call, dialogue.keys).pressed("#")
    assert reply is not None
    assert reply.say == "fraud"
    assert now(service, enrollment).state is State.BLOCKED
    assert service.blocked_until("anna") is not None
    dialogue.ended(CallEnd.HUNG_UP)
    assert now(service, enrollment).state is State.BLOCKED


@pytest.mark.parametrize("way", ["another code", "another call", "cancel", "begin again"])
def test_a_call_is_void_once_the_person_goes_another_way(
    service: EnrollmentService, channel: FakeChannel, way: str
) -> None:
    enrollment = started(service, "phone_call")
    dialogue, there = channel.calls[-1], now(service, enrollment)
    if way == "another code":
        service.start(there, PHONE, "text_message", "06 12345678", "NL", form="f2")
    elif way == "another call":
        service.resend(there, form="f2")
    elif way == "cancel":
        service.cancel(there)
    else:
        service.begin("anna")
    reply = dialogue.pressed("#")
    assert reply is not None
    assert reply.say == "denied"
    left = service.find(enrollment.id)
    assert left is None or left.state in {State.CODE_SENT, State.CALLING}
