from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from simulator.errors import StapsgewijsError
from simulator.evidence.remembering import NAME, recall, remember

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from simulator.evidence.run import ScenarioEvidence

HERE = {"browser": "chromium 140"}


@pytest.fixture
def played(play: Callable[..., ScenarioEvidence], picture: Callable[[str], str]) -> ScenarioEvidence:
    return play(closed=2, pictures={"fiets.png": picture("taken/fiets.png")})


def test_a_run_is_recalled_as_it_was(tmp_path: Path, played: ScenarioEvidence) -> None:
    remember(tmp_path / "new", tmp_path / "fiets.md", [played], HERE)
    assert recall(tmp_path / "new", tmp_path / "fiets.md") == ([played], HERE)


def test_there_was_no_run(tmp_path: Path) -> None:
    with pytest.raises(StapsgewijsError, match=r"no pictures were taken here yet; leave out --last"):
        recall(tmp_path, tmp_path / "fiets.md")


def test_the_last_run_was_of_another_guide(tmp_path: Path, played: ScenarioEvidence) -> None:
    remember(tmp_path, tmp_path / "fiets.md", [played], HERE)
    with pytest.raises(StapsgewijsError, match=r"of another guide, .*fiets\.md; leave out --last"):
        recall(tmp_path, tmp_path / "trein.md")


@pytest.mark.parametrize("how", ["taken again", "removed"])
def test_its_pictures_are_no_longer_there(tmp_path: Path, played: ScenarioEvidence, how: str) -> None:
    remember(tmp_path, tmp_path / "fiets.md", [played], HERE)
    file = tmp_path / "taken" / "fiets.png"
    if how == "removed":
        file.unlink()
    else:
        file.write_bytes(b"another")
    with pytest.raises(StapsgewijsError, match=r"fiets\.png: is not the picture that the last run took"):
        recall(tmp_path, tmp_path / "fiets.md")


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"guide": "x", "environment": 1, "pictures": {}}', "null"])
def test_what_cannot_be_read_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"last-run\.json: cannot be read; leave out --last"):
        recall(tmp_path, tmp_path / "fiets.md")


def test_evidence_of_another_version_is_told(tmp_path: Path, played: ScenarioEvidence) -> None:
    remember(tmp_path, tmp_path / "fiets.md", [played], HERE)
    told = json.loads((tmp_path / NAME).read_text(encoding="utf-8"))
    told["scenarios"][0]["moon"] = "full"
    (tmp_path / NAME).write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"cannot be read"):
        recall(tmp_path, tmp_path / "fiets.md")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, played: ScenarioEvidence) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"last-run\.json: cannot be written"):
        remember(tmp_path / "file", tmp_path / "fiets.md", [played], HERE)
