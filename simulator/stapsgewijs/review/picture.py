"""One picture under review: copies of the accepted and the captured picture, and their differences.

The page shows copies, so that what a person sees is what is accepted, even if another run takes the pictures again.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stapsgewijs.image_files import picture_suffix, size_of
from stapsgewijs.screenshots.aria_snapshot import SUFFIX, Change, aria_of, changes
from stapsgewijs.screenshots.comparison import ComparisonResult, write_difference
from stapsgewijs.screenshots.environment import CAPTURE, KEYS, NAME, fingerprint, serialize
from stapsgewijs.screenshots.file_state import FileState
from stapsgewijs.screenshots.plan import PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.screenshots.capture_set import Picture
    from stapsgewijs.screenshots.comparison import PictureResult
    from stapsgewijs.screenshots.regression import ScreenshotComparer
    from stapsgewijs.screenshots.undo_log import UndoLog

ACCEPTED, CAPTURED, DIFFERENCE = "accepted", "captured", "difference"
OUTCOMES: Final = {
    ComparisonResult.SAME: ("Same", "passed"),
    ComparisonResult.WITHIN_BUDGET: ("Small difference", "passed"),
    ComparisonResult.CHANGED: ("Changed", "failed"),
    ComparisonResult.SAME_TEXT: ("Only looks changed", "warning"),
    ComparisonResult.NEW: ("New", "new"),
    ComparisonResult.WRONG_SIZE: ("Other size", "failed"),
    ComparisonResult.UNREADABLE: ("Not readable", "failed"),
    ComparisonResult.MISSING: ("Not taken", "not-run"),
}
"""The outcome of a picture → the msgid of its name, and the class of its colour."""
_TELLS_PIXELS = {ComparisonResult.CHANGED, ComparisonResult.SAME_TEXT, ComparisonResult.WITHIN_BUDGET}
_DIFFERS = {*_TELLS_PIXELS, ComparisonResult.WRONG_SIZE}


@dataclass(frozen=True, slots=True)
class PictureState:
    """What the page shows of a picture.

    `seen` is the state of the files that is shown, `result` the comparison that is shown, `picture` the present one.
    They differ for a picture that was accepted and can be undone (`may_undo`): the earlier one is shown.
    """

    picture: Picture
    seen: FileState
    result: PictureResult
    may_undo: bool
    files: Mapping[str, Path]
    changes: tuple[Change, ...] = ()
    elsewhere: tuple[tuple[str, str, str], ...] = ()
    sizes: tuple[tuple[int, int] | None, tuple[int, int] | None] = (None, None)

    @property
    def may_accept(self) -> bool:
        """Whether accepting changes anything."""
        return not self.may_undo and self.picture.may_be_accepted

    @property
    def is_settled(self) -> bool:
        """Whether nothing is wrong with it, or it was accepted."""
        comparison = self.picture.result.comparison
        return self.may_undo or (comparison is not None and comparison.is_accepted)


@dataclass(frozen=True, slots=True)
class PictureInspector:
    """Inspects pictures, given the environment of the run, the budget, the undo log, and a folder for copies."""

    comparer: ScreenshotComparer
    undo_log: UndoLog
    folder: Path

    def copy(self, picture: Picture, number: int) -> Picture:
        """Return a picture whose capture is a copy of our own."""
        if picture.captured is None or not picture.captured.is_file():
            return replace(picture, result=replace(picture.result, captured=""))
        copy = self._file(picture, number, CAPTURED)
        shutil.copyfile(picture.captured, copy)
        words = picture.captured.with_suffix(SUFFIX)
        if words.is_file():
            shutil.copyfile(words, copy.with_suffix(SUFFIX))
        return replace(picture, result=replace(picture.result, captured=str(copy)))

    def inspect(self, picture: Picture, number: int) -> PictureState:
        """Inspect a picture that was taken; again when something may have changed."""
        seen = FileState.at(picture.place)
        lies = picture.place if seen.picture is not None else None
        now = replace(picture, result=self.comparer(_between(picture.result, lies)))
        former = self.undo_log.of(picture.place) if now.result.comparison is ComparisonResult.SAME else None
        may_undo = former is not None and former.can_be_restored()
        before = former.before if former is not None and may_undo else seen
        copy = self._copy(picture, before, number)
        result = self.comparer(_between(picture.result, copy))
        files = {ACCEPTED: copy, CAPTURED: picture.captured, DIFFERENCE: self._difference(picture, result, number)}
        shown = {name: file for name, file in files.items() if file and picture_suffix(file)}
        return PictureState(
            now,
            seen,
            result,
            may_undo,
            shown,
            _changes(copy, picture.captured),
            tuple(self._elsewhere(picture, before)) if result.comparison in _DIFFERS else (),
            (size_of(copy) if copy else None, size_of(picture.captured) if picture.captured else None),
        )

    def _copy(self, picture: Picture, before: FileState, number: int) -> Path | None:
        file = self._file(picture, number, ACCEPTED)
        book = None if before.entry is None else serialize({file.name: before.entry})
        parts = {file: before.picture, file.with_suffix(SUFFIX): before.words, file.with_name(NAME): book}
        for part, content in parts.items():
            part.unlink(missing_ok=True)
            if content is not None:
                part.write_bytes(content)
        return file if before.picture is not None else None

    def _difference(self, picture: Picture, result: PictureResult, number: int) -> Path | None:
        if result.comparison not in _TELLS_PIXELS:
            return None
        file = self._file(picture, number, DIFFERENCE)
        return file if write_difference(Path(result.accepted), Path(result.captured), file) else None

    def _elsewhere(self, picture: Picture, before: FileState) -> list[tuple[str, str, str]]:
        """Return the differences in environment since a picture was accepted: name, then, now."""
        if not isinstance(before.entry, dict):
            return []
        then = {CAPTURE: PLAIN, **before.entry}
        now = {CAPTURE: PLAIN, **fingerprint(self.comparer.environment, picture.name)}
        names = (each for each in (*KEYS, CAPTURE) if each in then and then[each] != now.get(each))
        return [(each, str(then[each]), now.get(each, "")) for each in names]

    def _file(self, picture: Picture, number: int, what: str) -> Path:
        """Return the path of a copy, with the picture's own name: budgets and capture settings depend on it."""
        file = self.folder / str(number) / what / picture.name
        file.parent.mkdir(parents=True, exist_ok=True)
        return file


def _between(result: PictureResult, accepted: Path | None) -> PictureResult:
    return replace(result, accepted=str(accepted or ""), comparison=None)


def _changes(accepted: Path | None, captured: Path | None) -> tuple[Change, ...]:
    before = aria_of(accepted) if accepted else None
    after = aria_of(captured) if captured else None
    return changes(before, after) if before is not None and after is not None else ()
