"""The views of the authenticator app on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stapsgewijs.authenticator import AccountNotAddedError, AddRefusal, AnswerVerdict
from stapsgewijs.labels import Message
from stapsgewijs.pages.handset import authenticator as a
from stapsgewijs.pages.handset.fragments import RequestPart
from stapsgewijs.pages.safe_text import readable
from stapsgewijs.totp import Flaw

if TYPE_CHECKING:
    from stapsgewijs.authenticator import RunningCode
    from stapsgewijs.phone_numbers import PhoneNumber
    from stapsgewijs.storage import Organisation
    from stapsgewijs.web.handset.urls import Addresses

REFUSALS: Final = {
    AddRefusal.UNREADABLE: Message("This code is not for an authenticator app."),
    AddRefusal.OTHER_APP: Message("Only the app of the service can use this code. Ask for the one for other apps."),
    AddRefusal.NOT_ACTIVATED: Message(
        "The account could not be added: the code is unknown, used or expired. Ask for a new one on the page."
    ),
    AddRefusal.NO_NETWORK: Message("The phone has no connection. The account was not added."),
    AddRefusal.TOO_MANY: Message("There are too many accounts in this app. Delete one first."),
}
NO_NETWORK, WRONG_PIN = "no-network", "wrong-pin"
NOTICES: Final = {
    "added": Message("The account was added."),
    "approved": Message("The sign-in was approved."),
    "denied": Message("The sign-in was denied."),
    "too-late": Message("It is too late: this request can no longer be answered."),
    "wrong-number": Message("This is not the number on the page. The request has ended."),
}
"""What is said after something was done, by the word in the address."""
REQUEST_ERRORS: Final = {
    NO_NETWORK: Message("The phone has no connection. The answer was not sent."),
    WRONG_PIN: Message("This is not the PIN. Try again."),
}
"""What is said at a request that still waits, by the word in the address."""
SAID: Final = {
    AnswerVerdict.TOO_LATE: "too-late",
    AnswerVerdict.UNKNOWN: "too-late",
    AnswerVerdict.WRONG_PIN: WRONG_PIN,
    AnswerVerdict.WRONG_NUMBER: "wrong-number",
}


@dataclass(frozen=True, slots=True)
class AppView:
    """What of the app is in view: a screen; of which request the PIN is asked for, and the number typed before that."""

    screen: a.AppScreenPart
    pin_for: str = ""
    number: str = ""
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class AppScreens:
    """The screens of the app on one phone; `seal` is what its forms send back."""

    organisation: Organisation
    number: PhoneNumber
    addresses: Addresses
    seal: str

    def address(self, page: str = "", **query: str) -> str:
        """Return the address of a screen or an action of the app."""
        return self.addresses.handset(self.number, f"app/{page}" if page else "app", **query)

    def accounts(self, notice: Message | None = None, *, menu_open: bool = False) -> a.AppAccountsPart:
        """Return the accounts with their codes."""
        return a.AppAccountsPart(
            self.address("" if menu_open else "menu"),
            self.address("kind"),
            self.address("edit"),
            self._entries(),
            menu_open,
            self.organisation.clock.stands_at is None,
            notice,
        )

    def kind(self) -> a.AppKindPart:
        """Return the question which kind of account it is."""
        return a.AppKindPart(self.address(), self.address("add"))

    def camera(self) -> a.AppCameraPart:
        """Return the question of the phone about the camera."""
        return a.AppCameraPart(self.address("camera"), self.seal)

    def scan(self, error: Message | None = None) -> a.AppScanPart:
        """Return the scanner, which sees the codes that pages of the organisation show now."""
        shown = self.organisation.authenticators.on(self.number.e164).codes_on_display()
        people = tuple(dict.fromkeys(readable(each.user_name) for each in shown))
        return a.AppScanPart(
            self.address("kind"), self.address("scan"), self.address("manual"), self.seal, people, error
        )

    def manual(
        self, code: str = "", url: str = "", error: AccountNotAddedError | None = None, *, refused: bool = False
    ) -> a.AppManualPart:
        """Return the form for a code that is typed, with what was typed and what is wrong with it."""
        of_code = error is not None and error.detail == Flaw.NO_CODE
        of_url = error is not None and error.detail == Flaw.NO_URL
        return a.AppManualPart(
            self.address("kind"),
            self.address("manual"),
            self.seal,
            code,
            url,
            camera=self.address("camera") if refused else "",
            code_error=Message("Enter the code that the page shows: digits only.") if of_code else None,
            url_error=Message("Enter the whole address that the page shows, with http in front.") if of_url else None,
            error=REFUSALS[error.refusal] if error and not of_code and not of_url else None,
        )

    def edit(self) -> a.AppEditPart:
        """Return the accounts, to delete one."""
        return a.AppEditPart(self.address(), self.seal, self._entries())

    def request(self, view: AppView | None) -> RequestPart:
        """Return the request that lies over everything; `view` is None while another part of the phone is in view."""
        app = self.organisation.authenticators.on(self.number.e164)
        found = app.shown(is_open=view is not None)
        if found is None:
            return RequestPart()
        asks_pin = view is not None and found.needs_pin and view.pin_for == found.id
        return RequestPart(
            readable(found.organisation),
            readable(found.user_name),
            self.address(f"requests/{found.id}/approve"),
            self.address(f"requests/{found.id}/deny"),
            self.seal,
            found.needs_number,
            app.state.pin if asks_pin else "",
            view.number if view else "",
            view.error if view else None,
        )

    def _entries(self) -> tuple[a.CodeEntry, ...]:
        return tuple(map(self._entry, self.organisation.authenticators.on(self.number.e164).codes()))

    def _entry(self, shown: RunningCode) -> a.CodeEntry:
        account = shown.account
        return a.CodeEntry(
            readable(account.organisation),
            readable(account.user_name),
            shown.code,
            shown.period_s,
            not account.gets_requests,
            self.address(f"accounts/{account.id}/delete"),
            shown.seconds_left,
        )
