"""Other providers tell a system too what became of its messages: unsigned, by GET, in fields of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.twilio.test_failed_callbacks import told

if TYPE_CHECKING:
    from tests.web.twilio.conftest import Ours, OurSystem

ANNA, UNDELIVERED = "+31612345678", "+31650000006"
BIRD = {"Authorization": "AccessKey test"}


@pytest.mark.parametrize(("number", "status", "error"), [(ANNA, "delivered", "0"), (UNDELIVERED, "failed", "1")])
def test_vonage_sends_a_receipt_for_each_part(
    ours: Ours, system: OurSystem, number: str, status: str, error: str
) -> None:
    wish = {
        "api_key": "a",
        "api_secret": "b",
        "from": "Acme",
        "to": number[1:],
        "text": "x" * 200,
        "client-ref": "mine",
    }
    sent = ours.api.post("hooks/vonage/sms/json", data={**wish, "callback": f"{system.url}/receipt?of=me"}).json()
    asked = system.waits_for("/receipt", 2)
    assert {each.method for each in asked} == {"GET"}
    assert [each.form["messageId"] for each in asked] == [each["message-id"] for each in sent["messages"]]
    form = asked[0].form
    assert (form["status"], form["err-code"], form["msisdn"], form["to"]) == (status, error, number[1:], "Acme")
    assert (form["client-ref"], form["of"]) == ("mine", "me")
    assert "x-twilio-signature" not in asked[0].headers


def test_messagebird_reports_what_has_a_reference(ours: Ours, system: OurSystem) -> None:
    wish = {"originator": "Acme", "body": "x", "recipients": [ANNA[1:], UNDELIVERED[1:]], "reference": "mine"}
    wish["reportUrl"] = f"{system.url}/report"
    sent = ours.api.post("hooks/messagebird/messages", json=wish, headers=BIRD).json()
    forms = [each.form for each in system.waits_for("/report", 4)]
    assert {(each["recipient"], each["status"]) for each in forms} == {
        (ANNA[1:], "sent"), (ANNA[1:], "delivered"), (UNDELIVERED[1:], "sent"), (UNDELIVERED[1:], "delivery_failed")
    }  # fmt: skip
    assert {each["reference"] for each in forms} == {"mine"}
    assert {each["id"] for each in forms} == {sent["id"]}


@pytest.mark.parametrize(
    ("callback", "why"), [("http://127.0.0.1:9/x", "cannot be asked"), ("http://qa.example/x", "--callback-host")]
)
def test_a_report_that_nobody_takes_stands_in_the_history(ours: Ours, callback: str, why: str) -> None:
    wish = {"api_key": "a", "api_secret": "b", "from": "Acme", "to": ANNA[1:], "text": "x", "callback": callback}
    ours.api.post("hooks/vonage", data=wish)
    [message] = ours.api.get("messages").json()
    [happened] = [each for each in told(ours.api, f"messages/{message['id']}", "failed") if "failed" in each]
    assert happened.startswith("report “delivered” failed: ")
    assert why in happened
