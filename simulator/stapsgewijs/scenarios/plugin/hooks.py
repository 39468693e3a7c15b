"""The hooks that this plugin offers: the only way evidence leaves a test run.

`guide` is always the place of the guide among those of `--guide`, from 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from stapsgewijs.evidence.run import Checkpoint, ScenarioEvidence
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.interruption import Interruption


@pytest.hookspec(firstresult=True)
def pytest_stapsgewijs_study(guide: int) -> GuideAnalysis | None:
    """Return what is known of a guide already, so that it need not be read again."""


@pytest.hookspec(firstresult=True)
def pytest_stapsgewijs_interruption() -> Interruption | None:
    """Return what knows whether somebody wants the run to end; without, each process finds out by itself."""


def pytest_stapsgewijs_environment(environment: dict[str, str], guide: int) -> None:
    """Call with what the run happens in (browser, viewport, locale …), once it is known."""


def pytest_stapsgewijs_unused(definitions: list[str]) -> None:
    """Call with the step definitions that no feature uses, when `--unused` asked for them."""


def pytest_stapsgewijs_moment(page: Page, name: str) -> None:
    """Call when the page shows what the documented picture `name` shows."""


def pytest_stapsgewijs_use(page: Page, element: Locator, name: str, is_typed: bool) -> None:  # noqa: FBT001  # a hook
    """Call before a person uses an element of a page that is called `name` there, by typing or in another way."""


def pytest_stapsgewijs_checkpoint(checkpoint: Checkpoint, guide: int) -> None:
    """Call when a documented step was followed or could not be, in the process that was started."""


def pytest_stapsgewijs_scenario(evidence: ScenarioEvidence, guide: int) -> None:
    """Call when a scenario has ended, in the process that was started."""


def pytest_stapsgewijs_crash(scenario: str, guide: int, is_last: bool) -> None:  # noqa: FBT001  # a hook has no others
    """Call when a scenario (`feature:line name`) lost its browser; it is run again unless that was the last time."""
