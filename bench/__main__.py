"""Runs the benches one after the other and prints one table: `python bench [--full] [NAME…]`.

Without `--full` everything together ends within 6 minutes: each bench is given small numbers, and what is not done by
then is ended and said. A bench that reports rows (see `table`) adds them to the table; what another one prints is
shown as it is. NAME is the name of a bench without `bench_`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from machine import facts
from table import markdown, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE: Final = Path(__file__).resolve().parent
WITHIN_S: Final = 345.0
"""How long all benches together may take without `--full`."""

PATIENCE_S: Final = 10.0
"""How long a bench has to end what it started, once it is told to."""

SECONDS: Final[Mapping[str, float]] = {
    "happy_paths": 165,
    "load": 100,
    "lint": 50,
    "cluster": 40,
    "shards": 30,
    "watch": 30,
    "pictures": 25,
    "binding": 15,
}
"""What those that take long take without `--full` on a machine with two cores that does nothing else."""

USUAL_S: Final = 10.0
"""What the others take at most."""

SMALL: Final[Mapping[str, Sequence[str]]] = {
    "store": ("--most", "10000"),
}
"""What makes benches quick that have no `--full`."""


@dataclass(frozen=True)
class Bench:
    """One file that measures something."""

    path: Path

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return self.path.stem.removeprefix("bench_")

    @property
    def reports(self) -> bool:
        """Whether it reports rows."""
        return "from table import" in self.path.read_text(encoding="utf-8")

    @property
    def seconds(self) -> float:
        """What it takes without `--full`."""
        return SECONDS.get(self.name, USUAL_S)

    def command(self, rows: Path, within: float | None) -> list[str]:
        """Return the command that runs it: all of it, or what can be done within so many seconds."""
        if self.reports:
            options = ["--rows", str(rows), *(["--full"] if within is None else ["--within", f"{within:.0f}"])]
        else:
            options = [] if within is None else list(SMALL.get(self.name, ()))
        return [sys.executable, str(self.path), *options]


def benches(names: Sequence[str]) -> list[Bench]:
    """Return the benches of these names; all of them where there are no names."""
    found = [Bench(path) for path in sorted(HERE.glob("bench_*.py"))]
    unknown = set(names) - {each.name for each in found}
    if unknown:
        sys.exit(f"no bench is called {', '.join(sorted(unknown))}; there are: {', '.join(e.name for e in found)}")
    return [each for each in found if not names or each.name in names]


def share(left: float, benches: Sequence[Bench]) -> float:
    """Return how many of the seconds that are left the first of these benches may take: all of it for the last one."""
    return max(left, 0.0) * benches[0].seconds / sum(each.seconds for each in benches)


def run(command: Sequence[str], seconds: float | None) -> str:
    """Run a bench, and return how it ended; after so many seconds it and all it started are ended."""
    process = subprocess.Popen(command, cwd=HERE.parent, process_group=0 if os.name == "posix" else None)
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        end(process)
        return "not finished in time; --full runs all of it"
    except KeyboardInterrupt:
        end(process)
        raise
    return "done" if code == 0 else f"ended with {code}"


def end(process: subprocess.Popen[bytes]) -> None:
    """End a bench and all it started."""
    if os.name == "posix":
        import signal  # noqa: PLC0415  # process groups are not on every system

        os.killpg(process.pid, signal.SIGINT)  # its servers and folders are cleaned up
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def main() -> int:
    """Run the benches that are asked for; returns 1 where one of them failed, not where a target was missed."""
    parser = argparse.ArgumentParser(prog="python bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these (default: all)")
    parser.add_argument("--full", action="store_true", help="everything, however long it takes")
    parser.add_argument("--within", type=float, default=WITHIN_S, help="seconds for all, without --full (%(default)g)")
    given = parser.parse_args()
    chosen, began = benches(given.names), time.monotonic()
    ended: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="stapsgewijs-bench-") as folder:
        rows = Path(folder) / "rows"
        for place, bench in enumerate(chosen):
            print(f"— {bench.name}", flush=True)
            left = given.within - (time.monotonic() - began)
            seconds = None if given.full else share(left, chosen[place:])
            ended.append((bench.name, run(bench.command(rows, seconds), seconds)))
        print()
        for name, value in facts():
            print(f"{name}: {value}")
        print(f"\n{markdown(read_rows(rows))}\n")
    for name, how in ended:
        print(f"{name}: {how}")
    print(f"{time.monotonic() - began:.0f} s")
    return int(any(how.startswith("ended") for _, how in ended))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
