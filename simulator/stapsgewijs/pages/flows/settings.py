"""The settings of a person who has registered: the preferred option, phones, app devices, trusted browsers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.labels import Message
    from stapsgewijs.pages.views import Choice, Frame


@dataclass(frozen=True, slots=True)
class Tabs:
    """The links to both pages; `app_passwords` is empty where the organisation does not allow them."""

    settings: str
    app_passwords: str
    is_at_app_passwords: bool = False


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A phone: a check box, country and number. `id` begins the names of its fields, `msgid` is its label.

    `extension` is None for a phone that cannot have one. `allowed` says whether the organisation lets it be used.
    """

    id: str
    msgid: str
    regions: tuple[Choice, ...]
    is_used: bool = False
    number: str = ""
    extension: str | None = None
    allowed: bool = True
    number_error: Message | None = None
    region_error: Message | None = None
    extension_error: Message | None = None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """An app or token that is registered; `delete` is where its form goes.

    `added` says when, `time` the same for programs; `codes_only` says that it gets no notifications.
    """

    number: int
    name: str
    added: Message
    time: str
    delete: str
    codes_only: bool = False


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The settings. `set_up` begins to add an app; `restore` is empty where no browser is ever trusted.

    `notice` is good news, `problem` says why something was not done.
    """

    template: ClassVar[str] = "settings.html.j2"
    surface: ClassVar[str] = "settings"

    frame: Frame
    tabs: Tabs
    action: str
    cancel: str
    set_up: str
    restore: str
    options: tuple[Choice, ...]
    phones: tuple[PhoneRow, ...]
    devices: tuple[DeviceRow, ...]
    app_used: bool
    app_allowed: bool = True
    notice: Message | None = None
    problem: Message | None = None
    option_error: Message | None = None
    app_error: Message | None = None

    @property
    def forbids(self) -> bool:
        """Whether the organisation does not allow all that there is."""
        return not (self.app_allowed and all(each.allowed for each in self.phones))

    @property
    def has_error(self) -> bool:
        """Whether anything has to be corrected."""
        phones = ((each.number_error, each.region_error, each.extension_error) for each in self.phones)
        return any((self.problem, self.option_error, self.app_error, *(any(each) for each in phones)))


@dataclass(frozen=True, slots=True)
class SettingsSavedPage:
    """What was saved is kept; `back` leads to the settings."""

    template: ClassVar[str] = "settings-saved.html.j2"
    surface: ClassVar[str] = "settings"

    frame: Frame
    back: str


@dataclass(frozen=True, slots=True)
class VerifyPreferredPage:
    """The preferred option has to prove that it works before it is saved; `option` is its label.

    `fields` are those of the settings, name and value each: the form sends them once more.
    """

    template: ClassVar[str] = "settings-verify.html.j2"
    surface: ClassVar[str] = "settings"

    frame: Frame
    action: str
    cancel: str
    option: str
    number: str = ""
    fields: tuple[tuple[str, str], ...] = ()
