"""What is on a page at one moment, by role and accessible name, and which of it a label stands for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.scenarios.walk.instructions import Act
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from playwright.sync_api import Locator, Page

BUTTONS: Final = ("button", "menuitem", "tab")
LINKS: Final = ("link",)
OPTIONS: Final = ("radio", "option", "menuitemradio")
TICKS: Final = ("checkbox", "switch", "menuitemcheckbox")
FIELDS: Final = ("textbox", "searchbox", "spinbutton")
LISTS: Final = ("combobox", "listbox")
AREAS: Final = ("region", "group", "radiogroup", "dialog", "form", "tabpanel", "navigation", "main", "table")
DIALOGS: Final = ("dialog", "alertdialog")

WANTED: Final[dict[Act, tuple[tuple[str, ...], ...]]] = {
    Act.PRESS: (BUTTONS, LINKS, OPTIONS, TICKS),
    Act.FOLLOW: (LINKS, BUTTONS),
    Act.CHOOSE: (OPTIONS, BUTTONS, LINKS, TICKS),
    Act.TICK: (TICKS, OPTIONS),
    Act.TYPE: (FIELDS, LISTS),
    Act.ANY: (BUTTONS, LINKS, OPTIONS, TICKS),
}
"""What may be meant by a verb, in this order; "select **Next**" is a button, whatever else may be selected."""

NAMES_SHOWN: Final = 12
_LINE: Final = re.compile(
    r'(?P<role>[\w-]+)(?: (?P<name>"(?:[^"\\]|\\.)*"))?(?P<states>(?: \[[^\]]*\])*)(?:: ?(?P<text>.*))?'
)
_STATE: Final = re.compile(r"\[([^\]]*)\]")
_ENDING: Final = ":：*…. \u00a0"
_DOTS: Final = re.compile(r"\.{3}")


class Thing(NamedTuple):
    """Something on a page: its role in the words of ARIA, its name, and the reference by which it is found again."""

    role: str
    name: str
    ref: str = ""
    is_disabled: bool = False
    within: tuple[str, ...] = ()
    """The dialogs and areas that it is in, `role “name”`, from the outside to the inside."""
    holder: Thing | None = None
    """Of an option: the list that it is in."""

    def __str__(self) -> str:
        """Say it: `button “Next”`."""
        return f"{self.role} “{self.name}”"


def plain(name: str) -> str:
    """Return a name as it is compared where none is the very same: without a colon or an asterisk behind, any case."""
    return " ".join(_DOTS.sub("…", name).replace("\u00a0", " ").split()).strip(_ENDING).casefold()


class Sight:
    """A page as it is seen at one moment."""

    def __init__(self, page: Page) -> None:
        """Look at the page, its frames and open shadow roots included."""
        self._page = page
        self.snapshot = page.locator("body").aria_snapshot(mode="ai")
        self.things = tuple(_things(self.snapshot))
        self._dialog = next((each for each in reversed(self.things) if each.role in DIALOGS), None)

    def locate(self, thing: Thing) -> Locator:
        """Return the element of a thing."""
        return self._page.locator(f"aria-ref={thing.ref}")

    def called(self, name: str, roles: Iterable[str]) -> list[Thing]:
        """Return what is called so, of these roles, that can be used: the very name first, then as `plain` says.

        Where a dialog is open, what is in it comes before what is behind it.
        """
        wanted = frozenset(roles)
        there = [each for each in self.things if each.role in wanted and each.name]
        found = [each for each in there if each.name == name]
        found = found or [each for each in there if plain(each.name) == plain(name)]
        inside = [each for each in found if self._dialog and str(self._dialog) in each.within]
        found = inside or found
        return [each for each in found if not each.is_disabled] or found

    def shows(self, words: str) -> bool:
        """Return whether the page says these words, as a name or as a part of a text."""
        wanted = plain(words)
        return any(wanted in plain(each.name) for each in self.things if each.name)

    def names(self, roles: Iterable[str]) -> list[str]:
        """Return the names of all of these roles."""
        wanted = frozenset(roles)
        return list(dict.fromkeys(each.name for each in self.things if each.role in wanted and each.name))

    def fields(self) -> list[Thing]:
        """Return the fields that can be typed in; only those of a dialog, where one is open."""
        there = [each for each in self.things if each.role in FIELDS and not each.is_disabled]
        inside = [each for each in there if self._dialog and str(self._dialog) in each.within]
        return inside or there


def told(sight: Sight, name: str, roles: Sequence[str]) -> str:
    """Return what to say of a name that is not there: the nearest one, and what is there."""
    there = sight.names(roles)
    everything = sight.names(each.role for each in sight.things)
    near = nearest(name, there) or nearest(name, everything)
    listed = ", ".join(f"“{each}”" for each in there[:NAMES_SHOWN]) or "nothing of that kind"
    more = f" and {len(there) - NAMES_SHOWN} more" if len(there) > NAMES_SHOWN else ""
    return (f"nearest: “{near}”; " if near else "") + f"on the page: {listed}{more}"


def _things(snapshot: str) -> Iterator[Thing]:
    around: list[tuple[int, Thing]] = []
    for line in snapshot.splitlines():
        text = line.lstrip()
        depth = len(line) - len(text)
        while around and around[-1][0] >= depth:
            around.pop()
        body = _unquoted(text.removeprefix("- "))
        hit = _LINE.fullmatch(body)
        if hit is None or body.startswith("/"):
            continue
        role, said = hit["role"], (hit["text"] or "").strip()
        name = json.loads(hit["name"]) if hit["name"] else _unquoted(said)
        states = _STATE.findall(hit["states"])
        ref = next((each.removeprefix("ref=") for each in states if each.startswith("ref=")), "")
        holder = next((each for _, each in reversed(around) if each.role in LISTS), None) if role in OPTIONS else None
        within = tuple(str(each) for _, each in around if each.role not in LISTS)
        thing = Thing(role, name, ref, "disabled" in states, within, holder)
        yield thing
        if role in {*AREAS, *DIALOGS, *LISTS}:
            around.append((depth, thing))


def _unquoted(text: str) -> str:
    """Return a scalar of YAML without its quotes; a key in quotes with what stands behind it."""
    if text.startswith("'"):
        end = re.match(r"'((?:[^']|'')*)'", text)
        return end[1].replace("''", "'") + text[end.end() :] if end else text
    if text.startswith('"'):
        end = re.match(r'"(?:[^"\\]|\\.)*"', text)
        return json.loads(end[0]) + text[end.end() :] if end else text
    return text
