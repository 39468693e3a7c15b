from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from stapsgewijs.phone_network.twilio import ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio.rest import Client

    from tests.web.twilio.conftest import Ours, OurSystem

ANNA, SENDER = "+31612345678", "+15005550006"


def test_a_message_is_created_and_lies_on_the_handset(ours: Ours) -> None:
    message = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="509326 is uw code")
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    assert (message.error_code, message.date_sent, message.num_media) == (None, None, "0")
    assert [each["body"] for each in ours.handset("messages")] == ["509326 is uw code"]
    later = ours.sdk.messages(message.sid).fetch()
    assert (later.status, later.to, later.from_, later.sid) == ("delivered", ANNA, SENDER, message.sid)
    assert isinstance(later.date_sent, dt.datetime)
    assert later.date_sent.tzinfo is not None


def test_messages_are_listed_in_pages_with_the_newest_first(ours: Ours) -> None:
    bodies = [f"message {count}" for count in range(7)]
    for each in bodies:
        ours.sdk.messages.create(to=ANNA, from_="Contoso", body=each)
    ours.sdk.messages.create(to="+31687654321", from_=SENDER, body="to somebody else")
    assert [each.body for each in ours.sdk.messages.list(to=ANNA, page_size=3)] == bodies[::-1]
    assert [each.body for each in ours.sdk.messages.list(from_=SENDER)] == ["to somebody else"]
    assert len(ours.sdk.messages.list(limit=2)) == 2
    page = ours.sdk.messages.page(page_size=5)
    assert len(list(page)) == 5
    second = page.next_page()
    assert second is not None
    assert len(list(second)) == 3
    assert second.next_page() is None


def test_messages_are_listed_by_date(ours: Ours) -> None:
    today = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="today").date_created.date()
    day = dt.timedelta(days=1)
    listed = ours.sdk.messages.list
    long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert listed(date_sent=long_ago) == []
    assert [each.body for each in listed(date_sent_after=today - day, date_sent_before=today + 2 * day)] == ["today"]
    assert listed(date_sent_after=today + day) == []
    assert listed(date_sent_before=today - day) == []


def test_a_message_is_taken_back_redacted_and_deleted(ours: Ours) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    service = ours.service(SENDER)
    planned = ours.sdk.messages.create(
        to=ANNA, messaging_service_sid=service, body="later", schedule_type="fixed", send_at=later
    )
    assert (planned.status, planned.messaging_service_sid) == ("scheduled", service)
    assert ours.sdk.messages(planned.sid).update(status="canceled").status == "canceled"
    sent = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="secret")
    assert ours.sdk.messages(sent.sid).update(body="").body == ""
    assert ours.sdk.messages(sent.sid).fetch().body == ""
    assert ours.sdk.messages(sent.sid).delete() is True
    with pytest.raises(TwilioRestException) as refused:
        ours.sdk.messages(sent.sid).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_whether_a_code_was_used_is_told_to_the_provider_and_stands_in_the_history(ours: Ours) -> None:
    sent = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="x")
    assert sent.feedback.create(outcome="confirmed").outcome == "confirmed"
    assert ours.api.get(f"messages/{sent.sid}").json()["history"][-1]["what"] == "feedback: confirmed"
    with pytest.raises(TwilioRestException) as refused:
        sent.feedback.create(outcome="perhaps")
    assert refused.value.code == 20001


def test_a_planned_message_comes_in_its_time(ours: Ours) -> None:
    now = dt.datetime.fromisoformat(ours.api.get("clock").json()["now"])
    service = ours.service(SENDER)
    wish = {"to": ANNA, "messaging_service_sid": service, "body": "later", "schedule_type": "fixed"}
    ours.sdk.messages.create(**wish, send_at=now + dt.timedelta(hours=1))
    assert ours.handset("messages") == []
    ours.api.post("clock", json={"advance": 3700})
    assert [each["body"] for each in ours.handset("messages")] == ["later"]
    for send_at in (now + dt.timedelta(seconds=1), now + dt.timedelta(days=60)):
        with pytest.raises(TwilioRestException) as refused:
            ours.sdk.messages.create(**wish, send_at=send_at)
        assert refused.value.code == 35114


def test_parts_are_counted(ours: Ours) -> None:
    one = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="a" * 160)
    two = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="ë" * 71)
    assert (one.num_segments, two.num_segments) == ("1", "2")


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"to": "12", "from_": SENDER, "body": "x"}, 21211),
        ({"to": "0612345678", "from_": SENDER, "body": "x"}, 21211),
        ({"to": ANNA, "from_": "Much too long a name", "body": "x"}, 21212),
        ({"to": ANNA, "from_": SENDER}, 21602),
        ({"to": ANNA, "body": "x"}, 21603),
        ({"to": "", "from_": SENDER, "body": "x"}, 21604),
        ({"to": ANNA, "from_": ANNA, "body": "x"}, 21266),
        ({"to": ANNA, "from_": SENDER, "body": "x" * 1601}, 21617),
        ({"to": "+31202490048", "from_": SENDER, "body": "x"}, 21635),
        ({"to": "+319001234", "from_": SENDER, "body": "x"}, 21614),
        ({"to": ANNA, "from_": SENDER, "body": "x", "schedule_type": "fixed"}, 35118),
        ({"to": ANNA, "from_": SENDER, "body": "x", "status_callback": "nowhere"}, 21609),
        ({"to": ANNA, "from_": SENDER, "body": "x", "status_callback": "http://example.com/status"}, 21609),
        *(({"to": f"+1500555000{end}", "from_": SENDER, "body": "x"}, code) for end, code in
          ((1, 21211), (2, 21612), (3, 21408), (4, 21610), (9, 21614))),
        *(({"to": ANNA, "from_": f"+1500555000{end}", "body": "x"}, code) for end, code in
          ((1, 21212), (7, 21606), (8, 21611))),
    ],
)  # fmt: skip
def test_what_the_provider_refuses_is_raised_by_the_sdk(ours: Ours, wish: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        ours.sdk.messages.create(**wish)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert refused.value.uri.endswith("/Messages.json")
    assert ERRORS[code][1] in refused.value.msg
    assert ours.sdk.messages.list() == []


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_each_error_can_be_asked_for_by_a_rule(ours: Ours, code: int) -> None:
    ours.api.post("faults", json={"kind": "message", "action": "rejected", "code": code})
    with pytest.raises(TwilioRestException) as refused:
        ours.sdk.messages.create(to=ANNA, from_=SENDER, body="x")
    assert (refused.value.code, refused.value.status) == (code, ERRORS[code][0])
    assert ours.sdk.messages.create(to=ANNA, from_=SENDER, body="again").status == "queued"


def test_who_does_not_know_the_token_is_refused(ours: Ours, sdk_for: Callable[[dict[str, str]], Client]) -> None:
    account = {**ours.api.get("account").json(), "auth_token": "wrong"}
    with pytest.raises(TwilioRestException) as refused:
        sdk_for(account).messages.create(to=ANNA, from_=SENDER, body="x")
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_each_status_is_told_signed_and_in_order(ours: Ours, system: OurSystem) -> None:
    url = f"{system.url}/status?for=me"
    sent = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="x", status_callback=url)
    told = system.waits_for("/status", 3)
    assert [each.form["MessageStatus"] for each in told] == ["queued", "sent", "delivered"]
    assert all(each.form["MessageSid"] == each.form["SmsSid"] == sent.sid for each in told)
    assert all(each.form["AccountSid"] == ours.sid for each in told)
    validator = RequestValidator(ours.token)
    assert all(validator.validate(each.url, each.form, each.headers["x-twilio-signature"]) for each in told)
    assert not validator.validate(told[0].url, told[1].form, told[0].headers["x-twilio-signature"])


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://LOCALHOST:{}/Status", "/Status"),
        ("http://anna:ge%20heim@127.0.0.1:{}/Status#rc=1", "/Status"),
        ("http://127.0.0.1:{}", "/"),
        ("http://127.0.0.1:{}?x=1", "/?x=1"),
        ("http://127.0.0.1:{}/a?", "/a"),
        ("http://127.0.0.1:{}/pad met é/b?naam=ü&c=%C3%A9+d", "/pad%20met%20%C3%A9/b?naam=%C3%BC&c=%C3%A9+d"),
        ("http://127.0.0.1:{}/a/../b;c=1?d", "/b;c=1?d"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_system_can_check_the_signature_of_an_odd_address(
    ours: Ours, system: OurSystem, url: str, target: str, method: str
) -> None:
    url = url.format(system.url.rpartition(":")[2])
    made = ours.posts("Messages", To=ANNA, From=SENDER, Body="x", StatusCallback=url, StatusCallbackMethod=method)
    assert made.status_code == 201, made.text
    told, validator = system.waits_for_any(), RequestValidator(ours.token)
    as_asked = f"http://{told.headers['host']}{told.path_and_query}"
    assert validator.validate(as_asked, told.form if method == "POST" else {}, told.headers["x-twilio-signature"])
    assert told.path_and_query.startswith(target)


def test_what_cannot_be_delivered_is_told_with_its_error(ours: Ours, system: OurSystem) -> None:
    ours.api.post("faults", json={"kind": "message", "action": "undelivered", "code": 30005})
    url = f"{system.url}/status"
    sent = ours.sdk.messages.create(to=ANNA, from_=SENDER, body="x", status_callback=url)
    assert (sent.status, sent.error_code) == ("queued", None)
    last = system.waits_for("/status", 3)[-1]
    assert (last.form["MessageStatus"], last.form["ErrorCode"]) == ("undelivered", "30005")
    after = ours.sdk.messages(sent.sid).fetch()
    assert (after.status, after.error_code, after.error_message) == ("undelivered", 30005, ERRORS[30005][1])


def test_a_late_message_is_told_of_though_nobody_looks(ours: Ours, system: OurSystem) -> None:
    ours.api.post("faults", json={"kind": "message", "action": "late", "seconds": 0.2})
    fields = {"To": ANNA, "From": SENDER, "Body": "x", "StatusCallback": f"{system.url}/status?a=1"}
    answer = ours.posts("Messages", **fields, StatusCallbackMethod="GET")
    assert answer.status_code == 201
    told = system.waits_for("/status", 3)
    assert [each.form["MessageStatus"] for each in told] == ["queued", "sent", "delivered"]
    assert {each.method for each in told} == {"GET"}
    validator = RequestValidator(ours.token)
    assert validator.validate(told[-1].url, {}, told[-1].headers["x-twilio-signature"])


def test_an_account_can_be_given(ours: Ours, sdk_for: Callable[[dict[str, str]], Client]) -> None:
    given = {"account_sid": "AC" + "ab" * 16, "auth_token": "their-own-token"}
    answer = ours.api.put("account", json=given)
    assert (answer.status_code, answer.json()["account_sid"]) == (200, given["account_sid"])
    with pytest.raises(TwilioRestException):
        ours.sdk.messages.create(to=ANNA, from_=SENDER, body="with the old one")
    assert sdk_for(answer.json()).messages.list() == []
    assert ours.api.put("account", json={**given, "account_sid": "nonsense"}).status_code == 422
