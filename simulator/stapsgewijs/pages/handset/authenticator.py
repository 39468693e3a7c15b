"""The screens of the authenticator app on a phone.

Texts from outside are made safe to show before they come here. Fields that name a place are paths on this server;
`seal` is what a form sends back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from stapsgewijs.pages.handset.fragments import Part

if TYPE_CHECKING:
    from stapsgewijs.labels import Message


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """An account with its code. `seconds_left` is no news: who looks counts down. `delete` is where its form goes."""

    organisation: str
    user_name: str
    code: str
    period: int
    codes_only: bool = False
    delete: str = ""
    seconds_left: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class AppAccountsPart(Part):
    """The accounts, each with its running code. `menu` opens and closes the menu; `runs`: the clock does."""

    template: ClassVar[str] = "handset-app-accounts.html.j2"
    surface: ClassVar[str] = "authenticator"

    menu: str
    add: str
    edit: str
    entries: tuple[CodeEntry, ...] = ()
    menu_open: bool = False
    runs: bool = True
    notice: Message | None = None


@dataclass(frozen=True, slots=True)
class AppKindPart(Part):
    """Which kind of account is added."""

    template: ClassVar[str] = "handset-app-kind.html.j2"
    surface: ClassVar[str] = "authenticator"

    back: str
    action: str


@dataclass(frozen=True, slots=True)
class AppCameraPart(Part):
    """The phone's question whether the app may use the camera."""

    template: ClassVar[str] = "handset-app-camera.html.j2"
    surface: ClassVar[str] = "handset"

    action: str
    seal: str


@dataclass(frozen=True, slots=True)
class AppScanPart(Part):
    """The scanner. `people` are the user names of those whose page shows a QR code now, the newest first."""

    template: ClassVar[str] = "handset-app-scan.html.j2"
    surface: ClassVar[str] = "authenticator"

    back: str
    action: str
    manual: str
    seal: str
    people: tuple[str, ...] = ()
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class AppManualPart(Part):
    """Code and address, typed by hand. `camera` is where the app asks again for a camera that it may not use."""

    template: ClassVar[str] = "handset-app-manual.html.j2"
    surface: ClassVar[str] = "authenticator"

    back: str
    action: str
    seal: str
    code: str = ""
    url: str = ""
    camera: str = ""
    code_error: Message | None = None
    url_error: Message | None = None
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class AppEditPart(Part):
    """The accounts, each with a button that deletes it."""

    template: ClassVar[str] = "handset-app-edit.html.j2"
    surface: ClassVar[str] = "authenticator"

    back: str
    seal: str
    entries: tuple[CodeEntry, ...] = ()


AppScreenPart = AppAccountsPart | AppKindPart | AppCameraPart | AppScanPart | AppManualPart | AppEditPart
"""What the app can have on the screen of the phone."""
