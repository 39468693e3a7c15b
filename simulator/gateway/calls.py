"""A voice call to one handset, and who talks on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from simulator.phone_numbers import PhoneNumber


class CallStatus(StrEnum):
    """Where a call is, in the carrier's words (Twilio REST 2010-04-01)."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more can happen to the call."""
        return self not in {CallStatus.QUEUED, CallStatus.RINGING, CallStatus.IN_PROGRESS}


class Speaker(StrEnum):
    """Who said or pressed something."""

    CALLER = "caller"
    HANDSET = "handset"
    VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said (`text`) or one key pressed."""

    who: Speaker
    text: str
    at: datetime


class Conversation(Protocol):
    """Who talks on a call that was placed; stated here, and met by whoever places calls."""

    @property
    def greeting(self) -> str:
        """What the caller says when the call is answered."""
        ...

    def pressed(self, key: str) -> tuple[str, bool] | None:
        """Take a key; returns what is said to it and whether the caller hangs up, or None for silence."""
        ...

    def ended(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Take note that the call is over."""
        ...


@dataclass(slots=True)
class Call:
    """One call. `due` is when ringing becomes no answer; `history` says what happened, and when."""

    id: str
    to: PhoneNumber
    sender: str
    created: datetime
    due: datetime
    conversation: Conversation
    status: CallStatus = CallStatus.QUEUED
    transcript: list[Line] = field(default_factory=list)
    history: list[tuple[datetime, str]] = field(default_factory=list)
    ended: datetime | None = None

    def becomes(self, status: CallStatus, at: datetime, why: str = "") -> None:
        """Change the status and write it down."""
        self.status = status
        self.history.append((at, f"{status}: {why}" if why else str(status)))
        if status.is_final:
            self.ended = at

    def says(self, who: Speaker, text: str, at: datetime) -> None:
        """Write down what was said or pressed."""
        self.transcript.append(Line(who, text, at))
