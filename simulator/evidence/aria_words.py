"""What changed on a page, in the words of people: `knop “Volgende” werd “Verder”`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from simulator.evidence.aria import Change, Thing
    from simulator.labels import Catalogue

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


def in_words(changes: Iterable[Change], catalogue: Catalogue) -> tuple[str, ...]:
    """Return a sentence, without capital or full stop, for each change of something that can be named.

    The same change twice is one sentence: a region and its heading have one name.
    """
    said = (sentence for each in changes if _can_be_named(each) for sentence in _told(each, catalogue))
    return tuple(dict.fromkeys(said))


def _can_be_named(change: Change) -> bool:
    return any(each is not None and each.called for each in (change.before, change.after))


def _told(change: Change, catalogue: Catalogue) -> Sequence[str]:
    """Say one change; of something that changed in more than one way, each way is a sentence."""
    before, after = change.before, change.after
    if before is None or after is None:
        if after is not None:
            return [catalogue.text("{thing} was added", thing=_named(after, catalogue))]
        return [catalogue.text("{thing} is gone", thing=_named(before, catalogue))] if before else []
    if before.role != after.role or bool(before.name) != bool(after.name):
        one, other = _named(before, catalogue), _named(after, catalogue)
        return [catalogue.text("{before} became {after}", before=one, after=other)]
    said = []
    if change.is_renamed:
        kind, quoted = _kind(before, catalogue), catalogue.text("“{name}”", name=after.called)
        one = catalogue.text("{kind} “{name}”", kind=kind, name=before.called)
        said.append(catalogue.text("{before} became {after}", before=one, after=quoted))
    elif before.text != after.text:
        said.append(_says(before, after, catalogue))
    if before.name and change.is_renamed and before.text != after.text:
        said.append(_says(before, after, catalogue))
    thing = _named(after, catalogue)
    said += [_state("{thing} is now {state}", thing, each, catalogue) for each in _only(after, before)]
    lost = _only(before, after)
    said += [_state("{thing} is no longer {state}", thing, each, catalogue) for each in lost]
    return said


def _says(before: Thing, after: Thing, catalogue: Catalogue) -> str:
    thing = _named(after, catalogue)
    if not before.text:
        return catalogue.text("{thing} now says “{after}”", thing=thing, after=after.text)
    if not after.text:
        return catalogue.text("{thing} no longer says “{before}”", thing=thing, before=before.text)
    values = {"thing": thing, "before": before.text, "after": after.text}
    return catalogue.text("{thing} now says “{after}” instead of “{before}”", **values)


def _only(one: Thing, other: Thing) -> list[str]:
    """Return the states that only one has; a level is told with what it has become, not with what it was."""
    return [each for each in one.states if each not in other.states]


def _state(template: str, thing: str, state: str, catalogue: Catalogue) -> str:
    name, _, value = state.partition("=")
    if name == "level":
        said = catalogue.text("of level {level}", level=value)
    else:
        said = catalogue.text(STATES[name]) if name in STATES else state
    return catalogue.text(template, thing=thing, state=said)


def _named(thing: Thing, catalogue: Catalogue) -> str:
    if not thing.called:
        return _kind(thing, catalogue)
    return catalogue.text("{kind} “{name}”", kind=_kind(thing, catalogue), name=thing.called)


def _kind(thing: Thing, catalogue: Catalogue) -> str:
    return catalogue.text(ROLES[thing.role]) if thing.role in ROLES else thing.role
