"""Which part of a picture matters: where two differ, and what is not the ground alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from stapsgewijs.screenshots.geometry import Box

if TYPE_CHECKING:
    from pathlib import Path


def content_of(file: Path) -> Box | None:
    """Return the part of a picture that has not the colour of its last pixel; None for a picture of one colour."""
    try:
        with Image.open(file) as opened:
            picture = opened.convert("RGB")
        last = picture.crop((picture.width - 1, picture.height - 1, picture.width, picture.height))
        return _box(ImageChops.difference(picture, last.resize(picture.size)).getbbox())
    except (OSError, ValueError):
        return None


def differing(accepted: Path, captured: Path) -> Box | None:
    """Return the part in which two pictures of one size differ; None where they cannot be read, or do not."""
    try:
        with Image.open(accepted) as one, Image.open(captured) as other:
            return _box(ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox())
    except (OSError, ValueError):
        return None


def _box(found: tuple[int, int, int, int] | None) -> Box | None:
    if found is None:
        return None
    left, top, right, bottom = found
    return Box(left, top, right - left, bottom - top)
