"""Anchors in the HTML of a heading, in whatever form they are written."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.name = self.name or given.get("name") or given.get("id") or ""


def first_anchor(tags: Iterable[str]) -> str:
    """Return the name of the first `<a name="…">` or `<a id="…">` that has one; empty when none has."""
    found = _Anchors()
    for each in tags:
        found.feed(each)
    return found.name
