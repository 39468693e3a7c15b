"""Somebody in front of a page: sees, chooses, types and presses what a feature calls by its label.

`LabelTranslation` knows what the page calls it, `Screen` finds it, `InputMethod` operate it, and the
`InteractionLog` keeps what was used and seen, so that a checkpoint can hold it against the guide.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from playwright.sync_api import expect

from stapsgewijs.guide import ActionKind
from stapsgewijs.labels import Message
from stapsgewijs.scenarios.actors.interaction_log import InteractionLog
from stapsgewijs.scenarios.actors.sign_in import open_page
from stapsgewijs.scenarios.browser.input_methods import InputMethod, Pointer
from stapsgewijs.scenarios.browser.locators import TIMEOUT_MS, Screen, called, role_of
from stapsgewijs.scenarios.errors import Kind, StepError
from stapsgewijs.scenarios.label_translation import WEB, Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from stapsgewijs.scenarios.browser.locators import ElementQuery, Name
    from stapsgewijs.scenarios.label_translation import LabelTranslation, TranslatedLabel

    BeforeUse = Callable[[Page, Locator, str, bool], None]
    """Gets a page, an element of it, what the page calls that, and whether something is typed there."""

Result = TypeVar("Result")

_WHAT_IS_WRONG = """fields => fields.map(field => {
    const told = (field.getAttribute('aria-describedby') ?? '').split(' ').map(id => document.getElementById(id));
    const said = told.filter(each => each).map(each => each.textContent.trim()).join(' ');
    return (field.ariaInvalid === 'true' ? said : field.validationMessage) || said || field.name;
})"""
_NOT_SENT: Final = ":is(input, select, textarea):user-invalid"
"""Fields that the browser does not send, because of what the page says of them: `minlength`, `pattern`."""
_REFUSED: Final = f"[aria-invalid=true], {_NOT_SENT}"
"""Those, and fields that the page that answers a form does not accept."""

_TITLE_END: Final = re.compile(r"\s+[|–—·-]\s+")
"""What stands between the title of a page and the name of the product."""
_AROUND_HEADING: Final = (
    "xpath=ancestor::*[self::section or self::article or self::fieldset or self::form or self::aside or self::main "
    "or self::div or self::body][1]"
)
_OPENS_TAB: Final = "each => each.closest('a')?.target === '_blank'"
_ROLES: Final = {
    Kind.BUTTON: "button",
    Kind.LINK: "link",
    Kind.FIELD: "textbox",
    Kind.CHECK_BOX: "checkbox",
}
"""The role, in the words of ARIA, of what is seen and not operated."""


class Visitor:
    """A person with a browser, which opens when it is first needed."""

    place: Place = WEB
    """Where this person looks: which of the controls of one label are meant."""

    def __init__(
        self, wording: LabelTranslation, open_page: Callable[[], Page], *, is_at_product: bool = False
    ) -> None:
        """Hold the words of the page, and the way to a page; `is_at_product` where it is not one of ours."""
        self.is_at_product = is_at_product
        self.log = InteractionLog()
        self.hands: InputMethod = Pointer()
        self.wording = wording
        self._open_page = open_page
        self._sent = False
        self.before_use: BeforeUse | None = None
        """What is done before an element of the page is used."""

    @cached_property
    def screen(self) -> Screen:
        """What is in front of this person."""
        return self._looked_at(self._open_page())

    def _looked_at(self, page: Page) -> Screen:
        """Return a page as what is in front; a page that it opens takes its place until that is closed."""
        screen = Screen(page, knows_forms=not self.is_at_product)
        page.on("popup", lambda opened: self.__dict__.update(screen=self._looked_at(opened)))
        page.on("popup", lambda opened: opened.on("close", lambda _: self.__dict__.update(screen=screen)))
        return screen

    @property
    def has_page(self) -> bool:
        """Whether a page was opened, and is still there."""
        return "screen" in self.__dict__ and not self.page.is_closed()

    @property
    def page(self) -> Page:
        """The browser page in front of this person."""
        return self.screen.page

    def opens(self, address: str) -> None:
        """Open an address."""
        open_page(self.page, address)
        self.log.act(ActionKind.OPENS, text=address)

    def sees_page(self, label: str) -> None:
        """See that the page has this title: its first heading or, of a product, any heading or the title of the tab."""
        named = self._named(label)
        if self.is_at_product:
            self._sees_title(named.text)
        else:
            self.screen.heading(named.texts).seen()
        self.log.act(ActionKind.OPENS, named.as_role("heading"), role="heading", name=named.text)

    def _sees_title(self, name: str) -> None:
        heading = self.screen.heading(name, level=None)
        if heading.locator.count() == 0 and called(name).match(_TITLE_END.split(self.page.title())[0]):
            return
        try:
            heading.seen()
        except StepError:
            if not called(name).match(_TITLE_END.split(self.page.title())[0]):
                raise

    def sees_area(self, label: str) -> Locator:
        """See the part of the page with this name: one that is called so or, of a product, that has such a heading."""
        named = self._named(label)
        query = self.screen.area(named.texts)
        if self.is_at_product and query.locator.count() == 0:
            heading = self.screen.heading(named.text, level=None)
            area = heading.locator.first.locator(_AROUND_HEADING) if heading.locator.count() else query.seen()
        else:
            area = query.seen()
        self.log.see(named.as_role("region"), name=named.text)
        return area

    def sees(self, text: str) -> None:
        """See a text on the page."""
        text = self._words(text)
        self.screen.text(text).seen()
        self.log.see(name=text)

    def sees_not(self, text: str) -> None:
        """See that a text is not on the page, or no longer."""
        text = self._words(text)
        found = self.page.get_by_text(text).filter(visible=True)
        expect(found, f"“{text}” should not be on the page").to_have_count(0, timeout=TIMEOUT_MS)

    def sees_control(self, kind: Kind, label: str, area: str = "") -> None:
        """See a control of this kind."""
        if kind is Kind.PAGE_TITLE:
            self.sees_page(label)
        elif kind is Kind.AREA:
            self.sees_area(label)
        else:
            named, role = self._named(label), _ROLES.get(kind, "")
            query = self._query(kind, named.texts, self._within(area))
            if kind is Kind.OPTION:  # an entry of a list that is not open cannot be seen
                role = query.do(role_of)
            else:
                query.seen()
            self.log.see(named.as_role(role), role=role, name=named.text)

    def sees_no_control(self, kind: Kind, label: str) -> None:
        """See that no control of this kind is there, or no longer."""
        named = self._named(label)
        found = self._query(kind, named.texts).locator.filter(visible=True)
        expect(found, f"the {kind} “{named.text}” should not be on the page").to_have_count(0, timeout=TIMEOUT_MS)

    def _query(self, kind: Kind, name: Name, within: Locator | None = None) -> ElementQuery:
        screen = self.screen
        if kind is Kind.PAGE_TITLE:
            return screen.heading(name, level=None)
        if kind is Kind.AREA:
            return screen.area(name)
        ways = {
            Kind.BUTTON: screen.button,
            Kind.LINK: screen.link,
            Kind.FIELD: screen.field,
            Kind.OPTION: screen.option,
            Kind.CHECK_BOX: screen.check_box,
        }
        return ways[kind](name, within)

    def chooses(self, label: str, area: str = "") -> None:
        """Choose the option `label`, in the part of the page or in the list called `area`."""
        if area and self._chooses_from_list(label, area):
            return
        query = self._option(label, area) if area else self.screen.option(self._named(label).texts)
        role = query.do(role_of) if self.is_at_product else "radio"
        named = self._named(label)
        self._use(query, named, self.hands.choose)
        beside = query.present()
        control = named.as_role(role)
        self.log.act(ActionKind.CHOOSES, control, role=role, name=named.text, text=named.text, beside=beside)

    def _chooses_from_list(self, label: str, name: str) -> bool:
        """Choose an entry of the list called `name`; returns False where no list is called so."""
        around, entry = self._named(name), self._named(label)
        if not self.is_at_product or self.screen.area(around.texts).locator.count():
            return False
        found = self.screen.field(around.texts)
        if found.locator.count() == 0:
            return False
        if found.do(lambda field: str(field.evaluate("e => e.tagName"))) == "SELECT":
            self._use(self.screen.option(entry.texts, found.locator), entry, self.hands.choose)
        else:
            self._use(found, around, self.hands.press)
            self._use(self.screen.option(entry.texts), entry, self.hands.choose)
        self.log.see(around.as_role("combobox"), role="combobox", name=around.text)
        control = entry.as_role("option")
        self.log.act(ActionKind.CHOOSES, control, role="option", name=entry.text, text=entry.text)
        return True

    def ticks(self, label: str, *, on: bool = True) -> None:
        """Tick a check box, or make it empty."""
        named = self._named(label)

        def tick(box: Locator) -> None:
            box.set_checked(on, timeout=TIMEOUT_MS)

        self._use(self.screen.check_box(named.texts), named, tick)
        control = named.as_role("checkbox")
        self.log.act(ActionKind.CHOOSES, control, role="checkbox", name=named.text, text=named.text)

    def uploads(self, file: Path, label: str) -> None:
        """Choose a file in the field called `label`; raises `StepError` where there is no such file."""
        if not file.is_file():
            raise StepError(Message.of("there is no file {file} to upload", file=file))
        named = self._named(label)
        self.screen.file_field(named.texts).do(lambda field: field.set_input_files(file, timeout=TIMEOUT_MS))
        self.log.act(ActionKind.CHOOSES, named.as_role("button"), role="button", name=named.text, text=file.name)

    def sees_option_disabled(self, label: str, area: str) -> None:
        """See that an option is there, but grey and not to be chosen."""
        if self._option(label, area).do(lambda option: option.is_enabled(timeout=TIMEOUT_MS)):
            told = "the option “{name}” can be chosen; it should be greyed out"
            raise StepError(Message.of(told, name=self._named(label).text))

    def chooses_region(self, name: str) -> None:
        """Choose a country or region by its name, whatever calling code stands behind it."""
        within = self.field("Country or region").locator
        region = self.wording.region(name)
        self.screen.region(region, within).do(lambda entry: self.hands.choose_entry(entry, within))
        named = self.wording.control("Country or region")
        control = named.as_role("combobox")
        self.log.act(ActionKind.CHOOSES, control, role="combobox", name=named.text, text=region)

    def types(self, text: str, label: str) -> None:
        """Type `text` in the field called `label`."""
        named = self._named(label)
        field = self.screen.field(named.texts)
        self._use(field, named, lambda found: self.hands.fill(found, text), is_typed=True)
        self.log.act(ActionKind.TYPES, named.as_role("textbox"), role="textbox", name=named.text, text=text)

    def presses(self, label: str) -> None:
        """Press the button called `label`."""
        named = self._named(label)
        button = self.screen.button(named.texts)
        button.seen()
        beside = button.present()
        self._use(button, named, self.sends)
        self.log.act(ActionKind.PRESSES, named.as_role("button"), role="button", name=named.text, beside=beside)

    def clicks(self, label: str, area: str = "") -> None:
        """Click on what is called `label`: a button, a link, a tab, an entry of a menu."""
        named = self._named(label)
        query = self.screen.clickable(named.texts, self._within(area))

        def click(element: Locator) -> tuple[str, list[str]]:
            told = role_of(element), query.present()
            self.sends(element)
            return told

        role, beside = self._use(query, named, click)
        self.log.act(ActionKind.PRESSES, named.as_role(role), role=role, name=named.text, beside=beside)

    def _use(
        self,
        query: ElementQuery,
        named: TranslatedLabel,
        action: Callable[[Locator], Result],
        *,
        is_typed: bool = False,
    ) -> Result:
        """Do something with an element, once it was noted that it is about to be used."""

        def used(element: Locator) -> Result:
            if self.before_use:
                self.before_use(self.page, element, named.text, is_typed)
            return action(element)

        return query.do(used)

    def sends(self, button: Locator) -> None:
        """Press a button and, when it sends a form, wait for the page that answers it."""
        if self.is_at_product and button.evaluate(_OPENS_TAB, timeout=TIMEOUT_MS):
            with self.page.expect_popup():
                self.hands.press(button)
        elif self.screen.arrivals.after(self.hands.press, button):
            self._sent = True

    def _within(self, area: str) -> Locator | None:
        return self.sees_area(area) if area else None

    def is_not_refused(self) -> None:
        """See that the page that answered the last form does not ask to correct anything."""
        is_answered, self._sent = self._sent, False
        if not is_answered and not self.is_at_product:
            return
        refused = self.page.locator(_REFUSED if is_answered else _NOT_SENT)
        if refused.count():
            told = "; ".join(f"“{' '.join(str(each).split())}”" for each in refused.evaluate_all(_WHAT_IS_WRONG))
            raise StepError(Message.of("the page does not accept what was done, and says {told}", told=told))

    def follows_link(self, label: str, area: str = "") -> None:
        """Follow the link called `label`."""
        named = self._named(label)
        query = self.screen.link(named.texts, self._within(area))
        self._use(query, named, self.sends if self.is_at_product else self.hands.press)
        self.log.act(ActionKind.PRESSES, named.as_role("link"), role="link", name=named.text)

    def goes_back(self) -> None:
        """Use the browser's back button."""
        self.page.go_back()

    def sees_focus(self, label: str) -> None:
        """See that the cursor stands in a field."""
        field = self.screen.field(self._named(label).texts).seen()
        expect(field, f"the cursor should be in “{label}”").to_be_focused(timeout=TIMEOUT_MS)

    def sees_value(self, label: str, text: str) -> None:
        """See that `text` stands in a field."""
        field = self.screen.field(self._named(label).texts).seen()
        expect(field, f"in “{label}” should stand “{text}”").to_have_value(text, timeout=TIMEOUT_MS)

    def submits_twice(self, label: str) -> None:
        """Send the form of a button twice at once, as an impatient double click does on a slow line."""
        button = self.screen.button(self._named(label).texts).seen()
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
        return self.screen.field(self.names_of(msgid))

    def fills(self, msgid: str, text: str) -> None:
        """Put `text` in the field with this English label."""
        self.field(msgid).do(lambda field: self.hands.fill(field, text))

    def button(self, msgid: str) -> ElementQuery:
        """Return the button with this English label."""
        return self.screen.button(self.names_of(msgid))

    def names_of(self, msgid: str) -> tuple[str, ...]:
        """Return what the page may call the control with this English label."""
        return self.wording.control(msgid, self.place).texts

    def _named(self, label: str) -> TranslatedLabel:
        return self.wording.find(label, self.place)

    def _words(self, text: str) -> str:
        return self._named(text).text if self.is_at_product else self.wording.sentence(text)

    def _option(self, label: str, area: str) -> ElementQuery:
        return self.screen.option(self._named(label).texts, self.sees_area(area))
