"""Somebody in front of a page: sees, chooses, types and presses what a feature calls by its label.

`LabelTranslation` knows what the page calls it, `Screen` finds it, `InputMethod` operate it, and the
`InteractionLog` keeps what was used and seen, so that a checkpoint can hold it against the guide.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from stapsgewijs.guide import ActionKind
from stapsgewijs.scenarios.actors.interaction_log import InteractionLog
from stapsgewijs.scenarios.browser.input_methods import InputMethod, Pointer
from stapsgewijs.scenarios.browser.locators import TIMEOUT_MS, Screen
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from stapsgewijs.scenarios.browser.locators import ElementQuery
    from stapsgewijs.scenarios.label_translation import LabelTranslation


_WHAT_IS_WRONG = """fields => fields.map(field => {
    const told = (field.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id));
    return told.filter(each => each).map(each => each.textContent.trim()).join(' ') || field.name;
})"""


class Visitor:
    """A person with a browser, which opens when it is first needed."""

    def __init__(self, wording: LabelTranslation, open_page: Callable[[], Page]) -> None:
        """Hold the words of the page, and the way to a page."""
        self.log = InteractionLog()
        self.hands: InputMethod = Pointer()
        self.wording = wording
        self._open_page = open_page
        self._sent = False

    @cached_property
    def screen(self) -> Screen:
        """What is in front of this person."""
        return Screen(self._open_page())

    @property
    def page(self) -> Page:
        """The browser page in front of this person."""
        return self.screen.page

    def sees_page(self, label: str) -> None:
        """See that the page has this title."""
        named = self.wording.find(label)
        self.screen.heading(named.text).seen()
        self.log.act(ActionKind.OPENS, named.control, role="heading", name=named.text)

    def sees_area(self, label: str) -> Locator:
        """See the part of the page with this name."""
        named = self.wording.find(label)
        area = self.screen.area(named.text).seen()
        self.log.see(named.control, name=named.text)
        return area

    def sees(self, text: str) -> None:
        """See a text on the page."""
        self.screen.text(text).seen()
        self.log.see(name=text)

    def chooses(self, label: str, area: str) -> None:
        """Choose the option `label` in the part of the page called `area`."""
        self._option(label, area).do(self.hands.choose)
        named = self.wording.find(label)
        self.log.act(ActionKind.CHOOSES, named.control, role="radio", name=named.text, text=named.text)

    def sees_option_disabled(self, label: str, area: str) -> None:
        """See that an option is there, but grey and not to be chosen."""
        if self._option(label, area).do(lambda option: option.is_enabled(timeout=TIMEOUT_MS)):
            msg = f"the option “{label}” can be chosen; it should be greyed out"
            raise StepError(msg)

    def chooses_region(self, name: str) -> None:
        """Choose a country or region by its name, whatever calling code stands behind it."""
        within = self.field("Country or region").locator
        region = self.wording.region(name)
        self.screen.region(region, within).do(lambda entry: self.hands.choose_entry(entry, within))
        named = self.wording.control("Country or region")
        self.log.act(ActionKind.CHOOSES, named.control, role="combobox", name=named.text, text=region)

    def types(self, text: str, label: str) -> None:
        """Type `text` in the field called `label`."""
        named = self.wording.find(label)
        self.screen.field(named.text).do(lambda field: self.hands.fill(field, text))
        self.log.act(ActionKind.TYPES, named.control, role="textbox", name=named.text, text=text)

    def presses(self, label: str) -> None:
        """Press the button called `label`."""
        named = self.wording.find(label)
        self.screen.button(named.text).do(self.sends)
        self.log.act(ActionKind.PRESSES, named.control, role="button", name=named.text)

    def sends(self, button: Locator) -> None:
        """Press a button and, when it sends a form, wait for the page that answers it."""
        if self.screen.arrivals.after(self.hands.press, button):
            self._sent = True

    def is_not_refused(self) -> None:
        """See that the page that answered the last form does not ask to correct anything."""
        if not self._sent:
            return
        self._sent = False
        refused = self.page.locator("[aria-invalid=true]")
        if refused.count():
            told = "; ".join(f"“{each}”" for each in refused.evaluate_all(_WHAT_IS_WRONG))
            msg = f"the page does not accept what was done, and says {told}"
            raise StepError(msg)

    def follows_link(self, label: str) -> None:
        """Follow the link called `label`."""
        named = self.wording.find(label)
        self.screen.link(named.text).do(self.hands.press)
        self.log.act(ActionKind.PRESSES, named.control, role="link", name=named.text)

    def goes_back(self) -> None:
        """Use the browser's back button."""
        self.page.go_back()

    def sees_focus(self, label: str) -> None:
        """See that the cursor stands in a field."""
        field = self.screen.field(self.wording.find(label).text).seen()
        expect(field, f"the cursor should be in “{label}”").to_be_focused(timeout=TIMEOUT_MS)

    def sees_value(self, label: str, text: str) -> None:
        """See that `text` stands in a field."""
        field = self.screen.field(self.wording.find(label).text).seen()
        expect(field, f"in “{label}” should stand “{text}”").to_have_value(text, timeout=TIMEOUT_MS)

    def submits_twice(self, label: str) -> None:
        """Send the form of a button twice at once, as an impatient double click does on a slow line."""
        button = self.screen.button(self.wording.find(label).text).seen()
        send_twice = """async button => {
            const form = button.form;
            const send = () => fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
            const answers = await Promise.all([send(), send()]);
            window.location = answers[1].url;
        }"""
        with self.page.expect_navigation():
            button.evaluate(send_twice)

    def field(self, msgid: str) -> ElementQuery:
        """Return the field with this English label, for what no guide names."""
        return self.screen.field(self.name_of(msgid))

    def fills(self, msgid: str, text: str) -> None:
        """Put `text` in the field with this English label."""
        self.field(msgid).do(lambda field: self.hands.fill(field, text))

    def button(self, msgid: str) -> ElementQuery:
        """Return the button with this English label."""
        return self.screen.button(self.name_of(msgid))

    def name_of(self, msgid: str) -> str:
        """Return what the page calls the control with this English label."""
        return self.wording.control(msgid).text

    def _option(self, label: str, area: str) -> ElementQuery:
        return self.screen.option(self.wording.find(label).text, self.sees_area(area))
