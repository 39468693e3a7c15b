"""Machine detection: whether a person or voicemail answered, found out as the provider does, in its times.

Names, defaults and results are documented by the provider (Answering Machine Detection). What a person and a greeting
of voicemail last is assumed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.messages import HeldRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from stapsgewijs.phone_network.calls import Call

ANSWERED_BY: Final = "answered by"
"""A key in `extras` of a call: `human`, `machine_start`, `machine_end_beep` or `unknown`."""
MODES: Final = ("Enable", "DetectMessageEnd")
HELLO_S: Final = 1.0
"""How long a person speaks who answers; assumed."""
GREETING_S: Final = 6.0
"""How long a greeting of voicemail is, up to its beep; assumed."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What was asked for. Times are in seconds; with a `callback` the result is told there while the call goes on."""

    mode: str
    timeout: float = 30.0
    speech_threshold: float = 2.4
    speech_end: float = 1.2
    is_async: bool = False
    callback: str = ""
    method: str = "POST"

    def to_state(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    def seconds(self, call: Call) -> float:
        """Return how long it takes from the answer on, at most the timeout."""
        return min(self._needed(call), self.timeout)

    def result(self, call: Call) -> str:
        """Return who answered, as the provider calls it."""
        if self._needed(call) > self.timeout:
            return "unknown"
        if not call.is_answered_by_voicemail:
            return "human"
        return "machine_start" if self.mode == "Enable" else "machine_end_beep"

    def decide(self, call: Call) -> dict[str, str]:
        """Note on the call who answered; return the fields with which a system is told."""
        call.extras[ANSWERED_BY] = self.result(call)
        return {
            "AnsweredBy": call.extras[ANSWERED_BY],
            "MachineDetectionDuration": str(round(self.seconds(call) * 1000)),
        }

    def tell_later(self, call: Call, who: Mapping[str, str], now: datetime) -> None:
        """Hold the request that tells of the result, until it is known; the call goes on meanwhile."""
        told = {"AccountSid": who.get("AccountSid", ""), "CallSid": call.id, **self.decide(call)}
        if self.callback:
            at = now + timedelta(seconds=self.seconds(call))
            call.held_requests = [*call.held_requests, HeldRequest(at, self.method, self.callback, told)]

    def _needed(self, call: Call) -> float:
        if not call.is_answered_by_voicemail:
            return HELLO_S + self.speech_end
        return self.speech_threshold if self.mode == "Enable" else GREETING_S
