"""Where a project has its guides, features, steps and pages, and in which languages they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from stapsgewijs.errors import DocumentError
from stapsgewijs.project.settings import OWN, Table, find_table, read_table

_TABLE: Final = "project"
_KEYS: Final = ("guides", "references", "feature-language", "features", "steps", "site")


@dataclass(frozen=True, slots=True)
class Project:
    """Where things are; every path is absolute.

    `guides` are followed when none is named; `references` are the guides whose labels are the msgids of the
    catalogues: what a label of another guide stands for is found by the reference of the same name. `features` quote
    the labels of `feature_language`; `steps` has step definitions, `site` templates, static files and `labels/`.
    """

    settings: Path
    guides: tuple[Path, ...]
    references: tuple[Path, ...]
    feature_language: str
    features: Path
    steps: Path
    site: Path

    @property
    def guide(self) -> Path:
        """The guide that is followed when none is named."""
        return self.guides[0]

    def reference_of(self, guide: Path) -> Path:
        """Return the reference that a guide is read beside: the one of its name, else the first."""
        return next((each for each in self.references if each.name == guide.name), self.references[0])


def shipped(name: str) -> Path:
    """Return a file or folder that ships with the program: beside it when installed, at the root of a checkout."""
    package = Path(__file__).parents[1]
    packed = package / "shipped"
    return (packed if packed.is_dir() else package.parents[1]) / name


@cache
def default_project() -> Project:
    """Return the project that ships."""
    return load_project(shipped(OWN))


def find_project(start: Path, given: Path | None = None) -> Project:
    """Return the project of the file `given`, or of the nearest settings in `start` or above; else the one that ships.

    Raises `DocumentError` for settings that cannot be used.
    """
    table = find_table(_TABLE, start, given)
    return _project(table) if table is not None and table.values else default_project()


def load_project(settings: Path) -> Project:
    """Return the project that a file of settings describes; raises `DocumentError` where it describes none."""
    table = read_table(_TABLE, settings)
    if table is None:
        raise DocumentError(settings, f"has no table [{_TABLE}]")
    return _project(table)


def _project(table: Table) -> Project:
    """Return the project of a table; what it does not name is the one that ships."""
    table.only(_KEYS)
    is_shipped = table.path.absolute() == shipped(OWN).absolute()

    def files(key: str) -> tuple[Path, ...]:
        if key not in table.values and not is_shipped:
            ours = default_project()
            return ours.guides if key == "guides" else ours.references
        found = tuple(each for pattern in table.words(key) for each in sorted(table.root.glob(pattern)))
        if not found:
            table.refuse(f"{key!r} names no file: {', '.join(table.words(key)) or 'nothing'}")
        return found

    def folder(key: str) -> Path:
        if named := table.text(key):
            place = table.root / named
            if not place.exists():
                table.refuse(f"{key!r}: {named} is not there")
            return place
        return shipped(key)

    return Project(
        settings=table.path.absolute(),
        guides=files("guides"),
        references=files("references"),
        feature_language=table.text("feature-language")
        or (default_project().feature_language if not is_shipped else ""),
        features=folder("features"),
        steps=folder("steps"),
        site=folder("site"),
    )
