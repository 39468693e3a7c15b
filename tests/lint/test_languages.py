from __future__ import annotations

import pytest

from stapsgewijs.guide.text_language import language_of_text
from stapsgewijs.lint.languages import other_language

ENGLISH = "If you did not receive the message, you can ask for it again."
DUTCH = "Als u het bericht niet hebt ontvangen, kunt u het opnieuw aanvragen."
GERMAN = "Wenn Sie die Nachricht nicht erhalten haben, können Sie sie erneut anfordern."


@pytest.mark.parametrize("locale", ["nl", "de", "fr", "es", "it", "pl", "tr", "ja", "zh", "ru", "is", "xx"])
def test_an_english_sentence_is_told_in_any_document(locale: str) -> None:
    assert other_language(ENGLISH, locale) == "en"


@pytest.mark.parametrize(
    ("sentence", "locale", "other"),
    [
        (DUTCH, "en", "nl"),
        (DUTCH, "nl", ""),
        (DUTCH, "de", "nl"),
        (GERMAN, "nl", "de"),
        (ENGLISH, "en", ""),
        ("Microsoft Authenticator for Android and iOS", "nl", ""),
        ("Selecteer Set up Authenticator app op de pagina Additional security verification.", "nl", ""),
        ("Meld u aan bij Office 365 of een andere service met uw naam.", "nl", ""),
        ("Microsoft から電話がかかってきて、ID を確認します。", "ja", ""),
        ("Send me a code", "nl", ""),
    ],
)
def test_a_sentence_is_told_only_when_it_is_plain(sentence: str, locale: str, other: str) -> None:
    assert other_language(sentence, locale) == other


def test_the_language_of_a_text_is_that_of_most_of_it() -> None:
    assert language_of_text([DUTCH, DUTCH, ENGLISH]) == "nl"
    assert language_of_text([ENGLISH] * 3) == "en"
    assert language_of_text(["Een twee."]) == ""
