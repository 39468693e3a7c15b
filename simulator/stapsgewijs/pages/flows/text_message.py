"""A text message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class CodePage:
    """Step 2 for a text message: the code asked for."""

    template: ClassVar[str] = "code.html.j2"
    surface: ClassVar[str] = "enrollment"

    frame: Frame
    action: str
    resend: str
    cancel: str
    number: str
    digits: int
    error: Message | None = None
    notice: Message | None = None
