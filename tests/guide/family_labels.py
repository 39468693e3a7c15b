"""How the labels of documents are bound, held against a table of what each of them stands for.

A row of the table is a place where a document names something: its line and the raw text, and which control (English
label and role) that is; the role `none` is bold that names nothing. Only rows in a step count. A row is right when a
binding that overlaps its raw text has that control, wrong when it has another (or any, of `none`), else not bound.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stapsgewijs.guide.analysis import analyse
from tests.guide.pseudo_language import in_pseudo_language
from tests.shared_guides import SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stapsgewijs.guide import Binding
    from stapsgewijs.project import Project

TABLE = SHARED.parent / "family" / "labels.tsv"
KEYS = ("right", "wrong", "not bound")


@dataclass
class Tally:
    """How many rows were right, wrong and not bound, by a key (a document, a role); and what was not right."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def add(self, row: dict[str, str], outcome: str, told: str) -> None:
        """Count a row; `told` is what it was bound to."""
        document = f"{row['locale']}/{row['file'].removeprefix('multi-factor-authentication-').removesuffix('.md')}"
        for key in (document, f"language {row['locale']}", f"role {row['role']}", "all"):
            self.counts.setdefault(key, Counter())[outcome] += 1
        if outcome != "right":
            place = f"{document}:{row['line']} step {row['step']}"
            self.missed.append(f"{outcome}: {place} {row['raw']} is {row['control']} ({row['role']}){told}")

    def share(self, outcome: str, key: str = "all") -> float:
        """Return which share of the rows of a key ended so."""
        return self.counts[key][outcome] / self.counts[key].total()

    def lines(self) -> Iterator[str]:
        """Give a line for each key."""
        for key, counted in sorted(self.counts.items()):
            total = counted.total()
            yield f"{key:60}" + "".join(f"{counted[each]:5} {each} ({counted[each] / total:.1%})" for each in KEYS)


def rows_of(table: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with table.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def measure(rows: Sequence[dict[str, str]], guides: Path, project: Project) -> Tally:
    """Bind the documents of the rows, which are in `guides`, by the references of a project."""
    tally = Tally()
    for locale, file in dict.fromkeys((each["locale"], each["file"]) for each in rows):
        path = guides / locale / file
        found = analyse(path, labels=project.site / "labels", pivot=project.reference_of(path))
        here = [each for each in rows if (each["locale"], each["file"]) == (locale, file) and each["step"] != "0"]
        judge(here, path.read_text(encoding="utf-8-sig").split("\n"), found.bindings, tally)
    return tally


def measure_pseudo(
    rows: Sequence[dict[str, str]], guides: Path, project: Project, *, swap: float = 0.0, seeds: int = 2
) -> Tally:
    """Bind the documents of the rows in so many languages that nobody knows."""
    with tempfile.TemporaryDirectory() as folder:
        return _pseudo(rows, guides, project, Path(folder), (swap, seeds))


def _pseudo(
    rows: Sequence[dict[str, str]], guides: Path, project: Project, folder: Path, how: tuple[float, int]
) -> Tally:
    tally, (swap, seeds) = Tally(), how
    for locale, file in dict.fromkeys((each["locale"], each["file"]) for each in rows):
        text = (guides / locale / file).read_text(encoding="utf-8-sig")
        here = [each for each in rows if (each["locale"], each["file"]) == (locale, file)]
        for seed in range(seeds):
            made, truth = in_pseudo_language(text, here, seed, swap)
            path = folder / file
            path.write_text(made, encoding="utf-8")
            found = analyse(path, labels=project.site / "labels", pivot=project.reference_of(path))
            judge([each for each in truth if each["step"] != "0"], made.split("\n"), found.bindings, tally)
    return tally


def judge(rows: Sequence[dict[str, str]], lines: Sequence[str], bindings: Sequence[Binding], tally: Tally) -> None:
    """Count the rows of one document."""
    used: dict[tuple[int, str], int] = {}
    for row in rows:
        line = int(row["line"])
        start = lines[line - 1].find(row["raw"], used.get((line, row["raw"]), 0))
        assert start >= 0, row
        end = used[line, row["raw"]] = start + len(row["raw"])
        over = [
            each
            for each in bindings
            if each.control is not None
            and each.label.line == line
            and each.label.column - 1 < end
            and each.label.column + len(each.label.text) > start
        ]
        named = [(each.control.msgid, str(each.control.role)) for each in over if each.control is not None]
        if row["role"] == "none":
            outcome = "wrong" if named else "right"
        else:
            is_right = (row["control"], row["role"]) in named
            outcome = "right" if is_right else "wrong" if named else "not bound"
        tally.add(row, outcome, f", not {named}" if named else "")
