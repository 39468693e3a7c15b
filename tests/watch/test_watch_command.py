"""The command itself, and hearing of files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from queue import Queue
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from stapsgewijs.cli.main import run
from stapsgewijs.watch.files import FileWatch
from tests.watch.worlds import copied

TIMEOUT_S = 60


def test_a_file_that_is_saved_in_any_way_is_heard_of(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    guide, heard = tmp_path / "gids.md", Queue[set[Path]]()
    guide.write_text("een", encoding="utf-8")
    with FileWatch([tmp_path, tmp_path / "nowhere"], heard.put):

        def hears_of(file: Path) -> bool:
            return any(file in heard.get(timeout=TIMEOUT_S) for _ in range(3))

        guide.write_text("twee", encoding="utf-8")
        assert hears_of(guide)
        other = tmp_path / ".gids.md.part"
        other.write_text("drie", encoding="utf-8")
        other.replace(guide)
        assert hears_of(guide)
        (tmp_path / "deeper" / "x.md").write_text("x", encoding="utf-8")
        guide.unlink()
        assert hears_of(guide)


def test_what_goes_wrong_while_a_file_is_read_does_not_end_the_watch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Queue[int]()

    def saved(_: set[Path]) -> None:
        heard.put(1)
        raise ZeroDivisionError

    with FileWatch([tmp_path], saved):
        for name in ("a.md", "b.md"):
            (tmp_path / name).write_text("x", encoding="utf-8")
            assert heard.get(timeout=TIMEOUT_S)
    assert "a defect while a file was read" in caplog.text


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="needs SIGINT for a process of its own")
def test_the_command_serves_its_page_to_who_has_the_address_until_ctrl_c(tmp_path: Path) -> None:
    guide = copied(tmp_path)
    command = [sys.executable, "-m", "stapsgewijs", "watch", str(guide), "--no-open"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as started:
        assert started.stdout is not None
        line = started.stdout.readline()
        assert line.startswith(f"watching {guide.name}: http://127.0.0.1:")
        address = line.split()[2]
        with pytest.raises(HTTPError, match="403"):
            urlopen(address.partition("?")[0], timeout=TIMEOUT_S)  # noqa: S310  # on this machine
        with build_opener(HTTPCookieProcessor()).open(address, timeout=TIMEOUT_S) as answer:
            assert "Verificatie per sms-bericht instellen" in answer.read().decode()
        started.send_signal(signal.SIGINT)
        try:
            assert started.communicate(timeout=TIMEOUT_S)[0] == "stopped\n"
        finally:
            started.kill()
    assert started.returncode == 0


@pytest.mark.process
def test_a_guide_that_is_none_is_one_line_before_anything_is_started(tmp_path: Path) -> None:
    (tmp_path / "leeg.md").write_text("# Leeg\n", encoding="utf-8")
    command = [sys.executable, "-m", "stapsgewijs", "watch", "leeg.md", "--no-open"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 2
    assert "leeg.md:1:1" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_another_browser_than_chromium_is_refused_with_what_does_follow_in_it(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["watch", "gids.md", "--browser", "firefox"]) == 2
    error = capfd.readouterr().err
    assert "the page shows the browser live, which only Chromium can" in error
    assert "stapsgewijs verify GUIDE -- --browser firefox" in error
