from __future__ import annotations

import pytest

from stapsgewijs.phone_network.message_check.speech_duration import seconds, syllables


@pytest.mark.parametrize(
    ("word", "tongue", "count"),
    [
        ("code", "nl", 2),
        ("telefoon", "nl", 3),
        ("verifiëren", "nl", 5),
        ("hekje", "nl", 2),
        ("mooi", "nl", 1),
        ("leeuw", "nl", 1),
        ("ideeën", "nl", 3),
        ("goedemorgen", "nl", 4),
        ("code", "en", 1),
        ("verification", "en", 5),
        ("pressed", "en", 1),
        ("ended", "en", 2),
        ("the", "en", 1),
        ("sms", "en", 3),
    ],
)
def test_syllables_are_counted_by_vowels(word: str, tongue: str, count: int) -> None:
    assert syllables(word, tongue) == count


def test_digits_are_said_one_by_one_and_some_take_longer() -> None:
    assert seconds("123456") == pytest.approx(6 * 0.35, abs=0.051)
    assert seconds("77") > seconds("11")
    assert seconds("00", "en-US") > seconds("00", "nl-NL")


def test_signs_that_end_something_are_pauses_and_those_inside_are_not() -> None:
    assert seconds("ja. ja") == pytest.approx(0.9)
    assert seconds("ja.ja") == pytest.approx(0.4)
    assert seconds("") == 0


def test_a_usual_prompt_takes_a_usual_time() -> None:
    said = "Dit is Contoso. Bent u zojuist aangemeld? Druk op het hekje om te verifiëren."
    assert 4 < seconds(said) < 8


def test_another_language_is_said_as_english() -> None:
    assert seconds("Bonjour le monde", "fr") == seconds("Bonjour le monde", "en")
