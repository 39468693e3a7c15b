"""A person in a scenario: somebody with an account, a browser and a phone, who enrolls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from stapsgewijs.guide import ActionKind
from stapsgewijs.scenarios.actors.interaction_log import InteractionLog
from stapsgewijs.scenarios.actors.visitor import Visitor
from stapsgewijs.scenarios.browser.locators import TIMEOUT_MS
from stapsgewijs.scenarios.errors import Kind, StepError, not_found
from stapsgewijs.testing.items import codes_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.scenarios.label_translation import LabelTranslation
    from stapsgewijs.testing.handset import Handset


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in: the organisation's sign-in page, the person's user name and password.

    `is_foreign` when the page is not ours: then its fields are known by their purpose, not by their names.
    """

    sign_in_url: str
    user_name: str
    password: str
    is_foreign: bool = False
    secret: str = ""


class Person(Visitor):
    """A person who enrolls, or tries to."""

    def __init__(
        self,
        account: Callable[[], Account],
        wording: LabelTranslation,
        open_page: Callable[[], Page],
        handset: Callable[[], Handset],
    ) -> None:
        """Hold the ways to what this person has; nothing is made before it is needed."""
        super().__init__(wording, open_page)
        self.codes: list[str] = []
        self.app_password = ""
        self._account = account
        self._find_handset = handset

    @cached_property
    def handset(self) -> Handset:
        """The phone of this person."""
        return self._find_handset()

    def signs_in(self) -> None:
        """Sign in, and agree to give more information: the way to the enrollment page."""
        account = self._account()
        try:
            self.page.goto(account.sign_in_url)
        except PlaywrightError as error:
            msg = f"{account.sign_in_url} does not open ({error.message.splitlines()[0]}); is the system running?"
            raise StepError(msg) from None
        if account.is_foreign:
            self._signs_in_elsewhere(account)
        else:
            self.fills("User name", account.user_name)
            self.fills("Password", account.password)
            self.button("Sign in").do(self.sends)
            self.button("Next").do(self.sends)
        self.log = InteractionLog()
        self.log.act(ActionKind.OPENS, text=account.sign_in_url)

    def _signs_in_elsewhere(self, account: Account) -> None:
        """Sign in on a page that is not ours: its fields say by `autocomplete` and `type` what they are for."""
        try:
            self.page.locator("input[autocomplete~=username]").first.fill(account.user_name, timeout=TIMEOUT_MS)
            password = self.page.locator("input[type=password]").first
            password.fill(account.password, timeout=TIMEOUT_MS)
            with self.page.expect_navigation(wait_until="domcontentloaded", timeout=2 * TIMEOUT_MS):
                password.press("Enter", timeout=TIMEOUT_MS)
        except PlaywrightTimeoutError:
            msg = (
                f"cannot sign in at {account.sign_in_url}: there have to be a field with autocomplete=username and "
                "one with type=password, and Enter has to send them"
            )
            raise StepError(msg) from None

    def asks_for_code(self, number: str | None = None) -> None:
        """From step 1, ask for a code to `number` (by default one's own)."""
        self._fills_step_1(number, "Send me a code by text message")

    def asks_for_call(self, number: str | None = None) -> None:
        """From step 1, ask to be called at `number` (by default one's own)."""
        self._fills_step_1(number, "Call me")

    def is_refused_a_code(self) -> None:
        """Sign in, ask for a code, and stay at step 1 with nothing sent."""
        received = len(self.handset.messages())
        self.signs_in()
        self.asks_for_code()
        self.sees_area(self.name_of("Step 1: How should we contact you"))
        self.handset.expect_messages(received)

    def comes_to_app_password(self) -> None:
        """Go through steps 1, 2 and 3 with a code."""
        self.signs_in()
        self.asks_for_code()
        self.types_received_code()
        self.button("Verify").do(self.sends)
        self.sees_area(self.name_of("Step 3: Keep using your existing applications"))

    def sets_up_another(self) -> None:
        """From the end page, begin again with step 1."""
        self.screen.heading(self.name_of("Your verification method has been set up")).seen()
        self.hands.press(self.page.get_by_role("main").get_by_role("link").first)
        self.screen.heading(self.name_of("More information required")).seen()
        self.button("Next").do(self.sends)

    def types_code(self, code: str) -> None:
        """Type a verification code where it is asked for."""
        self.fills("Verification code", code)
        self._has_typed("Verification code", code)

    def pastes_code(self, text: str) -> None:
        """Paste text where the code is asked for, as from another app."""
        field = self.field("Verification code").seen()
        field.focus()
        self.page.keyboard.insert_text(text)
        self._has_typed("Verification code", text.replace(" ", ""))

    def reads_code(self) -> str:
        """Wait for a text message, read the code in it, and remember it."""
        self.codes.append(self.handset.next_code())
        return self.codes[-1]

    def types_received_code(self) -> None:
        """Type the code of the next text message."""
        self.types_code(self.reads_code())

    def types_wrong_code(self) -> None:
        """Type a code that was certainly not sent."""
        sent = {each for message in self.handset.messages() for each in codes_in(message.body)}
        self.types_code(next(each for each in (f"{number:06}" for number in range(999)) if each not in sent))

    def enters_wrong_codes(self, count: int) -> None:
        """Type and send a wrong code `count` times."""
        for _ in range(count):
            self.types_wrong_code()
            self.button("Verify").do(self.sends)

    def copies_app_password(self) -> str:
        """Copy the app password from the page, as the guide says, and keep it."""
        self.app_password = self.field("App password").do(lambda field: field.input_value(timeout=TIMEOUT_MS))
        if not self.app_password:
            msg = "there is no app password on the page to copy"
            raise StepError(msg)
        named = self.wording.control("App password")
        self.log.act(
            ActionKind.COPIES,
            named.control,
            role="textbox",
            name=named.text,
            text=self.app_password,
            is_secret=True,
        )
        return self.app_password

    def notices_call(self) -> None:
        """Wait for the telephone to ring."""
        self.handset.wait_for_call()
        self.log.act(ActionKind.WAITS)

    def answers(self) -> None:
        """Answer the telephone."""
        self.handset.answer()
        self.log.act(ActionKind.ANSWERS)

    def presses_keys(self, keys: str) -> None:
        """Press these keys during the call, one after the other."""
        self.handset.press(keys)
        self.log.act(ActionKind.PRESSES_KEY, text=keys)

    def hangs_up(self) -> None:
        """End the call."""
        self.handset.hang_up()
        self.log.act(ActionKind.HANGS_UP)

    def sees_enrolled(self, way: str, number: str) -> None:
        """See on the end page that `number` was enrolled in this way."""
        self.screen.entry(f"{self.wording.find(way).text} {number}").seen()

    def closes_step(self, known: GuideAnalysis, procedure: str, step: int) -> None:
        """Close a documented step: everything it names was used or seen, and the page accepts what was done."""
        guided = known.guide.procedure(procedure)
        if guided is None:
            here = [each.id for each in known.guide.procedures]
            raise not_found(Kind.PROCEDURE, procedure, here, where=f"in {known.guide.path.name}")
        if step not in [each.number for each in guided.steps]:
            msg = f"the procedure “{guided.title}” has no step {step}; it has {len(guided.steps)} steps"
            raise StepError(msg)
        self.log.close(step, known.labels_of(procedure, step))
        self.is_not_refused()

    def takes_phone(self, handset: Handset) -> None:
        """Use another phone from now on."""
        self.handset = handset

    def _has_typed(self, msgid: str, secret: str) -> None:
        """Note that a secret was typed in the field with this English label."""
        named = self.wording.control(msgid)
        self.log.act(ActionKind.TYPES, named.control, role="textbox", name=named.text, text=secret, is_secret=True)

    def _fills_step_1(self, number: str | None, way: str) -> None:
        area = self.screen.area(self.name_of("Step 1: How should we contact you")).seen()
        self.screen.option(self.name_of("Authentication phone"), area).do(self.hands.choose)
        self.fills("Phone number", self.handset.number if number is None else number)
        self.screen.option(self.name_of(way)).do(self.hands.choose)
        self.button("Next").do(self.sends)
