"""How much is sent, to whom and by whom: against toll fraud and nuisance."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from stapsgewijs.identity.rejections import RejectionReason

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.repository import EnrollmentRepository
    from stapsgewijs.phone_numbers import PhoneNumber


def counted(kind: str, *of: str) -> str:
    """Return the name under which times are kept of something that is counted: no two things have the same."""
    return json.dumps([kind, *of])


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Counts what was sent in the last `send_window` seconds of a policy, in three ways.

    A number gets at most `sends` by one account, so that nobody uses up what another one may have sent to it,
    and at most `number_sends` by all of them. An account has at most `account_sends` sent, whatever the numbers.
    Neither of these is below `sends`.
    """

    repository: EnrollmentRepository

    def rejection(self, person: str, number: PhoneNumber, *, now: datetime, policy: Policy) -> RejectionReason | None:
        """Return why nothing more may go to `number` for `person` at the time `now`, or None."""
        to_number, by_account, both = (len(self._recent(each, now, policy)) for each in _names(person, number))
        if both >= policy.sends or to_number >= max(policy.number_sends, policy.sends):
            return RejectionReason.THROTTLED
        return RejectionReason.SENDS if by_account >= max(policy.account_sends, policy.sends) else None

    def count(self, person: str, number: PhoneNumber, *, now: datetime, policy: Policy) -> None:
        """Count one that was sent."""
        until = now + timedelta(seconds=policy.send_window)
        for each in _names(person, number):
            self.repository.save_times(each, [*self._recent(each, now, policy), now], now=now, until=until)

    def _recent(self, name: str, now: datetime, policy: Policy) -> list[datetime]:
        window = timedelta(seconds=policy.send_window)
        return [each for each in self.repository.times(name) if abs(now - each) < window]


def _names(person: str, number: PhoneNumber) -> tuple[str, str, str]:
    # That of a number is what databases of earlier versions have.
    return number.e164, counted("sends", person), counted("sends", person, number.e164)
