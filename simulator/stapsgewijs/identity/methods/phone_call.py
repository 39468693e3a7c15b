"""A verification call as a conversation: `#` verifies, `0#` reports fraud, another key repeats the question.

Keys and outcomes are documented in ED howto-mfa-mfasettings.md and howto-mfa-reporting.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.identity.methods.phone_texts import MessageTemplates

VERIFY: Final = "#"
FRAUD: Final = "0"


class CallEnd(StrEnum):
    """How a call ended, when it did not verify."""

    BUSY = "busy"
    NO_ANSWER = "no answer"
    VOICEMAIL = "voicemail"
    HUNG_UP = "hung up"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the caller says next, and whether it hangs up then."""

    say: str
    hang_up: bool = False


@dataclass(slots=True)
class CallDialogue:
    """One call. `verified`, `fraud` and `failed` are told at most one of what it came to.

    `subject` is the id of the enrollment that it is about and `call` which of its calls this is: enough to take
    it up again elsewhere, with the `keys` that were pressed of a code of more keys. `is_void` says whether the
    person went another way in the browser.
    """

    script: MessageTemplates
    verified: Callable[[], None]
    fraud: Callable[[], None]
    failed: Callable[[CallEnd], None]
    subject: str = ""
    keys: str = ""
    call: int = 0
    is_void: Callable[[], bool] = lambda: False
    _is_over: bool = False

    @property
    def greeting(self) -> str:
        """What is said first."""
        return self.script.greeting

    def pressed(self, key: str) -> Prompt | None:
        """Take one key; returns what is said to it, or None when more keys may follow (after `0`)."""
        if self._is_over or self.is_void():
            return Prompt(self.script.denied, hang_up=True)
        if key == FRAUD and not self.keys:
            self.keys = key
            return None
        keys, self.keys = self.keys + key, ""
        if keys == VERIFY:
            return self._over(self.verified, self.script.success)
        if keys == FRAUD + VERIFY:
            return self._over(self.fraud, self.script.fraud)
        return Prompt(self.script.repeat)

    def ended(self, how: CallEnd) -> None:
        """Take note that the call is over; one that came to something before stays what it was."""
        if not self._is_over and not self.is_void():
            self._is_over = True
            self.failed(how)

    def _over(self, tell: Callable[[], None], say: str) -> Prompt:
        self._is_over = True
        tell()
        return Prompt(say, hang_up=True)
