"""The authenticator app of a person, on the page of the phone: what is done and seen there is on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.guide import ActionKind
from stapsgewijs.scenarios.actors.sign_in import open_page
from stapsgewijs.scenarios.actors.visitor import Visitor
from stapsgewijs.scenarios.label_translation import APP, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from stapsgewijs.scenarios.actors.interaction_log import InteractionLog
    from stapsgewijs.scenarios.browser.locators import Screen
    from stapsgewijs.scenarios.label_translation import LabelTranslation

_APPROVE: Final = "Approve"
"""The English label of the button that approves a request."""


class AppUser(Visitor):
    """A person with the phone in hand; the page of the app opens when it is first needed.

    What is done there goes into the `log` of the person: the documented step tells of both, the page and the phone.
    """

    place: Place = APP

    def __init__(
        self, wording: LabelTranslation, new_page: Callable[[], Page], address: str, log: InteractionLog
    ) -> None:
        """Hold the way to a page, and the address of the app."""
        super().__init__(wording, new_page)
        self.log = log
        self._address = address

    def _looked_at(self, page: Page) -> Screen:
        open_page(page, self._address)
        self.log.act(ActionKind.OPENS)
        return super()._looked_at(page)

    @property
    def is_open(self) -> bool:
        """Whether its page was opened."""
        return "screen" in self.__dict__

    def returns(self) -> None:
        """Go back to the accounts, as who takes up the phone again; a page that is not open shows them anyway."""
        if self.is_open:
            open_page(self.page, self._address)

    def sees_page(self, label: str) -> None:
        """See which page of the app is in front: its heading is below that of the phone."""
        named = self._named(label)
        self.screen.heading(named.texts, level=None).seen()
        self.log.act(ActionKind.OPENS, named.as_role("heading"), role="heading", name=named.text)

    def clicks(self, label: str, area: str = "") -> None:
        """Click on something in the app; who presses the key that approves has approved."""
        super().clicks(label, area)
        last = self.log.done[-1]
        if last.control is not None and last.control.msgid == _APPROVE:
            self.log.done[-1] = last._replace(kind=ActionKind.APPROVES)
