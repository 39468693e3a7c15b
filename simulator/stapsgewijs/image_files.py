"""Image files: their type and size, read without decoding the image."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MOST_PIXELS: Final = 50_000_000
"""Larger images are not decoded: a small file can hold an image that fills the memory."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MAGIC: Final = (
    (_PNG, ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"),
)
_RIFF, _WEBP = b"RIFF", b"WEBP"
_HEAD_BYTES: Final = 12
_PNG_HEAD: Final = struct.Struct(">8sI4sII")


def picture_suffix(file: Path) -> str | None:
    """Return the suffix that fits the content of the file (`.png`, `.jpg`, `.gif`, `.webp`), or None.

    The name of the file is ignored. None also for a file that cannot be read.
    """
    head = _head(file, _HEAD_BYTES)
    if head.startswith(_RIFF) and head.endswith(_WEBP):
        return ".webp"
    return next((suffix for magic, suffix in _MAGIC if head.startswith(magic)), None)


def declared_size(file: Path) -> tuple[int, int] | None:
    """Return the width and height in pixels that a PNG says it has, however large; None when it is no PNG."""
    head = _head(file, _PNG_HEAD.size)
    if len(head) < _PNG_HEAD.size:
        return None
    magic, _, kind, width, height = _PNG_HEAD.unpack(head)
    return (width, height) if magic == _PNG and kind == b"IHDR" else None


def size_of(file: Path) -> tuple[int, int] | None:
    """Return width and height of a PNG in pixels; None if it is not a PNG, or too large to decode."""
    size = declared_size(file)
    return size if size and 0 < size[0] * size[1] <= MOST_PIXELS else None


def _head(file: Path, count: int) -> bytes:
    """Return the first bytes of a file; empty if it cannot be read, or is a pipe, which might never end."""
    try:
        if not file.is_file():
            return b""
        with file.open("rb") as opened:
            return opened.read(count)
    except (OSError, ValueError):
        return b""
