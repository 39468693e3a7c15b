"""What to follow and how: what it depends on, and the command line of pytest that follows it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs import __version__
from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.features import FOLLOWS_MARKER, find_scenarios, scenarios_in
from stapsgewijs.evidence.last_run import FILE_NAME
from stapsgewijs.files import digest_of_all, real_path, refuse_link, state_of_all
from stapsgewijs.guide.analysis import GuideAnalysis, LabelMode, analyse
from stapsgewijs.labels import Catalogue
from stapsgewijs.project import Project, default_project, shipped
from stapsgewijs.screenshots.comparison import STRICT, Budget
from stapsgewijs.screenshots.plan import CapturePlan, plan_captures
from stapsgewijs.screenshots.settings import NOTHING, CaptureOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stapsgewijs.evidence.shard import Part

PLUGINS: Final = (
    "stapsgewijs.scenarios.plugin.lazy_templates",  # before pytest-bdd
    *("pytest_playwright.pytest_playwright", "pytest_bdd.plugin", "stapsgewijs.scenarios.plugin.plugin"),
)
"""The plugins of a run, besides pytest's own."""
UNUSED: Final = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "pastebin"),
    *("setuponly", "setupplan", "stepwise", "threadexception", "unittest", "unraisableexception"),
)
"""Parts of pytest that a verification has no use for, and that take their time."""

TRACES: Final = "traces"
"""The folder for what pytest-playwright keeps: `-- --tracing on`."""

GUIDE: Final = "the guide"
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
        return {GUIDE: f"{guide} {digest_of_all(guide, self.project.reference_of(guide))}"}

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


def traces_of(plans: Iterable[Settings]) -> Path:
    """Return the folder for what pytest-playwright keeps of one run; raises `StapsgewijsError` where it is a link."""
    traces = Path(os.path.commonpath([each.pictures.absolute().parent for each in plans]), TRACES)
    refuse_link(traces)  # it is emptied
    return traces
