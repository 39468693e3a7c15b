from __future__ import annotations

import inspect

import pytest
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from stapsgewijs.phone_network.twilio import twiml
from stapsgewijs.phone_network.twilio.twiml import (
    Dial,
    Enqueue,
    Gather,
    Hangup,
    Pause,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    TwimlError,
    Unexecuted,
    Verb,
    parse,
)

NO_VERB = "warning 12200: <{}> is no verb of {}; it was passed over"
NO_ATTRIBUTE = "warning 12200: {} is no attribute of <{}>; it was passed over"
NO_TEXT = "warning 13520: <Say> has no text; it was passed over"
PRESS = (
    '<Gather action="/a" method="get" timeout="9" numDigits="1" finishOnKey="" actionOnEmptyResult="true">'
    "<Say>Druk</Say><Pause/></Gather>"
)


@pytest.mark.parametrize(
    ("inside", "verbs"),
    [
        ("", ()),
        ("<Say> Hallo,\n  Anna </Say>", (Say("Hallo, Anna"),)),
        ('<Say language="nl-NL" loop="2" voice="alice">Hoi</Say>', (Say("Hoi", "nl-NL", 2),)),
        ("<Say>Een <emphasis>hekje</emphasis> graag</Say>", (Say("Een hekje graag"),)),
        ("<Play>/hello.mp3</Play>", (Play("/hello.mp3"),)),
        ('<Play digits="12w#"/>', (Play("", "12w#"),)),
        ('<Pause/><Pause length="3"/>', (Pause(1), Pause(3))),
        ("<Gather/>", (Gather(timeout=5, finish_on="#", method="POST"),)),
        (
            PRESS,
            (Gather((Say("Druk"), Pause(1)), "/a", "GET", 9, "", 1, on_empty=True),),
        ),
        ('<Gather input="speech"/>', (Gather(hears_keys=False, hears_speech=True),)),
        ('<Gather input="dtmf speech" timeout="auto"/>', (Gather(hears_speech=True),)),
        ("<Gather><Hangup/></Gather>", (Gather(remarks=(f"{NO_VERB.format('Hangup', 'Gather')}",)),)),
        ('<Record action="/r" timeout="9" finishOnKey="#"/>', (Record("/r", timeout=9, finish_on="#"),)),
        ("<Dial>+31201234567</Dial>", (Dial("+31201234567"),)),
        (
            '<Dial action="/d"><Number>+3120</Number><Client>a</Client></Dial>',
            (Dial("<Number> +3120, <Client> a", "/d"),),
        ),
        ("<Dial><Conference>Room 1</Conference></Dial>", (Dial(conference="Room 1"),)),
        ("<Enqueue>support</Enqueue>", (Enqueue("support"),)),
        (
            "<Connect><Stream/></Connect>",
            (Unexecuted("<Connect> is not simulated; the call goes on with what follows"),),
        ),
        ("<say>x</say>", (Unexecuted(f"{NO_VERB.format('say', 'TwiML')} (did you mean Say?)"),)),
        ("<Say> <break/></Say>", (Unexecuted(NO_TEXT), Say(""))),
        ("<Gather><Say/></Gather>", (Unexecuted(NO_TEXT), Gather((Say(""),)))),
        ("<Xyzzy/>", (Unexecuted(NO_VERB.format("Xyzzy", "TwiML")),)),
        (
            '<Gather numDigit="6"><Say lang="nl">x</Say></Gather>',
            (
                Unexecuted(f"{NO_ATTRIBUTE.format('numDigit', 'Gather')} (did you mean numDigits?)"),
                Unexecuted(f"{NO_ATTRIBUTE.format('lang', 'Say')} (did you mean language?)"),
                Gather((Say("x"),)),
            ),
        ),
        ('<Hangup now="1"/>', (Unexecuted(NO_ATTRIBUTE.format("now", "Hangup")), Hangup())),
        ('<Pause xmlns:a="urn:a" a:b="1"/>', (Pause(),)),
        ('<Redirect method="GET">/next</Redirect>', (Redirect("/next", "GET"),)),
        ('<Hangup/><Reject reason="busy"/>', (Hangup(), Reject("busy"))),
    ],
)
def test_a_document_is_read_into_verbs_with_their_defaults(inside: str, verbs: tuple[Verb, ...]) -> None:
    assert parse(f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>') == verbs


@pytest.mark.parametrize(
    ("ssml", "said"),
    [
        ("Code 1<break time='1s'/>bye", "Code 1 bye"),
        ("Code <say-as interpret-as='digits'>0123</say-as><break/>bye", "Code 0123 bye"),
        ("<p>One</p><p>two<s>three</s>four</p>", "One two three four"),
        ("<emphasis>hel</emphasis>lo", "hello"),
        ("the <sub alias='World Wide Web'>W<b>W</b>W</sub>.", "the World Wide Web."),
        ("a<break/><break/>b", "a b"),
        (
            "<amazon:effect name='whispered'>soft</amazon:effect> <prosody amazon:max-duration='2s'>fast</prosody>",
            "soft fast",
        ),
        ("<w role='amazon:NN'>lead</w> at 10:30 http://x:1", "lead at 10:30 http://x:1"),
    ],
)
def test_words_of_ssml_are_apart_where_there_is_a_pause(ssml: str, said: str) -> None:
    assert parse(f"<Response><Say>{ssml}</Say></Response>") == (Say(said),)


@pytest.mark.parametrize(
    ("inside", "remark", "verb"),
    [
        ('<Pause length="1.5"/>', "12200: length='1.5' of <Pause> is not a whole number", Pause(1)),
        ('<Say loop="-1">x</Say>', "12200: loop='-1' of <Say> is not a whole number", Say("x")),
        ('<Gather finishOnKey="##"/>', "13310: finishOnKey='##' of <Gather> is not one key, and not empty", Gather()),
        ('<Gather method="PUT"/>', "12200: method='PUT' of <Gather> is neither GET nor POST", Gather()),
        ('<Gather timeout="long"/>', "12200: timeout='long' of <Gather> is not a whole number", Gather()),
        ('<Gather input="voice"/>', "12200: input='voice' of <Gather> is not of dtmf, speech", Gather()),
        ('<Gather input=""/>', "12200: input='' of <Gather> is not of dtmf, speech", Gather()),
        ('<Reject reason="late"/>', "12200: reason='late' of <Reject> is not of busy, rejected", Reject()),
        (
            '<Gather><Pause length="x"/></Gather>',
            "12200: length='x' of <Pause> is not a whole number",
            Gather((Pause(),)),
        ),
        ('<Record finishOnKey="a"/>', "13613: finishOnKey='a' of <Record> are no keys", Record()),
        (
            '<Redirect method="x">/a</Redirect>',
            "12200: method='x' of <Redirect> is neither GET nor POST",
            Redirect("/a"),
        ),
    ],
)
def test_an_attribute_without_meaning_has_its_default_and_a_remark(inside: str, remark: str, verb: Verb) -> None:
    warned = Unexecuted(f"warning {remark}; its default was taken")
    assert parse(f"<Response>{inside}</Response>") == (warned, verb)


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Response><Say>&b;</Say></Response>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><Response><Say>&a;</Say></Response>'


@pytest.mark.parametrize(
    ("document", "code", "said"),
    [
        ("", 12100, "not well-formed"),
        ("<Response>", 12100, "not well-formed"),
        ("Hallo", 12100, "not well-formed"),
        (BOMB, 12100, "refused"),
        (OUTSIDE, 12100, "refused"),
        ("<response/>", 12200, "<Response>"),
        ("<Response>" + "<Say/>" * 1001 + "</Response>", 12200, "more than 1000 verbs"),
        ("<Response>" + "x" * 70_000 + "</Response>", 11750, "larger than"),
    ],
)
def test_what_cannot_be_executed_says_why(document: str, code: int, said: str) -> None:
    with pytest.raises(TwimlError, match=said) as refused:
        parse(document)
    assert refused.value.code == code


def test_deep_nesting_is_read_without_end_of_the_stack() -> None:
    deep = "<b>" * 8_000 + "x" + "</b>" * 8_000
    assert parse(f"<Response><Say>{deep}</Say></Response>") == (Say("x"),)


def test_elements_that_stand_in_each_other_by_the_thousand_are_read_or_refused() -> None:
    deep = "<b>" * 4_000 + "x" + "</b>" * 4_000
    assert parse(f"<Response><Say>{deep}</Say></Response>") == (Say("x"),)
    with pytest.raises(TwimlError, match="begins with <Response>"):
        parse(deep)


def test_every_attribute_that_the_sdk_writes_is_known() -> None:
    texts = {"message", "url", "number", "name", "body"}
    for response, verbs in ((VoiceResponse, twiml.ATTRIBUTES.keys() - {"Message"}), (MessagingResponse, {"Message"})):
        for verb in verbs:
            names = [each.rstrip("_") for each in inspect.signature(getattr(response, verb.lower())).parameters]
            words = [each.split("_") for each in names if each not in {"self", "kwargs", *texts}]
            written = {first + "".join(map(str.capitalize, others)) for first, *others in words}
            assert written <= set(twiml.ATTRIBUTES[verb]), verb
