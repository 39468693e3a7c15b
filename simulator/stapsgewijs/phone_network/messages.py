"""A text message between one handset of the network and another party."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from stapsgewijs.phone_numbers import PhoneNumber

MAX_BODY_CHARS: Final = 1600
"""Characters of a message: what a carrier takes at once (Twilio error 21617)."""
WAITS_FOR_HANDSET: Final = "waits for handset"
BLOCKED: Final = "blocked by handset"
"""Keys in `extras` of a message that the carrier keeps, or that the handset dropped."""
_HELD_REQUESTS: Final = "held requests"
"""A key in `extras`: requests about the item that are made later, JSON of `HeldRequest`."""


class Direction(StrEnum):
    """Which way it goes, in the carrier's words: to a handset, or from one."""

    OUTBOUND = "outbound-api"
    INBOUND = "inbound"


class MessageStatus(StrEnum):
    """Where a message is, in the carrier's words (Twilio REST 2010-04-01)."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    RECEIVED = "received"

    @property
    def is_final(self) -> bool:
        """Whether nothing more can happen to the message."""
        return self in _FINAL


_FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})


@dataclass(frozen=True, slots=True)
class HeldRequest:
    """A request to the system under test that is made `at` a later time."""

    at: datetime
    method: str
    url: str
    form: dict[str, str]


class Addressed:
    """What messages and calls have in common: two sides, one of which is a handset of the network."""

    __slots__ = ()
    number: PhoneNumber
    party: str
    direction: Direction
    extras: dict[str, str]

    @property
    def sender(self) -> str:
        """Who sent it or called, as the handset shows it."""
        return self.party if self.direction is Direction.OUTBOUND else self.number.e164

    @property
    def to(self) -> str:
        """Whom it was for."""
        return self.number.e164 if self.direction is Direction.OUTBOUND else self.party

    @property
    def held_requests(self) -> list[HeldRequest]:
        """The requests about it that are made later, in the order in which they were held."""
        kept = json.loads(self.extras.get(_HELD_REQUESTS, "[]"))
        return [HeldRequest(datetime.fromisoformat(at), *more) for at, *more in kept]

    @held_requests.setter
    def held_requests(self, requests: list[HeldRequest]) -> None:
        kept = [[each.at.isoformat(), each.method, each.url, each.form] for each in requests]
        if kept:
            self.extras[_HELD_REQUESTS] = json.dumps(kept)
        else:
            self.extras.pop(_HELD_REQUESTS, None)

    @property
    def next_request_at(self) -> datetime | None:
        """When the first of these is made; None when there are none."""
        if _HELD_REQUESTS not in self.extras:
            return None  # what nearly every item is: nothing is read
        return min(each.at for each in self.held_requests)


@dataclass(slots=True)
class Message(Addressed):
    """One text message of the handset `number`; `party` is the other side: a number, a short code or a name.

    `due` is when it is to arrive (None: never by itself). `held` waits for the next message to the same
    number. `history` says what happened to it, and when. `error` is the carrier's code of what went wrong.
    `sequence` counts the messages of a network from 1, in the order in which they were taken. `arrived_at_place` is
    counted with it: when a message reached its handset later than at once; 0 otherwise. `extras` is what
    the protocol that took it wants to know later (an account, an address to call back).
    """

    id: str
    number: PhoneNumber
    party: str
    body: str
    created: datetime
    due: datetime | None = None
    direction: Direction = Direction.OUTBOUND
    status: MessageStatus = MessageStatus.QUEUED
    delivered: datetime | None = None
    held: bool = False
    error: int | None = None
    history: list[tuple[datetime, str]] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    extras: dict[str, str] = field(default_factory=dict)
    sequence: int = 0
    arrived_at_place: int = 0

    @property
    def place_of_arrival(self) -> int:
        """What puts messages in order of arrival; no clock does, as it may be set back."""
        return self.arrived_at_place or self.sequence

    @property
    def arrived_at(self) -> datetime:
        """The time that a handset shows: of arrival, or else of taking."""
        return self.delivered or self.created

    @property
    def waits_for_handset(self) -> bool:
        """Whether the carrier keeps it until the handset can be reached."""
        return WAITS_FOR_HANDSET in self.extras

    @property
    def is_blocked(self) -> bool:
        """Whether the handset dropped it: delivered for the carrier, and seen by nobody."""
        return BLOCKED in self.extras

    @property
    def next_event_at(self) -> datetime | None:
        """When something happens to it by itself; None: never."""
        if _HELD_REQUESTS not in self.extras:
            return None if self.status.is_final else self.due
        moments = (None if self.status.is_final else self.due, self.next_request_at)
        return min(each for each in moments if each is not None)

    def set_status(self, status: MessageStatus, at: datetime, why: str = "") -> None:
        """Change the status, and write it in the history."""
        self.status = status
        self.history.append((at, f"{status}: {why}" if why else str(status)))
        if status is MessageStatus.DELIVERED:
            self.delivered = at
