"""Numbered highlights, drawn on a picture after it was taken: the page itself is never touched.

Drawn four times as large and made small again, in whole numbers and with the typeface that ships, so that the same
picture and boxes give the same bytes.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import font_roboto
from PIL import Image, ImageDraw, ImageFont

from stapsgewijs.screenshots.geometry import PAD, RADIUS, Box, place_badges

if TYPE_CHECKING:
    from collections.abc import Sequence

COLOUR: Final = (176, 0, 88)
"""7 to 1 against the white of the number, which is also the rim that parts it from what is dark on a page."""
WHITE: Final = (255, 255, 255)
_WIDTH, _RIM, _CORNER = 3, 2, 6
_OVERSAMPLING: Final = 4
_SIZES: Final = {1: 17, 2: 14}
_MIN_FONT_PX: Final = 11


def highlighted(png: bytes, controls: Sequence[Box], texts: Sequence[Box] = ()) -> bytes:
    """Return the picture with a line and a number (from 1) around each of `controls`; `texts` are not hidden.

    Boxes are in pixels of the picture. Without controls the picture is returned as it is.
    """
    if not controls:
        return png
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    whole = Box(0, 0, *picture.size)
    lines = [each.expanded(PAD, whole) for each in controls]
    for each in lines:
        _line(picture, each)
    for number, at in enumerate(place_badges(lines, texts, whole), 1):
        _badge(picture, number, at)
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=6)
    return written.getvalue()


def _line(picture: Image.Image, box: Box) -> None:
    """Draw a line with round corners and a white rim, outside of `box` but for half of it."""
    for colour, width in ((WHITE, _WIDTH + 2 * _RIM), (COLOUR, _WIDTH)):
        out = width // 2
        size = int(box.width) + 2 * out, int(box.height) + 2 * out
        mask = Image.new("L", (size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING))
        drawn = ImageDraw.Draw(mask)
        inner = (size[0] - width) * _OVERSAMPLING - 1, (size[1] - width) * _OVERSAMPLING - 1
        drawn.rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), (_CORNER + out) * _OVERSAMPLING, fill=255)
        if inner[0] > width * _OVERSAMPLING and inner[1] > width * _OVERSAMPLING:
            hole = (width * _OVERSAMPLING, width * _OVERSAMPLING, *inner)
            drawn.rounded_rectangle(hole, max(1, _CORNER + out - width) * _OVERSAMPLING, fill=0)
        picture.paste(colour, (int(box.x) - out, int(box.y) - out), mask.reduce(_OVERSAMPLING))


def _badge(picture: Image.Image, number: int, at: tuple[int, int]) -> None:
    for colour, radius in ((WHITE, RADIUS), (COLOUR, RADIUS - _RIM)):
        mask = Image.new("L", (2 * radius * _OVERSAMPLING, 2 * radius * _OVERSAMPLING))
        ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), fill=255)
        picture.paste(colour, (at[0] - radius, at[1] - radius), mask.reduce(_OVERSAMPLING))
    said = str(number)
    font = _font(_SIZES.get(len(said), _MIN_FONT_PX))
    side = 2 * RADIUS * _OVERSAMPLING
    mask = Image.new("L", (side, side))
    drawn = ImageDraw.Draw(mask)
    left, top, right, bottom = drawn.textbbox((0, 0), said, font=font)
    # By what is seen of it, not by the room that the typeface keeps for it: else a 1 stands askew.
    drawn.text(((side - left - right) / 2, (side - top - bottom) / 2), said, font=font, fill=255)
    picture.paste(WHITE, (at[0] - RADIUS, at[1] - RADIUS), mask.reduce(_OVERSAMPLING))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    file = Path(font_roboto.__file__).parent / "files" / "Roboto-Bold.ttf"
    return ImageFont.truetype(str(file), size * _OVERSAMPLING, layout_engine=ImageFont.Layout.BASIC)
