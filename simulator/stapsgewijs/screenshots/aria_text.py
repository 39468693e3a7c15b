"""What changed on a page, in words: `knop “Volgende” werd “Verder”`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stapsgewijs.labels import Catalogue
    from stapsgewijs.screenshots.aria_snapshot import AriaNode, Change

ROLES: Final = {
    "alert": "alert",
    "banner": "top of the page",
    "button": "button",
    "cell": "cell",
    "checkbox": "check box",
    "combobox": "list box",
    "contentinfo": "bottom of the page",
    "dialog": "dialog",
    "form": "form",
    "group": "group",
    "heading": "heading",
    "img": "picture",
    "link": "link",
    "list": "list",
    "listitem": "list item",
    "main": "main part",
    "navigation": "navigation",
    "option": "choice",
    "paragraph": "paragraph",
    "radio": "option",
    "region": "part of the page",
    "row": "row",
    "status": "notice",
    "table": "table",
    "text": "text",
    "textbox": "field",
}
"""Roles of ARIA → what people call such a thing: msgids of the report's catalogue."""

STATES: Final = {
    "disabled": "greyed out",
    "checked": "chosen",
    "selected": "selected",
    "expanded": "unfolded",
    "pressed": "pressed",
    "active": "in focus",
    "invalid": "marked as wrong",
}
"""States of ARIA → how people say them; the others stay as they are."""


def describe(changes: Iterable[Change], catalogue: Catalogue) -> tuple[str, ...]:
    """Return a sentence, without capital or full stop, for each change of something that can be named.

    The same change twice is one sentence: a region and its heading have one name.
    """
    said = (sentence for each in changes if _can_be_named(each) for sentence in _told(each, catalogue))
    return tuple(dict.fromkeys(said))


def _can_be_named(change: Change) -> bool:
    return any(each is not None and each.label for each in (change.before, change.after))


def _told(change: Change, catalogue: Catalogue) -> Iterator[str]:
    """Say one change; of something that changed in more than one way, each way is a sentence."""
    before, after = change.before, change.after
    if before is None or after is None:
        template = "{thing} was added" if before is None else "{thing} is gone"
        yield from (catalogue.text(template, thing=_named(each, catalogue)) for each in (before, after) if each)
    elif before.role != after.role or _is_known_by(before) != _is_known_by(after):
        values = {"before": _named(before, catalogue), "after": _named(after, catalogue)}
        yield catalogue.text("{before} became {after}", **values)
    else:
        yield from _differs(before, after, catalogue)


def _differs(before: AriaNode, after: AriaNode, catalogue: Catalogue) -> Iterator[str]:
    """Say how the same thing is another: its name, what it says itself, its states."""
    if before.label != after.label:
        quoted = catalogue.text("“{name}”", name=after.label)
        yield catalogue.text("{before} became {after}", before=_named(before, catalogue), after=quoted)
    if after.name and before.text != after.text:
        yield _says(before, after, catalogue)
    thing = _named(after, catalogue)
    for each in after.states:
        if each not in before.states:
            yield _state("{thing} is now {state}", thing, each, catalogue)
    for each in _lost(before, after):
        yield _state("{thing} is no longer {state}", thing, each, catalogue)


def _is_known_by(thing: AriaNode) -> str:
    return "name" if thing.name else "text" if thing.text else ""


def _says(before: AriaNode, after: AriaNode, catalogue: Catalogue) -> str:
    thing = _named(after, catalogue)
    if not before.text:
        return catalogue.text("{thing} now says “{after}”", thing=thing, after=after.text)
    if not after.text:
        return catalogue.text("{thing} no longer says “{before}”", thing=thing, before=before.text)
    values = {"thing": thing, "before": before.text, "after": after.text}
    return catalogue.text("{thing} now says “{after}” instead of “{before}”", **values)


def _lost(before: AriaNode, after: AriaNode) -> list[str]:
    """Return the states that are gone; a level is told with what it has become, not with what it was."""
    kinds = {each.partition("=")[0] for each in after.states}
    return [each for each in before.states if each.partition("=")[0] not in kinds]


def _state(template: str, thing: str, state: str, catalogue: Catalogue) -> str:
    name, _, value = state.partition("=")
    if name == "level":
        said = catalogue.text("of level {level}", level=value)
    else:
        said = catalogue.text(STATES[name]) if name in STATES else state
    return catalogue.text(template, thing=thing, state=said)


def _named(thing: AriaNode, catalogue: Catalogue) -> str:
    if not thing.label:
        return _kind(thing, catalogue)
    return catalogue.text("{kind} “{name}”", kind=_kind(thing, catalogue), name=thing.label)


def _kind(thing: AriaNode, catalogue: Catalogue) -> str:
    return catalogue.text(ROLES[thing.role]) if thing.role in ROLES else thing.role
