"""A text message on its way to one handset."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from simulator.phone_numbers import PhoneNumber


class MessageStatus(StrEnum):
    """Where a message is, in the carrier's words (Twilio REST 2010-04-01)."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(slots=True)
class Message:
    """One text message. `due` is when it is to arrive; `history` says what happened to it, and when."""

    id: str
    to: PhoneNumber
    sender: str
    body: str
    created: datetime
    due: datetime
    status: MessageStatus = MessageStatus.QUEUED
    delivered: datetime | None = None
    history: list[tuple[datetime, str]] = field(default_factory=list)

    def becomes(self, status: MessageStatus, at: datetime, why: str = "") -> None:
        """Change the status and write it down."""
        self.status = status
        self.history.append((at, f"{status}: {why}" if why else str(status)))
        if status is MessageStatus.DELIVERED:
            self.delivered = at
