"""The app passwords of a person: the list, a new one, deleting one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stapsgewijs.labels import Message
from stapsgewijs.pages.flows.app_passwords import (
    AppPasswordRow,
    AppPasswordsPage,
    DeleteAppPasswordPage,
    DeletedAppPasswordPage,
    NewAppPasswordPage,
    ShownAppPasswordPage,
)
from stapsgewijs.pages.flows.settings import Tabs
from stapsgewijs.pages.views import ProblemPage
from stapsgewijs.web.flows.registry import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.pages.views import Frame

NAME_MISSING: Final = "Enter a name."
NAME_TOO_LONG: Final = "A name has at most {count} characters."
TOO_MANY: Final = "You have {count} app passwords, as many as one person can have. Delete one to create another one."
NOT_USED: Final = "Your organisation does not use app passwords."
NOT_USED_ADVICE: Final = "Those that you have go on working. Ask your administrator if you want to delete one."


def samples(frame: Frame) -> Iterator[Sample]:
    """Give the app passwords in all their states."""
    made, time, delete = "12-10-2026", "2026-10-12T09:30:00+00:00", "app-passwords-delete.html"
    names = ("Initieel app-wachtwoord", "Outlook 2010")
    rows = tuple(AppPasswordRow(place, name, made, time, delete) for place, name in enumerate(names, 1))
    tabs = Tabs("settings.html", "app-passwords.html", is_at_app_passwords=True)
    page = AppPasswordsPage(frame, tabs, "app-passwords-new.html", rows)
    yield Sample("app-passwords", page)
    yield Sample("app-passwords-none", replace(page, passwords=()))
    full = Message.of(TOO_MANY, count=40)
    many = tuple(AppPasswordRow(place, f"Apparaat {place}", made, time, delete) for place in range(1, 41))
    yield Sample("app-passwords-full", replace(page, passwords=many, problem=full), full)
    new = NewAppPasswordPage(frame, "app-passwords-shown.html", "app-passwords.html")
    yield Sample("app-passwords-new", new)
    for name, said in (("missing", Message(NAME_MISSING)), ("too-long", Message.of(NAME_TOO_LONG, count=64))):
        yield Sample(f"app-passwords-new-{name}", replace(new, name_error=said), said)
    shown = ShownAppPasswordPage(frame, "Outlook 2010", "abcdefghijklmnop", "app-passwords.html")
    yield Sample("app-passwords-shown", shown)
    yield Sample("app-passwords-shown-before", replace(shown, password=""))
    question = DeleteAppPasswordPage(frame, "app-passwords-deleted.html", "app-passwords.html", "Outlook 2010")
    yield Sample("app-passwords-delete", question)
    deleted = DeletedAppPasswordPage(frame, "app-passwords.html", "Outlook 2010")
    yield Sample("app-passwords-deleted", deleted)
    yield Sample("app-passwords-deleted-before", replace(deleted, name=""))
    off = Message(NOT_USED)
    yield Sample("app-passwords-off", ProblemPage(frame, off, Message(NOT_USED_ADVICE)), off)
