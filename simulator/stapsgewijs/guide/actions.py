"""What people do at a step: the actions that a scenario did, by the kinds of which a guide can tell.

Everybody who operates something in a scenario notes it in the interaction log with one call,
`log.act(ActionKind.PRESSES, control)`, or on a page without a catalogue
`log.act(ActionKind.PRESSES, role="button", name="Save")`. What was only seen is noted with `log.see(control)` or
`log.see(role="heading", name="Done")`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stapsgewijs.findings import Finding
    from stapsgewijs.guide.model import LabelVerdict
    from stapsgewijs.labels import Control, Message


class ActionKind(StrEnum):
    """The kinds of which a guide can tell; the words for each are in the catalogue of a language."""

    OPENS = "opens"
    TYPES = "types"
    CHOOSES = "chooses"
    PRESSES = "presses"
    COPIES = "copies"
    ANSWERS = "answers"
    HANGS_UP = "hangs up"
    PRESSES_KEY = "presses a key"
    WAITS = "waits"
    CLOSES = "closes"
    SCANS = "scans"
    APPROVES = "approves"


class Event(StrEnum):
    """What happens by itself, of which a guide can tell: a scenario notes that it was so."""

    RINGS = "rings"
    MESSAGE = "message"
    REQUEST = "request"
    SIGNS_IN = "signs in"
    SIGNED_IN = "signed in"
    POINTS_TO = "points to"
    """The step sends its reader to another procedure, whose name stands with it."""


class Action(NamedTuple):
    """Something that was done: to a `control` of the catalogue, or to what has a `role` and a `name` on the page.

    `role` is in the words of ARIA (`button`, `textbox`), `name` the accessible name. `text` is what was typed, the keys
    that were pressed, the name that was chosen or the address that was opened; of a secret it is empty. `length` is
    the number of characters of it, of a secret too. `beside` are the names of all that has its role on the page.
    """

    kind: ActionKind
    control: Control | None = None
    role: str = ""
    name: str = ""
    text: str = ""
    length: int = 0
    beside: tuple[str, ...] = ()


class Sight(NamedTuple):
    """Something that was seen: a `control` of the catalogue, or a `role` and a `name` on the page, or only words.

    Or an `event`.
    """

    control: Control | None = None
    role: str = ""
    name: str = ""
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class StepCheck:
    """What came of holding a step against what was done.

    `causes` are the (line, rule) of the findings because of which it was not followed as it is written; those of labels
    are known before. `labels` are the verdicts of its labels, in the order of its bindings; `reasons` say of each cause
    what it is. `is_checked` says that something was compared and is right.
    """

    findings: tuple[Finding, ...] = ()
    causes: tuple[tuple[int, str], ...] = ()
    is_checked: bool = False
    labels: tuple[LabelVerdict, ...] = ()
    reasons: tuple[Message, ...] = ()
