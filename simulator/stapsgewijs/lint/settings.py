"""The settings of lint, from `stapsgewijs.toml` or `pyproject.toml`."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.findings import Severity
from stapsgewijs.lint.rules import LINT_RULES, RULE_NAMES
from stapsgewijs.project import Table, find_table, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stapsgewijs.findings import Finding

_KEYS: Final = ("paths", "exclude", "disable", "severity", "fail-on", "source", "baseline", "ignore")


class Ignore(NamedTuple):
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
    levels: tuple[tuple[str, Severity], ...] = ()
    fail_on: Severity = Severity.ERROR
    source: Path | None = None
    baseline: Path | None = None
    ignores: tuple[Ignore, ...] = ()

    @property
    def active(self) -> frozenset[str]:
        """The rules that are looked at."""
        return frozenset(LINT_RULES) - self.disable

    def judged(self, finding: Finding) -> Finding | None:
        """Return the finding at the level that the project gives its rule; None when it does not count."""
        if finding.rule in self.disable or any(each.takes(finding.path, finding.rule) for each in self.ignores):
            return None
        level = dict(self.levels).get(finding.rule, finding.severity)
        return finding if level is finding.severity else finding._replace(severity=level)


def find_settings(start: Path, given: Path | None = None) -> Settings:
    """Return the settings of the file `given`, or of the nearest one in `start` or a folder above it, or none.

    Raises `DocumentError` for a file that cannot be read, and for a name or a value that means nothing.
    """
    table = find_table("lint", start, given)
    return Settings(start) if table is None else _read(table)


def read_settings(path: Path) -> Settings:
    """Read the settings in this file; raises as `find_settings` does."""
    return _read(read_table("lint", path) or Table(path, {}))


def _read(table: Table) -> Settings:
    table.only(_KEYS)
    source, baseline = table.text("source"), table.text("baseline")
    severity = table.values.get("severity", {})
    if not isinstance(severity, dict):
        table.refuse('\'severity\' is a table: rule = "error" | "warning" | "note"')
    return Settings(
        root=table.root,
        paths=table.words("paths"),
        exclude=table.words("exclude"),
        disable=frozenset(_rule(table, each) for each in table.words("disable")),
        levels=tuple((_rule(table, rule), _level(table, value)) for rule, value in severity.items()),
        fail_on=_level(table, table.values.get("fail-on", Severity.ERROR)),
        source=table.root / source if source else None,
        baseline=table.root / baseline if baseline else None,
        ignores=tuple(_ignores(table)),
    )


def _rule(table: Table, name: str) -> str:
    if name not in RULE_NAMES:
        table.refuse(f"there is no rule {name!r}", name, sorted(RULE_NAMES))
    return name


def _level(table: Table, value: object) -> Severity:
    if not isinstance(value, str) or value not in set(Severity):
        told = repr(value) if isinstance(value, str) else f"what is no text ({type(value).__name__})"
        table.refuse(f"{told} is no severity; it is one of {', '.join(Severity)}")
    return Severity(value)


def _ignores(table: Table) -> Iterator[Ignore]:
    entries = table.values.get("ignore", [])
    for each in entries if isinstance(entries, list) else [entries]:
        if not isinstance(each, dict):
            table.refuse("'ignore' is a list of tables: files, rules, reason")
        entry = table.under(each)
        rules = tuple(rule if rule == "*" else _rule(table, rule) for rule in entry.words("rules"))
        files, reason = entry.words("files"), entry.text("reason")
        if not files or not rules or not reason.strip():
            table.refuse("an 'ignore' names files, rules and a reason")
        yield Ignore(files, rules, reason)


def level_of(value: str) -> Severity:
    """Return the level of this name; raises `StapsgewijsError` for another."""
    if value not in set(Severity):
        msg = f"{value!r} is no severity; it is one of {', '.join(Severity)}"
        raise StapsgewijsError(msg)
    return Severity(value)
