from __future__ import annotations

import pytest

from stapsgewijs.pages.safe_text import Excerpt, excerpt, readable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Uw code is 123456", "Uw code is 123456"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("nul \x00, bel \x07, del \x7f", "nul ␀, bel ␇, del ␡"),
        ("\x85\x9b", "⟨U+0085⟩⟨U+009B⟩"),
        ("abc\u202e654321\u202c", "abc⟨U+202E⟩654321⟨U+202C⟩"),
        ("\u200fשלום", "\u200fשלום"),
        ("👩\u200d💻 🇳🇱", "👩\u200d💻 🇳🇱"),
        ("\ud83d alleen", "\ufffd alleen"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert readable(text) == shown
    readable(text).encode()


def test_the_beginning_of_a_long_text_says_how_much_is_left() -> None:
    assert excerpt("x" * 100_000, 1000) == Excerpt("x" * 999 + "…", 99_001)
    assert excerpt("x" * 1000, 1000) == Excerpt("x" * 1000)
    assert excerpt("een\n  twee\tdrie", 9, one_line=True) == Excerpt("een tw…", 7)
