"""QR codes: drawing one for a page, and reading those in a picture. The only importer of segno and zxing-cpp.

The libraries are loaded where they are used: most commands need none of them.
"""

# ruff: noqa: PLC0415  # see above

from __future__ import annotations

import io
import warnings
from typing import Final

MAX_PIXELS: Final = 40_000_000
"""Pixels of a picture in which QR codes are looked for; a whole page at twice its size has fewer."""
_QUIET_ZONE: Final = 4
"""Modules of white around a QR code (ISO/IEC 18004); without them few readers find it on a dark page."""


class PictureError(ValueError):
    """Something that is no picture, or too large a one."""


def qr_svg(payload: str) -> str:
    """Return a QR code as an SVG element: black on white with its quiet zone, without size, style or name.

    Error correction M, never a Micro QR code, which few apps read. The same payload gives the same text. Everything in
    it is drawn, so it needs no escaping.
    """
    import segno

    code = segno.make_qr(payload, error="m", boost_error=False)
    drawn: str = code.svg_inline(
        border=_QUIET_ZONE, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return drawn


def read_qr_codes(picture: bytes) -> tuple[str, ...]:
    """Return the text of every QR code in a picture (PNG, JPEG, …), from top to bottom; raises `PictureError`."""
    import zxingcpp
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `MAX_PIXELS` is less
            opened = Image.open(io.BytesIO(picture))
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureError
        layers = opened.convert("RGBA")
        # What is transparent is white, as on a page.
        flat = Image.alpha_composite(Image.new("RGBA", layers.size, "white"), layers).convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        msg = f"this is no picture of at most {MAX_PIXELS:_} pixels"
        raise PictureError(msg) from None
    pixels = memoryview(flat.tobytes()).cast("B", (flat.height, flat.width))
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(each.text for each in sorted(found, key=lambda one: one.position.top_left.y))
