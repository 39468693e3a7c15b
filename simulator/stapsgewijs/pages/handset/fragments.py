"""The parts of handset pages that are updated while a page is open: one frozen view per template.

Texts from outside are made safe to show before they come here. Times are ISO 8601 (`time`), with the form that is
shown without JavaScript beside it (`shown_time`). Fields called `address` are paths on this server.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.handset.authenticator import AppScreenPart
    from stapsgewijs.pages.safe_text import Excerpt


class Part:
    """A part of a page that is renewed by itself."""

    __slots__ = ()
    template: ClassVar[str]

    @property
    def version(self) -> str:
        """What tells two contents of this part apart."""
        return hashlib.blake2s(repr(self).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened."""

    time: str
    shown_time: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that somebody put on a message or call; `address` lists all that have it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class HandsetEntry:
    """A phone in the list. `ringing`, `talking` and `asks` (to approve a sign-in) say what it does.

    `states` are what of its switches is not as usual (msgids). `unread` is `99+` when there are many. Without a
    `sender` nothing but the app was used on it; `is_own` when the phone itself sent what is `last`.
    """

    address: str
    number: str
    e164: str
    sender: str
    last: Excerpt
    moment: Moment
    unread: str = ""
    ringing: bool = False
    talking: bool = False
    asks: bool = False
    states: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class HandsetList(Part):
    """The phones that were used last; `more` says whether there are others."""

    template: ClassVar[str] = "handset-list.html.j2"
    surface: ClassVar[str] = "handset"

    entries: tuple[HandsetEntry, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A message (`is_call` false) or call in the list of everything. `status` is a msgid."""

    address: str
    sender: str
    to: str
    text: Excerpt
    status: str
    moment: Moment
    is_call: bool = False
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Log(Part):
    """Messages and calls, the newest first; `asked` when they were searched for, `more` when there are others."""

    template: ClassVar[str] = "handset-log.html.j2"
    surface: ClassVar[str] = "handset"

    entries: tuple[LogEntry, ...] = ()
    asked: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Utterance:
    """A line of a call; `pressed` for a key, `own` for what the person said.

    `mark` tells lines apart, `language` is BCP 47 or empty.
    """

    text: str
    moment: Moment
    mark: str
    pressed: bool = False
    own: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class CallPart(Part):
    """The call that rings (`silent`: without a sound), is under way, or has just ended; nothing when there is none.

    `state` is a msgid.
    """

    template: ClassVar[str] = "handset-call.html.j2"
    surface: ClassVar[str] = "handset"

    caller: str = ""
    state: str = ""
    rings: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class HandsPart(Part):
    """What one can do with that call: the addresses of what is possible."""

    template: ClassVar[str] = "handset-hands.html.j2"
    surface: ClassVar[str] = "handset"

    answer: str = ""
    hang_up: str = ""
    close: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptPart(Part):
    """What was said and pressed during that call."""

    template: ClassVar[str] = "handset-transcript.html.j2"
    surface: ClassVar[str] = "handset"

    lines: tuple[Utterance, ...] = ()
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class KeysPart(Part):
    """The keypad, while somebody is on the line: key → where it is sent.

    `say` takes what the person says, with `seal`.
    """

    template: ClassVar[str] = "handset-keys.html.j2"
    surface: ClassVar[str] = "handset"

    press: str = ""
    say: str = ""
    seal: str = ""
    keys: tuple[str, ...] = tuple("123456789*0#")


@dataclass(frozen=True, slots=True)
class NewsPart(Part):
    """What came last and was not looked at (`what`: a msgid); without an address when it is in view anyway."""

    template: ClassVar[str] = "handset-news.html.j2"
    surface: ClassVar[str] = "handset"

    sender: str = ""
    text: Excerpt | None = None
    address: str = ""
    moment: Moment | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class AlarmPart(Part):
    """What has to be said at once: who calls, whose sign-in asks for approval."""

    template: ClassVar[str] = "handset-alarm.html.j2"
    surface: ClassVar[str] = "handset"

    caller: str = ""
    asks: str = ""


@dataclass(frozen=True, slots=True)
class TabsPart(Part):
    """The parts of a phone, with how many are unread or missed; an empty address is a part that it does not have."""

    template: ClassVar[str] = "handset-tabs.html.j2"
    surface: ClassVar[str] = "handset"

    messages: str
    calls: str
    unread: str = ""
    missed: str = ""
    on_calls: bool = False
    settings: str = ""
    on_settings: bool = False
    app: str = ""
    on_app: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation in the list; `is_own` when the phone itself sent what is `last`."""

    address: str
    party: str
    last: Excerpt
    moment: Moment
    unread: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class ThreadsPart(Part):
    """The conversations of a phone, the newest first; `earlier` when older ones are not shown."""

    template: ClassVar[str] = "handset-threads.html.j2"
    surface: ClassVar[str] = "handset"

    threads: tuple[Thread, ...] = ()
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message in a conversation; `address` shows all of it."""

    address: str
    text: Excerpt
    moment: Moment
    is_own: bool = False
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class ThreadPart(Part):
    """One conversation, the oldest message first; `earlier` when older ones are not shown."""

    template: ClassVar[str] = "handset-thread.html.j2"
    surface: ClassVar[str] = "handset"

    party: str
    back: str
    bubbles: tuple[Bubble, ...] = ()
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call in the list of a phone. `outcome` is a msgid; `said` what was left on the voicemail."""

    address: str
    caller: str
    outcome: str
    moment: Moment
    missed: bool = False
    said: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class CallsPart(Part):
    """The calls of a phone, the newest first."""

    template: ClassVar[str] = "handset-calls.html.j2"
    surface: ClassVar[str] = "handset"

    entries: tuple[CallEntry, ...] = ()
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch of a phone: the name in the form, and the label (a msgid)."""

    name: str
    msgid: str
    on: bool


@dataclass(frozen=True, slots=True)
class SettingsPart(Part):
    """The switches of a phone, and whom it blocks, one to a line. `seal` is what the form sends back to `action`."""

    template: ClassVar[str] = "handset-settings.html.j2"
    surface: ClassVar[str] = "handset"

    action: str
    seal: str
    switches: tuple[Switch, ...]
    blocked: str = ""
    blocked_error: Message | None = None


@dataclass(frozen=True, slots=True)
class SwitchesPart(Part):
    """What of the switches is not as usual (msgids), so that nobody wonders why nothing comes."""

    template: ClassVar[str] = "handset-switches.html.j2"
    surface: ClassVar[str] = "handset"

    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestPart(Part):
    """A request to approve, over everything else on the phone; nothing when there is none.

    `pin` is the PIN of the phone where it is asked for now; `number` is what was typed before the PIN was asked for.
    """

    template: ClassVar[str] = "handset-app-request.html.j2"
    surface: ClassVar[str] = "authenticator"

    organisation: str = ""
    user_name: str = ""
    approve: str = ""
    deny: str = ""
    seal: str = ""
    needs_number: bool = False
    pin: str = ""
    number: str = ""
    error: Message | None = None


ScreenPart = ThreadsPart | ThreadPart | CallsPart | Log | SettingsPart
"""What a phone can have on its screen when nobody calls."""


@dataclass(frozen=True, slots=True)
class HandsetParts:
    """All of a phone that is renewed by itself; the names of the fields are the ids on the page."""

    alarm: AlarmPart
    call: CallPart
    transcript: TranscriptPart
    keys: KeysPart
    hands: HandsPart
    news: NewsPart
    screen: ScreenPart | AppScreenPart
    tabs: TabsPart
    switches: SwitchesPart = SwitchesPart()
    request: RequestPart = RequestPart()

    def by_name(self) -> dict[str, Part]:
        """Return id → part."""
        return {name: getattr(self, name) for name in self.__slots__}
