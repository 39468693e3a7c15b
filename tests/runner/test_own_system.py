"""The guide followed on a system that is not ours: `examples/own-system`, by the official SDK, on our handsets."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from werkzeug.serving import make_server

from stapsgewijs.bootstrap import build_app, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ACCOUNTS = ("anna@example.org:geheim-van-anna", "bram@example.org:geheim-van-bram")


@pytest.fixture(scope="module")
def network() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield url


class OwnSystem:
    """A copy of the example, to be broken, and `verify` to see what it makes of that."""

    def __init__(self, folder: Path, network: str) -> None:
        self.folder = folder
        self.network = network
        shutil.copytree(ROOT / "examples" / "own-system", folder / "own-system")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / "own-system" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r} to change"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def verify(self) -> tuple[int, str, dict[str, Any]]:
        with self._running() as url:
            accounts = [part for each in ACCOUNTS for part in ("--account", each)]
            where = ["--base-url", url, "--phone-network", self.network]
            done = subprocess.run(
                [sys.executable, "-m", "stapsgewijs", "verify", "--json", "told.json", *where, *accounts],
                cwd=self.folder, capture_output=True, text=True, timeout=180, check=False,
            )  # fmt: skip
        told = self.folder / "told.json"
        return done.returncode, done.stdout + done.stderr, json.loads(told.read_text(encoding="utf-8"))

    @contextmanager
    def _running(self) -> Iterator[str]:
        server = make_server("127.0.0.1", 0, self._module().app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()

    def _module(self) -> ModuleType:
        spec = importlib.util.spec_from_file_location("own_system_app", self.folder / "own-system" / "app.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        return module


@pytest.fixture
def own(tmp_path: Path, network: str, monkeypatch: pytest.MonkeyPatch) -> OwnSystem:
    account = httpx.get(f"{network}/api/v1/account").json()
    monkeypatch.setenv("PROVIDER_URL", network)
    monkeypatch.setenv("ACCOUNT_SID", account["account_sid"])
    monkeypatch.setenv("AUTH_TOKEN", account["auth_token"])
    return OwnSystem(tmp_path, network)


def outcomes(told: dict[str, Any]) -> list[list[str]]:
    return [[step["outcome"] for step in each["steps"]] for each in told["procedures"]]


def test_both_procedures_are_followed_there(own: OwnSystem) -> None:
    code, printed, told = own.verify()
    assert (code, outcomes(told)) == (0, [["passed"] * 5] * 2), printed


def test_a_renamed_button_is_found_at_its_line(own: OwnSystem) -> None:
    own.edit("templates/code.html", "<button>Verifiëren</button>", "<button>Controleren</button>")
    code, printed, told = own.verify()
    message, call = outcomes(told)
    assert (code, call) == (1, ["passed"] * 5), printed
    assert message == ["passed", "passed", "failed", "not run", "not run"]
    assert "no button or link “Verifiëren”" in printed
    assert "“Controleren”" in printed


def test_a_code_that_does_not_fit_its_field_is_found_at_its_line(own: OwnSystem) -> None:
    own.edit("app.py", "CODE_DIGITS = 6", "CODE_DIGITS = 8")
    code, printed, told = own.verify()
    message, call = outcomes(told)
    assert (code, call) == (1, ["passed"] * 5), printed
    assert message[:3] == ["passed", "passed", "failed"], printed
