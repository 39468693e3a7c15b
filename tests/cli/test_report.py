"""`stapsgewijs report`: the report of the last run, without following the guide."""

from __future__ import annotations

import json
import shutil
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.cli.main import run
from stapsgewijs.evidence.history import FILE_NAME as HISTORY
from stapsgewijs.evidence.history import PastRun, keep_in_history
from stapsgewijs.evidence.last_run import FILE_NAME, LastRun, save_last_run
from stapsgewijs.runner.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.evidence.run import ScenarioEvidence

SHIPPED = Path(__file__).parents[2] / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
PROCEDURE = "set-up-your-mobile-device-to-receive-a-phone-call"


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(SHIPPED, tmp_path / "gids.md"))


@pytest.fixture
def kept(guide: Path, play: Callable[..., ScenarioEvidence]) -> Path:
    """Keep a run of the guide, as `verify` does; returns the folder that it lies in."""
    settings = Settings(Path("build", "pictures").absolute(), guide, remembers=True)
    played = play(PROCEDURE, 1, fails_at=2, reason="no button")
    former = LastRun.of(settings.conditions, {"browser": "chromium 1"}, {}, [played], version="9.9.9", commit="abc")
    save_last_run(settings.remembered, former)
    return settings.remembered.parent


def test_the_report_of_the_last_run_is_written_again_in_any_format(
    kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "gids.md", "--json", "told.json", "--junit", "told.xml"]) == 0
    notice, last = capfd.readouterr().out.strip().splitlines()
    assert notice.startswith("Gevolgd op de simulator van Stapsgewijs zelf")  # a copy of the guide is somebody's own
    assert last == "report: build/report/index.html"
    told = json.loads(Path("told.json").read_text(encoding="utf-8"))
    assert (told["version"], told["commit"], told["environment"]) == ("9.9.9", "abc", {"browser": "chromium 1"})
    assert [each["rule"] for each in told["cards"]][:1] == ["step-not-followed"]
    assert 'type="step-failed"' in Path("told.xml").read_text(encoding="utf-8")
    assert (kept / "report" / "index.html").is_file()


def test_it_is_opened_where_that_is_asked(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    assert run(["report", "gids.md", "--open"]) == 0
    assert opened == [(kept / "report" / "index.html").absolute().as_uri()]
    assert not capfd.readouterr().err


def test_where_no_browser_can_be_opened_it_says_which_file_to_open(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    assert run(["report", "gids.md", "--open"]) == 0
    assert (kept / "report" / "index.html").is_file()
    assert capfd.readouterr().err == "no browser could be opened here; open this file in one: build/report/index.html\n"


def test_writing_it_again_is_no_run_in_the_history(kept: Path) -> None:
    past = PastRun(1.0, 1.0, "1", "", "x", 0, 0, {})
    keep_in_history(kept / HISTORY, past)
    before = (kept / HISTORY).read_bytes()
    assert run(["report", "gids.md"]) == 0
    assert (kept / HISTORY).read_bytes() == before


def test_without_a_last_run_it_says_what_to_do(guide: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["report", guide.name]) == 2
    told = capfd.readouterr().err
    wanted = f"{FILE_NAME}: no pictures were taken here yet; follow the guide first: stapsgewijs verify"
    assert told.rstrip().endswith(wanted)
    assert not Path("build", "report").exists()


def test_of_a_guide_that_was_changed_since_nothing_is_told(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("gids.md").write_text("---\nlang: nl\n---\n# Anders\n\n1. Doe\n", encoding="utf-8")
    assert run(["report", "gids.md"]) == 2
    assert "it was changed since; follow the guide first" in capfd.readouterr().err
    assert not (kept / "report").exists()


@pytest.mark.parametrize("given", [["--video", "on"], ["--", "--video=retain-on-failure"]])
def test_a_video_without_ffmpeg_is_refused_before_the_run(
    guide: Path, given: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("stapsgewijs.browser.has_ffmpeg", lambda: False)
    assert run(["verify", guide.name, *given]) == 2
    assert "playwright install ffmpeg" in capfd.readouterr().err
