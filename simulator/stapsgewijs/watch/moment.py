"""What was seen of a run: a moment for each line of a scenario, with the page, and with what phones and apps had."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.guide import Outcome
    from stapsgewijs.labels import Message
    from stapsgewijs.testing.handset import Handset


class Item(NamedTuple):
    """Something on a phone: a `message`, a `call`, a `request` to the app or an `account` in it.

    `who` it is from, `state` what became of it in the words of the network, `told` what it says (of a call, what was
    said and pressed), `time` as `HH:MM:SS`.
    """

    kind: str
    who: str
    told: tuple[str, ...] = ()
    state: str = ""
    time: str = ""


class Device(NamedTuple):
    """The phone of one person, by the word that features use, with everything on it."""

    owner: str
    number: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a scenario after it was done: `step` is the documented step under way, `ended` in seconds since 1970.

    `frame` is the number of the picture of the page (0: there was no page), `aria` what the page said, where it was
    asked. `reasons` say why the line failed; where nobody wrote them for a catalogue, `reason` does, in English.
    """

    number: int
    scenario: str
    procedure: str
    step: int
    keyword: str
    text: str
    outcome: Outcome
    ended: float
    seconds: float = 0.0
    reason: str = ""
    frame: int = 0
    address: str = ""
    aria: str = ""
    devices: tuple[Device, ...] = ()
    reasons: tuple[Message, ...] = ()


@dataclass
class Frames:
    """Pictures of pages (JPEG), by number from 1, with when each was taken (seconds since 1970)."""

    kept: dict[int, tuple[float, bytes]] = field(default_factory=dict)
    last: int = 0

    def add(self, taken: float, picture: bytes) -> int:
        """Keep a picture, and return its number."""
        self.last += 1
        self.kept[self.last] = (taken, picture)
        return self.last

    def at(self, time: float, first: int) -> int:
        """Return the last picture from number `first` on that was taken by then; the first of them where none was."""
        mine = [(taken, number) for number, (taken, _) in list(self.kept.items()) if number >= first]
        return max((each for each in mine if each[0] <= time), default=min(mine, default=(0.0, 0)))[1]

    def forget(self, used: set[int]) -> None:
        """Keep only those that are `used`."""
        for each in [each for each in self.kept if each not in used]:
            del self.kept[each]


def devices_of(handsets: Mapping[str, Handset], *, with_app: bool) -> tuple[Device, ...]:
    """Return what is on each phone now, by the word for who has it; the app is looked at only `with_app`."""
    return tuple(Device(word, each.number, tuple(_items(each, with_app=with_app))) for word, each in handsets.items())


def _items(handset: Handset, *, with_app: bool) -> list[Item]:
    messages = [
        (each.created, Item("message", each.sender, (each.body,), each.status, f"{each.created:%H:%M:%S}"))
        for each in handset.messages()
    ]
    calls = [
        (each.created, Item("call", each.sender, (*each.heard, *each.pressed), each.status, f"{each.created:%H:%M:%S}"))
        for each in handset.calls()
    ]
    found = [item for _, item in sorted(messages + calls, key=lambda each: each[0])]
    if with_app:
        app = handset.authenticator
        found += [Item("account", each.organisation, (each.user_name, each.code)) for each in app.accounts()]
        found += [Item("request", each.organisation, (each.user_name,), each.state) for each in app.requests()]
    return found
