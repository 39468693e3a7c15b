"""What a person notices of the verbs that are not executed, of recordings, of speech, and what a machine hears."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import CallFault, CallStatus, NotPossibleError, PhoneNetwork, Speaker
from stapsgewijs.phone_network.twilio.call_session import TwimlCallSession
from stapsgewijs.phone_network.twilio.machine_detection import ANSWERED_BY, GREETING_S, Detection
from stapsgewijs.phone_network.voice_service import VOICEMAIL_LIMIT
from tests.phone_network.twilio.conftest import place, said

if TYPE_CHECKING:
    from stapsgewijs.phone_network import Call
    from stapsgewijs.phone_numbers import PhoneNumber
    from tests.conftest import HandSetClock
    from tests.phone_network.twilio.conftest import Asked

VOICE, DONE = "http://127.0.0.1/voice", "http://127.0.0.1/done"


def remarks(call: Call) -> list[str]:
    return [what for _, what in call.history if what.startswith(("<", "warning", "not listened"))]


@pytest.mark.parametrize(
    ("inside", "status", "remark"),
    [
        ("<Dial>+31201234567</Dial>", CallStatus.COMPLETED, "<Dial> +31201234567 was reached"),
        ("<Dial><Conference>Zaal</Conference></Dial>", CallStatus.IN_PROGRESS, "<Dial><Conference> Zaal was reached"),
        ("<Enqueue>hulp</Enqueue>", CallStatus.IN_PROGRESS, "<Enqueue> hulp was reached"),
        ("<Sms>x</Sms>", CallStatus.COMPLETED, "<Sms> is not simulated"),
        ("<Leave/>", CallStatus.COMPLETED, "<Leave> is not simulated"),
        ("<Say/>", CallStatus.COMPLETED, "warning 13520: <Say> has no text"),
        ("<speak>x</speak>", CallStatus.COMPLETED, "warning 12200: <speak> is no verb"),
    ],
)
def test_what_comes_before_a_verb_is_heard_and_the_verb_is_remarked(  # noqa: PLR0913, PLR0917  # fixtures
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, inside: str, status: CallStatus, remark: str
) -> None:
    document = f"<Response><Say>Ogenblik.</Say>{inside}</Response>"
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    assert (said(call), call.status) == (["Ogenblik."], status)
    assert [each.startswith(remark) for each in remarks(call)] == [True]


def test_what_follows_a_verb_that_is_not_executed_is_said(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked
) -> None:
    document = "<Response><Say>Een</Say><Dial>+31201234567</Dial><Connect/><Say>Twee</Say></Response>"
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    assert (said(call), len(remarks(call))) == (["Een", "Twee"], 2)


def test_a_system_is_told_that_nobody_was_dialled(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    outgoing.answers[DONE] = "<Response><Say>Niemand.</Say></Response>"
    document = '<Response><Dial action="/done"><Number>+31201234567</Number></Dial></Response>'
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    outgoing.run()
    assert (outgoing.forms[0][2]["DialCallStatus"], said(call)) == ("failed", ["Niemand."])


def test_what_is_said_after_a_beep_is_a_recording(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    outgoing.answers[DONE] = "<Response><Say>Dank u.</Say></Response>"
    document = '<Response><Say>Spreek in.</Say><Record action="/done"/></Response>'
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    network.voice.say(call.id, "Ik ben  er morgen niet.")
    outgoing.run()
    form = outgoing.forms[0][2]
    assert (form["RecordingDuration"], form["RecordingUrl"].endswith(form["RecordingSid"])) == ("2", True)
    assert [(each.who, each.text) for each in call.transcript] == [
        (Speaker.CALLER, "Spreek in."),
        (Speaker.PERSON, "Ik ben er morgen niet."),
        (Speaker.CALLER, "Dank u."),
    ]


def test_silence_after_a_beep_is_no_recording(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock
) -> None:
    document = '<Response><Record action="/done" timeout="3"/><Say>Niets gehoord.</Say></Response>'
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    clock.advance(3)
    assert said(network.voice.get(call.id)) == ["Niets gehoord."]
    assert outgoing.work == []


def test_what_a_person_says_arrives_as_text(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    outgoing.answers[DONE] = "<Response/>"
    document = '<Response><Gather input="dtmf speech" action="/done"><Say>Ja of nee?</Say></Gather></Response>'
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    script = json.loads(json.dumps(call.script))
    call.conversation = TwimlCallSession.restore(call.id, script, network, outgoing)
    network.voice.say(call.id, "ja")
    outgoing.run()
    form = outgoing.forms[0][2]
    assert (form["SpeechResult"], float(form["Confidence"]) > 0, "Digits" in form) == ("ja", True, False)


def test_words_that_nobody_listens_to_are_remarked(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    document = '<Response><Gather action="/done"><Say>Druk op 1.</Say></Gather></Response>'
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    network.voice.say(call.id, "een")
    assert (remarks(call), outgoing.work) == (["not listened to: een"], [])
    for nothing in (" ", "x" * 1001):
        with pytest.raises(NotPossibleError, match="characters"):
            network.voice.say(call.id, nothing)


def to_voicemail(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, detection: Detection | None = None) -> Call:
    network.fault_rules.add(anna, CallFault.VOICEMAIL)
    more = {} if detection is None else {"detection": detection}
    return place(network, anna, outgoing, **more)


def test_voicemail_hears_words_from_an_address_to_their_end(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock
) -> None:
    outgoing.answers[VOICE] = "<Response><Say>Uw code is</Say><Pause length='2'/><Say>1 2 3 4</Say></Response>"
    call = to_voicemail(network, anna, outgoing)
    assert (call.status, said(call)) == (CallStatus.IN_PROGRESS, [])
    outgoing.run()
    for do in (network.voice.hang_up, network.voice.answer, lambda one: network.voice.press(one, "1")):
        with pytest.raises(NotPossibleError, match="voicemail answered"):
            do(call.id)
    network.change_handset_settings(anna, phone_on=False)  # the carrier has the voicemail
    clock.advance(2)
    assert said(network.voice.get(call.id)) == ["Uw code is", "1 2 3 4", "…"]
    assert (call.status, call.history[-1][1]) == (CallStatus.COMPLETED, "completed: voicemail")


def test_voicemail_does_not_wait_when_nothing_more_is_said(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock
) -> None:
    outgoing.answers[VOICE] = "<Response><Gather timeout='60'><Say>Druk op 1.</Say></Gather></Response>"
    call = to_voicemail(network, anna, outgoing)
    outgoing.run()
    assert (call.status, said(call)) == (CallStatus.COMPLETED, ["Druk op 1.", "…"])
    outgoing.answers[VOICE] = "<Response><Gather><Say>Druk op 1.</Say></Gather><Redirect/></Response>"
    call = to_voicemail(network, anna, outgoing)
    for _ in range(30):
        outgoing.run()
        clock.advance(5)
        network.process_due()
    assert call.status is CallStatus.COMPLETED
    assert call.ended is not None
    assert call.ended - call.created == VOICEMAIL_LIMIT


@pytest.mark.parametrize(
    ("by_machine", "detection", "answered_by", "seconds"),
    [
        (False, Detection("Enable"), "human", 2.2),
        (False, Detection("DetectMessageEnd", speech_end=3.0), "human", 4.0),
        (True, Detection("Enable"), "machine_start", 2.4),
        (True, Detection("DetectMessageEnd"), "machine_end_beep", GREETING_S),
        (True, Detection("DetectMessageEnd", timeout=3), "unknown", 3),
    ],
)
def test_a_system_is_asked_what_to_say_when_it_is_known_who_answered(  # noqa: PLR0913, PLR0917  # fixtures
    network: PhoneNetwork,
    anna: PhoneNumber,
    outgoing: Asked,
    clock: HandSetClock,
    by_machine: bool,  # noqa: FBT001  # a case
    detection: Detection,
    answered_by: str,
    seconds: float,
) -> None:
    outgoing.answers[VOICE] = "<Response><Say>Hallo</Say></Response>"
    if by_machine:
        call = to_voicemail(network, anna, outgoing, detection)
    else:
        call = network.voice.answer(place(network, anna, outgoing, detection=detection).id)
    assert outgoing.work == []
    clock.advance(seconds - 0.1)
    network.process_due()
    assert outgoing.work == []
    call.conversation = TwimlCallSession.restore(call.id, json.loads(json.dumps(call.script)), network, outgoing)
    clock.advance(0.1)
    network.process_due()
    outgoing.run()
    form = outgoing.forms[0][2]
    assert (form["AnsweredBy"], form["MachineDetectionDuration"]) == (answered_by, str(round(seconds * 1000)))
    assert (call.extras[ANSWERED_BY], said(call)[0]) == (answered_by, "Hallo")


def test_who_answered_is_told_later_where_the_call_does_not_wait_for_it(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock
) -> None:
    told = []
    network.on_request(lambda item, request: told.append((item.id, request.url, request.form["AnsweredBy"])))
    outgoing.answers[VOICE] = "<Response><Say>Hallo</Say></Response>"
    call = to_voicemail(network, anna, outgoing, Detection("DetectMessageEnd", is_async=True, callback=DONE))
    outgoing.run()
    assert (call.status, told) == (CallStatus.COMPLETED, [])
    clock.advance(GREETING_S)
    network.process_due()
    assert told == [(call.id, DONE, "machine_end_beep")]
    assert network.next_due() is None
