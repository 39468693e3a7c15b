"""Settings for pictures, from the file beside a guide to what `verify` and `pictures` make of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.image_files import size_of
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.masking import MARK

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runner.conftest import Ended

ROOT = Path(__file__).parents[2]
GUIDE = "multi-factor-authentication-setup-phone-number.md"
PREFIX = "multi-factor-authentication-"
SETTINGS = """\
[pictures]
masks = ["App password"]

[pictures."*-text-message.png"]
capture = "element"
element = "Methode"
highlights = true
"""


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "guides", tmp_path / "guides")
    return tmp_path / "guides" / "nl" / GUIDE


def run(guide: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stapsgewijs", *arguments]
    here = guide.parents[2]
    return subprocess.run(command, cwd=here, capture_output=True, text=True, timeout=240, check=False)


@pytest.mark.browser
def test_pictures_are_captured_as_the_file_beside_the_guide_says(guide: Path, command: Callable[..., Ended]) -> None:
    (guide.parents[1] / "stapsgewijs.toml").write_text(SETTINGS, encoding="utf-8")
    first = command(guide.parents[2], "pictures", str(guide), "--accept")
    assert first.returncode == 0, first.printed
    assert "no number for “Volgende”: not in the picture" in first.printed
    media = guide.parent / "media" / f"{PREFIX}verification-methods"
    size = size_of(media / f"{PREFIX}text-message.png")
    assert size is not None
    assert size[1] < 250
    assert MARK in (media / f"{PREFIX}app-passwords{SUFFIX}").read_text(encoding="utf-8")
    written = json.loads((media / "pictures.json").read_text(encoding="utf-8"))
    assert written[f"{PREFIX}text-message.png"]["capture"] == "element “Method”; masks “App password”; highlights"

    again = run(guide, "verify", str(guide), "--json", "told.json", "-n", "2")
    told = json.loads((guide.parents[2] / "told.json").read_text(encoding="utf-8"))
    assert again.returncode == 0, again.stdout + again.stderr
    assert [each["rule"] for each in told["findings"]] == ["picture-highlight-left-out"]
    likenesses = [
        shown["likeness"] for way in told["procedures"] for step in way["steps"] for shown in step["screenshots"]
    ]
    assert likenesses == ["same"] * 6


@pytest.mark.parametrize("name", ["verify", "pictures"])
def test_a_label_that_is_nowhere_is_one_line_before_anything_begins(guide: Path, name: str) -> None:
    config = guide.parents[2] / "wishes.toml"
    config.write_text("[pictures]\nmasks = ['Verifieren']\n", encoding="utf-8")
    done = run(guide, name, str(guide), "--config", str(config))
    assert done.returncode == 2
    said = f"{config}:1:1: nothing on the pages is called 'Verifieren'; nearest: 'Verifiëren'"
    assert (done.stdout + done.stderr).strip().endswith(said)
    assert not (guide.parents[2] / "build").exists()
