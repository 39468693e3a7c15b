"""Authenticator apps of a person, and the one that is being set up; their codes (RFC 6238) are judged here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.identity.codes import Verdict
from stapsgewijs.totp import Totp, decode_secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

WINDOW_STEPS: Final = 1
"""Assumed: the service does not say how far a clock may be off; RFC 6238 §5.2 advises one step."""
MAX_DRIFT_STEPS: Final = 2
"""How much of a clock's error is remembered (RFC 6238 §6); one that is off by more is never accepted."""
_KEPT_STEPS: Final = 2 * (WINDOW_STEPS + MAX_DRIFT_STEPS) + 1
"""Older ones are outside of any window."""


@dataclass(frozen=True, slots=True)
class AppDevice:
    """An authenticator app.

    `secret` is Base32; it has to be kept in clear, since codes are computed of it. `handset` is the number (E.164) of
    the phone with the app, empty for another app, which gets no notifications. `drift` is by how many steps its
    clock was fast when its last code was accepted, `used_steps` those whose code was accepted lately.
    """

    id: str
    name: str
    secret: str
    added: datetime
    handset: str = ""
    notifications: bool = True
    pin: str = ""
    drift: int = 0
    used_steps: tuple[int, ...] = ()

    def accepting(self, entered: str, now: datetime) -> tuple[Verdict, AppDevice]:
        """Judge six digits at the time `now`; returns the device as it is after that."""
        totp = Totp(decode_secret(self.secret))
        at = now.timestamp()
        step = totp.matching_step(entered, at + self.drift * totp.period_s, window=WINDOW_STEPS)
        if step is None:
            return Verdict.WRONG, self
        if step in self.used_steps:
            return Verdict.USED, self
        drift = max(-MAX_DRIFT_STEPS, min(MAX_DRIFT_STEPS, step - totp.step(at)))
        return Verdict.ACCEPTED, replace(self, drift=drift, used_steps=(*self.used_steps, step)[-_KEPT_STEPS:])


def judge_app_code(devices: Sequence[AppDevice], entered: str, now: datetime) -> tuple[Verdict, AppDevice | None]:
    """Return what becomes of a code of one of `devices`, and the device that it is of, as it is after that."""
    given = "".join(each for each in entered if not each.isspace() and each != "-")
    if not given:
        return Verdict.MISSING, None
    judged = [each.accepting(given, now) for each in devices]  # of all: how long it takes tells nothing
    for wanted in (Verdict.ACCEPTED, Verdict.USED):
        for verdict, device in judged:
            if verdict is wanted:
                return verdict, device
    return Verdict.WRONG, None


@dataclass(frozen=True, slots=True)
class PendingApp:
    """An app that is being set up: what the QR code shows, and the device once the app has activated.

    `code` (9 digits) and `url` work once, for `ACTIVATION_LIFETIME` (assumed: 10 minutes). `otpauth` says that the
    code for other apps is shown, with which nothing is activated and no notifications can be sent.
    """

    code: str
    url: str
    secret: str
    made: datetime
    otpauth: bool = False
    device: AppDevice | None = None

    def is_expired(self, now: datetime, lifetime: timedelta) -> bool:
        """Return whether the code is too old to be used."""
        return now - self.made >= lifetime

    @property
    def is_ready(self) -> bool:
        """Whether one can go on: the app has activated, or another app needs nothing of the kind."""
        return self.device is not None or self.otpauth


@dataclass(frozen=True, slots=True)
class Activation:
    """What an app gets for its activation code."""

    organisation: str
    user_name: str
    secret: str
    device_id: str
