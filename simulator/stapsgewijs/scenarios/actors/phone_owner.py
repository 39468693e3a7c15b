"""The owner of a phone in a scenario, who uses its page in a browser of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from stapsgewijs.labels import Message
from stapsgewijs.scenarios.browser.input_methods import Keyboard, Pointer
from stapsgewijs.scenarios.browser.locators import TIMEOUT_MS, ElementQuery, Screen
from stapsgewijs.scenarios.errors import Kind, StepError
from stapsgewijs.scenarios.label_translation import PHONE
from stapsgewijs.testing.items import codes_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from stapsgewijs.scenarios.label_translation import LabelTranslation


class PhoneOwner:
    """Somebody with a phone on the screen. What comes is waited for; the page shows it by itself."""

    def __init__(self, wording: LabelTranslation, open_page: Callable[[], Page], address: str) -> None:
        """Open the page of the phone at `address`."""
        self._wording = wording
        self.screen = Screen(open_page())
        self.page.goto(address)

    @property
    def page(self) -> Page:
        """The browser page in front of this person."""
        return self.screen.page

    def sees(self, text: str) -> None:
        """See a text on the page."""
        self.screen.text(text).seen()

    def notices_ringing(self) -> None:
        """Notice that the phone rings."""
        self._button("Answer").seen()

    def presses(self, label: str) -> None:
        """Press a button of the phone."""
        self.screen.button(self._wording.find(label, PHONE).texts).do(Pointer().press)

    def presses_by_keyboard(self, label: str) -> None:
        """Go to a button with the Tab key, and press Enter."""
        button = self.screen.button(self._wording.find(label, PHONE).texts)
        button.seen()
        button.do(Keyboard().press)

    def presses_key(self, key: str) -> None:
        """Press a key of the keypad."""
        self.screen.button(key).do(Pointer().press)

    def types_key(self, key: str) -> None:
        """Type a key on the keyboard, once the phone has a keypad."""
        self.screen.button(key).seen()
        self.page.keyboard.press(key)

    def opens_messages_of(self, sender: str) -> None:
        """Wait for a message of `sender`, and open the conversation."""
        links = self.page.locator("#screen").get_by_role("link")
        found = links.filter(has_text=sender).first
        ElementQuery(self.page, Kind.LINK, sender, lambda _: found, self.page.locator("#screen")).do(Pointer().press)
        self.page.wait_for_url("**party=**", timeout=TIMEOUT_MS)

    def reads_code(self) -> str:
        """Read the code in the conversation that is open."""
        screen = self.page.locator("#screen")
        expect(screen.get_by_role("link").nth(1)).to_be_visible(timeout=TIMEOUT_MS)
        found = codes_in(screen.inner_text(timeout=TIMEOUT_MS))
        if not found:
            told = Message("there is no verification code on the screen of the phone:")
            raise StepError(told, *screen.inner_text().splitlines())
        return found[-1]

    def replies(self, text: str) -> None:
        """Answer in the conversation that is open."""
        self.screen.field(self._names_of("Your answer")).do(lambda field: field.fill(text, timeout=TIMEOUT_MS))
        self._button("Send").do(Pointer().press)
        expect(self.page.locator("#screen")).to_contain_text(text, timeout=TIMEOUT_MS)

    def opens_settings(self) -> None:
        """Open the switches of the phone."""
        self.page.locator('#tabs a[href$="settings=1"]').click(timeout=TIMEOUT_MS)
        self.page.wait_for_url("**settings=1", timeout=TIMEOUT_MS)

    def switches(self, label: str, *, on: bool) -> None:
        """Put a switch on or off, and let the phone take it."""
        self.screen.check_box(self._wording.find(label, PHONE).texts).do(
            lambda box: box.set_checked(on, timeout=TIMEOUT_MS)
        )
        self._applies()

    def blocks(self, caller: str) -> None:
        """Block a caller, and nobody else; nothing is nobody."""
        field = self.screen.field(self._names_of("Blocked callers"))
        field.do(lambda each: each.fill(caller, timeout=TIMEOUT_MS))
        self._applies()

    def _applies(self) -> None:
        with self.page.expect_navigation(wait_until="domcontentloaded", timeout=2 * TIMEOUT_MS):
            self._button("Apply").do(Pointer().press)

    def searches(self, question: str) -> None:
        """Search for something, and wait for what is found."""
        self.screen.field(self._names_of("Search")).do(lambda field: field.fill(question, timeout=TIMEOUT_MS))
        with self.page.expect_navigation(wait_until="domcontentloaded", timeout=2 * TIMEOUT_MS):
            self._button("Find").do(Pointer().press)

    def sees_in_calls(self, outcome: str) -> None:
        """Look in the list of calls, and see what became of the last one."""
        self.page.locator('#tabs a[href$="calls=1"]').click(timeout=TIMEOUT_MS)
        self.page.wait_for_url("**calls=1", timeout=TIMEOUT_MS)
        expect(self.page.locator("#screen").get_by_role("listitem").first).to_contain_text(outcome, timeout=TIMEOUT_MS)

    def _button(self, msgid: str) -> ElementQuery:
        return self.screen.button(self._names_of(msgid))

    def _names_of(self, msgid: str) -> tuple[str, ...]:
        return self._wording.control(msgid, PHONE).texts
