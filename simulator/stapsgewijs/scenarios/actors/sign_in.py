"""Signing in to a product by usual means: its fields say what they are for.

What is looked for: a field with `autocomplete` username or email, of the type email, or a text field before the
password; a field of the type password, on the same page or on the next one; and the button that sends them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from stapsgewijs.labels import Message
from stapsgewijs.scenarios.browser.input_methods import fill
from stapsgewijs.scenarios.browser.locators import NAMES, TIMEOUT_MS
from stapsgewijs.scenarios.errors import StepError

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator, Page

_ANSWER_MS: Final = 3 * TIMEOUT_MS
"""Milliseconds in which a product answers who signs in: checking a password is slow on purpose."""

_TEXT: Final = "input:is([type=text], [type=email], [type=tel], [type=search], :not([type]))"
_USER: Final = (
    "input[autocomplete~=username]",
    "input[autocomplete~=email]",
    "input[type=email]",
    _TEXT,
)
"""The fields that may be for the user name: what fits the first of these counts."""
_PASSWORD: Final = "input[type=password]"  # noqa: S105  # a selector
_FIELDS: Final = "input:not([type=hidden]), select, textarea"
_SEND: Final = """field => {
    const all = field.form ? [...field.form.elements] : [...field.getRootNode().querySelectorAll('button, input')];
    const shown = all.filter(each => each.checkVisibility() && !each.disabled);
    const sends = shown.filter(each => each.type === 'submit' || each.type === 'image');
    const after = each => field.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING;
    const others = field.form ? [] : shown.filter(each => each.tagName === 'BUTTON');
    return sends.find(after) ?? sends[0] ?? others.find(after) ?? null;
}"""
_COMPLAINTS: Final = "[role=alert], [aria-invalid=true], .error, .errorlist, .alert, [aria-live=assertive]"


def open_page(page: Page, url: str) -> None:
    """Open an address; raises `StepError` that says what is the matter there."""
    try:
        answer = page.goto(url)
    except PlaywrightTimeoutError:
        raise StepError(Message.of("{address} does not open in time; is the system running?", address=url)) from None
    except PlaywrightError as error:
        why = _told(error.message)
        raise StepError(Message.of("{address} does not open: {why}", address=url, why=why)) from None
    if answer is not None and answer.status >= 400:  # noqa: PLR2004  # HTTP
        code: Message | str = f"{answer.status} {answer.status_text}"
        if answer.url.rstrip("/") != url.rstrip("/"):
            code = Message.of("{code} (at {address})", code=code, address=answer.url)
        raise StepError(Message.of("{address} answers {code}: there is no page to go on with", address=url, code=code))


def _told(message: str) -> Message:
    first = message.splitlines()[0].removeprefix("Page.goto: ")
    if "ERR_CERT" in first:
        told = "its certificate is not trusted ({error}); trust its authority, or set check-certificate = false"
        return Message.of(told, error=first)
    if "ERR_TOO_MANY_REDIRECTS" in first:
        return Message.of("it redirects in a circle ({error})", error=first)
    return Message.of("{error}; is the system running?", error=first)


def sign_in(page: Page, user: str, password: str) -> None:
    """Fill in and send what the page in front asks for; raises `StepError` where that is not clear, or is refused."""
    field = _awaited(page, _PASSWORD, *_USER)
    if field is None:
        told = "nothing to sign in with on {page}: {fields}; {advice}"
        advice = Message("sign in by lines of your own, or say with 'sign-in' ([target]) on which page")
        raise StepError(Message.of(told, page=_place(page), fields=_there(page), advice=advice))
    secret = find_shown(page, _PASSWORD)
    name = find_shown(page, *_USER)
    if name is not None:
        fill(name, user)
    if secret is None and name is not None:
        _send(name)
        secret = _awaited(page, _PASSWORD)
    if secret is None:
        told = "no field for a password on {page} after the user name “{user}”: {fields}"
        found = Message.of(told, page=_place(page), user=user, fields=_there(page))
        raise StepError(_with_complaint(found, page))
    fill(secret, password)
    _send(secret)
    try:
        secret.wait_for(state="hidden", timeout=_ANSWER_MS)
        page.wait_for_load_state("domcontentloaded", timeout=_ANSWER_MS)
    except PlaywrightTimeoutError:
        asks = "{page} still asks for a password after “{user}” signed in: is the password right?"
        raise StepError(_with_complaint(Message.of(asks, page=_place(page), user=user), page)) from None


def _send(field: Locator) -> None:
    """Press the button that sends a field, or Enter where there is none."""
    button = field.evaluate_handle(_SEND).as_element()
    if button is None:
        field.press("Enter", timeout=_ANSWER_MS)
    else:
        button.click(timeout=_ANSWER_MS)


def frames_of(page: Page) -> list[Frame]:
    """Return the frames of a page, itself first."""
    return [each for each in page.frames if not each.is_detached()]


def find_shown(page: Page, *selectors: str) -> Locator | None:
    """Return the first field that can be seen and fits one of these, None where none does."""
    for selector in selectors:
        for frame in frames_of(page):
            shown = frame.locator(selector).filter(visible=True)
            if shown.count():
                return shown.first
    return None


def _awaited(page: Page, *selectors: str) -> Locator | None:
    """Wait until a field is there: a page made by a script has none at first."""
    if (found := find_shown(page, *selectors)) is not None:
        return found
    try:
        page.locator(", ".join(selectors)).filter(visible=True).first.wait_for(timeout=TIMEOUT_MS)
    except PlaywrightTimeoutError:
        return find_shown(page, *selectors)
    return find_shown(page, *selectors)


def _place(page: Page) -> Message:
    return Message.of("the page “{title}” ({address})", title=page.title(), address=page.url)


def _there(page: Page) -> Message:
    names: list[str] = []
    for frame in frames_of(page):
        names += frame.locator(_FIELDS).filter(visible=True).evaluate_all(NAMES)
    if not names:
        return Message("there are no fields")
    return Message.of("the fields there are {names}", names=", ".join(f"“{each}”" for each in names))


def _with_complaint(told: Message, page: Page) -> Message:
    says = page.locator(_COMPLAINTS).filter(visible=True).all_inner_texts()
    says += page.locator("input:invalid").evaluate_all("fields => fields.map(each => each.validationMessage)")
    words = "; ".join(" ".join(each.split()) for each in says if each.strip())
    return Message.of("{told} The page says “{words}”", told=told, words=words) if words else told
