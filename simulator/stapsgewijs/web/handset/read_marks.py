"""What has been read on a phone; all who have its page open share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.phone_network import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stapsgewijs.phone_network import Call, Message, PhoneNetwork
    from stapsgewijs.phone_numbers import PhoneNumber

_MAX_THREADS: Final = 200
"""Conversations of one phone of which is remembered how far they were read."""
_NEVER: Final = ("", 0)


class ReadMarks:
    """How far everything on the phone `number` was read; kept among the notes of its network."""

    def __init__(self, network: PhoneNetwork, number: PhoneNumber) -> None:
        self._network = network
        self._name = f"read {number.e164}"
        self._noted = network.get_setting(self._name)

    def is_unread(self, message: Message) -> bool:
        """Return whether nobody has seen a message yet since it arrived."""
        return message.direction is Direction.OUTBOUND and message.place_of_arrival > self._read(message.party)

    @property
    def calls_seen(self) -> int:
        """The place of the last call that somebody has seen in the list."""
        return int(self._noted.get("calls", 0))

    @property
    def call_closed(self) -> str:
        """The id of the last call that somebody has put out of sight after it ended."""
        return str(self._noted.get("closed", ""))

    def mark_read(self, party: str, messages: Iterable[Message]) -> bool:
        """Note that these messages of `party` were seen; returns whether that is news."""
        last = max(messages, key=lambda each: each.place_of_arrival, default=None)
        if last is None or last.place_of_arrival <= self._read(party):
            return False
        threads = dict(self._noted.get("threads", {}))
        threads.pop(party, None)
        threads[party] = [last.arrived_at.isoformat(), last.place_of_arrival]
        self._note(threads=dict(list(threads.items())[-_MAX_THREADS:]))
        return True

    def mark_calls_seen(self, calls: Iterable[Call]) -> bool:
        """Note that these calls were seen in the list; returns whether that is news."""
        last = max((each.sequence for each in calls if each.status.is_final), default=0)
        if last <= self.calls_seen:
            return False
        self._note(calls=last)
        return True

    def dismiss(self, call: Call) -> None:
        """Note that a call that has ended may go out of sight."""
        self._note(closed=call.id)

    def _read(self, party: str) -> int:
        return int(self._noted.get("threads", {}).get(party, _NEVER)[1])

    def _note(self, **changes: Any) -> None:  # noqa: ANN401  # JSON has no narrower type
        self._noted = {**self._noted, **changes}
        self._network.put_setting(self._name, self._noted)
