"""Whether the browser has fonts for the letters of a language; without, a picture shows boxes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser

_OURS: Final = ("LATIN", "GREEK", "CYRILLIC")
"""Scripts of the typeface that the pages bring with them."""

_MOST: Final = 20
_DRAW: Final = """letters => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 40, height: 40});
    const pen = canvas.getContext('2d', {willReadFrequently: true});
    const drawn = letter => {
        pen.clearRect(0, 0, 40, 40);
        pen.font = '24px sans-serif';
        pen.fillText(letter, 4, 30);
        return pen.getImageData(0, 0, 40, 40).data.join();
    };
    const box = drawn('\\u{10FFFD}');
    return letters.filter(letter => drawn(letter) === box);
}"""


def foreign_letters(texts: Iterable[str]) -> list[str]:
    """Return some letters of `texts` that are of a script which the pages' own typeface does not have."""
    letters = dict.fromkeys(each for text in texts for each in text if each.isalpha())
    return [each for each in letters if not unicodedata.name(each, "").startswith(_OURS)][:_MOST]


def letters_without_shape(browser: Browser, letters: list[str]) -> list[str]:
    """Return which of `letters` the browser draws as a box, for want of a typeface."""
    if not letters:
        return []
    page = browser.new_page()
    try:
        missing: list[str] = page.evaluate(_DRAW, letters)
    finally:
        page.close()
    return missing
