"""The settings of lint, from `stapsgewijs.toml` or `pyproject.toml`."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.findings import Severity
from stapsgewijs.labels import ENGLISH
from stapsgewijs.lint.rules import LINT_RULES, RULE_NAMES
from stapsgewijs.project import ProductLabels, Table, find_product_labels, find_table, has_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stapsgewijs.findings import Finding


DOCUMENT: Final = "document"
"""The value of `language` for that of each document."""


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
    """What is looked at, and how bad each thing is. `root` is the folder that paths of the settings begin in.

    `language` is that in which findings are said: English, or `DOCUMENT` for that of each document.
    """

    root: Path
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    disable: frozenset[str] = frozenset()
    levels: tuple[tuple[str, Severity], ...] = ()
    fail_on: Severity = Severity.ERROR
    source: Path | None = None
    baseline: Path | None = None
    ignores: tuple[Ignore, ...] = ()
    product: ProductLabels | None = None
    has_target: bool = False
    language: str = ENGLISH

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
    settings = Settings(start) if table is None else _read(table)
    return _with_product(settings, start, given)


def _with_product(settings: Settings, start: Path, given: Path | None) -> Settings:
    return replace(settings, product=find_product_labels(start, given), has_target=has_target(start, given))


def _read(table: Table) -> Settings:
    source, baseline = table.text("source"), table.text("baseline")
    return Settings(
        root=table.root,
        paths=table.words("paths"),
        exclude=table.words("exclude"),
        disable=frozenset(_rule(table, each, "disable") for each in table.words("disable")),
        levels=tuple(_levels(table.under(table.texts("severity"), "severity"))),
        fail_on=_level(table, table.text("fail-on") or Severity.ERROR, "fail-on"),
        source=table.root / source if source else None,
        baseline=table.root / baseline if baseline else None,
        ignores=tuple(_ignores(table)),
        language=table.text("language") or ENGLISH,
    )


def _rule(table: Table, name: str, key: str) -> str:
    if name not in RULE_NAMES:
        table.refuse(f"there is no rule {name!r}", name, sorted(RULE_NAMES), key=key)
    return name


def _level(table: Table, value: str, key: str) -> Severity:
    if value not in set(Severity):
        table.refuse(f"{value!r} is no severity; it is one of {', '.join(Severity)}", key=key)
    return Severity(value)


def _levels(table: Table) -> Iterator[tuple[str, Severity]]:
    for rule in table.values:
        yield _rule(table, rule, rule), _level(table, table.text(rule), rule)


def _ignores(table: Table) -> Iterator[Ignore]:
    for entry in table.tables("ignore"):
        rules = tuple(rule if rule == "*" else _rule(entry, rule, "rules") for rule in entry.words("rules"))
        files, reason = entry.words("files"), entry.text("reason")
        if not files or not rules or not reason.strip():
            entry.refuse("an 'ignore' names files, rules and a reason")
        yield Ignore(files, rules, reason)


def level_of(value: str) -> Severity:
    """Return the level of this name; raises `StapsgewijsError` for another."""
    if value not in set(Severity):
        msg = f"{value!r} is no severity; it is one of {', '.join(Severity)}"
        raise StapsgewijsError(msg)
    return Severity(value)
