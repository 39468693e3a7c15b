"""Fault rules: which messages or calls are affected, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network.messages import Direction

if TYPE_CHECKING:
    from stapsgewijs.phone_numbers import PhoneNumber


class Kind(StrEnum):
    """What a fault happens to."""

    MESSAGE = "message"
    CALL = "call"


class MessageFault(StrEnum):
    """What can go wrong with a message."""

    LOST = "lost"
    LATE = "late"
    DOUBLED = "doubled"
    REORDERED = "reordered"
    GARBLED = "garbled"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"
    RATE_LIMITED = "rate-limited"
    CARRIER_SWITCHED = "carrier-switched"
    CALLBACKS_LATE = "callbacks-late"
    CALLBACKS_REORDERED = "callbacks-reordered"


class CallFault(StrEnum):
    """What can go wrong with a call."""

    BUSY = "busy"
    NO_ANSWER = "no-answer"
    VOICEMAIL = "voicemail"
    FAILED = "failed"
    HUNG_UP = "hung-up"
    WRONG_KEY = "wrong-key"
    ONE_WAY_AUDIO = "one-way-audio"
    REJECTED = "call-rejected"
    CALLBACKS_LATE = "callbacks-late"
    CALLBACKS_REORDERED = "callbacks-reordered"


Action = MessageFault | CallFault
UNREACHABLE_CODE: Final = 30003
"""The carrier's code of a handset that cannot be reached (Twilio error 30003)."""
TOO_MANY_REQUESTS_CODE: Final = 20429
"""The carrier's code of too many requests (Twilio error 20429)."""
CALLBACK_FAULT: Final = "callback fault"
"""A key in `extras` of a message or call whose status callbacks have a fault: its name, and seconds."""
CALLBACKS_HELD_S: Final = 60.0
"""How long callbacks that are to be reordered wait for the last one, when the fault does not say it."""
NOT_TAKEN: Final = {MessageFault.REJECTED, MessageFault.RATE_LIMITED, CallFault.REJECTED}
"""The actions that refuse a message or call when it is placed."""
_DEFAULT_CODES: Final[dict[Action, int]] = {
    MessageFault.UNDELIVERED: UNREACHABLE_CODE,
    MessageFault.REJECTED: 21612,  # this route is not possible
    MessageFault.RATE_LIMITED: TOO_MANY_REQUESTS_CODE,
    CallFault.REJECTED: 21217,  # not a number that can be called
}


_IN_SECONDS: Final = {
    MessageFault.LATE,
    CallFault.HUNG_UP,
    MessageFault.REORDERED,
    MessageFault.CALLBACKS_LATE,
    MessageFault.CALLBACKS_REORDERED,
}


@dataclass(slots=True)
class Fault:
    """A rule: `action` happens to the messages or calls that match, `times` times, after `skip` that go well.

    `number` and `text` (part of a body, in any capitals) say which; without them: every one. `times` None is
    for ever. `seconds` is how late a late message is, or when a call is hung up after it was answered. `code`
    is the carrier's error code. A rate limit happens to what comes after `limit` in `window_s` seconds: `hit_times`
    are the times of those. `direction` says whether the rule is about what goes to a handset or what comes from one.
    """

    id: str
    action: Action
    number: PhoneNumber | None = None
    text: str = ""
    seconds: float = 0.0
    skip: int = 0
    times: int | None = 1
    code: int | None = None
    limit: int = 0
    window_s: float = 0.0
    hit_times: list[datetime] = field(default_factory=list)
    direction: Direction = Direction.OUTBOUND

    @property
    def kind(self) -> Kind:
        """What the fault happens to."""
        return Kind.MESSAGE if isinstance(self.action, MessageFault) else Kind.CALL

    @property
    def on_callbacks(self) -> dict[str, str]:
        """What a message or call keeps in `extras` of a fault of its callbacks; nothing for another fault."""
        if self.action not in {MessageFault.CALLBACKS_LATE, MessageFault.CALLBACKS_REORDERED}:
            return {}
        is_late = self.action == MessageFault.CALLBACKS_LATE
        return {CALLBACK_FAULT: f"{self.action} {self.seconds if is_late else self.seconds or CALLBACKS_HELD_S:g}"}

    @property
    def error(self) -> int | None:
        """The carrier's error code: the one given, or the usual one."""
        return self.code if self.code is not None else _DEFAULT_CODES.get(self.action)

    @property
    def is_spent(self) -> bool:
        """Whether it will not happen any more."""
        return self.times is not None and self.times < 1

    @property
    def why(self) -> str:
        """The fault in words, for the history of what it happened to."""
        late = self.action in _IN_SECONDS and self.seconds
        return f"{self.action}{f' ({self.seconds:g} s)' if late else ''} by fault {self.id}"

    def matches(self, kind: Kind, number: PhoneNumber, text: str, direction: Direction = Direction.OUTBOUND) -> bool:
        """Return whether the rule is about this message (with this body) or call."""
        return (
            self.kind is kind
            and self.direction is direction
            and not self.is_spent
            and (self.number is None or self.number == number)
            and (not self.text or self.text.casefold() in text.casefold())
        )

    def triggers(self, now: datetime) -> bool:
        """Count one that matches; returns whether the fault happens to it."""
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.action is MessageFault.RATE_LIMITED and not self._is_beyond(now):
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def _is_beyond(self, now: datetime) -> bool:
        self.hit_times = [each for each in self.hit_times if abs(now - each) < timedelta(seconds=self.window_s)]
        if len(self.hit_times) >= self.limit:
            return True
        self.hit_times.append(now)
        return False


def garbled(body: str) -> str:
    """Return `body` as it arrives over a bad line: every second letter or digit is lost."""
    seen = 0
    out = []
    for each in body:
        seen += each.isalnum()
        out.append("\N{REPLACEMENT CHARACTER}" if each.isalnum() and seen % 2 == 0 else each)
    return "".join(out)
