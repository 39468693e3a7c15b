"""Numbers, messaging services and the lists of an account, by the official SDK, unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.twilio.conftest import Ours, OurSystem

ANNA, BRAM, SENDER = "+31612345678", "+31687654321", "+15005550006"
DUTCH, BRITISH = "+3197010200000", "+447400123456"


def refused(do: Callable[..., object], **wish: object) -> int:
    with pytest.raises(TwilioRestException) as error:
        do(**wish)
    assert error.value.code is not None
    return int(error.value.code)


def test_a_number_is_had_changed_listed_and_given_back(ours: Ours, system: OurSystem) -> None:
    numbers = ours.sdk.incoming_phone_numbers
    made = numbers.create(phone_number="+31 970 1020 0000", sms_url=f"{system.url}/sms", voice_method="GET")
    assert (made.phone_number, made.friendly_name, made.sms_url) == (DUTCH, DUTCH, f"{system.url}/sms")
    assert (made.sms_method, made.voice_method, made.voice_url) == ("POST", "GET", "")
    assert made.capabilities["sms"] is True
    changed = numbers(made.sid).update(voice_url=f"{system.url}/voice", friendly_name="Reception")
    assert (changed.voice_url, changed.sms_url) == (f"{system.url}/voice", f"{system.url}/sms")
    numbers.create(phone_number=SENDER)
    assert [each.phone_number for each in numbers.list()] == [SENDER, DUTCH]
    assert [each.sid for each in numbers.list(phone_number=DUTCH)] == [made.sid]
    assert [each.phone_number for each in numbers.local.list()] == [SENDER, DUTCH]
    assert numbers.mobile.list() == numbers.toll_free.list() == []
    assert numbers(made.sid).delete()
    assert refused(numbers(made.sid).fetch) == 20404


def test_a_number_that_cannot_be_had_is_refused_as_published(ours: Ours) -> None:
    have = ours.sdk.incoming_phone_numbers.create
    have(phone_number=SENDER)
    assert refused(have, phone_number=SENDER) == 21422
    assert refused(have, phone_number="+15005550000") == 21422
    assert refused(have, phone_number="+15005550001") == 21421
    assert refused(have, phone_number="reception") == 21421
    assert refused(have, area_code="510") == 21421
    assert refused(have, phone_number=DUTCH, sms_url="sms") == 21402
    assert refused(have, phone_number=DUTCH, sms_url="https://elsewhere.example/sms") == 21402
    assert refused(have, phone_number=DUTCH, sms_method="PUT") == 20001
    assert len(ours.sdk.incoming_phone_numbers.list()) == 1


def test_pages_of_a_list_lead_to_each_other_in_both_forms(ours: Ours) -> None:
    for last in range(5):
        ours.sdk.incoming_phone_numbers.create(phone_number=f"+319701020000{last}")
        ours.service()
    assert len(ours.sdk.incoming_phone_numbers.list(page_size=2)) == 5
    services = ours.sdk.messaging.v1.services
    assert len({each.sid for each in services.list(page_size=2)}) == 5
    assert services.page(page_size=2).next_page_url.startswith(ours.sdk.messaging.base_url)


def test_a_message_of_a_service_comes_from_a_number_of_its_pool(ours: Ours, system: OurSystem) -> None:
    service = ours.service(DUTCH, BRITISH)
    made = ours.sdk.messages.create(
        to=ANNA, messaging_service_sid=service, body="code 123456", status_callback=f"{system.url}/status"
    )
    assert (made.status, made.from_, made.messaging_service_sid) == ("accepted", None, service)
    later = ours.sdk.messages(made.sid).fetch()
    assert (later.status, later.from_, later.messaging_service_sid) == ("delivered", DUTCH, service)
    assert [each["from"] for each in ours.handset("messages")] == [DUTCH]
    for each in system.waits_for("/status", 3):
        assert (each.form["MessagingServiceSid"], each.form["From"]) == (service, DUTCH)
    ours.sdk.messaging.v1.services(service).update(status_callback=f"{system.url}/service")
    ours.sdk.messages.create(to=ANNA, messaging_service_sid=service, body="x")
    assert system.waits_for("/service")[0].form["MessagingServiceSid"] == service
    by_from = ours.sdk.messages.create(to=ANNA, from_=service, body="x")
    assert (by_from.from_, by_from.messaging_service_sid) == (None, service)
    chosen = ours.sdk.messages.create(to=ANNA, from_=BRITISH, messaging_service_sid=service, body="x")
    assert ours.sdk.messages(chosen.sid).fetch().from_ == BRITISH


def test_a_name_goes_before_a_number_except_where_names_are_not_shown(ours: Ours) -> None:
    service = ours.service(SENDER)
    senders = ours.sdk.messaging.v1.services(service).alpha_senders
    assert senders.create(alpha_sender="Contoso").alpha_sender == "Contoso"
    assert refused(senders.create, alpha_sender="Contoso") == 21710
    assert refused(senders.create, alpha_sender="12345") == 21212
    for to, source in ((ANNA, "Contoso"), ("+12025550123", SENDER)):
        made = ours.sdk.messages.create(to=to, messaging_service_sid=service, body="x")
        assert ours.sdk.messages(made.sid).fetch().from_ == source
    assert [each.alpha_sender for each in senders.list()] == ["Contoso"]


def test_what_is_no_service_or_cannot_send_is_refused(ours: Ours) -> None:
    send, empty = ours.sdk.messages.create, ours.service()
    assert refused(send, to=ANNA, messaging_service_sid="MG" + "a" * 32, body="x") == 21701
    for no_sid in ("VA12", "VA" + "a" * 32, "MG"):
        assert refused(send, to=ANNA, messaging_service_sid=no_sid, body="x") == 21705
    assert refused(send, to=ANNA, from_="MG" + "a" * 32, body="x") == 21701
    assert refused(send, to=ANNA, from_="VA" + "a" * 32, body="x") == 21212
    assert refused(send, to=ANNA, messaging_service_sid=empty, body="x") == 21704
    assert refused(send, to=ANNA, messaging_service_sid=ours.service(SENDER), from_=DUTCH, body="x") == 21711
    ours.sdk.messaging.v1.services(empty).alpha_senders.create(alpha_sender="Contoso")
    assert refused(send, to="+12025550123", messaging_service_sid=empty, body="x") == 21703
    assert ours.handset("messages") == []


def test_a_number_is_in_one_service_and_stays_with_the_account(ours: Ours) -> None:
    services = ours.sdk.messaging.v1.services
    first, second = ours.service(SENDER), ours.service()
    number = ours.sdk.incoming_phone_numbers.list()[0]
    assert refused(services(first).phone_numbers.create, phone_number_sid=number.sid) == 21710
    assert refused(services(second).phone_numbers.create, phone_number_sid=number.sid) == 21712
    assert [each.phone_number for each in services(first).phone_numbers.list()] == [SENDER]
    assert refused(services(second).phone_numbers(number.sid).fetch) == 20404
    assert services(first).phone_numbers(number.sid).delete()
    services(second).phone_numbers.create(phone_number_sid=number.sid)
    assert services(second).update(inbound_method="GET", sticky_sender=False).inbound_method == "GET"
    assert services(second).delete()
    assert [each.phone_number for each in ours.sdk.incoming_phone_numbers.list()] == [SENDER]
    assert [each.sid for each in services.list()] == [first]


def test_lists_of_what_is_not_simulated_are_empty_and_a_remark_says_so(ours: Ours) -> None:
    assert ours.sdk.queues.list() == ours.sdk.conferences.list() == ours.sdk.recordings.list() == []
    assert ours.sdk.queues.list() == ours.sdk.usage.records.today.list() == ours.sdk.sip.domains.list() == []
    assert ours.sdk.available_phone_numbers("NL").mobile.list() == []
    told = [each.message_text for each in ours.sdk.notifications.list()]
    assert len(told) == len(set(told)) == 6
    assert "asked for Queues, which is not simulated: the list is empty" in told
    assert ours.sdk.notifications(ours.sdk.notifications.list()[0].sid).fetch().message_text == told[0]
    assert [each.message_text for each in ours.sdk.notifications.list(page_size=2)] == told
    assert ours.sdk.balance.fetch().currency == "USD"
    assert [each.sid for each in ours.sdk.api.accounts.list()] == [ours.sid]


def test_each_host_of_the_provider_has_its_own_addresses(ours: Ours) -> None:
    def get(host: str, path: str) -> tuple[int, str]:
        url = f"{ours.sdk.api.base_url}{path}"
        answer = ours.api.get(url, auth=(ours.sid, ours.token), headers={"Host": host})
        told = answer.json()
        return answer.status_code, told["message"] if answer.status_code != 200 else told["meta"]["url"]

    assert get("messaging.twilio.com", "/v1/Services") == (
        200,
        "https://messaging.twilio.com/v1/Services?PageSize=50&Page=0",
    )
    assert get("messaging.dublin.ie1.twilio.com", "/v1/Services")[0] == 200
    for host, path in (("conversations", "/v1/Services"), ("verify", "/v1/Services"), ("messaging", "/v1/Other")):
        status, told = get(f"{host}.twilio.com", path)
        assert status == 404
        assert "not simulated" in told
    assert get("elsewhere.example", "/v1/Services")[0] == 404
