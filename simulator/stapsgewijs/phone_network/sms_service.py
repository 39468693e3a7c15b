"""Text messages: taken, spoiled by faults, delivered in time, sent back by handsets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from stapsgewijs.clock import LATEST
from stapsgewijs.phone_network.base_service import NetworkService, kept
from stapsgewijs.phone_network.faults.rules import Fault, Kind, MessageFault, garbled
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.messages import Direction, Message, MessageStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_numbers import PhoneNumber

_HELD_FOR: Final = timedelta(seconds=60)
"""How long a message that is to be overtaken waits for the next one, when a fault does not say it."""
_A_MOMENT: Final = timedelta(microseconds=1)
OTHER_CARRIER: Final = "+31970102100"
"""What a name becomes when another carrier takes a message over; assumed: carriers put a number of theirs."""


class UnknownMessageError(LookupError):
    """No message with this id."""


class NotPossibleError(Exception):
    """Something that cannot be done in the state a message or call is in; the message says the state."""


class SmsService(NetworkService):
    """The messages of one network."""

    @kept
    def send_message(  # noqa: PLR0913  # what a message is, and what a protocol adds to it
        self,
        to: PhoneNumber,
        sender: str,
        body: str,
        *,
        fault: Fault | None = None,
        at: datetime | None = None,
        extras: Mapping[str, str] | None = None,
        tags: tuple[str, ...] = (),
    ) -> Message:
        """Take a message; it arrives at once, or `at` a later time, unless a fault says otherwise.

        `fault` goes before every rule. What a fault refuses is kept as failed, with the error code.
        """
        now = self._clock.now()
        found = self._fault_for(Kind.MESSAGE, to, body, fault)
        message = Message(f"SM{self._ids.token()}", to, sender, body, now, tags=tags, extras=dict(extras or {}))
        self._takes(message, found, now, at)
        self._ledger.messages.add(message)
        if found is not None and found.action is MessageFault.DOUBLED:
            self._double(message, now)
        if message.status is MessageStatus.DELIVERED:
            self._release(message, now)
        self._prune()
        self._tell(to)
        return message

    @kept
    def reply(self, number: PhoneNumber, to: str, body: str) -> Message:
        """Send a message from a handset to `to` (a number, a short code or a name)."""
        now = self._clock.now()
        message = Message(f"SM{self._ids.token()}", number, to, body, now, direction=Direction.INBOUND)
        self._message_becomes(message, MessageStatus.RECEIVED, now, "sent by the handset")
        self._ledger.messages.add(message)
        self._prune()
        self._tell(number)
        return message

    def messages(self, number: PhoneNumber | None = None) -> list[Message]:
        """Return what has arrived, at `number` or anywhere, in order of arrival; replies are not among them."""
        there = self.find_messages(Filter(number, arrived=True, direction=Direction.OUTBOUND))
        return sorted(there, key=lambda each: (each.delivered or each.created, each.place))

    def sent_messages(self) -> list[Message]:
        """Return every message that was taken, arrived or not, in order of taking."""
        return self.find_messages(Filter(direction=Direction.OUTBOUND))

    def find_messages(self, wanted: Filter) -> list[Message]:
        """Return the messages that are wanted."""
        self.settle()
        return self._ledger.messages.find(wanted)

    def message(self, message_id: str) -> Message:
        """Return one message; raises `UnknownMessageError`."""
        self.settle()
        found = self._ledger.messages.get(message_id)
        if found is None:
            msg = f"no message {message_id}"
            raise UnknownMessageError(msg)
        return found

    @kept
    def cancel_message(self, message_id: str) -> Message:
        """Take back a message that has not left yet; raises `NotPossibleError` for one that has."""
        message = self.message(message_id)
        if message.status not in {MessageStatus.SCHEDULED, MessageStatus.QUEUED, MessageStatus.ACCEPTED}:
            msg = f"a message that is {message.status} cannot be canceled"
            raise NotPossibleError(msg)
        self._message_becomes(message, MessageStatus.CANCELED, self._clock.now(), "taken back")
        self._message_saved(message)
        return message

    @kept
    def redact_message(self, message_id: str) -> Message:
        """Empty the body of a message that has come to its end; raises `NotPossibleError` before that."""
        message = self.message(message_id)
        if not message.status.is_final:
            msg = f"a message that is {message.status} cannot be redacted yet"
            raise NotPossibleError(msg)
        message.body = ""
        message.history.append((self._clock.now(), "redacted"))
        self._message_saved(message)
        return message

    @kept
    def tag_message(self, message_id: str, tags: tuple[str, ...]) -> Message:
        """Replace the tags of a message."""
        message = self.message(message_id)
        message.tags = tags
        self._message_saved(message)
        return message

    @kept
    def remove_messages(self, wanted: Filter) -> int:
        """Forget messages; returns how many."""
        gone = self._ledger.messages.remove(wanted)
        self._tell(wanted.number)
        return gone

    def remove_message(self, message_id: str) -> None:
        """Forget one message; raises `UnknownMessageError`."""
        message = self.message(message_id)
        self.remove_messages(Filter(message.number, after=message.place - 1, before=message.place + 1))

    @kept
    def settle_messages(self) -> None:
        """Deliver what is due by now."""
        now = self._clock.now()
        late = self._ledger.messages.due(now)
        for message in late:
            at = message.due or now
            if message.status is MessageStatus.SCHEDULED:
                self._leaves(message, at)
            self._message_becomes(message, MessageStatus.DELIVERED, at, "after all" if message.held else "")
            message.held = False
            self._ledger.messages.save(message)
            self._tell(message.number)

    def _takes(self, message: Message, fault: Fault | None, now: datetime, at: datetime | None) -> None:
        """Let a new message go as far as it comes by itself now."""
        action = fault.action if fault else None
        if fault is not None and action in {MessageFault.REJECTED, MessageFault.RATE_LIMITED}:
            message.error = fault.error
            self._message_becomes(message, MessageStatus.FAILED, now, f"{fault.why}, error {fault.error}")
            return
        if at is not None and at > now:
            message.due = at
            self._message_becomes(message, MessageStatus.SCHEDULED, now)
            return
        self._message_becomes(message, MessageStatus.QUEUED, now)
        if fault is None:
            self._leaves(message, now)
            self._message_becomes(message, MessageStatus.DELIVERED, now)
        else:
            self._suffers(message, fault, now)

    def _suffers(self, message: Message, fault: Fault, now: datetime) -> None:
        action = fault.action
        self._leaves(message, now, fault.why)
        if action is MessageFault.UNDELIVERED:
            message.error = fault.error
            self._message_becomes(message, MessageStatus.UNDELIVERED, now, f"error {fault.error}")
        elif action is MessageFault.LATE:
            message.due = now + timedelta(seconds=fault.seconds)
        elif action is MessageFault.REORDERED:
            message.held = True
            message.due = now + (timedelta(seconds=fault.seconds) if fault.seconds else _HELD_FOR)
        elif action is not MessageFault.LOST:  # a lost message is one that is believed to be under way for ever
            if action is MessageFault.GARBLED:
                message.body = garbled(message.body)
            elif action is MessageFault.CARRIER_SWITCHED:
                message.party = OTHER_CARRIER
            self._message_becomes(message, MessageStatus.DELIVERED, now)

    def _leaves(self, message: Message, now: datetime, why: str = "") -> None:
        self._message_becomes(message, MessageStatus.SENDING, now)
        self._message_becomes(message, MessageStatus.SENT, now, why)

    def _double(self, message: Message, now: datetime) -> None:
        twin = replace(message, id=f"SM{self._ids.token()}", history=[], extras={}, place=0)
        twin.becomes(MessageStatus.QUEUED, now)
        twin.becomes(MessageStatus.SENT, now, f"doubles {message.id}")
        twin.becomes(MessageStatus.DELIVERED, now)
        self._ledger.messages.add(twin)

    def _release(self, message: Message, now: datetime) -> None:
        """Let messages arrive that were to be overtaken by this one."""
        book = self._ledger.messages
        if book.next_due() is None:
            return
        for held in [each for each in book.due(LATEST) if each.held and each.number == message.number]:
            held.held, held.due = False, None
            # A moment later, so that the order of arrival is the other way round.
            self._message_becomes(held, MessageStatus.DELIVERED, now + _A_MOMENT, f"overtaken by {message.id}")
            book.save(held)

    def _message_becomes(self, message: Message, status: MessageStatus, at: datetime, why: str = "") -> None:
        message.becomes(status, at, why)
        self._status(message)

    def _message_saved(self, message: Message) -> None:
        self._ledger.messages.save(message)
        self._tell(message.number)
