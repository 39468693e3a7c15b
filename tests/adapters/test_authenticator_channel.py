"""The app on a handset and the sign-in service, joined: set up, approved, denied, and gone on one side only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest

from stapsgewijs.adapters.authenticator_channel import AuthenticatorChannel, IdentityAppService, NetworkSwitches
from stapsgewijs.adapters.network_channel import PhoneChannel
from stapsgewijs.authenticator import (
    AccountNotAddedError,
    AddRefusal,
    AnswerVerdict,
    Authenticators,
    RequestState,
)
from stapsgewijs.clock import MovableClock
from stapsgewijs.identity import (
    Device,
    Enrollment,
    EnrollmentService,
    Happening,
    Policy,
    SecurityService,
    SeededRandomSource,
    SignInService,
    State,
    Verdict,
)
from stapsgewijs.phone_network import PhoneNetwork
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.totp import parse_payload
from tests.identity.wording import wording

if TYPE_CHECKING:
    from stapsgewijs.authenticator import AuthenticatorApp
    from tests.conftest import HandSetClock

ANNA = "anna@contoso.example"
PHONE = "+31612345678"
OTHER_PHONE = "+31687654321"


class World:
    """A service, phones and the apps on them."""

    def __init__(self, clock: HandSetClock, policy: Policy) -> None:
        self.clock = clock
        secrets = SeededRandomSource("apps")
        movable = MovableClock(clock)
        self.network = PhoneNetwork(movable, secrets)
        channel = PhoneChannel(self.network, "Contoso", "+31202490048", wording)
        self.service = EnrollmentService(policy, movable, channel, secrets, wording, organisation="Contoso")
        self.apps = Authenticators(
            movable, secrets, IdentityAppService(self.service, "Contoso"), switches=NetworkSwitches(self.network)
        )
        self.service.connect_apps(AuthenticatorChannel(self.apps, self.service.note_undelivered))
        self.sign_ins = SignInService(self.service.rules)
        self.security = SecurityService(self.service.rules)

    def shows(self, person: str = ANNA, *, otpauth: bool = False) -> Enrollment:
        """Let a person come to the dialog with the QR code."""
        enrollment = self.service.begin(person)
        self.service.set_up_app(enrollment, form="set up", otpauth=otpauth)
        return enrollment

    def scans(self, number: str = PHONE) -> AuthenticatorApp:
        app = self.apps.on(number)
        app.add(app.codes_on_display()[0].payload)
        return app

    def tests(self, enrollment: Enrollment, method: str) -> None:
        self.service.accept_app(enrollment, form="next")
        self.service.start(enrollment, Device.MOBILE_APP, method, "", "", form="test")


@pytest.fixture
def world(clock: HandSetClock, request: pytest.FixtureRequest) -> World:
    return World(clock, getattr(request, "param", Policy()))


def states(app: AuthenticatorApp) -> list[RequestState]:
    return [state for _, state in app.requests()]


def test_an_app_is_set_up_and_proved_by_a_request(world: World) -> None:
    enrollment = world.shows()
    app = world.scans()
    assert app.codes_on_display() == []
    (shown,) = app.codes()
    assert (shown.account.organisation, shown.account.user_name) == ("Contoso", ANNA)
    world.tests(enrollment, "app_notification")
    (request,) = app.waiting()
    assert enrollment.state is State.REQUEST_SENT
    assert app.answer(request.id, approved=True) is AnswerVerdict.ACCEPTED
    assert enrollment.state is State.BACKUP_ASKED
    assert states(app) == [RequestState.APPROVED]


def test_an_app_is_proved_by_a_code_that_any_app_would_show(world: World) -> None:
    enrollment = world.shows()
    app = world.scans()
    world.tests(enrollment, "app_code")
    code = app.codes()[0].code
    assert enrollment.app is not None
    assert code == pyotp.TOTP(enrollment.app.secret).at(world.clock.now())
    assert world.service.enter_code(enrollment, code) is Verdict.ACCEPTED


def test_another_app_reads_the_code_without_notifications(world: World) -> None:
    enrollment = world.shows(otpauth=True)
    (shown,) = world.apps.on(PHONE).codes_on_display()
    independent = pyotp.parse_uri(shown.payload)
    assert (independent.issuer, independent.name) == ("Contoso", ANNA)
    assert isinstance(independent, pyotp.TOTP)
    app = world.scans()
    assert app.codes()[0].code == independent.at(world.clock.now())
    world.tests(enrollment, "app_code")
    assert world.service.enter_code(enrollment, app.codes()[0].code) is Verdict.ACCEPTED
    assert app.requests() == []


def test_each_person_has_a_code_of_her_own_on_display(world: World) -> None:
    world.shows()
    world.shows("bram@contoso.example")
    shown = world.apps.on(PHONE).codes_on_display()
    assert [each.user_name for each in shown] == ["bram@contoso.example", ANNA]
    assert len({each.payload for each in shown}) == 2


def test_a_code_that_expired_is_neither_shown_nor_accepted(world: World) -> None:
    world.shows()
    app = world.apps.on(PHONE)
    (shown,) = app.codes_on_display()
    world.clock.advance(Policy().activation_time)
    assert app.codes_on_display() == []
    with pytest.raises(AccountNotAddedError) as refused:
        app.add(shown.payload)
    assert refused.value.refusal is AddRefusal.NOT_ACTIVATED


def test_code_and_address_are_typed_in_any_capitals(world: World) -> None:
    enrollment = world.shows()
    assert enrollment.app is not None
    code = f"{enrollment.app.code[:3]} {enrollment.app.code[3:]}"
    assert world.apps.on(PHONE).add_by_hand(code, enrollment.app.url.upper().replace("HTTPS", "https")).device_id


def test_the_address_has_to_be_right(world: World) -> None:
    enrollment = world.shows()
    assert enrollment.app is not None
    with pytest.raises(AccountNotAddedError):
        world.apps.on(PHONE).add_by_hand(enrollment.app.code, f"{enrollment.app.url}1")
    assert parse_payload(world.apps.on(PHONE).codes_on_display()[0].payload)


def registered(world: World, number: str = PHONE) -> AuthenticatorApp:
    """Register an app by the administrator, and let it have its account."""
    app = world.apps.on(number)
    given = world.security.register_app(ANNA, handset=number, device_name=number, pin="1234")
    app.add_registered(given)  # type: ignore[arg-type]  # of the same shape
    return app


@pytest.mark.parametrize("world", [Policy(number_matching=True, app_pin=True)], indirect=True)
def test_number_and_pin_are_asked_for_and_judged(world: World) -> None:
    app = registered(world)
    sign_in = world.sign_ins.begin(ANNA)
    (request,) = app.waiting()
    assert (request.needs_number, request.needs_pin) == (True, True)
    assert sign_in.request is not None
    number = sign_in.request.number
    assert app.answer(request.id, approved=True, number=number, pin="0000") is AnswerVerdict.WRONG_PIN
    assert states(app) == [RequestState.WAITING]
    assert app.answer(request.id, approved=True, number=number, pin="1234") is AnswerVerdict.ACCEPTED
    assert sign_in.state is State.VERIFIED


@pytest.mark.parametrize("world", [Policy(number_matching=True)], indirect=True)
def test_a_number_is_guessed_once(world: World) -> None:
    app = registered(world)
    sign_in = world.sign_ins.begin(ANNA)
    (request,) = app.waiting()
    assert sign_in.request is not None
    wrong = "10" if sign_in.request.number != "10" else "11"
    assert app.answer(request.id, approved=True, number=wrong) is AnswerVerdict.WRONG_NUMBER
    assert (states(app), sign_in.state) == ([RequestState.DENIED], State.REQUEST_FAILED)


def test_the_first_of_two_phones_that_answers_counts(world: World) -> None:
    first, second = registered(world), registered(world, OTHER_PHONE)
    sign_in = world.sign_ins.begin(ANNA)
    assert (states(first), states(second)) == ([RequestState.WAITING], [RequestState.WAITING])
    first.answer(first.waiting()[0].id, approved=False)
    assert (states(first), states(second)) == ([RequestState.DENIED], [RequestState.WITHDRAWN])
    assert sign_in.state is State.REQUEST_FAILED


def test_an_account_that_is_gone_on_the_phone_gets_no_request(world: World) -> None:
    app = registered(world)
    app.remove(app.codes()[0].account.id)
    sign_in = world.sign_ins.begin(ANNA)
    assert (states(app), sign_in.state) == ([RequestState.UNDELIVERED], State.REQUEST_SENT)
    assert [each.what for each in world.sign_ins.events(ANNA)][-1] is Happening.UNDELIVERED


def test_a_device_that_is_gone_at_the_service_has_no_use_any_more(world: World) -> None:
    app = registered(world)
    other = registered(world, OTHER_PHONE)
    world.security.delete_device(ANNA, app.codes()[0].account.device_id)
    world.sign_ins.begin(ANNA)
    assert (states(app), states(other)) == ([], [RequestState.WAITING])


def test_a_phone_without_signal_gets_no_request(world: World) -> None:
    app = registered(world)
    world.network.change_handset_settings(PhoneNumber(PHONE), signal=False)
    first = [each.what for each in world.sign_ins.events(ANNA)]
    world.sign_ins.begin(ANNA)
    assert states(app) == [RequestState.UNDELIVERED]
    assert [each.what for each in world.sign_ins.events(ANNA)] == [*first, Happening.UNDELIVERED]
    world.network.change_handset_settings(PhoneNumber(PHONE), signal=True)
    world.sign_ins.begin(ANNA)
    assert [each.what for each in world.sign_ins.events(ANNA)] == [*first, Happening.UNDELIVERED]


def test_fraud_is_reported_from_the_app(world: World) -> None:
    app = registered(world)
    sign_in = world.sign_ins.begin(ANNA)
    assert app.answer(app.waiting()[0].id, approved=False, is_fraud=True) is AnswerVerdict.ACCEPTED
    assert sign_in.state is State.BLOCKED
