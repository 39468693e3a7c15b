"""The network itself: takes messages and calls, brings them to handsets, in time and by the rules of its faults."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from simulator.gateway.calls import Call, CallStatus, Conversation, Speaker
from simulator.gateway.faults import CallFault, Fault, Faults, Kind, MessageFault
from simulator.gateway.messages import Message, MessageStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from simulator.clock import Clock
    from simulator.gateway.ids import IdSource
    from simulator.phone_numbers import PhoneNumber

KEYS: Final = frozenset("0123456789*#")
RINGS_FOR: Final = timedelta(seconds=30)
"""How long a phone rings; assumed (the carrier's own default is 60 s, a mobile's voicemail about 25 s)."""

_FINAL_OF_FAULT: Final = {
    CallFault.BUSY: CallStatus.BUSY,
    CallFault.NO_ANSWER: CallStatus.NO_ANSWER,
    CallFault.FAILED: CallStatus.FAILED,
}


class UnknownCallError(LookupError):
    """No call with this id."""


class NotPossibleError(Exception):
    """Something that a phone cannot do in the state the call is in; the message says the state."""


class PhoneNetwork:
    """Messages and calls of one organisation. Nothing in it waits: `settle` does what is due by the clock."""

    def __init__(self, clock: Clock, ids: IdSource) -> None:
        """Deliver by `clock`; name things by `ids`."""
        self._clock = clock
        self._ids = ids
        self._messages: list[Message] = []
        self._calls: dict[str, Call] = {}
        self._faults = Faults()
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Tell `listener` whenever anything has changed."""
        self._listeners.append(listener)

    def send_message(self, to: PhoneNumber, sender: str, body: str) -> Message:
        """Take a message; it arrives at once, unless a fault says otherwise."""
        now = self._clock.now()
        fault = self._faults.next_for(to, Kind.MESSAGE)
        message = self._accept(to, sender, body, now)
        if fault is None:
            message.becomes(MessageStatus.SENT, now)
        elif fault.action is MessageFault.LOST:
            # A lost message is one that the network believes to be under way for ever.
            message.becomes(MessageStatus.SENT, now, "lost")
            message.due = now + timedelta(days=36500)
        elif fault.action is MessageFault.UNDELIVERED:
            message.becomes(MessageStatus.UNDELIVERED, now, "refused by the handset's network")
        elif fault.action is MessageFault.LATE:
            message.becomes(MessageStatus.SENT, now, f"{fault.seconds:g} s late")
            message.due = now + timedelta(seconds=fault.seconds)
        else:
            message.becomes(MessageStatus.SENT, now, "doubled")
            self._accept(to, sender, body, now).becomes(MessageStatus.SENT, now, f"doubles {message.id}")
        self.settle()
        return message

    def place_call(self, to: PhoneNumber, sender: str, conversation: Conversation) -> Call:
        """Take a call; the phone rings at once, unless a fault says otherwise."""
        now = self._clock.now()
        call = Call(f"CA{self._ids.token()}", to, sender, now, now + RINGS_FOR, conversation)
        self._calls[call.id] = call
        call.becomes(CallStatus.QUEUED, now)
        fault = self._faults.next_for(to, Kind.CALL)
        if fault is None:
            call.becomes(CallStatus.RINGING, now)
        elif fault.action is CallFault.VOICEMAIL:
            call.becomes(CallStatus.IN_PROGRESS, now, "answered by voicemail")
            call.says(Speaker.CALLER, conversation.greeting, now)
            call.says(Speaker.VOICEMAIL, "…", now)
            self._end(call, CallStatus.COMPLETED, "voicemail", by_voicemail=True)
        else:
            self._end(call, _FINAL_OF_FAULT[CallFault(fault.action)], "a fault")
        self._tell()
        return call

    def messages(self, number: PhoneNumber | None = None) -> list[Message]:
        """Return what has arrived, at `number` or anywhere, in order of arrival."""
        self.settle()
        there = [each for each in self._messages if each.status is MessageStatus.DELIVERED]
        there.sort(key=lambda each: each.delivered or each.due)
        return [each for each in there if number is None or each.to == number]

    def sent_messages(self) -> list[Message]:
        """Return every message that was taken, arrived or not."""
        self.settle()
        return list(self._messages)

    def calls(self, number: PhoneNumber | None = None) -> list[Call]:
        """Return all calls, to `number` or to anybody, in the order in which they were placed."""
        self.settle()
        return [each for each in self._calls.values() if number is None or each.to == number]

    def call(self, call_id: str) -> Call:
        """Return one call; raises `UnknownCallError`."""
        self.settle()
        if call_id not in self._calls:
            msg = f"no call {call_id}"
            raise UnknownCallError(msg)
        return self._calls[call_id]

    def answer(self, call_id: str) -> Call:
        """Answer a phone that rings; raises `NotPossibleError` when it does not."""
        call = self._call_that_is(call_id, CallStatus.RINGING, "answered")
        now = self._clock.now()
        call.becomes(CallStatus.IN_PROGRESS, now, "answered")
        call.says(Speaker.CALLER, call.conversation.greeting, now)
        self._tell()
        return call

    def press(self, call_id: str, keys: str) -> Call:
        """Press keys during a call, one after the other, until one of them ends it.

        Raises `NotPossibleError` when nobody is on the line, or for what is no key of a phone.
        """
        call = self._call_that_is(call_id, CallStatus.IN_PROGRESS, "pressed a key on")
        if not keys or not set(keys) <= KEYS:
            msg = f"{keys!r} are no keys of a phone; keys are 0-9, * and #"
            raise NotPossibleError(msg)
        for key in keys:
            if call.status is CallStatus.IN_PROGRESS:
                self._press(call, key)
        self._tell()
        return call

    def hang_up(self, call_id: str) -> Call:
        """End a call that is under way, or decline one that rings (then the phone is busy)."""
        call = self.call(call_id)
        if call.status is CallStatus.RINGING:
            self._end(call, CallStatus.BUSY, "declined")
        else:
            self._call_that_is(call_id, CallStatus.IN_PROGRESS, "hung up")
            self._end(call, CallStatus.COMPLETED, "hung up")
        self._tell()
        return call

    def faults(self) -> list[Fault]:
        """Return the rules that can still happen."""
        return [each for each in self._faults.rules if not each.is_spent]

    def add_fault(  # the fields of a rule
        self,
        number: PhoneNumber,
        action: MessageFault | CallFault,
        *,
        seconds: float = 0,
        skip: int = 0,
        times: int = 1,
    ) -> Fault:
        """Add a rule for `number`; older rules come first."""
        fault = Fault(f"FT{self._ids.token()}", number, action, seconds, skip, times)
        self._faults.rules.append(fault)
        return fault

    def clear_faults(self) -> None:
        """Let everything go well again."""
        self._faults.rules.clear()

    def settle(self) -> None:
        """Do what is due by now: deliver messages, stop phones that rang too long."""
        now = self._clock.now()
        late = [each for each in self._messages if each.status is MessageStatus.SENT and each.due <= now]
        unanswered = [each for each in self._calls.values() if each.status is CallStatus.RINGING and each.due <= now]
        for message in late:
            message.becomes(MessageStatus.DELIVERED, message.due)
        for call in unanswered:
            self._end(call, CallStatus.NO_ANSWER, "rang too long", at=call.due)
        if late or unanswered:
            self._tell()

    def next_due(self) -> datetime | None:
        """Return when `settle` will next have something to do, if nothing else happens."""
        due = [each.due for each in self._messages if each.status is MessageStatus.SENT]
        due += [each.due for each in self._calls.values() if each.status is CallStatus.RINGING]
        return min(due, default=None)

    def _accept(self, to: PhoneNumber, sender: str, body: str, now: datetime) -> Message:
        message = Message(f"SM{self._ids.token()}", to, sender, body, now, now)
        message.becomes(MessageStatus.QUEUED, now)
        self._messages.append(message)
        return message

    def _press(self, call: Call, key: str) -> None:
        now = self._clock.now()
        call.says(Speaker.HANDSET, key, now)
        reply = call.conversation.pressed(key)
        if reply is None:
            return
        words, hangs_up = reply
        call.says(Speaker.CALLER, words, now)
        if hangs_up:
            self._end(call, CallStatus.COMPLETED, "the caller hung up")

    def _end(
        self, call: Call, status: CallStatus, why: str, *, by_voicemail: bool = False, at: datetime | None = None
    ) -> None:
        call.becomes(status, at or self._clock.now(), why)
        call.conversation.ended(status, by_voicemail=by_voicemail)

    def _call_that_is(self, call_id: str, status: CallStatus, wish: str) -> Call:
        call = self.call(call_id)
        if call.status is not status:
            msg = f"a call that is {call.status} cannot be {wish}"
            raise NotPossibleError(msg)
        return call

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
