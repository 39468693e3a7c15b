"""Filters of messages and calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.phone_network.messages import Direction, Message

if TYPE_CHECKING:
    from datetime import datetime

    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted; what is left out does not count. All conditions hold at once.

    `sender`, `to` and `text` are parts of what they are looked for in, in any capitals (`text`: the body of
    a message, what was said on a call). `arrived` leaves out what never reached the handset. `after` and
    `before` are places (exclusive); `since` and `until` times of taking (inclusive, exclusive). The oldest
    come first unless `newest_first`; `limit` is how many at most. With `by_arrival` (messages only) the order, `after`
    and `before` are those of arrival.
    """

    number: PhoneNumber | None = None
    sender: str = ""
    to: str = ""
    text: str = ""
    statuses: frozenset[str] = frozenset()
    direction: Direction | None = None
    tag: str = ""
    arrived: bool = False
    after: int = 0
    before: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    newest_first: bool = False
    limit: int | None = None
    by_arrival: bool = False

    def takes(self, item: Message | Call) -> bool:
        """Return whether `item` is wanted, `limit` aside."""
        place = self.place(item)
        return (
            (self.number is None or item.number == self.number)
            and place > self.after
            and (self.before is None or place < self.before)
            and (not self.statuses or item.status in self.statuses)
            and (self.direction is None or item.direction is self.direction)
            and (not self.tag or self.tag in item.tags)
            and (self.since is None or item.created >= self.since)
            and (self.until is None or item.created < self.until)
            and (not self.arrived or has_arrived(item))
            and (not self.sender or _is_in(self.sender, item.sender))
            and (not self.to or _is_in(self.to, item.to))
            and (not self.text or _is_in(self.text, text_of(item)))
        )

    def place(self, item: Message | Call) -> int:
        """Return what the items are in order of."""
        return item.place_of_arrival if self.by_arrival and isinstance(item, Message) else item.sequence


def has_arrived(item: Message | Call) -> bool:
    """Return whether the handset knows of it: a message that was delivered to it or sent from it, and every call."""
    if not isinstance(item, Message) or item.direction is Direction.INBOUND:
        return True
    return item.status == "delivered" and not item.is_blocked


def text_of(item: Message | Call) -> str:
    """Return what can be searched in: the body, or what was said and pressed."""
    return item.body if isinstance(item, Message) else "\n".join(each.text for each in item.transcript)


def _is_in(part: str, whole: str) -> bool:
    return part.casefold() in whole.casefold()
