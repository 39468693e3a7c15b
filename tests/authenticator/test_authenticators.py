"""The app on a handset: accounts, codes, requests, their faults, and the switches of the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest

from stapsgewijs.authenticator import (
    DEFAULT_PIN,
    AccountNotAddedError,
    AddRefusal,
    AnswerVerdict,
    AppKind,
    Authenticators,
    CameraPermission,
    Fault,
    NoNetworkError,
    RequestFault,
    RequestState,
    UnknownAccountError,
    UnknownRequestError,
)
from stapsgewijs.authenticator import authenticators as module
from stapsgewijs.totp import Activation, Totp, decode_secret
from tests.authenticator.app_service import OTHER_PHONE, PHONE, SECRET, URL, sent

if TYPE_CHECKING:
    from stapsgewijs.authenticator import AuthenticatorApp
    from tests.authenticator.app_service import Service, Switches
    from tests.conftest import HandSetClock

OTPAUTH = f"otpauth://totp/Shop:anna?secret={SECRET}&issuer=Shop"
OWN = Activation("111111111", URL).uri()


@pytest.fixture
def app(apps: Authenticators) -> AuthenticatorApp:
    """Give an app with the account of a service that knows it."""
    found = apps.on(PHONE)
    found.add(OWN)
    return found


def states(app: AuthenticatorApp) -> list[RequestState]:
    return [state for _, state in app.requests()]


def refusal(app: AuthenticatorApp, text: str) -> AddRefusal:
    with pytest.raises(AccountNotAddedError) as refused:
        app.add(text)
    return refused.value.refusal


def test_an_app_begins_with_nothing(apps: Authenticators) -> None:
    app = apps.on(PHONE)
    assert app.codes() == [] == app.requests()
    assert app.state.camera is CameraPermission.NEVER_ASKED
    assert apps.repository.numbers() == []


def test_the_code_of_the_service_activates_the_app(app: AuthenticatorApp, service: Service) -> None:
    (shown,) = app.codes()
    assert (shown.account.organisation, shown.account.user_name) == ("Contoso", "anna@contoso.example")
    assert shown.account.gets_requests
    assert service.activations == [(PHONE, "Mobile 5678", DEFAULT_PIN)]


def test_the_code_of_any_service_gives_codes_only(apps: Authenticators, service: Service) -> None:
    app = apps.on(PHONE)
    account = app.add(OTPAUTH)
    assert (account.organisation, account.user_name, account.gets_requests) == ("Shop", "anna", False)
    assert not service.activations


def test_code_and_address_can_be_typed(apps: Authenticators) -> None:
    account = apps.on(PHONE).add_by_hand("111 111 111", f" {URL} ")
    assert account.device_id == "device-1"


def test_the_code_runs_with_the_clock_of_the_phone(app: AuthenticatorApp, clock: HandSetClock) -> None:
    (shown,) = app.codes()
    independent = pyotp.TOTP(SECRET)
    at = int(clock.now().timestamp())
    assert (shown.code, shown.seconds_left, shown.period_s) == (independent.at(at), 30, 30)
    clock.advance(29.5)
    assert app.code(shown.account.id).code == shown.code
    assert app.code(shown.account.id).seconds_left == 1
    clock.advance(0.5)
    assert app.code(shown.account.id).code == independent.at(at + 30)
    app.set_up(clock_offset_s=-120)
    assert app.code(shown.account.id).code == independent.at(at + 30 - 120)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://contoso.example", AddRefusal.UNREADABLE),
        ("otpauth://hotp/x?secret=GEZDGNBV&counter=1", AddRefusal.UNREADABLE),
        (Activation("999999999", URL).uri(), AddRefusal.NOT_ACTIVATED),
        (Activation("111111111", "http://127.0.0.1/other").uri(), AddRefusal.NOT_ACTIVATED),
    ],
)
def test_what_cannot_be_added_says_why(apps: Authenticators, text: str, why: AddRefusal) -> None:
    app = apps.on(PHONE)
    assert refusal(app, text) is why
    assert app.codes() == []


def test_a_code_works_once(app: AuthenticatorApp, apps: Authenticators) -> None:
    assert refusal(app, OWN) is AddRefusal.NOT_ACTIVATED
    assert refusal(apps.on(OTHER_PHONE), OWN) is AddRefusal.NOT_ACTIVATED
    assert len(app.codes()) == 1


@pytest.mark.parametrize(("code", "url"), [("", URL), ("12-!", URL), ("111111111", ""), ("111111111", "pad/1")])
def test_what_is_typed_wrongly_is_told(apps: Authenticators, code: str, url: str) -> None:
    with pytest.raises(AccountNotAddedError) as refused:
        apps.on(PHONE).add_by_hand(code, url)
    assert refused.value.refusal is AddRefusal.UNREADABLE


def test_another_app_reads_only_what_every_app_reads(apps: Authenticators, service: Service) -> None:
    app = apps.on(PHONE)
    app.set_up(kind=AppKind.OTHER)
    assert refusal(app, OWN) is AddRefusal.OTHER_APP
    assert not service.activations
    assert not app.add(OTPAUTH).gets_requests


def test_without_network_only_codes_can_be_added(apps: Authenticators, switches: Switches) -> None:
    app, switches.network = apps.on(PHONE), False
    assert refusal(app, OWN) is AddRefusal.NO_NETWORK
    app.add(OTPAUTH)
    assert len(app.codes()) == 1


def test_an_account_that_is_set_up_anew_takes_the_place_of_the_old_one(app: AuthenticatorApp) -> None:
    app.add(Activation("222222222", URL).uri())
    app.add(f"otpauth://totp/Contoso:anna@contoso.example?secret={SECRET}&issuer=Contoso")
    assert [each.account.device_id for each in app.codes()] == ["device-2", ""]


def test_there_is_an_end_to_accounts(apps: Authenticators, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ACCOUNTS", 1)
    app = apps.on(PHONE)
    app.add(OTPAUTH)
    assert refusal(app, OTPAUTH.replace("anna", "bram")) is AddRefusal.TOO_MANY


def test_an_account_is_removed_on_the_handset_only(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service
) -> None:
    (shown,) = app.codes()
    app.remove(shown.account.id)
    assert app.codes() == []
    with pytest.raises(UnknownAccountError):
        app.remove(shown.account.id)
    with pytest.raises(UnknownAccountError):
        app.code(shown.account.id)
    apps.send(sent(clock), PHONE)
    assert states(app) == [RequestState.UNDELIVERED]
    assert not service.answers


def test_a_request_is_approved(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service
) -> None:
    apps.send(sent(clock, pin=True, number=True), PHONE)
    request = app.shown(is_open=False)
    assert request is not None
    assert (request.organisation, request.user_name, request.needs_pin, request.needs_number) == (
        "Contoso",
        "anna@contoso.example",
        True,
        True,
    )
    assert app.answer(request.id, approved=True, pin="1234", number="42") is AnswerVerdict.ACCEPTED
    assert app.answer(request.id, approved=True) is AnswerVerdict.ACCEPTED
    assert app.answer(request.id, approved=False) is AnswerVerdict.TOO_LATE
    assert service.answers == [("r1", "approved", "1234", "42")]
    assert states(app) == [RequestState.APPROVED]
    assert app.shown(is_open=True) is None


@pytest.mark.parametrize("told", ["denied", "fraud"])
def test_a_request_is_denied(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service, told: str
) -> None:
    apps.send(sent(clock), PHONE)
    (request,) = app.waiting()
    assert app.answer(request.id, approved=False, is_fraud=told == "fraud") is AnswerVerdict.ACCEPTED
    assert (service.answers[0][1], states(app)) == (told, [RequestState.DENIED])


def test_a_request_that_nobody_answers_expires(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service
) -> None:
    apps.send(sent(clock), PHONE)
    (request,) = app.waiting()
    clock.advance(59.9)
    assert states(app) == [RequestState.WAITING]
    clock.advance(0.1)
    assert states(app) == [RequestState.EXPIRED]
    assert app.answer(request.id, approved=True) is AnswerVerdict.TOO_LATE
    assert not service.answers


@pytest.mark.parametrize("verdict", [AnswerVerdict.TOO_LATE, AnswerVerdict.UNKNOWN])
def test_the_service_may_know_that_it_is_too_late(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service, verdict: AnswerVerdict
) -> None:
    apps.send(sent(clock), PHONE)
    (request,), service.verdict = app.waiting(), verdict
    assert app.answer(request.id, approved=True) is verdict
    assert states(app) == [RequestState.EXPIRED]


def test_after_a_wrong_pin_the_request_waits_on(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service
) -> None:
    apps.send(sent(clock, pin=True, number=True), PHONE)
    (request,), service.verdict = app.waiting(), AnswerVerdict.WRONG_PIN
    assert app.answer(request.id, approved=True, pin="0000", number="42") is AnswerVerdict.WRONG_PIN
    assert states(app) == [RequestState.WAITING]
    service.verdict = AnswerVerdict.ACCEPTED
    assert app.answer(request.id, approved=True, pin="1234", number="42") is AnswerVerdict.ACCEPTED


def test_a_wrong_number_ends_the_request(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service
) -> None:
    apps.send(sent(clock, number=True), PHONE)
    (request,), service.verdict = app.waiting(), AnswerVerdict.WRONG_NUMBER
    assert app.answer(request.id, approved=True, number="99") is AnswerVerdict.WRONG_NUMBER
    assert states(app) == [RequestState.DENIED]


def test_a_service_may_take_back_a_request_while_it_hears_a_wrong_pin(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    apps.send(sent(clock, number=True), PHONE)
    (request,) = app.waiting()

    def answer(request_id: str, **_: object) -> AnswerVerdict:
        apps.withdraw(request_id)
        return AnswerVerdict.WRONG_PIN

    monkeypatch.setattr(service, "answer", answer)
    assert app.answer(request.id, approved=True, pin="0000") is AnswerVerdict.WRONG_PIN
    assert states(app) == [RequestState.WITHDRAWN]


def test_a_request_is_taken_back(app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock) -> None:
    apps.send(sent(clock), PHONE)
    apps.withdraw("r1")
    apps.withdraw("r1")
    apps.withdraw("unknown")
    assert states(app) == [RequestState.WITHDRAWN]
    assert app.answer(app.requests()[0][0].id, approved=True) is AnswerVerdict.TOO_LATE


def test_a_request_is_answered_on_its_own_handset_only(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service
) -> None:
    apps.send(sent(clock), PHONE)
    (request,) = app.waiting()
    with pytest.raises(UnknownRequestError):
        apps.on(OTHER_PHONE).answer(request.id, approved=True)
    with pytest.raises(UnknownRequestError):
        app.answer("unknown", approved=True)
    assert not service.answers


def test_two_phones_have_an_account_and_requests_each(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock
) -> None:
    other = apps.on(OTHER_PHONE)
    other.add(Activation("222222222", URL).uri())
    apps.send(sent(clock, device="device-2"), OTHER_PHONE)
    assert (states(app), states(other)) == ([], [RequestState.WAITING])
    assert apps.repository.numbers() == [PHONE, OTHER_PHONE]


def test_a_lost_request_never_comes(app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock) -> None:
    app.add_fault(Fault(RequestFault.LOST))
    apps.send(sent(clock), PHONE)
    apps.send(sent(clock, "r2"), PHONE)
    assert states(app) == [RequestState.LOST, RequestState.WAITING]


def test_a_late_request_comes_late(app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock) -> None:
    app.add_fault(Fault(RequestFault.LATE, seconds=20))
    apps.send(sent(clock), PHONE)
    assert states(app) == [RequestState.SENT]
    assert app.shown(is_open=True) is None
    due = apps.next_due()
    assert due is not None
    assert (due - clock.now()).total_seconds() == 20
    clock.advance(20)
    assert states(app) == [RequestState.WAITING]
    due = apps.next_due()
    assert due is not None
    assert (due - clock.now()).total_seconds() == 40
    clock.advance(40)
    assert (states(app), apps.next_due()) == ([RequestState.EXPIRED], None)


def test_a_request_that_is_later_than_its_answer_may_be_never_waits(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock
) -> None:
    app.add_fault(Fault(RequestFault.LATE, seconds=90))
    apps.send(sent(clock), PHONE)
    clock.advance(90)
    assert states(app) == [RequestState.EXPIRED]


def test_a_doubled_request_comes_twice_and_counts_once(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, service: Service
) -> None:
    app.add_fault(Fault(RequestFault.DOUBLED))
    apps.send(sent(clock), PHONE)
    assert states(app) == [RequestState.WAITING, RequestState.SENT]
    clock.advance(1)
    first, second = app.waiting()
    assert (first.service_id, first.id != second.id) == (second.service_id, True)
    app.answer(first.id, approved=True)
    service.verdict = AnswerVerdict.TOO_LATE
    assert app.answer(second.id, approved=True) is AnswerVerdict.TOO_LATE
    assert states(app) == [RequestState.APPROVED, RequestState.EXPIRED]


def test_a_fault_can_let_some_go_and_last(app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock) -> None:
    app.add_fault(Fault(RequestFault.LOST, skip=1, times=None))
    for each in ("r1", "r2", "r3"):
        apps.send(sent(clock, each), PHONE)
    assert states(app) == [RequestState.WAITING, RequestState.LOST, RequestState.LOST]
    assert (app.clear_faults(), app.clear_faults()) == (1, 0)
    apps.send(sent(clock, "r4"), PHONE)
    assert states(app)[-1] is RequestState.WAITING


@pytest.mark.parametrize("switch", ["network", "taken"])
def test_a_phone_that_takes_nothing_gets_no_request(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, switches: Switches, switch: str
) -> None:
    setattr(switches, switch, False)
    apps.send(sent(clock), PHONE)
    setattr(switches, switch, True)
    assert states(app) == [RequestState.UNDELIVERED]
    assert app.shown(is_open=True) is None


def test_with_do_not_disturb_a_request_waits_in_the_app(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, switches: Switches
) -> None:
    switches.shown = False
    apps.send(sent(clock), PHONE)
    assert app.shown(is_open=False) is None
    assert app.shown(is_open=True) is not None


def test_an_answer_needs_the_network_and_codes_do_not(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock, switches: Switches, service: Service
) -> None:
    apps.send(sent(clock), PHONE)
    (request,), switches.network = app.waiting(), False
    with pytest.raises(NoNetworkError):
        app.answer(request.id, approved=True)
    assert not service.answers
    assert app.codes()[0].code == Totp(decode_secret(SECRET)).code(clock.now().timestamp())
    assert states(app) == [RequestState.WAITING]


@pytest.mark.parametrize("wrong", [{"pin": ""}, {"pin": "12a4"}, {"pin": "1" * 17}, {"clock_offset_s": 10**9}])
def test_settings_that_no_phone_has_are_refused(app: AuthenticatorApp, wrong: dict[str, object]) -> None:
    before = app.state
    with pytest.raises(ValueError, match=r"PIN|clock"):
        app.set_up(**wrong)  # type: ignore[arg-type]  # on purpose
    assert app.state == before


def test_who_listens_hears_on_which_phone_something_changed(
    app: AuthenticatorApp, apps: Authenticators, clock: HandSetClock
) -> None:
    heard: list[str] = []
    apps.on_change(heard.append)
    apps.send(sent(clock), PHONE)
    app.answer(app.waiting()[0].id, approved=False)
    app.set_up(camera=CameraPermission.ALLOWED)
    app.remove(app.codes()[0].account.id)
    assert heard == [PHONE] * 4


def test_every_fault_is_cleared_at_once(app: AuthenticatorApp, apps: Authenticators) -> None:
    for each in (app, apps.on(OTHER_PHONE)):
        each.add_fault(Fault(RequestFault.LOST))
    apps.clear_faults()
    assert app.state.faults == apps.on(OTHER_PHONE).state.faults == []
