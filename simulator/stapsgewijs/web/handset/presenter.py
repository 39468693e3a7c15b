"""The views of one phone: its messages and calls as parts of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from stapsgewijs.pages.handset import fragments as p
from stapsgewijs.pages.safe_text import Excerpt, excerpt, readable
from stapsgewijs.phone_network import (
    Call,
    CallStatus,
    Direction,
    Filter,
    HandsetSettings,
    Message,
    Silence,
    Speaker,
    is_desk_phone,
)
from stapsgewijs.web.handset.authenticator_presenter import AppScreens
from stapsgewijs.web.handset.read_marks import ReadMarks
from stapsgewijs.web.handset.urls import Addresses, format_party, moment

if TYPE_CHECKING:
    from stapsgewijs.pages.handset.authenticator import AppScreenPart
    from stapsgewijs.phone_numbers import PhoneNumber
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.handset.authenticator_presenter import AppView

MAX_EXCERPT_CHARS: Final = 90
"""Characters of a message in a list."""
MAX_BUBBLE_CHARS: Final = 1000
"""Characters of a message in a conversation; the rest is on its own page."""
_MAX_MESSAGES: Final = 200
_MAX_CALLS: Final = 100
_MAX_BADGE_COUNT: Final = 99
_LINGERS: Final = timedelta(seconds=60)
"""How long a call that has ended stays in sight, unless it is closed."""
SWITCHES: Final = {
    "phone_on": "Phone on",
    "signal": "Signal",
    "do_not_disturb": "Do not disturb",
    "app_notifications": "Notifications of the authenticator app",
}
"""Name of a switch, in the settings and in the form → its label."""
DESK_SWITCHES: Final = {name: SWITCHES[name] for name in ("phone_on", "do_not_disturb")}
_DECLINED: Final = "declined"
_STATES: Final = {CallStatus.RINGING: "Incoming call", CallStatus.IN_PROGRESS: "On the line"}
_OUTCOMES: Final = {
    CallStatus.NO_ANSWER: "Missed call",
    CallStatus.CANCELED: "Missed call",
    CallStatus.COMPLETED: "Answered",
}
_OWN_OUTCOMES: Final = {
    CallStatus.RINGING: "Calling",
    CallStatus.IN_PROGRESS: "On the line",
    CallStatus.COMPLETED: "You called",
}
"""What became of a call that the handset placed."""


@dataclass(slots=True)
class Phone:
    """The phone `number` of an organisation at one moment, seen with the conversation with `party` open, if any."""

    organisation: Organisation
    number: PhoneNumber
    addresses: Addresses
    party: str = ""
    on_calls: bool = False
    on_settings: bool = False
    seal: str = ""
    app: AppView | None = None
    messages: list[Message] = field(init=False)
    calls: list[Call] = field(init=False)
    marks: ReadMarks = field(init=False)
    settings: HandsetSettings = field(init=False)
    is_desk: bool = field(init=False)

    def __post_init__(self) -> None:
        """Read what is on the phone: the newest messages in order of arrival, the newest calls first.

        A desk phone has calls and nothing else; a phone that could not be reached does not know who called.
        """
        network = self.organisation.network
        self.settings, self.is_desk = network.handset_settings(self.number), is_desk_phone(self.number)
        if self.is_desk:
            self.party, self.on_calls = "", not self.on_settings
        wanted = Filter(self.number, arrived=True, newest_first=True, by_arrival=True, limit=_MAX_MESSAGES + 1)
        self.messages = network.sms.find(wanted)[::-1]
        calls = network.voice.find(Filter(self.number, newest_first=True, limit=_MAX_CALLS + 1))
        self.calls = [each for each in calls if each.silence is not Silence.UNREACHABLE]
        self.marks = ReadMarks(network, self.number)

    def mark_visible_read(self) -> bool:
        """Note that what is in view was read; returns whether that is news for others who look."""
        if self.on_calls:
            return self.marks.mark_calls_seen(self.calls)
        return bool(self.party) and self.marks.mark_read(
            self.party, [m for m in self.messages if m.party == self.party]
        )

    def parts(self, found: p.Log | None = None) -> p.HandsetParts:
        """Return all parts; with `found`, that is on the screen."""
        call = self.current_call()
        unread = [each for each in self.messages if self.marks.is_unread(each)]
        missed = [each for each in self.calls if is_missed(each) and each.sequence > self.marks.calls_seen]
        rings = call is not None and is_incoming(call) and call.status is CallStatus.RINGING
        talks = call is not None and call.status is CallStatus.IN_PROGRESS
        request = p.RequestPart() if self.is_desk else self._app_screens.request(self.app)
        return p.HandsetParts(
            alarm=p.AlarmPart(
                format_party(call.party) if call is not None and rings and not call.silence else "", request.user_name
            ),
            call=self._call(call),
            transcript=p.TranscriptPart(lines_of(call), is_there=not rings) if call else p.TranscriptPart(),
            keys=self._keys(call) if call and talks else p.KeysPart(),
            hands=self._hands(call),
            news=self._news(unread, missed),
            screen=found or self._screen(),
            tabs=p.TabsPart(
                "" if self.is_desk else self.addresses.handset(self.number),
                self.addresses.handset(self.number, calls="1"),
                badge(len(unread)),
                badge(len(missed)),
                on_calls=self.on_calls,
                settings=self.addresses.handset(self.number, settings="1"),
                on_settings=self.on_settings,
                app="" if self.is_desk else self._app_screens.address(),
                on_app=self.app is not None,
            ),
            switches=switches_of(self.settings),
            request=request,
        )

    def current_call(self) -> Call | None:
        """Return the call that is under way, else the one that rings, else the one that has just ended."""
        with_people = [each for each in self.calls if not went_to_voicemail(each)]
        for status in (CallStatus.IN_PROGRESS, CallStatus.RINGING):
            if found := next((each for each in with_people if each.status is status), None):
                return found
        last = next(iter(self.calls), None)
        if last is None or last.answered is None or last.ended is None or went_to_voicemail(last):
            return None
        is_fresh = self.organisation.clock.now() - last.ended < _LINGERS
        return last if is_fresh and last.id != self.marks.call_closed else None

    def _call(self, call: Call | None) -> p.CallPart:
        if call is None:
            return p.CallPart()
        rings = call.status is CallStatus.RINGING and is_incoming(call)
        dials = call.status is CallStatus.RINGING and not rings
        state = "Calling" if dials else _STATES.get(call.status, "The call has ended")
        return p.CallPart(format_party(call.party), state, rings=rings, silent=rings and call.silence is not None)

    def _keys(self, call: Call) -> p.KeysPart:
        return p.KeysPart(self._act(call, "press"), self._act(call, "say"), self.seal)

    def _hands(self, call: Call | None) -> p.HandsPart:
        if call is None:
            return p.HandsPart()
        if call.status.is_final:
            return p.HandsPart(close=self._act(call, "close"))
        rings = call.status is CallStatus.RINGING and is_incoming(call)
        answer = self._act(call, "answer") if rings else ""
        return p.HandsPart(answer, self._act(call, "hang-up"))

    def _act(self, call: Call, action: str) -> str:
        return self.addresses.handset(self.number, f"calls/{call.id}/{action}")

    def _news(self, unread: list[Message], missed: list[Call]) -> p.NewsPart:
        """Tell of the newest that is unread and not in view; nothing on a phone that may not disturb."""
        if self.settings.is_silent:
            return p.NewsPart()
        away = [each for each in unread if each.party != self.party]
        message, call = (away[-1] if away else None), (missed[0] if missed and not self.on_calls else None)
        now = self.organisation.clock.now()
        if call is not None and (message is None or call.created > message.arrived_at):
            where = self.addresses.handset(self.number, calls="1")
            return p.NewsPart(format_party(call.sender), Excerpt(""), where, moment(call.created, now), "Missed call")
        if message is None:
            return p.NewsPart()
        where = "" if self._shows_threads else self.addresses.thread(self.number, message.party)
        text = excerpt(message.body, MAX_EXCERPT_CHARS, one_line=True)
        return p.NewsPart(format_party(message.sender), text, where, moment(message.arrived_at, now), "New message")

    @property
    def _shows_threads(self) -> bool:
        return not self.party and not self.on_calls and not self.on_settings and self.app is None

    @property
    def _app_screens(self) -> AppScreens:
        return AppScreens(self.organisation, self.number, self.addresses, self.seal)

    def settings_part(self) -> p.SettingsPart:
        """Return the switches that this kind of phone has, as they are."""
        action, known = self.addresses.handset(self.number, "settings"), self.settings
        names = DESK_SWITCHES if self.is_desk else SWITCHES
        switches = tuple(p.Switch(name, msgid, on=getattr(known, name)) for name, msgid in names.items())
        return p.SettingsPart(action, self.seal, switches, "\n".join(map(format_party, known.blocked_callers)))

    def _screen(self) -> p.ScreenPart | AppScreenPart:
        if self.app is not None:
            return self.app.screen
        if self.on_settings:
            return self.settings_part()
        if self.party:
            return self._thread()
        return self._call_list() if self.on_calls else self._threads()

    def _threads(self) -> p.ThreadsPart:
        now, threads = self.organisation.clock.now(), dict[str, list[Message]]()
        for each in reversed(self.messages[-_MAX_MESSAGES:]):
            threads.setdefault(each.party, []).append(each)
        return p.ThreadsPart(
            tuple(
                p.Thread(
                    self.addresses.thread(self.number, party),
                    format_party(party),
                    excerpt(messages[0].body, MAX_EXCERPT_CHARS, one_line=True),
                    moment(messages[0].arrived_at, now),
                    badge(len([each for each in messages if self.marks.is_unread(each)])),
                    is_own=is_own(messages[0]),
                )
                for party, messages in threads.items()
            ),
            earlier=len(self.messages) > _MAX_MESSAGES,
        )

    def _thread(self) -> p.ThreadPart:
        now = self.organisation.clock.now()
        messages = [each for each in self.messages[-_MAX_MESSAGES:] if each.party == self.party]
        bubbles = tuple(
            p.Bubble(
                self.addresses.item(each),
                excerpt(each.body, MAX_BUBBLE_CHARS),
                moment(each.arrived_at, now),
                is_own=is_own(each),
                tags=self.addresses.tags(each, within=self.number),
            )
            for each in messages
        )
        back = self.addresses.handset(self.number)
        return p.ThreadPart(format_party(self.party), back, bubbles, earlier=len(self.messages) > _MAX_MESSAGES)

    def _call_list(self) -> p.CallsPart:
        now = self.organisation.clock.now()
        entries = tuple(
            p.CallEntry(
                self.addresses.item(each),
                format_party(each.party),
                outcome_of(each),
                moment(each.created, now),
                missed=is_missed(each),
                said=tuple(line.text for line in lines_of(each)) if went_to_voicemail(each) else (),
                tags=self.addresses.tags(each, within=self.number),
            )
            for each in self.calls[:_MAX_CALLS]
        )
        return p.CallsPart(entries, earlier=len(self.calls) > _MAX_CALLS)


def switches_of(settings: HandsetSettings) -> p.SwitchesPart:
    """Return what is not as usual; of a phone that is off nothing else matters."""
    states = {
        "This phone is off": not settings.phone_on,
        "No signal": not settings.signal,
        "Do not disturb is on": settings.do_not_disturb,
        "The app may not notify": not settings.app_notifications,
        "Callers are blocked": bool(settings.blocked_callers),
    }
    found = tuple(msgid for msgid, is_so in states.items() if is_so)
    return p.SwitchesPart(found if settings.phone_on else found[:1])


def went_to_voicemail(call: Call) -> bool:
    """Return whether no person answered, and a machine did."""
    return call.is_answered_by_voicemail


def is_incoming(call: Call) -> bool:
    """Return whether the handset is called, and not the one who calls."""
    return call.direction is Direction.OUTBOUND


def is_own(message: Message) -> bool:
    """Return whether the handset sent a message itself."""
    return message.direction is Direction.INBOUND


def is_missed(call: Call) -> bool:
    """Return whether it rang and nobody took it, by choice or not; one that is blocked is not missed."""
    if call.silence is Silence.BLOCKED or not is_incoming(call):
        return False
    return call.status in {CallStatus.NO_ANSWER, CallStatus.CANCELED} or went_to_voicemail(call)


def outcome_of(call: Call) -> str:
    """Return what became of a call, as a phone says it (a msgid)."""
    if not is_incoming(call):
        return _OWN_OUTCOMES.get(call.status, "Not connected")
    if went_to_voicemail(call):
        return "Voicemail"
    if call.status is CallStatus.BUSY and any(what.endswith(_DECLINED) for _, what in call.history):
        return "Declined"
    return _OUTCOMES.get(call.status, str(call.status))


def lines_of(call: Call) -> tuple[p.Utterance, ...]:
    """Return what was said and pressed; the machine's own beep is left out."""
    return tuple(
        p.Utterance(
            readable(each.text),
            moment(each.at, each.at),
            f"{call.id}-{place}",
            pressed=each.who is Speaker.HANDSET,
            own=each.who is Speaker.PERSON,
            language=each.language,
        )
        for place, each in enumerate(call.transcript)
        if each.who is not Speaker.VOICEMAIL
    )


def badge(count: int) -> str:
    """Return a number as a badge shows it, empty for none."""
    return "" if count == 0 else str(count) if count <= _MAX_BADGE_COUNT else f"{_MAX_BADGE_COUNT}+"
