"""The state machine of a verification, as a table. What is absent is forbidden."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection


class State(StrEnum):
    """Where a verification is, whatever it is for; which of them it can come to, its kind says (`events`)."""

    CHOOSING = "choosing a method"
    CONFIGURING_APP = "configuring the app"
    APP_CONFIGURED = "app configured"
    CODE_SENT = "code sent"
    CALLING = "call under way"
    CALL_FAILED = "call failed"
    REQUEST_SENT = "request sent"
    REQUEST_FAILED = "request failed"
    APP_CODE_ASKED = "code of the app asked"
    VERIFIED = "verified"
    BACKUP_ASKED = "backup number asked"
    ENROLLED = "enrolled"
    MORE_INFORMATION = "more information required"
    CANCELED = "canceled"
    EXPIRED = "expired"
    LOCKED_OUT = "locked out"
    BLOCKED = "blocked"


class Event(StrEnum):
    """What can happen to a verification."""

    SEND_CODE = "a code is sent"
    PLACE_CALL = "a call is placed"
    FAIL_CALL = "the call ends without #"
    SEND_REQUEST = "a request is sent to the app"
    FAIL_REQUEST = "the request is denied, or not answered"
    ASK_APP_CODE = "the code of the app is asked"
    VERIFY = "the code, # or the answer in the app is right"
    TOO_MANY_ATTEMPTS = "too many wrong codes"
    REPORT_FRAUD = "fraud is reported"
    BLOCK = "fraud was reported elsewhere"
    CANCEL = "cancel is pressed"
    # enrollment
    CONFIGURE_APP = "set up is pressed"
    DROP_APP = "setting up the app is canceled"
    ACCEPT_APP = "the app is configured"
    ASK_BACKUP = "a backup number is asked"
    GIVE_BACKUP = "a backup number is given, or none"
    FINISH = "done is pressed"
    # sign-in
    SKIP = "no second factor is needed"
    REQUIRE_MORE = "nothing usable is registered"
    CHOOSE_AGAIN = "another method is wished"
    TIME_OUT = "the time for the whole verification is over"


WAITING: Final = (State.CODE_SENT, State.CALLING, State.REQUEST_SENT, State.APP_CODE_ASKED)
"""Something is waited for that proves who it is."""
UNDER_WAY: Final = (
    State.CHOOSING,
    State.CONFIGURING_APP,
    State.APP_CONFIGURED,
    *WAITING,
    State.CALL_FAILED,
    State.REQUEST_FAILED,
)
"""Until something is verified, one can go back and choose again."""

_SHARED: Final[dict[tuple[State, Event], State]] = {
    **{(state, Event.SEND_CODE): State.CODE_SENT for state in UNDER_WAY},
    **{(state, Event.PLACE_CALL): State.CALLING for state in UNDER_WAY},
    **{(state, Event.SEND_REQUEST): State.REQUEST_SENT for state in UNDER_WAY},
    **{(state, Event.ASK_APP_CODE): State.APP_CODE_ASKED for state in UNDER_WAY},
    **{(state, Event.CANCEL): State.CANCELED for state in (*UNDER_WAY, State.LOCKED_OUT, State.BLOCKED)},
    **{(state, Event.BLOCK): State.BLOCKED for state in UNDER_WAY},
    **{(state, Event.VERIFY): State.VERIFIED for state in WAITING},
    (State.CALLING, Event.FAIL_CALL): State.CALL_FAILED,
    (State.REQUEST_SENT, Event.FAIL_REQUEST): State.REQUEST_FAILED,
    **{(state, Event.TOO_MANY_ATTEMPTS): State.LOCKED_OUT for state in UNDER_WAY},
    **{(state, Event.REPORT_FRAUD): State.BLOCKED for state in (State.CALLING, State.REQUEST_SENT)},
}
_ENROLLMENT: Final = {
    **{(state, Event.CONFIGURE_APP): State.CONFIGURING_APP for state in UNDER_WAY},
    (State.CONFIGURING_APP, Event.DROP_APP): State.CHOOSING,
    (State.CONFIGURING_APP, Event.ACCEPT_APP): State.APP_CONFIGURED,
    (State.VERIFIED, Event.ASK_BACKUP): State.BACKUP_ASKED,
    (State.BACKUP_ASKED, Event.GIVE_BACKUP): State.VERIFIED,
    (State.BACKUP_ASKED, Event.CANCEL): State.CANCELED,
    (State.VERIFIED, Event.FINISH): State.ENROLLED,
}
_SIGN_IN: Final = {
    (State.CHOOSING, Event.SKIP): State.VERIFIED,
    (State.CHOOSING, Event.REQUIRE_MORE): State.MORE_INFORMATION,
    **{(state, Event.CHOOSE_AGAIN): State.CHOOSING for state in UNDER_WAY},
    **{(state, Event.TIME_OUT): State.EXPIRED for state in UNDER_WAY},
}
TRANSITIONS: Final[dict[tuple[State, Event], State]] = {**_SHARED, **_ENROLLMENT, **_SIGN_IN}

SHARED_EVENTS: Final = frozenset(event for _, event in _SHARED)
ENROLLMENT_EVENTS: Final = SHARED_EVENTS | {event for _, event in _ENROLLMENT}
SIGN_IN_EVENTS: Final = SHARED_EVENTS | {event for _, event in _SIGN_IN}


class ForbiddenEventError(Exception):
    """Something happened that cannot happen in this state."""


def next_state(state: State, event: Event, events: Collection[Event] = tuple(Event)) -> State:
    """Return the state that follows; raises `ForbiddenEventError` for what is not in the table, or not in `events`."""
    follows = TRANSITIONS.get((state, event)) if event in events else None
    if follows is None:
        msg = f"“{event}” cannot happen while “{state}”"
        raise ForbiddenEventError(msg)
    return follows
