"""The commands of a checkout: what each runs, without running it."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
PYTHON = Path("python")


@pytest.fixture
def dev() -> ModuleType:
    """Import `dev.py` anew."""
    spec = importlib.util.spec_from_file_location("dev_of_the_checkout", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def commands(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Keep what would be run; every command ends well."""
    kept: list[list[str]] = []

    def run(command: list[str]) -> int:
        kept.append(command)
        return 0

    monkeypatch.setattr(dev, "run", run)
    monkeypatch.setattr(dev, "start_linters", dict)
    return kept


def test_make_and_python_have_the_same_commands(dev: ModuleType) -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^([a-z-]+):.*## ", text)) == {"help", *dev.COMMANDS}
    assert set(re.findall(r"-m dev ([a-z-]+)", text)) == set(dev.COMMANDS)
    (phony,) = re.findall(r"(?m)^\.PHONY: (.*)$", text)
    assert set(phony.split()) == {"help", *dev.COMMANDS}


def test_ci_runs_the_tests_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [each for each in lines if each.startswith(("make", "python"))] == ["make test"]


def test_help_needs_nothing_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "dev.py"), "help"], capture_output=True, text=True, check=True
    )
    assert re.search(r"(?m)^  test-fast +Run the tests that need no browser", done.stdout)


def test_every_test_is_in_one_of_the_sessions(dev: ModuleType, commands: list[list[str]]) -> None:
    assert dev.test(PYTHON, ["-x"]) == 0
    rules, others = (each for each in commands if "pytest" in each)
    own = [each for each in rules if each.startswith("tests/")]
    assert own == [*(f"tests/{room}" for room in dev.RULES), *dev.PROTOCOL]
    assert all((ROOT / each).exists() for each in own)
    assert [each.removeprefix("--ignore=") for each in others if each.startswith("--ignore=")] == own
    assert {"tests", "features"} <= set(others)
    assert all(each[each.index("-m", 2) + 1] == "not long and not shared" for each in (rules, others))
    assert rules[-1] == others[-1] == "-x"


def test_only_the_rules_are_measured(dev: ModuleType, commands: list[list[str]]) -> None:
    dev.test(PYTHON, [])
    rules, others = (each for each in commands if "pytest" in each)
    assert len([each for each in rules if each.startswith("--cov=")]) == len(dev.RULES)
    assert not [each for each in others if "cov" in each]


def test_a_session_that_fails_fails_the_whole(
    dev: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "run", lambda command: commands.append(command) or int("--cov=" in " ".join(command)))
    assert dev.test(PYTHON, []) == 1
    assert len([each for each in commands if "pytest" in each]) == 2


def test_when_a_linter_complains_the_long_session_is_not_begun(
    dev: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "finish_linters", lambda _: 3)
    assert dev.test(PYTHON, []) == 3
    assert [each for each in commands if "features" in each] == []


@pytest.mark.usefixtures("commands")
def test_without_the_shared_folder_its_tests_are_not_run_and_that_is_said(
    dev: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "SHARED", tmp_path / "shared")
    assert dev.test_shared(PYTHON, []) == 0
    assert f"not run: there is no folder {tmp_path / 'shared'}" in capsys.readouterr().out
    assert commands == []
    (tmp_path / "shared").mkdir()
    monkeypatch.setattr("os.environ", {})
    assert dev.test_shared(PYTHON, []) == 0
    assert dev.environment()["STAPSGEWIJS_SHARED_GUIDES"] == str(tmp_path / "shared" / "guides")
    assert commands[0][commands[0].index("-m", 2) + 1] == "shared"


def test_every_linter_is_run_and_what_it_says_is_shown(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = iter((0, 3, 0, 4))

    def start(_: list[str]) -> subprocess.Popen[str]:
        code = next(codes)
        told = f"print('this ends with {code}'); raise SystemExit({code})"
        return subprocess.Popen([sys.executable, "-c", told], stdout=subprocess.PIPE, text=True)

    monkeypatch.setattr(dev, "start", start)
    assert dev.lint(PYTHON, []) == 3
    out = capsys.readouterr().out
    assert [f"this ends with {each}" in out for each in (0, 3, 4)] == [True] * 3
    assert re.findall(r"— (passed|FAILED \(\d\)): (\w+)", out) == [
        ("passed", "style"), ("FAILED (3)", "format"), ("passed", "types"), ("FAILED (4)", "import"),
    ]  # fmt: skip
