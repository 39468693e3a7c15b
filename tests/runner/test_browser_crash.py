"""A browser that crashes in the middle says nothing of the guide."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = str(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up in /proc"),
]


def descendants(process: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):  # processes and threads end while they are looked through
        for task in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                for each in (task / "children").read_text(encoding="ascii").split():
                    found += [int(each), *descendants(int(each))]
    return found


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def is_browser(command: str) -> bool:
    return "--remote-debugging-pipe" in command and "--type=" not in command


def is_page(command: str) -> bool:
    return "--type=renderer" in command


def is_driver(command: str) -> bool:
    return "run-driver" in command


VICTIMS = {"browser": is_browser, "page": is_page, "driver": is_driver}


def followed(folder: Path, victim: str, *, every: bool) -> tuple[int, str]:
    """Run `verify`, and kill what `victim` says once, when a first step was told, or whenever one is told."""
    command = [sys.executable, "-m", "stapsgewijs", "verify", GUIDE, "--json", "told.json"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        assert running.stdout
        printed = ""
        kills = 0
        for line in running.stdout:
            printed += line
            if "  checked" in line and (every or not kills):
                kills += 1
                for each in descendants(running.pid):
                    if VICTIMS[victim](command_of(each)):
                        with suppress(ProcessLookupError):
                            os.kill(each, signal.SIGKILL)
        return running.wait(120), printed


@pytest.mark.parametrize(
    "victim", ["browser", pytest.param("page", marks=pytest.mark.long), pytest.param("driver", marks=pytest.mark.long)]
)
def test_it_is_started_again_and_the_scenario_run_again(tmp_path: Path, victim: str) -> None:
    code, printed = followed(tmp_path, victim, every=False)
    assert code == 0, printed
    assert printed.count("the browser crashed; it is started again, and the scenario run again") == 1
    assert "Traceback" not in printed
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told["totals"]["passed"] == told["totals"]["steps"] == 10
    assert len(told["scenarios"]) == 2
    assert told["findings"] == []


def test_when_it_crashes_again_the_run_ends_and_names_the_scenario(tmp_path: Path) -> None:
    code, printed = followed(tmp_path, "browser", every=True)
    assert code == 2, printed
    last = printed.splitlines()[-1]
    assert ".feature:" in last
    assert "the browser crashed twice, which says nothing of the guide" in last
    assert "Traceback" not in printed
    assert "failed" not in printed.replace("--last-failed", "")
