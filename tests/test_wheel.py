"""The wheel is complete: built, installed elsewhere, and used in a folder that knows nothing of a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[1]
GUIDE = "stapsgewijs/shipped/guides/nl/multi-factor-authentication-setup-phone-number.md"


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "PYTEST"))
    }
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=300, check=False, env=environment
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)], folder
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an empty environment; what it depends on is borrowed from the one that runs the tests.

    Borrowed by a path that comes last, so that the program itself can only come from the wheel: the
    editable installation of the checkout is a `.pth` file, and those are not read from a borrowed path.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    made = run([sys.executable, "-m", "venv", str(folder / "env")], folder)
    assert made.returncode == 0, made.stderr
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    done = run([str(python), "-m", "pip", "install", "--no-deps", "--no-index", str(wheel)], folder)
    assert done.returncode == 0, done.stderr
    asked = run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder)
    borrowed = Path(pytest.__file__).parents[1]
    (Path(asked.stdout.strip()) / "zz_borrowed.pth").write_text(str(borrowed), encoding="utf-8")
    return scripts / ("stapsgewijs.exe" if os.name == "nt" else "stapsgewijs")


def test_everything_that_ships_is_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {GUIDE, "stapsgewijs/runner/pytest.ini", "stapsgewijs/scenarios/plugin/plugin.py"} <= names
    shipped = [
        each
        for folder in ("site", "features", "guides", "steps")
        for each in (ROOT / folder).rglob("*")
        if each.is_file() and each.suffix != ".pyc"
    ]
    assert {f"stapsgewijs/shipped/{each.relative_to(ROOT).as_posix()}" for each in shipped} <= names
    assert not [each for each in names if each.startswith(("tests/", "bench/", ".venv"))]


def test_it_says_its_version(installed: Path, tmp_path: Path) -> None:
    done = run([str(installed), "--version"], tmp_path)
    assert (done.returncode, done.stdout.split()[0]) == (0, "stapsgewijs"), done.stderr


def test_it_exports_every_page_in_any_folder(installed: Path, tmp_path: Path) -> None:
    done = run([str(installed), "export", "pages"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Ziet u de verificatietelefoon" in (tmp_path / "pages" / "method-greyed-out.html").read_text(
        encoding="utf-8"
    )
    assert (tmp_path / "pages" / "static" / "fonts" / "Roboto-Regular.ttf").is_file()


def test_it_says_what_is_wrong_with_a_guide(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "leeg.md").touch()
    done = run([str(installed), "verify", "leeg.md"], tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("leeg.md:1:1: ")
    assert "Traceback" not in done.stderr
