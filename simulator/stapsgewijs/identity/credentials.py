"""What a person has, whatever is under way: phones, apps, app passwords, trusted browsers, and what happened."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity.codes import Verdict
from stapsgewijs.identity.history import MAX_EVENTS, Happening, SecurityEvent
from stapsgewijs.identity.methods import METHODS
from stapsgewijs.identity.methods.registry import Device
from stapsgewijs.identity.model import EnrolledMethod, Option, Phone

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.identity.app_devices import AppDevice
    from stapsgewijs.identity.app_passwords import AppPasswordHash
    from stapsgewijs.identity.codes import VerificationCode
    from stapsgewijs.identity.policy import Policy

_DEVICE_ORDER: Final = (
    Device.MOBILE_APP,
    Device.AUTHENTICATION_PHONE,
    Device.OFFICE_PHONE,
    Device.ALTERNATE_PHONE,
)
"""Assumed: which method is used where the default one may not be; within a device, as the registry has them."""

MAX_USED_CODES: Final = 20
"""Codes that were accepted of which a second use is told from a wrong code; neither is accepted."""
MAX_TRUSTED: Final = 50
"""Browsers in which one person is trusted at once."""


@dataclass(frozen=True, slots=True)
class TrustedBrowser:
    """A browser in which the second factor is not asked again; of its token only a hash is kept."""

    digest: str
    since: datetime

    @classmethod
    def of(cls, token: str, since: datetime) -> TrustedBrowser:
        """Return what is kept; a token has 128 bits of chance, so it needs no salt."""
        return cls(hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest(), since)

    def is_of(self, token: str, now: datetime, days: int) -> bool:
        """Return whether `token` is this one's, and younger than so many days."""
        other = TrustedBrowser.of(token, now)
        return hmac.compare_digest(other.digest, self.digest) and now - self.since < timedelta(days=days)


@dataclass(slots=True)
class Credentials:
    """What a person has: `enrolled` is what was verified, oldest first.

    `phones` and `app_devices` are what methods can reach now, `preferred` the default among what they make possible.
    `blocked_until` is set by a fraud report, `locked_until` by wrong attempts; `failed_attempts` counts those since
    the last right one, over all sign-ins. `failures_in_a_row` counts them whatever was verified, and no lock-out
    makes it less; `account_locked` is when there were too many of these. `requests_sent` is when requests went to
    the apps.
    `unshown_app_password` is the id and the text of the one that was made last, until it is shown.
    """

    person: str
    enrolled: list[EnrolledMethod] = field(default_factory=list)
    app_passwords: list[AppPasswordHash] = field(default_factory=list)
    used_codes: list[VerificationCode] = field(default_factory=list)
    blocked_until: datetime | None = None
    phones: dict[Device, Phone] = field(default_factory=dict)
    app_devices: list[AppDevice] = field(default_factory=list)
    preferred: Option | None = None
    trusted: list[TrustedBrowser] = field(default_factory=list)
    locked_until: datetime | None = None
    failed_attempts: int = 0
    failures_in_a_row: int = 0
    account_locked: datetime | None = None
    requests_sent: list[datetime] = field(default_factory=list)
    unshown_app_password: tuple[str, str] | None = None
    forms: list[tuple[str, str]] = field(default_factory=list)
    happened: list[SecurityEvent] = field(default_factory=list)

    def bind(self, done: EnrolledMethod) -> None:
        """Add a device; one that was verified by the same method before is replaced."""
        others = [each for each in self.enrolled if (each.device, each.method) != (done.device, done.method)]
        self.enrolled = [*others, done]
        if self.preferred is None:
            self.preferred = Option(done.method, done.device)

    def room_for_app_password(self, policy: Policy) -> bool:
        """Return whether the person may have one more."""
        return len(self.app_passwords) < policy.most_app_passwords

    def use_code(self, code: VerificationCode) -> None:
        """Remember a code that was accepted; the oldest are forgotten."""
        self.used_codes = [*self.used_codes, code][-MAX_USED_CODES:]

    def trust(self, browser: TrustedBrowser, days: int) -> None:
        """Trust one more browser; those of which the trust is over are forgotten, and the oldest of too many."""
        lasts = timedelta(days=days)
        known = [each for each in self.trusted if browser.since - each.since < lasts]
        self.trusted = [*known, browser][-MAX_TRUSTED:]

    def has_used(self, entered: str, policy: Policy) -> bool:
        """Return whether `entered` is a code that was accepted before, however long ago."""
        judged = (each.judge(entered, now=each.sent, policy=policy) for each in self.used_codes)
        return any(verdict is Verdict.USED for verdict in judged)

    def registered(self) -> tuple[Option, ...]:
        """Return what the person could be verified by, whatever is allowed, in the order in which it is tried."""
        return tuple(
            Option(method.id, device)
            for device in _DEVICE_ORDER
            for method in METHODS.of_device(device)
            if method.is_registered(device, self)
        )

    def usable(self, policy: Policy) -> tuple[Option, ...]:
        """Return what the person has and the organisation allows, in the order in which it is tried."""
        return tuple(each for each in self.registered() if policy.allows(each.device, each.method))

    def default(self, policy: Policy) -> Option | None:
        """Return the preferred option, or the first one that can be used where that cannot."""
        usable = self.usable(policy)
        if self.preferred in usable:
            return self.preferred
        return usable[0] if usable else None

    def count_failure(self, now: datetime, policy: Policy) -> bool:
        """Count one more wrong attempt, of whatever kind; returns whether the account is locked by it."""
        self.failures_in_a_row += 1
        if self.failures_in_a_row < policy.account_tries:
            return False
        self.clear_lock()
        self.account_locked = now
        self.note(now, Happening.ACCOUNT_LOCKED)
        return True

    def clear_lock(self) -> None:
        """Let no wrong attempt of before count any more."""
        self.failures_in_a_row = self.failed_attempts = 0
        self.account_locked = self.locked_until = None

    def is_account_locked(self, now: datetime, policy: Policy) -> bool:
        """Return whether too many attempts in a row were wrong, and neither an administrator nor time ended that."""
        if self.account_locked is None:
            return False
        lasts = policy.account_lockout_time
        return not lasts or now - self.account_locked < timedelta(seconds=lasts)

    def replace_app_device(self, device: AppDevice) -> None:
        """Keep what has changed of a device; nothing for one that was deleted."""
        self.app_devices = [device if each.id == device.id else each for each in self.app_devices]

    def note(self, at: datetime, what: Happening, method: str = "") -> None:
        """Write down what happened."""
        self.happened = [*self.happened, SecurityEvent(at, what, method)][-MAX_EVENTS:]
