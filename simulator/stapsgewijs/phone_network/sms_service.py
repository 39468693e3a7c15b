"""Text messages: accepted, changed by faults, delivered in time, answered by handsets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from stapsgewijs.clock import LATEST
from stapsgewijs.phone_network.base_service import (
    NetworkContext,
    NetworkService,
    NotPossibleError,
    UnknownItemError,
    transactional,
)
from stapsgewijs.phone_network.faults.rules import NOT_TAKEN, UNREACHABLE_CODE, Fault, Kind, MessageFault, garbled
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.handset_settings import message_refusal
from stapsgewijs.phone_network.messages import BLOCKED, WAITS_FOR_HANDSET, Direction, Message, MessageStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_numbers import PhoneNumber

MESSAGES_AT_ONCE: Final = 1_000
"""What is done of what is due at once: less than half a second of work."""
_HELD_FOR: Final = timedelta(seconds=60)
"""How long a message that is to be overtaken waits for the next one, when a fault does not say it."""
_A_MOMENT: Final = timedelta(microseconds=1)
OTHER_CARRIER: Final = "+31970102100"
"""What a name becomes when another carrier takes a message over; assumed: carriers put a number of theirs."""
VALIDITY: Final = timedelta(days=2)
"""How long the carrier keeps a message for a handset that it cannot reach; assumed: carriers choose it (3GPP TS 23.040
9.2.3.12 has anything from 5 minutes to 63 weeks)."""
_ON_THE_WAY: Final = {MessageFault.LOST, MessageFault.LATE, MessageFault.REORDERED, MessageFault.UNDELIVERED}
"""What happens to a message on its way, whichever way it goes."""
_CANCELABLE: Final = {MessageStatus.SCHEDULED, MessageStatus.QUEUED, MessageStatus.ACCEPTED}


class UnknownMessageError(UnknownItemError):
    """No message with this id."""


class SmsService(NetworkService[Message]):
    """The text messages of one network."""

    kind = "message"
    unknown = UnknownMessageError

    def __init__(self, context: NetworkContext) -> None:
        super().__init__(context, context.repository.messages)

    @transactional
    def send(  # noqa: PLR0913  # what a message is, and what a protocol adds to it
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
        """Take a message; it arrives at once, or `at` a later time, unless a fault or the handset says otherwise.

        `fault` goes before every rule. What a fault refuses is kept as failed, with the error code, and so is a
        message to a number that has no messages: a desk phone.
        """
        self.context.process_due()  # what was due before this one has arrived before it
        now = self.context.clock.now()
        refused = message_refusal(to)
        applied = None if refused else self.context.faults.next_fault(Kind.MESSAGE, to, body, fault)
        message = Message(self._new_id(), to, sender, body, now, tags=tags, extras=dict(extras or {}))
        if applied is not None:
            message.extras |= applied.on_callbacks
        self._accept(message, applied, now, at)
        self.items.add(message)
        if applied is not None and applied.action is MessageFault.DOUBLED:
            self._double(message, now)
        if message.status is MessageStatus.DELIVERED:
            self._deliver_held(message, now)
        return self._added(message)

    @transactional
    def reply(self, number: PhoneNumber, to: str, body: str) -> Message:
        """Send a message from a handset to `to` (a number, a short code or a name).

        Raises `NotPossibleError` for a number that has no messages, and a phone that is off or has no signal.
        """
        settings = self.context.handset_settings(number)
        if message_refusal(number):
            msg = f"{number} is the number of a desk phone, or of a service: it can send no messages"
            raise NotPossibleError(msg)
        if not settings.is_reachable:
            msg = f"{settings.unreachable_reason}: it can send no messages"
            raise NotPossibleError(msg)
        self.context.process_due()
        now = self.context.clock.now()
        fault = self.context.faults.next_fault(Kind.MESSAGE, number, body, None, Direction.INBOUND)
        message = Message(self._new_id(), number, to, body, now, direction=Direction.INBOUND)
        if fault is None:
            self._set_status(message, MessageStatus.RECEIVED, now, "sent by the handset")
        else:
            self._spoil_reply(message, fault, now)
        self.items.add(message)
        if fault is not None and fault.action is MessageFault.DOUBLED:
            self._double(message, now)
        if message.status is MessageStatus.RECEIVED:
            self._deliver_held(message, now)
        return self._added(message)

    def _spoil_reply(self, message: Message, fault: Fault, now: datetime) -> None:
        """Let a fault happen to what a handset sends; one that cannot happen there only stands in the history."""
        if fault.action in NOT_TAKEN:
            message.error = fault.error
            self._set_status(message, MessageStatus.FAILED, now, f"{fault.why}, error {fault.error}")
            return
        if fault.action in _ON_THE_WAY:
            self._apply_fault(message, fault, now)
            return
        if fault.action is MessageFault.GARBLED:
            message.body = garbled(message.body)
        self._set_status(message, MessageStatus.RECEIVED, now, f"sent by the handset; {fault.why}")

    def delivered(self, number: PhoneNumber | None = None) -> list[Message]:
        """Return what has arrived, at `number` or anywhere, in order of arrival; replies are not among them."""
        return self.find(Filter(number, arrived=True, direction=Direction.OUTBOUND, by_arrival=True))

    def sent(self) -> list[Message]:
        """Return every message that was taken, arrived or not, in order of taking."""
        return self.find(Filter(direction=Direction.OUTBOUND))

    @transactional
    def cancel(self, message_id: str) -> Message:
        """Take back a message that has not left yet; raises `NotPossibleError` for one that has."""
        message = self.get(message_id)
        if message.status not in _CANCELABLE:
            msg = f"a message that is {message.status} cannot be canceled"
            raise NotPossibleError(msg)
        self._set_status(message, MessageStatus.CANCELED, self.context.clock.now(), "taken back")
        return self._save(message)

    @transactional
    def redact(self, message_id: str) -> Message:
        """Empty the body of a message that has come to its end; raises `NotPossibleError` before that."""
        message = self.get(message_id)
        if not message.status.is_final:
            msg = f"a message that is {message.status} cannot be redacted yet"
            raise NotPossibleError(msg)
        message.body = ""
        message.history.append((self.context.clock.now(), "redacted"))
        return self._save(message)

    @transactional
    def process_due(self, share: float = 1.0) -> None:
        """Deliver what is due by now; of very much a part (see `PhoneNetwork.process_due`)."""
        now = self.context.clock.now()
        for message in self.items.due(now, max(1, int(MESSAGES_AT_ONCE * share))):
            self.context.release_requests(message, now)
            at = message.due
            if at is None or at > now or message.status.is_final:
                self._save(message)
                continue
            if message.waits_for_handset:
                message.error = UNREACHABLE_CODE
                self._set_status(message, MessageStatus.UNDELIVERED, at, f"waited too long, error {UNREACHABLE_CODE}")
            else:
                if message.status is MessageStatus.SCHEDULED:
                    self._mark_sent(message, at)
                self._arrive(message, at, "after all" if message.held else "")
                message.held = False
            self._save(message)

    @transactional
    def deliver_waiting(self, number: PhoneNumber) -> None:
        """Let arrive what waited for a handset, in the order in which it was taken: it can be reached again."""
        waiting = [each for each in self.items.due(LATEST) if each.waits_for_handset and each.number == number]
        for place, message in enumerate(sorted(waiting, key=lambda each: each.sequence)):
            del message.extras[WAITS_FOR_HANDSET]
            message.due = None
            self._arrive(message, self.context.clock.now() + place * _A_MOMENT, "waited for the phone")
            self._save(message)

    def _accept(self, message: Message, fault: Fault | None, now: datetime, at: datetime | None) -> None:
        """Let a new message go as far as it comes by itself now."""
        if refusal := message_refusal(message.number):
            message.error = refusal
            self._set_status(message, MessageStatus.FAILED, now, f"no messages at this number, error {refusal}")
            return
        action = fault.action if fault else None
        if fault is not None and action in {MessageFault.REJECTED, MessageFault.RATE_LIMITED}:
            message.error = fault.error
            self._set_status(message, MessageStatus.FAILED, now, f"{fault.why}, error {fault.error}")
            return
        if at is not None and at > now:
            message.due = at
            self._set_status(message, MessageStatus.SCHEDULED, now)
            return
        self._set_status(message, MessageStatus.QUEUED, now)
        if fault is None:
            self._mark_sent(message, now)
            self._arrive(message, now)
        else:
            self._apply_fault(message, fault, now)

    def _apply_fault(self, message: Message, fault: Fault, now: datetime) -> None:
        action = fault.action
        self._mark_sent(message, now, fault.why)
        if action is MessageFault.UNDELIVERED:
            message.error = fault.error
            self._set_status(message, MessageStatus.UNDELIVERED, now, f"error {fault.error}")
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
            self._arrive(message, now)

    def _arrive(self, message: Message, at: datetime, why: str = "") -> None:
        """Bring a message to its handset, or keep it until the handset can be reached; or one of a handset away."""
        if message.direction is Direction.INBOUND:
            self._set_status(message, MessageStatus.RECEIVED, at, why or "sent by the handset")
            return
        settings = self.context.handset_settings(message.number)
        if not settings.is_reachable:
            message.extras[WAITS_FOR_HANDSET] = settings.unreachable_reason
            message.due = at + VALIDITY
            message.history.append((at, f"waits: {settings.unreachable_reason}"))
            return
        if settings.blocks(message.party):
            message.extras[BLOCKED] = message.party
            why = "dropped by the phone, which blocks the sender"
        if message.sequence:  # one that was taken before
            message.arrived_at_place = self.items.next_place()
        self._set_status(message, MessageStatus.DELIVERED, at, why)

    def _mark_sent(self, message: Message, now: datetime, why: str = "") -> None:
        self._set_status(message, MessageStatus.SENDING, now)
        self._set_status(message, MessageStatus.SENT, now, why)

    def _double(self, message: Message, now: datetime) -> None:
        twin = replace(message, id=self._new_id(), history=[], extras={}, sequence=0)
        twin.set_status(MessageStatus.QUEUED, now)
        twin.set_status(MessageStatus.SENT, now, f"doubles {message.id}")
        self._arrive(twin, now)
        self.items.add(twin)

    def _deliver_held(self, message: Message, now: datetime) -> None:
        """Let messages arrive that were to be overtaken by this one."""
        if self.items.next_due() is None:
            return
        waiting = [each for each in self.items.due(LATEST) if each.held and each.number == message.number]
        for held in [each for each in waiting if each.direction is message.direction]:
            held.held, held.due = False, None
            # A moment later, so that the order of arrival is the other way round.
            self._arrive(held, now + _A_MOMENT, f"overtaken by {message.id}")
            self.items.save(held)

    def _set_status(self, message: Message, status: MessageStatus, at: datetime, why: str = "") -> None:
        message.set_status(status, at, why)
        self.context.notify_status(message)

    def _new_id(self) -> str:
        return f"SM{self.context.ids.token()}"
