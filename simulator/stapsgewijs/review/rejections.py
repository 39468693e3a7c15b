"""Pictures that somebody rejected, with a note: a file in the project for people and for the next review."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import tomlkit

from stapsgewijs.errors import DocumentError, StapsgewijsError
from stapsgewijs.files import remove, write_text
from stapsgewijs.project import Table

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "stapsgewijs-review.toml"
"""The file, in the folder of the project."""
MOST_LETTERS: Final = 4_000
"""So long a note may be."""
_HEAD: Final = (
    "Pictures that somebody rejected in `stapsgewijs review`, and why. What is accepted after all, or no longer",
    "rejected, is taken out again; what looks otherwise by now is asked about anew.",
)
_REJECTED: Final = "rejected"
_AT: Final = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class Rejection:
    """A picture that was rejected: where the guide shows it, why, and the SHA-256 of what was captured then."""

    picture: str
    guide: str
    procedure: str
    step: int
    line: int
    note: str
    captured: str


class Rejections:
    """Those of one project, in the file `NAME` in the folder `root`; paths in it are seen from there."""

    def __init__(self, root: Path) -> None:
        """Read them; raises `DocumentError` for a file that is none of these."""
        self.root = root.absolute()
        self.file = self.root / NAME
        self._known = {each.picture: each for each in self._read()}

    def of(self, place: Path, captured: Path) -> Rejection | None:
        """Return why the picture at `place` was rejected, if that is what was captured again; None otherwise."""
        found = self._known.get(self.named(place))
        return found if found is not None and found.captured == digest(captured) else None

    def add(self, rejection: Rejection) -> None:
        """Keep a rejection in the place of an earlier one; raises `StapsgewijsError` where it cannot be written."""
        self._write({**self._known, rejection.picture: rejection})

    def remove(self, place: Path) -> None:
        """Take a rejection out, if there is one; raises as `add` does."""
        name = self.named(place)
        if name in self._known:
            self._write({each: one for each, one in self._known.items() if each != name})

    def named(self, path: Path) -> str:
        """Return a path as the file names it."""
        return os.path.relpath(path.absolute(), self.root).replace(os.sep, "/")

    def _write(self, known: dict[str, Rejection]) -> None:
        if not known:
            remove(self.file)
        else:
            document = tomlkit.document()
            for each in _HEAD:
                document.add(tomlkit.comment(each))
            document.add(tomlkit.nl())
            tables = tomlkit.aot()
            for _, one in sorted(known.items()):
                table = tomlkit.item(asdict(one))
                if "\n" in one.note:
                    table["note"] = tomlkit.string(one.note, multiline=True)
                tables.append(table)
            document[_REJECTED] = tables
            write_text(self.file, tomlkit.dumps(document))
        self._known = known

    def _read(self) -> list[Rejection]:
        if not self.file.is_file():
            return []
        try:
            values = tomllib.loads(self.file.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            raise DocumentError(self.file, "not UTF-8; save the file as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            at = _AT.search(str(error))
            line, column = (int(at[1]), int(at[2])) if at else (1, 1)
            raise DocumentError(self.file, f"no TOML: {_AT.sub('', str(error))}", line=line, column=column) from None
        except OSError as error:
            msg = f"{self.file}: cannot be read: {error.strerror}"
            raise StapsgewijsError(msg) from None
        table = Table(self.file, values)
        table.only([_REJECTED])
        if not isinstance(values.get(_REJECTED, []), list) or not all(isinstance(x, dict) for x in values[_REJECTED]):
            table.refuse(f"{_REJECTED!r} is a list of tables: [[{_REJECTED}]]", key=_REJECTED)
        return [self._rejection(each) for each in table.tables(_REJECTED)]

    @staticmethod
    def _rejection(table: Table) -> Rejection:
        table.only(Rejection.__slots__)
        texts = {name: table.text(name) for name in ("picture", "guide", "procedure", "note", "captured")}
        if not texts["picture"]:
            table.refuse("a rejection names its 'picture'")
        return Rejection(**texts, step=table.count("step") or 0, line=table.count("line") or 0)


def digest(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
