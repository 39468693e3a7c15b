"""Following a guide: run the scenarios in a browser and put together what they proved.

The scenarios are pytest tests; pytest is started here, in this process, with only the plugins that are
named, so that what else is installed on a machine cannot change the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simulator.errors import StapsgewijsError
from simulator.evidence.assembling import assemble
from simulator.evidence.capture_plan import CapturePlan, plan_captures
from simulator.evidence.capture_settings import NOTHING, Wish
from simulator.evidence.comparing import STRICT, Budget
from simulator.evidence.likening import Comparer
from simulator.guide.study import LabelMode, Study, study
from simulator.labels import FEATURE_LOCALE, Catalogue
from simulator.shipping import GUIDE_NAME, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulator.evidence.run import Run, ScenarioEvidence

UNUSED = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "pastebin"),
    *("setuponly", "setupplan", "stepwise", "threadexception", "unittest", "unraisableexception"),
)
"""Parts of pytest that a verification has no use for, and that take their time."""

PLUGINS = ("pytest_playwright.pytest_playwright", "pytest_bdd.plugin", "steps.plugin")


@dataclass(frozen=True, slots=True)
class Settings:
    """What to follow and how; None means what ships with the program."""

    pictures: Path
    guide: Path | None = None
    features: Path | None = None
    site: Path | None = None
    labels: LabelMode = LabelMode.PRODUCT
    every_scenario: bool = False
    workers: int = 0
    headed: bool = False
    extra: tuple[str, ...] = ()
    unused: bool = False
    config: Path | None = None
    wish: Wish = NOTHING

    def captures(self, known: Study) -> CapturePlan:
        """Return how pictures are captured; raises `DocumentError` for settings that mean nothing for this guide."""
        features = Catalogue.load((self.site or shipped("site")) / "labels", FEATURE_LOCALE)
        return plan_captures(known, features, config=self.config, last=self.wish)

    def study(self) -> Study:
        """Read the guide, or raise what is wrong with it."""
        guides, site = shipped("guides"), self.site or shipped("site")
        return study(
            self.guide or guides / "nl" / GUIDE_NAME,
            labels=site / "labels",
            pivot=guides / "en" / GUIDE_NAME,
            mode=self.labels,
        )

    def arguments(self) -> list[str]:
        """Return the command line for pytest."""
        features = (self.features or shipped("features")).absolute()
        if not features.exists():
            msg = f"{features}: no such folder of features"
            raise StapsgewijsError(msg)
        arguments = [str(features), f"--rootdir={features}", "-c", str(Path(__file__).with_name("verifying.ini"))]
        arguments += ["--pictures", str(self.pictures.absolute()), f"--labels={self.labels}"]
        arguments += ["--disable-plugin-autoload", "--assert=plain"]
        for plugin in PLUGINS:
            arguments += ["-p", plugin]
        for costly in UNUSED:
            arguments += ["-p", f"no:{costly}"]
        # Nothing is captured: what the listeners print has to be seen while it happens.
        arguments += ["--capture=no", "--output", str(self.pictures.absolute().parent / "traces")]
        if self.guide:
            arguments += ["--guide", str(self.guide.absolute())]
        if self.site:
            arguments += ["--site", str(self.site.absolute())]
        if not self.every_scenario:
            arguments += ["-m", "gids"]
        if self.workers:
            arguments += ["-p", "xdist", "-n", str(self.workers)]
        if self.unused:
            arguments += ["--unused"]
        if self.headed:
            arguments += ["--headed"]
        return [*arguments, *self._about_captures(), *self.extra]

    def _about_captures(self) -> Iterator[str]:
        if self.config:
            yield from ("--picture-settings", str(self.config.absolute()))
        if self.wish.highlights is not None:
            yield from ("--highlights", "yes" if self.wish.highlights else "no")


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


def verify(
    settings: Settings, known: Study, listeners: Sequence[object] = (), *, budget: Budget | None = STRICT
) -> Run:
    """Follow the guide of `settings` and return what was proved.

    Pictures are held against the accepted ones; `budget` is how much may differ where the settings of the project do
    not say it of a picture, None compares nothing.

    `listeners` are pytest plugins that are told of each step as it ends. Raises `StapsgewijsError`
    when the features cannot be used or the scenarios could not be started at all.
    """
    collected = Collector()
    plan = settings.captures(known)
    code = pytest.main(settings.arguments(), plugins=[collected, *listeners])
    if collected.unusable:
        raise StapsgewijsError("\n".join(collected.unusable))
    if code is pytest.ExitCode.INTERNAL_ERROR or code is pytest.ExitCode.USAGE_ERROR:
        msg = f"the scenarios could not be started (pytest ended with {code!s}); see above"
        raise StapsgewijsError(msg)
    if code is pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if collected.broken and not collected.scenarios:
        raise StapsgewijsError(collected.broken[0])
    return assemble(
        known.guide,
        known.bindings,
        known.findings,
        collected.scenarios,
        media_root=known.guide.path.parent,
        environment=tuple(sorted(collected.environment.items())),
        pages=known.pages,
        unused=collected.unused,
        compare=Comparer(collected.environment, budget, plan.budgets(budget)) if budget else lambda picture: picture,
    )
