"""What is kept has the keys of every version before: a renamed field is kept under the name that it had."""

from __future__ import annotations

import datetime as dt
import json

from stapsgewijs.identity import Device, Enrollment, Option, Phone, Policy
from stapsgewijs.phone_network import Call, CallStatus
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage.sql.serialization import (
    call_from_row,
    call_to_row,
    deserialize_credentials,
    deserialize_verification,
    serialize_credentials,
    serialize_verification,
    to_epoch_us,
)

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def test_a_call_that_an_earlier_version_kept_is_read() -> None:
    call = Call("CA1", PhoneNumber("+31612345678"), "x", NOON, status=CallStatus.IN_PROGRESS, sequence=7)
    call.disconnect_at, call.one_way_audio, call.wrong_keys_left = NOON, True, 2
    row = call_to_row(call)
    content = json.loads(row["content"])
    assert (content["drops"], content["deaf"], content["slips"]) == (to_epoch_us(NOON), True, 2)
    assert set(content) == {
        *("party", "due", "drops", "answered", "ended", "deaf", "slips", "patience", "thinking", "error"),
        *("transcript", "history", "tags", "extras", "script"),
    }
    columns = ("place", "id", "number", "direction", "status", "created", "content")
    assert call_from_row([row[each] for each in columns]) == call


ENROLLMENT = (
    '{"id":"e1","person":"anna","state":"choosing a method","device":"authentication-phone","way":"text_message",'
    '"number":null,"call_end":null,"version":0,"code":null,"wrong":1,"calls":2,"call":0,"unshown_app_password":null,'
    '"forms":{"f1":"method not allowed"},"verdicts":{"f2":"wrong"}}'
)
CREDENTIALS = (
    '{"enrolled":[["authentication-phone","phone_call","+31612345678",1]],"app_passwords":[],'
    '"used_codes":[],"blocked_until":null}'
)

OFFICE = (
    '{"enrolled":[["authentication-phone","text_message","+31612345678",1],'
    '["office-phone","phone_call","+31202490048",2]],"app_passwords":[["00","11"]],'
    '"used_codes":[["012345",1,true]],"blocked_until":null}'
)


def test_what_databases_hold_is_read_and_written_under_the_same_names() -> None:
    enrollment = deserialize_verification(ENROLLMENT)
    assert isinstance(enrollment, Enrollment)
    assert (enrollment.method, enrollment.failed_attempts, enrollment.call_count) == ("text_message", 1, 2)
    assert serialize_verification(enrollment) == ENROLLMENT
    credentials = deserialize_credentials("anna", CREDENTIALS)
    assert [(each.method, str(each.number)) for each in credentials.enrolled] == [("phone_call", "+31612345678")]
    content = json.loads(serialize_credentials(credentials))
    assert content.items() >= json.loads(CREDENTIALS).items()
    assert deserialize_credentials("anna", json.dumps(content)) == credentials


def test_what_an_earlier_version_verified_is_what_a_person_has() -> None:
    known = deserialize_credentials("anna", OFFICE)
    office = PhoneNumber("+31202490048")
    assert known.phones == {
        Device.AUTHENTICATION_PHONE: Phone(PhoneNumber("+31612345678")),
        Device.OFFICE_PHONE: Phone(office),
    }
    assert [each.method for each in known.enrolled] == ["text_message", "office_call"]
    assert known.preferred == Option("text_message", Device.AUTHENTICATION_PHONE)
    assert known.default(Policy(text_message=False, phone_call=True)) == Option(
        "phone_call", Device.AUTHENTICATION_PHONE
    )
    (old,) = known.app_passwords
    assert (old.id, old.name, old.created) == ("00", "", None)
    assert (known.app_devices, known.trusted, known.happened, known.failed_attempts) == ([], [], [], 0)
