"""People text and call the system: its webhooks are asked, with the official SDK on the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.twilio.conftest import Ours, OurSystem

ANNA, OURS = "+31612345678", "+15005550006"


@pytest.fixture
def number(ours: Ours) -> Callable[..., Any]:
    """Return what gives the account a number with these settings."""
    return lambda **settings: ours.sdk.incoming_phone_numbers.create(phone_number=OURS, **settings)


def texts(ours: Ours, body: str, to: str = OURS) -> str:
    answer = ours.api.post(f"handsets/{ANNA}/messages", json={"to": to, "body": body})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def dials(ours: Ours, to: str = OURS) -> Any:  # noqa: ANN401  # JSON
    answer = ours.api.post(f"handsets/{ANNA}/calls", json={"to": to})
    assert answer.status_code == 201, answer.text
    return answer.json()


def arrives(ours: Ours, text: str) -> Any:  # noqa: ANN401  # JSON
    """Wait until a message with this text is on the phone."""
    answer = ours.api.get("messages/wait", params={"to": ANNA, "text": text, "timeout": 50})
    assert answer.status_code == 200, ours.api.get("messages").json()
    return answer.json()


def history(ours: Ours, message: str) -> list[str]:
    return [each["what"] for each in ours.api.get(f"messages/{message}").json()["history"]]


def test_a_message_is_posted_to_the_number_and_its_answer_arrives(
    ours: Ours, system: OurSystem, number: Callable[..., Any]
) -> None:
    number(sms_url=system.says("/sms", "<Response><Message>You said it</Message></Response>"))
    sent = texts(ours, "YES, please")
    assert arrives(ours, "You said it")["from"] == OURS
    [asked] = system.asked("/sms")
    form = asked.form
    assert (form["MessageSid"], form["From"], form["To"], form["Body"]) == (sent, ANNA, OURS, "YES, please")
    assert (form["SmsStatus"], form["NumMedia"], form["NumSegments"], form["AccountSid"]) == (
        "received", "0", "1", ours.sid
    )  # fmt: skip
    assert RequestValidator(ours.token).validate(asked.url, form, asked.headers["x-twilio-signature"])
    listed = [(each.direction, each.status) for each in ours.sdk.messages.list()]
    assert listed == [("outbound-reply", "delivered"), ("inbound", "received")]
    assert any(each.startswith("webhook POST") and each.endswith("answered 200") for each in history(ours, sent))


def test_a_webhook_by_get_answers_in_plain_text_and_a_national_number_is_known(ours: Ours, system: OurSystem) -> None:
    url = system.says("/sms", "Dank u", media_type="text/plain")
    ours.sdk.incoming_phone_numbers.create(phone_number="+31201234567", sms_url=url, sms_method="GET")
    texts(ours, "hallo", to="020 123 4567")
    assert arrives(ours, "Dank u")["from"] == "+31201234567"
    [asked] = system.asked("/sms")
    assert (asked.method, asked.form["Body"]) == ("GET", "hallo")
    assert RequestValidator(ours.token).validate(asked.url, {}, asked.headers["x-twilio-signature"])


def test_a_reply_has_a_body_pictures_and_a_status_callback_and_goes_to_whom_it_names(
    ours: Ours, system: OurSystem, number: Callable[..., Any]
) -> None:
    document = (
        '<Response><Message to="+31687654321" statusCallback="/status"><Body>Een</Body><Media>/x.png</Media></Message>'
        "<Message>Twee</Message><Say>no</Say><Redirect>/more</Redirect><Message>never</Message></Response>"
    )
    number(sms_url=system.says("/sms", document))
    system.says("/more", "<Response><Sms>Drie</Sms><Message/></Response>")
    sent = texts(ours, "hallo")
    assert arrives(ours, "Drie")["from"] == OURS
    told = system.waits_for("/status", 3)
    assert [each.form["MessageStatus"] for each in told] == ["queued", "sent", "delivered"]
    [elsewhere] = ours.handset("messages", "+31687654321")
    assert ours.sdk.messages(elsewhere["id"]).fetch().num_media == "1"
    assert [each["body"] for each in ours.handset("messages")] == ["Twee", "Drie"]
    happened = "\n".join(history(ours, sent))
    assert "warning 14110: <Say> is no verb" in happened
    assert "error 14103: no reply was sent" in happened


def test_at_most_ten_messages_answer_one(ours: Ours, system: OurSystem, number: Callable[..., Any]) -> None:
    said = "".join(f"<Message>{each}</Message>" for each in range(12))
    number(sms_url=system.says("/sms", f"<Response>{said}</Response>"))
    sent = texts(ours, "hallo")
    arrives(ours, "9")
    assert [each["body"] for each in ours.handset("messages")] == [str(each) for each in range(10)]
    assert sum(each.startswith("warning 14109: more than 10 answers") for each in history(ours, sent)) == 2


def test_a_reply_from_nobody_and_attributes_of_no_verb_are_told(
    ours: Ours, system: OurSystem, number: Callable[..., Any]
) -> None:
    document = '<Response><Message from="nobody at all" /><Message form="x">Twee</Message></Response>'
    number(sms_url=system.says("/sms", document))
    sent = texts(ours, "hallo")
    arrives(ours, "Twee")
    happened = "\n".join(history(ours, sent))
    assert "error 14102: no reply was sent" in happened
    assert "warning 12200: form is no attribute of <Message>; it was passed over (did you mean from?)" in happened


def test_a_person_answers_on_whatsapp(ours: Ours, system: OurSystem, number: Callable[..., Any]) -> None:
    url = system.says("/sms", '<Response><Message>Dank</Message><Message to="+31687654321">x</Message></Response>')
    number(sms_url=url)
    sent = texts(ours, "STOP", to=f"whatsapp:{OURS}")
    assert arrives(ours, "Dank")["from"] == f"whatsapp:{OURS}"
    form = system.asked("/sms")[0].form
    assert (form["From"], form["To"], form["WaId"]) == (f"whatsapp:{ANNA}", f"whatsapp:{OURS}", ANNA[1:])
    assert "error 21910: no reply was sent" in "\n".join(history(ours, sent))
    ours.sdk.messages.create(to=ANNA, from_=OURS, body="not opted out of text messages")
    texts(ours, "x", to="whatsapp:+15005550099")
    assert (
        "no webhook: +15005550099 is no number" in history(ours, ours.api.get("messages?limit=1").json()[0]["id"])[-1]
    )


def test_a_circle_of_answers_comes_to_an_end(ours: Ours, system: OurSystem, number: Callable[..., Any]) -> None:
    number(sms_url=system.says("/sms", "<Response><Redirect/></Response>"))
    fallback = system.says("/instead", "<Response><Message>Genoeg</Message></Response>")
    ours.sdk.incoming_phone_numbers.list()[0].update(sms_fallback_url=fallback)
    sent = texts(ours, "hallo")
    arrives(ours, "Genoeg")
    assert (len(system.asked("/sms")), system.asked("/instead")[0].form["ErrorCode"]) == (50, "14106")
    assert any(each.startswith("error 14106") for each in history(ours, sent))


@pytest.mark.parametrize(
    ("status", "media_type", "document", "code"),
    [(500, "text/xml", "", "11200"), (200, "text/xml", "<Response>", "12100"), (200, "image/png", "x", "12300")],
)
def test_the_fallback_is_asked_with_what_went_wrong(  # noqa: PLR0913, PLR0917  # one answer
    ours: Ours, system: OurSystem, number: Callable[..., Any], status: int, media_type: str, document: str, code: str
) -> None:
    url = system.says("/sms", document, status, media_type)
    fallback = system.says("/instead", "<Response><Message>Later graag</Message></Response>")
    number(sms_url=url, sms_fallback_url=fallback)
    texts(ours, "hallo")
    arrives(ours, "Later graag")
    [asked] = system.asked("/instead")
    assert (asked.form["ErrorCode"], asked.form["ErrorUrl"], asked.form["Body"]) == (code, url, "hallo")


def test_a_messaging_service_is_told_unless_its_numbers_are(
    ours: Ours, system: OurSystem, number: Callable[..., Any]
) -> None:
    sids = number(sms_url=system.says("/number", "<Response><Message>nummer</Message></Response>"))
    service = ours.sdk.messaging.v1.services.create(
        friendly_name="x", inbound_request_url=system.says("/service", "<Response><Message>dienst</Message></Response>")
    )
    ours.sdk.messaging.v1.services(service.sid).phone_numbers.create(phone_number_sid=sids.sid)
    texts(ours, "een")
    answer = arrives(ours, "dienst")
    assert system.asked("/service")[0].form["MessagingServiceSid"] == service.sid
    assert ours.sdk.messages(answer["id"]).fetch().messaging_service_sid == service.sid
    ours.sdk.messaging.v1.services(service.sid).update(use_inbound_webhook_on_number=True)
    texts(ours, "twee")
    arrives(ours, "nummer")
    texts(ours, "Stop")
    with pytest.raises(TwilioRestException) as refused:
        ours.sdk.messages.create(to=ANNA, messaging_service_sid=service.sid, body="x")
    assert refused.value.code == 21610


def test_stop_start_and_help_are_answered_and_count_for_the_number_that_was_written_to(
    ours: Ours, system: OurSystem, number: Callable[..., Any]
) -> None:
    number(sms_url=system.says("/sms", "<Response><Message>never</Message></Response>"))
    stopped = texts(ours, " stop ")
    with pytest.raises(TwilioRestException) as refused:
        ours.sdk.messages.create(to=ANNA, from_=OURS, body="x")
    assert (refused.value.code, refused.value.status) == (21610, 400)
    arrives(ours, "no more messages")
    assert system.waits_for("/sms")[0].form["Body"] == " stop "  # the system is told as well
    assert ours.sdk.messages.create(to=ANNA, from_="Contoso", body="x").status == "queued"
    assert ours.sdk.messages.create(to="+31687654321", from_=OURS, body="x").status == "queued"
    texts(ours, "STOP PLEASE")  # more than a word is no keyword
    system.waits_for("/sms", 2)
    texts(ours, "Start")
    arrives(ours, "from this number again")
    assert ours.sdk.messages.create(to=ANNA, from_=OURS, body="x").status == "queued"
    assert any("error 21610: no reply was sent" in each for each in history(ours, stopped))
    texts(ours, "HELP")
    arrives(ours, "Reply STOP to get no more")
    texts(ours, "yes")  # who gets everything already is not told so
    system.waits_for("/sms", 5)
    assert sum("number again" in each["body"] for each in ours.handset("messages")) == 1
    texts(ours, "QUIT")
    ours.api.post("reset")
    assert ours.sdk.messages.create(to=ANNA, from_=OURS, body="x").status == "queued"


def test_what_nobody_is_told_of_stands_in_the_history(ours: Ours, number: Callable[..., Any]) -> None:
    unknown = texts(ours, "hallo", to="+31201234567")
    ours.api.get("messages/wait", params={"text": "hallo", "timeout": 1})
    number()
    known = texts(ours, "hallo")
    name = texts(ours, "hallo", to="Contoso")
    assert "no webhook: +31201234567 is no number of the account (IncomingPhoneNumbers)" in history(ours, unknown)
    assert f"no webhook: {OURS} has no SmsUrl" in history(ours, known)
    assert history(ours, name)[1:] == ["no webhook: Contoso is a name, and no number"]


@pytest.mark.parametrize(
    ("action", "bodies", "shown"),
    [("lost", [], 0), ("garbled", ["h\N{REPLACEMENT CHARACTER}l\N{REPLACEMENT CHARACTER}o"], 1),
     ("doubled", ["hallo", "hallo"], 2), ("rejected", [], 0), ("undelivered", [], 0)],
)  # fmt: skip
def test_faults_happen_to_what_a_handset_sends_when_they_are_for_that(  # noqa: PLR0913, PLR0917  # one fault
    ours: Ours, system: OurSystem, number: Callable[..., Any], action: str, bodies: list[str], shown: int
) -> None:
    number(sms_url=system.says("/sms", ""))
    rule = {"kind": "message", "action": action, "number": ANNA}
    ours.api.post("faults", json=rule)  # of what goes to the handset: it waits for that
    ours.api.post("faults", json={**rule, "direction": "inbound"})
    texts(ours, "hallo")
    texts(ours, "klaar")
    system.waits_for("/sms", len(bodies) + 1)
    assert [each.form["Body"] for each in system.asked("/sms")] == [*bodies, "klaar"]
    assert len(ours.sdk.messages.list()) == shown + 1
    assert [each["direction"] for each in ours.api.get("faults").json()] == ["outbound-api"]


def test_a_message_that_is_late_is_told_of_when_it_comes(
    ours: Ours, system: OurSystem, number: Callable[..., Any]
) -> None:
    number(sms_url=system.says("/sms", ""))
    for action in ("late", "reordered"):
        rule = {"kind": "message", "action": action, "seconds": 60, "direction": "inbound"}
        ours.api.post("faults", json=rule)
    for body in ("late", "reordered", "last"):
        texts(ours, body)
    system.waits_for("/sms", 2)
    assert [each.form["Body"] for each in system.asked("/sms")] == ["last", "reordered"]
    ours.api.post("clock", json={"advance": 60})
    assert system.waits_for("/sms", 3)[2].form["Body"] == "late"


def test_a_phone_without_connection_sends_nothing_and_calls_nobody(ours: Ours) -> None:
    ours.api.patch(f"handsets/{ANNA}/settings", json={"phone_on": False})
    for what, wish in (("messages", {"to": OURS, "body": "x"}), ("calls", {"to": OURS})):
        answer = ours.api.post(f"handsets/{ANNA}/{what}", json=wish)
        assert answer.status_code == 409
        assert "the phone is off" in answer.text


def test_a_person_calls_the_system(ours: Ours, system: OurSystem, number: Callable[..., Any]) -> None:
    asks = '<Response><Gather input="dtmf speech" action="/said"><Say>Waarmee kan ik helpen?</Say></Gather></Response>'
    system.says("/said", "<Response><Say>Tot ziens</Say></Response>")
    number(voice_url=system.says("/voice", asks), status_callback=f"{system.url}/status")
    call = dials(ours)
    assert (call["direction"], call["status"], call["to"], call["from"]) == ("inbound", "ringing", OURS, ANNA)
    heard = ours.api.get(f"calls/{call['id']}/heard", params={"text": "helpen?"})
    assert heard.json()["status"] == "in-progress"
    ours.does(call["id"], "say", text="met een adres")
    over = ours.api.get(f"calls/{call['id']}/heard", params={"text": "Tot ziens"}).json()
    assert [each["who"] for each in over["transcript"]] == ["caller", "person", "caller"]
    first, second = system.asked("/voice")[0], system.asked("/said")[0]
    assert (first.form["CallStatus"], first.form["Direction"], first.form["From"]) == ("ringing", "inbound", ANNA)
    assert (second.form["CallStatus"], second.form["SpeechResult"]) == ("in-progress", "met een adres")
    told = system.waits_for("/status")[0]
    assert (told.form["CallStatus"], told.form["Direction"], told.form["To"]) == ("completed", "inbound", OURS)
    for each in (first, second, told):
        assert RequestValidator(ours.token).validate(each.url, each.form, each.headers["x-twilio-signature"])
    [listed] = ours.sdk.calls.list()
    assert (listed.direction, listed.status, listed.to) == ("inbound", "completed", OURS)
    assert ours.handset("calls") == []  # it is no call to the handset


def test_a_call_to_the_system_is_rejected_fails_over_or_finds_nobody(
    ours: Ours, system: OurSystem, number: Callable[..., Any]
) -> None:
    sids = number(voice_url=system.says("/voice", '<Response><Reject reason="busy"/></Response>'))
    assert dials(ours, to="+31201234567")["history"][-1]["what"] == (
        "failed: nobody answers: +31201234567 is no number of the account (IncomingPhoneNumbers)"
    )
    dials(ours)
    busy = ours.api.get("calls/wait", params={"status": "busy", "direction": "inbound", "timeout": 50})
    assert busy.json()["answered"] is None
    fallback = system.says("/instead", "<Response><Say>Later graag</Say><Pause length='60'/></Response>")
    ours.sdk.incoming_phone_numbers(sids.sid).update(
        voice_url=system.says("/gone", "", 404), voice_fallback_url=fallback
    )
    call = dials(ours)
    assert ours.api.get(f"calls/{call['id']}/heard", params={"text": "Later graag"}).status_code == 200
    assert system.asked("/instead")[0].form["ErrorCode"] == "11200"
    assert ours.api.post(f"calls/{call['id']}/answer").status_code == 409
    assert ours.api.post(f"handsets/{ANNA}/calls", json={"to": OURS}).status_code == 409
    assert ours.does(call["id"], "hang-up")["status"] == "completed"


@pytest.mark.parametrize(("action", "status"), [("busy", "busy"), ("voicemail", "no-answer"), ("failed", "failed")])
def test_faults_happen_to_a_call_of_a_handset(
    ours: Ours, system: OurSystem, number: Callable[..., Any], action: str, status: str
) -> None:
    number(voice_url=f"{system.url}/voice")
    ours.api.post("faults", json={"kind": "call", "action": action, "direction": "inbound"})
    assert dials(ours)["status"] == status
    assert system.asked("/voice") == []
