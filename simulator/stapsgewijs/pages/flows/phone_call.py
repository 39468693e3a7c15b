"""A phone call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class CallPage:
    """Step 2 for a call: under way (`status` says how far), or ended without `#` (`failure` says how).

    `changes` is the address that answers when the call has moved on.
    """

    template: ClassVar[str] = "call.html.j2"
    surface: ClassVar[str] = "enrollment"

    frame: Frame
    action: str
    again: str
    back: str
    cancel: str
    changes: str
    number: str
    status: Message | None = None
    failure: Message | None = None
    may_call_again: bool = True
    again_error: Message | None = None
