from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs.identity import SystemRandomSource
from stapsgewijs.phone_network import CallStatus, ConversationTurn, NextAction, PhoneNetwork, Utterance

if TYPE_CHECKING:
    from tests.conftest import HandSetClock


class EnrollmentConversation:
    def __init__(self) -> None:
        self.keys = ""
        self.ends: list[tuple[CallStatus, bool]] = []

    def to_state(self) -> dict[str, Any]:
        return {"kind": "test", "keys": self.keys}

    def on_answer(self) -> ConversationTurn:
        return ConversationTurn((Utterance("hello"),))

    def on_key(self, key: str) -> ConversationTurn | None:
        self.keys += key
        return (
            None
            if key == "0"
            else ConversationTurn(
                (Utterance(f"you pressed {key}"),), NextAction.HANG_UP if key == "#" else NextAction.LISTEN
            )
        )

    def on_speech(self, text: str) -> ConversationTurn | None:
        return ConversationTurn((Utterance(f"you said {text}"),)) if text == "yes" else None

    def on_timeout(self) -> ConversationTurn:
        return ConversationTurn((Utterance("still there?"),), NextAction.HANG_UP)

    def on_end(self, status: CallStatus, *, by_voicemail: bool) -> None:
        self.ends.append((status, by_voicemail))


@pytest.fixture
def network(clock: HandSetClock) -> PhoneNetwork:
    return PhoneNetwork(clock, SystemRandomSource())


@pytest.fixture
def talk() -> EnrollmentConversation:
    return EnrollmentConversation()
