"""Ctrl-C and SIGTERM: what was proved so far is reported, in order, and nothing is left running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
NAME = "multi-factor-authentication-setup-phone-number.md"
GUIDES = [str(ROOT / "guides" / each / NAME) for each in ("nl", "en")]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups and no SIGTERM"),
]


def interrupted(folder: Path, arguments: Sequence[str], *, by: signal.Signals, all_hear: bool) -> tuple[int, str, int]:
    """Run `verify` until its first step is told, and interrupt it; returns exit code, what was printed, its group."""
    command = [sys.executable, "-m", "stapsgewijs", "verify", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout
        printed = ""
        for line in running.stdout:
            printed += line
            if " 1  checked" in line:
                break
        # A terminal tells every process of the group, `kill` only the one.
        (os.killpg if all_hear else os.kill)(running.pid, by)
        printed += running.stdout.read()  # to its end: everybody who could write there has ended
        return running.wait(60), printed, running.pid


def is_anybody_left(group: int) -> bool:
    """Return whether a process of the group stays; a browser that has been told to end may take its time."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        threading.Event().wait(0.1)
    return True


@pytest.mark.parametrize(
    ("by", "all_hear", "workers"),
    [
        pytest.param(signal.SIGINT, True, 0, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, False, 0, id="SIGTERM", marks=pytest.mark.long),
        pytest.param(signal.SIGINT, True, 2, id="Ctrl-C with two browsers", marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, False, 2, id="SIGTERM with two browsers"),
    ],
)
def test_a_run_that_is_interrupted_reports_what_it_knows(
    tmp_path: Path, *, by: signal.Signals, all_hear: bool, workers: int
) -> None:
    arguments = [*GUIDES, "--json", "told.json", "-n", str(workers)]
    code, printed, group = interrupted(tmp_path, arguments, by=by, all_hear=all_hear)
    assert code == 130, printed
    assert "Traceback" not in printed
    assert printed.splitlines()[-1].startswith("stopped: ")
    assert not is_anybody_left(group)
    nl, en = (json.loads((tmp_path / f"told-{each}.json").read_text(encoding="utf-8")) for each in ("nl", "en"))
    assert nl["totals"]["passed"] > 0
    assert nl["totals"]["passed"] + en["totals"]["passed"] < 20
    assert nl["totals"]["failed"] + en["totals"]["failed"] == 0
    assert (tmp_path / "build" / "report" / "index.html").is_file()
