"""Who talks on a call that was placed: stated here, and met by whoever places calls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from stapsgewijs.phone_network.calls import Call, CallStatus


class NextAction(StrEnum):
    """What the caller does when everything was said."""

    LISTEN = "listen"
    """Wait for a key, for as long as the turn's patience lasts."""
    THINK = "think"
    """Find out what to say next; `PhoneNetwork.go_on` brings the turn that follows."""
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

    `remarks` are for the history of the call: what its conversation met on the way to these words.
    """

    says: tuple[Utterance, ...] = ()
    then: NextAction = NextAction.LISTEN
    patience: float | None = None
    remarks: tuple[str, ...] = ()


class Conversation(Protocol):
    """The caller's side of one call."""

    def script(self) -> dict[str, Any]:
        """Return all that is needed to wake this conversation up again, as JSON: `{"kind": …, …}`."""
        ...

    def answered(self) -> ConversationTurn:
        """Begin: the phone was answered (by a person or by voicemail)."""
        ...

    def pressed(self, key: str) -> ConversationTurn | None:
        """Take a key; None when more keys may follow."""
        ...

    def silent(self) -> ConversationTurn:
        """Go on: the patience of the last turn ran out and no key was pressed."""
        ...

    def ended(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Take note that the call is over."""
        ...


class ConversationLoader(Protocol):
    """Something that wakes conversations up again: after a restart, or in another process."""

    def __call__(self, call: Call) -> Conversation:
        """Return the conversation that `call.script` tells of; raises `LookupError` for what is unknown."""
        ...
