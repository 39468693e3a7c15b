"""The undo log: earlier states of accepted pictures, on disk, so that they survive a crash and a restart."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.files import read_bytes, write_bytes
from stapsgewijs.screenshots.file_state import AcceptedChange, FileState

_RECORD: Final = "record.json"
_PICTURE, _WORDS, _BOOK, _FIRST = "picture", "words", "book", "first-book"


@dataclass(frozen=True, slots=True)
class UndoLog:
    """The last acceptance of each picture, in `folder`, which holds nothing else."""

    folder: Path

    def add(self, change: AcceptedChange) -> None:
        """Write down what lay at a place, before anything else is written there; replaces what was kept of it."""
        record = {
            "place": str(change.place.absolute()),
            "entry": change.before.entry,
            "written": change.written,
            "folders": [str(each.absolute()) for each in change.folders],
        }
        here = self._at(change.place)
        try:
            shutil.rmtree(here, ignore_errors=True)
            here.mkdir(parents=True)
            first = self._first(change.place)
            if not first.exists():
                first.mkdir()
                _keep(first / _FIRST, change.book)
        except OSError as error:
            msg = f"{here}: what can be undone cannot be kept here: {error.strerror}"
            raise StapsgewijsError(msg) from None
        for name, content in ((_PICTURE, change.before.picture), (_WORDS, change.before.words), (_BOOK, change.book)):
            _keep(here / name, content)
        # It comes last: without it the rest counts for nothing.
        _keep(here / _RECORD, json.dumps(record).encode())

    def of(self, place: Path) -> AcceptedChange | None:
        """Return what can be undone at a place; None when nothing can, or all of it is as it was already."""
        here = self._at(place)
        try:
            record: dict[str, Any] = json.loads(read_bytes(here / _RECORD))
            before = FileState(_kept(here / _PICTURE), _kept(here / _WORDS), record["entry"])
            folders = tuple(Path(each) for each in record["folders"])
            change = AcceptedChange(place, before, tuple(record["written"]), _kept(here / _BOOK), folders)
        except (StapsgewijsError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return None if change.is_restored() else change

    def undo(self, place: Path) -> None:
        """Undo the acceptance at a place, and forget it. Raises what `restore` raises, and forgets nothing."""
        change = self.of(place)
        if change is None:
            msg = f"{place}: there is nothing to take back"
            raise StapsgewijsError(msg)
        first = self._first(place)
        change.restore(_kept(first / _FIRST))
        shutil.rmtree(self._at(place), ignore_errors=True)
        if not any(each.is_dir() and each != first for each in first.parent.iterdir()):
            shutil.rmtree(first.parent, ignore_errors=True)

    def _at(self, place: Path) -> Path:
        return self._of_folder(place) / _named(place.name)

    def _first(self, place: Path) -> Path:
        """Return where the file is kept that says where pictures were taken, as it was before all acceptances."""
        return self._of_folder(place) / _FIRST

    def _of_folder(self, place: Path) -> Path:
        return self.folder / _named(str(place.absolute().parent))


def _named(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _keep(file: Path, content: bytes | None) -> None:
    if content is not None:
        write_bytes(file, content, sync=True)


def _kept(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
