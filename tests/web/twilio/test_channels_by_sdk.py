"""WhatsApp addresses and content templates by the official SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from tests.web.twilio.conftest import Ours, OurSystem

ANNA, LANDLINE, SENDER = "+31612345678", "+31201234567", "+14155238886"


def refused(ours: Ours, **wish: Any) -> int:  # noqa: ANN401  # what the SDK takes
    with pytest.raises(TwilioRestException) as error:
        ours.sdk.messages.create(**wish)
    assert error.value.code is not None
    return int(error.value.code)


def test_both_sides_of_a_whatsapp_message_are_on_that_channel(ours: Ours, system: OurSystem) -> None:
    to, source = f"whatsapp:{ANNA}", f"whatsapp:{SENDER}"
    made = ours.sdk.messages.create(to=to, from_=source, body="x", status_callback=f"{system.url}/status")
    assert (made.to, made.from_) == (to, source)
    assert ours.handset("messages")[0]["from"] == source
    assert [(each.to, each.from_) for each in ours.sdk.messages.list(to=to, from_=source)] == [(to, source)]
    assert ours.sdk.messages.list(to=ANNA) == []
    assert (system.waits_for("/status")[0].form["To"], system.asked("/status")[0].form["From"]) == (to, source)
    ours.api.post(f"handsets/{ANNA}/messages", json={"to": source, "body": "yes"})
    reply = ours.sdk.messages.list(limit=1)[0]
    assert (reply.from_, reply.to, reply.direction) == (to, source, "inbound")


def test_two_channels_or_a_sender_of_none_are_refused_as_published(ours: Ours) -> None:
    assert refused(ours, to=f"whatsapp:{ANNA}", from_=SENDER, body="x") == 21910
    assert refused(ours, to=ANNA, from_=f"whatsapp:{SENDER}", body="x") == 21910
    assert refused(ours, to=f"whatsapp:{ANNA}", from_="whatsapp:Contoso", body="x") == 63007
    assert refused(ours, to=f"whatsapp:{ANNA}", from_="whatsapp:+15005550007", body="x") == 63007
    assert refused(ours, to=f"whatsapp:{LANDLINE}", from_=f"whatsapp:{SENDER}", body="x") == 63003
    assert refused(ours, to="whatsapp:anna", from_=f"whatsapp:{SENDER}", body="x") == 21211
    assert ours.handset("messages") == []


def test_a_service_sends_on_the_channel_of_the_receiver(ours: Ours) -> None:
    service = ours.service(SENDER)
    ours.sdk.messaging.v1.services(service).alpha_senders.create(alpha_sender="Contoso")
    made = ours.sdk.messages.create(to=f"whatsapp:{ANNA}", messaging_service_sid=service, body="x")
    assert ours.sdk.messages(made.sid).fetch().from_ == f"whatsapp:{SENDER}"


def content(ours: Ours, body: str, **more: object) -> str:
    types = {"twilio/text": {"body": body}}
    url = f"{ours.sdk.content.base_url}/v1/Content"
    answer = ours.api.post(url, json={"friendly_name": "code", "types": types, **more}, auth=(ours.sid, ours.token))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["sid"])


def test_a_template_is_sent_with_its_variables(ours: Ours) -> None:
    sid = content(ours, "{{1}} is your code for {{name}}.", variables={"name": "Contoso"}, language="en")
    made = ours.sdk.messages.create(to=ANNA, from_=SENDER, content_sid=sid, content_variables='{"1": "509326"}')
    assert made.body == "509326 is your code for Contoso."
    assert ours.handset("code")["code"] == "509326"
    kept = ours.sdk.content.v1.contents(sid).fetch()
    assert (kept.friendly_name, kept.variables, kept.language) == ("code", {"name": "Contoso"}, "en")
    assert [each.sid for each in ours.sdk.content.v1.contents.list()] == [sid]


@pytest.mark.parametrize(
    "variables",
    ["", "509326", '["509326"]', '{"1": ""}', '{"1": null}', '{"1": 509326}', '{"1": "a\\nb"}', '{"2": "a"}'],
)
def test_variables_that_cannot_be_filled_in_are_refused(ours: Ours, variables: str) -> None:
    wish = {"to": ANNA, "from_": SENDER, "content_sid": content(ours, "{{1}} is your code.")}
    assert refused(ours, **wish, content_variables=variables) == 21656


def test_a_template_that_there_is_not_is_refused(ours: Ours) -> None:
    wish = {"to": ANNA, "from_": SENDER}
    assert refused(ours, **wish, content_sid="HX" + "0" * 32) == 21655
    assert refused(ours, **wish, content_sid=ours.service(SENDER)) == 21655
    assert refused(ours, **wish, body="x", content_variables='{"1": "x"}') == 21654
    gone = content(ours, "x")
    assert ours.sdk.content.v1.contents(gone).delete()
    assert refused(ours, **wish, content_sid=gone) == 21655
    url, auth = f"{ours.sdk.content.base_url}/v1/Content", (ours.sid, ours.token)
    for wrong in ({}, {"types": {}}, {"types": {"twilio/text": "x"}}, {"types": {"a": {}}, "variables": ["x"]}):
        assert ours.api.post(url, json=wrong, auth=auth).json()["code"] == 20001
    assert ours.api.post(url, content="[", headers={"content-type": "application/json"}, auth=auth).status_code == 400


def test_a_template_has_the_sid_that_the_system_knows(ours: Ours) -> None:
    sid = "HX" + "0123456789abcdef" * 2
    ours.api.put(f"account/resources/{sid}", json={"FriendlyName": "code", "Body": "{{1}} is your code."})
    made = ours.sdk.messages.create(to=ANNA, from_=SENDER, content_sid=sid, content_variables='{"1": "509326"}')
    assert made.body == "509326 is your code."
    ours.api.put(f"account/resources/{sid}", json={"Body": "Uw code is {{1}}."})
    made = ours.sdk.messages.create(to=ANNA, from_=SENDER, content_sid=sid, content_variables='{"1": "509326"}')
    assert made.body == "Uw code is 509326."
