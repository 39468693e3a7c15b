"""The person in the scenarios ("medewerker"): somebody with a browser who does what the guide says.

Everything is asked for by the label that a feature quotes; `Wording` knows what the page calls it, and
the `Journal` keeps what was used and seen, so that a checkpoint can hold it against the guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from steps.errors import StepError
from steps.journal import Journal
from steps.screen import PATIENCE, Screen, choose

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from steps.handset import Handset
    from steps.wording import Named, Wording


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in: the organisation's sign-in page, the person's user name and password."""

    sign_in_url: str
    user_name: str
    password: str


class Employee:
    """A person with an account, a browser (opened when first needed) and, maybe, a phone."""

    def __init__(
        self,
        account: Callable[[], Account],
        wording: Wording,
        open_page: Callable[[], Page],
        handset: Callable[[], Handset],
    ) -> None:
        """Hold the ways to what this person has; nothing is made before it is needed."""
        self.journal = Journal()
        self.codes: list[str] = []
        self.app_password = ""
        self._account = account
        self._wording = wording
        self._open_page = open_page
        self._handset = handset

    @cached_property
    def screen(self) -> Screen:
        """What is in front of this person."""
        return Screen(self._open_page())

    @cached_property
    def handset(self) -> Handset:
        """The phone of this person."""
        return self._handset()

    @property
    def page(self) -> Page:
        """The browser page in front of this person."""
        return self.screen.page

    def signs_in(self) -> None:
        """Sign in, and agree to give more information: the way to the enrollment page."""
        account = self._account()
        self.page.goto(account.sign_in_url)
        self._field("User name").fill(account.user_name)
        self._field("Password").fill(account.password)
        self._button("Sign in").click()
        self.sees_page(self._wording.control("More information required").text)
        self._button("Next").click()
        self.sees_page(self._wording.control("Additional security verification").text)
        self.journal = Journal()

    def sees_page(self, label: str) -> None:
        """See that the page has this title."""
        named = self._wording.find(label)
        self.screen.heading(named.text)
        self.journal.see(named.control)

    def sees_area(self, label: str) -> Locator:
        """See the part of the page with this name."""
        named = self._wording.find(label)
        area = self.screen.area(named.text)
        self.journal.see(named.control)
        return area

    def chooses(self, label: str, area: str) -> None:
        """Choose the option `label` in the part of the page called `area`."""
        choose(self._option(label, area))
        self.journal.use(self._wording.find(label).control)

    def sees_option_disabled(self, label: str, area: str) -> None:
        """See that an option is there, but grey and not to be chosen."""
        option = self._option(label, area)
        if option.is_enabled():
            msg = f"the option “{label}” can be chosen; it should be greyed out"
            raise StepError(msg)

    def chooses_region(self, name: str) -> None:
        """Choose a country or region by its name, whatever calling code stands behind it."""
        field = self._field("Country or region")
        shown = self._wording.region(name)
        options: list[list[str]] = field.locator("option").evaluate_all("all => all.map(e => [e.value, e.label])")
        chosen = next((value for value, text in options if text.partition(" (")[0] == shown), None)
        if chosen is None:
            msg = f"no country or region “{shown}” in the list of {len(options)}"
            raise StepError(msg)
        field.select_option(value=chosen, timeout=PATIENCE)

    def types(self, text: str, label: str) -> None:
        """Type `text` in the field called `label`."""
        named = self._wording.find(label)
        self.screen.field(named.text).fill(text)
        self.journal.use(named.control)

    def types_code(self, code: str, area: str) -> None:
        """Type a verification code in the part of the page called `area`."""
        self.sees_area(area)
        self._field("Verification code").fill(code)

    def presses(self, label: str) -> None:
        """Press the button called `label`."""
        named = self._wording.find(label)
        self.screen.button(named.text).click()
        self.journal.use(named.control)

    def sees(self, text: str) -> None:
        """See a text on the page."""
        self.screen.text(text)

    def does_not_see(self, text: str) -> None:
        """See that a text is not on the page."""
        shown = self.page.get_by_text(text).filter(visible=True)
        expect(shown, f"“{text}” should not be on the page").to_have_count(0, timeout=PATIENCE)

    def copies_app_password(self) -> str:
        """Copy the app password from the page, as the guide says, and keep it."""
        self.app_password = self._field("App password").input_value()
        if not self.app_password:
            msg = "there is no app password on the page to copy"
            raise StepError(msg)
        return self.app_password

    def _option(self, label: str, area: str) -> Locator:
        return self.screen.option(self._wording.find(label).text, self.sees_area(area))

    def _field(self, msgid: str) -> Locator:
        return self.screen.field(self._control(msgid).text)

    def _button(self, msgid: str) -> Locator:
        return self.screen.button(self._control(msgid).text)

    def _control(self, msgid: str) -> Named:
        return self._wording.control(msgid)
