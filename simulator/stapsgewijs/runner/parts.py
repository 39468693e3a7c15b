"""A run in parts: which scenarios a part follows, and the whole run made of the folders that all parts left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar
from urllib.parse import urlsplit

from stapsgewijs import __version__
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.features import features_in, find_scenarios, followed_by, is_about, scenarios_in
from stapsgewijs.evidence.last_run import FILE_NAME, LastRun, load_last_run, save_last_run
from stapsgewijs.evidence.rerun import merge as rejoin
from stapsgewijs.evidence.shard import NOT_MEASURED, Durations, Part, Shard, Unit, cut, divide
from stapsgewijs.files import digest_of_all, digests_of, display_path, read_bytes, real_path, write_bytes
from stapsgewijs.guide.analysis import LabelMode
from stapsgewijs.project import default_project
from stapsgewijs.runner.pytest_run import Proved
from stapsgewijs.runner.runner import NOT_KNOWN, Former, assembled
from stapsgewijs.runner.settings import TRACES, Settings
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.comparison import STRICT, Budget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from stapsgewijs.evidence.features import WrittenScenario
    from stapsgewijs.evidence.run import Run, ScenarioEvidence
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.project import Project

T = TypeVar("T")

SEVERAL: Final = "guides"
"""The folder in which each of several guides of a run has its own."""
TAKEN: Final = "pictures"
"""The folder in which a run keeps the pictures that it took."""
_NETWORK: Final = "--system-network"


def in_parts(
    plans: Mapping[str, Settings],
    known: Mapping[str, GuideAnalysis],
    shard: Shard,
    durations: Durations = NOT_MEASURED,
) -> dict[str, Settings]:
    """Return the plans of one part of a run: each with the scenarios of its guide that the part follows."""
    division = Division(plans, known)
    mine = divide(division.units, shard.count, durations)[shard.number - 1]
    parts = division.parts(shard, tuple(plans), mine)
    return {name: replace(each, part=parts[name]) for name, each in plans.items()}


class Division:
    """All scenarios of the guides of a run, of which parts are made."""

    def __init__(
        self,
        plans: Mapping[str, Settings],
        known: Mapping[str, GuideAnalysis],
        former: Mapping[str, Former] = MappingProxyType({}),
    ) -> None:
        """Find them, but for those that are known to be well; guides that have the same features share what is read."""
        self._plans = plans
        self._known = known
        self._places = {name: _place(each.guide_place, each.project) for name, each in plans.items()}
        self._names = {place: name for name, place in self._places.items()}
        self._same = Same()
        self._units = {
            name: sorted(_units(each, known[name], self._places[name], self._same, former.get(name, NOT_KNOWN)))
            for name, each in plans.items()
        }

    @property
    def units(self) -> list[Unit]:
        """All scenarios for all guides, in the order of the guides."""
        return [one for each in self._units.values() for one in each]

    def parts(self, shard: Shard, guides: tuple[str, ...], mine: Sequence[Unit]) -> dict[str, Part]:
        """Return what a part is told for each of these guides; `mine` are the scenarios that it follows."""
        own: dict[str, list[str]] = {name: [] for name in guides}
        for unit in sorted(mine):
            own[self._names[unit.guide]].append(unit.place)
        made = {}
        for name in guides:
            each = self._plans[name]
            places = {"guide": self._places[name], "features": _place(each.features_place, each.project)}
            places["site"] = _place(each.site_place.absolute(), each.project)
            whole = tuple(unit.place for unit in self._units[name])
            digests = _digests(each, self._known[name], self._same)
            system = system_of(each)
            made[name] = Part(shard, guides, places, str(each.labels), system, digests, whole, tuple(own[name]))
        return made

    def cut(self, count: int, durations: Durations = NOT_MEASURED) -> list[dict[str, Part]]:
        """Return what each of about `count` parts is told, by the names of the guides that it has to do with.

        Guides stay whole where that goes, and one without a scenario is with the first part.
        """
        pieces = cut(self.units, count, durations) or [[]]
        made = []
        idle = [name for name, units in self._units.items() if not units]
        for number, piece in enumerate(pieces, 1):
            names = dict.fromkeys([*(self._names[each.guide] for each in piece), *(idle if number == 1 else ())])
            made.append(self.parts(Shard(number, len(pieces)), tuple(names), piece))
        return made


class Same:
    """What is the same for guides of one run, read once for all of them."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._read: dict[object, Any] = {}

    def get(self, what: object, read: Callable[[], T]) -> T:
        """Return what `read` returned the first time that `what` was asked for."""
        if what not in self._read:
            self._read[what] = read()
        found: T = self._read[what]
        return found


def _units(settings: Settings, known: GuideAnalysis, guide: str, same: Same, former: Former) -> list[Unit]:
    place = settings.features_place
    every = same.get(("scenarios", place), lambda: scenarios_in(place))
    chosen = find_scenarios(every, settings.only) if settings.only else every
    if settings.last_failed:
        done = former.plan.done_scenarios(chosen)
        chosen = [each for each in chosen if (str(each.feature), each.line) not in done]
    return [
        Unit(
            guide,
            each.feature.relative_to(settings.features_root).as_posix(),
            each.line,
            each.name,
            _lines(each, known),
        )
        for each in chosen
        if (settings.only or settings.every_scenario or each.follows) and is_about(each.tags, *known.edition)
    ]


def _lines(scenario: WrittenScenario, known: GuideAnalysis) -> int:
    """Return how long a scenario is: one line where it follows a procedure that the guide does not have."""
    followed = followed_by(scenario.tags)
    if followed and all(known.guide.procedure(each) is None for each in followed):
        return 1
    return scenario.last - scenario.first


def digests_here(plans: Mapping[str, Settings], known: Mapping[str, GuideAnalysis]) -> dict[str, dict[str, str]]:
    """Return digests of what the scenarios of each guide depend on here, as `Part.digests` has them."""
    same = Same()
    return {name: _digests(each, known[name], same) for name, each in plans.items()}


def _digests(settings: Settings, known: GuideAnalysis, same: Same) -> dict[str, str]:
    """Return digests of what scenarios depend on, as `Settings.conditions` does, but the same on another machine."""
    guide, project = settings.guide_place, settings.project

    def digest(*places: Path, pattern: str = "*") -> str:
        return same.get((places, pattern), lambda: digest_of_all(*places, pattern=pattern))

    code = digest(Path(__file__).parents[1], default_project().steps, project.steps, pattern="*.py")
    return {
        "the guide": digest_of_all(guide, project.reference_of(guide)),
        "the features": digest(settings.features_place, pattern="*.feature"),
        "the site": digest(settings.site_place),
        "the settings": digest(settings.config or project.settings),
        "the program": f"{__version__} {code}",
        "the label option": str(settings.label_mode),
        "how pictures are captured": str(dict(settings.captures(known).described())),
    }


def system_of(settings: Settings) -> tuple[str, ...]:
    """Return what the run knows of a product that it follows, without what only its machine knows."""
    pairs = zip(settings.system[::2], settings.system[1::2], strict=True)
    kept = {name: "" if name == _NETWORK else value for name, value in pairs if name in {"--base-url", _NETWORK}}
    return tuple(each for pair in sorted(kept.items()) for each in pair)


def _place(path: Path, project: Project) -> str:
    """Return where a file is, as another machine finds it: `project:`, `folder:` or `program:`, and the way there."""
    for name, folder in _folders(project).items():
        if path.is_relative_to(folder):
            return f"{name}:{path.relative_to(folder).as_posix()}"
    return f":{path}"


def _folders(project: Project) -> dict[str, Path]:
    return {"project": project.root, "folder": Path.cwd(), "program": default_project().root}


def _found(place: str, project: Project) -> Path:
    name, _, way = place.partition(":")
    return Path(_folders(project).get(name, Path()), way)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one part left of one guide."""

    file: Path
    run: LastRun
    part: Part

    def refuse(self, what: str) -> NoReturn:
        """Raise what is wrong with it."""
        msg = f"{display_path(self.file)}: {what}"
        raise StapsgewijsError(msg) from None


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts of a run, by the names of its guides: whole, and each of the same."""

    kept: Mapping[str, tuple[Kept, ...]]
    same: Same = field(default_factory=Same)

    @classmethod
    def load(cls, folders: Sequence[Path]) -> Parts:
        """Read the folders that parts left; raises `StapsgewijsError` unless they make one whole run."""
        found = {folder: _read(folder) for folder in folders}
        first_folder, first = next(iter(found.items()))
        any_kept = next(iter(first.values()))
        seen: dict[int, Path] = {}
        for folder, kept in found.items():
            shard = next(iter(kept.values())).part.shard
            if shard.count != any_kept.part.shard.count:
                msg = f"{folder}: is part {shard}, and {first_folder} is part {any_kept.part.shard}: of another run"
                raise StapsgewijsError(msg)
            if shard.number in seen:
                msg = f"{folder}: is part {shard}, and so is {seen[shard.number]}; name each part once"
                raise StapsgewijsError(msg)
            seen[shard.number] = folder
            if set(kept) != set(first):
                msg = f"{folder}: has other guides than {first_folder}; all parts are started with the same guides"
                raise StapsgewijsError(msg)
        count = any_kept.part.shard.count
        if missing := [f"{number}/{count}" for number in range(1, count + 1) if number not in seen]:
            msg = f"{', '.join(missing)}: not there; all {count} parts are needed: name the folder of each"
            raise StapsgewijsError(msg)
        ordered = [found[seen[number]] for number in sorted(seen)]
        parts = cls({name: tuple(each[name] for each in ordered) for name in any_kept.part.guides})
        for each in parts.kept.values():
            check(each)
        return parts

    @property
    def durations(self) -> Durations:
        """How long each scenario took: its lines, all examples of an outline together."""
        seconds: dict[str, dict[str, dict[str, float]]] = {}
        for each in (one for kept in self.kept.values() for one in kept):
            features = seconds.setdefault(each.part.places["guide"], {})
            for scenario in each.run.scenarios:
                feature = _feature_of(scenario.feature, each.run.root)
                took = features.setdefault(feature, {})
                spent = sum(line.seconds for line in scenario.steps)
                took[scenario.name] = round(took.get(scenario.name, 0.0) + spent, 3)
        return Durations(seconds)

    def settings(self, name: str, settings: Settings) -> Settings:
        """Return `settings` for a guide as the parts had them, with the files that are here.

        Raises `StapsgewijsError` for what is not here.
        """
        first = self.kept[name][0]
        places = {each: _found(place, settings.project) for each, place in first.part.places.items()}
        for place in places.values():
            if not place.exists():
                first.refuse(f"was made with {place}, which is not here; merge in the same checkout")
        try:
            labels = LabelMode(first.part.labels)
        except ValueError:
            first.refuse(f"--labels {first.part.labels}: there is no such option")
        return replace(
            settings,
            guide=places["guide"],
            features=places["features"],
            site=places["site"] if places["site"] != settings.project.site else None,
            labels=labels,
            system=first.part.system,
        )

    def merged(  # noqa: PLR0913  # what a run is made of
        self,
        name: str,
        settings: Settings,
        known: GuideAnalysis,
        budget: Budget | None = STRICT,
        *,
        traces: Path | None = None,
        former: Former = NOT_KNOWN,
        warn: Callable[[str], object] = lambda _: None,
    ) -> Run:
        """Return the run of a guide, as if it had been followed here in one; it is kept as one that was.

        `settings` are those of `settings`. The traces of the parts are copied into `traces` (None: beside the
        pictures); of one that is not there, `warn` is told, and it is left out. What `former` knows of scenarios that
        the parts left out is kept, and told where it was asked for (`Settings.last_failed`). Raises
        `StapsgewijsError` when what is here is not what the parts were made with, or when a picture is not the one
        that was taken.
        """
        kept = self.kept[name]
        for what, digest in _digests(settings, known, self.same).items() if kept else ():
            if kept[0].part.digests.get(what) != digest:
                kept[0].refuse(f"{what} is another one than here; merge in the same checkout")
        root, proved = settings.features_root, Proved()
        for each in kept:
            again = load_last_run(each.file, root)
            if again is None:
                each.refuse("was changed while it was read")
            proved.scenarios += again.scenarios
            proved.environment.update(again.environment)
            proved.unused = proved.unused or list(again.unused)
            proved.version, proved.commit = again.version, again.commit
        proved.scenarios.sort(key=lambda one: (one.feature, one.line, one.test))
        sources = {file: each for each in kept for played in each.run.scenarios for file in played.pictures}
        features, target = settings.features_place, settings.remembered.parent
        copies = {
            file: str(_copy_of(file, sources[file], target)) for played in proved.scenarios for file in played.pictures
        }
        held = {file: each for each in kept for played in each.run.scenarios for file in played.traces}
        for file in (one for played in proved.scenarios for one in played.traces):
            copy = _trace_of(file, held[file], traces or target / TRACES)
            if copy is None:
                warn(f"{file}: this trace is not in the folder of part {held[file].part.shard}: left out")
            copies[file] = str(copy or "")
        proved.scenarios = [_with_traces(each.with_files(lambda file: copies[file])) for each in proved.scenarios]
        reused = former.plan.reused if former.is_of(proved.environment) else ()
        every = rejoin(reused, proved.scenarios)
        if settings.last_failed and former.run:
            proved.environment = proved.environment or dict(former.run.environment)
            proved.unused = proved.unused or list(former.run.unused)
        whole = LastRun.of(
            {
                **settings.guide_condition,
                **self.same.get(
                    ("conditions", settings.site_place, settings.label_mode, settings.system),
                    lambda: settings.other_conditions,
                ),
                "how pictures are captured": str(dict(settings.captures(known).described())),
            },
            proved.environment,
            self.same.get(("features", features), lambda: digests_of(features_in(features))),
            every,
            proved.unused,
            root=root,
            version=proved.version,
            commit=proved.commit,
        )
        if kept:  # else nothing was followed, and what is kept of before holds
            save_last_run(settings.remembered, whole)
        if settings.last_failed:
            proved.scenarios = every
        return assembled(settings, known, settings.captures(known), proved, budget)


def _feature_of(feature: str, root: str) -> str:
    return Path(feature).relative_to(root).as_posix() if root and Path(feature).is_relative_to(root) else feature


def _read(folder: Path) -> dict[str, Kept]:
    """Return what a part left of each guide, by the names of its guides."""
    several = sorted((folder / SEVERAL).glob(f"*/{FILE_NAME}"))
    files = {"": folder / FILE_NAME} if (folder / FILE_NAME).is_file() else {}
    files |= {each.parent.name: each for each in several}
    if not files:
        msg = (
            f"{folder}: no {FILE_NAME} in it; name the folder that `verify --shard` left (build, where it is not said)"
        )
        raise StapsgewijsError(msg)
    found = {}
    for name, file in files.items():
        run = load_last_run(file)
        if run is None:
            msg = f"{display_path(file)}: no run that can be read; follow this part again"
            raise StapsgewijsError(msg)
        if run.part is None:
            msg = f"{display_path(file)}: is no part of a run; `stapsgewijs verify --shard 1/2` makes the first of two"
            raise StapsgewijsError(msg)
        found[name] = Kept(file, run, run.part)
    first = next(iter(found.values()))
    for each in found.values():
        if set(each.part.guides) != set(found) or each.part.shard != first.part.shard:
            each.refuse("is of another run than what else is here; follow each part in an empty folder")
    return found


def check(kept: Sequence[Kept]) -> None:
    """Refuse parts of one guide that are not of the same, or do not make a whole."""
    first = kept[0]
    environment: dict[str, tuple[str, Kept]] = {}
    for each in kept:
        for what, why in _differences(first.part, each.part):
            each.refuse(f"{what} is another one than in {display_path(first.file)}{why}")
        for name, value in each.run.environment.items():
            known, of = environment.setdefault(name, (value, each))
            if known != value:
                place = display_path(of.file)
                each.refuse(f"{name}: {value}, and in {place}: {known}; all parts need the same")
    holders: dict[str, Kept] = {}
    for each in kept:
        for place in each.part.mine:
            if place in holders:
                each.refuse(f"{place} is in {display_path(holders[place].file)} too: a scenario counts once")
            holders[place] = each
    if lost := [place for place in first.part.whole if place not in holders]:
        first.refuse(f"{lost[0]} is in no part; all parts are divided by the same --durations, or none")
    for each in kept:
        _check_scenarios(each)


def _check_scenarios(kept: Kept) -> None:
    ran = Counter(f"{_feature_of(each.feature, kept.run.root)}:{each.line}" for each in kept.run.scenarios)
    missing = [place for place in kept.part.mine if place not in ran]
    again = "; follow this part again, or the rest of it with --last-failed"
    if missing:
        kept.refuse(f"{missing[0]} was not run{again}")
    if not kept.part.is_whole:
        kept.refuse(f"the run was stopped before its end{again}")
    if strange := [place for place in ran if place not in kept.part.mine]:
        kept.refuse(f"{strange[0]} is not of this part{again}")
    tests = Counter((each.feature, each.test) for each in kept.run.scenarios)
    if twice := [test for (_, test), count in tests.items() if count > 1]:
        kept.refuse(f"{twice[0]} is there twice{again}")


def _differences(one: Part, other: Part) -> Iterator[tuple[str, str]]:
    """Give what is not the same for two parts, and what to do."""
    same = "; all parts are run from the same checkout, with the same options"
    for what, place in one.places.items():
        if other.places.get(what) != place:
            yield f"the {what} ({other.places.get(what)})", f" ({place}){same}"
    for what, digest in one.digests.items():
        if other.digests.get(what) != digest:
            yield what, same
    if (one.labels, _host(one)) != (other.labels, _host(other)):
        yield "the system that is followed", same
    if one.whole != other.whole:
        yield "the list of scenarios", same


def _host(part: Part) -> list[str | None]:
    """Return what of the system has to be the same: a port that is free is another on each machine."""
    return [urlsplit(each).hostname if "://" in each else each for each in part.system]


def _with_traces(scenario: ScenarioEvidence) -> ScenarioEvidence:
    """Return the evidence without traces that are not there."""
    return replace(scenario, traces=tuple(filter(None, scenario.traces)))


def _trace_of(file: str, kept: Kept, target: Path) -> Path | None:
    """Copy a trace into a folder of its part in `target`; None where the part left none.

    The parts of several guides have one folder of traces, above those of the guides.
    """
    way = PurePosixPath(Path(file).as_posix()).parts
    tail = way[len(way) - way[::-1].index(TRACES) :] if TRACES in way else way[-1:]
    for folder in list(kept.file.absolute().parents)[:3]:
        found = folder / TRACES / Path(*tail)
        if ".." not in tail and found.is_file() and real_path(found).is_relative_to(real_path(folder)):
            copy = target / f"part-{kept.part.shard.number}" / Path(*tail)
            write_bytes(copy, read_bytes(found))
            return copy
    return None


def _copy_of(picture: str, kept: Kept, target: Path) -> Path:
    """Copy a picture, and what it says, to where a run here would have taken it; returns the copy."""
    folder = kept.file.absolute().parent
    way = PurePosixPath(Path(picture).relative_to(folder)) if Path(picture).is_relative_to(folder) else None
    if (
        way is None
        or way.parts[:1] != (TAKEN,)
        or ".." in way.parts
        or not real_path(Path(picture)).is_relative_to(real_path(folder))
    ):
        kept.refuse(f"{picture}: this picture is not in the folder of the part")
    if not kept.run.pictures.get(picture) or picture in kept.run.lost_pictures():
        kept.refuse(f"{way}: is not the picture that was taken; copy the whole folder of the part")
    copy = target / way
    write_bytes(copy, read_bytes(Path(picture)))
    words = Path(picture).with_suffix(SUFFIX)
    if words.is_file() and not words.is_symlink():
        write_bytes(copy.with_suffix(SUFFIX), read_bytes(words))
    return copy
