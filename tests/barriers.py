"""What axe-core has against a page in a browser."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

EVERY_RULE: Final[Mapping[str, Any]] = {"resultTypes": ["violations"]}  # what passes is not described, node by node
WCAG: Final[Mapping[str, Any]] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    **EVERY_RULE,
}
COLOURS: Final[Mapping[str, Any]] = {"runOnly": ["color-contrast", "link-in-text-block"], **EVERY_RULE}
"""The rules of axe that depend on colours."""
_FREE: Final = frozenset({"href", "src", "value", "content", "action", "alt", "title", "aria-label", "name"})
"""Attributes of which it only matters whether they say something."""
_SCRIPT: Final = Axe().axe_script
"""axe-core, read once."""


def barriers(page: Page, options: Mapping[str, Any] = WCAG) -> list[tuple[str, list[str]]]:
    """Return what axe has against the page as it is shown now: its rules, each with the elements it is about.

    A page that was looked at before has axe already.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_SCRIPT)
    run = "options => axe.run(document, options).then(found => found.violations.map("
    found = page.evaluate(run + "each => [each.id, each.nodes.map(node => node.html)]))", dict(options))
    return [(rule, elements) for rule, elements in found]


def structure(page: str) -> tuple[object, ...]:
    """Return how a page is built: its elements, and where there is text, whatever it says.

    What axe finds on a page, it finds on every page that is built alike; the colours are those of the classes.
    """
    reader = _Structure()
    reader.feed(page)
    return tuple(reader.parts)


class _Structure(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_free = {name for name, _ in attrs if name in _FREE or name.startswith("data-")}
        self.parts.append((tag, tuple((name, bool(said) if name in is_free else said) for name, said in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(str)
