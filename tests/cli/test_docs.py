"""`stapsgewijs docs`: pages that a wheel has too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stapsgewijs.cli.main import COMMANDS, command_line, run
from stapsgewijs.project.edit import Additions, with_additions

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"stapsgewijs docs ([\w/-]+)")
_FILE = re.compile(r"\bdocs/[\w/-]+\.md\b")


def test_all_pages_are_listed_with_what_they_are_about(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["docs"]) == 0
    told = capfd.readouterr().out
    assert re.search(r"(?m)^settings +Settings$", told)
    assert re.search(r"(?m)^nl/eigen-product +\w", told)
    assert "index" not in told


@pytest.mark.parametrize(
    ("page", "file"),
    [
        ("settings", "settings.md"),
        ("docs/settings.md", "settings.md"),
        ("nl/eigen-product", "nl/eigen-product.md"),
        ("label-differs", "rules/label-differs.md"),
    ],
)
def test_a_page_is_shown_as_it_is_written(page: str, file: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["docs", page]) == 0
    assert capfd.readouterr().out.rstrip() == (ROOT / "docs" / file).read_text(encoding="utf-8").rstrip()


@pytest.mark.parametrize("page", ["setings", "../README", "/etc/passwd", "index", "nl/../settings"])
def test_a_page_that_there_is_not_is_told_with_the_nearest(page: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["docs", page]) == 2
    error = capfd.readouterr().err
    assert error.startswith(f"there is no page {page!r}; ")
    assert page != "setings" or "did you mean 'settings'?" in error


def test_every_page_that_a_text_names_is_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """No text of the program names a file of the documentation: a wheel has none where somebody looks for it."""
    helps = [command_line().get_command(None, each).help for each in COMMANDS]  # type: ignore[arg-type, union-attr]
    written = with_additions(tmp_path / "stapsgewijs.toml", Additions(("a.md",)))
    told = "\n".join([written, *map(str, helps)])
    assert {"settings", "editors"} <= set(_NAMED.findall(told))
    for name in {*_NAMED.findall(told), "provider"}:
        assert run(["docs", name]) == 0, name
    assert not _FILE.findall(told)
    capfd.readouterr()
