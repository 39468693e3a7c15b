"""Compares a captured picture with the accepted one: bytes first, pixels only when the bytes differ."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from stapsgewijs.image_files import size_of

if TYPE_CHECKING:
    from pathlib import Path

    from stapsgewijs.guide import Outcome
    from stapsgewijs.screenshots.aria_snapshot import Change


class ComparisonResult(StrEnum):
    """What became of a documented picture."""

    SAME = "same"
    WITHIN_BUDGET = "within budget"
    CHANGED = "changed"
    SAME_TEXT = "text same but pixels differ"
    NEW = "new"
    MISSING = "missing"
    WRONG_SIZE = "wrong size"
    UNREADABLE = "unreadable"

    @property
    def is_accepted(self) -> bool:
        """Whether there is nothing to accept or to mend."""
        return self in {ComparisonResult.SAME, ComparisonResult.WITHIN_BUDGET}


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may differ: so many pixels, or such a share of them (0 to 1), whichever is more.

    `threshold` (0 to 1) is how far the colour of a pixel may be off before it counts; pixels that only smooth an
    edge do not count. Nothing may differ unless it is said: one-pixel noise that is waved through hides changes.
    """

    pixels: int = 0
    ratio: float = 0.0
    threshold: float = 0.1

    def allows(self, count: int, of: int) -> bool:
        """Return whether `count` pixels `of` so many may differ."""
        return count <= max(self.pixels, self.ratio * of)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two pictures held against each other: `pixels` of them differ, of `area`; `sizes` are (width, height)."""

    result: ComparisonResult
    pixels: int = 0
    area: int = 0
    sizes: tuple[tuple[int, int], tuple[int, int]] | None = None

    @property
    def ratio(self) -> float:
        """The share of the picture that differs, 0 to 1."""
        return self.pixels / self.area if self.area else 0.0


@dataclass(frozen=True, slots=True)
class PictureResult:
    """A documented picture and what became of it.

    `documented` is the path as the guide writes it, `accepted` the file of the accepted picture (empty
    when there is none), `captured` the file taken in this run (empty when it was not taken). `comparison` is how
    the two compare (None when nobody compared them): `pixels` differ, a share `ratio` (0 to 1); `words` say what
    changed on the page, as `changes` do for a catalogue, `environment_changes` what is not as it was when the picture
    was accepted; `left_out` are labels of the step that should have been highlighted and are not in the picture. It is
    not `comparable` to an accepted picture that shows another part of the page, or hides another. `sizes` (accepted,
    captured) are there for two of other sizes, in pixels.
    """

    documented: str
    line: int
    column: int
    alt: str
    accepted: str
    captured: str
    outcome: Outcome
    comparison: ComparisonResult | None = None
    pixels: int = 0
    ratio: float = 0.0
    words: tuple[str, ...] = ()
    environment_changes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    comparable: bool = True
    sizes: tuple[tuple[int, int], tuple[int, int]] | None = None
    changes: tuple[Change, ...] = ()


STRICT: Final = Budget()


def compare(accepted: Path | None, captured: Path | None, budget: Budget = STRICT) -> Comparison:
    """Return how `captured` compares to `accepted` (PNG files; None for what is not there)."""
    if accepted is None or not accepted.is_file():
        return Comparison(ComparisonResult.NEW if captured else ComparisonResult.MISSING)
    if captured is None or not captured.is_file():
        return Comparison(ComparisonResult.MISSING)
    if same_bytes(accepted, captured):
        return Comparison(ComparisonResult.SAME)
    return _by_pixels(accepted, captured, budget)


def _by_pixels(accepted: Path, captured: Path, budget: Budget) -> Comparison:
    import blazediff  # noqa: PLC0415  # most pictures are the same byte for byte, and nobody needs it

    sizes = size_of(accepted), size_of(captured)
    if sizes[0] is None or sizes[1] is None:
        return Comparison(ComparisonResult.UNREADABLE)
    if sizes[0] != sizes[1]:
        return Comparison(ComparisonResult.WRONG_SIZE, sizes=(sizes[0], sizes[1]))
    area = sizes[0][0] * sizes[0][1]
    try:
        found = blazediff.compare(str(accepted), str(captured), threshold=budget.threshold, antialiasing=True)
    except ValueError:  # it begins as a PNG and is broken further on
        return Comparison(ComparisonResult.UNREADABLE)
    count = found.diff_count or 0
    if count == 0:
        return Comparison(ComparisonResult.SAME, 0, area)
    result = ComparisonResult.WITHIN_BUDGET if budget.allows(count, area) else ComparisonResult.CHANGED
    return Comparison(result, count, area)


def write_difference(accepted: Path, captured: Path, to: Path, budget: Budget = STRICT) -> bool:
    """Write a picture that shows what differs; returns whether there was anything to show."""
    import blazediff  # noqa: PLC0415  # idem

    try:
        found = blazediff.compare(
            str(accepted), str(captured), str(to), threshold=budget.threshold, antialiasing=True, compression=6
        )
    except ValueError:
        return False
    return bool(found.diff_count)


def same_bytes(one: Path, other: Path) -> bool:
    """Return whether two files hold the same."""
    if one.stat().st_size != other.stat().st_size:
        return False
    return hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest()
