"""The app passwords of a person: the list, a new one, the new one once, deleting one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.flows.settings import Tabs
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class AppPasswordRow:
    """An app password; `made` says when, `time` the same for programs, None and empty where it is not known."""

    number: int
    name: str
    made: Message | None
    time: str
    delete: str


@dataclass(frozen=True, slots=True)
class AppPasswordsPage:
    """The list. `problem` says why no new one can be made."""

    template: ClassVar[str] = "app-passwords.html.j2"
    surface: ClassVar[str] = "app-passwords"

    frame: Frame
    tabs: Tabs
    create: str
    passwords: tuple[AppPasswordRow, ...]
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class NewAppPasswordPage:
    """The name of a new one."""

    template: ClassVar[str] = "app-password-new.html.j2"
    surface: ClassVar[str] = "app-passwords"

    frame: Frame
    action: str
    cancel: str
    name: str = ""
    name_error: Message | None = None


@dataclass(frozen=True, slots=True)
class ShownAppPasswordPage:
    """The new one, once; `password` is empty when it was shown before."""

    template: ClassVar[str] = "app-password-shown.html.j2"
    surface: ClassVar[str] = "app-passwords"

    frame: Frame
    name: str
    password: str
    back: str


@dataclass(frozen=True, slots=True)
class DeleteAppPasswordPage:
    """Whether it is really to be deleted."""

    template: ClassVar[str] = "app-password-delete.html.j2"
    surface: ClassVar[str] = "app-passwords"

    frame: Frame
    action: str
    back: str
    name: str


@dataclass(frozen=True, slots=True)
class DeletedAppPasswordPage:
    """It is gone; `said` is the sentence."""

    template: ClassVar[str] = "app-password-deleted.html.j2"
    surface: ClassVar[str] = "app-passwords"

    frame: Frame
    back: str
    said: Message
