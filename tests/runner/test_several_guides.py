"""Several guides in one run: each has its report and its files, one page leads to them, and the worst decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.cli.main import run
from stapsgewijs.guide import read_guide
from stapsgewijs.reports.html.overview import names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runner.conftest import Ended

ROOT = Path(__file__).parents[2]
NAME = "multi-factor-authentication-setup-phone-number.md"


@pytest.mark.browser
def test_every_guide_that_ships_is_followed_and_its_pictures_are_true(
    tmp_path: Path, command: Callable[..., Ended]
) -> None:
    guides = [each for name in ("nl", "en") for each in sorted((ROOT / "guides" / name).glob("*.md"))]
    names, settings = names_of(guides), str(ROOT / "stapsgewijs.toml")
    arguments = (*map(str, guides), "--config", settings, "--strict", "--json", "told.json", "-n", "2")
    done = command(tmp_path, "verify", *arguments)
    left, found = [], set()
    for path, name in zip(guides, names, strict=True):
        told = json.loads((tmp_path / f"told-{name}.json").read_text(encoding="utf-8"))
        steps = [each for procedure in told["procedures"] for each in procedure["steps"]]
        left += [(name, each["number"]) for each in steps if each["result"] != "followed and checked"]
        found |= {(name.partition("-")[0], path.stem.rpartition("-")[2], each["rule"]) for each in told["findings"]}
        report = (tmp_path / "build" / "report" / "guides" / name / "index.html").read_text(encoding="utf-8")
        assert f'lang="{read_guide(path).language}"' in report
    assert left == [("en-multi-factor-authentication-end-user-troubleshoot", 3)]  # leads to the store of a phone
    # Another browser than the pictures were accepted with may draw other pixels of the same words.
    assert {each for each in found if each[2] != "picture-elsewhere"} == {
        ("nl", "settings", "goal-not-reached"),
        ("en", "settings", "goal-not-reached"),
        ("en", "troubleshoot", "step-not-simulated"),
    }
    assert done.returncode == 1, done.printed
    assert "175 of 176 documented steps followed and checked" in done.printed
    overview = (tmp_path / "build" / "report" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="guides/{name}/index.html"' in overview for name in names)
    assert not (tmp_path / "told.json").exists()


def test_what_is_no_guide_is_told_before_any_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["verify", str(ROOT / "guides" / "nl" / NAME), "geen.md"]) == 2
    assert capfd.readouterr().err.strip() == "geen.md:1:1: no such file; check the path"
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    ("guides", "names"),
    [
        (["a/gids.md", "a/reis.md"], ["gids", "reis"]),
        (["nl/gids.md", "en/gids.md"], ["nl", "en"]),
        (["nl/gids.md", "nl/reis.md", "en/gids.md"], ["nl-gids", "nl-reis", "en-gids"]),
        (["x/nl/gids.md", "y/nl/gids.md"], ["1-gids", "2-gids"]),
        (["a/Gids.md", "b/gids.md"], ["a", "b"]),
    ],
)
def test_each_guide_has_a_name_of_its_own(guides: list[str], names: list[str]) -> None:
    assert names_of([Path(each) for each in guides]) == names
