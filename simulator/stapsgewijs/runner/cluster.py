"""Follows guides on a cluster: in parts that come back as the folders that `--shard` leaves, and one run of all."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.browser import ensure_browser
from stapsgewijs.cluster import RefusedWorkerError
from stapsgewijs.errors import InterruptedRunError, StapsgewijsError
from stapsgewijs.evidence.last_run import FILE_NAME, load_last_run
from stapsgewijs.evidence.shard import NOT_MEASURED, Durations, Part
from stapsgewijs.files import refuse_link
from stapsgewijs.interruption import Interruption
from stapsgewijs.project import find_project
from stapsgewijs.runner.parts import SEVERAL, TAKEN, Division, Kept, Parts, check, digests_here, system_of
from stapsgewijs.runner.runner import NOT_KNOWN, verify_all
from stapsgewijs.runner.settings import TRACES, Settings, traces_of
from stapsgewijs.runner.target import Wish, open_target
from stapsgewijs.screenshots.settings import NOTHING, CaptureOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from stapsgewijs.cluster import Cluster
    from stapsgewijs.evidence.run import Run
    from stapsgewijs.guide.analysis import GuideAnalysis, LabelMode
    from stapsgewijs.runner.runner import Former
    from stapsgewijs.screenshots.comparison import Budget

_PARTS_APIECE: Final = 4
"""Parts for each that is followed at the same time: the last ones end at about the same time, and few begin."""
_FEWEST: Final = 4
"""Scenarios of a part, at least, where there are enough for everybody: a part costs as much to begin as two of them."""
_SCENARIOS: Final = 64
"""Scenarios of a part, at most, or about: what a worker that dies has to have done again."""


_OF_A_MACHINE: Final = ("system", "browser", "fonts")
"""What of the environment of a run is not of its guide."""


class Asked(NamedTuple):
    """What a run was asked for, as another machine understands it; paths are of the folder that all share."""

    labels: LabelMode
    features: Path | None = None
    site: Path | None = None
    config: Path | None = None
    every_scenario: bool = False
    only: str = ""
    unused: bool = False
    extra: tuple[str, ...] = ()
    captures: CaptureOptions = NOTHING
    browser_server: str = ""
    wish: Wish = Wish()

    @classmethod
    def of(cls, settings: Settings, wish: Wish) -> Asked:
        """Return what these settings were made of."""
        return cls(
            settings.labels,
            settings.features,
            settings.site,
            settings.config,
            settings.every_scenario,
            settings.only,
            settings.unused,
            settings.extra,
            settings.capture_options,
            settings.browser_server,
            wish,
        )


class _Job(NamedTuple):
    """A part of a run: what was asked, and each guide by its name, with what of it is followed."""

    asked: Asked
    guides: Mapping[str, tuple[Path | None, Part]]


def follow_part(job: _Job) -> bytes:
    """Follow a part, in a process of a worker; returns the folder that it left, as a ZIP file."""
    try:
        project = find_project(Path.cwd(), job.asked.config)
        with TemporaryDirectory(prefix="stapsgewijs-") as name:
            folder = Path(name)
            plans = {name: _plan(job, name, folder) for name in job.guides}
            known = {name: each.analyse() for name, each in plans.items()}
            _compare(job, plans, known)
            if not job.asked.browser_server:
                ensure_browser(tell=lambda _: None)
            with open_target(project, job.asked.wish, lambda _: None) as system:
                for guide, (_, part) in job.guides.items():
                    plan = replace(plans[guide], system=system)
                    plans[guide] = replace(plan, part=replace(part, system=system_of(plan)))
                try:
                    verify_all(plans, known, budget=None)
                except InterruptedRunError:  # whoever ended it wants no answer
                    raise KeyboardInterrupt from None
                except StapsgewijsError as error:
                    raise _FailedError(error) from None
            return packed(folder)
    except _FailedError as error:
        raise error.why from None
    except StapsgewijsError as error:  # where all was well on the machine that asked, it is for want of something here
        raise RefusedWorkerError(str(error)) from None


class _FailedError(Exception):
    """What was followed could not be, on whatever machine."""

    def __init__(self, why: StapsgewijsError) -> None:
        super().__init__(why)
        self.why = why


def _plan(job: _Job, name: str, folder: Path) -> Settings:
    asked, (guide, part) = job.asked, job.guides[name]
    return Settings(
        folder / SEVERAL / name / TAKEN,
        guide,
        asked.features,
        asked.site,
        asked.labels,
        asked.every_scenario,
        extra=asked.extra,
        unused=asked.unused,
        config=asked.config,
        capture_options=asked.captures,
        only=asked.only,
        remembers=True,
        browser_server=asked.browser_server,
        project=asked.wish.of(find_project(Path.cwd(), asked.config)),
        part=part,
        system=part.system,
    )


def _compare(job: _Job, plans: Mapping[str, Settings], known: Mapping[str, GuideAnalysis]) -> None:
    """Raise `RefusedWorkerError` where what is here is not what the part was made with."""
    for name, here in digests_here(plans, known).items():
        guide, part = job.guides[name]
        for what, digest in here.items():
            if part.digests.get(what) != digest:
                msg = (
                    f"{what} ({guide or 'of the project'}) is another one there than here; every worker needs the same"
                )
                raise RefusedWorkerError(msg)


def packed(folder: Path) -> bytes:
    """Return a folder as a ZIP file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for each in sorted(folder.rglob("*")):
            way = each.relative_to(folder)
            if each.is_file() and not each.is_symlink():
                archive.write(each, way.as_posix())
    return whole.getvalue()


@dataclass
class ClusterRun:
    """A run whose parts are followed by the workers of a cluster; `runs` are those of the guides that are whole.

    `told` is called with the name of a guide and what a part left of it, as each comes, and `ended` when guides are
    whole. Reading what came, and what it is made of, is in `folder`. What is known of before (`former`) is not followed
    again; `is_elsewhere` says that it was of another environment after all, and is not in the runs. `warn` is told of
    what is left out.
    """

    cluster: Cluster
    plans: Mapping[str, Settings]
    known: Mapping[str, GuideAnalysis]
    asked: Asked
    folder: Path
    budget: Budget | None
    durations: Durations = NOT_MEASURED
    told: Callable[[str, Kept], object] = lambda _name, _kept: None
    ended: Callable[[Mapping[str, Run]], object] = lambda _runs: None
    runs: dict[str, Run] = field(default_factory=dict)
    was_stopped: bool = False
    former: Mapping[str, Former] = field(default_factory=dict)
    is_elsewhere: bool = False
    warn: Callable[[str], object] = lambda _: None
    seconds: dict[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Divide the run."""
        division = Division(self.plans, self.known, self.former)
        units = division.units
        slots = self.cluster.slots
        count = max(slots, min(slots * _PARTS_APIECE, len(units) // _FEWEST), -(-len(units) // _SCENARIOS))
        self._pieces = division.cut(min(count, max(1, len(units))), self.durations)
        self.scenarios = len(units)
        self._open = dict.fromkeys(self.plans, 0)
        for piece in self._pieces:
            for name in piece:
                self._open[name] += 1
        self._kept: dict[str, list[Kept]] = {name: [] for name in self.plans}
        self._came: dict[int, dict[str, Kept]] = {}
        self._environment: dict[str, str] = {}
        self._parts = Parts({})

    def follow(self) -> None:
        """Follow all parts until their end or an interruption; then what is there makes runs too (`was_stopped`).

        Raises `StapsgewijsError` for what ended the run, when what came until then was made runs, and is kept.
        """
        self._traces = traces_of(self.plans.values())
        shutil.rmtree(self._traces, ignore_errors=True)
        interruption = Interruption(raise_at_once=True)
        try:
            with interruption.heeded():
                results = self.cluster.results(follow_part, self.jobs(), check=self._check)
                for number, _ in results:
                    with interruption.postponed():
                        self._take(number)
        except KeyboardInterrupt:
            self.was_stopped = True
        finally:
            for name in [each for each in self.plans if each not in self.runs]:
                self._merge(name)
            self.runs = {name: self.runs[name] for name in self.plans}

    @property
    def extent(self) -> str:
        """How many parts there are."""
        return f"{len(self._pieces)} part{'' if len(self._pieces) == 1 else 's'}"

    def measured(self) -> Durations:
        """Return how long scenarios took, those that were not followed as they were known before."""
        whole = {guide: {name: dict(each) for name, each in of.items()} for guide, of in self.durations.seconds.items()}
        for guide, features in self.seconds.items():
            for feature, scenarios in features.items():
                whole.setdefault(guide, {}).setdefault(feature, {}).update(scenarios)
        return Durations(whole)

    def jobs(self) -> Iterator[tuple[str, _Job]]:
        """Give the parts, each with a name for messages."""
        for piece in self._pieces:
            guides = {name: (self.plans[name].guide, part) for name, part in piece.items()}
            places = [
                f"{part.places['guide'].partition(':')[2]}, {mine}" for part in piece.values() for mine in part.mine
            ]
            more = f" and {len(places) - 1} more" if len(places) > 1 else ""
            yield f"{places[0] if places else next(iter(guides), '')}{more}", _Job(self.asked, guides)

    def _check(self, archive: bytes) -> str:
        """Return why what a worker sent cannot be used; empty when it was kept to be taken."""
        number, left, why = self._unpacked(archive)
        if why:
            return why
        for each in left.values():
            found = {name: each.run.environment.get(name, "") for name in _OF_A_MACHINE}
            found["fonts"] = found["fonts"].partition(",")[0]  # behind it, what they lack for a language
            for name, value in found.items() if each.run.environment else ():
                if self._environment.setdefault(name, value) != value:
                    known = self._environment[name]
                    return f"{name} is {value} there, and {known} where the first part was followed: pictures differ"
        self._came[number] = left
        return ""

    def _keep_traces(self, place: Path, number: int) -> None:
        """Put what pytest wrote besides (`--trace on`, `--video on`) where a run here has it, of each part apart."""
        for each in place.rglob(TRACES):
            if each.is_dir():
                target = traces_of(self.plans.values()) / f"part-{number}"
                refuse_link(target)
                shutil.copytree(each, target, dirs_exist_ok=True)

    def _unpacked(self, archive: bytes) -> tuple[int, dict[str, Kept], str]:
        place = Path(self.folder, str(len(list(self.folder.iterdir()))))
        try:
            with zipfile.ZipFile(io.BytesIO(archive)) as opened:
                opened.extractall(place)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            return 0, {}, f"what it sent cannot be read: {error}"
        left = {}
        for file in sorted(place.rglob(FILE_NAME)):
            run = load_last_run(file)
            if run is None or run.part is None:
                return 0, {}, "what it sent is no part of a run"
            left[file.parent.relative_to(place / SEVERAL).as_posix() if file.parent != place / SEVERAL else ""] = Kept(
                file, run, run.part
            )
        number = next((each.part.shard.number for each in left.values()), 0)
        self._keep_traces(place, number)
        piece = self._pieces[number - 1] if number else {}
        for name, part in piece.items():
            if name not in left or left[name].part.mine != part.mine or not left[name].part.is_whole:
                return 0, {}, "it did not follow all that it was given"
        return number - 1, left, "" if piece else "it followed nothing"

    def _take(self, number: int) -> None:
        """Tell of a part that came, and make the runs of guides that are whole by it."""
        whole = {}
        for name, kept in self._came.pop(number).items():
            self._kept[name].append(kept)
            self._open[name] -= 1
            self.told(name, kept)
            if not self._open[name]:
                whole[name] = self._merge(name)
        if whole:
            self.ended(whole)

    def _merge(self, name: str) -> Run:
        """Make the run of a guide of what there is of it; that is kept as a run for the next time."""
        kept = sorted(self._kept.pop(name), key=lambda each: each.part.shard)
        is_whole = not self._open[name]
        if is_whole:
            check(kept)
        parts = Parts({name: tuple(kept)}, self._parts.same)
        settings = parts.settings(name, self.plans[name]) if kept else self.plans[name]
        self.seconds.update(parts.durations.seconds)
        former = self.former.get(name, NOT_KNOWN)
        environment = {key: value for each in kept for key, value in each.run.environment.items()}
        self.is_elsewhere |= bool(former.plan.done) and not former.is_of(environment)
        run = parts.merged(
            name, settings, self.known[name], self.budget, traces=self._traces, former=former, warn=self.warn
        )
        self.runs[name] = run
        return run
