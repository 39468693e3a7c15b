"""Locates elements as a person does: by role and accessible name, in frames and open shadow roots as well.

Nothing is looked for before it is needed. An action waits for its element (by Playwright's own events, without
polling); when the element does not appear, the error says what was on the page instead.
"""

from __future__ import annotations

import difflib
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from stapsgewijs.evidence.reasons import ON_PAGE
from stapsgewijs.labels import Message
from stapsgewijs.scenarios.browser.arrivals import Arrivals
from stapsgewijs.scenarios.errors import Kind, StepError, not_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame as BrowserFrame
    from playwright.sync_api import FrameLocator, Locator, Page

    Scope = Page | BrowserFrame | FrameLocator | Locator

TIMEOUT_MS = 4000.0
"""Milliseconds that one waits for something to appear, or to be ready for use."""
_MEANT: Final = 0.65
"""How much a name has to look like another (0 to 1) to be marked in its stead."""
_FRAME_MS: Final = 200.0
"""Milliseconds after which the frames of a page are looked through again."""

_NAME: Final = """(e => {
    const textOf = each => (each?.textContent ?? '');
    const ids = (e.getAttribute('aria-labelledby') ?? '').split(' ').filter(id => id);
    const isButton = e.matches('input[type=submit], input[type=button], input[type=reset]');
    const found = [
        ids.map(id => textOf(e.getRootNode().getElementById?.(id))).join(' '), e.getAttribute('aria-label'),
        e.labels?.length ? textOf(e.labels[0]) : '', isButton ? e.value : '', textOf(e.querySelector('legend')),
        e.matches('section, fieldset, select') ? '' : textOf(e), e.querySelector('img[alt]')?.alt,
        e.getAttribute('placeholder'), e.getAttribute('title'),
    ];
    return (found.find(each => each?.trim()) ?? '').trim().replace(/\\s+/g, ' ');
})"""
NAMES: Final = f"elements => elements.map({_NAME})"
_ROLE: Final = """e => {
    const tags = { A: 'link', BUTTON: 'button', SUMMARY: 'button', SELECT: 'combobox', OPTION: 'option' };
    const types = { number: 'spinbutton', search: 'searchbox', radio: 'radio', checkbox: 'checkbox' };
    for (const each of ['button', 'submit', 'reset', 'image']) types[each] = 'button';
    return e.getAttribute('role')?.split(' ')[0] || tags[e.tagName] || types[e.type] || 'textbox';
}"""
"""The role of an element that can be operated, in the words of ARIA."""
_IS_NESTED: Final = "elements => elements.every(each => elements[0].contains(each))"

BUTTONS: Final = ("button",)
LINKS: Final = ("link",)
CLICKABLE: Final = (
    *("button", "link", "tab", "menuitem", "menuitemradio", "menuitemcheckbox", "switch", "treeitem", "checkbox"),
    "radio",
)
"""The roles of what is clicked on."""
OPTIONS: Final = ("radio", "option", "checkbox", "tab", "menuitemradio", "menuitem", "treeitem", "gridcell")
TICKED: Final = ("checkbox", "switch", "menuitemcheckbox")
AREAS: Final = (
    *("region", "group", "radiogroup", "dialog", "alertdialog", "form", "tabpanel", "navigation", "article", "table"),
    *("list", "listbox", "menu", "toolbar", "complementary", "search"),
)
_USUAL_ROLES: Final = 2
"""Number of roles, of those above, that most pages use: the first ones."""
FIELDS: Final = ("textbox", "searchbox", "combobox", "spinbutton", "listbox", "slider")
_INPUT: Final = "input:not([type=checkbox], [type=radio])"
_USUAL_FIELDS: Final = f"{_INPUT}, textarea, select"
_FIELD_ELEMENTS: Final = ", ".join((_USUAL_FIELDS, "[contenteditable]", *(f"[role={each}]" for each in FIELDS)))
DIALOGS: Final = "dialog[open], [role=dialog], [role=alertdialog]"

_ELEMENTS: Final = {
    Kind.BUTTON: "button, summary, [role=button], input[type=submit], input[type=button], input[type=reset]",
    Kind.LINK: "a[href], [role=link]",
    Kind.CLICKABLE: "button, a[href], summary, input[type=submit], input[type=button], "
    + ", ".join(f"[role={each}]" for each in CLICKABLE),
    Kind.FIELD: _FIELD_ELEMENTS,
    Kind.OPTION: "option, input[type=radio], input[type=checkbox], " + ", ".join(f"[role={each}]" for each in OPTIONS),
    Kind.CHECK_BOX: "input[type=checkbox], [role=checkbox], [role=switch], [role=menuitemcheckbox]",
    Kind.AREA: "section, fieldset, " + ", ".join(f"[role={each}]" for each in AREAS),
    Kind.PAGE_TITLE: "h1",
    Kind.ENTRY: "li",
    Kind.TEXT: ":is(h1, h2, h3, p, li, dd, td, legend)",
}
"""What is told of a kind where something of it is not there."""
_UNSEEN_KINDS: Final = frozenset({Kind.OPTION, Kind.AREA})
"""Kinds of which what cannot be seen is told as well: the entries of a list that is not open."""

Result = TypeVar("Result")


Name = str | tuple[str, ...]
"""What something is called: one name, or several of which it has one."""


@cache
def called(name: Name) -> re.Pattern[str]:
    """Return what fits an accessible name: white space and a sign at its end, `:` or `*`, do not count."""
    names = (name,) if isinstance(name, str) else name
    every = [each.strip().rstrip(" :*\u00a0") or each.strip() for each in names]
    found = [r"\s+".join(map(_word, words.split())) for words in every]
    either = found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"
    return re.compile(rf"^\s*{either}[\s:*]*$")


def _word(word: str) -> str:
    """Return what fits a word of a name; where a label has an X, the page has a number."""
    return r"(?:X|\d+)" if word == "X" else re.escape(word)


def _first(name: Name) -> str:
    """Return the name that an error tells."""
    return name if isinstance(name, str) else name[0]


@dataclass(frozen=True, slots=True)
class ElementQuery:
    """Something that should be on the page, or in the part of it that `within` is.

    `find` looks for it in a page, a frame or an element; `present` tells the names of all of its kind that are there.
    """

    page: Page
    kind: Kind
    name: str
    find: Callable[[Scope], Locator]
    within: Locator | None = None
    usual: Callable[[Scope], Locator] | None = None
    """Looks for the roles that most pages use: the browser works out the role of each element, which takes its time."""

    @property
    def locator(self) -> Locator:
        """Where it is looked for first: in the page itself."""
        return self.find(self.within or self.page)

    def seen(self) -> Locator:
        """Wait until it can be seen; raises `StepError` that says what is there instead."""
        found = self._found()
        try:
            expect(found).to_be_visible(timeout=TIMEOUT_MS)
        except AssertionError as error:
            if _is_ambiguous(error):
                return self._one_of(found)
            raise self._missing() from None
        return found

    def do(self, action: Callable[[Locator], Result]) -> Result:
        """Do something with it, which waits for it; raises `StepError` when it is not there or not to be used."""
        found = self._found()
        try:
            return action(found)
        except PlaywrightTimeoutError:
            raise self._missing() from None
        except PlaywrightError as error:
            if not _is_ambiguous(error):
                raise
        try:
            return action(self._one_of(found))
        except PlaywrightTimeoutError:
            raise self._missing() from None

    def present(self) -> list[str]:
        """Return the names of all of its kind that are there."""
        return [name for each in self._all_of_kind() for name in each.evaluate_all(NAMES)]

    def _all_of_kind(self) -> list[Locator]:
        """Return all of its kind that are there, of each frame."""
        scopes: list[Scope] = [self.within] if self.within else list(self.page.frames)
        found = [each.locator(_ELEMENTS.get(self.kind, "option")) for each in scopes]
        return found if self.kind in _UNSEEN_KINDS else [each.filter(visible=True) for each in found]

    def _one_called(self, name: str, present: list[str]) -> Locator | None:
        """Return the first of its kind with this name, which is `present`."""
        place = present.index(name)
        for each in self._all_of_kind():
            if place < (count := each.count()):
                return each.nth(place)
            place -= count
        return None

    def _found(self) -> Locator:
        """Return it in the frame that has it; where a page has but one there is nothing to look through."""
        if self.usual and (found := self.usual(self.within or self.page)).count() == 1:
            return found
        if self.within or len(self.page.frames) == 1:
            return self.locator
        end = time.monotonic() + TIMEOUT_MS / 1000
        while True:
            for each in self.page.frames:
                if not each.is_detached() and (found := self.find(each)).count():
                    return found
            if time.monotonic() >= end:
                return self.locator
            try:
                self.locator.first.wait_for(state="attached", timeout=_FRAME_MS)
            except PlaywrightTimeoutError:
                continue

    def _one_of(self, found: Locator) -> Locator:
        """Return the one that is meant of several: that which can be seen, in a dialog where one is open."""
        visible = found.filter(visible=True)
        if visible.count() == 1:
            return visible
        dialog = self.page.locator(DIALOGS).filter(visible=True)
        if not self.within and dialog.count() and (inside := self.find(dialog.last).filter(visible=True)).count() == 1:
            return inside
        if visible.count() and visible.evaluate_all(_IS_NESTED):
            return visible.last
        count = visible.count() or found.count()
        told = "{count} of this kind are called “{name}” ({kind}) {where}: say in which part of the page"
        ambiguous = Message.of(told, count=count, name=self.name, kind=Message(self.kind), where=self._where)
        raise StepError(ambiguous).marked(visible if visible.count() else found, self.name)

    @property
    def _where(self) -> Message:
        return Message.of(ON_PAGE, title=self.page.title(), address=self.page.url)

    def _missing(self) -> StepError:
        if self.locator.count() == 0:
            present = self.present()
            error = not_found(self.kind, self.name, present, where=self._where)
            nearest = error.nearest
            is_meant = difflib.SequenceMatcher(None, self.name, nearest).ratio() >= _MEANT
            return error.marked(self._one_called(nearest, present) if is_meant else None, nearest)
        state = Message("greyed out" if self.locator.first.is_disabled() else "hidden or covered")
        told = "the {kind} “{name}” is {where}, but it is {state}"
        lacking = Message.of(told, kind=Message(self.kind), name=self.name, where=self._where, state=state)
        return StepError(lacking).marked(self.locator, self.name)


def _is_ambiguous(error: Exception) -> bool:
    return "strict mode violation" in str(error)


def role_of(element: Locator) -> str:
    """Return the role of an element that can be operated, in the words of ARIA."""
    return str(told_of(element, _ROLE))


def told_of(element: Locator, script: str) -> Any:  # noqa: ANN401  # what a script returns
    """Return what a script says of an element, which is waited for where it is not there.

    Of one that is there it is asked with one message to the browser, and not with three.
    """
    with suppress(PlaywrightError):  # the page was leaving
        for told in element.evaluate_all(f"elements => elements.length === 1 ? [({script})(elements[0])] : []"):
            return told
    return element.evaluate(script, timeout=TIMEOUT_MS)


class Screen:
    """What is on the page at this moment; everything is found by role and accessible name."""

    def __init__(self, page: Page, *, knows_forms: bool = True) -> None:
        """Look at `page`; `knows_forms` as for `Arrivals`."""
        self.page = page
        self._knows_forms = knows_forms

    @cached_property
    def arrivals(self) -> Arrivals:
        """What waits for the page that answers a form."""
        return Arrivals(self.page, knows_forms=self._knows_forms)

    def heading(self, name: Name, *, level: int | None = 1) -> ElementQuery:
        """Seek the title of the page, or a heading of any level (None)."""

        def find(scope: Scope) -> Locator:
            if level is None:
                return scope.get_by_role("heading", name=called(name))
            return scope.get_by_role("heading", level=level, name=called(name))

        return ElementQuery(self.page, Kind.PAGE_TITLE, _first(name), find)

    def area(self, name: Name) -> ElementQuery:
        """Seek the part of the page that is called `name`: a region, a group, a dialog, a list."""
        return self._by_role(AREAS, Kind.AREA, name)

    def button(self, name: Name, within: Locator | None = None) -> ElementQuery:
        """Seek a button."""
        return self._by_role(BUTTONS, Kind.BUTTON, name, within)

    def link(self, name: Name, within: Locator | None = None) -> ElementQuery:
        """Seek a link."""
        return self._by_role(LINKS, Kind.LINK, name, within)

    def clickable(self, name: Name, within: Locator | None = None) -> ElementQuery:
        """Seek what can be clicked on: a button, a link, a tab, an entry of a menu."""
        return self._by_role(CLICKABLE, Kind.CLICKABLE, name, within)

    def check_box(self, name: Name, within: Locator | None = None) -> ElementQuery:
        """Seek a check box or a switch."""
        return self._by_role(TICKED, Kind.CHECK_BOX, name, within)

    def field(self, name: Name, within: Locator | None = None) -> ElementQuery:
        """Seek a field to type in, or a list to choose from."""

        def find(scope: Scope) -> Locator:
            labelled = scope.get_by_label(called(name)).and_(scope.locator(_FIELD_ELEMENTS))
            return labelled.or_(_of_roles(scope, FIELDS, called(name)))

        def usual(scope: Scope) -> Locator:
            return scope.get_by_label(called(name)).and_(scope.locator(_USUAL_FIELDS))

        return ElementQuery(self.page, Kind.FIELD, _first(name), find, within, usual)

    def file_field(self, name: Name) -> ElementQuery:
        """Seek a field for a file: by its label, or by the button that stands for it."""

        def find(scope: Scope) -> Locator:
            inside = scope.locator("label").filter(has_text=called(name)).locator("input[type=file]")
            return scope.get_by_label(called(name)).and_(scope.locator("input[type=file]")).or_(inside)

        return ElementQuery(self.page, Kind.FIELD, _first(name), find)

    def option(self, name: Name, within: Locator | None = None) -> ElementQuery:
        """Seek a radio button, an entry of a list or a menu, a check box, a tab."""
        return self._by_role(OPTIONS, Kind.OPTION, name, within)

    def region(self, name: str, within: Locator) -> ElementQuery:
        """Seek a country or region in a list, whatever calling code stands behind it."""
        named = re.compile(rf"^{re.escape(name)}( \(.*)?$")
        return ElementQuery(self.page, Kind.REGION, name, lambda scope: scope.get_by_role("option", name=named), within)

    def entry(self, text: str) -> ElementQuery:
        """Seek an entry of a list on the page that says `text`, as a whole or as a part of it."""
        return ElementQuery(
            self.page, Kind.ENTRY, text, lambda scope: scope.get_by_role("listitem").filter(has_text=text)
        )

    def anything(self, name: Name) -> ElementQuery:
        """Seek whatever is called so: a part of the page, a field, what can be clicked on or chosen, or else words."""
        ways = (self.area(name), self.field(name), self.clickable(name), self.option(name))
        return next((each for each in ways if each.locator.count()), self.text(_first(name)))

    def text(self, text: str) -> ElementQuery:
        """Seek what says `text`, as a whole or as part of a sentence."""
        return ElementQuery(
            self.page, Kind.TEXT, text, lambda scope: scope.get_by_text(text).filter(visible=True).first
        )

    def _by_role(self, roles: tuple[str, ...], kind: Kind, name: Name, within: Locator | None = None) -> ElementQuery:
        def find(scope: Scope) -> Locator:
            return _of_roles(scope, roles, called(name))

        def usual(scope: Scope) -> Locator:
            return _of_roles(scope, roles[:_USUAL_ROLES], called(name))

        return ElementQuery(self.page, kind, _first(name), find, within, usual if len(roles) > _USUAL_ROLES else None)


def _of_roles(scope: Scope, roles: tuple[str, ...], name: re.Pattern[str]) -> Locator:
    first, *others = (scope.get_by_role(each, name=name) for each in roles)  # type: ignore[arg-type]  # of ARIA
    for each in others:
        first = first.or_(each)
    # What opens a `details` is a button to whoever uses it; Playwright knows no role of it.
    return first.or_(scope.locator("summary").filter(has_text=name)) if "button" in roles else first
