"""The example of the pytest plugin, run as its README says: with a network of its own, and with one that runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from stapsgewijs.bootstrap import build_app, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "pytest-plugin"
TESTS = len(re.findall(r"(?m)^def test_", (EXAMPLE / "test_sign_in.py").read_text(encoding="utf-8")))
PLUGIN = "stapsgewijs.testing.plugin"
WITHOUT = [part for each in ("anyio", "hypothesispytest", "schemathesis") for part in ("-p", f"no:{each}")]
"""Plugins that the example does not use, and that cost more to load than its tests take."""

INSTALLED = any(each.value == PLUGIN for each in entry_points(group="pytest11"))
"""An editable installation that is older than the entry point does not have it; the plugin is named then."""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture(scope="module")
def network() -> Iterator[str]:
    with running_server(build_app()) as url:
        yield url


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: each for name, each in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    named = [] if INSTALLED else ["-p", PLUGIN]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *WITHOUT, *named, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_plugin_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    assert declared == {"pytest11": {"stapsgewijs": PLUGIN}}


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_it_starts_a_network_of_its_own(example: Path, workers: tuple[str, ...]) -> None:
    done = run(example, *workers)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{TESTS} passed" in done.stdout


def test_it_uses_a_network_that_runs_and_leaves_nothing_there(example: Path, network: str) -> None:
    done = run(example, "--phone-network", network)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{TESTS} passed" in done.stdout
    left = httpx.get(f"{network}/api/v1/organisations", trust_env=False, timeout=60).json()
    assert [each["id"] for each in left] == ["contoso"]


def test_a_test_that_fails_shows_what_went_over_the_network(example: Path, network: str) -> None:
    text = (example / "sign_in.py").read_text(encoding="utf-8")
    broken = text.replace("is your code for Example.", "is your number for Example.")
    (example / "sign_in.py").write_text(broken, encoding="utf-8")
    path = example / "test_sign_in.py"
    path.write_text(path.read_text(encoding="utf-8").replace('sender="Example")', "timeout=0)"), encoding="utf-8")
    done = run(example, "--phone-network", network, "-k", "by_text_message")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"NothingCameError: no message with “your code” came to \+1\d{10} within 0 s", done.stdout)
    assert "is your number for Example." in done.stdout
    assert "phone network" in done.stdout
    assert "simulator/stapsgewijs/testing" not in done.stdout.replace(os.sep, "/").split("short test summary")[0]


def test_an_address_where_nothing_is_is_said(example: Path) -> None:
    done = run(example, "--phone-network", "http://127.0.0.1:9", "-k", "by_text_message")
    assert done.returncode == 1
    assert "no phone network answers at http://127.0.0.1:9" in done.stdout


def test_the_plugin_costs_nothing_when_it_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "test_none.py").write_text(
        "import sys\n\ndef test_none():\n"
        "    heavy = {'httpx', 'fastapi', 'uvicorn', 'phonenumbers', 'stapsgewijs.bootstrap'}\n"
        "    assert not heavy & set(sys.modules)\n",
        encoding="utf-8",
    )
    done = run(tmp_path, "-p", "no:playwright", "-p", "no:base-url")
    assert done.returncode == 0, done.stdout + done.stderr


def test_who_runs_scenarios_keeps_the_organisation_of_the_scenarios() -> None:
    done = run(ROOT, "--fixtures", "-p", "stapsgewijs.scenarios.plugin.plugin", "features/phone/beleid.feature")
    assert "simulator/stapsgewijs/testing/fixtures.py" not in done.stdout
    assert re.search(r"(?m)^organisation -- simulator/stapsgewijs/scenarios/plugin/people_fixtures.py", done.stdout)
