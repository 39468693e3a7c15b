"""What is written for others, held against what they publish: HTML, the package index, GitHub, GitLab.

The tools are fetched from the package registries; without these, or without what a tool runs on, a test says so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from stapsgewijs.cli.main import run

pytestmark = [pytest.mark.long, pytest.mark.process]
ROOT: Final = Path(__file__).parents[1]
_FETCH_S: Final = 240


def tool(name: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a tool of the package index in an environment of its own."""
    command = [sys.executable, "-m", "uv", "tool", "run", "--quiet", name, *arguments]
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=_FETCH_S)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{name} could not be fetched in time")
    if "Failed to fetch" in done.stderr or "not found in the package registry" in done.stderr:
        pytest.skip(f"{name} cannot be fetched: {done.stderr.strip().splitlines()[-1]}")
    return done


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The Nu HTML checker of the W3C, as a command."""
    java, npm = shutil.which("java"), shutil.which("npm")
    if java is None or npm is None:
        pytest.skip("the Nu HTML checker needs Java and npm")
    folder = tmp_path_factory.mktemp("vnu")
    try:
        done = subprocess.run(
            [npm, "install", "--silent", "--prefix", str(folder), "vnu-jar"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_FETCH_S,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("vnu-jar could not be fetched in time")
    found = list(folder.rglob("vnu.jar"))
    if not found:
        pytest.skip(f"vnu-jar cannot be fetched: {done.stderr.strip()[-200:]}")
    return [java, "-jar", str(found[0]), "--errors-only", "--format", "json", "--exit-zero-always", "--skip-non-html"]


def errors_in(checker: list[str], folder: Path) -> list[str]:
    assert list(folder.rglob("*.html"))
    done = subprocess.run([*checker, str(folder)], capture_output=True, text=True, check=False)
    told = json.loads(done.stderr)["messages"]
    return [f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}" for each in told]


def test_every_page_is_html(checker: list[str], tmp_path: Path) -> None:
    assert run(["export", str(tmp_path / "pages")]) == 0
    assert errors_in(checker, tmp_path / "pages") == []


@pytest.mark.browser
@pytest.mark.parametrize("is_broken", [False, True], ids=["right", "broken"])
def test_every_report_is_html(checker: list[str], tmp_path: Path, *, is_broken: bool) -> None:
    folder = tmp_path / "guides"
    shutil.copytree(ROOT / "guides" / "nl", folder)
    guide = next(folder.glob("*setup-phone-number.md"))
    if is_broken:
        text = guide.read_text(encoding="utf-8").replace("**Volgende**", "**Xyzw**")
        guide.write_text(text, encoding="utf-8")
    other = next(folder.glob("*setup-office-phone.md"))
    command = [sys.executable, "-m", "stapsgewijs", "verify", str(guide), str(other), "--report", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == int(is_broken), done.stdout + done.stderr
    assert errors_in(checker, tmp_path / "out") == []


def test_the_package_index_takes_the_wheel_and_shows_the_readme(tmp_path: Path) -> None:
    built = [sys.executable, "-m", "hatchling", "build", "--directory", str(tmp_path)]
    assert subprocess.run(built, cwd=ROOT, capture_output=True, check=False).returncode == 0
    done = tool("twine", "check", "--strict", *(str(each) for each in tmp_path.iterdir()))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("PASSED") == 2


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "docs/ci/github.yml"),
        ("vendor.gitlab-ci", "docs/ci/gitlab.yml"),
    ],
)
def test_what_pipelines_read_is_as_they_publish(schema: str, file: str) -> None:
    done = tool("check-jsonschema", "--builtin-schema", schema, file)
    assert done.returncode == 0, done.stdout + done.stderr
