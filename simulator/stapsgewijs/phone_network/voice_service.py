"""Voice calls: placed, changed by faults, answered, heard, and controlled by keys."""

from __future__ import annotations

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
from stapsgewijs.phone_network.calls import (
    HANDSET,
    PAUSES,
    VOICEMAIL,
    Call,
    CallStatus,
    ConversationTurn,
    NextAction,
    Silence,
    Speaker,
)
from stapsgewijs.phone_network.faults.rules import NOT_TAKEN, CallFault, Fault, Kind
from stapsgewijs.phone_network.filters import Filter
from stapsgewijs.phone_network.messages import Direction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.phone_network.calls import Conversation, ConversationLoader
    from stapsgewijs.phone_numbers import PhoneNumber

EVENTS_AT_ONCE: Final = 2_500
"""What is done of what is due at once, on all calls together: half a second of work, and all that one call can have."""
_CALLS_AT_ONCE: Final = 100
KEYS: Final = "1234567890*#"
"""The keys of a phone (ITU-T Q.23, without the letters)."""
RING_TIMEOUT: Final = timedelta(seconds=30)
"""How long a phone rings; assumed (the carrier's own default is 60 s, a mobile's voicemail about 25 s)."""
VOICEMAIL_LIMIT: Final = timedelta(seconds=120)
"""How long voicemail listens before it cuts the line; assumed (carriers take between one and five minutes)."""
MAX_SPEECH_CHARS: Final = 1000

_FINAL_OF_FAULT: Final = {
    CallFault.BUSY: CallStatus.BUSY,
    CallFault.NO_ANSWER: CallStatus.NO_ANSWER,
    CallFault.FAILED: CallStatus.FAILED,
    CallFault.REJECTED: CallStatus.FAILED,
}
_NOT_CONNECTED: Final = {**_FINAL_OF_FAULT, CallFault.VOICEMAIL: CallStatus.NO_ANSWER}
"""What becomes of a call from a handset that never reaches the other side; voicemail is a handset's own."""


class UnknownCallError(UnknownItemError):
    """No call with this id."""


def no_conversation(call: Call) -> Conversation:
    """Restore nothing: for networks whose calls all live in this process; raises `LookupError`."""
    msg = f"nobody can take up the conversation of call {call.id} again"
    raise LookupError(msg)


class VoiceService(NetworkService[Call]):
    """The voice calls of one network; `restore` makes conversations that do not live in this process."""

    kind = "call"
    unknown = UnknownCallError

    def __init__(self, context: NetworkContext, restore: ConversationLoader = no_conversation) -> None:
        super().__init__(context, context.repository.calls)
        self.restore = restore

    def new_id(self) -> str:
        """Return an id that no call has yet."""
        return f"CA{self.context.ids.token()}"

    def placed(self, number: PhoneNumber | None = None) -> list[Call]:
        """Return all calls, to `number` or to anybody, in the order in which they were placed."""
        return self.find(Filter(number))

    @transactional
    def place(  # noqa: PLR0913  # what a call is, and what a protocol adds to it
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
        """Take a call; the phone rings at once, for `rings` seconds, unless a fault or the handset says otherwise.

        `call_id` is one of `new_id`, for a conversation that has to know its call beforehand.
        """
        now = self.context.clock.now()
        applied = self.context.faults.next_fault(Kind.CALL, to, "", fault)
        call = Call(call_id or self.new_id(), to, sender, now, extras=dict(extras or {}), conversation=conversation)
        call.script = conversation.to_state()
        if applied is not None:
            call.extras |= applied.on_callbacks
        self.items.add(call)
        if applied is None or applied.action not in NOT_TAKEN:
            self._set_status(call, CallStatus.QUEUED, now)
        if applied is not None and applied.action in _FINAL_OF_FAULT:
            call.error = applied.error
            self._end(call, _FINAL_OF_FAULT[CallFault(applied.action)], applied.why)
        else:
            self._ring(call, applied, now, RING_TIMEOUT if rings is None else timedelta(seconds=rings))
        self.items.save(call)
        return self._added(call)

    @transactional
    def dial(  # noqa: PLR0913  # what a call is, and what a protocol adds to it
        self,
        number: PhoneNumber,
        to: str,
        conversation: Conversation | None,
        *,
        refusal: str = "",
        extras: Mapping[str, str] | None = None,
        call_id: str = "",
    ) -> Call:
        """Call from a handset `to` a number; `conversation` is who answers there, None for a `refusal`.

        Raises `NotPossibleError` for a phone that is off or has no signal, and during another call.
        """
        settings, now = self.context.handset_settings(number), self.context.clock.now()
        if not settings.is_reachable:
            msg = f"{settings.unreachable_reason}: it can call nobody"
            raise NotPossibleError(msg)
        talking = Filter(number, statuses=frozenset({CallStatus.IN_PROGRESS.value}))
        if any(not each.is_answered_by_voicemail for each in self.find(talking)):
            msg = "the phone is on the line already"
            raise NotPossibleError(msg)
        call = Call(call_id or self.new_id(), number, to, now, direction=Direction.INBOUND, extras=dict(extras or {}))
        call.conversation = conversation
        fault = self.context.faults.next_fault(Kind.CALL, number, "", None, Direction.INBOUND)
        if fault is not None:
            call.extras |= fault.on_callbacks
        self.items.add(call)
        self._set_status(call, CallStatus.QUEUED, now, "placed by the handset")
        if fault is not None and fault.action in _NOT_CONNECTED:
            call.error = fault.error
            self._end(call, _NOT_CONNECTED[CallFault(fault.action)], fault.why)
        elif conversation is None:
            self._end(call, CallStatus.FAILED, refusal)
        else:
            self._affect(call, fault)
            self._set_status(call, CallStatus.RINGING, now, fault.why if fault else "")
            self._take_turn(call, conversation.on_answer())
        self.items.save(call)
        return self._added(call)

    @transactional
    def answer(self, call_id: str) -> Call:
        """Answer a phone that rings; raises `NotPossibleError` when it does not."""
        call = self._get_in_status(call_id, CallStatus.RINGING, "answered")
        if call.direction is Direction.INBOUND:
            msg = "a call that the handset placed is answered by the other side"
            raise NotPossibleError(msg)
        self._connect(call, self.context.clock.now())
        self._take_turn(call, self._conversation(call).on_answer())
        return self._save(call)

    @transactional
    def press(self, call_id: str, keys: str) -> Call:
        """Press keys during a call, one after the other, until one of them ends it.

        Raises `NotPossibleError` when nobody is on the line, or for what is no key of a phone.
        """
        call = self._get_in_status(call_id, CallStatus.IN_PROGRESS, "pressed a key on")
        if not keys or not set(keys) <= set(KEYS):
            msg = f"{keys!r} are no keys of a phone; keys are 0-9, * and #"
            raise NotPossibleError(msg)
        for key in keys:
            if call.status is CallStatus.IN_PROGRESS:
                self._press(call, key)
        return self._save(call)

    @transactional
    def say(self, call_id: str, text: str) -> Call:
        """Say something during a call: what the other side hears as text.

        Raises `NotPossibleError` when nobody is on the line, or for no words, or too many.
        """
        call, words = self._get_in_status(call_id, CallStatus.IN_PROGRESS, "spoken on"), " ".join(text.split())
        if not words or len(words) > MAX_SPEECH_CHARS:
            msg = f"what is said has 1 to {MAX_SPEECH_CHARS} characters, not {len(words)}"
            raise NotPossibleError(msg)
        now, talk = self.context.clock.now(), self._conversation(call)
        call.add_line(Speaker.PERSON, words, now)
        turn = talk.on_speech(words)
        call.script = talk.to_state()
        if turn is None:
            call.history.append((now, f"not listened to: {words}"))
        else:
            self._take_turn(call, turn)
        return self._save(call)

    @transactional
    def hang_up(self, call_id: str) -> Call:
        """End a call that is under way, or decline one that rings (then the phone is busy)."""
        call = self.get(call_id)
        if call.status is CallStatus.RINGING and call.direction is Direction.INBOUND:
            self._end(call, CallStatus.CANCELED, "the handset gave up")
        elif call.status is CallStatus.RINGING:
            self._end(call, CallStatus.BUSY, "declined")
        else:
            self._get_in_status(call_id, CallStatus.IN_PROGRESS, "hung up")
            self._end(call, CallStatus.COMPLETED, "hung up")
        return self._save(call)

    @transactional
    def cancel(self, call_id: str) -> Call:
        """Give up a call that nobody answered yet, from the caller's side."""
        call = self.get(call_id)
        if call.status not in {CallStatus.QUEUED, CallStatus.RINGING}:
            msg = f"a call that is {call.status} cannot be canceled"
            raise NotPossibleError(msg)
        self._end(call, CallStatus.CANCELED, "the caller gave up")
        return self._save(call)

    @transactional
    def complete(self, call_id: str) -> Call:
        """End a call from the caller's side, in whatever state it is."""
        call = self.get(call_id)
        if call.status is CallStatus.IN_PROGRESS:
            self._end(call, CallStatus.COMPLETED, "the caller hung up")
            return self._save(call)
        return self.cancel(call_id)

    @transactional
    def resume(self, call_id: str, conversation: Conversation, turn: ConversationTurn) -> Call:
        """Take the turn of a caller who was thinking; changes nothing when the call is over by now."""
        call = self.items.get(call_id)
        if call is None:
            msg = f"no call {call_id}"
            raise UnknownCallError(msg)
        if not call.status.is_final:
            call.conversation, call.script = conversation, conversation.to_state()
            self._take_turn(call, turn)
            self._save(call)
        return call

    @transactional
    def lose(self, number: PhoneNumber, why: str) -> None:
        """End the calls of a handset that can be reached no more: what rang is not answered, a line is cut."""
        talking, ringing = CallStatus.IN_PROGRESS, frozenset({CallStatus.QUEUED, CallStatus.RINGING})
        for call in self.items.find(Filter(number, statuses=frozenset({talking, *ringing}))):
            if call.is_answered_by_voicemail:
                continue  # the carrier's machine goes on without the handset
            end = CallStatus.COMPLETED if call.status is talking else CallStatus.NO_ANSWER
            self._end(call, end, why)
            self._save(call)

    @transactional
    def remove(self, wanted: Filter) -> int:
        """Forget calls; returns how many. One that is under way ends first."""
        for each in self.items.find(wanted):
            if not each.status.is_final:
                self._end(each, CallStatus.FAILED, "removed")
        return super().remove(wanted)

    @transactional
    def process_due(self, share: float = 1.0) -> None:
        """Do what is due by now: phones that rang too long, silence that was noticed, lines that are cut.

        Of very much a part (see `PhoneNetwork.process_due`).
        """
        now, left = self.context.clock.now(), EVENTS_AT_ONCE * share
        while left > 0 and (due := self.items.due(now, _CALLS_AT_ONCE)):
            for call in due:
                # All that is due on a call before it is kept: its row grows with each turn, and so does writing it.
                while left > 0 and (at := call.next_event_at) is not None and at <= now:
                    self._process_due_call(call, at)
                    left -= 1
                self._save(call)
                if left <= 0:
                    break

    def _process_due_call(self, call: Call, at: datetime) -> None:
        self.context.release_requests(call, at)
        if call.status.is_final or min(filter(None, (call.due, call.disconnect_at)), default=LATEST) > at:
            return
        if call.disconnect_at is not None and call.disconnect_at <= at:
            self._end(call, CallStatus.COMPLETED, "the line was cut", at=at)
        elif call.status is CallStatus.IN_PROGRESS:
            call.due = None
            self._take_turn(call, self._conversation(call).on_timeout(), at)
        else:
            self._end(call, CallStatus.NO_ANSWER, "rang too long", at=at)

    def _ring(self, call: Call, fault: Fault | None, now: datetime, rings: timedelta) -> None:
        """Let the phone ring, or voicemail answer, or nobody: then it is off."""
        settings = self.context.handset_settings(call.number)
        if fault is not None and fault.action is CallFault.VOICEMAIL:
            self._go_to_voicemail(call, now, fault.why)
            return
        if not settings.is_reachable:
            call.extras[HANDSET] = Silence.UNREACHABLE
            self._end(call, CallStatus.NO_ANSWER, settings.unreachable_reason)
            return
        if settings.blocks(call.party):
            call.extras[HANDSET] = Silence.BLOCKED
            self._go_to_voicemail(call, now, "voicemail: the phone blocks the caller")
            return
        if settings.is_silent:
            call.extras[HANDSET] = Silence.DO_NOT_DISTURB
        call.due = now + rings
        self._affect(call, fault)
        self._set_status(call, CallStatus.RINGING, now, fault.why if fault else call.extras.get(HANDSET, ""))

    def _affect(self, call: Call, fault: Fault | None) -> None:
        """Note what a fault does to a call once it is answered."""
        action = fault.action if fault is not None else None
        call.one_way_audio = action is CallFault.ONE_WAY_AUDIO
        call.wrong_keys_left = 1 if action is CallFault.WRONG_KEY else 0
        if fault is not None and action is CallFault.HUNG_UP:
            call.extras["cut after"] = str(fault.seconds)

    def _connect(self, call: Call, now: datetime) -> None:
        call.due = None
        if (cut := call.extras.pop("cut after", None)) is not None:
            call.disconnect_at = now + timedelta(seconds=float(cut))
        self._set_status(call, CallStatus.IN_PROGRESS, now, "answered")

    def _go_to_voicemail(self, call: Call, now: datetime, why: str) -> None:
        call.extras[VOICEMAIL], call.disconnect_at = why, now + VOICEMAIL_LIMIT
        self._set_status(call, CallStatus.IN_PROGRESS, now, f"answered by {why}")
        self._take_turn(call, self._conversation(call).on_answer())

    def _press(self, call: Call, key: str) -> None:
        now = self.context.clock.now()
        call.add_line(Speaker.HANDSET, key, now)
        if call.wrong_keys_left > 0:
            call.wrong_keys_left -= 1
            key, pressed = KEYS[(KEYS.index(key) + 1) % len(KEYS)], key
            call.history.append((now, f"key {pressed} arrived as {key}"))
        talk = self._conversation(call)
        turn = talk.on_key(key)
        call.script = talk.to_state()
        if turn is not None:
            self._take_turn(call, turn)
        elif call.patience is not None:
            call.due = now + timedelta(seconds=call.patience)

    def _take_turn(self, call: Call, turn: ConversationTurn, at: datetime | None = None) -> None:
        """Let the caller say what there is to say, and do what comes then."""
        now = at or self.context.clock.now()
        call.script = self._conversation(call).to_state()
        is_silent = not turn.says and turn.then in {NextAction.FETCH, NextAction.REJECT}
        if call.status is CallStatus.RINGING and not is_silent:
            self._connect(call, now)  # the other side answers a handset that calls
        call.history += [(now, each) for each in turn.remarks]
        for each in turn.says:
            if call.one_way_audio:
                call.history.append((now, f"not heard: {each.text}"))
            else:
                call.add_line(Speaker.CALLER, each.text, now, each.language)
        call.awaiting_twiml = turn.then is NextAction.FETCH
        call.patience = turn.patience if turn.then in {NextAction.LISTEN, NextAction.PAUSE} else None
        call.extras.pop(PAUSES, None)
        if turn.then is NextAction.PAUSE:
            call.extras[PAUSES] = "1"
        call.due = None if call.patience is None else now + timedelta(seconds=call.patience)
        if call.status.is_final:
            return
        if turn.then is NextAction.HANG_UP:
            self._end(call, CallStatus.COMPLETED, "the caller hung up", at=at)
        elif turn.then is NextAction.REJECT:
            self._end(call, CallStatus.BUSY, "the caller rejected", at=at)
        elif turn.then is NextAction.LISTEN and call.is_answered_by_voicemail and not turn.has_more:
            self._end(call, CallStatus.COMPLETED, "", at=at)  # a machine presses no key, and nothing more is said

    def _end(self, call: Call, status: CallStatus, why: str, *, at: datetime | None = None) -> None:
        if call.status.is_final:
            return
        now, by_voicemail = at or self.context.clock.now(), call.is_answered_by_voicemail
        if by_voicemail and status is CallStatus.COMPLETED:
            call.add_line(Speaker.VOICEMAIL, "…", now)
            why = "voicemail"
        self._set_status(call, status, now, why)
        if call.conversation is not None or call.script:  # nobody answers at a number that is not in use
            self._conversation(call).on_end(status, by_voicemail=by_voicemail)

    def _conversation(self, call: Call) -> Conversation:
        if call.conversation is None:
            call.conversation = self.restore(call)
        return call.conversation

    def _get_in_status(self, call_id: str, status: CallStatus, action: str) -> Call:
        call = self.get(call_id)
        if call.is_answered_by_voicemail and not call.status.is_final:
            msg = f"voicemail answered this call: it cannot be {action}"
            raise NotPossibleError(msg)
        if call.status is not status:
            msg = f"a call that is {call.status} cannot be {action}"
            raise NotPossibleError(msg)
        return call

    def _set_status(self, call: Call, status: CallStatus, at: datetime, why: str = "") -> None:
        call.set_status(status, at, why)
        self.context.notify_status(call)
