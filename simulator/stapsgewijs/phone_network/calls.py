"""A voice call to one handset: its transcript, and the port for the party that speaks on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

from stapsgewijs.phone_network.messages import Addressed, Direction

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.phone_numbers import PhoneNumber


HANDSET: Final = "handset"
"""A key in `extras`: why the handset made no sound, a `Silence`."""
VOICEMAIL: Final = "voicemail"
PAUSES: Final = "pauses"
"""Keys in `extras` of a call that voicemail answered, and of one whose caller says more without being asked."""


class Silence(StrEnum):
    """Why a handset makes no sound when somebody calls."""

    DO_NOT_DISTURB = "do not disturb"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"


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
    """Who said or pressed something.

    `caller` is the other side, also of a call that the handset placed; `handset` are keys, `person` are words.
    """

    CALLER = "caller"
    HANDSET = "handset"
    PERSON = "person"
    VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said (`text`, in `language` when that is known) or one key pressed."""

    who: Speaker
    text: str
    at: datetime
    language: str = ""


@dataclass(slots=True)
class Call(Addressed):
    """One call to the handset `number` from `party`. `history` says what happened, and when.

    `due` is when its waiting ends: ringing becomes no answer, silence is noticed. `disconnect_at` is when the line
    is cut. `awaiting_twiml` while the caller finds out what to say next: a key that is pressed then is not heard.
    With `one_way_audio` nothing the caller says is heard; `wrong_keys_left` is how many keys still arrive as another
    one; `patience` is in seconds of silence. `conversation` is who talks, where that lives in this process; `script`
    is how to restore it elsewhere (`{"kind": …, …}`). `sequence`, `error` and `extras` are as for a message.
    """

    id: str
    number: PhoneNumber
    party: str
    created: datetime
    due: datetime | None = None
    disconnect_at: datetime | None = None
    direction: Direction = Direction.OUTBOUND
    status: CallStatus = CallStatus.QUEUED
    answered: datetime | None = None
    ended: datetime | None = None
    one_way_audio: bool = False
    wrong_keys_left: int = 0
    patience: float | None = None
    awaiting_twiml: bool = False
    error: int | None = None
    transcript: list[Line] = field(default_factory=list)
    history: list[tuple[datetime, str]] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    extras: dict[str, str] = field(default_factory=dict)
    script: dict[str, Any] = field(default_factory=dict)
    conversation: Conversation | None = field(default=None, repr=False, compare=False)
    sequence: int = 0

    @property
    def next_event_at(self) -> datetime | None:
        """When something happens to it by itself; None: never."""
        moments = (self.next_request_at, *(() if self.status.is_final else (self.due, self.disconnect_at)))
        return min((each for each in moments if each is not None), default=None)

    @property
    def is_answered_by_voicemail(self) -> bool:
        """Whether no person answered, and a machine did."""
        return VOICEMAIL in self.extras or any(each.who is Speaker.VOICEMAIL for each in self.transcript)

    @property
    def is_speaking(self) -> bool:
        """Whether the caller says more without a key: it is asked what, or paused."""
        return not self.status.is_final and (self.awaiting_twiml or PAUSES in self.extras)

    @property
    def heard(self) -> tuple[str, ...]:
        """What the other side said, in order."""
        return tuple(each.text for each in self.transcript if each.who is Speaker.CALLER)

    @property
    def silence(self) -> Silence | None:
        """Why the handset made no sound, so that nobody noticed the call; None when it could ring aloud."""
        return Silence(self.extras[HANDSET]) if HANDSET in self.extras else None

    @property
    def seconds(self) -> int:
        """How long it lasted from being answered to its end, in whole seconds."""
        if self.answered is None or self.ended is None:
            return 0
        return int((self.ended - self.answered).total_seconds())

    def set_status(self, status: CallStatus, at: datetime, why: str = "") -> None:
        """Change the status, and write it in the history."""
        self.status = status
        self.history.append((at, f"{status}: {why}" if why else str(status)))
        if status is CallStatus.IN_PROGRESS:
            self.answered = at
        if status.is_final:
            self.ended = at
            self.due = self.disconnect_at = None

    def add_line(self, who: Speaker, text: str, at: datetime, language: str = "") -> None:
        """Write in the transcript what was said or pressed."""
        self.transcript.append(Line(who, text, at, language))


class NextAction(StrEnum):
    """What the caller does when everything was said."""

    LISTEN = "listen"
    """Wait for a key or for words, for as long as the turn's patience lasts."""
    PAUSE = "pause"
    """Go on after the turn's patience; what is pressed meanwhile counts for nothing."""
    FETCH = "fetch"
    """Find out what to say next; `VoiceService.resume` brings the turn that follows."""
    HANG_UP = "hang up"
    REJECT = "reject"
    """Give up before the call was answered: the handset's side sees a busy line."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing that the caller says (or plays: then `text` says what), in a BCP 47 `language` if known."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """What the caller says, and what it does then. `patience` is in seconds of silence; None is for ever.

    `remarks` are for the history of the call: what its conversation met on the way to these words. `has_more` says
    whether there may be more to say when nobody presses a key: a machine waits for that.
    """

    says: tuple[Utterance, ...] = ()
    then: NextAction = NextAction.LISTEN
    patience: float | None = None
    remarks: tuple[str, ...] = ()
    has_more: bool = False


class Conversation(Protocol):
    """The caller's side of one call."""

    def to_state(self) -> dict[str, Any]:
        """Return all that is needed to restore this conversation, as JSON: `{"kind": …, …}`."""

    def on_answer(self) -> ConversationTurn:
        """Begin: the phone was answered (by a person or by voicemail)."""

    def on_key(self, key: str) -> ConversationTurn | None:
        """Take a key; None when more keys may follow."""

    def on_speech(self, text: str) -> ConversationTurn | None:
        """Take what the person says; None when nobody listens to words."""

    def on_timeout(self) -> ConversationTurn:
        """Go on: the patience of the last turn ran out and no key was pressed."""

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Take note that the call is over."""


class ConversationLoader(Protocol):
    """Restores conversations after a restart, or in another process."""

    def __call__(self, call: Call) -> Conversation:
        """Return the conversation that `call.script` tells of; raises `LookupError` for an unknown kind."""
