"""What following the guide costs, against a bare Playwright script that does the same and takes the same pictures.

In one run and alternating, so that what else happens on the machine happens to both: the whole process with
the two happy paths once, and with each of them several times more, which gives the cost of one more scenario.
Both use one server that runs already and the same browser. CPU is that of the process and all it started
(Playwright's driver, the browser), not of the server.
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
from typing import TYPE_CHECKING

from machine import facts
from rich.console import Console
from rich.table import Table

from stapsgewijs.bootstrap import build_app, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent
FEATURES = HERE.parent / "features"
FOLLOWING = ("sms-bericht", "telefoongesprek")
MORE = 8
"""How many times more the longer runs follow both procedures."""

WHOLE, EXTRA = 1.35, 1.10
"""The targets: verify against the bare script."""

BOTH = 1.90
"""The target: two guides in two languages, against one."""

GUIDES = [str(path) for path in sorted((HERE.parent / "guides").glob("*/*.md"))]


@dataclass
class Cost:
    """Seconds of one kind of run, a number for each round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, command: Sequence[str]) -> None:
        """Run a command and add what it cost."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        before, began = os.times(), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        ended, after = time.perf_counter(), os.times()
        self.wall.append(ended - began)
        self.cpu.append(after.children_user + after.children_system - before.children_user - before.children_system)


def repeated(folder: Path, times: int) -> Path:
    """Write features in which each happy path stands `times` times; returns their folder."""
    folder.mkdir()
    for name in FOLLOWING:
        head, _, scenario = (FEATURES / f"{name}.feature").read_text(encoding="utf-8").partition("  Scenario: ")
        title, _, steps = scenario.partition("\n")
        copies = "".join(f"  Scenario: {title} {number}\n{steps}\n" for number in range(times))
        (folder / f"{name}.feature").write_text(head + copies, encoding="utf-8")
    return folder


def commands(url: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Give the kinds of run; those of one and of two guides start a simulator of their own, in the guide's language."""
    verify = [sys.executable, "-m", "stapsgewijs", "verify", "--base-url", url, "--report", str(folder / "report")]
    bare = [sys.executable, str(HERE / "bare.py"), url]
    yield "bare", [*bare, "1", str(folder / "bare")]
    yield "verify", verify
    yield "bare more", [*bare, str(1 + MORE), str(folder / "bare")]
    yield "verify more", [*verify, "--features", str(repeated(folder / "features", 1 + MORE))]
    alone = [sys.executable, "-m", "stapsgewijs", "verify", "--report", str(folder / "alone" / "report")]
    yield "one guide", [*alone, GUIDES[-1]]
    yield "two guides", [*alone, *GUIDES]


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    costs: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as name, running_server(build_app()) as url:
        runs = dict(commands(url, Path(name)))
        Cost().measure(runs["bare"])  # the first run of each fills caches of the system; it does not count
        Cost().measure(runs["verify"])
        for _ in range(rounds):
            for kind, command in runs.items():
                costs.setdefault(kind, Cost()).measure(command)
    show(costs, rounds)
    return 0


def show(costs: dict[str, Cost], rounds: int) -> None:
    """Print the table: medians, and the medians of the ratios of each round."""
    console = Console()
    table = Table(title=f"median of {rounds} rounds, seconds")
    for head in ("", "bare script", "verify", "ratio", "target"):
        table.add_column(head, justify="right" if head else "left")
    for which in ("wall", "cpu"):
        values = {kind: getattr(cost, which) for kind, cost in costs.items()}
        table.add_row(*row(f"whole process, {which}", values["bare"], values["verify"], WHOLE))
    for which in ("wall", "cpu"):
        values = {kind: getattr(cost, which) for kind, cost in costs.items()}
        extra = {
            kind: [(more - once) / (2 * MORE) for once, more in zip(values[kind], values[f"{kind} more"], strict=True)]
            for kind in ("bare", "verify")
        }
        table.add_row(*row(f"each extra scenario, {which}", extra["bare"], extra["verify"], EXTRA))
    for name, value in facts():
        console.print(f"{name:8} {value}")
    console.print(table)
    for which in ("wall", "cpu"):
        one, two = (getattr(costs[kind], which) for kind in ("one guide", "two guides"))
        _, single, double, ratio, target = row("", one, two, BOTH)
        console.print(f"two guides in two languages, {which}: {double} s, one {single} s: {ratio} (target {target})")


def row(name: str, bare: Sequence[float], verify: Sequence[float], target: float) -> list[str]:
    """Return a line of the table; the ratio is taken within each round."""
    ratio = statistics.median(ours / theirs for ours, theirs in zip(verify, bare, strict=True))
    return [
        name,
        f"{statistics.median(bare):.2f}",
        f"{statistics.median(verify):.2f}",
        f"{ratio:.2f}",
        f"≤ {target:.2f}{'' if ratio <= target else '  missed'}",
    ]


if __name__ == "__main__":
    sys.exit(main())
