from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.evidence.run import Outcome, PictureResult
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.capture_set import Picture, accept, export_pictures, place_of
from stapsgewijs.screenshots.comparison import Likeness
from stapsgewijs.screenshots.environment import taken_in
from stapsgewijs.screenshots.undo_log import Journal

HERE = {"browser": "chromium 140", "labels": "product"}


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    file = tmp_path / "run" / "een.png"
    file.parent.mkdir()
    file.write_bytes(b"new")
    file.with_suffix(SUFFIX).write_text("- main\n", encoding="utf-8")
    return file


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "undo")


def picture(place: Path, captured: Path | None, likeness: Likeness | None = Likeness.NEW) -> Picture:
    result = PictureResult(place.name, 1, 1, "", "", str(captured or ""), Outcome.PASSED, likeness)
    return Picture("by-phone", 1, place, result)


def test_what_is_accepted_lies_there_with_its_words_and_where_it_was_taken(
    tmp_path: Path, captured: Path, journal: Journal
) -> None:
    place = tmp_path / "guide" / "media" / "een.png"
    assert [each.name for each in accept([picture(place, captured)], [], HERE, journal)] == ["een.png"]
    assert place.read_bytes() == b"new"
    assert place.with_suffix(SUFFIX).read_text(encoding="utf-8") == "- main\n"
    assert taken_in(place) == {"browser": "chromium 140"}


def test_what_was_accepted_can_be_undone(tmp_path: Path, captured: Path, journal: Journal) -> None:
    place = tmp_path / "guide" / "media" / "een.png"
    accept([picture(place, captured)], [], HERE, journal)
    journal.undo(place)
    assert not (tmp_path / "guide").exists()
    with pytest.raises(StapsgewijsError, match="nothing to take back"):
        journal.undo(place)


def test_what_is_the_same_already_is_left_alone(tmp_path: Path, captured: Path, journal: Journal) -> None:
    place = tmp_path / "een.png"
    place.with_suffix(SUFFIX).write_text("- old\n", encoding="utf-8")
    assert accept([picture(place, captured, Likeness.SAME)], [], HERE, journal) == []
    assert place.with_suffix(SUFFIX).read_text(encoding="utf-8") == "- old\n"


def test_only_what_is_named_is_accepted(tmp_path: Path, captured: Path, journal: Journal) -> None:
    both = [picture(tmp_path / name, captured, Likeness.CHANGED) for name in ("een.png", "twee.png")]
    accept(both, ["twee.png"], HERE, journal)
    assert [each.place.is_file() for each in both] == [False, True]


@pytest.mark.parametrize(
    ("name", "says"), [("drie.png", "no picture 'drie.png'; it has een.png, twee.png"), ("twee.png", "was not taken")]
)
def test_what_cannot_be_accepted_changes_nothing(
    tmp_path: Path, captured: Path, journal: Journal, name: str, says: str
) -> None:
    both = [picture(tmp_path / "een.png", captured), picture(tmp_path / "twee.png", None)]
    with pytest.raises(StapsgewijsError, match=says):
        accept(both, ["een.png", name], HERE, journal)
    assert not both[0].place.exists()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path, captured: Path, journal: Journal) -> None:
    (tmp_path / "media").write_text("a file", encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"een\.png: cannot be written"):
        accept([picture(tmp_path / "media" / "een.png", captured)], [], HERE, journal)


@pytest.mark.parametrize(
    ("documented", "place"),
    [
        ("media/een.png", "media/een.png"),
        ("./media/een%20twee.png", "media/een twee.png"),
        ("/media/een.png?raw=true", "media/een.png"),
        ("media\\een.png", "media/een.png"),
        ("../elsewhere.png", None),
        ("https://example.org/een.png", None),
        ("", None),
    ],
)
def test_a_picture_lies_in_the_folder_of_its_guide_or_nowhere(documented: str, place: str | None) -> None:
    assert place_of(Path("guide"), documented) == (Path("guide", place) if place else None)


def test_what_was_captured_is_copied_under_its_name(tmp_path: Path, captured: Path) -> None:
    out = tmp_path / "out"
    there = [picture(tmp_path / "een.png", captured), picture(tmp_path / "twee.png", None)]
    assert list(export_pictures(there, out)) == [out / "een.png"]
    assert (out / "een.png").read_bytes() == b"new"
