"""What linting costs: one document in a cold process, and a folder of thousands beside markdownlint-cli2.

The documents are made of the guides that ship, each with other words, so that no two are the same. All programs lint
the same folder, in turn, and the best round counts. Memory is the most that one process of a run had (`ru_maxrss` of
the children). `--full` lints 2,000 documents in five rounds; without it 400 in two, which ends within a minute.

`--scratch N` instead lints N scratched documents and says whether one of them ended in anything but findings.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from table import Report, Row, arguments, at_least, at_most

from stapsgewijs.lint.autofix import mend
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
PEER = ROOT / "build" / "peers" / "markdownlint"
PEER_NAME: Final = "markdownlint-cli2"
MAX_COLD_CPU_S: Final = 0.35
"""The target for one document in a cold process."""

MIN_SPEED: Final = 1.2
"""The target for one process of ours: so many times as many documents in a second as markdownlint-cli2."""

FEW, MANY = (400, 2), (2000, 5)
"""Documents and rounds, without and with `--full`."""

_NEIGHBOUR = re.compile(r"multi-factor-authentication-end-user-[a-z-]+\.md")
_SIGNS = b" \n\r\t*_[]()`<>!#1-|\0\xff\xc3\\:"


@dataclass(frozen=True)
class Cost:
    """What one run of a program took: seconds, of the processors too, and megabytes of its largest process."""

    wall: float
    cpu: float
    memory: float


def measured(command: Sequence[str], folder: Path) -> Cost:
    """Run a command in `folder` through a process that measures its children, and nothing else."""
    code = (
        "import os,resource,subprocess,sys,time\n"
        "b=time.perf_counter(); subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\n"
        "w=time.perf_counter()-b; u=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(w,u.ru_utime+u.ru_stime,u.ru_maxrss/1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], cwd=folder, check=True, capture_output=True, text=True
    )
    return Cost(*map(float, done.stdout.split()))


def documents(folder: Path, count: int) -> None:
    """Make so many documents of the guides that ship, in folders of a hundred, each with words of its own."""
    shapes = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "guides").glob("*/*.md"))]
    chosen = random.Random(1)  # noqa: S311  # the same folder every time
    for number in range(count):
        text = shapes[number % len(shapes)]
        words = text.split(" ")
        for _ in range(6):
            at = chosen.randrange(30, len(words))
            words[at] = f"{words[at]} {chosen.choice(('woord', 'iets', 'dan', 'een', 'nu'))}{number}"
        locale = ("en", "nl")[number % len(shapes) % 2]
        place = folder / f"{number // 100:03}" / locale / f"gids-{number}.md"
        if not place.parent.exists():
            place.parent.mkdir(parents=True)
            (place.parent / "media").symlink_to(ROOT / "guides" / "nl" / "media")
        # The guide's neighbours do not ship with it; here each document is its own neighbour.
        place.write_text(_NEIGHBOUR.sub(place.name, " ".join(words)), encoding="utf-8")


def peer() -> tuple[str, ...] | None:
    """Return markdownlint-cli2, got from npm if it has to be; None when it cannot be had."""
    program = PEER / "node_modules" / ".bin" / "markdownlint-cli2"
    if not program.is_file():
        npm = shutil.which("npm")
        if npm is None:
            print("markdownlint-cli2 is left out: there is no npm")
            return None
        PEER.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([npm, "install", "--silent", "--prefix", str(PEER), "markdownlint-cli2@0"], check=False)
        if done.returncode:
            print("markdownlint-cli2 is left out: npm could not get it")
            return None
    return str(program), "**/*.md"


def runs(lint: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Give the programs that lint the folder."""
    yield "stapsgewijs lint -j 1", [*lint, ".", "--format", "json", "-j", "1"]
    yield "stapsgewijs lint -j 2", [*lint, ".", "--format", "json", "-j", "2"]
    other = peer()
    if other:
        yield PEER_NAME, other


def scratch(count: int, folder: Path) -> int:
    """Lint and mend scratched documents; return how many ended in something else than findings."""
    real = [path.read_bytes() for path in sorted((ROOT / "guides").glob("*/*.md"))]
    linter, path, wrong, slowest = Linter(Settings(folder)), folder / "gids.md", 0, (0.0, 0)
    for seed in range(count):
        chosen = random.Random(seed)  # noqa: S311  # the same every time
        raw = bytearray(real[seed % len(real)])
        for _ in range(chosen.randrange(1, 40)):
            at = chosen.randrange(len(raw))
            sign = bytes([chosen.choice(_SIGNS)])
            raw[at : at + chosen.choice((0, 1, 4))] = sign * chosen.choice((1, 1, 2, 300))
        path.write_bytes(raw)
        began = time.process_time()
        try:
            linter.lint(path)
            mended = mend(linter, path, path.name) if seed % 10 == 0 else None
            if mended is not None:
                path.write_bytes(mended.raw)
                again = mend(linter, path, path.name)
                wrong += again is not None
        except Exception as error:  # noqa: BLE001  # that is what is looked for
            wrong += 1
            print(f"seed {seed}: {type(error).__name__}: {error}")
        slowest = max(slowest, (time.process_time() - began, seed))
    print(f"{count} scratched documents, {wrong} that ended badly, the slowest {slowest[0]:.2f} s (seed {slowest[1]})")
    return int(wrong > 0)


def main() -> int:
    """Measure, and report a row for each program."""
    parser = arguments(__doc__)
    parser.add_argument("--documents", type=int, help=f"how many; {FEW[0]}, with --full {MANY[0]}")
    parser.add_argument("--scratch", type=int, default=0, help="lint so many scratched documents instead")
    given = parser.parse_args()
    count, rounds = MANY if given.full else FEW
    count = given.documents or count
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.scratch:
            return scratch(given.scratch, folder)
        documents(folder, count)
        report = Report(given.rows)
        _measure(folder, count, rounds, report)
        return report.end()


def _measure(folder: Path, count: int, rounds: int, report: Report) -> None:
    lint = [sys.executable, "-m", "stapsgewijs", "lint"]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode beside it
    one = next((ROOT / "guides" / "nl").glob("*.md"))
    measured([*lint, str(one)], folder)  # which writes it
    cold = [measured([*lint, str(one)], folder) for _ in range(10)]
    cpu, wall = (statistics.median(getattr(each, name) for each in cold) for name in ("cpu", "wall"))
    told = f"{cpu:.2f} s CPU, {wall:.2f} s wall, {cold[0].memory:.0f} MB"
    report.add(Row("lint, one document, cold", told, target=at_most(MAX_COLD_CPU_S), value=cpu))
    costs: dict[str, list[Cost]] = {}
    programs = list(runs(lint))
    for _ in range(rounds):
        for name, command in programs:
            costs.setdefault(name, []).append(measured(command, folder))
    best = {name: min(some, key=lambda each: each.wall) for name, some in costs.items()}
    other = best.pop(PEER_NAME, None)
    for name, cost in best.items():
        row = Row(f"{name}, {count} documents", _told(cost, count))
        if other is not None:
            beside = f"{PEER_NAME}: {_told(other, count)}"
            target = at_least(MIN_SPEED) if name.endswith("-j 1") else None
            row = replace(row, beside=beside, ratio=other.wall / cost.wall, target=target)
            least = (min(each.cpu for each in costs[which]) for which in (name, PEER_NAME))
            ours, theirs = least
            report.add(Row(f"{row.what}, CPU", f"{ours:.1f} s", f"{PEER_NAME}: {theirs:.1f} s", ratio=theirs / ours))
        report.add(row)
    few = folder / "000"
    small = measured([*lint, ".", "--format", "json"], few)
    report.add(Row(f"lint, memory, {len(list(few.rglob('*.md')))} documents", f"{small.memory:.0f} MB"))


def _told(cost: Cost, count: int) -> str:
    return f"{1000 * cost.wall / count:.1f} ms a document, {cost.cpu:.1f} s CPU, {cost.memory:.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
