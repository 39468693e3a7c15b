"""Fixtures: the world of one scenario, made when it is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.scenarios.actors.external_system import OwnSystem, account_of
from stapsgewijs.scenarios.actors.organisation import Organisation
from stapsgewijs.scenarios.actors.people import People

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext

    from stapsgewijs.scenarios.actors.api import Api
    from stapsgewijs.scenarios.label_translation import LabelTranslation

SEED = "stapsgewijs"


@pytest.fixture
def organisation(pytestconfig: pytest.Config, api: Api, base_url: str) -> Iterator[Organisation | OwnSystem]:
    """Return an organisation for this scenario alone, whose codes are the same in every run.

    With `--system-network` it is the system at the base URL, as it is.
    """
    made: Organisation | OwnSystem
    if pytestconfig.getoption("--system-network"):
        accounts = [account_of(each) for each in pytestconfig.getoption("--system-account")]
        made = OwnSystem(api, base_url, accounts)
    else:
        made = Organisation(api, base_url, seed=SEED)
    yield made
    made.close()


@pytest.fixture
def people(
    organisation: Organisation | OwnSystem,
    wording: LabelTranslation,
    new_context: Callable[..., BrowserContext],
    environment: None,
) -> People:
    """Return the people of this scenario: nobody yet."""
    del environment  # wanted for what it notes
    return People(organisation, wording, new_context)
