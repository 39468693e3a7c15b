"""A plugin for runs of `verify` inside a test: they get the Playwright and the browser that the tests have open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

OPEN: list[tuple[Playwright, Browser]] = []
"""Those of the tests, once they are open."""


@pytest.fixture(scope="session")
def playwright() -> Playwright:
    """Return the Playwright of the tests: a thread can have one only."""
    return OPEN[0][0]


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Return the browser of the tests, instead of one that pytest-playwright would start, and close again."""
    return OPEN[0][1]
