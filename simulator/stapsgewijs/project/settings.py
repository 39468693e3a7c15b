"""The settings of a project, in `stapsgewijs.toml` or `pyproject.toml`: finding the file, and reading values.

Each part of the program has its own table: `[lint]`, or `[tool.stapsgewijs.lint]` in `pyproject.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from stapsgewijs.errors import DocumentError
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

OWN, SHARED = "stapsgewijs.toml", "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of settings, and its file; an invalid value raises `DocumentError`."""

    path: Path
    values: Mapping[str, Any]

    @property
    def root(self) -> Path:
        """The folder that its paths are relative to."""
        return self.path.absolute().parent

    def refuse(self, what: str, word: str = "", known: Iterable[str] = ()) -> NoReturn:
        """Raise an error about `word`, with the nearest of `known`."""
        near = nearest(word, known) if word else ""
        raise DocumentError(self.path, what + (f"; nearest: {near!r}" if near else ""))

    def only(self, known: Iterable[str]) -> None:
        """Refuse any other key."""
        keys = tuple(known)
        for key in self.values:
            if key not in keys:
                self.refuse(f"unknown setting {key!r}", key, keys)

    def under(self, values: Mapping[str, Any]) -> Table:
        """Return a table inside this one."""
        return Table(self.path, values)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text is a list of one."""
        value = self.values.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.refuse(f"{key!r} is a list of texts")
        return tuple(value)

    def text(self, key: str) -> str:
        """Return a text; empty when there is none."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            self.refuse(f"{key!r} is a text")
        return value

    def flag(self, key: str) -> bool | None:
        """Return a boolean; None if it is not set."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            self.refuse(f"{key!r} is true or false")
        return value

    def count(self, key: str) -> int | None:
        """Return an integer, 0 or more; None if it is not set."""
        value = self.values.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            self.refuse(f"{key!r} is a whole number, 0 or more")
        return value

    def share(self, key: str) -> float | None:
        """Return a number from 0 to 1; None if it is not set."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            self.refuse(f"{key!r} is a number from 0 to 1")
        return float(value)


def find_table(name: str, start: Path, given: Path | None = None) -> Table | None:
    """Return the table `name` of the file `given`, or of the nearest file in `start` or above it; None for none.

    A `stapsgewijs.toml` is used also without that table, a `pyproject.toml` only with it. Raises `DocumentError` for
    a file that cannot be read.
    """
    if given is not None:
        return read_table(name, given) or Table(given, {})
    for folder in (start, *start.parents):
        if (folder / OWN).is_file():
            return read_table(name, folder / OWN) or Table(folder / OWN, {})
        if (folder / SHARED).is_file() and (found := read_table(name, folder / SHARED)):
            return found
    return None


def read_table(name: str, path: Path) -> Table | None:
    """Return the table `name` of this file; None if the file has no such table."""
    import tomllib  # noqa: PLC0415  # most runs find no file

    try:
        with path.open("rb") as file:
            loaded: Any = tomllib.load(file)
    except OSError as error:
        raise DocumentError(path, f"cannot be read: {error.strerror or error}") from None
    except ValueError as error:  # no TOML, no UTF-8, or a number of more digits than Python reads
        raise DocumentError(path, f"not TOML: {error}") from None
    except RecursionError:  # the parser calls itself for each level
        raise DocumentError(path, "nested too deeply to be settings; make lists and tables flatter") from None
    names = ("tool", "stapsgewijs", name) if path.name == SHARED else (name,)
    for each in names:
        loaded = loaded.get(each) if isinstance(loaded, dict) else None
    if loaded is not None and not isinstance(loaded, dict):
        raise DocumentError(path, f"{'.'.join(names)!r} is a table")
    return None if loaded is None else Table(path, loaded)
