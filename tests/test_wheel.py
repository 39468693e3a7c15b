"""The wheel is complete: built, installed elsewhere, and used in a folder that knows nothing of a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[1]
EXE = ".exe" if os.name == "nt" else ""
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
    """Build with the build backend itself: it is what any front end calls, and no environment has to be made for it."""
    folder = tmp_path_factory.mktemp("dist")
    built = run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)], ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an empty environment, and return the folder of its programs.

    What the wheel depends on is borrowed from the environment that runs the tests, by a path that comes last, so that
    the program itself can only come from the wheel: the editable installation of the checkout is a `.pth` file, and
    those are not read from a borrowed path.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    made = run([sys.executable, "-m", "venv", "--without-pip", str(folder)], folder.parent)
    assert made.returncode == 0, made.stderr
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / f"python{EXE}")
    install = [sys.executable, "-m", "uv", "pip", "install", "--python", python, "--no-deps", "--offline", "--quiet"]
    done = run([*install, str(wheel)], folder)
    assert done.returncode == 0, done.stderr
    libraries = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    assert (libraries / "stapsgewijs").is_dir()
    (libraries / "zz_borrowed.pth").write_text(str(Path(pytest.__file__).parents[1]), encoding="utf-8")
    return scripts


@pytest.fixture(scope="module")
def program(installed: Path) -> str:
    return str(installed / f"stapsgewijs{EXE}")


def test_everything_that_ships_is_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {GUIDE, "stapsgewijs/runner/pytest.ini", "stapsgewijs/scenarios/plugin/plugin.py"} <= names
    shipped = [
        each
        for folder in ("site", "features", "guides", "steps", "docs/rules", "docs/nl")
        for each in (ROOT / folder).rglob("*")
        if each.is_file() and each.suffix != ".pyc"
    ]
    shipped += [each for each in (ROOT / "docs").glob("*.md") if each.name != "index.md"]
    assert {f"stapsgewijs/shipped/{each.relative_to(ROOT).as_posix()}" for each in shipped} <= names
    assert not [each for each in names if each.startswith(("tests/", "bench/", ".venv"))]


def test_it_says_its_version(program: str, tmp_path: Path) -> None:
    done = run([program, "--version"], tmp_path)
    assert (done.returncode, done.stdout.split()[0]) == (0, "stapsgewijs"), done.stderr


def test_it_exports_every_page_in_any_folder(program: str, tmp_path: Path) -> None:
    done = run([program, "export", "pages"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Ziet u de verificatietelefoon" in (tmp_path / "pages" / "method-greyed-out.html").read_text(
        encoding="utf-8"
    )
    assert (tmp_path / "pages" / "static" / "fonts" / "Roboto-Regular.ttf").is_file()


def test_it_says_what_is_wrong_with_a_guide(program: str, tmp_path: Path) -> None:
    (tmp_path / "leeg.md").touch()
    done = run([program, "verify", "leeg.md"], tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("leeg.md:1:1: ")
    assert "Traceback" not in done.stderr


def test_one_package_is_installed(wheel: Path) -> None:
    tops = {each.split("/")[0] for each in zipfile.ZipFile(wheel).namelist()}
    assert {each for each in tops if not each.endswith(".dist-info")} == {"stapsgewijs"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project whose own packages are called as folders of our checkout are."""
    for package in ("simulator", "steps"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(f'NAME = "{package} of the project"\n', encoding="utf-8")
    (tmp_path / "test_own.py").write_text(
        "import simulator\nimport steps\n\n\ndef test_the_packages_are_those_of_the_project():\n"
        "    names = (simulator.NAME, steps.NAME)\n"
        '    assert names == ("simulator of the project", "steps of the project")\n',
        encoding="utf-8",
    )
    return tmp_path


def test_a_project_with_packages_of_its_own_runs_its_tests(installed: Path, project: Path) -> None:
    done = run([str(installed / f"python{EXE}"), "-m", "pytest", "-p", "no:cacheprovider"], project)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.browser
def test_a_project_with_packages_of_its_own_follows_a_guide(program: str, project: Path) -> None:
    done = run([program, "demo"], project)
    assert done.returncode == 0, done.stdout + done.stderr
