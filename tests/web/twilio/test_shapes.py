"""The names and types that the provider publishes (its OpenAPI description of API version 2010-04-01).

Only what is fact about the description is kept here: names, types and whether null is allowed.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.web.twilio.conftest import Ours

ANNA, SENDER = "+31612345678", "+15005550006"
TEXT, NUMBER, DATE, URIS = "text", "number", "date", "uris"
MESSAGE: Final = {
    "account_sid": TEXT, "api_version": TEXT, "body": TEXT, "date_created": DATE, "date_sent": DATE,
    "date_updated": DATE, "direction": TEXT, "error_code": NUMBER, "error_message": TEXT, "from": TEXT,
    "messaging_service_sid": TEXT, "num_media": TEXT, "num_segments": TEXT, "price": TEXT, "price_unit": TEXT,
    "sid": TEXT, "status": TEXT, "subresource_uris": URIS, "to": TEXT, "uri": TEXT,
}  # fmt: skip
CALL: Final = {
    "account_sid": TEXT, "answered_by": TEXT, "api_version": TEXT, "caller_name": TEXT, "date_created": DATE,
    "date_updated": DATE, "direction": TEXT, "duration": TEXT, "end_time": DATE, "forwarded_from": TEXT, "from": TEXT,
    "from_formatted": TEXT, "group_sid": TEXT, "parent_call_sid": TEXT, "phone_number_sid": TEXT, "price": TEXT,
    "price_unit": TEXT, "queue_time": TEXT, "sid": TEXT, "start_time": DATE, "status": TEXT, "subresource_uris": URIS,
    "to": TEXT, "to_formatted": TEXT, "trunk_sid": TEXT, "uri": TEXT,
}  # fmt: skip
PAGE: Final = {
    "end": NUMBER, "first_page_uri": TEXT, "next_page_uri": TEXT, "page": NUMBER, "page_size": NUMBER,
    "previous_page_uri": TEXT, "start": NUMBER, "uri": TEXT,
}  # fmt: skip
NEVER_NULL: Final = {"sid", "status", "uri", "account_sid", "date_created", "direction", "api_version"}


def fits(shape: Mapping[str, Any], described: Mapping[str, str]) -> None:
    assert set(described) <= set(shape)
    for name, kind in described.items():
        value = shape[name]
        if value is None:
            assert name not in NEVER_NULL, name
        elif kind == NUMBER:
            assert isinstance(value, int), name
        elif kind == URIS:
            assert all(isinstance(each, str) and each.startswith("/2010-04-01/") for each in value.values())
        else:
            assert isinstance(value, str), name
            if kind == DATE:
                assert parsedate_to_datetime(value).utcoffset() is not None


def get(ours: Ours, path: str) -> dict[str, Any]:
    answer = ours.api.get(f"{ours.sdk.api.base_url}{path}", auth=(ours.sid, ours.token))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_message_has_the_published_shape_from_its_creation_on(ours: Ours) -> None:
    created = ours.posts("Messages", To=ANNA, From=SENDER, Body="x").json()
    fits(created, MESSAGE)
    fits(get(ours, created["uri"]), MESSAGE)
    assert set(created) == set(MESSAGE)
    assert re.fullmatch(r"SM[0-9a-f]{32}", created["sid"])
    ours.api.post("faults", json={"kind": "message", "action": "undelivered"})
    fits(get(ours, ours.posts("Messages", To=ANNA, From=SENDER, Body="x").json()["uri"]), MESSAGE)


def test_a_call_has_the_published_shape_from_its_creation_to_its_end(ours: Ours) -> None:
    created = ours.posts("Calls", To=ANNA, From=SENDER, Twiml="<Response/>").json()
    fits(created, CALL)
    assert re.fullmatch(r"CA[0-9a-f]{32}", created["sid"])
    assert set(created) - set(CALL) <= {"annotation"}
    ours.does(created["sid"], "answer")
    over = get(ours, created["uri"])
    fits(over, CALL)
    assert (over["status"], over["duration"]) == ("completed", "0")


def test_a_page_has_the_published_shape_and_leads_to_the_next(ours: Ours) -> None:
    for _ in range(3):
        ours.posts("Messages", To=ANNA, From=SENDER, Body="x")
    page = get(ours, f"/2010-04-01/Accounts/{ours.sid}/Messages.json?PageSize=2&To=%2B31612345678")
    fits(page, PAGE)
    assert (len(page["messages"]), page["start"], page["end"], page["page_size"]) == (2, 0, 1, 2)
    after = get(ours, page["next_page_uri"])
    assert (len(after["messages"]), after["page"], after["start"], after["next_page_uri"]) == (1, 1, 2, None)
    fits(get(ours, f"/2010-04-01/Accounts/{ours.sid}/Calls.json"), PAGE)
