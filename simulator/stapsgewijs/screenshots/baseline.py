"""Accepting a picture, and taking that back: the picture, what it says, and where it was taken, together.

Undo gives back the bytes as they were. Before anything is written, what lies there is kept in a `Journal`; what
somebody else wrote meanwhile is never overwritten.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.environment import NAME, described, fingerprint, parsed, read_down

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stapsgewijs.screenshots.undo_log import Journal


class ChangedMeanwhileError(StapsgewijsError):
    """What lies at a place is not what was seen there: somebody else wrote it."""


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies at the place of an accepted picture: the bytes of both files, None for one that is not there.

    `entry` is the picture's own in the file that says where pictures were taken, None when it has none.
    """

    picture: bytes | None = None
    words: bytes | None = None
    entry: object = None

    @classmethod
    def at(cls, place: Path) -> Lying:
        """Look at `place`; raises `StapsgewijsError` for what is there and cannot be read."""
        return cls(_read(place), _read(place.with_suffix(SUFFIX)), read_down(place.with_name(NAME)).get(place.name))

    @property
    def digests(self) -> tuple[str, str, str]:
        """What tells it from anything else."""
        entry = json.dumps(self.entry, sort_keys=True).encode()
        return _digest(self.picture), _digest(self.words), _digest(entry)

    def is_part_of(self, *states: tuple[str, str, str]) -> bool:
        """Return whether each of its parts is as in one of `states`: also what was half written and then stopped."""
        return all(mine in theirs for mine, theirs in zip(self.digests, zip(*states, strict=True), strict=True))


@dataclass(frozen=True, slots=True)
class Former:
    """What can be taken back: what lay at `place`, what was written there instead, and what had to be made for it.

    `book` is the whole file that says where pictures were taken, as it was; `folders` were not there before.
    """

    place: Path
    lay: Lying
    written: tuple[str, str, str]
    book: bytes | None
    folders: tuple[Path, ...] = ()

    def can_be_restored(self) -> bool:
        """Return whether what lies there is what was written, and not what somebody else wrote since."""
        return Lying.at(self.place).is_part_of(self.lay.digests, self.written)

    def is_restored(self) -> bool:
        """Return whether all is as it was."""
        return Lying.at(self.place).digests == self.lay.digests


def accept(
    place: Path, captured: Path, environment: Mapping[str, str], journal: Journal, seen: Lying | None = None
) -> Former:
    """Make `captured` the accepted picture at `place`, and keep in `journal` what lay there.

    `seen` is what was there when somebody looked at it. Raises `ChangedMeanwhileError`, and writes nothing, when it
    is not there any more.
    """
    lying = Lying.at(place)
    if seen is not None and lying.digests != seen.digests:
        msg = f"{place}: was changed since it was looked at; nothing was written"
        raise ChangedMeanwhileError(msg)
    words = _read(captured.with_suffix(SUFFIX))
    new = Lying(_read(captured), lying.words if words is None else words, fingerprint(environment, place.name))
    former = Former(place, lying, new.digests, _read(place.with_name(NAME)), _missing_folders(place))
    journal.keep(former)
    put(place, new)
    return former


def put(place: Path, lying: Lying) -> None:
    """Make `place` what `lying` says; what is not in it is removed. Raises `StapsgewijsError` when that cannot be."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(place, lying.picture)
        _write(place.with_suffix(SUFFIX), lying.words)
        book = place.with_name(NAME)
        known = read_down(book)
        if known.get(place.name) != lying.entry:
            known.pop(place.name, None)
            if lying.entry is not None:
                known[place.name] = lying.entry
            _write(book, described(known) if known else None)
    except OSError as error:
        msg = f"{place}: cannot be written: {error.strerror}"
        raise StapsgewijsError(msg) from None


def put_back(former: Former, first_book: bytes | None) -> None:
    """Take an acceptance back, to the byte. Raises `ChangedMeanwhileError`, and writes nothing, when that loses work.

    `first_book` is the file that says where pictures were taken as it stood before any of them was accepted: when it
    says the same as what is left, it is given back as it was written, whoever wrote it.
    """
    if not former.can_be_restored():
        msg = f"{former.place}: was changed since it was accepted; nothing was taken back"
        raise ChangedMeanwhileError(msg)
    put(former.place, former.lay)
    book = former.place.with_name(NAME)
    left = read_down(book)
    same = next((each for each in (former.book, first_book) if each is not None and parsed(each) == left), None)
    try:
        if same is not None:
            _write(book, same)
    except OSError as error:
        msg = f"{book}: cannot be written: {error.strerror}"
        raise StapsgewijsError(msg) from None
    for folder in reversed(former.folders):
        with contextlib.suppress(OSError):  # it holds something else by now
            folder.rmdir()


def _missing_folders(place: Path) -> tuple[Path, ...]:
    """Return the folders that have to be made for `place`, the outermost first."""
    missing = [each for each in place.parents if not each.exists()]
    return tuple(reversed(missing))


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror}"
        raise StapsgewijsError(msg) from None


def _write(file: Path, content: bytes | None) -> None:
    """Write a file as a whole, or remove it: who reads it meanwhile sees the old one or the new one."""
    file = file.resolve()  # a link stays a link
    if content is None:
        file.unlink(missing_ok=True)
        return
    if file.is_file() and file.read_bytes() == content:
        return
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _digest(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()
