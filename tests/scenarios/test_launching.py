"""A browser that ends while it is started."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Error

from stapsgewijs.scenarios.browser.driver import launch


class Kind:
    """A kind of browser, of which the first ones end while they start."""

    def __init__(self, ends: int) -> None:
        self.ends = ends
        self.asked: list[dict[str, Any]] = []

    def launch(self, **options: Any) -> str:  # noqa: ANN401  # Playwright's own
        self.asked.append(options)
        if len(self.asked) <= self.ends:
            msg = "BrowserType.launch: Target page, context or browser has been closed"
            raise Error(msg)
        return "browser"


def test_it_is_started_once_more() -> None:
    kind: Any = Kind(1)
    assert launch(kind, headless=True) == "browser"
    assert kind.asked == [{"headless": True, "timeout": 60_000}] * 2


def test_it_is_not_started_for_ever() -> None:
    kind: Any = Kind(5)
    with pytest.raises(Error, match="has been closed"):
        launch(kind)
    assert len(kind.asked) == 2
