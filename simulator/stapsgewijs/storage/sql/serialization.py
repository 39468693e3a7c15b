"""The JSON and table rows of messages, calls, fault rules, enrollments and credentials.

Times are whole microseconds since 1970 in UTC, which sort and convert exactly. Texts are JSON in ASCII, so that
lone surrogates and U+0000 are preserved as well.
"""

from __future__ import annotations

import json
from dataclasses import fields as dataclass_fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.identity import (
    METHODS,
    AnswerVerdict,
    AppDevice,
    CallEnd,
    Credentials,
    DefaultTest,
    Device,
    EnrolledMethod,
    Enrollment,
    Happening,
    Option,
    PendingApp,
    Phone,
    RejectionReason,
    RequestEnd,
    SecurityEvent,
    SentRequest,
    SignIn,
    SkipReason,
    State,
    TrustedBrowser,
    Verdict,
    Verification,
    VerificationCode,
)
from stapsgewijs.identity.app_passwords import AppPasswordHash
from stapsgewijs.phone_network.calls import Call, CallStatus, Line, Speaker
from stapsgewijs.phone_network.faults.rules import CallFault, Fault, Kind, MessageFault
from stapsgewijs.phone_network.messages import Direction, Message, MessageStatus
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage.backend import StorageUnavailableError

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
    """Return the value of stored JSON; raises `StorageUnavailableError` for a row that is damaged."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        msg = "the database is damaged: a row of it cannot be read"
        raise StorageUnavailableError(msg) from None


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
    late = message.arrived_at_place or None
    return {**_columns(message), "searched": casefold_ascii(message.body), "content": dumps(content), "arrival": late}


def message_from_row(row: Sequence[Any]) -> Message:
    """Return the message of a row: place, id, number, direction, status, created, content, arrival."""
    content = loads(row[6])
    fields = _fields(row, content, _MESSAGE, _MESSAGE_TIMES)
    return Message(**fields, status=MessageStatus(row[4]), arrived_at_place=row[7] or 0)


def call_to_row(call: Call) -> dict[str, Any]:
    """Return the columns of a call, except the organisation."""
    transcript = [[each.who, each.text, to_epoch_us(each.at), each.language] for each in call.transcript]
    content = {**_content(call, _CALL, _CALL_TIMES), "transcript": transcript}
    said = "\n".join(each.text for each in call.transcript)
    return {**_columns(call), "searched": casefold_ascii(said), "content": dumps(content), "arrival": None}


def call_from_row(row: Sequence[Any]) -> Call:
    """Return the call of a row, as `message_from_row` does; it has no conversation yet."""
    content = loads(row[6])
    lines = [Line(Speaker(who), text, from_epoch_us(at), language) for who, text, at, language in content["transcript"]]
    return Call(**_fields(row, content, _CALL, _CALL_TIMES), status=CallStatus(row[4]), transcript=lines)


def serialize_fault(fault: Fault) -> str:
    """Return a fault rule as JSON, without its id."""
    content = {each: getattr(fault, _FIELDS.get(each, each)) for each in _FAULT}
    number = fault.number.e164 if fault.number else None
    taken = [to_epoch_us(each) for each in fault.hit_times]
    more = {"kind": fault.kind, "number": number, "direction": fault.direction, "taken": taken}
    return dumps({**content, **more})


def deserialize_fault(fault_id: str, content: str) -> Fault:
    """Return the fault rule of stored JSON."""
    known = loads(content)
    # Databases of earlier versions have no kind: what they have is the name of one kind only.
    is_message = known["kind"] == Kind.MESSAGE if "kind" in known else known["action"] in set(MessageFault)
    action = MessageFault(known["action"]) if is_message else CallFault(known["action"])
    number = PhoneNumber(known["number"]) if known["number"] else None
    hit_times = [from_epoch_us(each) for each in known["taken"]]
    fields = {_FIELDS.get(each, each): known[each] for each in _FAULT}
    direction = Direction(known.get("direction", Direction.OUTBOUND))
    more = {"action": action, "number": number, "direction": direction, "hit_times": hit_times}
    return Fault(fault_id, **{**fields, **more})


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
    place, item_id, number, direction, _, created = row[:6]
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


_KINDS: Final[dict[str, type[Verification]]] = {"enrollment": Enrollment, "sign-in": SignIn, "default": DefaultTest}
"""Kinds of verification, by the name under which databases have them; those of earlier versions are enrollments."""
_KIND_OF: Final = {kind: name for name, kind in _KINDS.items()}
_LATER: Final = ("extension", "request_end", "request_count")
_OF_KIND: Final = {"enrollment": ("adds_device",), "sign-in": ("skipped", "rejection", "remember"), "default": ()}


def serialize_verification(verification: Verification) -> str:
    """Return a verification as JSON, under the names by which databases have it."""
    kind = _KIND_OF[type(verification)]
    content = {
        "id": verification.id,
        "person": verification.person,
        "state": verification.state,
        "device": verification.device,
        "way": verification.method,
        "number": _e164(verification.number),
        "call_end": verification.call_end,
        "version": verification.version,
        "code": _serialize_code(verification.code) if verification.code else None,
        "wrong": verification.failed_attempts,
        "calls": verification.call_count,
        "call": verification.pending_call,
        "unshown_app_password": getattr(verification, "unshown_app_password", None),
        "forms": verification.processed_forms,
        "verdicts": verification.code_verdicts,
    }
    later: dict[str, Any] = {each: getattr(verification, each) for each in (*_LATER, *_OF_KIND[kind])}
    later["answers"] = verification.answers
    later["request"] = _serialize_request(verification.request) if verification.request else None
    if isinstance(verification, Enrollment):
        later["app"] = _serialize_pending_app(verification.app) if verification.app else None
        later["backup"] = _e164(verification.backup)
    elif isinstance(verification, SignIn):
        later["began"] = to_epoch_us_or_none(verification.began)
    elif isinstance(verification, DefaultTest):
        later["preferred"] = _serialize_option(verification.preferred)
        later["phones"] = _serialize_phones(verification.phones)
        later["forgets_apps"] = not verification.keeps_apps
    later["kind"] = "" if kind == "enrollment" else kind
    return dumps({**content, **{name: value for name, value in later.items() if value}})


def deserialize_verification(content: str) -> Verification:
    """Return the verification that was kept as JSON."""
    known = loads(content)
    kind = known.get("kind", "enrollment")
    request, end = known.get("request"), known.get("request_end")
    fields: dict[str, Any] = {
        "state": State(known["state"]),
        "device": Device(known["device"]),
        "method": _method(known["device"], known["way"]),
        "number": _number(known["number"]),
        "extension": known.get("extension", ""),
        "call_end": CallEnd(known["call_end"]) if known["call_end"] else None,
        "version": known["version"],
        "code": _parse_code(known["code"]) if known["code"] else None,
        "failed_attempts": known["wrong"],
        "call_count": known["calls"],
        "pending_call": known["call"],
        "request": _parse_request(request) if request else None,
        "request_count": known.get("request_count", 0),
        "request_end": RequestEnd(end) if end else None,
        "processed_forms": {form: RejectionReason(each) if each else None for form, each in known["forms"].items()},
        "code_verdicts": {form: Verdict(each) for form, each in known["verdicts"].items()},
        "answers": {name: (yes, AnswerVerdict(each)) for name, (yes, each) in known.get("answers", {}).items()},
    }
    if kind == "enrollment":
        app = known.get("app")
        fields["unshown_app_password"] = known["unshown_app_password"]
        fields["app"] = _parse_pending_app(app) if app else None
        fields["adds_device"] = known.get("adds_device", False)
        fields["backup"] = _number(known.get("backup"))
    elif kind == "sign-in":
        skipped, rejection = known.get("skipped"), known.get("rejection")
        fields["began"] = from_epoch_us_or_none(known.get("began"))
        fields["skipped"] = SkipReason(skipped) if skipped else None
        fields["rejection"] = RejectionReason(rejection) if rejection else None
        fields["remember"] = known.get("remember", False)
    else:
        fields["preferred"] = _parse_option(known.get("preferred"))
        fields["phones"] = _parse_phones(known.get("phones", {}))
        fields["keeps_apps"] = not known.get("forgets_apps", False)
    return _KINDS[kind](known["id"], known["person"], **fields)


def serialize_credentials(credentials: Credentials) -> str:
    """Return what a person has, as JSON."""
    content: dict[str, Any] = {
        "enrolled": [
            [each.device, each.method, _e164(each.number), to_epoch_us(each.since)] for each in credentials.enrolled
        ],
        "app_passwords": [
            [each.salt.hex(), each.digest.hex(), each.id, each.name, to_epoch_us_or_none(each.created)]
            for each in credentials.app_passwords
        ],
        "used_codes": [_serialize_code(each) for each in credentials.used_codes],
        "blocked_until": to_epoch_us_or_none(credentials.blocked_until),
        "phones": _serialize_phones(credentials.phones),
        "app_devices": [_serialize_app_device(each) for each in credentials.app_devices],
        "preferred": _serialize_option(credentials.preferred),
        "trusted": [[each.digest, to_epoch_us(each.since)] for each in credentials.trusted],
        "locked_until": to_epoch_us_or_none(credentials.locked_until),
        "wrong": credentials.failed_attempts,
        "in_a_row": credentials.failures_in_a_row,
        "account_locked": to_epoch_us_or_none(credentials.account_locked),
        "requests_sent": [to_epoch_us(each) for each in credentials.requests_sent],
        "unshown_app_password": credentials.unshown_app_password,
        "forms": credentials.forms,
        "happened": [[to_epoch_us(each.at), each.what, each.method] for each in credentials.happened],
    }
    return dumps(content)


def deserialize_credentials(person: str, content: str) -> Credentials:
    """Return what a person has, of JSON that was kept; an earlier version kept no more than what was verified."""
    known = loads(content)
    enrolled = [
        EnrolledMethod(Device(device), _method(device, method), _number(number), from_epoch_us(since))
        for device, method, number, since in known["enrolled"]
    ]
    first = Option(enrolled[0].method, enrolled[0].device) if enrolled else None
    unshown = known.get("unshown_app_password")
    return Credentials(
        person,
        enrolled,
        [_parse_app_password(each) for each in known["app_passwords"]],
        [_parse_code(each) for each in known["used_codes"]],
        from_epoch_us_or_none(known["blocked_until"]),
        _parse_phones(known["phones"])
        if "phones" in known
        else {each.device: Phone(each.number) for each in enrolled if each.number},
        [_parse_app_device(each) for each in known.get("app_devices", ())],
        _parse_option(known["preferred"]) if "preferred" in known else first,
        [TrustedBrowser(digest, from_epoch_us(since)) for digest, since in known.get("trusted", ())],
        from_epoch_us_or_none(known.get("locked_until")),
        known.get("wrong", 0),
        known.get("in_a_row", 0),
        from_epoch_us_or_none(known.get("account_locked")),
        [from_epoch_us(each) for each in known.get("requests_sent", ())],
        (unshown[0], unshown[1]) if unshown else None,
        [(form, made) for form, made in known.get("forms", ())],
        [SecurityEvent(from_epoch_us(at), Happening(what), method) for at, what, method in known.get("happened", ())],
    )


def _method(device: str, method: str) -> str:
    """Return the id of a method; office phones had none of their own in earlier versions."""
    return METHODS.for_device(Device(device), method).id if method in METHODS else str(method)


def _parse_app_password(kept: Sequence[Any]) -> AppPasswordHash:
    salt, digest = bytes.fromhex(kept[0]), bytes.fromhex(kept[1])
    if len(kept) == 2:  # noqa: PLR2004  # of an earlier version; its salt, which nobody is told, is as good an id
        return AppPasswordHash(salt, digest, salt.hex())
    return AppPasswordHash(salt, digest, kept[2], kept[3], from_epoch_us_or_none(kept[4]))


def _serialize_code(code: VerificationCode) -> list[Any]:
    return [code.digits, to_epoch_us(code.sent), code.used]


def _parse_code(kept: Sequence[Any]) -> VerificationCode:
    digits, sent, used = kept
    return VerificationCode(digits, from_epoch_us(sent), used)


def _e164(number: PhoneNumber | None) -> str | None:
    return number.e164 if number else None


def _number(e164: str | None) -> PhoneNumber | None:
    return PhoneNumber(e164) if e164 else None


def _serialize_option(option: Option | None) -> list[str] | None:
    return [option.method, option.device] if option else None


def _parse_option(kept: Sequence[str] | None) -> Option | None:
    return Option(kept[0], Device(kept[1])) if kept else None


def _serialize_phones(phones: Mapping[Device, Phone]) -> dict[str, list[str]]:
    return {device: [each.number.e164, each.extension] for device, each in phones.items()}


def _parse_phones(kept: Mapping[str, Sequence[str]]) -> dict[Device, Phone]:
    return {Device(device): Phone(PhoneNumber(number), extension) for device, (number, extension) in kept.items()}


def _serialize_request(sent: SentRequest) -> list[Any]:
    return [sent.ids, sent.number, to_epoch_us(sent.sent), to_epoch_us(sent.expires)]


def _parse_request(kept: Sequence[Any]) -> SentRequest:
    ids, number, sent, expires = kept
    return SentRequest(tuple(ids), number, from_epoch_us(sent), from_epoch_us(expires))


def _serialize_app_device(device: AppDevice) -> dict[str, Any]:
    content = {each.name: getattr(device, each.name) for each in dataclass_fields(AppDevice)}
    return {**content, "added": to_epoch_us(device.added)}


def _parse_app_device(kept: Mapping[str, Any]) -> AppDevice:
    return AppDevice(**{**kept, "added": from_epoch_us(kept["added"]), "used_steps": tuple(kept["used_steps"])})


def _serialize_pending_app(app: PendingApp) -> list[Any]:
    device = _serialize_app_device(app.device) if app.device else None
    return [app.code, app.url, app.secret, to_epoch_us(app.made), app.otpauth, device]


def _parse_pending_app(kept: Sequence[Any]) -> PendingApp:
    code, url, secret, made, otpauth, device = kept
    return PendingApp(code, url, secret, from_epoch_us(made), otpauth, _parse_app_device(device) if device else None)
