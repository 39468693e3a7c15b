"""A fault for one request: `late; seconds=30`, as the value of the header `X-Stapsgewijs-Fault`."""

from __future__ import annotations

from typing import Final

from stapsgewijs.phone_network.faults.rules import (
    NOT_TAKEN,
    TOO_MANY_REQUESTS_CODE,
    Action,
    CallFault,
    Fault,
    Kind,
    MessageFault,
)

HEADER: Final = "X-Stapsgewijs-Fault"
_SHORT: Final = {"rejected": CallFault.REJECTED}
"""Names that a header may use for a call, where the rule's own name says twice that it is a call."""


class FaultHeaderError(ValueError):
    """A header that names no fault; the message says what it can name."""


def action_called(name: str, kind: Kind) -> Action:
    """Return the fault called `name` that can happen to a message or call; raises `FaultHeaderError`."""
    actions: type[Action] = MessageFault if kind is Kind.MESSAGE else CallFault
    if kind is Kind.CALL and name in _SHORT:
        return _SHORT[name]
    try:
        return actions(name)
    except ValueError:
        msg = f"a {kind} cannot be {name!r}; it can be {', '.join(actions)}"
        raise FaultHeaderError(msg) from None


def fault_of(header: str, kind: Kind) -> Fault:
    """Return the fault that `header` asks for: an action, then `; seconds=` and `; code=` where wanted."""
    name, *details = (each.strip() for each in header.split(";"))
    action = action_called(name, kind)
    if action is MessageFault.RATE_LIMITED:
        action = MessageFault.REJECTED  # one request is beyond every limit
        details.append(f"code={TOO_MANY_REQUESTS_CODE}")
    given = {"seconds": "0", "code": ""}
    for each in filter(None, details):
        key, equals, value = (part.strip() for part in each.partition("="))
        if key not in given or not equals:
            msg = f"{each!r} says nothing about a fault; write seconds=30 or code=30003"
            raise FaultHeaderError(msg)
        given[key] = value
    try:
        seconds, code = float(given["seconds"]), int(given["code"]) if given["code"] else None
    except ValueError:
        msg = f"{header!r}: seconds and code are numbers"
        raise FaultHeaderError(msg) from None
    if not 0 <= seconds <= 366 * 24 * 3600:
        msg = f"{header!r}: seconds lie between 0 and a year"
        raise FaultHeaderError(msg)
    where = "request" if action not in NOT_TAKEN else "request (refused)"
    return Fault(f"in the {where}", action, seconds=seconds, code=code)
