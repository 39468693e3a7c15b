"""What goes wrong on purpose: rules for a number, each for a message or call that is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.phone_numbers import PhoneNumber


class Kind(StrEnum):
    """What a fault happens to."""

    MESSAGE = "message"
    CALL = "call"


class MessageFault(StrEnum):
    """What can go wrong with a message."""

    LOST = "lost"
    LATE = "late"
    DOUBLED = "doubled"
    UNDELIVERED = "undelivered"


class CallFault(StrEnum):
    """What can go wrong with a call."""

    BUSY = "busy"
    NO_ANSWER = "no-answer"
    VOICEMAIL = "voicemail"
    FAILED = "failed"


@dataclass(slots=True)
class Fault:
    """A rule: `action` happens to the messages or calls to `number`, `times` times, after `skip` that go well.

    `seconds` is how late a late message is.
    """

    id: str
    number: PhoneNumber
    action: MessageFault | CallFault
    seconds: float = 0.0
    skip: int = 0
    times: int = 1

    @property
    def kind(self) -> Kind:
        """What the fault happens to."""
        return Kind.MESSAGE if isinstance(self.action, MessageFault) else Kind.CALL

    @property
    def is_spent(self) -> bool:
        """Whether it will not happen any more."""
        return self.times < 1

    def strikes(self) -> bool:
        """Count one message or call to the number; returns whether the fault happens to it."""
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Faults:
    """All rules of one network; for each message or call at most one of them happens, the oldest first."""

    def __init__(self) -> None:
        """Begin with nothing going wrong."""
        self.rules: list[Fault] = []

    def next_for(self, number: PhoneNumber, kind: Kind) -> Fault | None:
        """Return the fault that happens to a message or call to `number` that is placed now, if any."""
        for rule in self.rules:
            if rule.number == number and rule.kind is kind and not rule.is_spent and rule.strikes():
                return rule
        return None
