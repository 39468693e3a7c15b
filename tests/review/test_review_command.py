"""`stapsgewijs review` as somebody starts it: a page that really changed, taken, accepted and taken back."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Self

import httpx
import pytest
from click.testing import CliRunner

from stapsgewijs.cli.main import command_line
from stapsgewijs.evidence.last_run import LastRun, save_last_run
from stapsgewijs.runner.settings import Settings
from stapsgewijs.screenshots.aria_snapshot import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
MEDIA = Path("guides", "nl", "media", "multi-factor-authentication-verification-methods")
CHANGED = MEDIA / "multi-factor-authentication-text-message.png"
TIMEOUT_S = 120


class Started:
    """The program while it runs: what it printed, and a browser without scripts at its page."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        guide = folder / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
        command = [sys.executable, "-m", "stapsgewijs", "review", str(guide), "--site", str(folder / "site")]
        self.process = subprocess.Popen(
            [*command, "--no-open", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def opens(self) -> str:
        """Wait for the line with the address, and open it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(r"(http://127\.0\.0\.1:\d+)(\S+)", line):
                self.client = httpx.Client(base_url=found[1], trust_env=False, follow_redirects=True, timeout=TIMEOUT_S)
                return self.client.get(found[2]).text
        pytest.fail(f"no address: {''.join(self.lines)}")

    def sends(self, path: str) -> str:
        form = re.findall(r'name="form" value="([^"]+)"', self.client.get("/?all").text)[0]
        answer = self.client.post(path, data={"form": form})
        assert answer.status_code == 200
        return answer.text

    def ends(self) -> tuple[int, str]:
        printed, _ = self.process.communicate(timeout=TIMEOUT_S)
        if hasattr(self, "client"):
            self.client.close()
        return self.process.returncode, "".join(self.lines) + printed


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Copy what ships, and give a button on every page another name."""
    folder = tmp_path_factory.mktemp("broken")
    for name in ("site", "guides"):
        shutil.copytree(ROOT / name, folder / name)
    catalogue = folder / "site" / "labels" / "nl.po"
    text = catalogue.read_text(encoding="utf-8")
    assert 'msgstr "Annuleren"' in text
    catalogue.write_text(text.replace('msgstr "Annuleren"', 'msgstr "Stoppen"'), encoding="utf-8")
    return folder


def on_disk(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted((folder / MEDIA).iterdir())}


def test_a_button_that_was_renamed_is_seen_accepted_and_undone(broken: Path) -> None:
    before = on_disk(broken)
    with Started(broken) as first:
        page = first.opens()
        assert "knop “Annuleren” werd “Stoppen”" in page
        assert first.lines[-1].startswith("4 to decide on: ")
        first.sends("/accept/1")
        assert on_disk(broken)[CHANGED.name] != before[CHANGED.name]
        assert "Stoppen" in (broken / CHANGED.with_suffix(SUFFIX)).read_text(encoding="utf-8")
        assert "Deze keer geaccepteerd: 1" in first.sends("/done")
        code, printed = first.ends()
        assert code == 1
        assert f"accepted  {broken / CHANGED}" in printed
        assert printed.strip().endswith(
            "1 picture accepted, 3 left to decide on\nexit 1: 3 pictures differ or were not taken"
        )
    # Nothing is taken anew, and what was accepted before can still be undone.
    with Started(broken, "--last") as again:
        page = again.opens()
        assert "taking the pictures" not in "".join(again.lines)
        assert "Dit zijn de afbeeldingen van de vorige keer." in page
        assert again.lines[-1].startswith("3 to decide on: ")
        again.sends("/undo/1")
        assert on_disk(broken) == before
        again.sends("/accept")
        again.sends("/done")
        code, printed = again.ends()
        assert code == 0
        assert "4 pictures accepted, 0 left to decide on" in printed
    with Started(broken, "--last") as settled:
        code, printed = settled.ends()
        assert (code, printed) == (0, "nothing to review: all 5 pictures are as accepted; 4 can be undone with --all\n")
    with Started(broken, "--last", "--all") as last:
        last.opens()
        for number in (1, 2, 4, 5):
            last.sends(f"/undo/{number}")
        last.process.send_signal(signal.SIGINT)  # Ctrl-C
        code, printed = last.ends()
        assert code == 1
        assert printed.strip().endswith(
            "0 pictures accepted, 4 left to decide on\nexit 1: 4 pictures differ or were not taken"
        )
    assert on_disk(broken) == before


def test_without_a_last_run_one_line_says_what_to_do(tmp_path: Path) -> None:
    for name in ("site", "guides"):
        shutil.copytree(ROOT / name, tmp_path / name)
    with Started(tmp_path, "--last") as started:
        code, printed = started.ends()
    assert code == 2
    assert printed.strip().endswith("last-run.json: no pictures were taken here yet; leave out --last to take them now")
    assert len(printed.splitlines()) == 1


def test_a_port_that_is_taken_is_told_before_pictures_are_taken(tmp_path: Path) -> None:
    for name in ("site", "guides"):
        shutil.copytree(ROOT / name, tmp_path / name)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Started(tmp_path, "--port", str(port)) as started:
            code, printed = started.ends()
    assert code == 2
    assert f"cannot listen on 127.0.0.1:{port}" in printed
    assert len(printed.splitlines()) == 1


def test_the_browser_of_the_person_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Queue[str] = Queue()
    pages = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("webbrowser.open", opened.put)
    monkeypatch.setattr("stapsgewijs.adapters.server.PageServer.run", lambda server, _: pages.append(server.url))
    guide = ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md"
    settings = Settings(tmp_path / "build" / "pictures", guide)
    save_last_run(settings.remembered, LastRun.of(settings.conditions, {}, {}, []))
    for arguments in (["--last"], ["--last", "--no-open"]):
        done = CliRunner().invoke(command_line(), ["review", str(guide), *arguments])
        assert done.exit_code == 1, done.output
        assert "0 to decide on: http://127.0.0.1:" in done.output
    # Other users see with what a browser is started: no key is in it.
    assert opened.get(timeout=TIMEOUT_S).endswith("/open.html")
    assert len(pages) == 2
    assert opened.empty()
