"""What the command line costs before it does anything: CPU and wall of a cold process, alternating, medians.

`python -X importtime -m stapsgewijs --help` shows what is loaded. A bare Python, and a Python that loads Click, are
measured with it: less than those it cannot be.
"""

from __future__ import annotations

import argparse
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
    def row(self) -> str:
        """The medians, and whether the target is met."""
        cpu, wall = statistics.median(self.cpu), statistics.median(self.wall)
        met = f"{self.target:.2f}  {'met' if cpu <= self.target else 'missed'}" if self.target else ""
        return f"{self.name:<28} {cpu:>8.3f} {min(self.cpu):>8.3f} {wall:>8.3f}  {met}"


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


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"at least {ROUNDS}")
    rounds = max(parser.parse_known_args()[0].rounds, ROUNDS)  # others are for other benches
    every = starts()
    with tempfile.TemporaryDirectory(prefix="stapsgewijs-") as folder:
        for each in every:  # not counted: Python writes its bytecode
            Start(each.name, each.command).measure(Path(folder))
        for _ in range(rounds):
            for each in every:
                each.measure(Path(folder))
    print(f"{'seconds, ' + str(rounds) + ' rounds':<28} {'CPU':>8} {'least':>8} {'wall':>8}  target (CPU)")
    for each in every:
        print(each.row)


if __name__ == "__main__":
    main()
