"""The pictures of a guide: captured in a run, compared with the accepted ones, and accepted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import write_bytes
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.baseline import accept as accept_at
from stapsgewijs.screenshots.baseline import check_place, seen_from
from stapsgewijs.screenshots.comparison import ComparisonResult, write_difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stapsgewijs.evidence.run import Run
    from stapsgewijs.screenshots.comparison import PictureResult
    from stapsgewijs.screenshots.undo_log import UndoLog


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a guide after a run: where it is accepted (`place`, there or not), and what became of it.

    `root` is the folder of the guide, or the one where its pictures are kept, outside of which nothing is written.
    """

    procedure: str
    step: int
    place: Path
    result: PictureResult
    root: Path

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.place.name

    @property
    def captured(self) -> Path | None:
        """The picture that was taken, if one was."""
        return Path(self.result.captured) if self.result.captured else None

    @property
    def may_be_accepted(self) -> bool:
        """Whether it was taken, and is not what is accepted already, with its words beside it."""
        is_known = self.result.comparison is ComparisonResult.SAME and self.place.with_suffix(SUFFIX).is_file()
        return self.captured is not None and not is_known


def pictures_of(run: Run) -> tuple[Picture, ...]:
    """Return every picture of the guide, each place once, in the order of the document."""
    found: dict[Path, Picture] = {}
    root = run.guide.path.parent
    for procedure in run.procedures:
        for step in procedure.steps:
            for each in step.pictures:
                folder, path = seen_from(root, each.documented, run.kept)
                place = place_of(folder, path)
                if place is not None:
                    found.setdefault(place, Picture(procedure.id, step.number, place, each, folder))
    return tuple(found.values())


def place_of(root: Path, documented: str) -> Path | None:
    """Return where a picture that a guide names lies, or None for a place that is not in the guide's folder."""
    relative = unquote(documented.partition("#")[0].partition("?")[0]).replace("\\", "/").lstrip("/")
    if "://" in documented or not relative or ".." in PurePosixPath(relative).parts:
        return None
    return root / relative


def accept(
    pictures: Sequence[Picture], names: Sequence[str], environment: Mapping[str, str], undo_log: UndoLog
) -> list[Picture]:
    """Make what was captured the accepted picture, and return those that changed; what lay there is in `undo_log`.

    `names` are files' names; without any, every picture that differs. Raises `StapsgewijsError` for a name that
    the guide does not have or that was not taken in this run, and for a link out of its folder, before anything is
    changed.
    """
    known = {each.name: each for each in pictures}
    for name in names:
        if name not in known:
            msg = f"the guide has no picture {name!r}; it has {', '.join(sorted(known)) or 'none'}"
            raise StapsgewijsError(msg)
        if known[name].captured is None:
            msg = f"{name}: was not taken in this run, so there is nothing to accept"
            raise StapsgewijsError(msg)
    chosen = [each for each in pictures if (each.name in names if names else each.may_be_accepted)]
    for each in chosen:
        check_place(each.place, each.root)
    return [each for each in chosen if _accepted(each, environment, undo_log)]


def _accepted(picture: Picture, environment: Mapping[str, str], undo_log: UndoLog) -> bool:
    if picture.captured is None or not picture.may_be_accepted:
        return False
    accept_at(picture.place, picture.captured, environment, undo_log, root=picture.root)
    return True


def export_pictures(pictures: Sequence[Picture], folder: Path) -> Iterator[Path]:
    """Copy what was captured to `folder`, under its documented name, with what differs beside it."""
    for each in pictures:
        if each.captured is None:
            continue
        target = folder / each.name
        write_bytes(target, each.captured.read_bytes())
        yield target
        if each.result.pixels and each.place.is_file():
            difference = target.with_suffix(".difference.png")
            if write_difference(each.place, each.captured, difference):
                yield difference
