"""Where enrollment's wish for a second channel meets the phone network; the two rooms do not know each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.enrollment import CallEnd, Dialogue
from simulator.gateway import CallStatus, PhoneNetwork

if TYPE_CHECKING:
    from simulator.phone_numbers import PhoneNumber

_ENDS: Final = {
    CallStatus.BUSY: CallEnd.BUSY,
    CallStatus.NO_ANSWER: CallEnd.NO_ANSWER,
    CallStatus.FAILED: CallEnd.FAILED,
    CallStatus.CANCELED: CallEnd.FAILED,
    CallStatus.COMPLETED: CallEnd.HUNG_UP,
}


@dataclass(frozen=True, slots=True)
class Talk:
    """A dialogue of enrollment, as the conversation of a call."""

    dialogue: Dialogue

    @property
    def greeting(self) -> str:
        """What is said first."""
        return self.dialogue.greeting

    def pressed(self, key: str) -> tuple[str, bool] | None:
        """Pass a key on."""
        reply = self.dialogue.pressed(key)
        return (reply.say, reply.hang_up) if reply else None

    def ended(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Say in enrollment's words how the call ended."""
        self.dialogue.ended(CallEnd.VOICEMAIL if by_voicemail else _ENDS[status])


@dataclass(frozen=True, slots=True)
class PhoneChannel:
    """The phone network as an out-of-band channel; `sender` and `caller` are what a handset shows."""

    network: PhoneNetwork
    sender: str
    caller: str

    def send_message(self, to: PhoneNumber, text: str) -> None:
        """Send a text message."""
        self.network.send_message(to, self.sender, text)

    def place_call(self, to: PhoneNumber, dialogue: Dialogue) -> None:
        """Call, and let `dialogue` do the talking."""
        self.network.place_call(to, self.caller, Talk(dialogue))
