"""Authenticator apps as the rules see them: what they are sent, and the codes that they show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stapsgewijs.totp import Totp, decode_secret

if TYPE_CHECKING:
    import datetime as dt

    from stapsgewijs.identity import AppDevice, AppRequest


@dataclass
class FakeApps:
    """The apps of everybody: what they were sent, and what was taken back."""

    sent: list[tuple[AppDevice, AppRequest]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def send_request(self, device: AppDevice, request: AppRequest) -> None:
        self.sent.append((device, request))

    def withdraw(self, request_id: str) -> None:
        self.withdrawn.append(request_id)

    @property
    def request(self) -> AppRequest:
        return self.sent[-1][1]


def code_of(secret: str, at: dt.datetime, *, steps: int = 0) -> str:
    """Return what an app shows, `steps` periods off."""
    totp = Totp(decode_secret(secret))
    return totp.code_of_step(totp.step(at.timestamp()) + steps)


def wrong_code(secret: str, at: dt.datetime) -> str:
    """Return six digits that no app shows around this time."""
    right = {code_of(secret, at, steps=each) for each in range(-5, 6)}
    return next(f"{each:06}" for each in range(20) if f"{each:06}" not in right)
