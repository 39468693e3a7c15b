"""Follows a guide: runs its scenarios in a browser and assembles what they proved.

The scenarios are pytest tests. pytest is started in this process, with only the plugins that are named, so that other
packages on a machine cannot change the outcome.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs import __version__
from stapsgewijs.errors import InterruptedRunError, StapsgewijsError
from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.features import (
    FOLLOWS_MARKER,
    features_in,
    find_scenarios,
    is_about,
    same_names,
    scenarios_in,
)
from stapsgewijs.evidence.last_run import FILE_NAME, LastRun, load_last_run, save_last_run
from stapsgewijs.evidence.rerun import Plan, merge, plan_rerun
from stapsgewijs.files import digest_of_all, digests_of, real_path, refuse_link, state_of_all
from stapsgewijs.guide.analysis import GuideAnalysis, LabelMode, analyse
from stapsgewijs.labels import Catalogue
from stapsgewijs.project import Project, default_project, shipped
from stapsgewijs.runner.commit import commit_of
from stapsgewijs.runner.pytest_run import PLUGINS, Collector, Proved
from stapsgewijs.screenshots.comparison import STRICT, Budget
from stapsgewijs.screenshots.plan import CapturePlan, plan_captures
from stapsgewijs.screenshots.regression import ScreenshotComparer
from stapsgewijs.screenshots.settings import NOTHING, CaptureOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.evidence.shard import Part
    from stapsgewijs.screenshots.comparison import PictureResult

UNUSED = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "pastebin"),
    *("setuponly", "setupplan", "stepwise", "threadexception", "unittest", "unraisableexception"),
)
"""Parts of pytest that a verification has no use for, and that take their time."""

TRACES: Final = "traces"
"""The folder for what pytest-playwright keeps: `-- --tracing on`."""

ELSEWHERE: Final = "what the browser runs in is not what it was last time: everything is run"
"""What is said where nothing of the last run can be used after all."""
_GUIDE: Final = "the guide"
"""The name of the condition that a run was of this guide, word for word."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What to follow and how; None means what ships with the program.

    `only` is one scenario, by its name or as `FILE:LINE`; `remembers`: the run is kept for a later one, and
    `last_failed`: what passed in the former run is not run again. `leave` are tests that are not run; of a `part` only
    its scenarios are.
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
    capture_options: CaptureOptions = NOTHING
    only: str = ""
    remembers: bool = False
    last_failed: bool = False
    leave: tuple[str, ...] = ()
    part: Part | None = None
    browser_server: str = ""
    project: Project = field(default_factory=default_project)

    def captures(self, known: GuideAnalysis) -> CapturePlan:
        """Return how pictures are captured; raises `DocumentError` for settings that mean nothing for this guide."""
        folder, language = self.site_place / "labels", self.project.feature_language
        is_told = self.label_mode is LabelMode.PAGE
        features = Catalogue(language, {}, {}) if is_told else Catalogue.load(folder, language)
        return plan_captures(known, features, config=self.config, last=self.capture_options)

    @property
    def features_place(self) -> Path:
        """The features to run; raises `StapsgewijsError` when they are not there."""
        place = Path(os.path.abspath(self.features or self.project.features))  # noqa: PTH100  # resolve() follows links
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
        return {**self.guide_condition, **self.other_conditions}

    @property
    def conditions_digest(self) -> str:
        """One digest of what a run depends on: where it is the same, a step should end in the same way."""
        features = digest_of_all(self.features_place, pattern="*.feature")
        told = "\0".join([*self.conditions.values(), features])
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def guide_condition(self) -> dict[str, str]:
        """Return that of `conditions` which is another for each guide."""
        guide = self.guide_place
        return {_GUIDE: f"{guide} {digest_of_all(guide, self.project.reference_of(guide))}"}

    @property
    def other_conditions(self) -> dict[str, str]:
        """Return those of `conditions` that are the same for guides of one run."""
        code = state_of_all(Path(__file__).parents[1], self.project.steps, pattern="*.py")
        return {
            "the site": digest_of_all(self.site_place),
            "the label option": str(self.label_mode),
            "the system": " ".join(_conditions(self.system)),
            "the program": f"{__version__} {code}",
        }

    @property
    def features_root(self) -> Path:
        """The folder that the paths of features are seen from."""
        place = self.features_place
        return place if place.is_dir() else place.parent

    @property
    def taken(self) -> list[str]:
        """The scenarios of the part, as FEATURE:LINE."""
        return [str(self.features_root / each) for each in self.part.mine] if self.part else []

    @property
    def is_own_target(self) -> bool:
        """Whether a product is followed, and not a simulator."""
        return "--system-network" in self.system if self.system else bool(self.project.target.base_url)

    def budget(self, compares: bool | None) -> Budget | None:  # noqa: FBT001  # three ways of an option
        """Return how much pictures may differ; None compares none, as of a product unless somebody asks for it."""
        return STRICT if (not self.is_own_target if compares is None else compares) else None

    @property
    def stands_in(self) -> bool:
        """Whether the simulator that ships stands in for a product that nobody named: the guide is not ours."""
        ours = real_path(shipped("guides"))
        is_other = not real_path(self.guide_place).is_relative_to(ours)
        return is_other and not self.system and not self.is_own_target and self.site_place == default_project().site

    @property
    def label_mode(self) -> LabelMode:
        """Whose labels the pages show: of a product that is followed by features of its own, only they tell."""
        own = self.features_place != default_project().features
        return LabelMode.PAGE if own and self.is_own_target else self.labels

    @property
    def guide_place(self) -> Path:
        """The guide to follow."""
        return (self.guide or self.project.guide).absolute()

    @property
    def site_place(self) -> Path:
        """The folder with templates, static files and catalogues."""
        return self.site or self.project.site

    def is_like(self, other: Settings) -> bool:
        """Return whether both can be followed in one run: all but the guide and what is known of it is the same."""
        return self._shared == other._shared

    @property
    def _shared(self) -> Settings:
        return replace(self, guide=None, pictures=Path(), leave=(), part=None)

    def analyse(self) -> GuideAnalysis:
        """Read the guide, or raise what is wrong with it."""
        guide = self.guide or self.project.guide
        return analyse(
            guide,
            labels=self.site_place / "labels",
            pivot=self.project.reference_of(guide),
            mode=self.label_mode,
        )

    def arguments(self, others: Sequence[Settings] = ()) -> list[str]:
        """Return the command line for pytest; `others` follow other guides in the same run (`is_like`)."""
        features = self.features_place
        # A conftest.py above the features is of the product's own tests.
        arguments = [
            str(features),
            f"--rootdir={features}",
            f"--confcutdir={features}",
            "-c",
            str(Path(__file__).with_name("pytest.ini")),
        ]
        every = (self, *others)
        for each in every:
            arguments += ["--pictures", str(each.pictures.absolute())]
        arguments += [f"--labels={self.label_mode}"]
        arguments += ["--disable-plugin-autoload", "--assert=plain"]
        for plugin in PLUGINS:
            arguments += ["-p", plugin]
        for costly in UNUSED:
            arguments += ["-p", f"no:{costly}"]
        # Nothing is captured: what the listeners print has to be seen while it happens.
        arguments += ["--capture=no", "--output", str(traces_of(every))]
        if self.guide or others:
            for each in every:
                arguments += ["--guide", str(each.guide_place)]
        arguments += self._places()
        arguments += self._selection(others)
        if self.workers:
            arguments += ["-p", "xdist", "-n", str(self.workers)]
        if self.unused:
            arguments += ["--unused"]
        if self.headed:
            arguments += ["--headed"]
        if self.browser_server:
            arguments += ["--browser-server", self.browser_server]
        return [*arguments, *self._about_captures(), *self.system, *self.extra]

    def _places(self) -> Iterator[str]:
        if self.project != default_project():
            yield from ("--project", str(self.project.settings))
        if self.site:
            yield from ("--site", str(self.site.absolute()))

    def _about_captures(self) -> Iterator[str]:
        if self.config:
            yield from ("--picture-settings", str(self.config.absolute()))
        if self.capture_options.highlights is not None:
            yield from ("--highlights", "yes" if self.capture_options.highlights else "no")

    def _selection(self, others: Sequence[Settings]) -> list[str]:
        every = list(enumerate((self, *others)))
        leave = [f"{number}@{test}" if others else test for number, each in every for test in each.leave]
        left = [argument for each in leave for argument in ("--leave", each)]
        if self.part:
            taken = [f"{number}@{place}" if others else place for number, each in every for place in each.taken]
            marked = () if self.only or self.every_scenario else ("-m", FOLLOWS_MARKER)
            return [*left, *(argument for each in taken for argument in ("--only", each)), *marked]
        if self.only:
            found = find_scenarios(scenarios_in(self.features_place), self.only)
            return [*left, *(argument for each in found for argument in ("--only", f"{each.feature}:{each.line}"))]
        return left if self.every_scenario else [*left, "-m", FOLLOWS_MARKER]


def _conditions(arguments: Sequence[str]) -> list[str]:
    """Return which system is followed, without passwords, which are kept nowhere, and what is another in each run."""
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    return [f"{name}={value}" for name, value in pairs if name == "--base-url"]


def verify(
    settings: Settings,
    known: GuideAnalysis,
    listeners: Sequence[object] = (),
    *,
    budget: Budget | None = STRICT,
    say: Callable[[str], object] = lambda _: None,
) -> Run:
    """Follow the guide of `settings` and return what was proved: `verify_all` for one.

    Raises what `verify_all` does; `InterruptedRunError.partial` is the `Run` so far.
    """
    runs = _verified({"": settings}, {"": known}, {"": listeners}, budget, lambda _, line: say(line))
    if runs.is_interrupted:
        raise InterruptedRunError(runs.found[""])
    return runs.found[""]


def verify_all(
    plans: Mapping[str, Settings],
    known: Mapping[str, GuideAnalysis],
    listeners: Mapping[str, Sequence[object]] = MappingProxyType({}),
    *,
    budget: Budget | None = STRICT,
    say: Callable[[str, str], object] = lambda _name, _line: None,
) -> dict[str, Run]:
    """Follow several guides, each by a name, in one run, with one browser and one simulator for all.

    Pictures are held against the accepted ones; `budget` is how much may differ where the settings of the project do
    not say it of a picture, None compares nothing.

    `listeners` of a guide are told of each of its steps as it ends (see `Collector`); `say` is given the name of a
    guide and a line about what is not run because it is known already. Plans that differ in more than their guide are
    run after one another. Raises `StapsgewijsError` when the features cannot be used or the scenarios could not be
    started at all, `InterruptedRunError` with the runs so far, by name, when somebody ends it.
    """
    runs = _verified(plans, known, listeners, budget, say)
    if runs.is_interrupted:
        raise InterruptedRunError(runs.found)
    return runs.found


@dataclass(frozen=True, slots=True)
class _Runs:
    found: dict[str, Run]
    is_interrupted: bool


def _verified(
    plans: Mapping[str, Settings],
    known: Mapping[str, GuideAnalysis],
    listeners: Mapping[str, Sequence[object]],
    budget: Budget | None,
    say: Callable[[str, str], object],
) -> _Runs:
    follows = [_Following(name, settings, known[name]) for name, settings in plans.items()]
    groups = _grouped(follows)
    for group in groups:
        shared = _Shared.of(group[0].settings)
        for each in group:
            each.prepare(say, shared)
    is_interrupted = False
    try:
        for group in groups:
            is_interrupted = _follow(group, listeners)
            if not is_interrupted:
                is_interrupted = _follow([each for each in group if each.starts_anew(say)], listeners)
            if is_interrupted:
                break
    finally:
        for each in follows:
            each.keep()
    runs = {each.name: assembled(each.settings, each.known, each.captured, each.proved, budget) for each in follows}
    return _Runs(runs, is_interrupted)


def _grouped(follows: Iterable[_Following]) -> list[list[_Following]]:
    groups: list[list[_Following]] = []
    for each in follows:
        group = next((group for group in groups if group[0].settings.is_like(each.settings)), None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    return groups


def _follow(group: Sequence[_Following], listeners: Mapping[str, Sequence[object]]) -> bool:
    """Run the scenarios of some guides, and return whether somebody ended it before its end."""
    if not group:
        return False
    if all(each.settings.part and not each.settings.taken for each in group):
        for each in group:  # pytest takes no name for every name
            each.is_whole = True
        return False
    collector = Collector([each.known for each in group], [listeners.get(each.name, ()) for each in group])
    first, *others = (each.chosen for each in group)
    try:
        collector.follow(first.arguments(others))
    finally:
        for each, proved, is_whole in zip(group, collector.proved, collector.are_whole(), strict=True):
            each.proved, each.is_whole = proved, is_whole
    return collector.is_interrupted


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same for all guides of one run, found out once; empty for a run that is not remembered."""

    conditions: Mapping[str, str] = field(default_factory=dict)
    features: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> _Shared:
        if not settings.remembers:
            return cls()
        return cls(settings.other_conditions, digests_of(features_in(settings.features_place)))


@dataclass
class _Following:
    """One guide of a run: what is run of it, what was proved, and what is known from before."""

    name: str
    settings: Settings
    known: GuideAnalysis
    proved: Proved = field(default_factory=Proved)
    is_whole: bool = False

    def prepare(self, say: Callable[[str, str], object], shared: _Shared) -> None:
        """Find out what is known already; raises what `Settings.captures` does."""
        settings = self.chosen = self.settings
        self.captured = settings.captures(self.known)
        self.former: LastRun | None = None
        self.plan = Plan("")
        if not settings.remembers:
            return
        pictures = {"how pictures are captured": str(dict(self.captured.described()))}
        self.conditions = {**settings.guide_condition, **shared.conditions, **pictures}
        self.features = shared.features
        if settings.last_failed or settings.only:
            self.former = load_last_run(settings.remembered)
            every_one = scenarios_in(settings.features_place)
            written = [each for each in every_one if is_about(each.tags, *self.known.edition)]
            every = settings.every_scenario or bool(settings.only)
            if settings.part:
                mine = set(settings.taken)
                written = [each for each in written if f"{each.feature}:{each.line}" in mine]
                if self.former:  # it may have been another part
                    held = [each for each in self.former.scenarios if f"{each.feature}:{each.line}" in mine]
                    self.former = replace(self.former, scenarios=tuple(held))
            self.plan = plan_rerun(self.former, self.conditions, written, every=every)
        if settings.last_failed:
            say(self.name, self.plan.reason)
            self.chosen = replace(settings, leave=() if settings.only else self.plan.done)

    def starts_anew(self, say: Callable[[str, str], object]) -> bool:
        """Return whether all has to be run after all, because what it runs in is not what it was."""
        if not (self.former and self.chosen.leave):
            return False
        if self.proved.environment in ({}, self.former.environment):
            return False
        say(self.name, ELSEWHERE)
        self.plan, self.chosen = Plan(""), replace(self.settings, leave=())
        return True

    def keep(self) -> None:
        """Add what was known, and keep it all for the next time."""
        settings, proved = self.settings, self.proved
        if not settings.remembers:
            return
        if self.former and settings.last_failed:
            proved.environment = proved.environment or dict(self.former.environment)
            proved.unused = proved.unused or list(self.former.unused)
        proved.commit = commit_of(settings.guide_place)
        known = merge(self.plan.reused, proved.scenarios)
        if proved.scenarios or settings.part:
            part = replace(settings.part, is_whole=self.is_whole) if settings.part else None
            root = settings.features_root
            former = LastRun.of(
                self.conditions,
                proved.environment,
                self.features,
                known,
                proved.unused,
                root=root,
                part=part,
                version=proved.version,
                commit=proved.commit,
            )
            save_last_run(settings.remembered, former)
        if settings.last_failed:
            proved.scenarios = known


class Former(NamedTuple):
    """The run of a guide before this one, and what of it holds still."""

    plan: Plan
    run: LastRun | None

    def is_of(self, environment: Mapping[str, str]) -> bool:
        """Return whether it was run in this environment; where nothing was run now, it was."""
        return not environment or self.run is None or self.run.environment == environment


NOT_KNOWN: Final = Former(Plan(""), None)
"""Nothing is known of before."""


def former_runs(plans: Mapping[str, Settings], known: Mapping[str, GuideAnalysis]) -> dict[str, Former]:
    """Return what is known of guides from before, by their names, for a run that others follow."""
    found: dict[str, Former] = {}
    shared = _Shared.of(next(iter(plans.values())))
    for name, settings in plans.items():
        following = _Following(name, settings, known[name])
        following.prepare(lambda _name, _line: None, shared)
        found[name] = Former(following.plan, following.former)
    return found


def traces_of(plans: Iterable[Settings]) -> Path:
    """Return the folder for what pytest-playwright keeps of one run; raises `StapsgewijsError` where it is a link."""
    traces = Path(os.path.commonpath([each.pictures.absolute().parent for each in plans]), TRACES)
    refuse_link(traces)  # it is emptied
    return traces


TAKE_AGAIN: Final = "leave out --last to take them now"
FOLLOW_AGAIN: Final = "follow the guide first: stapsgewijs verify"
"""What to do where there is no last run that can be told of."""


def recalled(
    settings: Settings, known: GuideAnalysis, *, budget: Budget | None = STRICT, again: str = TAKE_AGAIN
) -> Run:
    """Return what the last run of the guide proved, its pictures held against what is accepted now.

    `again` says what to do where that cannot be.

    Raises `StapsgewijsError` when there was no such run, or its pictures are no longer there.
    """
    former = load_last_run(settings.remembered)
    if former is None:
        msg = f"{settings.remembered}: no pictures were taken here yet; {again}"
        raise StapsgewijsError(msg)
    if former.conditions.get(_GUIDE) != settings.conditions[_GUIDE]:
        msg = f"{settings.remembered}: the last pictures are of another guide, or it was changed since; {again}"
        raise StapsgewijsError(msg)
    for picture in former.lost_pictures():
        msg = f"{picture}: is not the picture that the last run took; {again}"
        raise StapsgewijsError(msg)
    proved = Proved(
        list(former.scenarios), dict(former.environment), list(former.unused), former.version, former.commit
    )
    return assembled(settings, known, settings.captures(known), proved, budget)


def assembled(
    settings: Settings, known: GuideAnalysis, captured: CapturePlan, proved: Proved, budget: Budget | None
) -> Run:
    """Return the run of what was proved, its pictures held against what is accepted now."""
    compare = ScreenshotComparer(proved.environment, budget, captured.budgets(budget)) if budget else _as_it_is
    run = assemble(
        known.guide,
        known.bindings,
        known.findings,
        [replace(each, feature=_from_here(each.feature)) for each in proved.scenarios],
        media_root=known.guide.path.parent,
        kept=settings.project.kept_pictures(known.guide.language),
        environment=tuple(sorted(proved.environment.items())),
        pages=known.pages,
        against=known.against,
        unused=proved.unused,
        duplicate_scenarios=same_names(settings.features_place, lambda file: _from_here(str(file))),
        compare=compare,
    )
    run = replace(run, version=proved.version, commit=proved.commit, stands_in=settings.stands_in)
    return replace(run, part=settings.part.shard) if settings.part else run


def _as_it_is(picture: PictureResult) -> PictureResult:
    return picture


def _from_here(file: str) -> str:
    """Return the path of a file as seen from this folder, which is how tools find it; elsewhere as it is."""
    here = Path.cwd()
    return Path(file).relative_to(here).as_posix() if Path(file).is_relative_to(here) else file
