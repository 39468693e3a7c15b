"""The errors of scenarios: what was looked for, what was on the page, and the nearest name."""

from __future__ import annotations

import difflib
from enum import StrEnum
from typing import TYPE_CHECKING

from stapsgewijs.evidence.reasons import NEAREST, NOT_THERE, THERE
from stapsgewijs.labels import Message
from stapsgewijs.labels.message_error import MessageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Locator

_MOST_NAMED = 12


class Kind(StrEnum):
    """What can be looked for, in the words of an error."""

    PAGE_TITLE = "page title"
    AREA = "area"
    BUTTON = "button"
    CLICKABLE = "button or link"
    CHECK_BOX = "check box"
    LINK = "link"
    FIELD = "field"
    OPTION = "option"
    TEXT = "text"
    REGION = "country or region"
    ENTRY = "entry of a list"
    PROCEDURE = "procedure"


class StepError(MessageError):
    """A Gherkin step that could not be done, told in a few lines for people: messages, or text that stays as it is.

    `at` is the place on the page that it is about, which the page calls `name`; None where there is none.
    """

    at: Locator | None = None
    name: str = ""

    def marked(self, at: Locator | None, name: str = "") -> StepError:
        """Return it with the place on the page that it is about."""
        self.at, self.name = at, name
        return self


class NotFoundError(StepError):
    """Something named in a scenario is not on the page (or on the handset); `nearest` is called most like it."""

    nearest: str = ""


def not_found(kind: Kind, name: str, present: Iterable[str], *, where: Message | str) -> NotFoundError:
    """Return the error that says: no `kind` (button, option …) called `name` is `where`, though these are `present`."""
    there = list(dict.fromkeys(each for each in present if each))
    called = Message(kind)
    lines = [Message.of(NOT_THERE, kind=called, name=name, where=where)]
    nearest = "".join(difflib.get_close_matches(name, there, 1, 0.4))
    if nearest:
        lines.append(Message.of(NEAREST, name=nearest))
    names: Message | str = ", ".join(f"“{each}”" for each in there[:_MOST_NAMED]) or Message("none")
    if len(there) > _MOST_NAMED:
        names = Message.of("{names} and {count} more", names=names, count=len(there) - _MOST_NAMED)
    lines.append(Message.of(THERE, kind=called, names=names))
    error = NotFoundError(*lines)
    error.nearest = nearest
    return error
