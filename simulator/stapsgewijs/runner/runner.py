"""Following a guide: run the scenarios in a browser and put together what they proved.

The scenarios are pytest tests; pytest is started here, in this process, with only the plugins that are
named, so that what else is installed on a machine cannot change the outcome.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs import __version__
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.features import features_in, find_scenarios, same_names, scenarios_in
from stapsgewijs.evidence.last_run import (
    FILE_NAME,
    LastRun,
    digest_of_all,
    digests_of,
    load_last_run,
    save_last_run,
    state_of_all,
)
from stapsgewijs.evidence.rerun import Plan, merge, plan_rerun
from stapsgewijs.guide.analysis import GuideAnalysis, LabelMode, study
from stapsgewijs.labels import FEATURE_LOCALE, Catalogue
from stapsgewijs.resources import GUIDE_NAME, shipped
from stapsgewijs.runner.pytest_run import Collector
from stapsgewijs.screenshots.comparison import STRICT, Budget
from stapsgewijs.screenshots.plan import CapturePlan, plan_captures
from stapsgewijs.screenshots.regression import ScreenshotComparer
from stapsgewijs.screenshots.settings import NOTHING, CaptureOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.screenshots.comparison import PictureResult

UNUSED = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "pastebin"),
    *("setuponly", "setupplan", "stepwise", "threadexception", "unittest", "unraisableexception"),
)
"""Parts of pytest that a verification has no use for, and that take their time."""

_GUIDE: Final = "the guide"
"""The name of the condition that a run was of this guide, word for word."""

PLUGINS = ("pytest_playwright.pytest_playwright", "pytest_bdd.plugin", "stapsgewijs.scenarios.plugin.plugin")


@dataclass(frozen=True, slots=True)
class Settings:
    """What to follow and how; None means what ships with the program.

    `only` is one scenario, by its name or as `FILE:LINE`; `remembers`: the run is kept for a later one, and
    `last_failed`: what passed in the former run is not run again. `leave` are tests that are not run.
    """

    pictures: Path
    guide: Path | None = None
    features: Path | None = None
    site: Path | None = None
    labels: LabelMode = LabelMode.PRODUCT
    every_scenario: bool = False
    workers: int = 0
    headed: bool = False
    extra: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    unused: bool = False
    config: Path | None = None
    wish: CaptureOptions = NOTHING
    only: str = ""
    remembers: bool = False
    last_failed: bool = False
    leave: tuple[str, ...] = ()

    def captures(self, known: GuideAnalysis) -> CapturePlan:
        """Return how pictures are captured; raises `DocumentError` for settings that mean nothing for this guide."""
        features = Catalogue.load((self.site or shipped("site")) / "labels", FEATURE_LOCALE)
        return plan_captures(known, features, config=self.config, last=self.wish)

    @property
    def features_place(self) -> Path:
        """The features to run; raises `StapsgewijsError` when they are not there."""
        place = Path(os.path.abspath(self.features or shipped("features")))  # noqa: PTH100  # resolve() follows links
        if not place.exists():
            msg = f"{place}: no such folder of features"
            raise StapsgewijsError(msg)
        return place

    @property
    def remembered(self) -> Path:
        """The file in which a run is kept for the next time."""
        return self.pictures.absolute().parent / FILE_NAME

    @property
    def conditions(self) -> dict[str, str]:
        """Return digests of what every scenario depends on, by the name by which a person knows it."""
        guides, site, program = shipped("guides"), self.site or shipped("site"), Path(__file__).parents[1]
        guide = self.guide or guides / "nl" / GUIDE_NAME
        code = state_of_all(program, shipped("steps"), pattern="*.py")
        return {
            _GUIDE: f"{guide.absolute()} {digest_of_all(guide, guides / 'en' / GUIDE_NAME)}",
            "the site": digest_of_all(site),
            "the label option": str(self.labels),
            "the system": " ".join(_without_accounts(self.system)),
            "the program": f"{__version__} {code}",
        }

    def study(self) -> GuideAnalysis:
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
        features = self.features_place
        arguments = [str(features), f"--rootdir={features}", "-c", str(Path(__file__).with_name("pytest.ini"))]
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
        arguments += self._selection()
        if self.workers:
            arguments += ["-p", "xdist", "-n", str(self.workers)]
        if self.unused:
            arguments += ["--unused"]
        if self.headed:
            arguments += ["--headed"]
        return [*arguments, *self._about_captures(), *self.system, *self.extra]

    def _about_captures(self) -> Iterator[str]:
        if self.config:
            yield from ("--picture-settings", str(self.config.absolute()))
        if self.wish.highlights is not None:
            yield from ("--highlights", "yes" if self.wish.highlights else "no")

    def _selection(self) -> list[str]:
        left = [argument for each in self.leave for argument in ("--leave", each)]
        if self.only:
            found = find_scenarios(scenarios_in(self.features_place), self.only)
            return [*left, *(argument for each in found for argument in ("--only", f"{each.feature}:{each.line}"))]
        return left if self.every_scenario else [*left, "-m", "gids"]


def _without_accounts(arguments: Sequence[str]) -> list[str]:
    """Return the arguments about a system without who signs in there: passwords are kept nowhere."""
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    return [f"{name}={value}" for name, value in pairs if name != "--system-account"]


def verify(
    settings: Settings,
    known: GuideAnalysis,
    listeners: Sequence[object] = (),
    *,
    budget: Budget | None = STRICT,
    say: Callable[[str], object] = lambda _: None,
) -> Run:
    """Follow the guide of `settings` and return what was proved.

    Pictures are held against the accepted ones; `budget` is how much may differ where the settings of the project do
    not say it of a picture, None compares nothing.

    `listeners` are pytest plugins that are told of each step as it ends; `say` is given a line about what is not
    run because it is known already. Raises `StapsgewijsError` when the features cannot be used or the scenarios
    could not be started at all.
    """
    collected = Collector()
    captured = settings.captures(known)
    if settings.remembers:
        _follow_and_remember(settings, captured, collected, listeners, say)
    else:
        collected.follow(settings.arguments(), listeners)
    return _assembled(settings, known, captured, collected, budget)


def recalled(settings: Settings, known: GuideAnalysis, *, budget: Budget = STRICT) -> Run:
    """Return what the last run of the guide proved, its pictures held against what is accepted now.

    Raises `StapsgewijsError` when there was no such run, or its pictures are no longer there.
    """
    former = load_last_run(settings.remembered)
    again = "leave out --last to take them now"
    if former is None:
        msg = f"{settings.remembered}: no pictures were taken here yet; {again}"
        raise StapsgewijsError(msg)
    if former.conditions.get(_GUIDE) != settings.conditions[_GUIDE]:
        msg = f"{settings.remembered}: the last pictures are of another guide, or it was changed since; {again}"
        raise StapsgewijsError(msg)
    for picture in former.lost_pictures():
        msg = f"{picture}: is not the picture that the last run took; {again}"
        raise StapsgewijsError(msg)
    collected = Collector(list(former.scenarios), dict(former.environment), list(former.unused))
    return _assembled(settings, known, settings.captures(known), collected, budget)


def _assembled(
    settings: Settings, known: GuideAnalysis, captured: CapturePlan, collected: Collector, budget: Budget | None
) -> Run:
    compare = ScreenshotComparer(collected.environment, budget, captured.budgets(budget)) if budget else _as_it_is
    return assemble(
        known.guide,
        known.bindings,
        known.findings,
        [replace(each, feature=_from_here(each.feature)) for each in collected.scenarios],
        media_root=known.guide.path.parent,
        environment=tuple(sorted(collected.environment.items())),
        pages=known.pages,
        unused=collected.unused,
        duplicate_scenarios=same_names(settings.features_place, lambda file: _from_here(str(file))),
        compare=compare,
    )


def _as_it_is(picture: PictureResult) -> PictureResult:
    return picture


def _follow_and_remember(
    settings: Settings,
    captured: CapturePlan,
    collected: Collector,
    listeners: Sequence[object],
    say: Callable[[str], object],
) -> None:
    """Run what is not known yet, add what is, and keep it all for the next time."""
    place = settings.remembered
    conditions = {**settings.conditions, "how pictures are captured": str(dict(captured.described()))}
    features = digests_of(features_in(settings.features_place))
    former, plan, chosen = None, Plan(""), settings
    if settings.last_failed or settings.only:
        former = load_last_run(place)
        written = scenarios_in(settings.features_place)
        plan = plan_rerun(former, conditions, written, every=settings.every_scenario or bool(settings.only))
    if settings.last_failed:
        say(plan.reason)
        chosen = replace(settings, leave=() if settings.only else plan.done)
    try:
        collected.follow(chosen.arguments(), listeners)
        if former and chosen.leave and collected.environment not in ({}, former.environment):
            say("what the browser runs in is not what it was last time: everything is run")
            plan = Plan("")
            collected.scenarios.clear()
            collected.follow(replace(settings, leave=()).arguments(), listeners)
    finally:
        if former and settings.last_failed:
            collected.environment = collected.environment or dict(former.environment)
            collected.unused = collected.unused or list(former.unused)
        known = merge(plan.reused, collected.scenarios)
        if collected.scenarios:
            save_last_run(place, LastRun.of(conditions, collected.environment, features, known, collected.unused))
    if settings.last_failed:
        collected.scenarios = known


def _from_here(file: str) -> str:
    """Return the path of a file as seen from this folder, which is how tools find it; elsewhere as it is."""
    here = Path.cwd()
    return Path(file).relative_to(here).as_posix() if Path(file).is_relative_to(here) else file
