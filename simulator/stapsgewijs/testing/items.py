"""Messages and calls as a test sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.labels import Message as Sentence

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

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """One line about it, with what happened to it."""
        told = "{time} message from {sender} to {to}: “{body}” ({history})"
        return (Sentence.of(told, **_about(self), body=self.body),)

    def __str__(self) -> str:
        """Return that line in English."""
        return "\n".join(map(str, self.lines))


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `heard` is what the caller said, `pressed` are the keys, `said` is what the person said, each in order.

    `silence` says why the phone made no sound (`do not disturb`, `blocked`, `unreachable`); empty when it rang.
    """

    id: str
    to: str
    sender: str
    status: str
    error: int | None
    created: datetime
    heard: tuple[str, ...]
    pressed: tuple[str, ...]
    history: tuple[str, ...]
    silence: str = ""
    said: tuple[str, ...] = ()

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
            found.get("silence") or "",
            tuple(each["text"] for each in said if each["who"] == "person"),
        )

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """Lines about it: what happened to it, and what was said and pressed."""
        return (
            Sentence.of("{time} call from {sender} to {to} ({history})", **_about(self)),
            *(Sentence.of("    said: “{words}”", words=each) for each in self.heard),
            *(Sentence.of("    pressed: {keys}", keys=each) for each in self.pressed),
            *(Sentence.of("    the person said: “{words}”", words=each) for each in self.said),
        )

    def __str__(self) -> str:
        """Return these lines in English."""
        return "\n".join(map(str, self.lines))


@dataclass(frozen=True, slots=True)
class HandsetSettings:
    """The switches of a phone. `blocked_callers` are numbers (E.164), short codes and names of senders."""

    phone_on: bool
    signal: bool
    do_not_disturb: bool
    app_notifications: bool
    blocked_callers: tuple[str, ...]

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> HandsetSettings:
        """Return the switches that are in JSON."""
        return cls(**{**found, "blocked_callers": tuple(found["blocked_callers"])})


def _about(item: Message | Call) -> dict[str, str]:
    """Return what the first line about both says."""
    history = ", ".join(item.history)
    return {"time": f"{item.created:%H:%M:%S}", "sender": item.sender, "to": item.to, "history": history}
