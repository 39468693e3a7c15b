"""The tutorials, each in a folder of its own: what it says is written and run, and what is printed is compared.

A comment before a block of code says what it is: `file:` is written, `append:` is added to a file, `change:` is a
difference, and `exit:` is the exit code of the commands below it. A block of text is what the last command prints; its
lines may go on.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.free_port import free_port

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.long]

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"(?:<!-- (\w+): (\S+) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)


class Tutorial(NamedTuple):
    """A page, the port that it uses, and what has to be in the folder: files of the checkout, by their new names."""

    page: str
    port: str
    files: dict[str, str]


TUTORIALS = [
    Tutorial(
        "tutorial.md",
        "8000",
        {
            "examples/django-two-factor/product": "product",
            "examples/django-two-factor/docs": "docs",
        },
    ),
    Tutorial(
        "handleiding.md",
        "5000",
        {"examples/own-system/app.py": "app.py", "examples/own-system/templates": "templates"},
    ),
]


class Folder:
    """Where a tutorial is done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.printed = ""

    def do(self, what: str, value: str, kind: str, text: str) -> None:
        file = self.path / value
        if what == "file":
            file.write_text(text, encoding="utf-8")
        elif what == "append":
            file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")
        elif what == "change":
            old, new = (line[1:] for line in text.splitlines())
            before = file.read_text(encoding="utf-8")
            assert old in before
            file.write_text(before.replace(old, new, 1), encoding="utf-8")
        elif kind == "sh":
            for command in text.splitlines():
                self.run(command, int(value or 0))
        elif kind == "text":
            for line in text.splitlines():
                assert line in self.printed, f"{line}\nis not in\n{self.printed}"

    def run(self, command: str, code: int) -> None:
        program, *arguments = shlex.split(command)
        assert program == "stapsgewijs"
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [sys.executable, "-m", "stapsgewijs", *arguments],
            cwd=self.path, env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        self.printed = done.stdout + done.stderr
        assert done.returncode == code, self.printed


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda each: each.page)
def test_a_tutorial_does_what_it_says(tutorial: Tutorial, tmp_path: Path) -> None:
    for source, name in tutorial.files.items():
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, place)
    port = str(free_port())
    folder = Folder(tmp_path)
    page = (ROOT / "docs" / tutorial.page).read_text(encoding="utf-8")
    done = 0
    for what, value, kind, text in BLOCK.findall(page):
        folder.do(what, value, kind, text.replace(tutorial.port, port))
        done += kind == "sh"
    assert done == 4
