"""Pages that stand in for programs of somebody else, with only the controls that a document names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stapsgewijs.pages.views import Frame


@dataclass(frozen=True, slots=True)
class Opener:
    """A button that opens a menu or an area, or closes it: it asks for `action` with `?open=` and `asks`."""

    action: str
    asks: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class MyAppsPage:
    """The portal with a person's applications: the menu behind the name of the account."""

    template: ClassVar[str] = "my-apps.html.j2"
    surface: ClassVar[str] = "my-apps"

    frame: Frame
    menu: Opener
    profile: str


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """The profile in that portal, with the link to the settings."""

    template: ClassVar[str] = "my-apps-profile.html.j2"
    surface: ClassVar[str] = "my-apps"

    frame: Frame
    settings: str


@dataclass(frozen=True, slots=True)
class OfficePortalPage:
    """The office portal; `app_passwords` is empty where the organisation does not allow them."""

    template: ClassVar[str] = "office-portal.html.j2"
    surface: ClassVar[str] = "office-portal"

    frame: Frame
    menu: Opener
    area: Opener
    app_passwords: str


@dataclass(frozen=True, slots=True)
class MyAccountPage:
    """The page about the account in the office portal of 2020; `is_at_privacy` says whether that part is shown."""

    template: ClassVar[str] = "my-account.html.j2"
    surface: ClassVar[str] = "office-portal"

    frame: Frame
    privacy: str
    is_at_privacy: bool
    area: Opener
    app_passwords: str
