"""A call that speaks a verification code: after a key, if the service asks for one, and twice."""

# ruff: noqa: D102  # the methods of an implementation are documented on its port

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.calls import ConversationTurn, NextAction, Utterance
from stapsgewijs.phone_network.twilio.verify_texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_network.calls import CallStatus

VERIFY: Final = "verify"
"""The kind of conversation, in the script of a call."""
_PATIENCE_S: Final = 10.0
_MAX_PROMPTS: Final = 3


@dataclass(slots=True)
class VerifyCall:
    """The caller's side. `prompts` counts how often it asked for a key."""

    code: str
    name: str
    language: str
    asks_for_key: bool
    digits: str = ""
    prompts: int = 0

    def to_state(self) -> dict[str, Any]:
        return {"kind": VERIFY, **asdict(self)}

    @classmethod
    def restore(cls, script: Mapping[str, Any]) -> VerifyCall:
        """Take up a conversation again: after a restart, or in another process."""
        return cls(**{name: value for name, value in script.items() if name != "kind"})

    def on_answer(self) -> ConversationTurn:
        return self._ask() if self.asks_for_key else self._tell()

    def on_key(self, key: str) -> ConversationTurn:  # noqa: ARG002  # any key will do
        return self._tell()

    def on_speech(self, text: str) -> None:
        """Hear nothing: it asks for a key."""

    def on_timeout(self) -> ConversationTurn:
        return self._ask() if self.prompts < _MAX_PROMPTS else ConversationTurn(then=NextAction.HANG_UP)

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        """Nothing to be done: the verification is pending, whatever became of the call."""

    def _ask(self) -> ConversationTurn:
        dialled = [Utterance(f"♪ {self.digits}")] if self.digits and not self.prompts else []
        self.prompts += 1
        asked = Utterance(TEXTS[self.language].press.format(name=self.name), self.language)
        return ConversationTurn((*dialled, asked), patience=_PATIENCE_S)

    def _tell(self) -> ConversationTurn:
        dialled = [Utterance(f"♪ {self.digits}")] if self.digits and not self.prompts else []
        words = TEXTS[self.language].call.format(name=self.name, code=", ".join(self.code))
        return ConversationTurn((*dialled, *[Utterance(words, self.language)] * 2), NextAction.HANG_UP)
