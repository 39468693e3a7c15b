"""Verification codes: one-time digits for one enrollment; the time of a check is an argument."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.identity.policy import Policy


class Verdict(StrEnum):
    """What becomes of a code that somebody entered; each keeps its name."""

    ACCEPTED = "accepted"
    MISSING = "missing"
    WRONG = "wrong"
    EXPIRED = "expired"
    USED = "used"
    LOCKED_OUT = "locked out"


@dataclass(frozen=True, slots=True)
class VerificationCode:
    """The digits that were sent, when, and whether they were accepted before."""

    digits: str
    sent: datetime
    used: bool = False

    def judge(self, entered: str, *, now: datetime, policy: Policy) -> Verdict:
        """Return what becomes of `entered` (spaces and dashes in it do not count) at the time `now`."""
        given = "".join(each for each in entered if not each.isspace() and each != "-")
        if not given:
            return Verdict.MISSING
        if not hmac.compare_digest(given.encode(), self.digits.encode()):
            return Verdict.WRONG
        if self.used:
            return Verdict.USED
        return Verdict.ACCEPTED if abs(now - self.sent) < policy.lifetime else Verdict.EXPIRED

    def as_used(self) -> VerificationCode:
        """Return the code after it was accepted."""
        return replace(self, used=True)
