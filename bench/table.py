"""One form for what every bench measures, and the one table that `python -m dev bench` prints of it.

A bench makes its command line with `arguments`, and reports each `Row` as soon as it is known:

    given = arguments(__doc__).parse_args()
    report = Report(given.rows)
    report.add(Row("whole process, wall", "1.21 s", "1.05 s", ratio=1.15, target=at_most(1.15)))
    return report.end()

Standard library only.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

COLUMNS: Final = ("what", "ours", "beside it", "ratio", "target")


@dataclass(frozen=True)
class Target:
    """The values that are good enough, both ends included."""

    low: float = -math.inf
    high: float = math.inf

    def holds(self, value: float) -> bool:
        """Say whether a measured value is good enough."""
        return self.low <= value <= self.high

    def __str__(self) -> str:
        """Write it as it stands in the table."""
        if math.isinf(self.low):
            return f"≤ {self.high:g}"
        return f"≥ {self.low:g}" if math.isinf(self.high) else f"{self.low:g} to {self.high:g}"


def at_most(value: float) -> Target:
    """Make a target that a smaller value reaches as well."""
    return Target(high=value)


def at_least(value: float) -> Target:
    """Make a target that a larger value reaches as well."""
    return Target(low=value)


@dataclass(frozen=True)
class Row:
    """One line of the table. `ours` and `beside` have their unit in them; `beside` also names what it is.

    The target is of the ratio, or of `value` (our measurement as a bare number, in the unit of `ours`) when there is
    nothing beside it.
    """

    what: str
    ours: str
    beside: str = ""
    ratio: float | None = None
    target: Target | None = None
    value: float | None = None

    @property
    def missed(self) -> bool:
        """Whether there is a target and it was not reached; nothing measured reaches no target."""
        if self.target is None:
            return False
        measured = self.value if self.ratio is None else self.ratio
        return measured is None or not self.target.holds(measured)

    def cells(self) -> tuple[str, ...]:
        """Return what stands in each column."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        target = "" if self.target is None else f"{self.target}{' **missed**' if self.missed else ''}"
        return self.what, self.ours, self.beside, ratio, target

    def to_json(self) -> str:
        """Return one line of JSON; an end that is open is `Infinity` in it, which Python reads back."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Row:
        """Read a line that `to_json` made."""
        told = json.loads(line)
        if told["target"] is not None:
            told["target"] = Target(**told["target"])
        return cls(**told)


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Make the command line that every bench has: `--full`, `--rounds N`, `--rows FILE` and `--within SECONDS`."""
    sys.excepthook = _told
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="everything, however long it takes")
    parser.add_argument("--rounds", type=int, default=5, help="how often each thing is measured")
    parser.add_argument("--within", type=float, default=math.inf, help="seconds that it may take, without --full")
    parser.add_argument("--rows", type=Path, help="append the rows to this file, as JSON lines")
    return parser


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say that a bench was stopped, as `make bench` does when its time is up, without a traceback."""
    if issubclass(kind, KeyboardInterrupt):
        print("stopped", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


@dataclass
class Report:
    """Takes rows, keeps them in a file as soon as they are known, and prints them at the end where there is none."""

    file: Path | None = None
    rows: list[Row] = field(default_factory=list)

    def add(self, *rows: Row) -> None:
        """Take rows."""
        self.rows += rows
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as file:
                file.writelines(f"{row.to_json()}\n" for row in rows)

    def end(self) -> int:
        """Return the exit code. Where nobody else will, print the table, and return 1 where a target was missed."""
        if self.file is not None:
            return 0
        print(markdown(self.rows))
        return int(any(row.missed for row in self.rows))


def read_rows(file: Path) -> list[Row]:
    """Read the rows that benches left in a file; a file that is not there has none."""
    if not file.is_file():
        return []
    return [Row.from_json(line) for line in file.read_text(encoding="utf-8").splitlines()]


def markdown(rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table whose columns line up in a terminal too."""
    lines = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    head, *body = (
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines
    )
    return "\n".join([head, f"|{'|'.join('-' * (width + 2) for width in widths)}|", *body])
