"""A person in a scenario: somebody with an account, a browser and a phone, who enrolls."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from stapsgewijs.guide import ActionKind, Event, StepCheck, finding
from stapsgewijs.labels import Message
from stapsgewijs.scenarios.actors.app_user import AppUser
from stapsgewijs.scenarios.actors.authenticator import payload_in, totp_of
from stapsgewijs.scenarios.actors.sign_in import frames_of, open_page, sign_in
from stapsgewijs.scenarios.actors.visitor import Visitor
from stapsgewijs.scenarios.browser.locators import NAMES, TIMEOUT_MS
from stapsgewijs.scenarios.browser.page_shot import screenshot
from stapsgewijs.scenarios.errors import Kind, StepError, not_found
from stapsgewijs.suggestion import nearest
from stapsgewijs.testing.api import RefusedError
from stapsgewijs.testing.handset import HOME_REGION
from stapsgewijs.testing.items import codes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Locator, Page

    from stapsgewijs.guide import Procedure, Step
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.scenarios.browser.locators import Screen
    from stapsgewijs.scenarios.label_translation import LabelTranslation, TranslatedLabel
    from stapsgewijs.testing.handset import Handset
    from stapsgewijs.testing.people import PersonAccount
    from stapsgewijs.totp import Totp


_PLACEHOLDER: Final = re.compile(r"\{([a-z.]+)\}")
_SECRETS: Final = ("password", "phone.code", "call.code", "app.code")
"""Placeholders of what is kept nowhere."""
_CALL_S: Final = 60.0
"""Seconds in which a code has to be said on a call."""
_CODE_FIELDS: Final = (
    "input[autocomplete~=one-time-code]",
    "input:is([type=text], [type=tel], [type=number], :not([type]), [type=password])",
)
_QR_CODE_MS: Final = 100.0
"""Milliseconds between two pictures in which a QR code is looked for."""
_TRUST: Final = "Don't ask again for X days"
_MAIL_PROGRAM: Final = "/mail-program"
_PROMPT: Final = "/more-information"
"""How the address ends of the page that asks to set up a method."""
_BEHIND: Final = re.compile(r"^(?!.*/verify/)")
"""Addresses behind the second step."""
_AFTER_WORDS: Final = re.compile(r"^[\s:]+")
_NEXT: Final = "xpath=following::*[normalize-space()][1]"


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


class World(Protocol):
    """Where people sign in: an organisation of the simulator, or a product."""

    @property
    def is_product(self) -> bool:
        """Whether it is a product, whose pages are not ours."""

    def account(self, name: str) -> Account:
        """Return how the person called `name` signs in."""

    def address(self, path: str) -> str:
        """Return the address of a page."""

    def handset(self, number: str) -> Handset:
        """Return the phone with this number."""

    def handset_page(self, number: str) -> str:
        """Return the address of the page of the phone with this number."""

    def registered(self, name: str) -> PersonAccount:
        """Return what the person called `name` has registered."""


class Person(Visitor):
    """A person who enrolls, or tries to."""

    def __init__(  # noqa: PLR0913, PLR0917  # what a person has
        self,
        world: World,
        name: str,
        wording: LabelTranslation,
        open_page: Callable[[], Page],
        handset: Callable[[], Handset],
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Hold the ways to what this person has; nothing is made before it is needed.

        `values` are what is typed in fields, by their labels, with placeholders (`{phone.number}`).
        """
        super().__init__(wording, open_page, is_at_product=world.is_product)
        self.name = name
        self.codes: list[str] = []
        self.app_password = ""
        self.totp: Totp | None = None
        self._world = world
        self._find_handset = handset
        self._values = values
        self._screens: dict[int, Screen] = {}
        self._browser = 1
        self.opened: Callable[[Person], None] | None = None
        """What is done when this person has opened a page for the first time."""

    @cached_property
    def account(self) -> Account:
        """The account of this person."""
        return self._world.account(self.name)

    @cached_property
    def handset(self) -> Handset:
        """The phone of this person."""
        return self._find_handset()

    @cached_property
    def app(self) -> AppUser:
        """The authenticator app on the phone of this person, on a page of its own."""
        address = f"{self._world.handset_page(self.handset.number)}/app"
        return AppUser(self.wording, self.page.context.new_page, address, self.log)

    @property
    def registered(self) -> PersonAccount:
        """What this person has registered at the simulator."""
        return self._world.registered(self.name)

    def takes_browser(self, number: int) -> None:
        """Use another browser of one's own, or one that was used before; 1 is the first."""
        if "screen" in self.__dict__:
            self._screens[self._browser] = self.__dict__.pop("screen")
        self._browser = number
        if number in self._screens:
            self.__dict__["screen"] = self._screens[number]

    def signs_in(self) -> None:
        """Sign in by usual means; at our own pages also agree to give more information: the way to the enrollment."""
        self.gives_password()
        if not self.account.is_foreign and self.page.url.endswith(_PROMPT):
            self.button("Next").do(self.sends)
        self.log.begin_anew()
        # The simulator is never at the address that a guide names.
        self.log.act(ActionKind.OPENS, text=self.account.sign_in_url if self.account.is_foreign else "")
        self.log.witness(Event.SIGNS_IN)

    def gives_password(self, page: str = "") -> None:
        """Sign in with user name and password, where one begins or at a `page` of the product, and do no more."""
        account = self.account
        address = self._world.address(page) if page else account.sign_in_url
        open_page(self.page, address)
        self._has_opened()
        if account.is_foreign:
            sign_in(self.page, account.user_name, account.password)
        else:
            self._enters(account.password)
        self.log.act(ActionKind.OPENS, text=address if account.is_foreign else "")
        self.log.witness(Event.SIGNS_IN)

    def has_phone(self, method: str, device: str, number: str = "") -> None:
        """Have a phone registered without proof, and prefer to be asked with this method."""
        handset = self._world.handset(number) if number else self.handset
        self.registered.has_phone(handset.number, device)
        self.registered.prefers(method, device)

    def has_app(self, method: str) -> None:
        """Have the app on one's phone registered without proof, and prefer this method of it."""
        self.registered.has_app(self.handset)
        self.registered.prefers(method, "mobile-app")

    def expect_noted(self, what: str) -> None:
        """Raise `AssertionError` unless the service noted `what` of this person."""
        noted = self.registered.events
        if what not in noted:
            told = Message.of("“{what}” was not noted of {name}; noted:", what=what, name=self.name)
            raise StepError(told, *noted)

    def expect_registered(self, kind: str, count: int) -> None:
        """Raise `AssertionError` unless exactly so many `apps` or `app_passwords` are registered."""
        there = [str(each["name"]) for each in self.registered.registered[kind]]
        if len(there) != count:
            told = "{name} has {found} registered; it should be {count}"
            raise StepError(Message.of(told, name=self.name, found=len(there), count=count), *there)

    def expect_app_accounts(self, count: int) -> None:
        """Raise `AssertionError` unless the app on the phone has exactly so many accounts."""
        there = list(map(str, self.handset.authenticator.accounts()))
        if len(there) != count:
            told = "the app of {name} has {found} accounts; it should have {count}:"
            raise StepError(Message.of(told, name=self.name, found=len(there), count=count), *there)

    def expect_number(self, device: str, number: str) -> None:
        """Raise `AssertionError` unless this number is registered for a device."""
        found = {each["device"]: each["number"] for each in self.registered.registered["phones"]}.get(device, "")
        if found != number:
            told = "{name} has {found} registered as {device}; it should be {number}"
            found = found or str(Message("nothing"))
            raise StepError(Message.of(told, name=self.name, found=found, device=device, number=number))

    def is_asked_for(self, place: str) -> None:
        """Sign in with user name and password, and see which page comes next."""
        self.gives_password()
        if not self.page.url.endswith(f"/{place}"):
            told = "after the password came {page}; it should be {place}"
            raise StepError(Message.of(told, page=urlsplit(self.page.url).path, place=place))

    def is_refused_scan(self) -> None:
        """Scan the QR code that is on the page, and see that the app does not take it."""
        try:
            self.handset.authenticator.scan(screenshot(self.page))
        except RefusedError:
            return
        raise StepError(Message("the app took the QR code; it should refuse it"))

    def copies_by_hand(self) -> None:
        """Type in the app the code and the address that stand beside the QR code."""
        code, url = self.page.get_by_role("definition").all_inner_texts()[:2]
        self.app.types(code, "Code")
        self.app.types(url, "URL")

    def trusts_browser(self) -> None:
        """Sign in once, and ask not to be asked again in this browser."""
        self.gives_password()
        self.screen.check_box(self.names_of(_TRUST)).do(lambda box: box.check(timeout=TIMEOUT_MS))
        self.passes_second_step()

    def signs_in_at_mail_program(self, password: str) -> None:
        """Let the old mail program, which knows no second step, sign in with this password."""
        self.opens(_MAIL_PROGRAM)
        self._enters(password)

    def _enters(self, password: str) -> None:
        """Enter the user name and a password at a page of ours."""
        user_name = self.account.user_name
        self.fills("User name", user_name)
        self._has_typed(self.wording.control("User name"), user_name, is_secret=False)
        self.fills("Password", password)
        self._has_typed(self.wording.control("Password"), password)
        self.button("Sign in").do(self.sends)
        named = self.wording.control("Sign in")
        self.log.act(ActionKind.PRESSES, named.as_role("button"), role="button", name=named.text)

    def passes_second_step(self) -> None:
        """Do what the page asks for after the password, whatever method it is."""
        way = self.page.url.partition("/verify/")[2]
        if way in {"text", "app-code"}:
            self.types_code(self.reads_code() if way == "text" else self.app_code())
            self.button("Verify").do(self.sends)
        elif way == "call":
            self.answers()
            self.presses_keys("#")
        elif way == "notification":
            self.approves()
        self.page.wait_for_url(_BEHIND, wait_until="domcontentloaded", timeout=TIMEOUT_MS)
        self.log.begin_anew()

    def sees_signed_in(self) -> None:
        """See that one is signed in, with all that it takes; the page comes by itself."""
        self.page.wait_for_url(_BEHIND, wait_until="domcontentloaded", timeout=TIMEOUT_MS)
        title = self.wording.pages.text("You are signed in")
        self.screen.heading(title).seen()
        self.log.see(role="heading", name=title)
        self.log.witness(Event.SIGNED_IN)

    def notices_request(self) -> None:
        """Wait until the app gets a request."""
        self.handset.authenticator.wait_for_request()
        self.log.witness(Event.REQUEST)
        self.log.act(ActionKind.WAITS)

    def approves(self, *, pin: str = "", number: str = "") -> None:
        """Approve the next request in the app, waiting for it."""
        self.handset.authenticator.approve(pin=pin, number=number)
        self.log.witness(Event.REQUEST)
        self.log.act(ActionKind.APPROVES)

    def approves_with_other_number(self) -> None:
        """Approve the request in the app with another number than the one on the page, which the app refuses."""
        wrong = "11" if self.reads_number() != "11" else "12"
        with suppress(RefusedError):
            self.handset.authenticator.approve(number=wrong)

    def denies(self, *, is_fraud: bool = False) -> None:
        """Deny the next request in the app, waiting for it."""
        self.handset.authenticator.deny(fraud=is_fraud)

    def reads_number(self) -> str:
        """Read the number on the page that is to be typed in the app."""
        shown = self.screen.text(self.wording.pages.text("Type this number in the app:")).seen()
        found = re.search(r"\d+\s*$", shown.inner_text())
        if found is None:
            raise StepError(Message("there is no number on the page to type in the app"))
        return found[0].strip()

    def scans_qr_code(self) -> None:
        """Scan the QR code that the page shows: of its picture, as a camera sees it, and with nothing but that."""
        if self.is_at_product:
            self.totp = totp_of(self._qr_code())
        else:
            self.handset.authenticator.scan(screenshot(self.page))
            self.app.returns()
        self.log.act(ActionKind.SCANS)

    def _qr_code(self) -> str:
        """Return what the QR code in the picture of the page says; one that a script draws comes after the page."""
        end = time.monotonic() + TIMEOUT_MS / 1000
        while True:
            try:
                return payload_in(screenshot(self.page))
            except StepError:
                if time.monotonic() >= end:
                    raise
            self.page.wait_for_timeout(_QR_CODE_MS)

    def opens(self, address: str) -> None:
        """Open a page of the product (`/settings`), or another address."""
        super().opens(self._world.address(address))
        self._has_opened()

    def _has_opened(self) -> None:
        opened, self.opened = self.opened, None
        if opened:
            opened(self)

    def fills_in(self, label: str) -> None:
        """Type in the field called `label` what the settings say of it (`[values]`)."""
        known = {_folded(name): text for name, text in self._values.items()}
        if _folded(label) not in known:
            near = nearest(label, self._values)
            told = Message.of("nothing is known to type in “{label}”", label=label)
            told = Message.of("{told}; nearest: “{name}”", told=told, name=near) if near else told
            setting = f'[values] "{label}" = "…"'
            raise StepError(Message.of("{told}: write {setting} in the settings", told=told, setting=setting))
        self.types(known[_folded(label)], label)

    def types(self, text: str, label: str) -> None:
        """Type a text, with placeholders as in `[values]`, in the field called `label`."""
        is_secret = any(f"{{{each}}}" in text for each in _SECRETS)
        typed = _PLACEHOLDER.sub(lambda found: self._value(found[1]), text)
        named = self._named(label)
        self.screen.field(named.texts).do(lambda field: self.hands.fill(field, typed))
        self.log.act(
            ActionKind.TYPES, named.as_role("textbox"), role="textbox", name=named.text, text=typed, is_secret=is_secret
        )

    def _value(self, name: str) -> str:
        """Return what a placeholder stands for; raises `StepError` for one that there is not."""
        ways: dict[str, Callable[[], str]] = {
            "phone.number": lambda: self.handset.number,
            "phone.national": self._national_number,
            "phone.code": self.reads_code,
            "call.code": self.hears_code,
            "app.code": self.app_code,
            "user": lambda: self.account.user_name,
            "password": lambda: self.account.password,
        }
        if name not in ways:
            near = nearest(name, ways)
            msg = f"there is no value {{{name}}}{f'; nearest: {{{near}}}' if near else ''}; there are {', '.join(ways)}"
            raise StepError(msg)
        return ways[name]()

    def _national_number(self) -> str:
        from stapsgewijs.phone_numbers import PhoneNumber  # noqa: PLC0415  # the simulator reads numbers by itself

        return PhoneNumber.parse(self.handset.number, HOME_REGION).national

    def hears_code(self) -> str:
        """Wait for the code that is said on the call, and remember it."""
        self.codes.append(self.handset.call_code(timeout=_CALL_S))
        return self.codes[-1]

    def app_code(self) -> str:
        """Return the code of the authenticator app; raises `StepError` where it has no secret."""
        if not self.is_at_product:
            self.codes.append(self.handset.authenticator.code())
            return self.codes[-1]
        totp = self.totp or (totp_of(self.account.secret) if self.account.secret else None)
        if totp is None:
            give = Message.of("give the account one ({setting})", setting='secret = "…"')
            put = Message("let the person put the one that the page shows into the app")
            told = "the authenticator app has no secret yet: {give}, or {put}"
            raise StepError(Message.of(told, give=give, put=put))
        return totp.code(time.time())

    def puts_secret_into_app(self, label: str) -> None:
        """Put the secret that stands in the field, or behind the words, `label` into the authenticator app."""
        named = self._named(label)
        field = self.screen.field(named.texts).locator
        if field.count():
            text = field.first.input_value(timeout=TIMEOUT_MS)
        else:
            shown = self.screen.text(named.text).seen()
            text = (
                _AFTER_WORDS.sub("", shown.inner_text().partition(named.text)[2]) or shown.locator(_NEXT).inner_text()
            )
        self.totp = totp_of(text)
        self.log.act(ActionKind.COPIES, named.as_role("textbox"), name=named.text, text=text, is_secret=True)

    def types_code_in(self, code: str, label: str) -> None:
        """Type a code in the field called `label`, or where a code is asked for (empty)."""
        if label:
            named = self._named(label)
            self.screen.field(named.texts).do(lambda field: self.hands.fill(field, code))
            self.log.act(
                ActionKind.TYPES, named.as_role("textbox"), role="textbox", name=named.text, text=code, is_secret=True
            )
        elif self.is_at_product:
            field = self._code_field()
            self.hands.fill(field, code)
            (name,) = field.evaluate_all(NAMES)
            self.log.act(ActionKind.TYPES, role="textbox", name=name, text=code, is_secret=True)
        else:
            self.types_code(code)

    def _code_field(self) -> Locator:
        """Return the one field that is for a code; raises `StepError` where that is not clear."""
        names: list[str] = []
        for selector in _CODE_FIELDS:
            shown = [each.locator(selector).filter(visible=True) for each in frames_of(self.page)]
            there = [each for each in shown if each.count()]
            if len(there) == 1 and there[0].count() == 1:
                return there[0]
            names = [name for each in there for name in each.evaluate_all(NAMES)]
        told = "it is not clear in which field the code is typed ({names}): name it"
        raise StepError(Message.of(told, names=", ".join(names) or Message("there is none")))

    def reads_message(self, words: str) -> None:
        """Wait for a text message with these words."""
        self.handset.wait_for_message(text=words)
        self.log.witness(Event.MESSAGE)
        self.log.act(ActionKind.WAITS)

    def hears(self, words: str) -> None:
        """Hear these words during the call."""
        self.handset.wait_to_hear(words, exact=True)

    def says(self, words: str) -> None:
        """Say something during the call."""
        self.handset.say(words)

    def dials(self, number: str) -> None:
        """Call a number; that is the current call then."""
        self.handset.dial(number)

    def sends_message(self, text: str, number: str = "") -> None:
        """Send a text message to a number, or as an answer to the latest one."""
        self.handset.reply(text, to=number)

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
        self.screen.area(self.names_of("Step 1: How should we contact you")).seen()
        self.handset.expect_messages(received)

    def comes_to_app_password(self) -> None:
        """Go through steps 1, 2 and 3 with a code."""
        self.signs_in()
        self.asks_for_code()
        self.types_received_code()
        self.button("Verify").do(self.sends)
        self.screen.area(self.names_of("Step 3: Keep using your existing applications")).seen()

    def sets_up_another(self) -> None:
        """From the end page, begin again with step 1."""
        self.screen.heading(self.names_of("Your verification method has been set up")).seen()
        self.hands.press(self.page.get_by_role("main").get_by_role("link").first)
        self.screen.heading(self.names_of("More information required")).seen()
        self.button("Next").do(self.sends)

    def types_code(self, code: str) -> None:
        """Type a verification code where it is asked for."""
        field = "Code" if "/verify/" in self.page.url else "Verification code"
        self.fills(field, code)
        self._has_typed(self.wording.control(field), code)

    def pastes_code(self, text: str) -> None:
        """Paste text where the code is asked for, as from another app."""
        field = self.field("Verification code").seen()
        field.focus()
        self.page.keyboard.insert_text(text)
        self._has_typed(self.wording.control("Verification code"), text.replace(" ", ""))

    def reads_code(self) -> str:
        """Wait for a text message, open it, read the code in it, and remember it."""
        self.codes.append(self.handset.next_code())
        self.log.witness(Event.MESSAGE)
        self.log.act(ActionKind.WAITS)
        self.log.act(ActionKind.OPENS)
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

    def enters_wrong_passwords(self, count: int) -> None:
        """Enter the user name and a wrong password `count` times."""
        open_page(self.page, self.account.sign_in_url)
        self._has_opened()
        for _ in range(count):
            self._enters(f"not {self.account.password}")

    def reads_app_password(self) -> None:
        """Keep the app password that is on the page."""
        self.app_password = self.field("App password").do(lambda field: field.input_value(timeout=TIMEOUT_MS))
        if not self.app_password:
            raise StepError(Message("there is no app password on the page to copy"))

    def copies_app_password(self) -> str:
        """Copy the app password from the page, as the guide says, and keep it."""
        self.reads_app_password()
        named = self.wording.control("App password")
        self.log.act(
            ActionKind.COPIES,
            named.as_role("textbox"),
            role="textbox",
            name=named.text,
            text=self.app_password,
            is_secret=True,
        )
        return self.app_password

    def notices_call(self) -> None:
        """Wait for the telephone to ring."""
        self.handset.wait_to_ring()
        self.log.act(ActionKind.WAITS)

    def notices_no_call(self) -> None:
        """Wait until somebody has called, and notice nothing of it: a phone that nobody calls proves nothing."""
        call = self.handset.wait_for_call()
        if not call.silence:
            raise StepError(Message("the phone rang, and it should not"), *call.lines)
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
        self.screen.entry(f"{self._named(way).text} {number}").seen()

    def closes_step(self, known: GuideAnalysis, procedure: str, step: int) -> None:
        """Close a documented step: hold it against what was done, and see that the page accepts that.

        What is not as the guide says is kept in the log: the scenario goes on, and fails when it ends.
        """
        documented = _step_of(known, procedure, step)
        self.log.close(lambda done, seen: known.check_step(procedure, documented, done, seen))
        self.is_not_refused()

    def leaves_step(self, known: GuideAnalysis, procedure: str, step: int, reason: str) -> None:
        """Say of a documented step that it leads to what nobody simulates: it was read, and not followed."""
        text = _step_of(known, procedure, step).action
        told = finding("step-not-simulated", text.line, text.column, text.text, number=step, reason=reason)
        self.log.close(lambda _done, _seen: StepCheck((told,)))

    def misses_goal(self, known: GuideAnalysis, procedure: str, reason: Message) -> None:
        """Say that the procedure, each step of which was followed, does not do what its title says."""
        followed = _procedure_of(known, procedure)
        at = (followed.line, followed.column, followed.title)
        self.log.goal = finding("goal-not-reached", *at, reason=reason)

    def takes_phone(self, handset: Handset) -> None:
        """Use another phone from now on."""
        self.handset = handset

    def _has_typed(self, field: TranslatedLabel, text: str, *, is_secret: bool = True) -> None:
        """Note that something was typed in a field: a secret, unless it is said that it is none."""
        control = field.as_role("textbox")
        self.log.act(ActionKind.TYPES, control, role="textbox", name=field.text, text=text, is_secret=is_secret)

    def _fills_step_1(self, number: str | None, way: str) -> None:
        area = self.screen.area(self.names_of("Step 1: How should we contact you")).seen()
        self.screen.option(self.names_of("Authentication phone"), area).do(self.hands.choose)
        self.fills("Phone number", self.handset.number if number is None else number)
        self.screen.option(self.names_of(way)).do(self.hands.choose)
        self.button("Next").do(self.sends)


def _procedure_of(known: GuideAnalysis, procedure: str) -> Procedure:
    """Return a procedure of the guide; raises `StepError` for one that it does not have."""
    guided = known.guide.procedure(procedure)
    if guided is None:
        here = [each.id for each in known.guide.procedures]
        raise not_found(Kind.PROCEDURE, procedure, here, where=Message.of("in {file}", file=known.guide.path.name))
    return guided


def _step_of(known: GuideAnalysis, procedure: str, number: int) -> Step:
    """Return a documented step; raises `StepError` for one that the guide does not have."""
    guided = _procedure_of(known, procedure)
    found = next((each for each in guided.steps if each.number == number), None)
    if found is None:
        told = "the procedure “{title}” has no step {number}; it has {count} steps"
        raise StepError(Message.of(told, title=guided.title, number=number, count=len(guided.steps)))
    return found


def _folded(label: str) -> str:
    return " ".join(label.split()).rstrip(" :*").casefold()
