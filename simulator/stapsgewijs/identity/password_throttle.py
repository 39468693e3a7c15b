"""How often a password may be wrong: what is refused is neither judged nor counted, so it costs and keeps nothing.

As OWASP describes it (Slow Down Online Guessing Attacks with Device Cookies), a browser in which a person signed in
before is counted by itself. So whoever guesses in other browsers locks nobody out of the own one; out of others for
no longer than `password_wait_most`, unless there were `account_tries` in a row (NIST SP 800-63B, 5.2.2).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity.rate_limit import counted

if TYPE_CHECKING:
    from stapsgewijs.identity.policy import Policy
    from stapsgewijs.identity.repository import EnrollmentRepository

_CLIENT_WINDOW: Final = timedelta(hours=1)
_KEPT: Final = timedelta(days=30)
"""How long wrong passwords count that were entered in a known browser, or for an account that does not exist."""
UNTIL_UNLOCKED: Final = datetime.max.replace(tzinfo=UTC)
_STRANGERS: Final = 4
"""Hexadecimal digits by which accounts are counted that do not exist: as slowed down as others, but not without end."""


class PasswordKind(StrEnum):
    """What passwords are counted by themselves: an old program does not keep a person from the sign-in page."""

    OWN = "own"
    APP = "app password"


@dataclass(frozen=True, slots=True)
class PasswordSource:
    """Where a password comes from: `browser` is what a known browser is known by, `client` an address on the network.

    Either is empty where there is none.
    """

    browser: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class PasswordThrottle:
    """Counts the wrong passwords of one kind."""

    repository: EnrollmentRepository
    kind: PasswordKind

    def refused_until(
        self, user_name: str, source: PasswordSource, *, is_known: bool, now: datetime, policy: Policy
    ) -> datetime | None:
        """Return until when no password for an account is judged, or None; perhaps `UNTIL_UNLOCKED`."""
        times = self.repository.times(self._name(user_name, source, is_known=is_known))
        ends = [_end_of_wait(times, policy)] if times else []
        if source.client and not source.browser:
            recent = self._of_client(source, now)
            if len(recent) >= policy.client_tries:
                ends.append(recent[-policy.client_tries] + _CLIENT_WINDOW)
        return max((each for each in ends if each > now), default=None)

    def count(self, user_name: str, source: PasswordSource, *, is_known: bool, now: datetime, policy: Policy) -> None:
        """Count a wrong password."""
        name = self._name(user_name, source, is_known=is_known)
        times = [*self.repository.times(name), now][-policy.account_tries :]
        is_kept = is_known and not source.browser
        self.repository.save_times(name, times, now=now, until=None if is_kept else now + _KEPT)
        if source.client and not source.browser:
            times = [*self._of_client(source, now), now]
            name = counted("client", self.kind, source.client)
            self.repository.save_times(name, times, now=now, until=now + _CLIENT_WINDOW)

    def forget(self, user_name: str, source: PasswordSource, *, now: datetime) -> None:
        """Begin anew after a right password."""
        name = self._name(user_name, source, is_known=True)
        if self.repository.times(name):
            self.repository.save_times(name, [], now=now)

    def _of_client(self, source: PasswordSource, now: datetime) -> list[datetime]:
        times = self.repository.times(counted("client", self.kind, source.client))
        return [each for each in times if abs(now - each) < _CLIENT_WINDOW]

    def _name(self, user_name: str, source: PasswordSource, *, is_known: bool) -> str:
        if is_known:
            return counted("password", self.kind, user_name, source.browser)
        typed = hashlib.sha256(user_name.strip().casefold().encode("utf-8", "surrogatepass")).hexdigest()
        return counted("no account", self.kind, typed[:_STRANGERS])


def _end_of_wait(times: list[datetime], policy: Policy) -> datetime:
    """Return when the next password is judged after so many wrong ones: each wait is twice the one before."""
    if len(times) >= policy.account_tries:
        lasts = timedelta(seconds=policy.account_lockout_time)
        return times[-1] + lasts if lasts else UNTIL_UNLOCKED
    beyond = len(times) - policy.password_tries
    if beyond < 0:
        return times[-1]
    doubled = policy.password_wait << min(beyond, 40)
    return times[-1] + timedelta(seconds=min(doubled, policy.password_wait_most))
