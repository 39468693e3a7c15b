"""Follows a guide: runs its scenarios in a browser and assembles what they proved.

The scenarios are pytest tests. pytest is started in this process, with only the plugins that are named, so that other
packages on a machine cannot change the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import InterruptedRunError, StapsgewijsError
from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.features import features_in, is_about, same_names, scenarios_in
from stapsgewijs.evidence.last_run import LastRun, load_last_run, save_last_run
from stapsgewijs.evidence.rerun import Plan, merge, plan_rerun
from stapsgewijs.files import digests_of
from stapsgewijs.runner.commit import commit_of
from stapsgewijs.runner.pytest_run import Collector, Proved
from stapsgewijs.runner.settings import GUIDE
from stapsgewijs.screenshots.comparison import STRICT
from stapsgewijs.screenshots.regression import ScreenshotComparer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.runner.settings import Settings
    from stapsgewijs.screenshots.comparison import Budget, PictureResult
    from stapsgewijs.screenshots.plan import CapturePlan

ELSEWHERE: Final = "what the browser runs in is not what it was last time: everything is run"
"""What is said where nothing of the last run can be used after all."""


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
    if former.conditions.get(GUIDE) != settings.conditions[GUIDE]:
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
