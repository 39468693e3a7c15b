"""The pages on which a person proves to have a device: by entering a code, or by answering on the device.

They are the same for enrolling and for signing in; a `Purpose` says what differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class TrustBox:
    """The check box by which this browser is not asked again for so many days."""

    days: int
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a person verifies for: the title of the page (msgid), and the addresses by which one leaves it.

    `back` is where another method is chosen while enrolling, `other` while signing in; empty: there is none.
    `back_label` is the msgid of the label of that page.
    """

    surface: str
    title: str
    cancel: str
    back: str = ""
    other: str = ""
    trust: TrustBox | None = None
    back_label: str = "Step 1: How should we contact you"


@dataclass(frozen=True, slots=True)
class CodePage:
    """A code is asked for. `area` and `field` are msgids of labels; `resend` is empty where no code is sent."""

    template: ClassVar[str] = "code.html.j2"

    frame: Frame
    purpose: Purpose
    action: str
    resend: str
    area: str
    field: str
    told: tuple[Message, ...]
    digits: int
    error: Message | None = None
    notice: Message | None = None

    @property
    def surface(self) -> str:
        """The program that the page is of."""
        return self.purpose.surface


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The device is to answer: that is waited for (`status` says how far it is), or has failed (`failure` says how).

    `area` and `again_label` are msgids of labels, `look` that of the words by which one sees what has become of it
    without a script. `changes` is the address that answers when it has moved on. `number` is what has to be typed on
    the device, empty for nothing.
    """

    template: ClassVar[str] = "answer.html.j2"

    frame: Frame
    purpose: Purpose
    action: str
    again: str
    changes: str
    area: str
    again_label: str
    look: str
    told: tuple[Message, ...]
    number: str = ""
    status: Message | None = None
    failure: Message | None = None
    may_repeat: bool = True
    again_error: Message | None = None

    @property
    def surface(self) -> str:
        """The program that the page is of."""
        return self.purpose.surface
