"""The files of an accepted picture as one state: reading it, and restoring it.

Three things belong together: the picture, its accessibility snapshot, and its entry in `pictures.json`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import read_bytes, remove, write_bytes
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.environment import NAME, parse, read, serialize

if TYPE_CHECKING:
    from pathlib import Path


class ChangedMeanwhileError(StapsgewijsError):
    """What lies at a place is not what was seen there: somebody else wrote it."""


@dataclass(frozen=True, slots=True)
class FileState:
    """The bytes of a picture and of its snapshot, None for one that is not there.

    `entry` is the picture's own in the file that says where pictures were taken, None when it has none.
    """

    picture: bytes | None = None
    words: bytes | None = None
    entry: object = None

    @classmethod
    def at(cls, place: Path) -> FileState:
        """Read what lies at `place`; raises `StapsgewijsError` for what is there and cannot be read."""
        entry = read(place.with_name(NAME)).get(place.name)
        return cls(read_file(place), read_file(place.with_suffix(SUFFIX)), entry)

    @property
    def digests(self) -> tuple[str, str, str]:
        """SHA-256 of picture, snapshot and entry; empty for a file that is not there."""
        entry = json.dumps(self.entry, sort_keys=True).encode()
        return _digest(self.picture), _digest(self.words), _digest(entry)

    def is_part_of(self, *states: tuple[str, str, str]) -> bool:
        """Return whether each of its parts is as in one of `states`: also what was half written and then stopped."""
        return all(mine in theirs for mine, theirs in zip(self.digests, zip(*states, strict=True), strict=True))

    def write(self, place: Path) -> None:
        """Make `place` what this says; what is not in it is removed. Raises `StapsgewijsError` when that cannot be."""
        _write(place, self.picture)
        _write(place.with_suffix(SUFFIX), self.words)
        book = place.with_name(NAME)
        known = read(book)
        if known.get(place.name) != self.entry:
            known.pop(place.name, None)
            if self.entry is not None:
                known[place.name] = self.entry
            _write(book, serialize(known) if known else None)


@dataclass(frozen=True, slots=True)
class AcceptedChange:
    """What can be undone: what lay at `place`, what was written there instead, and what had to be made for it.

    `book` is the whole file that says where pictures were taken, as it was; `folders` were not there before.
    """

    place: Path
    before: FileState
    written: tuple[str, str, str]
    book: bytes | None
    folders: tuple[Path, ...] = ()

    def can_be_restored(self) -> bool:
        """Return whether what lies there is what was written, and not what somebody else wrote since."""
        return FileState.at(self.place).is_part_of(self.before.digests, self.written)

    def is_restored(self) -> bool:
        """Return whether all is as it was before."""
        return FileState.at(self.place).digests == self.before.digests

    def restore(self, first_book: bytes | None) -> None:
        """Undo it, to the byte. Raises `ChangedMeanwhileError`, and writes nothing, when that loses work.

        `first_book` is the file that says where pictures were taken as it stood before any of them was accepted: when
        it says the same as what is left, it is given back as it was written, whoever wrote it.
        """
        if not self.can_be_restored():
            msg = f"{self.place}: was changed since it was accepted; nothing was taken back"
            raise ChangedMeanwhileError(msg)
        self.before.write(self.place)
        book = self.place.with_name(NAME)
        left = read(book)
        same = next((each for each in (self.book, first_book) if each is not None and parse(each) == left), None)
        if same is not None:
            _write(book, same)
        for folder in reversed(self.folders):
            with contextlib.suppress(OSError):  # it holds something else by now
                folder.rmdir()


def read_file(file: Path) -> bytes | None:
    """Return what a file holds, None when it is not there; raises `StapsgewijsError` when it cannot be read."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        pass  # reading it says why
    return read_bytes(file)


def _write(file: Path, content: bytes | None) -> None:
    if content is None:
        remove(file)
    elif read_file(file) != content:
        write_bytes(file, content, sync=True)


def _digest(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()
