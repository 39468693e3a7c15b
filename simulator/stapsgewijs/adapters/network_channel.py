"""The phone network as enrollment's out-of-band channel; the two rooms do not know each other."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.identity import CallDialogue, CallEnd, ChannelRefusedError, call_dialogue
from stapsgewijs.phone_network import (
    CallStatus,
    ConversationTurn,
    Filter,
    MessageStatus,
    NextAction,
    PhoneNetwork,
    Utterance,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from stapsgewijs.identity import EnrollmentService
    from stapsgewijs.phone_numbers import PhoneNumber

ENROLLMENT: Final = "enrollment"
"""The kind of conversation that is about an enrollment, in the script of a call."""

_ENDS: Final = {
    CallStatus.BUSY: CallEnd.BUSY,
    CallStatus.NO_ANSWER: CallEnd.NO_ANSWER,
    CallStatus.FAILED: CallEnd.FAILED,
    CallStatus.CANCELED: CallEnd.FAILED,
    CallStatus.COMPLETED: CallEnd.HUNG_UP,
}


@dataclass(frozen=True, slots=True)
class EnrollmentConversation:
    """A dialogue of enrollment, as the conversation of a call."""

    dialogue: CallDialogue

    def to_state(self) -> dict[str, Any]:
        """Return the enrollment, which of its calls this is, and the keys pressed so far."""
        dialogue = self.dialogue
        return {"kind": ENROLLMENT, "subject": dialogue.subject, "call": dialogue.call, "keys": dialogue.keys}

    @classmethod
    def restore(cls, script: Mapping[str, Any], service: EnrollmentService) -> EnrollmentConversation:
        """Take the conversation up again that `script` told of."""
        return cls(call_dialogue(service.context, script["subject"], script["call"], script["keys"]))

    def on_answer(self) -> ConversationTurn:
        return ConversationTurn((Utterance(self.dialogue.greeting),))

    def on_key(self, key: str) -> ConversationTurn | None:
        reply = self.dialogue.pressed(key)
        if reply is None:
            return None
        return ConversationTurn((Utterance(reply.say),), NextAction.HANG_UP if reply.hang_up else NextAction.LISTEN)

    def on_timeout(self) -> ConversationTurn:
        return ConversationTurn()

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Pass on how the call ended, as a result of `identity`."""
        self.dialogue.ended(CallEnd.VOICEMAIL if by_voicemail else _ENDS[status])


@dataclass(frozen=True, slots=True)
class OrphanedConversation:
    """A conversation that cannot be restored: it hangs up at the first event."""

    def to_state(self) -> dict[str, Any]:
        return {"kind": "lost"}

    def on_answer(self) -> ConversationTurn:
        return _GONE

    def on_key(self, key: str) -> ConversationTurn:  # noqa: ARG002  # whatever is pressed
        return _GONE

    def on_timeout(self) -> ConversationTurn:
        return _GONE

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Do nothing."""


_GONE: Final = ConversationTurn(
    then=NextAction.HANG_UP, remarks=("given up: nobody knows any more what this call was about",)
)
_STOPPED: Final = ConversationTurn(
    then=NextAction.HANG_UP, remarks=("given up: the simulator stopped while it was asking what to say",)
)


def give_up_calls(network: PhoneNetwork, before: datetime) -> int:
    """End the calls that were waiting for TwiML when the simulator stopped; returns how many.

    Only those that were answered before `before`: for a later one, another process may still be waiting.
    """
    talking = network.voice.find(Filter(statuses=frozenset({CallStatus.IN_PROGRESS.value})))
    stuck = [each for each in talking if each.awaiting_twiml and each.answered and each.answered < before]
    for each in stuck:
        network.voice.resume(each.id, OrphanedConversation(), _STOPPED)
    return len(stuck)


@dataclass(frozen=True, slots=True)
class PhoneChannel:
    """The phone network as an out-of-band channel; `sender` and `caller` are what a handset shows."""

    network: PhoneNetwork
    sender: str
    caller: str

    def send_message(self, to: PhoneNumber, text: str) -> None:
        """Send a text message; raises `ChannelRefusedError` when the network refuses it."""
        message = self.network.sms.send(to, self.sender, text)
        if message.status is MessageStatus.FAILED:
            raise ChannelRefusedError

    def place_call(self, to: PhoneNumber, dialogue: CallDialogue) -> None:
        """Call; `dialogue` says what is spoken."""
        self.network.voice.place(to, self.caller, EnrollmentConversation(dialogue))
