"""The settings of a project, in `stapsgewijs.toml` or `pyproject.toml`: finding the file, and reading values.

Each part of the program has its own table: `[lint]`, or `[tool.stapsgewijs.lint]` in `pyproject.toml`. What tables and
keys there are is declared in `schema`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

from stapsgewijs.errors import DocumentError
from stapsgewijs.files import read_text, read_toml
from stapsgewijs.project.schema import SECTIONS, Form, known_tables
from stapsgewijs.suggestion import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

OWN, SHARED = "stapsgewijs.toml", "pyproject.toml"
_SHARED_UNDER: Final = ("tool", "stapsgewijs")
"""The tables of `pyproject.toml` that ours are in."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of settings, and its place in its file (`lint`, `ignore`, 0); an invalid value raises `DocumentError`."""

    path: Path
    values: Mapping[str, Any]
    place: tuple[str | int, ...] = field(default=(), compare=False)

    @property
    def root(self) -> Path:
        """The folder that its paths are relative to."""
        return self.path.absolute().parent

    def refuse(self, what: str, word: str = "", known: Iterable[str] = (), *, key: str = "") -> NoReturn:
        """Raise an error about `word`, with the nearest of `known`, at the line of `key` or of the table itself."""
        near = nearest(word, known) if word else ""
        line, column = _position(self.path, (*self.place, key) if key else self.place)
        raise DocumentError(self.path, what + (f"; nearest: {near!r}" if near else ""), line=line, column=column)

    def only(self, known: Iterable[str]) -> None:
        """Refuse any other key."""
        keys = tuple(known)
        for key in self.values:
            if key not in keys:
                self.refuse(f"unknown setting {key!r}", key, keys, key=key)

    def under(self, values: Mapping[str, Any], *place: str | int) -> Table:
        """Return a table inside this one; `place` is where it stands in it."""
        return Table(self.path, values, (*self.place, *place))

    def tables(self, key: str) -> Iterator[Table]:
        """Give each table of a list of tables."""
        for number, each in enumerate(self.values.get(key, ())):
            yield self.under(each, key, number)

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text is a list of one."""
        value = self.values.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.refuse(f"{key!r} is a list of texts", key=key)
        return tuple(value)

    def text(self, key: str) -> str:
        """Return a text; empty when there is none."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            self.refuse(f"{key!r} is a text", key=key)
        return value

    def texts(self, key: str) -> Mapping[str, str]:
        """Return a table of texts; empty when there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            self.refuse(f'{key!r} is a table of texts: name = "…"', key=key)
        return value

    def flag(self, key: str) -> bool | None:
        """Return a boolean; None if it is not set."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            self.refuse(f"{key!r} is true or false", key=key)
        return value

    def count(self, key: str) -> int | None:
        """Return an integer, 0 or more; None if it is not set."""
        value = self.values.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            self.refuse(f"{key!r} is a whole number, 0 or more", key=key)
        return value

    def share(self, key: str) -> float | None:
        """Return a number from 0 to 1; None if it is not set."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            self.refuse(f"{key!r} is a number from 0 to 1", key=key)
        return float(value)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The tables of one file, by name; every one of them was checked against the schema."""

    path: Path
    values: Mapping[str, Any]

    @property
    def under(self) -> tuple[str, ...]:
        """The tables of the file that ours are in."""
        return _SHARED_UNDER if self.path.name == SHARED else ()

    def table(self, name: str) -> Table | None:
        """Return a table; None where the file has none of that name."""
        return Table(self.path, self.values[name], (*self.under, name)) if name in self.values else None

    def list(self, name: str) -> Iterator[Table]:
        """Give each table of a list of tables (`[[accounts]]`)."""
        yield from Table(self.path, self.values, self.under).tables(name)

    def check(self) -> None:
        """Refuse tables and keys that there are not, and values that mean nothing; raises `DocumentError`."""
        whole = Table(self.path, self.values, self.under)
        for name, value in self.values.items():
            if "\0" in "".join(_texts_in(value)):
                whole.refuse(f"{name!r} has the character U+0000, which no name, text or address has", key=name)
        names = [each.name for each in SECTIONS]
        for name in self.values:
            if name not in names:
                whole.refuse(f"unknown table [{name}]", name, names, key=name)
        for section, values in known_tables(self.values):
            if section.form is Form.LIST:
                if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
                    whole.refuse(f"{section.name!r} is a list of tables: {section.heading}", key=section.name)
                for each in whole.tables(section.name):
                    section.check(each)
            elif not isinstance(values, dict):
                whole.refuse(f"{'.'.join((*self.under, section.name))!r} is a table", key=section.name)
            else:
                section.check(whole.under(values, section.name))


def _texts_in(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]


def find_file(start: Path, names: Iterable[str], given: Path | None = None) -> SettingsFile | None:
    """Return the file `given`, or the nearest one in `start` or above it; None for none.

    A `stapsgewijs.toml` is taken also without any of the tables `names`, a `pyproject.toml` only with one of them.
    Raises `DocumentError` for a file that cannot be used.
    """
    if given is not None:
        return read_file(given)
    wanted = tuple(names)
    for folder in (start, *start.parents):
        if (folder / OWN).is_file():
            return read_file(folder / OWN)
        if (folder / SHARED).is_file():
            found = read_file(folder / SHARED)
            if any(found.values.get(each) for each in wanted):
                return found
    return None


def find_table(name: str, start: Path, given: Path | None = None) -> Table | None:
    """Return the table `name` of the file `given`, or of the nearest file in `start` or above it; None for none.

    A `stapsgewijs.toml` is used also without that table, a `pyproject.toml` only with it. Raises `DocumentError` for
    a file that cannot be read.
    """
    found = find_file(start, (name,), given)
    return None if found is None else found.table(name) or Table(found.path, {}, (*found.under, name))


def read_file(path: Path) -> SettingsFile:
    """Read a file of settings; raises `DocumentError` for one that cannot be read or that says what means nothing."""
    loaded: Any = read_toml(path)
    for each in _SHARED_UNDER if path.name == SHARED else ():
        loaded = loaded.get(each, {})
        if not isinstance(loaded, dict):
            raise DocumentError(path, f"{each!r} is a table")
    found = SettingsFile(path, loaded)
    found.check()
    return found


def _position(path: Path, place: tuple[str | int, ...]) -> tuple[int, int]:
    """Return line and column of a key, or of the nearest table around it that is written down."""
    from stapsgewijs.project.positions import positions_in  # noqa: PLC0415  # for an error only

    try:
        found = positions_in(read_text(path))
    except DocumentError:
        return 1, 1
    while place and place not in found:
        place = place[:-1]
    return found.get(place, (1, 1))
