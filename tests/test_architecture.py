"""What linters do not see."""

from __future__ import annotations

import ast
import importlib
import itertools
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import stapsgewijs
from stapsgewijs.guide import RULES
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
PROGRAM = sorted([*(ROOT / "simulator").rglob("*.py"), *(ROOT / "steps").rglob("*.py")])
TEXT = {".py", ".md", ".toml", ".lock", ".ini", ".po", ".j2", ".css", ".js", ".feature", ".txt", ".yml", ""}
MANY_LINES, MOST_LINES = 500, 800
"""From how many lines on a file is listed as long, and above how many lines the test fails."""
PACKAGE = ROOT / "simulator" / "stapsgewijs"
NOUNS = {
    "masking": "covering parts of a screenshot",
    "numbering": "the numbers of list items",
    "paging": "lists in pages",
    "rendering": "a guide as HTML",
    "scoring": "how well words fit a control",
    "sms_encoding": "GSM-7 or UCS-2",
    "spacing": "spaces around links and bold",
}
"""Names of modules that end in "ing" and are nouns of the field, with what they stand for."""


PACKAGES = {
    "PIL": "pillow",
    "_pytest": "pytest",
    "gherkin": "gherkin-official",
    "markdown_it": "markdown-it-py",
    "yaml": "pyyaml",
    "zxingcpp": "zxing-cpp",
}
"""Modules of third parties whose package is called otherwise."""

LANGUAGE_DATA = {
    "guide/text_language.py": "function words of each language",
    "lint/languages.py": "words that are stressed in each language",
    "pages/handset/samples.py": "a sample with a spoken Dutch sentence",
    "phone_network/message_check/speech_duration.py": "syllables of each language",
    "phone_network/twilio/verify_texts.py": "what a verification code is sent with, in each language",
    "scenarios/walk/lines.py": "the lines of features in each language",
    "web/api/examples.py": "an example with a spoken Dutch sentence",
}
"""Modules that name a language of the project that ships, as one among others or in an example."""


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607  # git is on the PATH of whoever has a checkout
    if listed.returncode:
        pytest.skip("this is no git checkout")
    found = [ROOT / each for each in listed.stdout.splitlines()]
    return [each for each in found if each.suffix in TEXT and each.is_file()]


def test_nothing_sleeps() -> None:
    assert [each.name for each in PROGRAM if re.search(r"\bsleep\(", each.read_text(encoding="utf-8"))] == []


def test_no_file_is_very_long(record_property: Callable[[str, object], None]) -> None:
    lines = {str(each.relative_to(ROOT)): len(each.read_text(encoding="utf-8").splitlines()) for each in PROGRAM}
    long = {name: count for name, count in lines.items() if count > MANY_LINES}
    record_property("files over 500 lines", long)
    print(*(f"warning: {name} has {count} lines" for name, count in long.items()), sep="\n")  # noqa: T201  # shown by -rA
    assert {name: count for name, count in long.items() if count > MOST_LINES} == {}


def test_the_table_of_the_architecture_names_every_room_and_no_other() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("\n## Rooms\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    rooms = [[each.strip("/") for each in re.findall(r"`([^`]+)`", cell)] for cell in cells]
    named = [first if not inner else f"{first}/{inner}" for first, *rest in rooms for inner in ("", *rest)]
    packages = [each.parent.relative_to(PACKAGE).as_posix() for each in PACKAGE.rglob("__init__.py")]
    modules = [each.name for each in PACKAGE.glob("*.py") if each.name != "__init__.py"]
    assert sorted(named) == sorted([*(each for each in packages if each != "."), *modules])


def test_the_table_of_the_architecture_names_what_each_room_imports_of_third_parties() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("\n## Rooms\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")]
    named = {room.split("`")[1].strip("/"): told.casefold() for room, *_, told in rows}
    used = {
        (path.relative_to(PACKAGE).parts[0], each.partition(".")[0])
        for path in PACKAGE.rglob("*.py")
        for each in imported(path)
    }
    packages = {
        (room, PACKAGES.get(each, each.replace("_", "-")))
        for room, each in used
        if room in named and each not in {*sys.stdlib_module_names, "stapsgewijs"}
    }
    assert len(packages) > 30
    assert {(room, each) for room, each in packages if each not in named[room]} == set()


def imported(path: Path) -> Iterator[str]:
    """Give the modules that a file imports when it runs, wherever it does."""
    kept = [ast.parse(path.read_text(encoding="utf-8"))]
    for node in kept:
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            kept += ast.iter_child_nodes(node)


def test_the_architecture_names_modules_that_are_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    found = re.findall(r"`((?:[a-z_]+\.)+\w+)`", text)
    names = {each.removeprefix("stapsgewijs.") for each in found if not each.endswith((".py", ".md", ".toml"))}
    sources = {
        ".".join(each.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): each.read_text("utf-8")
        for each in PACKAGE.rglob("*.py")
    }
    assert len(names) > 30
    parts = {each: each.rpartition(".") for each in names - sources.keys()}
    assert {each for each, (module, _, name) in parts.items() if name not in sources.get(module, "")} == set()


def test_every_dependency_of_the_program_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for name, each in project["optional-dependencies"].items() if name not in {"checkout", "dev"}]
    names = {re.split(r"[^\w-]", each)[0] for each in [*project["dependencies"], *itertools.chain(*extras)]}
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8").casefold()
    assert len(names) > 30
    assert {each for each in names if each not in reasons} == {"pytest-playwright"}  # comes with Playwright, as given


def test_modules_have_nouns_for_names() -> None:
    assert {each.stem for each in PROGRAM if each.stem.endswith("ing")} - NOUNS.keys() == set()


def test_no_module_knows_the_project_that_ships() -> None:
    project = default_project()
    names = ["medewerker", "collega", *(re.escape(each.stem) for each in project.guides)]
    words = re.compile(rf"\b(?:{'|'.join(names)})\b")  # Italian has a “collegamento”
    locales = re.compile(rf"""(["']){project.feature_language}(-[A-Z]{{2}})?\1""")
    texts = {each.relative_to(PACKAGE).as_posix(): each.read_text(encoding="utf-8") for each in PACKAGE.rglob("*.py")}
    assert [path for path, text in texts.items() if words.search(text)] == []
    assert {path for path, text in texts.items() if locales.search(text)} == LANGUAGE_DATA.keys()


def test_there_is_no_python_in_folders_of_data() -> None:
    found = [each for folder in ("site", "features", "guides") for each in (ROOT / folder).rglob("*.py")]
    assert found == []


def test_lock_files_have_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"(?m)^[a-z0-9][\w.-]*==", text)
        assert len(pins) > 40
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(pins)
        assert "://" not in text
        assert "index" not in text.replace("importlib", "")


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    here = [f"{each}/" for each in (ROOT, Path.home()) if len(each.parts) > 1]
    texts = {each.relative_to(ROOT): each.read_text(encoding="utf-8") for each in tracked()}
    assert [path for path, text in texts.items() if any(each in text for each in here)] == []


def test_importing_a_module_does_nothing_that_can_be_seen(tmp_path: Path) -> None:
    names = [
        each.name
        for package in (stapsgewijs,)
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not each.name.endswith("__main__")
    ]
    assert len(names) > 60
    for name in names:
        importlib.import_module(name)
    code = f"import threading, {', '.join(names)}; print(threading.active_count())"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_readme_names_every_finding() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    said = [each for each in RULES if f"`{each}`" not in readme]
    assert said == []
