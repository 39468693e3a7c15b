"""The JSON and table rows of messages, calls, fault rules, enrollments and credentials.

Times are whole microseconds since 1970 in UTC, which sort and convert exactly. Texts are JSON in ASCII, so that
lone surrogates and U+0000 are preserved as well.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.identity import (
    CallEnd,
    Credentials,
    Device,
    EnrolledMethod,
    Enrollment,
    RejectionReason,
    State,
    Verdict,
    VerificationCode,
)
from stapsgewijs.identity.app_passwords import AppPasswordHash
from stapsgewijs.phone_network.calls import Call, CallStatus, Line, Speaker
from stapsgewijs.phone_network.faults.rules import CallFault, Fault, MessageFault
from stapsgewijs.phone_network.messages import Direction, Message, MessageStatus
from stapsgewijs.phone_numbers import PhoneNumber

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


def to_epoch_us(moment: datetime) -> int:
    """Return a time as microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def from_epoch_us(micros: int) -> datetime:
    """Return the time of a stored value, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def to_epoch_us_or_none(moment: datetime | None) -> int | None:
    """Return a time as microseconds since 1970, or None."""
    return None if moment is None else to_epoch_us(moment)


def from_epoch_us_or_none(micros: int | None) -> datetime | None:
    """Return the time of a stored value, or None."""
    return None if micros is None else from_epoch_us(micros)


def dumps(content: Any) -> str:  # noqa: ANN401  # JSON has no narrower type
    """Return `content` as JSON, in ASCII and without spaces."""
    return _ENCODE(content)


def loads(text: str) -> Any:  # noqa: ANN401  # idem
    """Return the value of stored JSON."""
    return json.loads(text)


def casefold_ascii(text: str) -> str:
    """Return the form of `text` that searches use: case folded, in ASCII.

    Each character becomes the same ASCII wherever it is, so a part of a text is a part of its folded form.
    The reverse does not always hold: `n` is part of the folded form of a line's end.
    """
    return _ENCODE(text.casefold())[1:-1]


_MESSAGE: Final = ("party", "body", "held", "error", "tags", "extras")
_MESSAGE_TIMES: Final = ("due", "delivered")
_CALL: Final = ("party", "deaf", "slips", "patience", "thinking", "error", "tags", "extras", "script")
_CALL_TIMES: Final = ("due", "drops", "answered", "ended")
_FAULT: Final = ("action", "text", "seconds", "skip", "times", "code", "most", "window")
_FIELDS: Final = {
    "deaf": "one_way_audio",
    "slips": "wrong_keys_left",
    "drops": "disconnect_at",
    "thinking": "awaiting_twiml",
    "most": "limit",
    "window": "window_s",
}
"""Key in JSON → field, where they differ: databases of earlier versions have these keys."""


def message_to_row(message: Message) -> dict[str, Any]:
    """Return the columns of a message, except the organisation."""
    content = _content(message, _MESSAGE, _MESSAGE_TIMES)
    return {**_columns(message), "searched": casefold_ascii(message.body), "content": dumps(content)}


def message_from_row(row: Sequence[Any]) -> Message:
    """Return the message of a row: place, id, number, direction, status, created, content."""
    content = loads(row[-1])
    return Message(**_fields(row, content, _MESSAGE, _MESSAGE_TIMES), status=MessageStatus(row[4]))


def call_to_row(call: Call) -> dict[str, Any]:
    """Return the columns of a call, except the organisation."""
    transcript = [[each.who, each.text, to_epoch_us(each.at), each.language] for each in call.transcript]
    content = {**_content(call, _CALL, _CALL_TIMES), "transcript": transcript}
    said = "\n".join(each.text for each in call.transcript)
    return {**_columns(call), "searched": casefold_ascii(said), "content": dumps(content)}


def call_from_row(row: Sequence[Any]) -> Call:
    """Return the call of a row, as `message_from_row` does; it has no conversation yet."""
    content = loads(row[-1])
    lines = [Line(Speaker(who), text, from_epoch_us(at), language) for who, text, at, language in content["transcript"]]
    return Call(**_fields(row, content, _CALL, _CALL_TIMES), status=CallStatus(row[4]), transcript=lines)


def serialize_fault(fault: Fault) -> str:
    """Return a fault rule as JSON, without its id."""
    content = {each: getattr(fault, _FIELDS.get(each, each)) for each in _FAULT}
    number = fault.number.e164 if fault.number else None
    return dumps({**content, "number": number, "taken": [to_epoch_us(each) for each in fault.hit_times]})


def deserialize_fault(fault_id: str, content: str) -> Fault:
    """Return the fault rule of stored JSON."""
    known = loads(content)
    action = MessageFault(known["action"]) if known["action"] in set(MessageFault) else CallFault(known["action"])
    number = PhoneNumber(known["number"]) if known["number"] else None
    hit_times = [from_epoch_us(each) for each in known["taken"]]
    fields = {_FIELDS.get(each, each): known[each] for each in _FAULT}
    return Fault(fault_id, **{**fields, "action": action, "number": number, "hit_times": hit_times})


def serialize_tag(tag: str) -> str:
    """Return the text that the column `tags` contains if the item has this tag (and, rarely, if it does not)."""
    return dumps(tag)


def _columns(item: Message | Call) -> dict[str, Any]:
    return {
        "place": item.sequence,
        "id": item.id,
        "number": item.number.e164,
        "party": casefold_ascii(item.party),
        "direction": item.direction.value,
        "status": item.status.value,
        "created": to_epoch_us(item.created),
        "wakes": to_epoch_us_or_none(item.next_event_at),
        "tags": dumps(item.tags),
    }


def _content(item: Message | Call, names: Sequence[str], times: Sequence[str]) -> dict[str, Any]:
    """Return the JSON of a row: fields as they are, times, and the history."""
    content = {each: getattr(item, _FIELDS.get(each, each)) for each in names}
    content |= {each: to_epoch_us_or_none(getattr(item, _FIELDS.get(each, each))) for each in times}
    return {**content, "history": [(to_epoch_us(at), what) for at, what in item.history]}


def _fields(
    row: Sequence[Any], content: Mapping[str, Any], names: Sequence[str], times: Sequence[str]
) -> dict[str, Any]:
    """Return the fields of an item, except its status."""
    place, item_id, number, direction, _, created, _ = row
    fields = {_FIELDS.get(each, each): content[each] for each in names}
    fields |= {_FIELDS.get(each, each): from_epoch_us_or_none(content[each]) for each in times}
    return {
        **fields,
        "id": item_id,
        "number": PhoneNumber(number),
        "direction": Direction(direction),
        "created": from_epoch_us(created),
        "tags": tuple(content["tags"]),
        "history": [(from_epoch_us(at), what) for at, what in content["history"]],
        "sequence": place,
    }


def serialize_enrollment(enrollment: Enrollment) -> str:
    """Return an enrollment as JSON, under the names by which databases have it."""
    return dumps(
        {
            "id": enrollment.id,
            "person": enrollment.person,
            "state": enrollment.state,
            "device": enrollment.device,
            "way": enrollment.method,
            "number": enrollment.number.e164 if enrollment.number else None,
            "call_end": enrollment.call_end,
            "version": enrollment.version,
            "code": _serialize_code(enrollment.code) if enrollment.code else None,
            "wrong": enrollment.failed_attempts,
            "calls": enrollment.call_count,
            "call": enrollment.pending_call,
            "unshown_app_password": enrollment.unshown_app_password,
            "forms": enrollment.processed_forms,
            "verdicts": enrollment.code_verdicts,
        }
    )


def deserialize_enrollment(content: str) -> Enrollment:
    """Return the enrollment that was kept as JSON."""
    known = loads(content)
    return Enrollment(
        known["id"],
        known["person"],
        state=State(known["state"]),
        device=Device(known["device"]),
        method=known["way"],
        number=PhoneNumber(known["number"]) if known["number"] else None,
        call_end=CallEnd(known["call_end"]) if known["call_end"] else None,
        version=known["version"],
        code=_parse_code(known["code"]) if known["code"] else None,
        failed_attempts=known["wrong"],
        call_count=known["calls"],
        pending_call=known["call"],
        unshown_app_password=known["unshown_app_password"],
        processed_forms={form: RejectionReason(each) if each else None for form, each in known["forms"].items()},
        code_verdicts={form: Verdict(each) for form, each in known["verdicts"].items()},
    )


def serialize_credentials(credentials: Credentials) -> str:
    """Return what a person has, as JSON."""
    return dumps(
        {
            "enrolled": [
                [each.device, each.method, each.number.e164 if each.number else None, to_epoch_us(each.since)]
                for each in credentials.enrolled
            ],
            "app_passwords": [[each.salt.hex(), each.digest.hex()] for each in credentials.app_passwords],
            "used_codes": [_serialize_code(each) for each in credentials.used_codes],
            "blocked_until": to_epoch_us_or_none(credentials.blocked_until),
        }
    )


def deserialize_credentials(person: str, content: str) -> Credentials:
    """Return what a person has, of JSON that was kept."""
    known = loads(content)
    return Credentials(
        person,
        [
            EnrolledMethod(Device(device), method, PhoneNumber(number) if number else None, from_epoch_us(since))
            for device, method, number, since in known["enrolled"]
        ],
        [AppPasswordHash(bytes.fromhex(salt), bytes.fromhex(digest)) for salt, digest in known["app_passwords"]],
        [_parse_code(each) for each in known["used_codes"]],
        from_epoch_us_or_none(known["blocked_until"]),
    )


def _serialize_code(code: VerificationCode) -> list[Any]:
    return [code.digits, to_epoch_us(code.sent), code.used]


def _parse_code(kept: Sequence[Any]) -> VerificationCode:
    digits, sent, used = kept
    return VerificationCode(digits, from_epoch_us(sent), used)
