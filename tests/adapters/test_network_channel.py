from __future__ import annotations

import pytest

from stapsgewijs.adapters.network_channel import EnrollmentConversation, PhoneChannel
from stapsgewijs.clock import SystemClock
from stapsgewijs.identity import (
    CallDialogue,
    CallEnd,
    Device,
    Enrollment,
    EnrollmentService,
    Policy,
    RejectionReason,
    RequestRejectedError,
    State,
    SystemRandomSource,
    Verdict,
)
from stapsgewijs.phone_network import (
    CallFault,
    CallStatus,
    ConversationTurn,
    MessageFault,
    NextAction,
    PhoneNetwork,
    Utterance,
)
from stapsgewijs.phone_numbers import PhoneNumber
from tests.identity.wording import CALL_TEXTS, wording

NUMBER = PhoneNumber("+31612345678")


def talk(told: list[object]) -> EnrollmentConversation:
    return EnrollmentConversation(
        CallDialogue(CALL_TEXTS, lambda: told.append("verified"), lambda: told.append("fraud"), told.append)
    )


def test_keys_and_words_pass() -> None:
    told: list[object] = []
    made = talk(told)
    assert made.on_answer() == ConversationTurn((Utterance("greeting"),))
    assert made.on_key("0") is None
    assert made.to_state() == {"kind": "enrollment", "subject": "", "call": 0, "keys": "0"}
    assert made.on_key("1") == ConversationTurn((Utterance("repeat"),))
    assert made.on_timeout() == ConversationTurn()
    assert made.on_key("#") == ConversationTurn((Utterance("success"),), NextAction.HANG_UP)
    assert told == ["verified"]


@pytest.mark.parametrize("status", [each for each in CallStatus if each.is_final])
def test_every_end_of_a_call_has_its_name_in_enrollment(status: CallStatus) -> None:
    told: list[object] = []
    talk(told).on_end(status, by_voicemail=False)
    assert told[0] in set(CallEnd)


def test_voicemail_is_told_apart_from_hanging_up() -> None:
    told: list[object] = []
    talk(told).on_end(CallStatus.COMPLETED, by_voicemail=True)
    talk(told).on_end(CallStatus.COMPLETED, by_voicemail=False)
    assert told == [CallEnd.VOICEMAIL, CallEnd.HUNG_UP]


@pytest.mark.parametrize(
    ("status", "end"),
    [
        (CallStatus.BUSY, CallEnd.BUSY),
        (CallStatus.NO_ANSWER, CallEnd.NO_ANSWER),
        (CallStatus.FAILED, CallEnd.FAILED),
        (CallStatus.COMPLETED, CallEnd.HUNG_UP),
    ],
)
def test_each_end_is_told_by_its_own_name(status: CallStatus, end: CallEnd) -> None:
    told: list[object] = []
    talk(told).on_end(status, by_voicemail=False)
    assert told == [end]


@pytest.fixture
def network() -> PhoneNetwork:
    return PhoneNetwork(SystemClock(), SystemRandomSource())


@pytest.fixture
def service(network: PhoneNetwork) -> EnrollmentService:
    channel = PhoneChannel(network, "Contoso", "+31202490048", wording)
    return EnrollmentService(Policy(), SystemClock(), channel, SystemRandomSource(), wording)


def enrolling(service: EnrollmentService, way: str) -> Enrollment:
    enrollment = service.begin("anna")
    service.start(enrollment, Device.AUTHENTICATION_PHONE, way, "06 12345678", "NL", form="form")
    return enrollment


def test_a_code_travels_from_the_desk_to_a_handset(service: EnrollmentService, network: PhoneNetwork) -> None:
    enrollment = enrolling(service, "text_message")
    [message] = network.sms.delivered(NUMBER)
    code, _, rest = message.body.partition(" ")
    assert (message.sender, rest) == ("Contoso", "is your verification code for Contoso.")
    assert service.enter_code(enrollment, code) is Verdict.ACCEPTED


def test_the_caller_is_the_documented_number_and_pound_on_the_handset_verifies(
    service: EnrollmentService, network: PhoneNetwork
) -> None:
    enrollment = enrolling(service, "phone_call")
    [call] = network.voice.placed(NUMBER)
    assert call.sender == "+31202490048"
    network.voice.answer(call.id)
    network.voice.press(call.id, "5#")
    assert [each.text for each in call.transcript] == ["greeting", "5", "repeat", "#", "success"]
    assert (enrollment.state, call.status) == (State.VERIFIED, CallStatus.COMPLETED)


def test_fraud_on_the_handset_blocks_at_the_desk(service: EnrollmentService, network: PhoneNetwork) -> None:
    enrollment = enrolling(service, "phone_call")
    [call] = network.voice.placed(NUMBER)
    network.voice.answer(call.id)
    network.voice.press(call.id, "0#")
    assert (enrollment.state, call.transcript[-1].text) == (State.BLOCKED, "fraud")
    assert service.blocked_until("anna") is not None


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        (CallFault.BUSY, CallEnd.BUSY),
        (CallFault.NO_ANSWER, CallEnd.NO_ANSWER),
        (CallFault.FAILED, CallEnd.FAILED),
        (CallFault.VOICEMAIL, CallEnd.VOICEMAIL),
    ],
)
def test_a_call_that_fails_at_once_is_told_at_the_desk(
    service: EnrollmentService, network: PhoneNetwork, fault: CallFault, end: CallEnd
) -> None:
    network.fault_rules.add(NUMBER, fault)
    enrollment = enrolling(service, "phone_call")
    assert (enrollment.state, enrollment.call_end) == (State.CALL_FAILED, end)


def test_a_declined_call_is_busy_and_one_that_is_hung_up_says_so(
    service: EnrollmentService, network: PhoneNetwork
) -> None:
    enrollment = enrolling(service, "phone_call")
    network.voice.hang_up(network.voice.placed(NUMBER)[-1].id)
    assert enrollment.call_end is CallEnd.BUSY
    service.resend(enrollment, form="again")
    network.voice.answer(network.voice.placed(NUMBER)[-1].id)
    network.voice.hang_up(network.voice.placed(NUMBER)[-1].id)
    assert enrollment.call_end is CallEnd.HUNG_UP


def test_a_phone_that_rings_on_after_cancel_verifies_nothing(service: EnrollmentService, network: PhoneNetwork) -> None:
    enrollment = enrolling(service, "phone_call")
    service.cancel(enrollment)
    [call] = network.voice.placed(NUMBER)
    network.voice.answer(call.id)
    network.voice.press(call.id, "#")
    assert (call.transcript[-1].text, call.status) == ("denied", CallStatus.COMPLETED)
    assert (enrollment.state, service.enrolled("anna")) == (State.CANCELED, ())


def test_what_the_network_refuses_is_refused_at_the_desk(service: EnrollmentService, network: PhoneNetwork) -> None:
    network.fault_rules.add(NUMBER, MessageFault.REJECTED)
    with pytest.raises(RequestRejectedError) as caught:
        enrolling(service, "text_message")
    assert caught.value.reason is RejectionReason.CHANNEL
