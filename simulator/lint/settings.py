"""What a project says of its lint, in `stapsgewijs.toml` or in `pyproject.toml`."""

from __future__ import annotations

import fnmatch
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from simulator.errors import DocumentError, StapsgewijsError
from simulator.lint.findings import Level
from simulator.lint.near import nearest
from simulator.lint.rules import LINT_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from simulator.lint.findings import LintFinding

OWN, SHARED = "stapsgewijs.toml", "pyproject.toml"
_KEYS: Final = ("paths", "exclude", "disable", "severity", "fail-on", "source", "baseline", "ignore")


@dataclass(frozen=True, slots=True)
class Ignore:
    """Rules that do not count for some files (patterns, from the folder of the settings on), and why."""

    files: tuple[str, ...]
    rules: tuple[str, ...]
    reason: str

    def takes(self, path: str, rule: str) -> bool:
        """Return whether it is about this finding."""
        matching = any(
            fnmatch.fnmatchcase(path, each) or path.startswith(f"{each.rstrip('/')}/") for each in self.files
        )
        return matching and (rule in self.rules or "*" in self.rules)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is looked at, and how bad each thing is. `root` is the folder that paths of the settings begin in."""

    root: Path
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    disable: frozenset[str] = frozenset()
    levels: tuple[tuple[str, Level], ...] = ()
    fail_on: Level = Level.ERROR
    source: Path | None = None
    baseline: Path | None = None
    ignores: tuple[Ignore, ...] = ()

    @property
    def active(self) -> frozenset[str]:
        """The rules that are looked at."""
        return frozenset(LINT_RULES) - self.disable

    def judged(self, finding: LintFinding) -> LintFinding | None:
        """Return the finding at the level that the project gives its rule; None when it does not count."""
        if finding.rule in self.disable or any(each.takes(finding.path, finding.rule) for each in self.ignores):
            return None
        level = dict(self.levels).get(finding.rule, finding.level)
        return finding if level is finding.level else replace(finding, level=level)


def find_settings(start: Path, given: Path | None = None) -> Settings:
    """Return the settings of the file `given`, or of the nearest one in `start` or a folder above it, or none.

    Raises `DocumentError` for a file that cannot be read, and for a name or a value that means nothing.
    """
    if given is not None:
        return read_settings(given)
    for folder in (start, *start.parents):
        if (folder / OWN).is_file():
            return read_settings(folder / OWN)
        if (folder / SHARED).is_file() and _table(folder / SHARED) is not None:
            return read_settings(folder / SHARED)
    return Settings(start)


def read_settings(path: Path) -> Settings:
    """Read the settings in this file; raises as `find_settings` does."""
    table = _table(path) or {}
    reader = _Reader(path)
    for key in table:
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            raise DocumentError(path, f"unknown setting {key!r}" + (f"; nearest: {near!r}" if near else ""))
    root = path.absolute().parent
    source, baseline = (reader.text(table, each) for each in ("source", "baseline"))
    severity = table.get("severity", {})
    if not isinstance(severity, dict):
        raise DocumentError(path, '\'severity\' is a table: rule = "error" | "warning" | "note"')
    return Settings(
        root=root,
        paths=reader.words(table, "paths"),
        exclude=reader.words(table, "exclude"),
        disable=frozenset(reader.rule(each) for each in reader.words(table, "disable")),
        levels=tuple((reader.rule(rule), reader.level(value)) for rule, value in severity.items()),
        fail_on=reader.level(table.get("fail-on", Level.ERROR)),
        source=root / source if source else None,
        baseline=root / baseline if baseline else None,
        ignores=reader.ignores(table),
    )


def _table(path: Path) -> dict[str, Any] | None:
    """Return the table of the linter; None when the file is about other things only."""
    try:
        with path.open("rb") as file:
            loaded: Any = tomllib.load(file)
    except OSError as error:
        raise DocumentError(path, f"cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(path, f"not TOML: {error}") from None
    names = ("tool", "stapsgewijs", "lint") if path.name == SHARED else ("lint",)
    for name in names:
        loaded = loaded.get(name) if isinstance(loaded, dict) else None
    if loaded is not None and not isinstance(loaded, dict):
        raise DocumentError(path, f"{'.'.join(names)!r} is a table")
    return loaded


class _Reader:
    """Reads values, and says which is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def words(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise DocumentError(self._path, f"{key!r} is a list of texts")
        return tuple(value)

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise DocumentError(self._path, f"{key!r} is a text")
        return value

    def rule(self, name: str) -> str:
        if name not in LINT_RULES:
            near = nearest(name, LINT_RULES)
            raise DocumentError(self._path, f"there is no rule {name!r}" + (f"; nearest: {near!r}" if near else ""))
        return name

    def level(self, value: object) -> Level:
        if value not in set(Level):
            raise DocumentError(self._path, f"{value!r} is no severity; it is one of {', '.join(Level)}")
        return Level(str(value))

    def ignores(self, table: Mapping[str, Any]) -> tuple[Ignore, ...]:
        found = []
        entries = table.get("ignore", [])
        for each in entries if isinstance(entries, list) else [entries]:
            if not isinstance(each, dict):
                raise DocumentError(self._path, "'ignore' is a list of tables: files, rules, reason")
            rules = tuple(rule if rule == "*" else self.rule(rule) for rule in self.words(each, "rules"))
            files, reason = self.words(each, "files"), self.text(each, "reason")
            if not files or not rules or not reason.strip():
                raise DocumentError(self._path, "an 'ignore' names files, rules and a reason")
            found.append(Ignore(files, rules, reason))
        return tuple(found)


def level_of(value: str) -> Level:
    """Return the level of this name; raises `StapsgewijsError` for another."""
    if value not in set(Level):
        msg = f"{value!r} is no severity; it is one of {', '.join(Level)}"
        raise StapsgewijsError(msg)
    return Level(value)
