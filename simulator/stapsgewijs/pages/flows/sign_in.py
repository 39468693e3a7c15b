"""The pages of signing in with a second factor that belong to no method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class Way:
    """A method that a person can sign in with: `msgid` names a label, `said` is a sentence with a masked number."""

    value: str
    msgid: str = ""
    said: Message | None = None


@dataclass(frozen=True, slots=True)
class OtherWaysPage:
    """The list of methods to sign in with."""

    template: ClassVar[str] = "verify-other.html.j2"
    surface: ClassVar[str] = "sign-in"

    frame: Frame
    action: str
    cancel: str
    ways: tuple[Way, ...]
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class FailedPage:
    """The person was not verified: why, and what to do next. `area` and `again_label` are msgids of labels.

    `again` and `other` are empty where that is of no use.
    """

    template: ClassVar[str] = "verify-failed.html.j2"
    surface: ClassVar[str] = "sign-in"

    frame: Frame
    area: str
    failure: Message
    cancel: str
    again: str = ""
    again_label: str = ""
    other: str = ""
    again_error: Message | None = None


@dataclass(frozen=True, slots=True)
class SignedInPage:
    """Where signing in ends: it stands for the service that one signs in to.

    `places` are the other pages of the simulator for who has signed in: a msgid and an address each.
    """

    template: ClassVar[str] = "signed-in.html.j2"
    surface: ClassVar[str] = "sign-in"

    frame: Frame
    another: str
    places: tuple[tuple[str, str], ...] = ()
