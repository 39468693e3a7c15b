"""Verify v2 by the official SDK, unchanged: services, verifications, checks, attempts, rate limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from twilio.base.exceptions import TwilioRestException

from stapsgewijs.phone_network.twilio.resources import verify_services

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.twilio.conftest import Ours

ANNA, BRAM, LANDLINE, FRENCH = "+31612345678", "+31687654321", "+31201234567", "+33612345678"


def refused(do: Callable[..., object], **wish: object) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as error:
        do(**wish)
    assert error.value.code is not None
    return error.value.status, int(error.value.code)


def service(ours: Ours, **fields: object) -> Any:  # noqa: ANN401  # the SDK's own
    return ours.sdk.verify.v2.services.create(friendly_name="Contoso", **fields)


def code_at(ours: Ours, number: str = ANNA) -> str:
    return str(ours.handset("code", number)["code"])


def wrong(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def advance(ours: Ours, seconds: float) -> None:
    assert ours.api.post("clock", json={"advance": seconds}).status_code == 200


def test_a_code_reaches_the_handset_and_is_right_once(ours: Ours) -> None:
    made = service(ours)
    started = made.verifications.create(to=ANNA, channel="sms")
    assert (started.status, started.valid, started.to, started.channel) == ("pending", False, ANNA, "sms")
    code = code_at(ours)
    assert len(code) == 6
    message = ours.handset("messages")[0]
    assert (message["from"], message["body"]) == ("Verify", f"{code} is uw verificatiecode voor Contoso.")
    guess = made.verification_checks.create(to=ANNA, code=wrong(code))
    assert (guess.sid, guess.status, guess.valid) == (started.sid, "pending", False)
    right = made.verification_checks.create(to=ANNA, code=code)
    assert (right.sid, right.status, right.valid) == (started.sid, "approved", True)
    assert made.verifications(started.sid).fetch().status == "approved"
    assert refused(made.verification_checks.create, to=ANNA, code=code) == (404, 20404)
    assert ours.sdk.messages.list() == []  # messages of Verify are not in the lists of the account
    assert made.verifications.create(to=ANNA, channel="sms").sid != started.sid


def test_the_same_code_is_sent_five_times_at_most(ours: Ours) -> None:
    made = service(ours)
    sids = {made.verifications.create(to=ANNA, channel=channel).sid for channel in ("sms", "sms", "call", "sms", "sms")}
    assert len(sids) == 1
    assert len({each["body"] for each in ours.handset("messages")}) == 1
    assert refused(made.verifications.create, to=ANNA, channel="sms") == (429, 60203)
    assert made.verifications.create(to=BRAM, channel="sms").status == "pending"
    pending = made.verifications(ANNA).fetch()
    assert [each["channel"] for each in pending.send_code_attempts] == ["SMS", "SMS", "CALL", "SMS", "SMS"]
    advance(ours, 601)
    assert made.verifications.create(to=ANNA, channel="sms").sid not in sids


def test_five_wrong_codes_are_judged_and_then_none(ours: Ours) -> None:
    made = service(ours)
    started = made.verifications.create(to=ANNA, channel="sms")
    code = code_at(ours)
    for _ in range(5):
        assert not made.verification_checks.create(verification_sid=started.sid, code=wrong(code)).valid
    assert refused(made.verification_checks.create, to=ANNA, code=code) == (429, 60202)
    assert made.verifications(started.sid).fetch().status == "max_attempts_reached"
    again = made.verifications.create(to=ANNA, channel="sms")
    assert again.sid != started.sid
    advance(ours, 0.1)
    assert made.verification_checks.create(to=ANNA, code=code_at(ours)).valid


def test_a_code_lasts_ten_minutes_by_the_clock_of_the_organisation(ours: Ours) -> None:
    ours.api.post("clock", json={"state": "paused"})
    made = service(ours)
    first = made.verifications.create(to=ANNA, channel="sms")
    advance(ours, 599.9)
    assert made.verifications(first.sid).fetch().status == "pending"
    advance(ours, 0.1)
    assert made.verifications(first.sid).fetch().status == "expired"
    assert refused(made.verification_checks.create, to=ANNA, code=code_at(ours)) == (404, 20404)
    assert refused(made.verifications(first.sid).update, status="canceled") == (404, 20404)


def test_a_system_ends_a_verification_itself(ours: Ours) -> None:
    made = service(ours)
    first = made.verifications.create(to=ANNA, channel="sms")
    assert made.verifications(first.sid).update(status="canceled").status == "canceled"
    assert refused(made.verification_checks.create, to=ANNA, code=code_at(ours)) == (404, 20404)
    made.verifications.create(to=ANNA, channel="sms")
    assert made.verifications(ANNA).update(status="approved").status == "approved"
    assert refused(made.verifications(ANNA).update, status="expired") == (400, 60200)


def test_a_call_asks_for_a_key_and_speaks_the_digits_twice(ours: Ours) -> None:
    made = service(ours, code_length=4)
    made.verifications.create(to=FRENCH, channel="call", locale="en")
    call = ours.rings(FRENCH)
    heard = ours.does(call, "answer")["transcript"]
    assert heard[-1]["text"].startswith("Hello. Press any key")
    spoken = [each for each in ours.does(call, "press", keys="1")["transcript"] if each["who"] == "caller"]
    assert spoken[-1] == {**spoken[-2], "at": spoken[-1]["at"]}
    code = "".join(each for each in spoken[-1]["text"] if each.isdigit())
    assert spoken[-1]["text"] == f"Your verification code for Contoso is: {', '.join(code)}."
    assert ours.api.get(f"calls/{call}").json()["status"] == "completed"
    assert ours.api.get(f"calls/{call}/code").json()["code"] == code
    assert made.verification_checks.create(to=FRENCH, code=code).status == "approved"
    assert ours.sdk.calls.list() == []


def test_a_call_speaks_at_once_where_no_key_is_asked_for(ours: Ours) -> None:
    made = service(ours, dtmf_input_required=False)
    made.verifications.create(to=LANDLINE, channel="call")
    heard = ours.does(ours.rings(LANDLINE), "answer")["transcript"]
    assert [each["text"][:41] for each in heard] == [
        "Uw verificatiecode voor Contoso is: " + heard[0]["text"][36:41]
    ] * 2
    assert heard[0]["language"] == "nl"


def test_nobody_who_presses_a_key_ends_the_call_in_time(ours: Ours) -> None:
    ours.api.post("clock", json={"state": "paused"})
    service(ours).verifications.create(to=ANNA, channel="call")
    call = ours.rings()
    ours.does(call, "answer")
    advance(ours, 31)
    over = ours.api.get(f"calls/{call}").json()
    assert (over["status"], len(over["transcript"])) == ("completed", 3)


def test_a_lost_message_leaves_a_pending_verification(ours: Ours) -> None:
    made = service(ours)
    ours.api.post("faults", json={"kind": "message", "action": "lost"})
    started = made.verifications.create(to=ANNA, channel="sms")
    assert started.status == "pending"
    assert ours.handset("messages") == []
    assert made.verifications.create(to=ANNA, channel="sms").sid == started.sid
    assert made.verification_checks.create(to=ANNA, code=code_at(ours)).valid


def test_a_refused_message_starts_nothing(ours: Ours) -> None:
    made = service(ours)
    ours.api.post("faults", json={"kind": "message", "action": "rejected", "code": 60212})
    assert refused(made.verifications.create, to=ANNA, channel="sms") == (429, 60212)
    assert refused(made.verifications(ANNA).fetch) == (404, 20404)
    for number, code in (("+15005550001", 60200), ("+15005550003", 60605), ("+15005550004", 21610)):
        assert refused(made.verifications.create, to=number, channel="sms")[1] == code


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"to": "0612345678", "channel": "sms"}, 400, 60200),
        ({"to": "", "channel": "sms"}, 400, 60200),
        ({"to": ANNA, "channel": "pigeon"}, 400, 60200),
        ({"to": "anna@contoso.example", "channel": "email"}, 400, 60217),
        ({"to": ANNA, "channel": ""}, 400, 60200),
        ({"to": LANDLINE, "channel": "sms"}, 403, 60205),
        ({"to": ANNA, "channel": "sms", "locale": "xx"}, 400, 60200),
        ({"to": ANNA, "channel": "sms", "custom_code": "123456"}, 403, 60204),
        ({"to": ANNA, "channel": "sms", "template_sid": "HJ" + "2" * 32}, 400, 60228),
        ({"to": ANNA, "channel": "sms", "rate_limits": '{"address": "1"}'}, 400, 60200),
        ({"to": ANNA, "channel": "sms", "rate_limits": "address"}, 400, 60200),
        ({"to": ANNA, "channel": "sna"}, 400, 60200),
        ({"to": ANNA, "channel": "call", "app_hash": "FA+9qCX9VSu"}, 400, 60602),
        ({"to": ANNA, "channel": "sms", "device_ip": "256.1.1.1"}, 400, 60200),
        ({"to": ANNA, "channel": "sms", "tags": "[]"}, 400, 60200),
        ({"to": ANNA, "channel": "sms", "tags": '{"a": "' + "x" * 129 + '"}'}, 400, 60200),
        ({"to": ANNA, "channel": "sms", "custom_friendly_name": "x" * 500}, 400, 60247),
    ],
)
def test_what_the_provider_refuses_is_refused(ours: Ours, wish: dict[str, Any], status: int, code: int) -> None:
    made = service(ours)
    assert refused(made.verifications.create, **wish) == (status, code)
    assert ours.handset("messages") == []


def test_checks_and_services_are_refused_as_published(ours: Ours) -> None:
    made, services = service(ours), ours.sdk.verify.v2.services
    check = made.verification_checks.create
    assert refused(check, to=ANNA, code="123456") == (404, 20404)
    assert refused(check, to=ANNA, code="123") == (400, 60200)
    assert refused(check, to=ANNA, code="123a56") == (400, 60200)
    assert refused(check, code="123456") == (400, 60221)
    assert refused(services("VA" + "0" * 32).verifications.create, to=ANNA, channel="sms") == (404, 20404)
    assert refused(services.create, friendly_name="x" * 33) == (400, 60200)
    assert refused(services.create, friendly_name="") == (400, 60200)
    for length in (3, 11):
        assert refused(services.create, friendly_name="x", code_length=length) == (400, 60200)
    assert services(made.sid).update(friendly_name="Fabrikam", code_length=10).code_length == 10
    assert [each.friendly_name for each in services.list()] == ["Fabrikam"]
    assert made.delete()
    assert services.list() == []


def test_a_code_of_the_system_and_of_another_length(ours: Ours) -> None:
    made = service(ours, custom_code_enabled=True, code_length=10, do_not_share_warning_enabled=True)
    made.verifications.create(to=BRAM, channel="sms")
    assert len(code_at(ours, BRAM)) == 10
    made.verifications.create(
        to=ANNA, channel="sms", custom_code="0042", custom_friendly_name="Bank", locale="en-GB", app_hash="FA+9qCX9VSu"
    )
    body = "0042 is your verification code for Bank. Do not share it with anyone.\nFA+9qCX9VSu"
    assert [each["body"] for each in ours.handset("messages")] == [body]
    assert made.verification_checks.create(to=ANNA, code="0042").valid


def test_a_locale_without_sentences_is_told_in_english_and_a_remark_says_so(ours: Ours) -> None:
    service(ours).verifications.create(to=ANNA, channel="sms", locale="fi")
    assert "is your verification code" in ours.handset("messages")[0]["body"]
    told = [each["what"] for each in ours.api.get("account/history").json()]
    assert told == ["asked for a verification in fi, which is told in English here"]
    service(ours).verifications.create(to=FRENCH, channel="sms")
    assert "est votre code" in ours.handset("messages", FRENCH)[0]["body"]


def test_a_payment_is_part_of_what_is_checked(ours: Ours) -> None:
    made = service(ours, psd2_enabled=True)
    assert refused(made.verifications.create, to=ANNA, channel="sms") == (400, 60206)
    assert refused(made.verifications.create, to=ANNA, channel="call", amount="1", payee="x") == (400, 60214)
    paid = {"amount": "€ 12,00", "payee": "Fabrikam"}
    assert made.verifications.create(to=ANNA, channel="sms", **paid).amount == "€ 12,00"
    code = code_at(ours)
    assert not made.verification_checks.create(to=ANNA, code=code, **{**paid, "amount": "€ 1200,00"}).valid
    assert made.verification_checks.create(to=ANNA, code=code, **paid).valid


def test_a_rate_limit_counts_each_value_in_its_buckets(ours: Ours) -> None:
    ours.api.post("clock", json={"state": "paused"})
    made = service(ours)
    limit = made.rate_limits.create(unique_name="address", description="of the person")
    assert refused(made.rate_limits.create, unique_name="address") == (400, 60208)
    assert refused(made.rate_limits.create, unique_name="an address") == (400, 60209)
    assert made.rate_limits.create(unique_name="address.v4").delete()
    bucket = limit.buckets.create(max=2, interval=60)
    assert refused(limit.buckets.create, max=3, interval=60) == (400, 60211)
    assert made.rate_limits("address").fetch().sid == limit.sid

    def start(value: str) -> object:
        return made.verifications.create(to=ANNA, channel="sms", rate_limits=f'{{"address": "{value}"}}')

    start("1.2.3.4")
    start("1.2.3.4")
    assert refused(start, value="1.2.3.4") == (429, 20429)
    start("5.6.7.8")
    advance(ours, 60)
    start("1.2.3.4")
    assert limit.buckets(bucket.sid).update(max=5).max == 5
    assert [each.interval for each in limit.buckets.list()] == [60]
    assert limit.delete()
    assert made.rate_limits.list() == []


def test_a_service_and_a_rate_limit_have_only_so_many(ours: Ours, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_services, "MAX_RATE_LIMITS", 2)
    monkeypatch.setattr(verify_services, "MAX_BUCKETS", 2)
    made = service(ours)
    limit, _ = (made.rate_limits.create(unique_name=each) for each in ("one", "two"))
    assert refused(made.rate_limits.create, unique_name="three") == (400, 60207)
    for each in (60, 3600):
        limit.buckets.create(max=1, interval=each)
    assert refused(limit.buckets.create, max=1, interval=10) == (400, 60210)
    assert limit.buckets.list()[0].delete()
    limit.buckets.create(max=1, interval=10)


def test_a_status_can_be_asked_only_so_often(ours: Ours) -> None:
    ours.api.post("clock", json={"state": "paused"})
    started = service(ours).verifications.create(to=ANNA, channel="sms")
    for _ in range(60):
        started.fetch()
    assert refused(started.fetch) == (429, 20429)
    advance(ours, 61)
    assert started.fetch().status == "pending"


def test_the_channel_is_chosen_and_the_number_is_looked_up_where_that_is_wished(ours: Ours) -> None:
    made = service(ours, lookup_enabled=True)
    started = made.verifications.create(to=ANNA, channel="auto", device_ip="::1", tags='{"team": "qa"}')
    assert (started.channel, started.lookup["carrier"]["type"]) == ("sms", "mobile")
    assert service(ours).verifications.create(to=BRAM, channel="sms", custom_message="x").lookup == {}
    told = [each["what"] for each in ours.api.get("account/history").json()]
    assert told == ["warning 60244: CustomMessage of a verification is not supported any more"]


def test_every_attempt_is_told_and_whether_it_led_to_a_right_code(ours: Ours) -> None:
    made = service(ours)
    made.verifications.create(to=ANNA, channel="sms")
    made.verifications.create(to=BRAM, channel="call")
    made.verification_checks.create(to=ANNA, code=code_at(ours))
    attempts = ours.sdk.verify.v2.verification_attempts
    assert [(each.channel, each.conversion_status) for each in attempts.list()] == [
        ("call", "unconverted"),
        ("sms", "converted"),
    ]
    assert [each.channel_data["to"] for each in attempts.list(channel_data_to=ANNA)] == [ANNA]
    assert attempts.list(verify_service_sid="VA" + "0" * 32) == []
    assert (
        attempts(attempts.list(channel="sms")[0].sid).fetch().verification_sid == made.verifications(ANNA).fetch().sid
    )
    summary = ours.sdk.verify.v2.verification_attempts_summary().fetch()
    assert (summary.total_attempts, summary.total_converted, summary.conversion_rate_percentage) == (2, 1, "50.00")


def test_strange_values_are_refused_and_never_a_defect(ours: Ours) -> None:
    made = service(ours, custom_code_enabled=True)
    made.rate_limits.create(unique_name="address").buckets.create(max=9, interval=60)
    for value in ("\\u0000", "é🙂", "x" * 5000, "\\ud800"):
        made.verifications.create(to=BRAM, channel="sms", rate_limits=f'{{"address": "{value}"}}')
        made.verifications(BRAM).update(status="canceled")
    base, auth = ours.sdk.api.base_url, (ours.sid, ours.token)
    for path in (
        "/v2/Services/{}",
        "/v2/Services/%00",
        f"/v2/Services/{made.sid}/Verifications/%F0%9F%99%82",
        "/v2//x",
    ):
        answer = ours.api.get(f"{base}{path}", auth=auth)
        assert answer.status_code in {400, 404}, (path, answer.text)
    body = '{"types": {"twilio/text": {"body": "\\ud800"}}}'
    answer = ours.api.post(f"{base}/v1/Content", content=body, headers={"content-type": "application/json"}, auth=auth)
    assert answer.status_code == 201
    assert "\\ud800" in answer.text


def test_whatsapp_is_a_channel_of_its_own(ours: Ours) -> None:
    made = service(ours)
    assert made.verifications.create(to=ANNA, channel="whatsapp").channel == "whatsapp"
    assert ours.handset("messages")[0]["from"].startswith("whatsapp:+")
    assert made.verification_checks.create(to=ANNA, code=code_at(ours)).valid


def test_templates_and_lists_of_a_service_that_are_not_simulated(ours: Ours) -> None:
    template = ours.sdk.verify.v2.templates.list()[0]
    assert "{{code}}" in template.translations["nl"]["text"]
    made = service(ours)
    made.verifications.create(to=ANNA, channel="sms", template_sid=template.sid)
    assert made.webhooks.list() == made.entities.list() == []


def test_the_codes_of_a_seed_are_the_same_every_time(ours: Ours, sdk_for: Callable[[dict[str, str]], Any]) -> None:
    codes = []
    for _ in range(2):
        made = ours.api.post("../../organisations", json={"name": "Seeded", "seed": "monday"}).json()
        url = str(ours.api.base_url.join(f"../{made['id']}/"))
        sdk = sdk_for(ours.api.get(f"{url}account").json())
        sdk.verify.v2.services.create(friendly_name="x").verifications.create(to=ANNA, channel="sms")
        codes.append(ours.api.get(f"{url}handsets/{ANNA}/code").json()["code"])
        ours.api.delete(url)
    assert codes[0] == codes[1]


def test_a_service_has_the_sid_that_the_system_knows(ours: Ours) -> None:
    sid = "VA" + "0123456789abcdef" * 2
    made = ours.api.put(f"account/resources/{sid}", json={"FriendlyName": "Contoso", "CodeLength": 8})
    assert (made.status_code, made.json()["sid"]) == (200, sid)
    ours.sdk.verify.v2.services(sid).verifications.create(to=ANNA, channel="sms")
    assert len(code_at(ours)) == 8
    ours.api.put(f"account/resources/{sid}", json={"CustomCodeEnabled": True})
    assert ours.sdk.verify.v2.services(sid).fetch().custom_code_enabled is True
    ours.api.post("reset")
    assert refused(ours.sdk.verify.v2.services(sid).verifications(ANNA).fetch) == (404, 20404)
    assert [each["sid"] for each in ours.api.get("account/resources").json()] == [sid]
    assert ours.api.delete(f"account/resources/{sid}").status_code == 204
    assert ours.api.delete(f"account/resources/{sid}").status_code == 404
    assert ours.api.put(f"account/resources/{sid[:-1]}", json={}).status_code == 422
    assert ours.api.put(f"account/resources/{sid}", json={"CodeLength": 3}).status_code == 422
