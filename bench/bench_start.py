"""What the command line costs before it does anything: CPU and wall of a cold process, alternating, medians.

`python -X importtime -m stapsgewijs --help` shows what is loaded. A bare Python, and a Python that loads Click, are
measured with it: less than those it cannot be.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import TYPE_CHECKING, Final

from table import Report, Row, arguments, at_most

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parents[1]
ROUNDS: Final = 5
GUIDE: Final = ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
PROGRAM: Final = (sys.executable, "-m", "stapsgewijs")


@dataclass
class Start:
    """A command that starts cold; `target` is in seconds of CPU, 0 for none. A number of seconds for each round."""

    name: str
    command: Sequence[str]
    target: float = 0.0
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, folder: Path) -> None:
        """Run it once and add what it cost."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(self.command, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment)
        ended, after = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
        self.wall.append(ended - began)
        self.cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    @property
    def row(self) -> Row:
        """The medians."""
        cpu, wall = statistics.median(self.cpu), statistics.median(self.wall)
        told = f"{cpu:.3f} s CPU (least {min(self.cpu):.3f}), {wall:.3f} s wall"
        return Row(self.name, told, target=at_most(self.target) if self.target else None, value=cpu)


def starts() -> list[Start]:
    """Return what is measured."""
    return [
        Start("python", [sys.executable, "-c", "pass"]),
        Start("python, Click", [sys.executable, "-c", "import click"]),
        Start("--version", [*PROGRAM, "--version"], 0.15),
        Start("--help", [*PROGRAM, "--help"], 0.15),
        Start("verify --help", [*PROGRAM, "verify", "--help"], 0.15),
        Start("lint, one document", [*PROGRAM, "lint", str(GUIDE)], 0.35),
    ]


def main() -> int:
    """Measure, and report a row for each command."""
    given = arguments(__doc__).parse_args()
    rounds = max(given.rounds, ROUNDS)
    every = starts()
    with tempfile.TemporaryDirectory(prefix="stapsgewijs-") as folder:
        for each in every:  # not counted: Python writes its bytecode
            Start(each.name, each.command).measure(Path(folder))
        for _ in range(rounds):
            for each in every:
                each.measure(Path(folder))
    report = Report(given.rows)
    report.add(*(each.row for each in every))
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
