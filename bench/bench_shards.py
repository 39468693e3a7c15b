"""Measure a run in parts: made-up guides followed in one run, and in two parts that are merged.

The parts are run after one another, each as if it had the machine for itself: the longest of them is how long a run on
two machines takes. The second division is by the durations that the merge of the first measured.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench_happy_paths import Cost, made_up
from table import Report, Row, arguments, at_most

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW, MANY = 6, 50
"""Guides, without `--full` and with."""
PARTS: Final = 2
LONGEST, ALL = 0.65, 1.35
"""Targets, as ratios to one run, in CPU: the longest of two parts, and all parts with their merge."""


def main() -> int:
    """Measure one run, its parts by lines, and its parts by measured durations."""
    given = arguments(__doc__).parse_args()
    report, count = Report(given.rows), MANY if given.full else FEW
    with tempfile.TemporaryDirectory(prefix="stapsgewijs-") as name:
        folder = Path(name)
        guides = made_up(folder / "guides", count)
        whole = Cost()
        whole.measure(command("verify", *guides, "--report", str(folder / "whole" / "report")), check=False)
        one = f"one run {whole.cpu[0]:.1f} s"
        durations = folder / "durations.json"
        by_lines, merged = in_parts(folder / "lines", guides, durations)
        by_time, _ = in_parts(folder / "time", guides, durations)
        for how, parts in (("by lines", by_lines), ("by measured durations", by_time)):
            what = f"{count} guides in {PARTS} parts {how}, the longest, CPU"
            longest = max(parts.cpu)
            report.add(Row(what, f"{longest:.1f} s", one, ratio=longest / whole.cpu[0], target=at_most(LONGEST)))
        every = sum(by_lines.cpu) + merged.cpu[0]
        what = f"{count} guides in {PARTS} parts, all and their merge, CPU"
        report.add(Row(what, f"{every:.1f} s", one, ratio=every / whole.cpu[0], target=at_most(ALL)))
        report.add(Row(f"merge of {PARTS} parts of {count} guides, CPU", f"{merged.cpu[0]:.1f} s", one))
    return report.end()


def command(*words: str) -> list[str]:
    """Return a command line of the program."""
    return [sys.executable, "-m", "stapsgewijs", *words]


def in_parts(folder: Path, guides: Sequence[str], durations: Path) -> tuple[Cost, Cost]:
    """Follow guides in parts, divided by the `durations` if they are there, and merge; returns what both cost."""
    parts, merged = Cost(), Cost()
    places = [folder / str(number) for number in range(1, PARTS + 1)]
    known = durations.exists()
    for number, place in enumerate(places, 1):
        options = ["--shard", f"{number}/{PARTS}", "--report", str(place / "report")]
        parts.measure(
            command("verify", *guides, *options, *(["--durations", str(durations)] if known else [])), check=False
        )
    options = [*map(str, places), "--report", str(folder / "merged" / "report"), "--durations", str(durations)]
    printed = merged.measure(command("merge", *options), check=False)
    if f"{len(guides)} guides: " not in printed:
        sys.exit(f"the parts could not be merged: {printed}")
    return parts, merged


if __name__ == "__main__":
    sys.exit(main())
