"""Whether pictures are the same bytes each time, and what it costs to see that.

Every run is a scenario of its own: an organisation, a browser context and pages that were not there before. After
every few runs the browser and the simulator are started anew as well. Each picture of the shipped guide is taken in
each run, as it ships and with everything that can be done to one: covered, cropped, numbered.
"""

from __future__ import annotations

import hashlib
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from table import Report, Row, arguments, at_least, at_most

from stapsgewijs.runner.runner import verify
from stapsgewijs.runner.settings import Settings
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.comparison import ComparisonResult, compare

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.evidence.run import ScenarioEvidence

FEATURES = Path(__file__).parents[1] / "features"
FOLLOWING = ("sms-bericht", "telefoongesprek")
PER_BROWSER = 5
"""Runs before the browser and the simulator are started anew."""

SAME, CHANGED = 0.5, 40.0
"""The targets of a comparison, in milliseconds: of the same bytes, and of a window full of pixels that changed."""

EVERYTHING = """
[pictures]
masks = ["App password"]
highlights = true

[pictures."*-text-message.png"]
capture = "element"
element = "Method"

[pictures."*-phone-call*.png"]
capture = "viewport"
masks = ["Phone number"]
"""


@dataclass
class Seen:
    """A pytest plugin that keeps what the bytes of each picture were; `files` keeps one of each."""

    files: Path
    sums: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failed: list[str] = field(default_factory=list)

    def pytest_stapsgewijs_scenario(self, evidence: ScenarioEvidence) -> None:
        """Look at the pictures of a scenario, before the next one takes them again."""
        if evidence.reason:
            self.failed.append(evidence.reason)
        for each in evidence.captures:
            taken = Path(each.file)
            for file in (taken, taken.with_suffix(SUFFIX)):
                key = f"{each.procedure}/{file.name}"
                digest = hashlib.sha256(file.read_bytes()).hexdigest()
                if digest not in self.sums[key]:
                    shutil.copyfile(file, self.files / f"{digest[:8]}-{file.name}")
                self.sums[key][digest] += 1


def repeated(folder: Path, times: int) -> Path:
    """Write features in which each happy path stands `times` times; returns their folder."""
    folder.mkdir(exist_ok=True)
    for name in FOLLOWING:
        written = (FEATURES / "phone" / f"{name}.feature").read_text(encoding="utf-8")
        head, _, scenario = written.partition("  Scenario: ")
        title, _, steps = scenario.partition("\n")
        copies = "".join(f"  Scenario: {title} {number}\n{steps}\n" for number in range(times))
        (folder / f"{name}.feature").write_text(head + copies, encoding="utf-8")
    return folder


def take(runs: int, folder: Path, settings: str) -> Seen:
    """Take every picture so many times."""
    folder.mkdir()
    seen = Seen(folder)
    config = folder / "stapsgewijs.toml"
    config.write_text(settings, encoding="utf-8")
    for begun in range(0, runs, PER_BROWSER):
        features = repeated(folder / "features", min(PER_BROWSER, runs - begun))
        wanted = Settings(folder / "pictures", features=features, config=config)
        verify(wanted, wanted.analyse(), [seen], budget=None)
    return seen


def milliseconds(what: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the medians of so many times: by the clock, and of the processor (all threads)."""
    wall, cpu = [], []
    for _ in range(times):
        began, busy = time.perf_counter(), time.process_time()
        what()
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - busy) * 1000)
    return statistics.median(wall), statistics.median(cpu)


def costs(taken: Path, folder: Path) -> list[tuple[str, tuple[float, float], float]]:
    """Measure comparing a picture with itself, and with one on which something moved."""
    again, moved = folder / "again.png", folder / "moved.png"
    shutil.copyfile(taken, again)
    with Image.open(taken) as picture:
        changed = picture.convert("RGB")
    part = changed.crop((300, 100, 980, 700))
    ImageDraw.Draw(changed).rectangle((300, 100, 980, 700), fill="white")
    changed.paste(part, (300, 112))
    changed.save(moved)
    if (
        compare(taken, again).result is not ComparisonResult.SAME
        or compare(taken, moved).result is not ComparisonResult.CHANGED
    ):
        msg = "the pictures that should measure comparing are not what they should be"
        raise RuntimeError(msg)
    size = f"{changed.width}×{changed.height}"
    return [
        ("the same bytes", milliseconds(lambda: compare(taken, again), 500), SAME),
        (f"changed, {size}", milliseconds(lambda: compare(taken, moved), 50), CHANGED),
    ]


def shortened(key: str) -> str:
    """Return the name of a file without what all of them begin with."""
    procedure, _, name = key.rpartition("/")
    way = "call" if procedure.endswith("call") else "message"
    return f"{way}: {name.removeprefix('multi-factor-authentication-')}"


def main() -> int:
    """Take and compare; returns 1 where a scenario failed, or alone, a target was missed."""
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, help="how often each picture is taken (default: 3; 50 with --full)")
    given = parser.parse_args()
    runs = given.runs or (50 if given.full else 3)
    report, failed = Report(given.rows), False
    with tempfile.TemporaryDirectory() as name:
        for title, settings in (("as shipped", ""), ("covered and numbered", EVERYTHING)):
            seen = take(runs, Path(name) / title.replace(" ", "-"), settings)
            failed = failed or bool(seen.failed)
            for reason in seen.failed:
                print(f"a scenario failed: {reason}")
            for key, sums in sorted(seen.sums.items()):
                most = sums.most_common(1)[0][1]
                if most != runs:
                    print(f"not the same bytes each time, {title}: {shortened(key)}, {most} of {runs}")
            report.add(row_of(title, seen, runs))
        plain = min((Path(name) / "as-shipped").glob("*-text-message.png"))
        for what, (wall, cpu), target in costs(plain, Path(name)):
            told = f"{wall:.2f} ms, {cpu:.2f} ms CPU"
            report.add(Row(f"compare two pictures, {what}", told, value=wall, target=at_most(target)))
    return max(report.end(), int(failed))


def row_of(title: str, seen: Seen, runs: int) -> Row:
    """Return a row about how many pictures and snapshots were the same bytes in every run."""
    same = sum(sums.most_common(1)[0][1] == runs for sums in seen.sums.values())
    share = same / len(seen.sums) if seen.sums else 0.0
    told = f"{same} of {len(seen.sums)} files"
    return Row(f"the same bytes in {runs} runs, {title}", told, value=share, target=at_least(1))


if __name__ == "__main__":
    sys.exit(main())
