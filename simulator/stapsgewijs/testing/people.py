"""What a person of an organisation has registered, for a test that begins with a method, or looks what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from stapsgewijs.testing.api import Api
    from stapsgewijs.testing.handset import Handset


class PersonAccount:
    """The account of one person, as an administrator sees it. Nothing here needs a proof of the person."""

    def __init__(self, api: Api, user_name: str) -> None:
        """Hold the account of `user_name` in the organisation that `api` leads to."""
        self.user_name = user_name
        self._path = f"people/{quote(user_name)}"
        self._api = api

    def __repr__(self) -> str:
        """Return the user name."""
        return f"PersonAccount({self.user_name!r})"

    @property
    def registered(self) -> dict[str, Any]:
        """What is registered: `default`, `phones`, `apps`, `app_passwords`, and the `events` of sign-ins."""
        found: dict[str, Any] = self._api.get(self._path)
        return found

    @property
    def events(self) -> list[str]:
        """What happened, the oldest first, in words that stay the same ("user declined the authentication")."""
        return [str(each["what"]) for each in self.registered["events"]]

    def has_phone(self, number: str, device: str = "authentication-phone", extension: str = "") -> None:
        """Register a number; `device` is authentication-phone, office-phone or alternate-phone."""
        self._api.post(f"{self._path}/phones", {"device": device, "number": number, "extension": extension})

    def has_app(self, handset: Handset | None = None, *, notifications: bool = True) -> str:
        """Register the authenticator app of a handset, or one elsewhere; returns the secret of its codes (Base32)."""
        number = handset.number if handset else ""
        told = self._api.post(f"{self._path}/apps", {"number": number, "notifications": notifications})
        return str(told["secret"])

    def prefers(self, method: str, device: str) -> None:
        """Let the next sign-in use a method: text_message, phone_call, office_call, app_notification or app_code."""
        self._api.put(f"{self._path}/default", {"method": method, "device": device})

    def app_password(self, name: str) -> str:
        """Make an app password, and return it."""
        return str(self._api.post(f"{self._path}/app-passwords", {"name": name})["password"])

    def loses_methods(self) -> None:
        """Require to register anew: numbers and apps are deleted."""
        self._api.delete(f"{self._path}/methods")

    def loses_trusted_browsers(self) -> None:
        """Ask in every browser again."""
        self._api.delete(f"{self._path}/trusted-browsers")

    def loses_app_passwords(self) -> None:
        """Delete all app passwords."""
        self._api.delete(f"{self._path}/app-passwords")

    def is_unlocked(self) -> None:
        """Clear the lock after too many wrong attempts in a row."""
        self._api.delete(f"{self._path}/lock")

    def is_signed_out(self) -> None:
        """End the person's sessions in every browser."""
        self._api.delete(f"{self._path}/sessions")
