"""A call to a number with an extension: a switchboard answers first, in the network and through a provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.adapters.network_channel import (
    SWITCHBOARD_PATIENCE_S,
    SWITCHBOARD_PROMPTS,
    EnrollmentConversation,
    PhoneChannel,
)
from stapsgewijs.bootstrap import build_app
from stapsgewijs.identity import CallEnd, Device, Enrollment, EnrollmentService, Policy, State, SystemRandomSource
from stapsgewijs.phone_network import Call, CallFault, CallStatus, PhoneNetwork
from stapsgewijs.phone_numbers import PhoneNumber
from tests.app_client import AppClient
from tests.identity.wording import wording

if TYPE_CHECKING:
    from tests.conftest import HandSetClock

DESK = PhoneNumber("+31201234567")
PROMPT = (
    "This is Contoso, for extension 123. Please put this call through. "
    "If this is that extension, press the pound key to continue."
)
REPEAT = "Press the pound key as soon as this is extension 123."
GONE = "Nobody pressed the pound key. Goodbye."


@pytest.fixture
def network(clock: HandSetClock) -> PhoneNetwork:
    return PhoneNetwork(clock, SystemRandomSource())


@pytest.fixture
def service(network: PhoneNetwork, clock: HandSetClock) -> EnrollmentService:
    channel = PhoneChannel(network, "Contoso", "+31202490048", wording)
    return EnrollmentService(Policy(), clock, channel, SystemRandomSource(), wording)


def called(service: EnrollmentService, network: PhoneNetwork, extension: str = "123") -> tuple[Enrollment, Call]:
    enrollment = service.begin("anna")
    number = "020 123 4567"
    service.start(enrollment, Device.OFFICE_PHONE, "office_call", number, "NL", form="f", extension=extension)
    return enrollment, network.voice.placed(DESK)[-1]


def said(call: Call) -> list[str]:
    return [each.text for each in call.transcript]


def test_who_answers_is_asked_to_put_the_call_through_first(service: EnrollmentService, network: PhoneNetwork) -> None:
    enrollment, call = called(service, network)
    network.voice.answer(call.id)
    assert said(call) == [PROMPT]
    network.voice.press(call.id, "#")
    assert said(call) == [PROMPT, "#", "greeting"]
    assert enrollment.state is State.CALLING
    network.voice.press(call.id, "#")
    assert (enrollment.state, said(call)[-1], call.status) == (State.VERIFIED, "success", CallStatus.COMPLETED)


def test_without_an_extension_nobody_has_to_put_it_through(service: EnrollmentService, network: PhoneNetwork) -> None:
    enrollment, call = called(service, network, extension="")
    network.voice.answer(call.id)
    network.voice.press(call.id, "#")
    assert (said(call)[0], enrollment.state) == ("greeting", State.VERIFIED)


@pytest.mark.parametrize("keys", ["5", "0", "123"])
def test_another_key_is_told_what_to_press_and_verifies_nothing(
    service: EnrollmentService, network: PhoneNetwork, keys: str
) -> None:
    enrollment, call = called(service, network)
    network.voice.answer(call.id)
    network.voice.press(call.id, keys)
    assert said(call)[-1] == REPEAT
    assert enrollment.state is State.CALLING
    network.voice.press(call.id, "##")
    assert enrollment.state is State.VERIFIED


def test_fraud_can_be_reported_at_the_extension_only(service: EnrollmentService, network: PhoneNetwork) -> None:
    enrollment, call = called(service, network)
    network.voice.answer(call.id)
    network.voice.press(call.id, "0#")
    assert (said(call)[-1], enrollment.state) == ("greeting", State.CALLING)
    network.voice.press(call.id, "0#")
    assert (said(call)[-1], enrollment.state) == ("fraud", State.BLOCKED)


def test_a_call_that_nobody_puts_through_is_not_answered(
    service: EnrollmentService, network: PhoneNetwork, clock: HandSetClock
) -> None:
    enrollment, call = called(service, network)
    network.voice.answer(call.id)
    clock.advance(SWITCHBOARD_PATIENCE_S + 1)
    assert said(network.voice.get(call.id)) == [PROMPT, REPEAT]
    clock.advance(SWITCHBOARD_PATIENCE_S + 1)
    assert said(network.voice.get(call.id)) == [PROMPT, *[REPEAT] * (SWITCHBOARD_PROMPTS - 1), GONE]
    assert (enrollment.state, enrollment.call_end) == (State.CALL_FAILED, CallEnd.NO_ANSWER)


def test_at_the_extension_the_patience_of_the_switchboard_is_over(
    service: EnrollmentService, network: PhoneNetwork, clock: HandSetClock
) -> None:
    _, call = called(service, network)
    network.voice.answer(call.id)
    network.voice.press(call.id, "#")
    clock.advance(SWITCHBOARD_PATIENCE_S * 3)
    assert network.voice.get(call.id).status is CallStatus.IN_PROGRESS


def test_a_switchboard_that_hangs_up_or_is_a_machine_is_told_by_its_name(
    service: EnrollmentService, network: PhoneNetwork
) -> None:
    enrollment, call = called(service, network)
    network.voice.answer(call.id)
    network.voice.hang_up(call.id)
    assert enrollment.call_end is CallEnd.HUNG_UP
    network.fault_rules.add(DESK, CallFault.VOICEMAIL)
    service.resend(enrollment, form="again")
    assert enrollment.call_end is CallEnd.VOICEMAIL
    assert said(network.voice.placed(DESK)[-1])[0] == PROMPT


def test_a_switchboard_puts_nobody_through_who_went_another_way(
    service: EnrollmentService, network: PhoneNetwork
) -> None:
    enrollment, call = called(service, network)
    network.voice.answer(call.id)
    service.cancel(enrollment)
    network.voice.press(call.id, "#")
    assert (said(call)[-1], call.status, enrollment.state) == ("denied", CallStatus.COMPLETED, State.CANCELED)


def test_a_call_is_taken_up_again_where_it_was(service: EnrollmentService, network: PhoneNetwork) -> None:
    enrollment, call = called(service, network)
    network.voice.answer(call.id)
    network.voice.press(call.id, "5")
    call.conversation = EnrollmentConversation.restore(call.script, service)
    network.voice.press(call.id, "#")
    assert said(call)[-1] == "greeting"
    call.conversation = EnrollmentConversation.restore(call.script, service)
    network.voice.press(call.id, "#")
    assert enrollment.state is State.VERIFIED


def test_through_a_provider_a_switchboard_is_asked_as_well() -> None:
    client = AppClient(build_app(locale="en"), base_url="http://127.0.0.1")
    contoso = client.app.state.site.organisations.get("contoso")
    service, webhook = contoso.enrollments, contoso.twiml_webhook
    enrollment, call = called(service, contoso.network)
    first = webhook.answer(enrollment.id, 1, {})
    assert "for extension 123" in first
    assert '<Gather action="1?prompts=1" numDigits="1" finishOnKey="" timeout="20">' in first
    assert "<Redirect>1?prompts=2</Redirect>" in first
    assert "as soon as this is extension 123" in webhook.answer(enrollment.id, 1, {"Digits": "5", "prompts": "1"})
    assert "as soon as this is extension 123" in webhook.answer(enrollment.id, 1, {"prompts": "2"})
    greeting = webhook.answer(enrollment.id, 1, {"Digits": "#", "prompts": "2"})
    assert "Did you just sign in" in greeting
    assert 'action="1?connected=1"' in greeting
    assert 'action="1?connected=1&amp;keys=0"' in webhook.answer(enrollment.id, 1, {"Digits": "0", "connected": "1"})
    assert enrollment.state is State.CALLING
    assert "you have been verified" in webhook.answer(enrollment.id, 1, {"Digits": "#", "connected": "1"})
    assert service.find(enrollment.id).state is State.VERIFIED
    contoso.network.voice.hang_up(call.id)


def test_through_a_provider_nobody_puts_it_through() -> None:
    client = AppClient(build_app(locale="en"), base_url="http://127.0.0.1")
    contoso = client.app.state.site.organisations.get("contoso")
    enrollment, _ = called(contoso.enrollments, contoso.network)
    said_last = contoso.twiml_webhook.answer(enrollment.id, 1, {"prompts": str(SWITCHBOARD_PROMPTS + 1)})
    assert "Nobody pressed the pound key" in said_last
    assert "<Hangup/>" in said_last
    assert contoso.enrollments.find(enrollment.id).call_end is CallEnd.NO_ANSWER
