from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.scenarios.browser.font_coverage import foreign_letters, letters_without_shape

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_letters_of_other_scripts_than_the_pages_own_typeface_has() -> None:
    assert foreign_letters(["Volgende", "Další", "Далее", "Επόμενο", "2. +#"]) == []
    assert foreign_letters(["次へ Next", "הבא"]) == ["次", "へ", "ה", "ב", "א"]
    assert len(foreign_letters(chr(0x4E00 + each) for each in range(100))) == 20


@pytest.mark.browser
def test_a_letter_that_no_typeface_has_is_told_from_one_that_has_a_shape(browser: Browser) -> None:
    assert letters_without_shape(browser, ["a", "\U0010fffe", "Ж"]) == ["\U0010fffe"]
    assert letters_without_shape(browser, []) == []
