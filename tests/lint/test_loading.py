"""What one linted document loads: everything else is paid for by who asks for it."""

import subprocess
import sys

import pytest

from stapsgewijs.project import default_project

GUIDE = default_project().guide
CODE = (
    "import sys\n"
    "from pathlib import Path\n"
    "from stapsgewijs.cli.lint_session import Options, lint_session\n"
    "reason = lint_session(Options(paths=(Path(sys.argv[1]),)), lambda _: None)\n"
    "print(reason, *sys.modules)\n"
)
PARTS = ("stapsgewijs.lint.parity.translation", "stapsgewijs.lint.suppression", "stapsgewijs.lint.baseline")
PARTS += ("stapsgewijs.guide.binding", "html.parser", "babel", "yaml", "rapidfuzz", "shutil")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    command = [sys.executable, "-c", CODE, str(GUIDE)]
    folder = tmp_path_factory.mktemp("empty")
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.split()


def test_the_document_was_linted(loaded: list[str]) -> None:
    assert "stapsgewijs.lint.rules.labels" in loaded


@pytest.mark.parametrize("part", PARTS)
def test_linting_one_document_does_not_load(loaded: list[str], part: str) -> None:
    assert part not in loaded
