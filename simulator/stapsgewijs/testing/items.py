"""Messages and calls as a test sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE: Final = re.compile(r"(?<!\d)\d{4,10}(?!\d)")


def codes_in(text: str) -> list[str]:
    """Return what looks like a verification code in a text: 4 to 10 digits."""
    return _CODE.findall(text)


@dataclass(frozen=True, slots=True)
class Message:
    """A text message. `history` says what happened to it; `error` is the carrier's code of what went wrong."""

    id: str
    to: str
    sender: str
    body: str
    status: str
    direction: str
    error: int | None
    created: datetime
    history: tuple[str, ...]

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Message:
        """Return the message that is in JSON."""
        return cls(
            found["id"],
            found["to"],
            found["from"],
            found["body"],
            found["status"],
            found["direction"],
            found["error"],
            datetime.fromisoformat(found["created"]),
            tuple(each["what"] for each in found["history"]),
        )

    @property
    def code(self) -> str:
        """The first code of 4 to 10 digits in it; empty when there is none."""
        return next(iter(codes_in(self.body)), "")

    def __str__(self) -> str:
        """Return one line about it, with what happened to it."""
        what = f"{self.created:%H:%M:%S} message from {self.sender} to {self.to}: “{self.body}”"
        return f"{what} ({', '.join(self.history)})"


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `heard` is what the caller said, `pressed` the keys that were pressed, both in order."""

    id: str
    to: str
    sender: str
    status: str
    error: int | None
    created: datetime
    heard: tuple[str, ...]
    pressed: tuple[str, ...]
    history: tuple[str, ...]

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Call:
        """Return the call that is in JSON."""
        said = found["transcript"]
        return cls(
            found["id"],
            found["to"],
            found["from"],
            found["status"],
            found["error"],
            datetime.fromisoformat(found["created"]),
            tuple(each["text"] for each in said if each["who"] == "caller"),
            tuple(each["text"] for each in said if each["who"] == "handset"),
            tuple(each["what"] for each in found["history"]),
        )

    def __str__(self) -> str:
        """Return lines about it: what happened to it, and what was said and pressed."""
        lines = [f"{self.created:%H:%M:%S} call from {self.sender} to {self.to} ({', '.join(self.history)})"]
        lines += [f"    said: “{each}”" for each in self.heard]
        lines += [f"    pressed: {each}" for each in self.pressed]
        return "\n".join(lines)
