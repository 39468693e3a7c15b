"""The view of the panel: what may be set of an organisation, as it is set now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the policy: `field` is its name in the API, `msgid` says it; `value` is on, off or a whole number."""

    field: str
    msgid: str
    value: bool | int

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return isinstance(self.value, bool)


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules that belong together; those that are seldom changed are folded."""

    msgid: str
    rules: tuple[Rule, ...]
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault that can still happen: `number` as people write it, empty for every number; `times` None: always."""

    id: str
    msgid: str
    number: str
    times: int | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PanelPerson:
    """A person: `phones` are pairs of the msgid of a device and a number; `apps` are names of authenticator apps."""

    user_name: str
    name: str
    phones: tuple[tuple[str, str], ...] = ()
    apps: tuple[str, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class PanelLanguage:
    """A language that the pages can be in: its tag, and its name in itself."""

    tag: str
    name: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class PanelPage:
    """The panel. `seal` is what its forms send back; `errors` are by the part of the page that they belong to."""

    template: ClassVar[str] = "panel.html.j2"

    frame: Frame
    seal: str
    action: str
    groups: tuple[RuleGroup, ...]
    faults: tuple[FaultLine, ...]
    actions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """What can go wrong: the msgid of a group, and in it pairs of a value and a msgid."""
    now: str
    is_paused: bool
    people: tuple[PanelPerson, ...]
    devices: tuple[tuple[str, str], ...]
    languages: tuple[PanelLanguage, ...]
    demo: str
    api: str
    errors: tuple[tuple[str, Message], ...] = ()
    done: str = ""
    asked: str = ""
    """What was looked for among the people."""
    more_people: int = 0
    """How many were found besides those that are shown."""

    def error(self, part: str) -> Message | None:
        """Return what is wrong with a part of the page; None for nothing."""
        return dict(self.errors).get(part)
