"""What a cluster costs: made-up guides and documents on one, two and four workers, beside one machine without it.

Scheduler and workers are processes of this machine, started for each measurement. CPU is that of all of them, from
their start to their end, with browsers and simulators but for the processes in which browsers draw; so it says what a
cluster costs wherever its workers are. Wall says what it gains where there are as many processors as workers.

`--full` follows 200 guides and lints 4,000 documents; without it 4 guides, 400 documents, one and two workers.
`--guides N` and `--documents N` set others, and `--workers N,N` how many workers there are.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench_happy_paths import Cost, made_up
from bench_lint import documents
from table import Report, Row, arguments, at_most

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEW, MANY = (4, 400, "1,2"), (200, 4000, "1,2,4")
"""Guides, documents and workers, without `--full` and with."""
ON_PAPER: Final = 100_000
"""Guides whose cost is computed of the measured one."""
OVERHEAD: Final = 1.35
"""The target, as a ratio in CPU: all that a cluster does, to one machine without."""
PATIENCE_S: Final = 30.0
ALONE: Final = {"lint": ("-j", "1")}
"""What a command is given besides where it runs without a cluster: one process, as one worker has."""


def main() -> int:
    """Measure guides, then documents."""
    parser = arguments(__doc__)
    parser.add_argument("--guides", type=int, help="how many guides are followed")
    parser.add_argument("--documents", type=int, help="how many documents are linted")
    parser.add_argument("--workers", help="how many workers there are, with commas between")
    given = parser.parse_args()
    guides, count, workers = MANY if given.full else FEW
    guides, count = given.guides or guides, given.documents or count
    numbers = [int(each) for each in (given.workers or workers).split(",")]
    report = Report(given.rows)
    with tempfile.TemporaryDirectory(prefix="stapsgewijs-") as name:
        folder = Path(name)
        (folder / "documents").mkdir()
        documents(folder / "documents", count)
        lint = ["lint", str(folder / "documents"), "--all"]
        measure(report, f"{count} documents", folder, lint, numbers)
        made = made_up(folder / "guides", guides)
        follow = ["verify", *made, "--report", str(folder / "report" / "report")]
        each = measure(report, f"{guides} guides", folder, follow, numbers) / guides
        hours = each * ON_PAPER / 3600
        report.add(Row(f"{ON_PAPER:,} guides, on paper: CPU", f"{hours:.0f} h", f"{each:.2f} s a guide"))
    return report.end()


def measure(report: Report, what: str, folder: Path, words: Sequence[str], numbers: Sequence[int]) -> float:
    """Report a command on one machine and on workers; returns the CPU seconds with the most workers."""
    one = Cost()
    expected = one.measure(command(*words, *ALONE.get(words[0], ())), check=False)
    for number in numbers:
        cost = Cost()
        before, began = os.times(), time.perf_counter()
        with workers(folder, number) as address:
            told = cost.measure(command(*words, "--cluster", address), check=False)
        after = os.times()
        if last(told) != last(expected):
            sys.exit(f"{number} workers told another thing than one machine: {last(told)!r}, {last(expected)!r}")
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        name, beside = f"{what}, workers: {number}", f"one machine {one.cpu[0]:.1f} s, in {one.wall[0]:.0f} s"
        row = Row(f"{name}, CPU", f"{cpu:.1f} s", beside, ratio=cpu / one.cpu[0], target=at_most(OVERHEAD))
        gain = f"{cost.wall[0]:.0f} s of {time.perf_counter() - began:.0f}"
        report.add(row, Row(f"{name}, wall", gain, beside, ratio=cost.wall[0] / one.wall[0]))
    return cpu


def last(told: str) -> str:
    """Return the totals that a command printed, without how long it took."""
    lines = [
        each.partition(" in ")[0] for each in told.splitlines() if " documented steps " in each or "documents" in each
    ]
    return lines[-1] if lines else told[-200:]


def command(*words: str) -> list[str]:
    """Return a command line of the program."""
    return [sys.executable, "-m", "stapsgewijs", *words]


@contextmanager
def workers(folder: Path, count: int) -> Iterator[str]:
    """Give the address of a scheduler with so many workers, which have ended when the block has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:
        log = stack.enter_context((folder / "dask.log").open("ab"))

        def start(*words: str) -> None:
            process = subprocess.Popen([sys.executable, "-m", "dask", *words, "--no-dashboard"], stdout=log, stderr=log)
            stack.callback(process.wait, PATIENCE_S)
            stack.callback(process.terminate)

        start("scheduler", "--host", "127.0.0.1", "--port", str(port))
        for _ in range(count):
            place = ["--local-directory", str(folder)]
            start("worker", address, "--no-nanny", "--nthreads", "1", *place)
        await_workers(address, count)
        yield address


def await_workers(address: str, count: int) -> None:
    """Return when so many workers are there."""
    code = (
        "import sys; from distributed import Client\nClient(sys.argv[1]).wait_for_workers(int(sys.argv[2]), timeout=60)"
    )
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, address, str(count)], check=True, stderr=subprocess.DEVNULL
    )


if __name__ == "__main__":
    sys.exit(main())
