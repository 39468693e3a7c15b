"""Messages, calls and rules as rows of a table, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stapsgewijs.phone_network.calls import Call, CallStatus, Line, Speaker
from stapsgewijs.phone_network.faults.rules import CallFault, Fault, MessageFault
from stapsgewijs.phone_network.messages import Direction, Message, MessageStatus
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage.sql.moments import as_micros, as_moment, micros_or_none, moment_or_none
from stapsgewijs.storage.sql.texts import as_json, folded, of_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def message_row(message: Message) -> dict[str, Any]:
    """Return the columns of a message, but for whose it is."""
    content = {
        "party": message.party,
        "body": message.body,
        "due": micros_or_none(message.due),
        "delivered": micros_or_none(message.delivered),
        "held": message.held,
        "error": message.error,
        "history": _history(message.history),
        "tags": message.tags,
        "extras": message.extras,
    }
    return {**_shared(message), "searched": folded(message.body), "content": as_json(content)}


def message_of(row: Sequence[Any]) -> Message:
    """Return the message of a row: place, id, number, direction, status, created, content."""
    place, item_id, number, direction, status, created, content = row
    known = of_json(content)
    return Message(
        item_id,
        PhoneNumber(number),
        known["party"],
        known["body"],
        as_moment(created),
        due=moment_or_none(known["due"]),
        direction=Direction(direction),
        status=MessageStatus(status),
        delivered=moment_or_none(known["delivered"]),
        held=known["held"],
        error=known["error"],
        history=_history_of(known["history"]),
        tags=tuple(known["tags"]),
        extras=known["extras"],
        place=place,
    )


def call_row(call: Call) -> dict[str, Any]:
    """Return the columns of a call, but for whose it is."""
    content = {
        "party": call.party,
        "due": micros_or_none(call.due),
        "drops": micros_or_none(call.drops),
        "answered": micros_or_none(call.answered),
        "ended": micros_or_none(call.ended),
        "deaf": call.deaf,
        "slips": call.slips,
        "patience": call.patience,
        "thinking": call.thinking,
        "error": call.error,
        "transcript": [[each.who, each.text, as_micros(each.at), each.language] for each in call.transcript],
        "history": _history(call.history),
        "tags": call.tags,
        "extras": call.extras,
        "script": call.script,
    }
    said = "\n".join(each.text for each in call.transcript)
    return {**_shared(call), "searched": folded(said), "content": as_json(content)}


def call_of(row: Sequence[Any]) -> Call:
    """Return the call of a row, as `message_of` does; nobody talks on it yet."""
    place, item_id, number, direction, status, created, content = row
    known = of_json(content)
    lines = [Line(Speaker(who), text, as_moment(at), language) for who, text, at, language in known["transcript"]]
    return Call(
        item_id,
        PhoneNumber(number),
        known["party"],
        as_moment(created),
        due=moment_or_none(known["due"]),
        drops=moment_or_none(known["drops"]),
        direction=Direction(direction),
        status=CallStatus(status),
        answered=moment_or_none(known["answered"]),
        ended=moment_or_none(known["ended"]),
        deaf=known["deaf"],
        slips=known["slips"],
        patience=known["patience"],
        thinking=known["thinking"],
        error=known["error"],
        transcript=lines,
        history=_history_of(known["history"]),
        tags=tuple(known["tags"]),
        extras=known["extras"],
        script=known["script"],
        place=place,
    )


def fault_content(fault: Fault) -> str:
    """Return a rule as JSON, but for its id."""
    return as_json(
        {
            "action": fault.action,
            "number": fault.number.e164 if fault.number else None,
            "text": fault.text,
            "seconds": fault.seconds,
            "skip": fault.skip,
            "times": fault.times,
            "code": fault.code,
            "most": fault.most,
            "window": fault.window,
            "taken": [as_micros(each) for each in fault.taken],
        }
    )


def fault_of(fault_id: str, content: str) -> Fault:
    """Return the rule that was kept as JSON."""
    known = of_json(content)
    action = MessageFault(known["action"]) if known["action"] in set(MessageFault) else CallFault(known["action"])
    number = PhoneNumber(known["number"]) if known["number"] else None
    taken = [as_moment(each) for each in known["taken"]]
    return Fault(fault_id, **{**known, "action": action, "number": number, "taken": taken})


def tag_part(tag: str) -> str:
    """Return what the column `tags` has in it when the item has this tag (and, rarely, when it has not)."""
    return as_json(tag)


def _shared(item: Message | Call) -> dict[str, Any]:
    return {
        "place": item.place,
        "id": item.id,
        "number": item.number.e164,
        "party": folded(item.party),
        "direction": item.direction.value,
        "status": item.status.value,
        "created": as_micros(item.created),
        "wakes": micros_or_none(item.wakes),
        "tags": as_json(item.tags),
    }


def _history(history: list[tuple[datetime, str]]) -> list[tuple[int, str]]:
    return [(as_micros(at), what) for at, what in history]


def _history_of(kept: list[tuple[int, str]]) -> list[tuple[datetime, str]]:
    return [(as_moment(at), what) for at, what in kept]
