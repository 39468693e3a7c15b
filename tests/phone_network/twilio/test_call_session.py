from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.phone_network import CallStatus, ConversationTurn
from stapsgewijs.phone_network.twilio.call_session import Fetch, TwimlCallSession
from tests.phone_network.twilio.conftest import place, said

if TYPE_CHECKING:
    from stapsgewijs.phone_network import Call, PhoneNetwork
    from stapsgewijs.phone_numbers import PhoneNumber
    from tests.conftest import HandSetClock
    from tests.phone_network.twilio.conftest import Asked


_CIRCLE = "<Response><Redirect/></Response>"


def test_verbs_are_executed_one_after_the_other(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock
) -> None:
    document = '<Response><Say loop="2">Een</Say><Pause length="3"/><Play>/x.mp3</Play><Hangup/></Response>'
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    assert said(call) == ["Een", "Een"]
    network.voice.press(call.id, "5")  # counts for nothing during a pause
    clock.advance(3)
    network.process_due()
    assert said(call) == ["Een", "Een", "5", "♪ /x.mp3"]
    assert call.status is CallStatus.COMPLETED


def test_what_is_said_for_ever_keeps_the_line_open(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    call = network.voice.answer(place(network, anna, outgoing, '<Response><Say loop="0">A</Say></Response>').id)
    assert (said(call), call.status, call.due) == (["A"], CallStatus.IN_PROGRESS, None)


def test_the_finishing_key_is_not_among_the_digits(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    outgoing.answers["http://127.0.0.1/done"] = "<Response/>"
    call = network.voice.answer(place(network, anna, outgoing, '<Response><Gather action="/done"/></Response>').id)
    network.voice.press(call.id, "12#")
    outgoing.run()
    assert outgoing.forms[0][2]["Digits"] == "12"
    assert call.status is CallStatus.COMPLETED


def test_a_lonely_finishing_key_is_an_empty_result(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    """The documented trap: "press #" with the default finishOnKey goes on as if nothing was pressed."""
    empty = '<Response><Gather action="/done"/><Say>Niets.</Say></Response>'
    call = network.voice.answer(place(network, anna, outgoing, empty).id)
    network.voice.press(call.id, "#")
    assert (said(call), outgoing.work) == (["#", "Niets."], [])


def test_an_empty_result_is_told_where_that_is_asked(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock
) -> None:
    outgoing.answers["http://127.0.0.1/done"] = "<Response/>"
    document = '<Response><Gather action="/done" method="GET" actionOnEmptyResult="true"/></Response>'
    network.voice.answer(place(network, anna, outgoing, document).id)
    clock.advance(5)
    network.process_due()
    outgoing.run()
    assert [(method, form["Digits"]) for method, _, form in outgoing.forms] == [("GET", "")]


def test_each_key_gives_new_patience(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock
) -> None:
    outgoing.answers["http://127.0.0.1/voice"] = "<Response/>"
    call = network.voice.answer(place(network, anna, outgoing, "<Response><Gather/></Response>").id)
    for key in "123":
        network.voice.press(call.id, key)
        clock.advance(4)
        network.process_due()
    assert outgoing.work == []
    clock.advance(1)
    network.process_due()
    outgoing.run()
    assert outgoing.forms[0][2]["Digits"] == "123"


def test_a_call_without_an_answer_from_the_system_ends(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked
) -> None:
    call = network.voice.answer(place(network, anna, outgoing).id)
    assert (said(call), call.status) == ([], CallStatus.IN_PROGRESS)
    outgoing.run()
    assert call.status is CallStatus.COMPLETED
    assert "error 11200: http://127.0.0.1/voice does not answer" in [what for _, what in call.history]


def test_a_call_whose_words_can_no_more_be_asked_for_ends(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked
) -> None:
    outgoing.is_full = True
    call = network.voice.answer(place(network, anna, outgoing).id)
    assert call.status is CallStatus.COMPLETED
    assert errors(call) == ["error 11200: http://127.0.0.1/voice was not asked: too many requests wait for an answer"]


def test_nothing_happens_to_a_call_that_was_forgotten_while_the_system_was_asked(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked
) -> None:
    outgoing.answers["http://127.0.0.1/voice"] = "<Response><Say>Hallo</Say></Response>"
    call = network.voice.answer(place(network, anna, outgoing).id)
    network.reset()
    outgoing.run()
    assert (said(call), network.voice.placed()) == ([], [])


def test_words_that_came_with_the_call_are_their_own_address(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked
) -> None:
    call_id, document = network.voice.new_id(), '<Response><Gather finishOnKey=""><Say>Weer</Say></Gather></Response>'
    talk = TwimlCallSession(call_id, "token", {}, Fetch(""), None, network, outgoing, document)
    call = network.voice.answer(network.voice.place(anna, "+31201234567", talk, call_id=call_id).id)
    document = call.script["document"]
    network.voice.press(call.id, "1")
    assert said(call) == ["Weer", "1"]
    talk.keys, circle = "", TwimlCallSession(call_id, "", {}, Fetch(""), None, network, outgoing, _CIRCLE)
    assert any("11205" in each for each in circle.on_answer().remarks)


def test_a_rejected_call_is_a_busy_line(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    call = network.voice.answer(place(network, anna, outgoing, "<Response><Reject/></Response>").id)
    assert call.status is CallStatus.BUSY


def test_a_conversation_is_taken_up_again_in_the_middle(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked
) -> None:
    outgoing.answers["http://127.0.0.1/done"] = "<Response><Say>Klaar</Say></Response>"
    document = '<Response><Gather action="/done" numDigits="3"><Say>Code?</Say></Gather></Response>'
    call = network.voice.answer(place(network, anna, outgoing, document).id)
    network.voice.press(call.id, "12")
    script = json.loads(json.dumps(call.script))
    call.conversation = TwimlCallSession.restore(call.id, script, network, outgoing)
    network.voice.press(call.id, "3")
    outgoing.run()
    assert outgoing.forms[0][2]["Digits"] == "123"
    assert said(call) == ["Code?", "1", "2", "3", "Klaar"]


def test_a_talk_that_never_listens_says_nothing_for_a_key(network: PhoneNetwork, outgoing: Asked) -> None:
    source = Fetch("http://127.0.0.1/voice")
    talk = TwimlCallSession(
        "CA1", "token", {}, source, None, network, outgoing, '<Response><Gather input="speech"/></Response>'
    )
    assert isinstance(talk.on_answer(), ConversationTurn)
    assert talk.on_key("1") is None


@pytest.mark.parametrize(
    "document",
    [
        '<Response><Gather timeout="0"/><Redirect/></Response>',
        '<Response><Pause length="0"/><Redirect/></Response>',
        "<Response>" + '<Gather timeout="0"/>' * 100 + "<Redirect/></Response>",
        "<Response><Say>Weer</Say><Redirect/></Response>",
    ],
)
def test_a_call_on_which_no_time_passes_ends_after_fifty_rounds(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, document: str
) -> None:
    call = circle(network, anna, outgoing, document)
    network.process_due()
    assert call.status is CallStatus.COMPLETED
    assert errors(call) == ["error 11205: 50 documents one after the other, and nothing was waited for"]


def test_a_circle_of_documents_from_an_address_ends_too(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked
) -> None:
    outgoing.answers["http://127.0.0.1/voice"] = '<Response><Gather timeout="0"/><Redirect/></Response>'
    call = network.voice.answer(place(network, anna, outgoing).id)
    for _ in range(60):
        outgoing.run()
        network.process_due()
    assert (len(outgoing.forms), len(errors(call))) == (50, 1)


def test_a_key_begins_to_count_anew(network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked) -> None:
    call = circle(network, anna, outgoing, '<Response><Gather numDigits="1"/></Response>')
    for _ in range(120):
        network.voice.press(call.id, "1")
    assert (call.status, errors(call)) == (CallStatus.IN_PROGRESS, [])


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<Response><Gather/><Redirect/></Response>", "2000 documents and waits"),
        ("<Response>" + "<Pause/>" * 999 + "<Redirect/></Response>", "2000 documents and waits"),
        (f'<Response><Say loop="10">{"a" * 9999}</Say><Pause/><Redirect/></Response>', "1000000 characters were said"),
    ],
)
def test_a_call_that_never_ends_by_itself_is_ended_however_far_the_clock_is_put(  # noqa: PLR0913, PLR0917  # fixtures
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock, document: str, reason: str
) -> None:
    call = circle(network, anna, outgoing, document)
    clock.advance(10 * 24 * 3600)
    network.process_due()
    assert call.status is CallStatus.COMPLETED
    assert [reason in each for each in errors(call)] == [True]
    assert sum(len(each.text) for each in call.transcript) < 1_100_000


def test_the_rounds_of_a_kept_call_go_on_counting(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked, clock: HandSetClock
) -> None:
    call = circle(network, anna, outgoing, "<Response><Gather/><Redirect/></Response>")
    for _ in range(2_000):
        if call.status.is_final:
            break
        call.conversation = TwimlCallSession.restore(call.id, json.loads(json.dumps(call.script)), network, outgoing)
        clock.advance(5)
        network.process_due()
    assert len(errors(call)) == 1


def test_a_call_that_a_version_without_counts_kept_is_taken_up(
    network: PhoneNetwork, anna: PhoneNumber, outgoing: Asked
) -> None:
    call = circle(network, anna, outgoing, '<Response><Gather timeout="0"/><Redirect/></Response>')
    script = {name: value for name, value in call.script.items() if name != "counts"}
    call.conversation = TwimlCallSession.restore(call.id, script, network, outgoing)
    network.process_due()
    assert call.status is CallStatus.COMPLETED


def circle(network: PhoneNetwork, to: PhoneNumber, outgoing: Asked, document: str) -> Call:
    """Answer a call whose words came with it, so that a redirect leads to them again."""
    call_id = network.voice.new_id()
    talk = TwimlCallSession(call_id, "token", {}, Fetch(""), None, network, outgoing, document)
    return network.voice.answer(network.voice.place(to, "+31201234567", talk, call_id=call_id).id)


def errors(call: Call) -> list[str]:
    return [what for _, what in call.history if what.startswith("error ")]
