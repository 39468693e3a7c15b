"""A voice call to one handset, and what was said on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from stapsgewijs.phone_network.messages import Direction

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.phone_network.conversations import Conversation
    from stapsgewijs.phone_numbers import PhoneNumber


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
    """One thing said (`text`, in `language` when that is known) or one key pressed."""

    who: Speaker
    text: str
    at: datetime
    language: str = ""


@dataclass(slots=True)
class Call:
    """One call to the handset `number` from `party`. `history` says what happened, and when.

    `due` is when its waiting ends: ringing becomes no answer, silence is noticed. `drops` is when the line
    is cut. `thinking` while the caller finds out what to say next: a key that is pressed then is not heard.
    `deaf` when nothing the caller says is heard, `slips` how many keys still arrive as another one.
    `talk` is who talks, where that lives in this process; `script` is how to wake it up again elsewhere
    (`{"kind": …, …}`). `place`, `error` and `extras` are as for a message.
    """

    id: str
    number: PhoneNumber
    party: str
    created: datetime
    due: datetime | None = None
    drops: datetime | None = None
    direction: Direction = Direction.OUTBOUND
    status: CallStatus = CallStatus.QUEUED
    answered: datetime | None = None
    ended: datetime | None = None
    deaf: bool = False
    slips: int = 0
    patience: float | None = None
    thinking: bool = False
    error: int | None = None
    transcript: list[Line] = field(default_factory=list)
    history: list[tuple[datetime, str]] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    extras: dict[str, str] = field(default_factory=dict)
    script: dict[str, Any] = field(default_factory=dict)
    talk: Conversation | None = field(default=None, repr=False, compare=False)
    place: int = 0

    @property
    def sender(self) -> str:
        """Who called, as the handset shows it."""
        return self.party if self.direction is Direction.OUTBOUND else self.number.e164

    @property
    def to(self) -> str:
        """Who was called."""
        return self.number.e164 if self.direction is Direction.OUTBOUND else self.party

    @property
    def wakes(self) -> datetime | None:
        """When something happens to it by itself, if anything will."""
        if self.status.is_final:
            return None
        return min((each for each in (self.due, self.drops) if each is not None), default=None)

    @property
    def seconds(self) -> int:
        """How long it lasted from being answered to its end, in whole seconds."""
        if self.answered is None or self.ended is None:
            return 0
        return int((self.ended - self.answered).total_seconds())

    def becomes(self, status: CallStatus, at: datetime, why: str = "") -> None:
        """Change the status and write it down."""
        self.status = status
        self.history.append((at, f"{status}: {why}" if why else str(status)))
        if status is CallStatus.IN_PROGRESS:
            self.answered = at
        if status.is_final:
            self.ended = at
            self.due = self.drops = None

    def says(self, who: Speaker, text: str, at: datetime, language: str = "") -> None:
        """Write down what was said or pressed."""
        self.transcript.append(Line(who, text, at, language))
