"""Runs the scenarios as pytest tests in this process, and collects their evidence for each guide."""

from __future__ import annotations

import os
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from stapsgewijs import __version__
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.rerun import guide_of_test
from stapsgewijs.interruption import Interruption
from stapsgewijs.runner.settings import PLUGINS

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from stapsgewijs.evidence.run import Checkpoint, ScenarioEvidence
    from stapsgewijs.guide.analysis import GuideAnalysis


@dataclass
class Proved:
    """What scenarios proved of one guide, and what they ran in.

    `unused` are definitions that no feature uses; `version` is that of the program, `commit` that of the guide.
    """

    scenarios: list[ScenarioEvidence] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    version: str = __version__
    commit: str = ""


class Collector:
    """A pytest plugin that keeps the evidence, and keeps pytest's own report off the screen.

    The listeners of a guide are told of its steps and scenarios (`pytest_stapsgewijs_checkpoint`, `…_scenario`) and,
    before, that they begin (`…_planned`): first all of the first guide, then all of the next, in whatever order
    browsers at once come to them. Before all of these each is told how many scenarios it has (`…_counted`).
    """

    def __init__(
        self, studies: Sequence[GuideAnalysis], listeners: Sequence[Sequence[object]], plugins: Sequence[object] = ()
    ) -> None:
        """Collect for guides that were read already; each has its `listeners`.

        `plugins` of pytest are registered last, so that their fixtures stand in for those of the others.
        """
        self.proved = [Proved() for _ in studies]
        self.is_interrupted = False
        self.interruption = Interruption()
        self._studies = studies
        self._listeners = listeners
        self._plugins = plugins
        self._unusable: list[str] = []
        self._broken: list[str] = []
        self._waiting: list[list[tuple[str, dict[str, Any]]]] = [[] for _ in studies]
        self._left: Counter[int] | None = None
        self._current = 0
        self._workers: list[int] = []
        self._crashed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Silence pytest: a writer reads about steps, not about tests."""
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            config.pluginmanager.unregister(reporter)
        self.interruption.raise_at_once = bool(config.getoption("numprocesses", None))
        for each in self._plugins:
            config.pluginmanager.register(each)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be read: a feature that is no Gherkin, say."""
        if report.failed:
            self._unusable.append(report.longreprtext)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note how many scenarios there are of each guide."""
        if not session.config.getoption("numprocesses", None):
            self._plan([each.nodeid for each in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Note the same; every worker finds the same scenarios."""
        if self._left is None:
            self._plan(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodeready(self, node: Any) -> None:  # noqa: ANN401  # xdist has no types
        """Note the process of a worker: it has to hear of an interruption."""
        self._workers.append(node.gateway._io.popen.pid)  # noqa: SLF001  # said nowhere else

    def pytest_keyboard_interrupt(self) -> None:
        """Tell the workers, who are not always told by the terminal."""
        for each in self._workers:
            with suppress(OSError):
                os.kill(each, signal.SIGINT)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, None, None]:
        """Keep what went wrong around a scenario (no browser, no simulator), and all of what was proved in it."""
        if report.failed and report.when != "call":
            self._broken.append(report.longreprtext)
        with self.interruption.postponed():
            yield

    def pytest_stapsgewijs_interruption(self) -> Interruption:
        """Give what knows whether somebody wants the run to end."""
        return self.interruption

    def pytest_stapsgewijs_study(self, guide: int) -> GuideAnalysis:
        """Give what is known of a guide."""
        return self._studies[guide]

    def pytest_stapsgewijs_environment(self, environment: dict[str, str], guide: int) -> None:
        """Keep what the run happened in."""
        self.proved[guide].environment.update(environment)

    def pytest_stapsgewijs_unused(self, definitions: list[str]) -> None:
        """Keep which step definitions no feature uses."""
        for each in self.proved:
            each.unused = definitions

    def pytest_stapsgewijs_checkpoint(self, checkpoint: Checkpoint, guide: int) -> None:
        """Tell of a documented step that has ended."""
        self._tell(guide, "pytest_stapsgewijs_checkpoint", {"checkpoint": checkpoint})

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Keep what can be told to stop."""
        self._session = session

    def pytest_stapsgewijs_crash(self, scenario: str, guide: int, is_last: bool) -> None:  # noqa: FBT001  # a hook
        """Tell of a browser that crashed, and end the run when it did so again."""
        if not is_last:
            self._tell(guide, "pytest_stapsgewijs_crash", {"scenario": scenario})
            return
        self._crashed = scenario
        # With workers it is xdist that ends them.
        for each in (self._session, self._session.config.pluginmanager.get_plugin("dsession")):
            if each is not None:
                each.shouldstop = "the browser crashed"

    def pytest_stapsgewijs_scenario(self, evidence: ScenarioEvidence, guide: int) -> None:
        """Keep the evidence of a scenario, and tell of it."""
        self.proved[guide].scenarios.append(evidence)
        if self._left is not None:
            self._left[guide] -= 1
        self._tell(guide, "pytest_stapsgewijs_scenario", {"evidence": evidence})
        self._go_on()

    def are_whole(self) -> list[bool]:
        """Return for each guide whether all of its scenarios that were to be run have ended."""
        left = self._left
        return [left is not None and not self.is_interrupted and left[guide] <= 0 for guide in range(len(self.proved))]

    def follow(self, arguments: Sequence[str]) -> None:
        """Run the scenarios that `arguments` tell pytest of, until their end or an interruption (Ctrl-C, SIGTERM).

        Raises `StapsgewijsError` when the features cannot be used or the scenarios could not be started at all.
        """
        self._left, self._current = None, 0
        code: int | pytest.ExitCode = pytest.ExitCode.INTERRUPTED
        with self.interruption.heeded():
            try:
                # As modules: of a name, pytest asks every installed package whether it means one of its plugins.
                code = pytest.main(list(arguments), plugins=[self, *map(import_module, PLUGINS)])
            except BaseException:  # the end of a browser that is gone already can fail in any way
                if not self.interruption.is_wanted:
                    raise
        for guide in range(len(self.proved)):
            self._deliver(guide)
        self.is_interrupted = self.interruption.is_wanted
        if self.is_interrupted:
            return
        if self._crashed:
            msg = (
                f"{self._crashed}: the browser crashed twice, which says nothing of the guide; is there memory left? "
                "`stapsgewijs doctor` says which browser it is, and --last-failed goes on from here"
            )
            raise StapsgewijsError(msg)
        if self._unusable:
            raise StapsgewijsError("\n".join(self._unusable))
        if code is pytest.ExitCode.INTERNAL_ERROR or code is pytest.ExitCode.USAGE_ERROR:
            msg = f"the scenarios could not be started (pytest ended with {code!s}); see above"
            raise StapsgewijsError(msg)
        if code is pytest.ExitCode.INTERRUPTED:
            self.is_interrupted = True
            return
        if self._broken and not any(each.scenarios for each in self.proved):
            raise StapsgewijsError(self._broken[0])

    def _plan(self, ids: Sequence[str]) -> None:
        self._left = Counter(map(guide_of_test, ids))
        for guide in range(len(self.proved)):
            for listener in self._listeners[guide]:
                if counted := getattr(listener, "pytest_stapsgewijs_counted", None):
                    counted(scenarios=self._left[guide])
        for guide in range(len(self.proved)):
            self._tell(guide, "pytest_stapsgewijs_planned", {"scenarios": self._left[guide]})
        self._go_on()

    def _tell(self, guide: int, name: str, told: Mapping[str, Any]) -> None:
        self._waiting[guide].append((name, dict(told)))
        if guide == self._current:
            self._deliver(guide)

    def _go_on(self) -> None:
        """Tell of the next guide, when all of the one before has been told."""
        while self._left is not None and self._left[self._current] <= 0 and self._current + 1 < len(self.proved):
            self._current += 1
            self._deliver(self._current)

    def _deliver(self, guide: int) -> None:
        waiting, self._waiting[guide] = self._waiting[guide], []
        for name, told in waiting:
            for listener in self._listeners[guide]:
                if hook := getattr(listener, name, None):
                    hook(**told)
