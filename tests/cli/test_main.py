"""The command line where no browser is needed: what cannot be used is one line and exit code 2."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def stapsgewijs(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stapsgewijs", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["verify", "geen.md"], "geen.md:1:1: no such file; check the path"),
        (["verify", "."], ".:1:1: this is a folder"),
        (["verify", "--features", "geen"], "no such folder of features"),
        (["verify", "--site", "geen"], "no label catalogue for the language"),
        (["verify", "--report", "vol"], "vol: holds other files and no earlier report"),
        (["verify", "--report", "vol/x"], "vol/x: is a file"),
        (["verify", "--json", "vol"], "vol: is a folder; name a file"),
        (["export", "vol"], "vol holds something else than an earlier export"),
        (["serve", "--host", "0.0.0.0"], "give a token with --token"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_nothing_is_lost(tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol" / "x").write_text("mine", encoding="utf-8")
    done = stapsgewijs(tmp_path, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (tmp_path / "vol" / "x").read_text(encoding="utf-8") == "mine"


def test_help_and_version(tmp_path: Path) -> None:
    assert "verify" in stapsgewijs(tmp_path, "--help").stdout
    assert stapsgewijs(tmp_path, "--version").stdout.startswith("stapsgewijs ")


def test_an_export_replaces_an_earlier_one_and_links_only_to_itself(tmp_path: Path) -> None:
    for _ in range(2):
        assert stapsgewijs(tmp_path, "export", "pages").returncode == 0
    pages = sorted((tmp_path / "pages").glob("*.html"))
    assert len(pages) > 50
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert len(text.encode()) < 30_000
        assert "http" not in text.replace("http-equiv", "")
        for link in text.split('href="')[1:]:
            assert (tmp_path / "pages" / link.partition('"')[0]).exists(), (page.name, link[:60])
