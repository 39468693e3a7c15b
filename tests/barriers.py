"""What axe-core has against a page in a browser."""

from __future__ import annotations

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
