"""The rate limit per number, whoever asks: against toll fraud and nuisance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.repository import EnrollmentRepository
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Counts what was sent to each number in the last `send_window` seconds of a policy."""

    repository: EnrollmentRepository

    def allows(self, number: PhoneNumber, *, now: datetime, policy: Policy) -> bool:
        """Return whether one more may go to `number` at the time `now`."""
        return len(self._recent(number, now, policy)) < policy.sends

    def count(self, number: PhoneNumber, *, now: datetime, policy: Policy) -> None:
        """Count one that was sent."""
        self.repository.save_sent(number, [*self._recent(number, now, policy), now])

    def _recent(self, number: PhoneNumber, now: datetime, policy: Policy) -> list[datetime]:
        window = timedelta(seconds=policy.send_window)
        return [each for each in self.repository.sent(number) if now - each < window]
