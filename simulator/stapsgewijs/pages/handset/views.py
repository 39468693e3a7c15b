"""The views of handset pages: one frozen view per template; the parts that are updated are in `fragments`.

Texts from outside are made safe to show before they come here. Fields that name a place are paths on this server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.handset.fragments import HandsetList, HandsetParts, Log, Moment, Tag, Utterance
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The field to search in, at `action`; `everything` is the page without a search.

    `unknown` are statuses that were asked for and that nothing has; `statuses` (msgids) are those there are.
    """

    action: str
    everything: str
    asked: str = ""
    unknown: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept; empty fields are without limit. `gone` is how many were removed for it, `since` when last."""

    count: str = ""
    days: str = ""
    gone: str = ""
    since: Moment | None = None


@dataclass(frozen=True, slots=True)
class Tools:
    """What one can do with what is shown: `export` it, `clear` it, and see it beside the enrollment (`demo`)."""

    export: str
    clear: str
    demo: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class HandsetsPage:
    """Every phone of an organisation. `open` is where a number is sent; `events` tells what changes."""

    template: ClassVar[str] = "handsets.html.j2"
    surface: ClassVar[str] = "handset"

    frame: Frame
    events: str
    open: str
    search: SearchBox
    list: HandsetList
    log: Log
    tools: Tools
    number: str = ""
    number_error: Message | None = None


@dataclass(frozen=True, slots=True)
class HandsetPage:
    """One phone. `seal` is what its forms send back; `reply` is where an answer goes, when a conversation is open.

    `compose` takes a new message, `dial` a number to call, where these are in view; `wrote` is what they were given.
    """

    template: ClassVar[str] = "handset.html.j2"
    surface: ClassVar[str] = "handset"

    frame: Frame
    number: str
    e164: str
    national: str
    all_handsets: str
    events: str
    seal: str
    parts: HandsetParts
    search: SearchBox
    tools: Tools
    reply: str = ""
    party_name: str = ""
    compose: str = ""
    dial: str = ""
    wrote: tuple[str, str] = ("", "")
    write_error: Message | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a message or call: as people write it, and for a number also at home and in E.164."""

    shown: str
    national: str = ""
    e164: str = ""


@dataclass(frozen=True, slots=True)
class Travel:
    """How a text travels. `forced` are the characters, with their names, because of which it is not GSM-7."""

    alphabet: str
    units: int
    parts: int
    left: int
    forced: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What happened at a moment: a status (msgid; empty for none), and why, in English where nobody translated it."""

    moment: Moment
    status: str
    why: str = ""
    is_english: bool = False


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One message or call: all of it. `raw` is the address of all that is kept of it, `delete` where it is removed."""

    template: ClassVar[str] = "handset-item.html.j2"
    surface: ClassVar[str] = "handset"

    frame: Frame
    seal: str
    back: str
    title: str
    sender: Party
    to: Party
    status: str
    moment: Moment
    tag: str
    raw: str
    delete: str
    text: str = ""
    lines: tuple[Utterance, ...] = ()
    tags: tuple[Tag, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    travel: Travel | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClearPage:
    """Whether one is sure. `number` is empty when it is about all phones."""

    template: ClassVar[str] = "handset-clear.html.j2"
    surface: ClassVar[str] = "handset"

    frame: Frame
    seal: str
    action: str
    back: str
    messages: int
    calls: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class DemoPage:
    """Enrollment (`left`) and phone (`right`) side by side; `action` takes another number."""

    template: ClassVar[str] = "demo.html.j2"
    surface: ClassVar[str] = "handset"

    frame: Frame
    left: str
    right: str
    action: str
    number: str
    national: str
    number_error: Message | None = None
