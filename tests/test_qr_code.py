"""QR codes that are drawn, and read from pictures."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Literal

import pytest
import segno
from PIL import Image

from stapsgewijs.qr_code import MAX_PIXELS, PictureError, qr_svg, read_qr_codes
from stapsgewijs.scenarios.browser.page_shot import screenshot

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAYLOAD = "otpauth://totp/Contoso:anna@contoso.example?secret=JBSWY3DPEHPK3PXP&issuer=Contoso"


def png(payload: str, scale: int = 3, **how: str | None) -> bytes:
    out = io.BytesIO()
    segno.make_qr(payload).save(out, kind="png", scale=scale, **how)
    return out.getvalue()


def on_page(*codes: bytes, size: tuple[int, int] = (1280, 900)) -> bytes:
    page, out = Image.new("RGB", size, "#f2f2f2"), io.BytesIO()
    for place, code in enumerate(codes):
        page.paste(Image.open(io.BytesIO(code)), (600, 60 + 420 * place))
    page.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("scale", [2, 3, 8])
def test_a_code_on_a_page_is_read(scale: int) -> None:
    assert read_qr_codes(on_page(png(PAYLOAD, scale))) == (PAYLOAD,)


def test_codes_are_read_from_top_to_bottom() -> None:
    assert read_qr_codes(on_page(png("first"), png("second"))) == ("first", "second")


def test_a_code_on_nothing_and_a_light_one_on_dark_are_read() -> None:
    assert read_qr_codes(png(PAYLOAD, light=None)) == (PAYLOAD,)
    assert read_qr_codes(png(PAYLOAD, dark="white", light="black")) == (PAYLOAD,)


def test_where_there_is_none_nothing_is_read() -> None:
    assert read_qr_codes(on_page()) == ()


@pytest.mark.parametrize("picture", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", png(PAYLOAD)[:80]])
def test_what_is_no_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(PictureError, match="no picture"):
        read_qr_codes(picture)


def test_a_picture_that_is_too_large_is_refused_before_it_is_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (MAX_PIXELS // 1000 + 1, 1000)).save(out, "PNG")
    with pytest.raises(PictureError, match="40_000_000"):
        read_qr_codes(out.getvalue())


def test_a_drawn_code_is_plain_svg_and_always_the_same() -> None:
    drawn = qr_svg(PAYLOAD)
    root = ET.fromstring(drawn)  # noqa: S314  # our own
    assert drawn == qr_svg(PAYLOAD)
    assert set(root.attrib) == {"viewBox"}
    assert {name for each in root for name in each.attrib} <= {"fill", "stroke", "d"}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawn_code_is_read_from_a_screenshot(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_content(f"<style>html {{ color-scheme: light dark }} svg {{ width: 180px }}</style>{qr_svg(PAYLOAD)}")
    assert read_qr_codes(screenshot(page)) == (PAYLOAD,)
