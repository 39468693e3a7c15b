"""How often a number may be sent something, whoever asks: against toll fraud and against nuisance."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from simulator.enrollment.policy import Policy
    from simulator.phone_numbers import PhoneNumber


class Throttle:
    """Counts what was sent to each number in the last `send_window` seconds of a policy."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._sent: defaultdict[PhoneNumber, deque[datetime]] = defaultdict(deque)

    def allows(self, number: PhoneNumber, *, now: datetime, policy: Policy) -> bool:
        """Return whether one more may go to `number` at the time `now`."""
        sent = self._sent[number]
        while sent and now - sent[0] >= timedelta(seconds=policy.send_window):
            sent.popleft()
        return len(sent) < policy.sends

    def count(self, number: PhoneNumber, *, now: datetime) -> None:
        """Count one that was sent."""
        self._sent[number].append(now)
