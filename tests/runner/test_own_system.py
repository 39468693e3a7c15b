"""The guide followed on a system that is not ours: `examples/own-system`, by the official SDK, on our handsets."""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
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
from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from tests.runner.conftest import Ended

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GUIDE = str(ROOT / "guides" / "nl" / "multi-factor-authentication-setup-phone-number.md")
ACCOUNTS = ("anna@example.org:geheim-van-anna", "bram@example.org:geheim-van-bram")


@pytest.fixture(scope="module")
def network() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield url


class OwnSystem:
    """A copy of the example, to be broken, and `verify` to see what it makes of that."""

    def __init__(self, folder: Path, network: str, command: Callable[..., Ended]) -> None:
        self.folder = folder
        self.command = command
        self.network = network
        shutil.copytree(ROOT / "examples" / "own-system", folder / "own-system")
        (folder / "own-system" / "stapsgewijs.toml").unlink()

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / "own-system" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r} to change"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def verify(self) -> tuple[int, str, dict[str, Any]]:
        with self._running() as url:
            accounts = [part for each in ACCOUNTS for part in ("--account", each)]
            where = ["--base-url", url, "--phone-network", self.network]
            done = self.command(self.folder, "verify", GUIDE, "--json", "told.json", *where, *accounts)
        told = self.folder / "told.json"
        return done.returncode, done.printed, json.loads(told.read_text(encoding="utf-8"))

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
def own(tmp_path: Path, network: str, monkeypatch: pytest.MonkeyPatch, command: Callable[..., Ended]) -> OwnSystem:
    account = httpx.get(f"{network}/api/v1/account", timeout=60).json()
    monkeypatch.setenv("PROVIDER_URL", network)
    monkeypatch.setenv("ACCOUNT_SID", account["account_sid"])
    monkeypatch.setenv("AUTH_TOKEN", account["auth_token"])
    return OwnSystem(tmp_path, network, command)


def test_its_settings_start_it_and_two_browsers_sign_in_as_two_people(tmp_path: Path) -> None:
    folder = tmp_path / "own-system"
    shutil.copytree(ROOT / "examples" / "own-system", folder)
    port = free_port()
    settings = folder / "stapsgewijs.toml"
    flask = f"{sys.executable} -m flask"
    text = settings.read_text(encoding="utf-8").replace("5000", str(port)).replace('"flask', f'"{flask}')
    settings.write_text(text, encoding="utf-8")
    app = (folder / "app.py").read_text(encoding="utf-8")
    signed = 'print("signed in:", name, flush=True)'
    (folder / "app.py").write_text(
        app.replace("            everybody[name] =", f"            {signed}\n            everybody[name] ="),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "stapsgewijs", "verify", "--json", "told.json"],
        cwd=folder, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    assert (done.returncode, outcomes(told)) == (0, [["passed"] * 5] * 2), done.stdout + done.stderr
    logged = (folder / "build" / "target.log").read_text(encoding="utf-8").splitlines()
    users = sorted(line for line in logged if line.startswith("signed in"))
    assert users == ["signed in: anna@example.org", "signed in: bram@example.org"]
    with socket.socket() as left:
        assert left.connect_ex(("127.0.0.1", port)) != 0


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
