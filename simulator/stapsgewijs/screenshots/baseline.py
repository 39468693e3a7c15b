"""The accepted pictures of a guide: the file at a documented path, and accepting another in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import real_path
from stapsgewijs.image_files import picture_suffix
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.environment import NAME, fingerprint, taken_in
from stapsgewijs.screenshots.file_state import AcceptedChange, ChangedMeanwhileError, FileState, read_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stapsgewijs.screenshots.undo_log import UndoLog


@dataclass(frozen=True, slots=True)
class AcceptedPicture:
    """What lies at a documented path: `file` is its absolute path, empty when nothing is there.

    `usable` is False for a file that is there and is no picture, as the pointer file that Git LFS leaves.
    """

    file: str = ""
    usable: bool = False


Kept = tuple[tuple[str, "Path"], ...]
"""Where pictures are kept that a guide shows from elsewhere: the beginning of an address, and the folder."""


def seen_from(media_root: Path, documented: str, kept: Kept = ()) -> tuple[Path, str]:
    """Return the folder that a path of a guide is seen from, and the path in it."""
    for begin, folder in kept:
        if documented.startswith(begin):
            return folder, documented.removeprefix(begin)
    return media_root, documented


def find_accepted(media_root: Path, documented: str, kept: Kept = ()) -> AcceptedPicture:
    """Return what lies at the path `documented` (as a guide writes it), seen from the folder `media_root`.

    `kept` says where pictures lie whose address begins so. A path that starts with a slash is seen from `media_root`
    too, as documentation sites do. Nothing outside that folder is looked at, whatever the path or a symbolic link
    says.
    """
    media_root, documented = seen_from(media_root, documented, kept)
    if "://" in documented or documented.startswith("//"):
        return AcceptedPicture()
    relative = unquote(documented.partition("#")[0].partition("?")[0]).replace("\\", "/").lstrip("/")
    try:
        root = real_path(media_root)
        file = real_path(root / relative)
        if not file.is_relative_to(root) or not file.is_file():
            return AcceptedPicture()
        return AcceptedPicture(str(file), usable=picture_suffix(file) is not None)
    except (OSError, ValueError, RuntimeError):  # a name too long, a NUL, a loop of links: no picture there
        return AcceptedPicture()


def was_accepted(file: Path) -> bool:
    """Return whether a picture was accepted from a run: then its words, or where it was taken, are kept beside it."""
    return file.with_suffix(SUFFIX).is_file() or bool(taken_in(file))


def check_place(place: Path, root: Path) -> None:
    """Raise `StapsgewijsError` when accepting at `place` would write outside of `root`, through a symbolic link."""
    for file in (place, place.with_suffix(SUFFIX), place.with_name(NAME)):
        if not real_path(file).is_relative_to(real_path(root)):
            msg = f"{file}: is a link out of the guide's folder; nothing was written"
            raise StapsgewijsError(msg)


def accept(  # noqa: PLR0913  # what is accepted, where, and what may not be lost
    place: Path,
    captured: Path,
    environment: Mapping[str, str],
    undo_log: UndoLog,
    *,
    root: Path,
    seen: FileState | None = None,
) -> AcceptedChange:
    """Make `captured` the accepted picture at `place`, with its snapshot and where it was taken.

    What lay there is kept in `undo_log` before anything is written. `seen` is what was there when somebody looked at
    it. Raises `ChangedMeanwhileError`, and writes nothing, when it is not there any more, and as `check_place` does:
    `root` is the folder of the guide.
    """
    check_place(place, root)
    before = FileState.at(place)
    if seen is not None and before.digests != seen.digests:
        msg = f"{place}: was changed since it was looked at; nothing was written"
        raise ChangedMeanwhileError(msg)
    words = read_file(captured.with_suffix(SUFFIX))
    new = FileState(read_file(captured), before.words if words is None else words, fingerprint(environment, place.name))
    missing = tuple(reversed([each for each in place.parents if not each.exists()]))  # the outermost first
    change = AcceptedChange(place, before, new.digests, read_file(place.with_name(NAME)), missing)
    undo_log.add(change)
    new.write(place)
    return change
