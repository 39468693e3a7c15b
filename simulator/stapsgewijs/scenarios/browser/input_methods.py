"""How a person operates what `Screen` found: with a pointer, or with the keyboard alone.

Both do the same things to the same elements, so a scenario can be followed either way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from playwright.sync_api import Error as PlaywrightError

from stapsgewijs.labels import Message
from stapsgewijs.scenarios.browser.locators import TIMEOUT_MS, told_of
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_MOST_TABS = 60
_HAS_FOCUS = "e => e === document.activeElement"
_IN_GROUP_WITH_FOCUS = "e => e.type === 'radio' && document.activeElement.name === e.name && e.name !== ''"
_VALUE = "e => e.value"
_CHOICE = """e => [e.tagName === 'OPTION' && e.closest('select') ? 'entry'
    : e.tagName === 'INPUT' && ['radio', 'checkbox'].includes(e.type) ? 'knob' : 'other', String(e.value)]"""


def fill(element: Locator, text: str, *, timeout: float = TIMEOUT_MS) -> None:
    """Put a text in a field at once; an error of the browser does not quote the text, which may be a password."""
    try:
        element.fill(text, timeout=timeout)
    except PlaywrightError as error:
        told = error.message.replace(f'fill("{text}")', "fill(…)")
        raise type(error)(told) from None


class InputMethod(Protocol):
    """What a person can do to an element."""

    def press(self, element: Locator) -> None:
        """Press a button or follow a link."""

    def fill(self, element: Locator, text: str) -> None:
        """Replace what stands in a field by `text`."""

    def choose(self, option: Locator) -> None:
        """Choose a radio button, or an entry of a list."""

    def choose_entry(self, entry: Locator, of: Locator) -> None:
        """Choose an entry of the list `of`."""


class Pointer:
    """Clicks and types, as most people do."""

    def press(self, element: Locator) -> None:
        """Click."""
        element.click(timeout=TIMEOUT_MS)

    def fill(self, element: Locator, text: str) -> None:
        """Put the text in the field at once."""
        fill(element, text)

    def choose(self, option: Locator) -> None:
        """Check a radio button or a check box; choose an entry of a list by its value; click on anything else."""
        kind, value = told_of(option, _CHOICE)
        if kind == "entry":
            option.locator("xpath=ancestor::select").select_option(value=value, timeout=TIMEOUT_MS)
        elif kind == "knob":
            option.check(timeout=TIMEOUT_MS)
        else:
            option.click(timeout=TIMEOUT_MS)

    def choose_entry(self, entry: Locator, of: Locator) -> None:
        """Choose it by its value: looking for one by its name takes long in a list of hundreds."""
        value = str(told_of(entry, _VALUE))
        of.select_option(value=value, timeout=TIMEOUT_MS)


class Keyboard:
    """Reaches everything with the Tab key and never touches a pointer."""

    def press(self, element: Locator) -> None:
        """Go to a button or link and press Enter."""
        self._reach(element)
        element.page.keyboard.press("Enter")

    def fill(self, element: Locator, text: str) -> None:
        """Go to a field, select what is in it, and type over it."""
        self._reach(element)
        element.page.keyboard.press("ControlOrMeta+A")
        element.page.keyboard.type(text)
        if not text:
            element.page.keyboard.press("Delete")

    def choose(self, option: Locator) -> None:
        """Go to a list and type the entry's name, or to a group of radio buttons and use the arrows."""
        keyboard = option.page.keyboard
        if option.evaluate("e => e.tagName") == "OPTION":
            self._reach(option.locator("xpath=ancestor::select"))
            keyboard.type(str(option.evaluate("e => e.label")))
            chosen = option.evaluate("e => e.selected")
        else:
            self._reach(option, _IN_GROUP_WITH_FOCUS)
            for _ in range(int(option.evaluate("e => document.getElementsByName(e.name).length"))):
                if option.is_checked():
                    break
                keyboard.press("ArrowDown")
            if not option.is_checked():
                keyboard.press("Space")
            chosen = option.is_checked()
        if not chosen:
            name = option.evaluate("e => e.label ?? e.value")
            raise StepError(Message.of("the keyboard could not choose “{name}”", name=name))

    def choose_entry(self, entry: Locator, of: Locator) -> None:
        """Go to the list and type the entry's name."""
        del of
        self.choose(entry)

    @staticmethod
    def _reach(element: Locator, reached: str = _HAS_FOCUS) -> None:
        for _ in range(_MOST_TABS):
            if element.evaluate(f"e => ({_HAS_FOCUS})(e) || ({reached})(e)"):
                return
            element.page.keyboard.press("Tab")
        name = element.inner_text() or element.get_attribute("id")
        raise StepError(
            Message.of("the Tab key does not reach “{name}” in {count} presses", name=name, count=_MOST_TABS)
        )
