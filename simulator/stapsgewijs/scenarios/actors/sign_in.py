"""Signing in to a product by usual means: its fields say what they are for.

What is looked for: a field with `autocomplete` username or email, of the type email, or a text field before the
password; a field of the type password, on the same page or on the next one; and the button that sends them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

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
        msg = f"{url} does not open in time; is the system running?"
        raise StepError(msg) from None
    except PlaywrightError as error:
        msg = f"{url} does not open: {_told(error.message)}"
        raise StepError(msg) from None
    if answer is not None and answer.status >= 400:  # noqa: PLR2004  # HTTP
        at = f" (at {answer.url})" if answer.url.rstrip("/") != url.rstrip("/") else ""
        msg = f"{url} answers {answer.status} {answer.status_text}{at}: there is no page to go on with"
        raise StepError(msg)


def _told(message: str) -> str:
    first = message.splitlines()[0].removeprefix("Page.goto: ")
    if "ERR_CERT" in first:
        return f"its certificate is not trusted ({first}); trust its authority, or set check-certificate = false"
    if "ERR_TOO_MANY_REDIRECTS" in first:
        return f"it redirects in a circle ({first})"
    return f"{first}; is the system running?"


def sign_in(page: Page, user: str, password: str) -> None:
    """Fill in and send what the page in front asks for; raises `StepError` where that is not clear, or is refused."""
    field = _awaited(page, _PASSWORD, *_USER)
    if field is None:
        other = "sign in by lines of your own, or say with 'sign-in' ([target]) on which page"
        msg = f"nothing to sign in with on {_place(page)}: {_there(page)}; {other}"
        raise StepError(msg)
    secret = find_shown(page, _PASSWORD)
    name = find_shown(page, *_USER)
    if name is not None:
        name.fill(user, timeout=TIMEOUT_MS)
    if secret is None and name is not None:
        _send(name)
        secret = _awaited(page, _PASSWORD)
    if secret is None:
        msg = (
            f"no field for a password on {_place(page)} after the user name “{user}”: {_there(page)}{_complaint(page)}"
        )
        raise StepError(msg)
    secret.fill(password, timeout=TIMEOUT_MS)
    _send(secret)
    try:
        secret.wait_for(state="hidden", timeout=_ANSWER_MS)
        page.wait_for_load_state("domcontentloaded", timeout=_ANSWER_MS)
    except PlaywrightTimeoutError:
        asks = f"{_place(page)} still asks for a password after “{user}” signed in: is the password right?"
        msg = asks + _complaint(page)
        raise StepError(msg) from None


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


def _place(page: Page) -> str:
    return f"the page “{page.title()}” ({page.url})"


def _there(page: Page) -> str:
    names: list[str] = []
    for frame in frames_of(page):
        names += frame.locator(_FIELDS).filter(visible=True).evaluate_all(NAMES)
    return f"the fields there are {', '.join(f'“{each}”' for each in names)}" if names else "there are no fields"


def _complaint(page: Page) -> str:
    told = [each.strip() for each in page.locator(_COMPLAINTS).filter(visible=True).all_inner_texts()]
    told += page.locator("input:invalid").evaluate_all("fields => fields.map(each => each.validationMessage)")
    return f" The page says “{'; '.join(each for each in told if each)}”" if any(told) else ""
