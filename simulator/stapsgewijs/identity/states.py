"""The state machine of an enrollment, as a table. What is absent is forbidden."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where an enrollment is."""

    CHOOSING = "choosing a method"
    CODE_SENT = "code sent"
    CALLING = "call under way"
    CALL_FAILED = "call failed"
    VERIFIED = "verified"
    ENROLLED = "enrolled"
    CANCELED = "canceled"
    LOCKED_OUT = "locked out"
    BLOCKED = "blocked"


class Event(StrEnum):
    """What can happen to an enrollment."""

    SEND_CODE = "a code is sent"
    PLACE_CALL = "a call is placed"
    FAIL_CALL = "the call ends without #"
    VERIFY = "the code or # is right"
    TOO_MANY_ATTEMPTS = "too many wrong codes"
    REPORT_FRAUD = "fraud is reported"
    FINISH = "done is pressed"
    CANCEL = "cancel is pressed"


UNDER_WAY: Final = (State.CHOOSING, State.CODE_SENT, State.CALLING, State.CALL_FAILED)
"""Until something is verified, one can go back to step 1 and choose again."""

TRANSITIONS: Final[dict[tuple[State, Event], State]] = {
    **{(state, Event.SEND_CODE): State.CODE_SENT for state in UNDER_WAY},
    **{(state, Event.PLACE_CALL): State.CALLING for state in UNDER_WAY},
    **{(state, Event.CANCEL): State.CANCELED for state in (*UNDER_WAY, State.LOCKED_OUT, State.BLOCKED)},
    (State.CODE_SENT, Event.VERIFY): State.VERIFIED,
    (State.CODE_SENT, Event.TOO_MANY_ATTEMPTS): State.LOCKED_OUT,
    (State.CALLING, Event.VERIFY): State.VERIFIED,
    (State.CALLING, Event.FAIL_CALL): State.CALL_FAILED,
    (State.CALLING, Event.REPORT_FRAUD): State.BLOCKED,
    (State.VERIFIED, Event.FINISH): State.ENROLLED,
}


class ForbiddenEventError(Exception):
    """Something happened that cannot happen in this state."""


def next_state(state: State, event: Event) -> State:
    """Return the state that follows; raises `ForbiddenEventError` for what is not in the table."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        msg = f"“{event}” cannot happen while “{state}”"
        raise ForbiddenEventError(msg) from None
