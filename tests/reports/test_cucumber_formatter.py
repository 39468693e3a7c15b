"""The official HTML formatter of Cucumber shows our messages; it comes from npm and is kept in `build/peers`."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from stapsgewijs.evidence.assembly import assemble
from stapsgewijs.evidence.run import Capture
from stapsgewijs.reports import render_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from stapsgewijs.evidence.run import ScenarioEvidence
    from stapsgewijs.guide import Binding, Guide

pytestmark = pytest.mark.browser

PLACE: Final = Path(__file__).parents[2] / "build" / "peers" / "html-formatter"
PACKAGE: Final = "@cucumber/html-formatter@24"
ENTRY: Final = PLACE / "node_modules" / "@cucumber" / "html-formatter" / "dist" / "src" / "index.js"
SCRIPT: Final = """\
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
const { CucumberHtmlStream } = await import(pathToFileURL(process.argv[2]));
async function* envelopes() {
  for await (const line of createInterface({ input: process.stdin })) yield JSON.parse(line);
}
await pipeline(Readable.from(envelopes()), new CucumberHtmlStream(), process.stdout, { end: false });
"""
REASON: Final = "geen knop “Huur” <b>hier</b>\nnearest: Huren"


@pytest.fixture(scope="session")
def formatter() -> Path:
    """Return the formatter, from npm when it is not here yet; without npm, or its registry, there is nothing to try."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("npm is not there, so neither is the HTML formatter of Cucumber")
    if not ENTRY.is_file():
        PLACE.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(PLACE), PACKAGE]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=180)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            pytest.skip("npm could not get the HTML formatter of Cucumber: no registry, or no way to it")
    return ENTRY


@pytest.fixture
def page_file(
    formatter: Path,
    guide: Guide,
    bindings: tuple[Binding, ...],
    play: Callable[..., ScenarioEvidence],
    tmp_path: Path,
) -> Path:
    """Give the page that the formatter made of a run with a picture, a failed line and one that was not run."""
    picture = Path(__file__).parents[2] / "docs" / "pictures"
    shown = Capture("by-phone", 1, "fiets.png", str(next(iter(sorted(picture.glob("*.png"))))), line=10)
    told = {"title": "Fietsen 🚲", "language": "nl", "tags": ("gids:by-phone",), "began": 1_700_000_000.5}
    good = replace(play(), captures=(shown,), line=4, **told)
    bad = replace(play(closed=1, fails_at=2, reason=REASON, name="Iemand huurt | niets"), line=30, **told)
    run = assemble(guide, bindings, (), [good, bad], media_root=guide.path.parent)
    script = tmp_path / "format.mjs"
    script.write_text(SCRIPT, encoding="utf-8")
    node = str(shutil.which("node"))
    done = subprocess.run(
        [node, str(script), str(formatter)],
        input=render_run(run, "messages", "").encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    file = tmp_path / "report.html"
    file.write_bytes(done.stdout)
    return file


def test_the_official_formatter_shows_scenarios_failure_and_picture(page_file: Path, browser: Browser) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(page_file.as_uri())
    page.get_by_role("heading", name="Functionaliteit: Fietsen 🚲").wait_for()
    assert page.get_by_role("heading", name="Scenario: Iemand huurt een fiets").count() == 1
    assert page.get_by_role("heading", name="Scenario: Iemand huurt | niets").count() == 1
    assert (
        page.get_by_role("checkbox", name="passed 1").count() == page.get_by_role("checkbox", name="failed 1").count()
    )
    failed = page.get_by_role("listitem").filter(has_text="ik doe 2").filter(has_text="nearest: Huren")
    assert "geen knop “Huur” <b>hier</b>" in failed.first.inner_text()
    page.locator("summary", has_text="fiets.png").click()
    picture = page.locator("img[src^='data:image/png'], img[src^='blob:']")
    picture.wait_for()
    assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") > 100
    assert errors == []
    page.close()
