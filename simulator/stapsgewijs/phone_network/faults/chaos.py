"""Random faults with a seed and a stated probability: the same seed affects the same messages and calls."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network.faults.rules import Action, CallFault, Fault, Kind, MessageFault

if TYPE_CHECKING:
    from collections.abc import Mapping

_DELAY_S: Final = 10.0
"""Seconds that chance lets a message be late, or a call last."""
MESSAGE_ACTIONS: Final = (
    MessageFault.LOST,
    MessageFault.LATE,
    MessageFault.DOUBLED,
    MessageFault.REORDERED,
    MessageFault.GARBLED,
    MessageFault.UNDELIVERED,
)
CALL_ACTIONS: Final = (
    CallFault.BUSY,
    CallFault.NO_ANSWER,
    CallFault.VOICEMAIL,
    CallFault.HUNG_UP,
    CallFault.ONE_WAY_AUDIO,
)


@dataclass(frozen=True, slots=True)
class Chaos:
    """With `probability` (0 to 1) something goes wrong with each message and call.

    `actions` are what can go wrong; empty means everything that can happen on its own. `messages` and
    `calls` count what has been decided so far: what happens to the nth depends on the seed and n only.
    """

    seed: str
    probability: float
    actions: tuple[str, ...] = ()
    messages: int = 0
    calls: int = 0

    def __post_init__(self) -> None:
        """Refuse what is no probability, and actions that nobody knows."""
        if not 0 <= self.probability <= 1:
            msg = f"a probability lies between 0 and 1, not at {self.probability:g}"
            raise ValueError(msg)
        known = {str(each) for each in (*MESSAGE_ACTIONS, *CALL_ACTIONS)}
        if unknown := [each for each in self.actions if each not in known]:
            msg = f"chance cannot bring {unknown[0]!r}; it can bring {', '.join(sorted(known))}"
            raise ValueError(msg)

    def draw(self, kind: Kind) -> tuple[Fault | None, Chaos]:
        """Decide about the next message or call; returns what happens to it, and the chaos after it."""
        count = self.messages if kind is Kind.MESSAGE else self.calls
        # Repeatable is the point: nothing secret hangs on it.
        dice = random.Random(f"{self.seed} {kind} {count}")  # noqa: S311
        possible = self._possible(kind)
        fault = None
        if possible and dice.random() < self.probability:
            action = dice.choice(possible)
            fault = Fault(f"chaos {self.seed}, {kind} {count + 1}, p={self.probability:g}", action, seconds=_DELAY_S)
        counted = {"messages": self.messages + 1} if kind is Kind.MESSAGE else {"calls": self.calls + 1}
        return fault, Chaos(**{**asdict(self), **counted})

    def to_mapping(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "actions": list(self.actions)}

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any]) -> Chaos:
        """Make it again of what `to_mapping` returned."""
        return cls(**{**given, "actions": tuple(given.get("actions", ()))})

    def _possible(self, kind: Kind) -> tuple[Action, ...]:
        known: tuple[Action, ...] = MESSAGE_ACTIONS if kind is Kind.MESSAGE else CALL_ACTIONS
        return tuple(each for each in known if not self.actions or each in self.actions)
