"""The hooks that this plugin offers: the only way evidence leaves a test run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from stapsgewijs.evidence.run import Checkpoint, ScenarioEvidence


def pytest_stapsgewijs_environment(environment: dict[str, str]) -> None:
    """Call with what the run happens in (browser, viewport, locale …), once it is known."""


def pytest_stapsgewijs_unused(definitions: list[str]) -> None:
    """Call with the step definitions that no feature uses, when `--unused` asked for them."""


def pytest_stapsgewijs_moment(page: Page, name: str) -> None:
    """Call when the page shows what the documented picture `name` shows."""


def pytest_stapsgewijs_checkpoint(checkpoint: Checkpoint) -> None:
    """Call when a documented step was followed or could not be, in the process that was started."""


def pytest_stapsgewijs_scenario(evidence: ScenarioEvidence) -> None:
    """Call when a scenario has ended, in the process that was started."""
