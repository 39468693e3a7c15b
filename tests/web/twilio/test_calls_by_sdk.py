from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from tests.web.twilio.conftest import Ours, OurSystem

ANNA, SENDER = "+31612345678", "+15005550006"
ASKS = (
    '<Response><Gather numDigits="1" finishOnKey="" action="/pressed">'
    '<Say language="nl-NL">Druk op hekje.</Say></Gather><Say>Niets gedrukt.</Say></Response>'
)
THANKS = "<Response><Say>Dank u.</Say><Hangup/></Response>"


def test_a_call_is_answered_and_the_pound_key_pressed(ours: Ours, system: OurSystem) -> None:
    url = system.says("/voice", ASKS)
    system.says("/pressed", THANKS)
    events = ["initiated", "ringing", "answered", "completed"]
    call = ours.sdk.calls.create(
        to=ANNA, from_=SENDER, url=url, status_callback=f"{system.url}/status", status_callback_event=events
    )
    assert (call.status, call.direction, call.duration) == ("queued", "outbound-api", None)
    ours.does(ours.rings(), "answer")
    heard = ours.call_until(call.sid, "Druk op hekje.")
    assert [(each["who"], each["language"]) for each in heard["transcript"]] == [("caller", "nl-NL")]
    ours.does(call.sid, "press", keys="#")
    assert ours.call_until(call.sid, "Dank u.")["status"] == "completed"
    assert ours.sdk.calls(call.sid).fetch().status == "completed"
    pressed = system.waits_for("/pressed")[0]
    assert (pressed.form["Digits"], pressed.form["CallSid"], pressed.form["To"]) == ("#", call.sid, ANNA)
    told = system.waits_for("/status", 4)
    assert [each.form["CallStatus"] for each in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [each.form["SequenceNumber"] for each in told] == ["0", "1", "2", "3"]
    assert told[-1].form["CallbackSource"] == "call-progress-events"
    assert told[-1].form["CallDuration"].isdigit()
    assert told[-1].form["Timestamp"].endswith("+0000")
    validator = RequestValidator(ours.token)
    for each in (pressed, *told, *system.asked("/voice")):
        assert validator.validate(each.url, each.form, each.headers["x-twilio-signature"])


def test_words_can_come_with_the_call(ours: Ours) -> None:
    call = ours.sdk.calls.create(to=ANNA, from_=SENDER, twiml="<Response><Say>Hallo</Say></Response>")
    ours.does(ours.rings(), "answer")
    assert ours.call_that_is("completed")["transcript"][0]["text"] == "Hallo"
    after = ours.sdk.calls(call.sid).fetch()
    assert (after.status, after.duration, after.to, after._from) == ("completed", "0", ANNA, SENDER)  # noqa: SLF001


@pytest.mark.parametrize(
    ("action", "status"),
    [("busy", "busy"), ("no-answer", "no-answer"), ("failed", "failed"), ("voicemail", "completed")],
)
def test_who_does_not_answer_is_told_of(ours: Ours, system: OurSystem, action: str, status: str) -> None:
    ours.api.post("faults", json={"kind": "call", "action": action})
    url = system.says("/voice", ASKS)
    call = ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url, status_callback=f"{system.url}/status")
    assert call.status == "queued"
    told = system.waits_for("/status")
    assert [each.form["CallStatus"] for each in told] == [status]
    assert ours.sdk.calls(call.sid).fetch().status == status


def test_a_phone_that_nobody_answers_stops_ringing(ours: Ours, system: OurSystem) -> None:
    url = system.says("/voice", ASKS)
    ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url, timeout=1, status_callback=f"{system.url}/status")
    told = system.waits_for("/status")
    assert (told[0].form["CallStatus"], told[0].form["CallDuration"]) == ("no-answer", "0")
    assert system.asked("/voice") == []


def test_silence_is_noticed_though_nobody_looks(ours: Ours, system: OurSystem) -> None:
    asks = '<Response><Gather timeout="1" action="/pressed"/><Redirect>/sorry</Redirect></Response>'
    url = system.says("/voice", asks)
    system.says("/sorry", "<Response><Say>Te laat.</Say></Response>")
    call = ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url)
    ours.does(ours.rings(), "answer")
    system.waits_for("/sorry")
    assert ours.call_until(call.sid, "Te laat.")["status"] == "completed"
    assert system.asked("/pressed") == []


def test_the_caller_gives_up_or_hangs_up(ours: Ours, system: OurSystem) -> None:
    url = system.says("/voice", ASKS)
    first = ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url)
    assert ours.sdk.calls(first.sid).update(status="canceled").status == "canceled"
    second = ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url)
    ours.does(ours.rings(), "answer")
    assert ours.sdk.calls(second.sid).update(status="completed").status == "completed"
    with pytest.raises(TwilioRestException) as refused:
        ours.sdk.calls(second.sid).update(status="canceled")
    assert (refused.value.code, refused.value.status) == (21220, 400)
    statuses = [each.status for each in ours.sdk.calls.list()]
    assert statuses == ["completed", "canceled"]
    assert [each.sid for each in ours.sdk.calls.list(status="canceled")] == [first.sid]
    assert ours.sdk.calls(first.sid).delete() is True
    assert [each.sid for each in ours.sdk.calls.list(to=ANNA)] == [second.sid]


def test_a_call_goes_on_with_other_words(ours: Ours, system: OurSystem) -> None:
    url = system.says("/voice", ASKS)
    call = ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url)
    with pytest.raises(TwilioRestException) as refused:
        ours.sdk.calls(call.sid).update(twiml=THANKS)
    assert refused.value.code == 21220
    ours.does(ours.rings(), "answer")
    ours.call_until(call.sid, "Druk op hekje.")
    changed = ours.sdk.calls(call.sid).update(twiml=THANKS)
    assert changed.status == "completed"
    assert ours.api.get(f"calls/{call.sid}").json()["transcript"][-1]["text"] == "Dank u."


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"to": "", "from_": SENDER, "twiml": THANKS}, 21201),
        ({"to": ANNA, "from_": "", "twiml": THANKS}, 21213),
        ({"to": "12", "from_": SENDER, "twiml": THANKS}, 21217),
        ({"to": ANNA, "from_": "Contoso", "twiml": THANKS}, 21212),
        ({"to": ANNA, "from_": SENDER}, 21205),
        ({"to": ANNA, "from_": SENDER, "url": "no address"}, 21205),
        ({"to": ANNA, "from_": SENDER, "url": "http://example.com/voice"}, 21205),
        ({"to": ANNA, "from_": SENDER, "twiml": "<Response>"}, 21205),
        ({"to": ANNA, "from_": SENDER, "twiml": "<Answer/>"}, 21205),
        ({"to": ANNA, "from_": SENDER, "twiml": THANKS, "machine_detection": "Perhaps"}, 20001),
        ({"to": ANNA, "from_": SENDER, "twiml": THANKS, "machine_detection": "Enable",
          "machine_detection_timeout": 99}, 20001),
        ({"to": ANNA, "from_": SENDER, "twiml": THANKS, "timeout": "many"}, 20001),
        ({"to": ANNA, "from_": SENDER, "twiml": THANKS, "method": "PUT"}, 20001),
        ({"to": ANNA, "from_": SENDER, "twiml": THANKS, "status_callback_event": ["never"]}, 20001),
        *(({"to": f"+1500555000{end}", "from_": SENDER, "twiml": THANKS}, code) for end, code in
          ((1, 21217), (2, 21214), (3, 21215), (4, 21216))),
    ],
)  # fmt: skip
def test_what_the_provider_refuses_is_raised_by_the_sdk(ours: Ours, wish: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        ours.sdk.calls.create(**wish)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert ours.sdk.calls.list() == []


def test_keys_are_sent_when_the_phone_is_answered(ours: Ours) -> None:
    ours.sdk.calls.create(to=ANNA, from_=SENDER, twiml=THANKS, send_digits="12#")
    ours.does(ours.rings(), "answer")
    said = [each["text"] for each in ours.call_that_is("completed")["transcript"]]
    assert said == ["♪ 12#", "Dank u."]


@pytest.mark.parametrize(
    ("document", "status", "media_type", "error"),
    [
        ("<Response>", 200, "text/xml", "12100"),
        ("<Answer/>", 200, "text/xml", "12200"),
        ('<!DOCTYPE a [<!ENTITY b "b">]><Response>&b;</Response>', 200, "text/xml", "12100"),
        (b"\xff\xfe", 200, "text/xml", "12100"),
        (THANKS, 500, "text/xml", "11200"),
        (THANKS, 200, "application/pdf", "12300"),
        (b"x" * 70_000, 200, "text/xml", "11200"),
        ("http://example.com/", 302, "text/html", "11200"),
    ],
)
def test_what_cannot_be_said_ends_the_call_and_is_in_its_history(  # noqa: PLR0913, PLR0917  # one answer
    ours: Ours, system: OurSystem, document: str | bytes, status: int, media_type: str, error: str
) -> None:
    url = system.says("/voice", document, status, media_type)
    call = ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url)
    ours.does(ours.rings(), "answer")
    over = ours.call_that_is("completed")
    assert over["id"] == call.sid
    assert any(f"error {error}" in each["what"] for each in over["history"])
    assert "Something went wrong" in over["transcript"][-1]["text"]


def test_another_address_is_asked_when_the_first_fails(ours: Ours, system: OurSystem) -> None:
    url = system.says("/voice", "", 404)
    fallback = system.says("/instead", THANKS)
    ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url, fallback_url=fallback)
    ours.does(ours.rings(), "answer")
    asked = system.waits_for("/instead")[0]
    assert (asked.form["ErrorCode"], asked.form["ErrorUrl"]) == ("11200", url)
    assert ours.call_that_is("completed")["transcript"][-1]["text"] == "Dank u."


def test_a_redirect_is_followed_to_our_own_machine_only(ours: Ours, system: OurSystem) -> None:
    system.says("/there", THANKS)
    url = system.says("/voice", "/there", 302)
    ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url)
    ours.does(ours.rings(), "answer")
    assert system.waits_for("/there")[0].method == "GET"
    assert ours.call_that_is("completed")["transcript"][-1]["text"] == "Dank u."


def test_a_circle_of_documents_comes_to_an_end(ours: Ours, system: OurSystem) -> None:
    url = system.says("/voice", "<Response><Redirect/></Response>")
    ours.sdk.calls.create(to=ANNA, from_=SENDER, url=url)
    ours.does(ours.rings(), "answer")
    over = ours.call_that_is("completed")
    assert any("error 11205" in each["what"] for each in over["history"])
    assert len(system.asked("/voice")) == 50


@pytest.mark.parametrize(("is_async", "mode"), [(False, "Enable"), (True, "DetectMessageEnd")])
def test_a_system_is_told_that_a_machine_answered(ours: Ours, system: OurSystem, mode: str, *, is_async: bool) -> None:
    ours.api.post("faults", json={"kind": "call", "action": "voicemail"})
    ours.api.post("clock", json={"state": "paused"})
    url = system.says("/voice", "<Response><Say>Spreek ik met Anna?</Say></Response>")
    more = {"async_amd": "true", "async_amd_status_callback": f"{system.url}/amd"} if is_async else {}
    call = ours.sdk.calls.create(
        to=ANNA, from_=SENDER, url=url, machine_detection=mode, status_callback=f"{system.url}/status", **more
    )
    if is_async:
        assert "AnsweredBy" not in system.waits_for("/voice")[0].form
    else:
        assert system.asked("/voice") == []
    ours.api.post("clock", json={"advance": 6})
    asked = system.waits_for("/amd" if is_async else "/voice")[0]
    answered_by, milliseconds = ("machine_end_beep", "6000") if is_async else ("machine_start", "2400")
    assert (asked.form["AnsweredBy"], asked.form["MachineDetectionDuration"]) == (answered_by, milliseconds)
    assert asked.form["CallSid"] == call.sid
    assert RequestValidator(ours.token).validate(asked.url, asked.form, asked.headers["x-twilio-signature"])
    assert system.waits_for("/status")[0].form["AnsweredBy"] == answered_by
    assert ours.sdk.calls(call.sid).fetch().answered_by == answered_by
