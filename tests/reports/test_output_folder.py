from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import StapsgewijsError
from stapsgewijs.reports.html.output_folder import MARK, replace_folder

if TYPE_CHECKING:
    from pathlib import Path


def report(folder: Path, body: str) -> None:
    with replace_folder(folder) as fresh:
        (fresh / "index.html").write_bytes(MARK + body.encode())
        (fresh / "pictures").mkdir()
        (fresh / "pictures" / f"{body}.png").write_text("x")


def content(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*")}


def test_a_new_report_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    report(tmp_path / "build" / "report", "one")
    assert content(tmp_path) == {
        "build",
        "build/report",
        "build/report/index.html",
        "build/report/pictures",
        "build/report/pictures/one.png",
    }


def test_an_earlier_report_is_replaced_as_a_whole(tmp_path: Path) -> None:
    report(tmp_path / "r", "one")
    report(tmp_path / "r", "two")
    assert content(tmp_path / "r") == {"index.html", "pictures", "pictures/two.png"}
    assert [each.name for each in tmp_path.iterdir()] == ["r"]


def test_what_somebody_put_beside_a_report_stays(tmp_path: Path) -> None:
    report(tmp_path / "r", "one")
    (tmp_path / "r" / "run.json").write_text("{}")
    report(tmp_path / "r", "two")
    assert (tmp_path / "r" / "run.json").read_text() == "{}"
    assert not (tmp_path / "r" / "pictures" / "one.png").exists()


def test_pictures_of_an_earlier_report_do_not_outlive_it(tmp_path: Path) -> None:
    report(tmp_path / "r", "one")
    with replace_folder(tmp_path / "r") as fresh:
        (fresh / "index.html").write_bytes(MARK)
    assert content(tmp_path / "r") == {"index.html"}


def test_when_writing_fails_the_earlier_report_is_as_it_was(tmp_path: Path) -> None:
    report(tmp_path / "r", "one")
    with pytest.raises(ZeroDivisionError), replace_folder(tmp_path / "r") as fresh:  # noqa: PT012  # half of it is written first
        (fresh / "index.html").write_text("half of")
        raise ZeroDivisionError
    assert content(tmp_path / "r") == {"index.html", "pictures", "pictures/one.png"}
    assert [each.name for each in tmp_path.iterdir()] == ["r"]


@pytest.mark.parametrize("name", ["thesis.docx", "index.html"])
def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("ten years of work")
    with pytest.raises(StapsgewijsError, match="no earlier report"), replace_folder(tmp_path):
        pytest.fail("it began to write")
    assert content(tmp_path) == {name}


def test_an_empty_folder_is_fine(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    report(tmp_path / "r", "one")
    assert "index.html" in content(tmp_path / "r")


def test_a_file_in_the_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("a file")
    with pytest.raises(StapsgewijsError, match="is a file"):
        report(tmp_path / "r", "one")


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StapsgewijsError, match="cannot be written"):
        report(tmp_path / "file" / "r", "one")


def test_a_disk_error_while_writing_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StapsgewijsError, match="No space left"), replace_folder(tmp_path / "r"):
        raise OSError(28, "No space left on device")
    assert content(tmp_path) == set()
