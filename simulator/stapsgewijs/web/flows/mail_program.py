"""The old mail program: it knows a user name and a password, and asks for no second step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.mail_program import InboxPage, MailProgramPage
from stapsgewijs.web.flows.registry import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.pages.views import Frame

REFUSED: Final = "The server refuses this user name or this password."
SECOND_STEP: Final = "The server asks for a second step, and this program cannot take one. Use an app password."
NO_LONGER: Final = "The server no longer accepts the password that the program remembered."
SERVER_MISSING: Final = "Enter the name of the mail server."
NO_SERVER: Final = "There is no mail server called {server}."


def samples(frame: Frame) -> Iterator[Sample]:
    """Give the mail program in all its states."""
    page = MailProgramPage(frame, "mail-program-inbox.html", "mail.contoso.example", "anna@contoso.example")
    yield Sample("mail-program", page)
    for name, msgid in (("refused", REFUSED), ("second-step", SECOND_STEP), ("no-longer", NO_LONGER)):
        yield Sample(f"mail-program-{name}", replace(page, refusal=Message(msgid)), Message(msgid))
    wrong = Message.of(NO_SERVER, server="mail.example")
    yield Sample("mail-program-server", replace(page, server="mail.example", server_error=wrong), wrong)
    nothing = Message(SERVER_MISSING)
    empty = replace(page, server="", user_name="", server_error=nothing, password_error=Message("Enter your password."))
    yield Sample("mail-program-empty", replace(empty, user_name_error=Message("Enter your user name.")), nothing)
    yield Sample("mail-program-inbox", InboxPage(frame, page.server, page.user_name, "Anna"))
