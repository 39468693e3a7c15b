"""A file that is called a picture: what lint says of what it holds, without opening a picture."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

import pytest

from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = "---\ntitle: Gids\nlang: nl-NL\n---\n# Gids\n\nZo ziet het eruit:\n\n![De pagina](media/pagina.png)\n"
PNG = b"\x89PNG\r\n\x1a\n"


def png(width: int, height: int) -> bytes:
    """Return the head of a PNG that claims this size."""
    return PNG + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 6, 0, 0, 0)


def told(folder: Path) -> list[tuple[str, int, int, str]]:
    path = folder / "gids.md"
    path.write_text(GUIDE, encoding="utf-8")
    found = Linter(Settings(folder)).lint(path).findings
    return [(each.rule, each.line, each.column, str(each.message)) for each in found]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"<!doctype html><title>404</title>", "holds no PNG, JPEG, GIF or WebP picture"),
        (b"version https://git-lfs.example/spec/v1\n", "holds no PNG, JPEG, GIF or WebP picture"),
        (b"", "holds no PNG, JPEG, GIF or WebP picture"),
        (png(60_000, 60_000), "says that it is 60000 × 60000 pixels large, which no program opens"),
        (png(2**32 - 1, 2**32 - 1), "which no program opens"),
        (png(0, 10), "is a picture without a single pixel"),
    ],
)
def test_what_is_no_picture_is_told_at_its_path(tmp_path: Path, content: bytes, trouble: str) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "pagina.png").write_bytes(content)
    [(rule, line, column, message)] = told(tmp_path)
    assert (rule, line, column) == ("picture-unusable", 9, 14)
    assert message.startswith("The file “media/pagina.png” ")
    assert trouble in message


@pytest.mark.parametrize("content", [png(1280, 900), b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP"])
def test_what_can_be_a_picture_is_believed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "pagina.png").write_bytes(content)
    assert told(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    os.mkfifo(tmp_path / "media" / "pagina.png")
    assert [each[0] for each in told(tmp_path)] == ["picture-unusable"]


def test_a_drawing_is_believed_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "pagina.svg").write_text("<svg/>", encoding="utf-8")
    path = tmp_path / "gids.md"
    path.write_text(GUIDE.replace(".png", ".svg"), encoding="utf-8")
    assert not Linter(Settings(tmp_path)).lint(path).findings
