"""Why a request is rejected; the names are kept in databases, and the pages have a sentence for each."""

from __future__ import annotations

from enum import StrEnum


class RejectionReason(StrEnum):
    """Why what was asked for was not done: no code sent, no call placed, nothing saved."""

    NUMBER_MISSING = "number missing"
    NOT_A_NUMBER = "not a number"
    NUMBER_DOES_NOT_EXIST = "number does not exist"
    LANDLINE = "landline cannot receive text messages"
    NO_TEXT_MESSAGES = "number cannot receive text messages"
    PREMIUM = "premium-rate number"
    VIRTUAL = "virtual number"
    KIND = "kind of number not supported"
    NOT_ALLOWED = "method not allowed"
    THROTTLED = "too many codes to this number"
    SENDS = "too many codes for this account"
    REQUESTS = "too many requests to the app"
    BLOCKED = "blocked after a fraud report"
    CHANNEL = "the phone network refused"
    APP_PASSWORDS = "no more app passwords"
    LOCKED_OUT = "too many wrong attempts"
    ACCOUNT_LOCKED = "account locked after too many wrong attempts"
    EXTENSION = "extension with other characters than digits"
    APP_NOT_CONFIGURED = "app not configured"
    APP_NOT_ACTIVATED = "app not activated"
    APP_DEVICES = "no more app devices"
    ACTIVATION_UNKNOWN = "activation code unknown"
    ACTIVATION_USED = "activation code used"
    ACTIVATION_EXPIRED = "activation code expired"
    NOT_REGISTERED = "method not registered"
    NAME_MISSING = "name missing"
    NAME_TOO_LONG = "name too long"
    APP_PASSWORDS_OFF = "app passwords switched off"


class RequestRejectedError(Exception):
    """A request that the rules do not allow; `reason` says why."""

    def __init__(self, reason: RejectionReason) -> None:
        super().__init__(str(reason))
        self.reason = reason
