"""Running the scenarios as pytest tests, in this process, and keeping what they prove."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import StapsgewijsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stapsgewijs.evidence.run import ScenarioEvidence


@dataclass
class Collector:
    """A pytest plugin that keeps the evidence, and keeps pytest's own report off the screen."""

    scenarios: list[ScenarioEvidence] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Silence pytest: a writer reads about steps, not about tests."""
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            config.pluginmanager.unregister(reporter)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be read: a feature that is no Gherkin, say."""
        if report.failed:
            self.unusable.append(report.longreprtext)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what went wrong around a scenario: no browser, no simulator."""
        if report.failed and report.when != "call":
            self.broken.append(report.longreprtext)

    def pytest_stapsgewijs_environment(self, environment: dict[str, str]) -> None:
        """Keep what the run happened in."""
        self.environment.update(environment)

    def pytest_stapsgewijs_unused(self, definitions: list[str]) -> None:
        """Keep which step definitions no feature uses."""
        self.unused = definitions

    def pytest_stapsgewijs_scenario(self, evidence: ScenarioEvidence) -> None:
        """Keep the evidence of a scenario."""
        self.scenarios.append(evidence)

    def follow(self, arguments: Sequence[str], listeners: Sequence[object] = ()) -> None:
        """Run the scenarios that `arguments` tell pytest of; `listeners` are plugins that are told of each step.

        Raises `StapsgewijsError` when the features cannot be used or the scenarios could not be started at all.
        """
        code = pytest.main(list(arguments), plugins=[self, *listeners])
        if self.unusable:
            raise StapsgewijsError("\n".join(self.unusable))
        if code is pytest.ExitCode.INTERNAL_ERROR or code is pytest.ExitCode.USAGE_ERROR:
            msg = f"the scenarios could not be started (pytest ended with {code!s}); see above"
            raise StapsgewijsError(msg)
        if code is pytest.ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        if self.broken and not self.scenarios:
            raise StapsgewijsError(self.broken[0])
