from __future__ import annotations

from pathlib import Path

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.guide import Outcome
from stapsgewijs.screenshots.aria_snapshot import SUFFIX
from stapsgewijs.screenshots.capture_set import Picture, accept, export_pictures, place_of
from stapsgewijs.screenshots.comparison import ComparisonResult, PictureResult
from stapsgewijs.screenshots.environment import taken_in
from stapsgewijs.screenshots.undo_log import UndoLog

HERE = {"browser": "chromium 140", "labels": "product"}


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    file = tmp_path / "run" / "een.png"
    file.parent.mkdir()
    file.write_bytes(b"new")
    file.with_suffix(SUFFIX).write_text("- main\n", encoding="utf-8")
    return file


@pytest.fixture
def undo_log(tmp_path: Path) -> UndoLog:
    return UndoLog(tmp_path / "undo")


def picture(
    place: Path,
    captured: Path | None,
    comparison: ComparisonResult | None = ComparisonResult.NEW,
    root: Path | None = None,
) -> Picture:
    result = PictureResult(place.name, 1, 1, "", "", str(captured or ""), Outcome.PASSED, comparison)
    return Picture("by-phone", 1, place, result, root or place.parent)


def test_what_is_accepted_lies_there_with_its_words_and_where_it_was_taken(
    tmp_path: Path, captured: Path, undo_log: UndoLog
) -> None:
    place = tmp_path / "guide" / "media" / "een.png"
    assert [each.name for each in accept([picture(place, captured)], [], HERE, undo_log)] == ["een.png"]
    assert place.read_bytes() == b"new"
    assert place.with_suffix(SUFFIX).read_text(encoding="utf-8") == "- main\n"
    assert taken_in(place) == {"browser": "chromium 140"}


def test_what_was_accepted_can_be_undone(tmp_path: Path, captured: Path, undo_log: UndoLog) -> None:
    place = tmp_path / "guide" / "media" / "een.png"
    accept([picture(place, captured)], [], HERE, undo_log)
    undo_log.undo(place)
    assert not (tmp_path / "guide").exists()
    with pytest.raises(StapsgewijsError, match="nothing to take back"):
        undo_log.undo(place)


def test_what_is_the_same_already_is_left_alone(tmp_path: Path, captured: Path, undo_log: UndoLog) -> None:
    place = tmp_path / "een.png"
    place.with_suffix(SUFFIX).write_text("- old\n", encoding="utf-8")
    assert accept([picture(place, captured, ComparisonResult.SAME)], [], HERE, undo_log) == []
    assert place.with_suffix(SUFFIX).read_text(encoding="utf-8") == "- old\n"


def test_only_what_is_named_is_accepted(tmp_path: Path, captured: Path, undo_log: UndoLog) -> None:
    both = [picture(tmp_path / name, captured, ComparisonResult.CHANGED) for name in ("een.png", "twee.png")]
    accept(both, ["twee.png"], HERE, undo_log)
    assert [each.place.is_file() for each in both] == [False, True]


@pytest.mark.parametrize(
    ("name", "says"), [("drie.png", "no picture 'drie.png'; it has een.png, twee.png"), ("twee.png", "was not taken")]
)
def test_what_cannot_be_accepted_changes_nothing(
    tmp_path: Path, captured: Path, undo_log: UndoLog, name: str, says: str
) -> None:
    both = [picture(tmp_path / "een.png", captured), picture(tmp_path / "twee.png", None)]
    with pytest.raises(StapsgewijsError, match=says):
        accept(both, ["een.png", name], HERE, undo_log)
    assert not both[0].place.exists()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path, captured: Path, undo_log: UndoLog) -> None:
    (tmp_path / "media").write_text("a file", encoding="utf-8")
    with pytest.raises(StapsgewijsError, match=r"een\.png: cannot be written"):
        accept([picture(tmp_path / "media" / "een.png", captured)], [], HERE, undo_log)


@pytest.mark.parametrize("linked", ["een.png", "een.aria.yml", "pictures.json", "."])
def test_nothing_is_accepted_through_a_link_out_of_the_folder_of_the_guide(
    tmp_path: Path, captured: Path, undo_log: UndoLog, linked: str
) -> None:
    outside, root = tmp_path / "outside", tmp_path / "guide"
    outside.mkdir()
    root.mkdir()
    media = root / "media"
    if linked == ".":
        media.symlink_to(outside, target_is_directory=True)
    else:
        media.mkdir()
        (media / linked).symlink_to(outside / linked)
    first = picture(root / "twee.png", captured, root=root)
    with pytest.raises(StapsgewijsError, match="is a link out of the guide's folder"):
        accept([first, picture(media / "een.png", captured, root=root)], [], HERE, undo_log)
    assert not first.place.exists()
    assert list(outside.iterdir()) == []


def test_a_link_within_the_folder_of_the_guide_stays_one(tmp_path: Path, captured: Path, undo_log: UndoLog) -> None:
    place, real = tmp_path / "een.png", tmp_path / "twee.png"
    place.symlink_to(real)
    accept([picture(place, captured)], [], HERE, undo_log)
    assert (place.is_symlink(), real.read_bytes()) == (True, b"new")


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
