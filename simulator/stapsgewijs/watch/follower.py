"""Follows guides with a browser and a simulator that stay open from one run to the next."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error

from stapsgewijs.browser import find_browser, launch_arguments
from stapsgewijs.guide import Outcome
from stapsgewijs.runner.pytest_run import Collector
from stapsgewijs.runner.settings import PLUGINS
from stapsgewijs.scenarios.browser.driver import driver
from stapsgewijs.watch.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from typing import Self

    from playwright.sync_api import Browser, Playwright

    from stapsgewijs.evidence.run import ScenarioEvidence
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.watch.moment import Frames, Moment
    from stapsgewijs.watch.observer import Watcher


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be followed: some procedures (none: every one), one of them up to and with a step (0: all of them)."""

    procedures: tuple[str, ...] = ()
    step: int = 0


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of it. `is_stopped` where somebody ended it before its end."""

    scenarios: tuple[ScenarioEvidence, ...]
    environment: dict[str, str]
    moments: tuple[Moment, ...]
    is_stopped: bool = False


def _warm(opened: Playwright, warm: Browser) -> ModuleType:
    """Return a pytest plugin: the driver and the browser of a run are those that are open."""

    @pytest.fixture(scope="session")
    def playwright() -> Playwright:
        return opened

    @pytest.fixture(scope="session")
    def browser() -> Browser:
        """Return the browser, which pytest-playwright would start, and close again."""
        return warm

    # A module: fixtures of a session may be no methods.
    plugin = ModuleType("warm browser")
    plugin.__dict__.update(playwright=playwright, browser=browser)
    return plugin


class Follower:
    """Follows one guide after the other, in the thread that opened it. A context manager."""

    def __init__(self, target: str = "") -> None:
        """Follow a product at the address `target`; without, a simulator of our own for each guide."""
        self._target = target
        self._stack = ExitStack()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._simulators: dict[str, tuple[Hashable, ExitStack, str]] = {}
        self._collector: Collector | None = None
        self._is_stopped = False

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the browser, the driver and the simulators."""
        with suppress(Error):
            if self._browser is not None:
                self._browser.close()
        for each in self._simulators.values():
            each[1].close()
        self._stack.close()

    def warm_up(self) -> None:
        """Load and open what the first run needs, before somebody waits for it."""
        for each in PLUGINS:
            import_module(each)
        self._open()

    def stop(self) -> None:
        """End the run that is under way, between two lines; called from another thread."""
        self._is_stopped = True
        if (collector := self._collector) is not None:
            collector.interruption.is_wanted = True

    def follow(  # noqa: PLR0913, PLR0917  # what is followed, and who is told of it
        self,
        settings: Settings,
        known: GuideAnalysis,
        wanted: Wanted,
        scenarios: Sequence[str],
        watcher: Watcher,
        frames: Frames,
    ) -> Followed:
        """Follow what is wanted of a guide, by these `scenarios` (`FEATURE:LINE`), and tell `watcher` what is seen.

        Raises `StapsgewijsError` when the features cannot be used or nothing could be started, `KeyboardInterrupt` at
        Ctrl-C.
        """
        if not scenarios:
            return Followed((), {}, ())
        observer = Observer(watcher, frames, (wanted.procedures[0], wanted.step) if wanted.step else None)
        extra = [*settings.extra, *(part for each in scenarios for part in ("--only", each))]
        system = settings.system or ("--base-url", self._simulator(settings, known))
        opened, browser = self._open()
        self._is_stopped = False
        collector = self._collector = Collector([known], [()], [_warm(opened, browser), observer])
        try:
            folder, *rest = replace(settings, system=system, extra=tuple(extra)).arguments()
            # Only the files of these scenarios are read; in a folder, all are.
            files = dict.fromkeys(each.rpartition(":")[0] for each in scenarios)
            collector.follow([*files, *rest] if files else [folder, *rest])
        finally:
            self._collector = None
        if collector.is_interrupted and not self._is_stopped:
            raise KeyboardInterrupt
        proved = collector.proved[0]
        found = tuple(_uncut(each) if each.test in observer.cut else each for each in proved.scenarios)
        return Followed(found, proved.environment, tuple(observer.moments), collector.is_interrupted)

    def _open(self) -> tuple[Playwright, Browser]:
        """Return the driver and the browser that are open, after opening what is not, or no longer."""
        if self._playwright is None:
            self._playwright = self._stack.enter_context(driver())
        if self._browser is None or not self._browser.is_connected():
            arguments: dict[str, Any] = launch_arguments(find_browser(), target=self._target)
            self._browser = self._playwright.chromium.launch(**arguments)
        return self._playwright, self._browser

    def _simulator(self, settings: Settings, known: GuideAnalysis) -> str:
        """Return the address of the simulator for a guide: another one when what its pages say has changed."""
        from stapsgewijs import bootstrap  # noqa: PLC0415  # a product needs none

        name, said = str(settings.guide_place), page_content_of(known)
        before = self._simulators.get(name)
        if before and before[0] == said:
            return before[2]
        if before:
            before[1].close()
        app = bootstrap.build_app(
            site=settings.site_place, locale=known.pages.locale, guide=known.guide, labels=dict(known.pages.labels)
        )
        stack = ExitStack()
        url = stack.enter_context(bootstrap.running_server(app))
        self._simulators[name] = said, stack, url
        return url


def page_content_of(known: GuideAnalysis) -> Hashable:
    """Return what the pages say because of the guide: where it is the same, nothing else of a run can be another."""
    guide = known.guide
    notes = tuple(each.text for each in guide.notes)
    labels = frozenset((control, label) for control, label in known.pages.labels.items())
    return guide.language, known.pages.locale, labels, notes, guide.next_steps, known.edition


def _uncut(scenario: ScenarioEvidence) -> ScenarioEvidence:
    """Return the evidence of a scenario that was ended as it was asked: it did not fail."""
    outcome = Outcome.FAILED if any(each.outcome is Outcome.FAILED for each in scenario.steps) else Outcome.NOT_RUN
    return replace(scenario, outcome=outcome, reason="")
