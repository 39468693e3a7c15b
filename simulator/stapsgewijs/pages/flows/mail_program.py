"""An old mail program, which knows a user name and a password and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class MailProgramPage:
    """The program asks for an account. `refusal` is what the server answered."""

    template: ClassVar[str] = "mail-program.html.j2"
    surface: ClassVar[str] = "mail-program"

    frame: Frame
    action: str
    server: str
    user_name: str = ""
    refusal: Message | None = None
    server_error: Message | None = None
    user_name_error: Message | None = None
    password_error: Message | None = None

    @property
    def has_error(self) -> bool:
        """Whether anything has to be corrected."""
        return any((self.refusal, self.server_error, self.user_name_error, self.password_error))


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The program has signed in, and does so by itself from now on."""

    template: ClassVar[str] = "mail-program-inbox.html.j2"
    surface: ClassVar[str] = "mail-program"

    frame: Frame
    server: str
    user_name: str
    name: str
