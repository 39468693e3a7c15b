from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.image_files import picture_suffix
from stapsgewijs.screenshots.baseline import AcceptedPicture, find_accepted

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n and more"
NOTHING = AcceptedPicture()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "guide" / "media").mkdir(parents=True)
    (tmp_path / "guide" / "media" / "a b.png").write_bytes(PNG)
    return tmp_path / "guide"


@pytest.mark.parametrize(
    "path",
    [
        "media/a b.png",
        "media/a%20b.png",
        "./media/a b.png",
        "/media/a b.png",
        r"media\a b.png",
        "media/../media/a b.png",
        "media/a%20b.png?raw=true",
        "media/a b.png#lightbox",
    ],
)
def test_a_picture_is_found_however_its_path_is_written(root: Path, path: str) -> None:
    assert find_accepted(root, path) == AcceptedPicture(str(root.resolve() / "media" / "a b.png"), usable=True)


@pytest.mark.parametrize(
    "path",
    [
        "../secret.png",
        "media/../../secret.png",
        "%2e%2e/secret.png",
        r"..\secret.png",
        "",
        "media",
        "media/other.png",
        "https://example.org/media/a b.png",
        "//example.org/a.png",
        "media/\0.png",
        "media/" + "x" * 5000 + ".png",
    ],
)
def test_nothing_else_is_found_and_nothing_outside_of_the_folder(root: Path, path: str) -> None:
    assert find_accepted(root, path) == NOTHING


def test_an_absolute_path_is_seen_from_the_folder_too(root: Path, tmp_path: Path) -> None:
    assert find_accepted(root, str(tmp_path / "secret.png")) == NOTHING


def test_a_link_that_leads_outside_is_not_followed(root: Path, tmp_path: Path) -> None:
    try:
        (root / "media" / "link.png").symlink_to(tmp_path / "secret.png")
    except OSError:
        pytest.skip("this system does not let us make symbolic links")
    assert find_accepted(root, "media/link.png") == NOTHING


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (PNG, ".png"),
        (b"\xff\xd8\xff\xe0rest", ".jpg"),
        (b"GIF89a....", ".gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", ".webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"version https://git-lfs", None),
        (b"<svg onload='x'>", None),
        (b"", None),
    ],
)
def test_what_a_file_is_stands_in_the_file_and_not_in_its_name(tmp_path: Path, head: bytes, suffix: str | None) -> None:
    file = tmp_path / "some.txt"
    file.write_bytes(head)
    assert picture_suffix(file) == suffix


def test_a_file_that_is_not_there_is_no_picture(tmp_path: Path) -> None:
    assert picture_suffix(tmp_path / "none.png") is None
    assert picture_suffix(tmp_path) is None
