"""The views of the page on which guides are followed while they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from stapsgewijs.pages.renderer import View


@dataclass(frozen=True, slots=True)
class GuideTab:
    """One of the guides of a session; `is_here`: the one that is shown."""

    address: str
    title: str
    language: str
    file: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class WatchedPicture:
    """A picture that differs, or was accepted; `words` say what differs, `step` is the anchor of its step."""

    number: int
    name: str
    alt: str
    outcome: str
    kind: str
    step: str
    step_number: int
    accepted: str
    captured: str
    words: tuple[str, ...] = ()
    may_accept: bool = False
    may_undo: bool = False


@dataclass(frozen=True, slots=True)
class WatchDocument:
    """The document with what is known of it.

    `report` is the view of its report, `fixes` the fingerprint of each finding that can be mended, by its anchor.
    `error` says why the present text cannot be read, at `error_place`; what is shown is then the text before.
    """

    template: ClassVar[str] = "report-watch-document.html.j2"

    report: View
    form: str
    base: str
    fixes: Mapping[str, str]
    english: frozenset[str]
    pictures: tuple[WatchedPicture, ...]
    followed: int
    steps: int
    error: str = ""
    error_place: str = ""


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """What is being done: `following` names what is followed now, `waiting` says that more is to come."""

    template: ClassVar[str] = "report-watch-status.html.j2"

    following: str
    waiting: bool
    said: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class MomentLine:
    """A line of a scenario in the list of moments."""

    number: int
    keyword: str
    text: str
    outcome: str
    seconds: str


@dataclass(frozen=True, slots=True)
class MomentStep:
    """The moments of one documented step; `anchor` is its place in the document, empty for one that is gone."""

    number: int
    anchor: str
    lines: tuple[MomentLine, ...]


@dataclass(frozen=True, slots=True)
class MomentScenario:
    """The moments of one scenario."""

    name: str
    steps: tuple[MomentStep, ...]


@dataclass(frozen=True, slots=True)
class WatchTimeline:
    """All moments of the last runs, by scenario and documented step; empty before anything was followed."""

    template: ClassVar[str] = "report-watch-timeline.html.j2"

    scenarios: tuple[MomentScenario, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """What is on a phone or in its app: `kind` is message, call, request or account; `state` in words."""

    kind: str
    who: str
    told: tuple[str, ...]
    state: str
    time: str


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A phone with what is on it."""

    owner: str
    number: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class WatchMoment:
    """One moment: the page and what it said, and the phones. `frame` is the address of the picture of the page."""

    template: ClassVar[str] = "report-watch-moment.html.j2"

    number: int
    line: MomentLine
    step: int
    scenario: str
    frame: str
    address: str
    aria: str
    reason: str
    devices: tuple[DeviceView, ...]
    language: str = ""
    reason_language: str = "en"


@dataclass(frozen=True, slots=True)
class WatchPage:
    """The whole page of one guide; the parts are HTML that was rendered before."""

    template: ClassVar[str] = "report-watch.html.j2"

    static: str
    form: str
    base: str
    title: str
    language: str
    file: str
    guides: tuple[GuideTab, ...]
    document: Markup
    timeline: Markup
    status: Markup
    moment: Markup
    is_automatic: bool
    shortcuts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WatchProblem:
    """What could not be done, and a way on; both are msgids."""

    template: ClassVar[str] = "report-watch-problem.html.j2"

    static: str
    title: str
    advice: str
