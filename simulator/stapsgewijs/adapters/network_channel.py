"""The phone network as enrollment's out-of-band channel; the two rooms do not know each other."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.identity import CallDialogue, CallEnd, ChannelRefusedError, call_dialogue
from stapsgewijs.identity.methods.phone_call import VERIFY
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
    from stapsgewijs.identity.methods.registry import Wording
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


SWITCHBOARD_PATIENCE_S: Final = 20.0
"""How long a switchboard may take until somebody presses a key; a voice message of the service is shorter, and who has
not answered when it ends has failed (ED howto-mfa-mfasettings.md)."""
SWITCHBOARD_PROMPTS: Final = 2
"""How often a switchboard is asked before the caller gives up; assumed."""


@dataclass(frozen=True, slots=True)
class SwitchboardTexts:
    """What the caller says to who answers a number with an extension.

    That it asks to be put through and for the pound key is documented (ED howto-mfa-mfasettings.md), the order is
    assumed and the words are ours.
    """

    prompt: str
    repeat: str
    unanswered: str

    @classmethod
    def of(cls, wording: Wording, extension: str) -> SwitchboardTexts:
        """Return the sentences of a catalogue, for an extension (digits)."""
        return cls(
            prompt=wording(
                "This is {organisation}, for extension {extension}. Please put this call through. "
                "If this is that extension, press the pound key to continue.",
                extension=extension,
            ),
            repeat=wording("Press the pound key as soon as this is extension {extension}.", extension=extension),
            unanswered=wording("Nobody pressed the pound key. Goodbye."),
        )


@dataclass(slots=True)
class EnrollmentConversation:
    """A verification's dialogue, as the conversation of a call; of a number with an extension, behind a switchboard.

    `switchboard` is what is said until somebody at the extension has pressed the pound key (None: no extension, or
    somebody has); `prompts` counts how often it was asked.
    """

    dialogue: CallDialogue
    switchboard: SwitchboardTexts | None = None
    prompts: int = 1
    _is_given_up: bool = field(default=False, init=False)

    def to_state(self) -> dict[str, Any]:
        """Return the verification, which of its calls this is, and the keys pressed so far."""
        dialogue = self.dialogue
        state = {"kind": ENROLLMENT, "subject": dialogue.subject, "call": dialogue.call, "keys": dialogue.keys}
        return state if self.switchboard is None else {**state, "prompts": self.prompts}

    @classmethod
    def restore(cls, script: Mapping[str, Any], service: EnrollmentService) -> EnrollmentConversation:
        """Take the conversation up again that `script` told of."""
        dialogue = call_dialogue(service.context, script["subject"], script["call"], script["keys"])
        if "prompts" not in script:
            return cls(dialogue)
        return cls(dialogue, SwitchboardTexts.of(service.context.wording, dialogue.extension), script["prompts"])

    def on_answer(self) -> ConversationTurn:
        if self.switchboard is not None:
            return _asked(self.switchboard.prompt)
        return ConversationTurn((Utterance(self.dialogue.greeting),))

    def on_key(self, key: str) -> ConversationTurn | None:
        if self.switchboard is not None and not self.dialogue.is_void():
            if key != VERIFY:
                return _asked(self.switchboard.repeat)
            self.switchboard = None
            return self.on_answer()
        reply = self.dialogue.pressed(key)
        if reply is None:
            return None
        return ConversationTurn((Utterance(reply.say),), NextAction.HANG_UP if reply.hang_up else NextAction.LISTEN)

    def on_speech(self, text: str) -> None:
        """Hear nothing: the service asks for keys."""

    def on_timeout(self) -> ConversationTurn:
        if self.switchboard is None:
            return ConversationTurn()
        if self.prompts < SWITCHBOARD_PROMPTS:
            self.prompts += 1
            return _asked(self.switchboard.repeat)
        self._is_given_up = True
        return ConversationTurn((Utterance(self.switchboard.unanswered),), NextAction.HANG_UP)

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Pass on how the call ended, as a result of `identity`; nobody at the extension is no answer."""
        end = CallEnd.NO_ANSWER if self._is_given_up else _ENDS[status]
        self.dialogue.ended(CallEnd.VOICEMAIL if by_voicemail else end)


def _asked(words: str) -> ConversationTurn:
    return ConversationTurn((Utterance(words),), patience=SWITCHBOARD_PATIENCE_S)


@dataclass(frozen=True, slots=True)
class OrphanedConversation:
    """A conversation that cannot be restored: it hangs up at the first event."""

    def to_state(self) -> dict[str, Any]:
        return {"kind": "lost"}

    def on_answer(self) -> ConversationTurn:
        return _GONE

    def on_key(self, key: str) -> ConversationTurn:  # noqa: ARG002  # whatever is pressed
        return _GONE

    def on_speech(self, text: str) -> ConversationTurn:  # noqa: ARG002  # whatever is said
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
    open_ones = frozenset({CallStatus.IN_PROGRESS.value, CallStatus.RINGING.value})
    calls = network.voice.find(Filter(statuses=open_ones))
    stuck = [each for each in calls if each.awaiting_twiml and (each.answered or each.created) < before]
    for each in stuck:
        network.voice.resume(each.id, OrphanedConversation(), _STOPPED)
    return len(stuck)


@dataclass(frozen=True, slots=True)
class PhoneChannel:
    """The phone network as an out-of-band channel; `sender` and `caller` are what a handset shows.

    `wording` is what is said to a switchboard.
    """

    network: PhoneNetwork
    sender: str
    caller: str
    wording: Wording

    def send_message(self, to: PhoneNumber, text: str) -> None:
        """Send a text message; raises `ChannelRefusedError` when the network refuses it."""
        message = self.network.sms.send(to, self.sender, text)
        if message.status is MessageStatus.FAILED:
            raise ChannelRefusedError

    def place_call(self, to: PhoneNumber, dialogue: CallDialogue) -> None:
        """Call, with an extension through a switchboard; `dialogue` says what is spoken then."""
        extension = dialogue.extension
        switchboard = SwitchboardTexts.of(self.wording, extension) if extension else None
        self.network.voice.place(to, self.caller, EnrollmentConversation(dialogue, switchboard))
