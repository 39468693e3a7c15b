"""The pages on which the authenticator app is set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from stapsgewijs.pages.renderer import trusted
from stapsgewijs.qr_code import qr_svg

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Choice, Frame


@dataclass(frozen=True, slots=True)
class ConfigureAppPage:
    """What the app has to scan. `payload` is what the QR code holds, `values` the same to type: msgid and value each.

    `other` is the address of the code of the other kind: for another app, without notifications, or for our own.
    """

    template: ClassVar[str] = "configure-app.html.j2"
    surface: ClassVar[str] = "enrollment"

    frame: Frame
    action: str
    cancel: str
    other: str
    payload: str
    values: tuple[tuple[str, str], ...]
    with_notifications: bool = True
    error: Message | None = None

    @property
    def picture(self) -> str:
        """The QR code as SVG."""
        return trusted(qr_svg(self.payload))


@dataclass(frozen=True, slots=True)
class BackupPhonePage:
    """Step 3 after the app: a phone number for who loses it. `warned`: an empty one was complained about."""

    template: ClassVar[str] = "backup-phone.html.j2"
    surface: ClassVar[str] = "enrollment"

    frame: Frame
    action: str
    cancel: str
    regions: tuple[Choice, ...]
    number: str = ""
    warned: bool = False
    region_error: Message | None = None
    number_error: Message | None = None
