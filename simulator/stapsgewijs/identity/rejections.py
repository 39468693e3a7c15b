"""Why a request is rejected; the names are kept in databases, and the pages have a sentence for each."""

from __future__ import annotations

from enum import StrEnum


class RejectionReason(StrEnum):
    """Why no code was sent and no call was placed."""

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
    BLOCKED = "blocked after a fraud report"
    CHANNEL = "the phone network refused"
    APP_PASSWORDS = "no more app passwords"


class RequestRejectedError(Exception):
    """A request that the rules do not allow; `reason` says why."""

    def __init__(self, reason: RejectionReason) -> None:
        super().__init__(str(reason))
        self.reason = reason
