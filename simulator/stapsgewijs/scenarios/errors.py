"""The errors of scenarios: what was looked for, what was on the page, and the nearest name."""

from __future__ import annotations

import difflib
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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


class StepError(AssertionError):
    """A Gherkin step that could not be done, told in a few lines for people."""


class NotFoundError(StepError):
    """Something named in a scenario is not on the page (or on the handset)."""


def not_found(kind: Kind, name: str, present: Iterable[str], *, where: str) -> NotFoundError:
    """Return the error that says: no `kind` (button, option …) called `name` is `where`, though these are `present`."""
    there = list(dict.fromkeys(each for each in present if each))
    lines = [f"no {kind} “{name}” {where}"]
    if nearest := difflib.get_close_matches(name, there, 1, 0.4):
        lines.append(f"nearest: “{nearest[0]}”")
    named = ", ".join(f"“{each}”" for each in there[:_MOST_NAMED]) or "none"
    more = f" and {len(there) - _MOST_NAMED} more" if len(there) > _MOST_NAMED else ""
    lines.append(f"each {kind} there: {named}{more}")
    return NotFoundError("\n".join(lines))
