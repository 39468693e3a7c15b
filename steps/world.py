"""Fixtures: the world of one scenario, made when it is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steps.organisation import Organisation
from steps.people import People

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext

    from steps.wording import Wording


@pytest.fixture
def organisation(base_url: str, request: pytest.FixtureRequest) -> Iterator[Organisation]:
    """Return an organisation for this scenario alone; the scenario's name decides its codes."""
    made = Organisation(base_url, seed=request.node.name)
    yield made
    made.close()


@pytest.fixture
def people(organisation: Organisation, wording: Wording, new_context: Callable[..., BrowserContext]) -> People:
    """Return the people of this scenario: nobody yet."""
    return People(organisation, wording, new_context)
