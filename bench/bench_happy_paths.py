"""What following a guide costs, against a bare Playwright script that does the same and takes the same pictures.

Alternating, so that what else happens on the machine happens to both. The first rows use one server that runs already
and the same browser for both: the whole process with the two happy paths once, and with each of them several times
more, which gives the cost of one more scenario. The others start their own simulator, as people do: further guides in
one run, and 25 made-up guides in 17 languages. CPU is that of the process and of what it started and waited for:
Playwright's driver, and the browser but for the processes in which it draws, which end after it. A server that ran
before does not count.

`--full` takes as many rounds of everything as `--rounds` says. Without it what takes long has two rounds; where even
that does not fit in the seconds of `--within`, there are fewer rounds, and fewer guides, which their row says.
"""

from __future__ import annotations

import itertools
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from table import Report, Row, arguments, at_most

from stapsgewijs.bootstrap import build_app, running_server

sys.path.append(str(Path(__file__).resolve().parents[1]))  # the checkout: guides are made as for tests
from tests.guide.translating import languages, make

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HERE: Final = Path(__file__).resolve().parent
FEATURES: Final = HERE.parent / "features"
CONFIGURATION: Final = HERE.parent / "simulator" / "stapsgewijs" / "runner" / "pytest.ini"
BARE: Final = "bare Playwright script"
FOLLOWING: Final = ("sms-bericht", "telefoongesprek")
MORE: Final = 5
"""How many times more the longer runs follow both procedures."""
FEW: Final = 2
"""How many rounds there are of what takes long, without `--full`."""
FURTHER: Final = 4
"""How many guides a run of several follows besides the first."""
MANY, LANGUAGES, WORKERS = 25, 17, 2
"""Made-up guides in one run, in how many languages, with how many browsers at once."""

GUIDE: Final = (
    Path(__file__).resolve().parents[1] / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
)
WHOLE, EXTRA, FURTHER_GUIDE = 1.15, 1.05, 0.25
"""Targets, as ratios: verify against the bare script (twice), each further guide against the first."""
MANY_CPU_S, MANY_WALL_S, COLLECTION_S = 1.8, 75.0, 0.3
"""Targets in seconds: CPU of each of many guides, their whole run, reading all features."""

COLLECT: Final = """
import sys, time
import pytest
class Timed:
    def pytest_sessionstart(self): self.began = time.process_time()
    def pytest_collection_finish(self, session):
        print("told", time.process_time() - self.began, len(session.items))
arguments = ["--collect-only", "-q", "-p", "stapsgewijs.scenarios.plugin.plugin", "-p", "pytest_bdd.plugin"]
arguments += ["--disable-plugin-autoload", "-p", "pytest_playwright.pytest_playwright", "-c", *sys.argv[1:]]
sys.exit(pytest.main(arguments, plugins=[Timed()]))
"""


@dataclass
class Cost:
    """Seconds of one kind of run, a number for each round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, command: Sequence[str], *, check: bool = True) -> str:
        """Run a command, add what it cost, and return what it printed."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        before, began = os.times(), time.perf_counter()
        done = subprocess.run(command, check=check, stdout=subprocess.PIPE, text=True, env=environment)
        ended, after = time.perf_counter(), os.times()
        self.wall.append(ended - began)
        self.cpu.append(after.children_user + after.children_system - before.children_user - before.children_system)
        return done.stdout


def repeated(folder: Path, times: int) -> Path:
    """Write features in which each happy path stands `times` times; returns their folder."""
    folder.mkdir()
    for name in FOLLOWING:
        written = (FEATURES / "phone" / f"{name}.feature").read_text(encoding="utf-8")
        head, _, scenario = written.partition("  Scenario: ")
        title, _, steps = scenario.partition("\n")
        copies = "".join(f"  Scenario: {title} {number}\n{steps}\n" for number in range(times))
        (folder / f"{name}.feature").write_text(head + copies, encoding="utf-8")
    return folder


def made_up(folder: Path, count: int) -> list[str]:
    """Write `count` guides in `LANGUAGES` languages, in turn; returns their paths."""
    folder.mkdir()
    tongues = languages()[:LANGUAGES]
    for number, words in zip(range(count), itertools.cycle(tongues), strict=False):
        path = folder / f"gids-{number + 1:02}.md"
        path.write_text(make(words, (), seed=number).text, encoding="utf-8")
    return [str(each) for each in sorted(folder.glob("*.md"))]


def commands(url: str, folder: Path) -> dict[str, list[str]]:
    """Return the kinds of run against a server that runs already."""
    report = ("--report", str(folder / "report"))
    verify = [sys.executable, "-m", "stapsgewijs", "verify", str(GUIDE), "--base-url", url, *report]
    bare = [sys.executable, str(HERE / "bare.py"), url]
    return {
        "bare": [*bare, "1", str(folder / "bare")],
        "verify": verify,
        "bare more": [*bare, str(1 + MORE), str(folder / "bare")],
        "verify more": [*verify, "--features", str(repeated(folder / "features", 1 + MORE))],
    }


class Budget:
    """The seconds that everything may take, and how many rounds fit into a part of them."""

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds."""
        return self._end - time.monotonic()

    def rounds(self, count: int, share: float) -> Iterator[int]:
        """Give the numbers of at most `count` rounds, and of one at least, that fit in this share of what is left."""
        began, seconds = time.monotonic(), self.left * share
        for number in range(count):
            passed = time.monotonic() - began
            if number and passed + passed / number > seconds:
                return
            yield number


def main() -> int:
    """Measure one thing after another, and report each as soon as it is known."""
    given = arguments(__doc__).parse_args()
    report, few = Report(given.rows), given.rounds if given.full else min(given.rounds, FEW)
    budget = Budget(math.inf if given.full else given.within)
    with tempfile.TemporaryDirectory(prefix="stapsgewijs-") as name:
        folder = Path(name)
        report.add(collection(few))
        with running_server(build_app()) as url:
            runs = commands(url, folder)
            for kind in ("bare", "verify"):  # the first run of each fills caches of the system; it does not count
                Cost().measure(runs[kind])
            costs = alternated({kind: runs[kind] for kind in ("bare", "verify")}, budget.rounds(given.rounds, 0.2))
            report.add(*compared("two scenarios, whole process", costs["bare"], costs["verify"], WHOLE, BARE))
            costs = alternated(runs, budget.rounds(few, 0.3))
        report.add(*compared("each extra scenario", extra(costs, "bare"), extra(costs, "verify"), EXTRA, BARE))
        guides = made_up(folder / "guides", MANY)
        one, more = further(folder, guides, budget.rounds(few, 0.3))
        report.add(*compared("each further guide of a run", one, more, FURTHER_GUIDE, "the first guide"))
        # On a machine that is busy two browsers are no quicker than one, and each starts anew.
        count = MANY if math.isinf(budget.left) else int((budget.left - WORKERS * one.wall[0]) / more.wall[0])
        report.add(*many(folder, guides[: max(WORKERS, count)]))
    return report.end()


def alternated(runs: dict[str, list[str]], rounds: Iterable[int], *, check: bool = True) -> dict[str, Cost]:
    """Return what each kind of run costs.

    Within a round all, so that what else happens on the machine happens to all of them.
    """
    costs = {kind: Cost() for kind in runs}
    for _ in rounds:
        for kind, cost in costs.items():
            cost.measure(runs[kind], check=check)
    return costs


def extra(costs: dict[str, Cost], kind: str) -> Cost:
    """Return what one scenario more costs."""

    def of(once: Sequence[float], more: Sequence[float]) -> list[float]:
        return [(longer - short) / (2 * MORE) for short, longer in zip(once, more, strict=False)]

    once, more = costs[kind], costs[f"{kind} more"]
    return Cost(of(once.wall, more.wall), of(once.cpu, more.cpu))


def further(folder: Path, guides: Sequence[str], rounds: Iterable[int]) -> tuple[Cost, Cost]:
    """Return what a run of one guide costs, and what each further guide of a run does."""
    verify = [sys.executable, "-m", "stapsgewijs", "verify", "--no-compare", "--report", str(folder / "own" / "report")]
    runs = {"one": [*verify, guides[0]], "several": [*verify, *guides[: 1 + FURTHER]]}
    costs = alternated(runs, rounds, check=False)  # the pictures of made-up guides are missing, which is a warning
    one, several = costs["one"], costs["several"]

    def each(few: Sequence[float], many: Sequence[float]) -> list[float]:
        return [(more - once) / FURTHER for once, more in zip(few, many, strict=True)]

    return one, Cost(each(one.wall, several.wall), each(one.cpu, several.cpu))


def many(folder: Path, guides: Sequence[str]) -> Iterator[Row]:
    """Follow many made-up guides in one run; a row of fewer than all says so, and their time is held to no target."""
    count, cost = len(guides), Cost()
    report = str(folder / "all" / "report")
    command = [sys.executable, "-m", "stapsgewijs", "verify", *guides, "-n", str(WORKERS), "--report", report]
    printed = cost.measure(command, check=False)
    # In a language without product strings a step that was followed is not checked.
    ended = re.findall(r"(\d+) of (\d+) documented steps followed and checked, (\d+) not checked", printed)
    followed = sum(int(checked) + int(unchecked) == int(steps) for checked, steps, unchecked in ended[:count])
    name = f"{count} guides, {min(count, LANGUAGES)} languages, -n {WORKERS}"
    if count < MANY:
        name += f" (no time for {MANY})"
    if followed != count:
        name = f"{name}: only {followed} were followed"
    cpu, wall = cost.cpu[0] / count, cost.wall[0]
    whole = followed == count  # what was not done has no figure that could reach a target
    yield Row(f"{name}, each", f"{cpu:.2f} s CPU", target=at_most(MANY_CPU_S), value=cpu if whole else None)
    most = at_most(MANY_WALL_S) if count == MANY else None
    yield Row(f"{name}, wall", f"{wall:.0f} s", target=most, value=wall if whole else None)


def collection(rounds: int) -> Row:
    """Read all features, once in each process."""
    told = []
    arguments = [str(CONFIGURATION), str(FEATURES)]
    for _ in range(rounds):
        done = subprocess.run([sys.executable, "-c", COLLECT, *arguments], check=True, capture_output=True, text=True)
        told += [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("told ")]
    seconds = statistics.median(float(each) for each, _ in told)
    name = f"collecting features/ ({told[0][1]} scenarios)"
    return Row(name, f"{seconds:.2f} s CPU", target=at_most(COLLECTION_S), value=seconds)


def compared(name: str, other: Cost, ours: Cost, target: float, beside: str) -> Iterator[Row]:
    """Give a row for wall time and one for CPU; the ratio is the median of those within each round."""
    for which in ("wall", "cpu"):
        theirs, mine = getattr(other, which), getattr(ours, which)
        ratio = statistics.median(own / their for own, their in zip(mine, theirs, strict=True))
        yield Row(
            f"{name}, {'CPU' if which == 'cpu' else which}",
            f"{statistics.median(mine):.2f} s",
            f"{beside} {statistics.median(theirs):.2f} s",
            ratio=ratio,
            target=at_most(target),
        )


if __name__ == "__main__":
    sys.exit(main())
