"""What happened to a person's verifications, in words that stay the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

MAX_EVENTS: Final = 200
"""What is kept of what happened to one person; the oldest go first."""


class Happening(StrEnum):
    """What is written down of a person; documented words (ED howto-mfa-reporting.md) unless said."""

    SUCCESS = "authentication succeeded"  # ours
    PASSWORD_WRONG = "invalid password entered"  # noqa: S105  # ours; a word for what happened
    CODE_WRONG = "invalid code entered"
    APP_CODE_WRONG = "invalid mobile app verification code"
    CODE_USED = "verification code already used once"
    CODE_EXPIRED = "verification code expired"  # ours
    LOCKED_OUT = "too many wrong attempts"  # ours
    ACCOUNT_LOCKED = "account locked after too many wrong attempts"  # ours
    CALL_BUSY = "phone line busy"  # ours, from here to CALL_FAILED
    CALL_UNANSWERED = "phone call was not answered"
    CALL_VOICEMAIL = "phone call went to voicemail"
    CALL_HUNG_UP = "user hung up the phone"
    CALL_FAILED = "phone call could not be placed"
    DENIED = "user declined the authentication"
    NO_ANSWER = "user didn't respond to mobile app notification"
    UNDELIVERED = "unable to send the mobile app notification"
    WRONG_PIN = "user entered incorrect PIN"
    WRONG_NUMBER = "user entered incorrect number"  # ours
    DUPLICATE = "duplicate authentication attempt"
    FRAUD = "fraud reported"
    BLOCKED = "user is blocked"
    TIMED_OUT = "verification took too long"  # ours
    TRUSTED_BROWSER = "skipped due to remembered device"
    OLD_PROGRAM = "skipped due to app password"
    NOT_REQUIRED = "second factor not required"  # ours
    MORE_INFORMATION = "more information required"  # ours
    OLD_PROGRAM_REFUSED = "second factor required, password refused"  # ours
    REGISTERED = "method registered"  # ours, and all that follow
    DEVICE_DELETED = "device deleted"
    SETTINGS_SAVED = "settings saved"
    BROWSERS_RESTORED = "trusted browsers forgotten"
    METHODS_CLEARED = "methods cleared by an administrator"
    APP_PASSWORDS_MADE = "app password made"
    APP_PASSWORDS_DELETED = "app password deleted"
    APP_PASSWORDS_CLEARED = "app passwords deleted by an administrator"
    LOCK_CLEARED = "lock cleared by an administrator"


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """One thing that happened; `method` is its id, or empty."""

    at: datetime
    what: Happening
    method: str = ""
