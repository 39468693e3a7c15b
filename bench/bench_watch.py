"""`stapsgewijs watch`: from a save to the findings on the page, and from a save to the procedure followed again.

The command runs as a process of its own, on a copy of the guide that ships; the page is open in a browser, which says
when what is waited for is there. Both are medians of `--rounds`.
"""

from __future__ import annotations

import math
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright
from table import Report, Row, Target, arguments, at_most

from stapsgewijs.browser import find_browser, launch_arguments
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROUNDS: Final = 20
FEW: Final = 5
"""So many rounds where time is short."""
_FOUND: Final = """text => { window.found = new Promise(done => {
    const look = () => document.querySelector("#document")?.textContent.includes(text) && done(Date.now());
    new MutationObserver(look).observe(document.querySelector("#document"), { childList: true });
    look();
}); }"""
_FOLLOWED: Final = """() => { window.found = new Promise(done => {
    let began = false;
    new MutationObserver(() => {
        const follows = Boolean(document.querySelector("#status .following"));
        began ||= follows;
        if (began && !follows) done(Date.now());
    }).observe(document.querySelector("#status"), { childList: true });
}); }"""


def main() -> int:
    """Measure both, and report them."""
    parser = arguments(__doc__)
    parser.set_defaults(rounds=ROUNDS)
    given = parser.parse_args()
    runs = given.rounds if math.isinf(given.within) else min(given.rounds, FEW)
    report = Report(given.rows)
    shipped = default_project().guide
    with tempfile.TemporaryDirectory(prefix="stapsgewijs-bench-") as folder:
        for each in shipped.parent.glob("*.md"):
            shutil.copy(each, folder)
        shutil.copytree(shipped.parent / "media", Path(folder, "media"))
        guide = Path(folder, shipped.name)
        command = [sys.executable, "-m", "stapsgewijs", "watch", guide.name, "--no-open"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
            try:
                found = re.search(r"http://\S+", process.stdout.readline() if process.stdout else "")
                if found is None:
                    sys.exit("watch did not start")
                _measure(found[0], guide, runs, report)
            finally:
                process.terminate()
    return report.end()


def _measure(address: str, guide: Path, runs: int, report: Report) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments(find_browser()))
        page = browser.new_page()
        page.goto(address)
        text = guide.read_text(encoding="utf-8")
        first = text.index("Met uw mobiele telefoon")

        def lint(number: int) -> str:
            return f"{text[:first]}[Zo{number}](media)begint het. {text[first:]}"

        times = [_time(page, guide, lint(each), _FOUND, f"[Zo{each}](media) begint") for each in range(runs + 1)][1:]
        report.add(_row("watch: save → findings on the page", times, at_most(0.15)))
        line = text.index("klik op **Volgende**")
        changed = f"{text[:line]}klik daarna {text[line + len('klik ') :]}"
        _time(page, guide, changed, _FOLLOWED)  # the first run opens what stays open
        times = [_time(page, guide, changed if each % 2 else text, _FOLLOWED) for each in range(runs)]
        report.add(_row("watch: save → changed procedure followed", times, at_most(3)))
        browser.close()


def _time(page: Page, guide: Path, text: str, wait: str, about: str | None = None) -> float:
    """Return the seconds from saving `text` until the page has what `wait` is for."""
    page.evaluate(wait, about)
    began = time.time()
    guide.write_text(text, encoding="utf-8")
    ended: float = page.evaluate("window.found")
    return ended / 1000 - began


def _row(what: str, times: list[float], target: Target) -> Row:
    median = statistics.median(times)
    print(f"{what}: {median:.3f} s (median of {len(times)}; {min(times):.3f} to {max(times):.3f})", flush=True)
    shown = f"{1000 * median:.0f} ms" if median < 1 else f"{median:.2f} s"
    return Row(f"{what}, median of {len(times)}", shown, value=median, target=target)


if __name__ == "__main__":
    sys.exit(main())
