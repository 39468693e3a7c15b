"""Voice calls: placed, spoiled by faults, answered, listened to and spoken to by keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network.base_service import kept
from stapsgewijs.phone_network.call_list import CallList
from stapsgewijs.phone_network.calls import Call, CallStatus, Speaker
from stapsgewijs.phone_network.conversations import ConversationTurn, NextAction
from stapsgewijs.phone_network.faults.rules import NOT_TAKEN, CallFault, Fault, Kind
from stapsgewijs.phone_network.sms_service import NotPossibleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.clock import Clock
    from stapsgewijs.phone_network.base_service import Retention
    from stapsgewijs.phone_network.conversations import Conversation, ConversationLoader
    from stapsgewijs.phone_network.filters import Filter
    from stapsgewijs.phone_network.ids import IdSource
    from stapsgewijs.phone_network.repository import NetworkRepository
    from stapsgewijs.phone_numbers import PhoneNumber

KEYS: Final = "1234567890*#"
"""The keys of a phone (ITU-T Q.23, without the letters)."""
RINGS_FOR: Final = timedelta(seconds=30)
"""How long a phone rings; assumed (the carrier's own default is 60 s, a mobile's voicemail about 25 s)."""

_FINAL_OF_FAULT: Final = {
    CallFault.BUSY: CallStatus.BUSY,
    CallFault.NO_ANSWER: CallStatus.NO_ANSWER,
    CallFault.FAILED: CallStatus.FAILED,
    CallFault.REJECTED: CallStatus.FAILED,
}


def nobody_wakes(call: Call) -> Conversation:
    """Refuse to wake any conversation: for networks whose calls all live in this process."""
    msg = f"nobody can take up the conversation of call {call.id} again"
    raise LookupError(msg)


class VoiceService(CallList):
    """The calls of one network."""

    def __init__(
        self,
        clock: Clock,
        ids: IdSource,
        ledger: NetworkRepository,
        retention: Retention,
        wake: ConversationLoader = nobody_wakes,
    ) -> None:
        """As an exchange; `wake` takes up conversations that do not live in this process."""
        super().__init__(clock, ids, ledger, retention)
        self.wake = wake

    @kept
    def place_call(  # noqa: PLR0913  # what a call is, and what a protocol adds to it
        self,
        to: PhoneNumber,
        sender: str,
        conversation: Conversation,
        *,
        rings: float | None = None,
        fault: Fault | None = None,
        extras: Mapping[str, str] | None = None,
        call_id: str = "",
    ) -> Call:
        """Take a call; the phone rings at once, for `rings` seconds, unless a fault says otherwise.

        `call_id` is one of `new_call_id`, for a conversation that has to know its call beforehand.
        """
        now = self._clock.now()
        found = self._fault_for(Kind.CALL, to, "", fault)
        call = Call(call_id or self.new_call_id(), to, sender, now, extras=dict(extras or {}), talk=conversation)
        call.script = conversation.script()
        self._ledger.calls.add(call)
        if found is None or found.action not in NOT_TAKEN:
            self._call_becomes(call, CallStatus.QUEUED, now)
        if found is not None and found.action in _FINAL_OF_FAULT:
            call.error = found.error
            self._end(call, _FINAL_OF_FAULT[CallFault(found.action)], found.why)
        else:
            self._ring(call, found, now, RINGS_FOR if rings is None else timedelta(seconds=rings))
        self._ledger.calls.save(call)
        self._prune()
        self._tell(to)
        return call

    @kept
    def answer(self, call_id: str) -> Call:
        """Answer a phone that rings; raises `NotPossibleError` when it does not."""
        call = self._call_that_is(call_id, CallStatus.RINGING, "answered")
        now = self._clock.now()
        call.due = None
        if (cut := call.extras.pop("cut after", None)) is not None:
            call.drops = now + timedelta(seconds=float(cut))
        self._call_becomes(call, CallStatus.IN_PROGRESS, now, "answered")
        self._turn(call, self._talk(call).answered())
        return self._call_saved(call)

    @kept
    def press(self, call_id: str, keys: str) -> Call:
        """Press keys during a call, one after the other, until one of them ends it.

        Raises `NotPossibleError` when nobody is on the line, or for what is no key of a phone.
        """
        call = self._call_that_is(call_id, CallStatus.IN_PROGRESS, "pressed a key on")
        if not keys or not set(keys) <= set(KEYS):
            msg = f"{keys!r} are no keys of a phone; keys are 0-9, * and #"
            raise NotPossibleError(msg)
        for key in keys:
            if call.status is CallStatus.IN_PROGRESS:
                self._press(call, key)
        return self._call_saved(call)

    @kept
    def hang_up(self, call_id: str) -> Call:
        """End a call that is under way, or decline one that rings (then the phone is busy)."""
        call = self.call(call_id)
        if call.status is CallStatus.RINGING:
            self._end(call, CallStatus.BUSY, "declined")
        else:
            self._call_that_is(call_id, CallStatus.IN_PROGRESS, "hung up")
            self._end(call, CallStatus.COMPLETED, "hung up")
        return self._call_saved(call)

    @kept
    def cancel_call(self, call_id: str) -> Call:
        """Give up a call that nobody answered yet, from the caller's side."""
        call = self.call(call_id)
        if call.status not in {CallStatus.QUEUED, CallStatus.RINGING}:
            msg = f"a call that is {call.status} cannot be canceled"
            raise NotPossibleError(msg)
        self._end(call, CallStatus.CANCELED, "the caller gave up")
        return self._call_saved(call)

    @kept
    def complete_call(self, call_id: str) -> Call:
        """End a call from the caller's side, in whatever state it is."""
        call = self.call(call_id)
        if call.status is CallStatus.IN_PROGRESS:
            self._end(call, CallStatus.COMPLETED, "the caller hung up")
            return self._call_saved(call)
        return self.cancel_call(call_id)

    @kept
    def go_on(self, call_id: str, conversation: Conversation, turn: ConversationTurn) -> Call:
        """Take the turn of a caller who was thinking; changes nothing when the call is over by now."""
        call = self._known(call_id)
        if not call.status.is_final:
            call.talk, call.script = conversation, conversation.script()
            self._turn(call, turn)
            self._call_saved(call)
        return call

    @kept
    def remove_calls(self, wanted: Filter) -> int:
        """Forget calls; returns how many. One that is under way ends first."""
        for each in self._ledger.calls.find(wanted):
            if not each.status.is_final:
                self._end(each, CallStatus.FAILED, "removed")
        gone = self._ledger.calls.remove(wanted)
        self._tell(wanted.number)
        return gone

    @kept
    def settle_calls(self) -> None:
        """Do what is due by now: phones that rang too long, silence that was noticed, lines that are cut."""
        now = self._clock.now()
        while waiting := self._ledger.calls.due(now):
            for call in waiting:
                # All that is due on a call before it is kept: its row grows with each turn, and so does writing it.
                while (wakes := call.wakes) is not None and wakes <= now:
                    self._wakes(call, wakes)
                self._ledger.calls.save(call)
                self._tell(call.number)

    def _wakes(self, call: Call, at: datetime) -> None:
        if call.drops is not None and call.drops <= at:
            self._end(call, CallStatus.COMPLETED, "the line was cut", at=at)
        elif call.status is CallStatus.IN_PROGRESS:
            call.due = None
            self._turn(call, self._talk(call).silent(), at)
        else:
            self._end(call, CallStatus.NO_ANSWER, "rang too long", at=at)

    def _ring(self, call: Call, fault: Fault | None, now: datetime, rings: timedelta) -> None:
        """Let the phone ring, or voicemail answer."""
        if fault is not None and fault.action is CallFault.VOICEMAIL:
            self._call_becomes(call, CallStatus.IN_PROGRESS, now, f"answered by {fault.why}")
            self._turn(call, self._talk(call).answered())
            call.says(Speaker.VOICEMAIL, "…", now)
            self._end(call, CallStatus.COMPLETED, "voicemail", by_voicemail=True)
            return
        call.due = now + rings
        call.deaf = fault is not None and fault.action is CallFault.ONE_WAY_AUDIO
        call.slips = 1 if fault is not None and fault.action is CallFault.WRONG_KEY else 0
        if fault is not None and fault.action is CallFault.HUNG_UP:
            call.extras["cut after"] = str(fault.seconds)
        self._call_becomes(call, CallStatus.RINGING, now, fault.why if fault else "")

    def _press(self, call: Call, key: str) -> None:
        now = self._clock.now()
        call.says(Speaker.HANDSET, key, now)
        if call.slips > 0:
            call.slips -= 1
            key, pressed = KEYS[(KEYS.index(key) + 1) % len(KEYS)], key
            call.history.append((now, f"key {pressed} arrived as {key}"))
        talk = self._talk(call)
        turn = talk.pressed(key)
        call.script = talk.script()
        if turn is not None:
            self._turn(call, turn)
        elif call.patience is not None:
            call.due = now + timedelta(seconds=call.patience)

    def _turn(self, call: Call, turn: ConversationTurn, at: datetime | None = None) -> None:
        """Let the caller say what there is to say, and do what comes then."""
        now = at or self._clock.now()
        call.script = self._talk(call).script()
        call.history += [(now, each) for each in turn.remarks]
        for each in turn.says:
            if call.deaf:
                call.history.append((now, f"not heard: {each.text}"))
            else:
                call.says(Speaker.CALLER, each.text, now, each.language)
        call.thinking = turn.then is NextAction.THINK
        call.patience = turn.patience if turn.then is NextAction.LISTEN else None
        call.due = None if call.patience is None else now + timedelta(seconds=call.patience)
        if call.status.is_final:
            return
        if turn.then is NextAction.HANG_UP:
            self._end(call, CallStatus.COMPLETED, "the caller hung up", at=at)
        elif turn.then is NextAction.REJECT:
            self._end(call, CallStatus.BUSY, "the caller rejected", at=at)

    def _end(
        self, call: Call, status: CallStatus, why: str, *, by_voicemail: bool = False, at: datetime | None = None
    ) -> None:
        if call.status.is_final:
            return
        self._call_becomes(call, status, at or self._clock.now(), why)
        self._talk(call).ended(status, by_voicemail=by_voicemail)

    def _talk(self, call: Call) -> Conversation:
        if call.talk is None:
            call.talk = self.wake(call)
        return call.talk

    def _call_that_is(self, call_id: str, status: CallStatus, wish: str) -> Call:
        call = self.call(call_id)
        if call.status is not status:
            msg = f"a call that is {call.status} cannot be {wish}"
            raise NotPossibleError(msg)
        return call

    def _call_becomes(self, call: Call, status: CallStatus, at: datetime, why: str = "") -> None:
        call.becomes(status, at, why)
        self._status(call)
