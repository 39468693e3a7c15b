"""A browser of another machine: Playwright's server, and what is said where there is none that can be used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.browser import find_browser, launch_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.runner.conftest import Ended

ROOT = Path(__file__).parents[2]
GUIDE = str(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")
SAYS = "Playwright version mismatch:\n  - server version: v1.12\n  - client version: v9.87\n"

pytestmark = pytest.mark.browser


def verify(folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Follow the guide in a process of its own: that of the tests has a browser open already."""
    command = [sys.executable, "-m", "stapsgewijs", "verify", GUIDE, "--browser-server", address]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200, check=False)


class Outdated(BaseHTTPRequestHandler):
    """Answers as a server of another version does."""

    def do_GET(self) -> None:
        self.send_response(428)
        self.end_headers()
        self.wfile.write(SAYS.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def outdated() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Outdated) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
def test_a_guide_is_followed_there_and_its_pictures_say_so(tmp_path: Path) -> None:
    found = launch_arguments(find_browser())
    plain = {"args": found["args"], "executablePath": found.get("executable_path"), "port": 0}
    (tmp_path / "server.json").write_text(json.dumps({k: v for k, v in plain.items() if v is not None}), "utf-8")
    command = [sys.executable, "-m", "playwright", "launch-server", "--browser", "chromium", "--config", "server.json"]
    # In a group of its own: the server is a process that this one starts.
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        assert server.stdout
        address = server.stdout.readline().strip()
        try:
            done = verify(tmp_path, address)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
    assert "10 of 10 documented steps followed and checked" in done.stdout, done.stdout + done.stderr
    kept = (tmp_path / "build" / "last-run.json").read_text(encoding="utf-8")
    assert json.loads(kept)["environment"]["browser"].endswith(", at a browser server")
    assert address not in kept  # it can have a secret in it


def test_where_there_is_none_one_line_says_so(tmp_path: Path) -> None:
    done = verify(tmp_path, "ws://127.0.0.1:9/")
    assert done.returncode == 2
    assert r"cannot be reached (connect ECONNREFUSED 127.0.0.1:9); is it running there?" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://browsers:3000", "write the address of `playwright run-server`, such as ws://browsers:3000/"),
        ("ws://", "write the address of `playwright run-server`"),
        ("ws://[::1", "write the address of `playwright run-server`"),
    ],
)
def test_what_is_no_address_is_said_before_a_browser_is_asked_for(
    tmp_path: Path, command: Callable[..., Ended], address: str, message: str
) -> None:
    done = command(tmp_path, "verify", GUIDE, "--browser-server", address)
    assert done.returncode == 2
    assert message in done.printed
    assert done.printed.count("\n") == 1


def test_another_version_is_named_with_what_to_do(tmp_path: Path) -> None:
    with outdated() as address:
        done = verify(tmp_path, address)
    assert done.returncode == 2
    assert (
        "has Playwright 1.12, and here is 9.87; both have to be the same: npx playwright@9.87 run-server" in done.stderr
    )
    assert done.stderr.count("\n") == 1
