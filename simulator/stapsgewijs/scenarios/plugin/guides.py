"""The guides of a run: each is read once, and every scenario is a test of each of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from stapsgewijs.evidence.features import DOCUMENT, VERSION, is_about
from stapsgewijs.evidence.rerun import guide_mark
from stapsgewijs.guide import read_guide
from stapsgewijs.guide.analysis import analyse
from stapsgewijs.labels.product_strings import ProductStrings
from stapsgewijs.project import default_project, find_product_labels, load_project
from stapsgewijs.scenarios.label_translation import labels_by_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from stapsgewijs.guide import Guide
    from stapsgewijs.guide.analysis import GuideAnalysis, LabelMode

PARAMETER: Final = "guide_number"
"""The fixture by which a scenario knows its guide: the place among those of `--guide`, from 0."""
PICTURES: Final = Path("build", "pictures")


class Guides:
    """The guides that `--guide` names, or the one that ships."""

    def __init__(self, config: pytest.Config) -> None:
        """Take them from the command line; raises `pytest.UsageError` when folders for pictures do not match them."""
        self._config = config
        settings: Path | None = config.getoption("--project")
        self.project = load_project(settings) if settings else default_project()
        self.paths: tuple[Path, ...] = tuple(config.getoption("--guide") or [self.project.guide])
        given: list[Path] = config.getoption("--pictures") or [PICTURES]
        if len(given) not in {1, len(self.paths)}:
            msg = f"--pictures is given once, or once for each of the {len(self.paths)} guides"
            raise pytest.UsageError(msg)
        is_shared = len(given) < len(self.paths)
        folders = [given[0] / str(number + 1) for number in range(len(self.paths))] if is_shared else given
        self.pictures = tuple(each.absolute() for each in folders)
        self.analyse = cache(self._analyse)

    @property
    def site(self) -> Path:
        """The folder with templates and catalogues."""
        given: Path | None = self._config.getoption("--site")
        return given or self.project.site

    @property
    def mode(self) -> LabelMode:
        """Whose labels the pages show."""
        found: LabelMode = self._config.getoption("--labels")
        return found

    def translation_to(self, guide: Guide) -> tuple[Callable[[str], Sequence[str]], Mapping[str, str]]:
        """Return how labels of features are translated for a guide of a product: by its strings, and by their place."""
        ours = self.project.feature_language
        if ours.partition("-")[0].lower() == guide.locale:
            return (lambda _label: ()), {}
        ids = {each.id for each in guide.procedures}
        others = (read_guide(each) for each in self.project.guides if each.absolute() != guide.path.absolute())
        same = (each for each in others if each.locale == ours.partition("-")[0].lower())
        source = next((each for each in same if ids & {one.id for one in each.procedures}), None)
        places = labels_by_place(source, guide) if source else {}
        said = find_product_labels(self.project.root, self.project.settings)
        if said is None:
            return (lambda _label: ()), places
        strings = ProductStrings.load(said.files, said.root, said.source_language, key_is_text=said.key_is_text)
        return (lambda label: strings.translations(label, ours, guide.language)), places

    def meant_by(self, tags: Iterable[str]) -> tuple[int, ...]:
        """Return the places of the guides that a scenario with these tags is about; without such tags, all."""
        tags = [each for each in tags if each.startswith((*DOCUMENT, *VERSION))]
        return tuple(each for each in range(len(self)) if not tags or is_about(tags, *self.analyse(each).edition))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.paths)

    def _analyse(self, number: int) -> GuideAnalysis:
        """Return what is known of a guide: what the program knows that started pytest here, or else read."""
        known: GuideAnalysis | None = self._config.hook.pytest_stapsgewijs_study(guide=number)
        return known or analyse(
            self.paths[number],
            labels=self.site / "labels",
            pivot=self.project.reference_of(self.paths[number]),
            mode=self.mode,
        )


GUIDES: Final = pytest.StashKey[Guides]()
"""Where the plugin leaves the guides of the run."""


@pytest.hookimpl(trylast=True)  # so that the guide is the last part of a test's name
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each guide of each scenario; of one guide, names stay as they are."""
    guides = metafunc.config.stash[GUIDES]
    if len(guides) > 1 and PARAMETER in metafunc.fixturenames:
        marks = metafunc.definition.iter_markers()
        meant = guides.meant_by(f"{each.name}:{each.args[0]}" for each in marks if each.args)
        ids = [guide_mark(number) for number in meant]
        metafunc.parametrize(PARAMETER, meant, ids=ids, indirect=True, scope="session")


def guide_of(item: pytest.Item) -> int:
    """Return the place of the guide that a test follows."""
    callspec = getattr(item, "callspec", None)
    return int(callspec.params.get(PARAMETER, 0)) if callspec else 0


def name_of(item: pytest.Item) -> str:
    """Return the name of a test without its guide: the same in a run of one guide and of several."""
    callspec = getattr(item, "callspec", None)
    if callspec is None or PARAMETER not in callspec.params:
        return item.name
    guide = guide_mark(guide_of(item))
    return item.name.removesuffix(f"[{guide}]").replace(f"-{guide}]", "]")
