"""The settings of pictures, the table `[pictures]`: for all of them and for some by name."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from stapsgewijs.project import SECTIONS, Table, find_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME: Final = "pictures"
_KEYS: Final = tuple(each.name for section in SECTIONS if section.name == NAME for each in section.keys)
_PATTERN: Final = frozenset("*?[")


class Extent(StrEnum):
    """How much of a page is in a picture."""

    PAGE = "page"
    VIEWPORT = "viewport"
    ELEMENT = "element"


@dataclass(frozen=True, slots=True)
class CaptureOptions:
    """What is wanted of a picture; None where nothing is said. `element` and `masks` are labels as written."""

    extent: Extent | None = None
    element: str = ""
    masks: tuple[str, ...] = ()
    highlights: bool | None = None
    pixels: int | None = None
    ratio: float | None = None

    def merged(self, later: CaptureOptions) -> CaptureOptions:
        """Return both as one: what is said later counts, and masks add up, so that none is lost by saying more."""
        return CaptureOptions(
            later.extent or self.extent,
            later.element if later.extent else self.element,
            tuple(dict.fromkeys((*self.masks, *later.masks))),
            self.highlights if later.highlights is None else later.highlights,
            self.pixels if later.pixels is None else later.pixels,
            self.ratio if later.ratio is None else later.ratio,
        )


NOTHING: Final = CaptureOptions()


def from_command_line(highlights: bool | None, pixels: int | None, ratio: float | None) -> CaptureOptions:  # noqa: FBT001  # three ways of an option
    """Return what the command line says; a budget there takes the place of the whole budget of the settings."""
    if pixels is None and ratio is None:
        return CaptureOptions(highlights=highlights)
    return CaptureOptions(highlights=highlights, pixels=pixels or 0, ratio=ratio or 0.0)


@dataclass(frozen=True, slots=True)
class CaptureSettings:
    """What is wanted of all pictures, of some by name or pattern, and `last` what the command line says."""

    table: Table | None = None
    defaults: CaptureOptions = NOTHING
    overrides: tuple[tuple[str, CaptureOptions], ...] = ()
    last: CaptureOptions = NOTHING

    def of(self, name: str) -> CaptureOptions:
        """Return what is wanted of the picture of this name: patterns, the name itself, then the command line."""
        found = self.defaults
        for pattern, options in sorted(self.overrides, key=lambda each: each[0] == name):
            if pattern == name or fnmatch.fnmatchcase(name, pattern):
                found = found.merged(options)
        return found.merged(self.last)

    def own_masks(self, name: str) -> tuple[str, ...]:
        """Return the masks that were wanted of this picture by its name."""
        return dict(self.overrides).get(name, NOTHING).masks

    def check_names(self, names: tuple[str, ...]) -> None:
        """Refuse a name or pattern that stands for none of these pictures."""
        for pattern, _ in self.overrides:
            if not any(pattern == each or fnmatch.fnmatchcase(each, pattern) for each in names):
                what = "no picture of the guide has a name like" if is_pattern(pattern) else "the guide has no picture"
                self.refuse(f"{what} {pattern!r}", pattern, names)

    def refuse(self, what: str, word: str = "", known: tuple[str, ...] = ()) -> None:
        """Raise `DocumentError` about the file of the settings."""
        if self.table is not None:
            self.table.refuse(what, word, known)

    def with_last(self, last: CaptureOptions) -> CaptureSettings:
        """Return these settings with what the command line says."""
        return replace(self, last=last)


def is_pattern(name: str) -> bool:
    """Return whether a name stands for several."""
    return not _PATTERN.isdisjoint(name)


def find_capture_settings(start: Path, given: Path | None = None) -> CaptureSettings:
    """Return the settings of the file `given`, or of the nearest one in the folder `start` or above it, or none.

    Raises `DocumentError` for a file that cannot be read, and for a name or a value that means nothing.
    """
    table = find_table(NAME, start, given)
    return CaptureSettings() if table is None else read_capture_settings(table)


def read_capture_settings(table: Table) -> CaptureSettings:
    """Read the settings in this table; raises as `find_capture_settings` does."""
    named = {key: value for key, value in table.values.items() if isinstance(value, dict) and key not in _KEYS}
    defaults = table.under({key: value for key, value in table.values.items() if key not in named})
    return CaptureSettings(table, _options(defaults), tuple(_overrides(table, named)))


def _overrides(table: Table, named: dict[str, Any]) -> Iterator[tuple[str, CaptureOptions]]:
    for name, values in named.items():
        yield name, _options(table.under(values, name))


def _options(table: Table) -> CaptureOptions:
    capture, element = table.text("capture"), table.text("element")
    if capture == Extent.ELEMENT and not element:
        table.refuse("capture = 'element' needs the label of one: element = '…'", key="capture")
    if element and capture != Extent.ELEMENT:
        table.refuse("'element' goes with capture = 'element'", key="element")
    return CaptureOptions(
        Extent(capture) if capture else None,
        element,
        table.words("masks"),
        table.flag("highlights"),
        table.count("budget-pixels"),
        table.share("budget-ratio"),
    )
