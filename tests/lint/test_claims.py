"""What documents say of the service: outdated, contradicted, and all that only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.errors import DocumentError
from stapsgewijs.labels import ClaimWords
from stapsgewijs.lint.linter import Linter
from stapsgewijs.lint.runner import run
from stapsgewijs.lint.settings import Settings
from stapsgewijs.project import default_project

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = {
    "en": "Additional security verification",
    "nl": "Extra beveiligings verificatie",
    "de": "Zusätzliche Sicherheitsüberprüfung",
    "fr": "Vérification de sécurité supplémentaire",
    "es": "Comprobación de seguridad adicional",
    "ja": "追加のセキュリティ確認",
}


def document(folder: Path, language: str, text: str, name: str = "guide.md", subject: str = "") -> Path:
    path = folder / name
    about = subject or f"**{SUBJECT[language]}**"
    path.write_text(f"---\ntitle: T\nlang: {language}\n---\n# T\n\n{about}.\n\n- {text}\n", encoding="utf-8")
    return path


def told(path: Path) -> list[tuple[str, int]]:
    found = Linter(Settings(root=path.parent)).lint(path).findings
    return [(each.rule, each.line) for each in found if each.rule.startswith("claim-")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Either reply to the text message or enter the code."),
        ("en", "You must respond to the SMS we send you."),
        ("en", "When the message comes, reply to the **text message** with its code."),
        ("nl", "Antwoord op het sms-bericht of voer de code in."),
        ("nl", "Na de vraag antwoordt u op het sms- bericht."),
        ("nl", "U kunt het tekst bericht beantwoorden."),
        ("nl", "Reageer op de sms."),
        ("de", "Antworten Sie auf die SMS, oder geben Sie den Code ein."),
        ("de", "Sie können auf die Textnachricht antworten."),
        ("fr", "Répondez au SMS ou entrez le code."),
        ("es", "Responda al mensaje de texto o escriba el código."),
        ("ja", "テキスト メッセージに返信するか、コードを入力します。"),
    ],
)
def test_a_text_message_is_not_answered_any_more(tmp_path: Path, language: str, text: str) -> None:
    assert told(document(tmp_path, language, text)) == [("claim-outdated", 9)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You can't reply to the text message."),
        ("en", "Do not respond to the text message."),
        ("en", "It is no longer possible to reply to text messages."),
        ("en", "Answer the call, or read the text message."),
        ("en", "Reply to our e-mail; a text message is sent as well."),
        ("en", "Respond to the call and the text message is not needed."),
        ("nl", "U hoeft niet op het sms-bericht te antwoorden."),
        ("nl", "Beantwoord de oproep of lees het sms-bericht."),
        ("nl", "Beantwoord de oproep. U krijgt geen sms-bericht."),
        ("de", "Antworten Sie nicht auf die SMS."),
        ("fr", "Ne répondez pas au SMS."),
        ("es", "No responda al mensaje de texto."),
        ("ja", "テキスト メッセージに返信する必要はありません。"),
    ],
)
def test_what_is_denied_or_about_something_else_is_not_told(tmp_path: Path, language: str, text: str) -> None:
    assert told(document(tmp_path, language, text)) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tick **Alternate authentication phone** and type a number where you can receive texts or calls."),
        ("en", "Choose the alternate phone. You receive text messages there if you don't have your own phone."),
        ("nl", "Vink **Alternatieve verificatietelefoon** aan: een nummer waarop u sms-berichten kunt ontvangen."),
        ("nl", "Op een secundair telefoon nummer krijgt u tekst berichten als u geen toegang hebt."),
        ("de", "Auf dem alternativen Telefon können Sie SMS empfangen."),
        ("fr", "Sur l’autre téléphone d’authentification, vous pouvez recevoir des SMS."),
        ("es", "En el teléfono alternativo puede recibir mensajes de texto."),
        (
            "de",
            "Geben Sie eine sekundäre Telefonnummer ein, unter der Sie Textnachrichten oder Anrufe empfangen können.",
        ),
        ("fr", "Entrez un numéro de téléphone secondaire où recevoir des SMS si vous ne pouvez pas être joint."),
        ("ja", "代替の認証用電話では、電話に出られない場合にテキスト メッセージまたは電話を受信できます。"),
    ],
)
def test_an_alternate_phone_gets_no_text_messages(tmp_path: Path, language: str, text: str) -> None:
    assert told(document(tmp_path, language, text)) == [("claim-outdated", 9)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The alternate authentication phone cannot receive text messages."),
        ("en", "An alternate phone is called; the authentication phone can receive text messages."),
        (
            "en",
            "You receive text messages on your authentication phone, and calls on the alternate authentication phone.",
        ),
        ("en", "If you receive no text message, choose your alternate phone."),
        ("nl", "Op de alternatieve telefoon ontvangt u geen sms-berichten."),
        ("nl", "De alternatieve telefoon wordt gebeld. Op uw verificatietelefoon kunt u sms-berichten ontvangen."),
        ("de", "Auf dem alternativen Telefon empfangen Sie keine SMS."),
    ],
)
def test_which_phone_gets_messages_may_be_said(tmp_path: Path, language: str, text: str) -> None:
    assert told(document(tmp_path, language, text)) == []


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        (
            ("en", "Use one app password per device, not per app."),
            ("en", "App passwords are created once per app."),
            True,
        ),
        (("en", "Use one app password per device, not per app."), ("nl", "Maak een app-wachtwoord per app."), True),
        (
            ("nl", "App-wacht woorden worden eenmaal per app gemaakt."),
            ("en", "Create one app password per device."),
            True,
        ),
        (("nl", "Eén app-wachtwoord per apparaat is genoeg."), ("en", "Create one app password per device."), False),
        (("en", "Use one app password per device."), ("en", "An app password is only entered once per app."), False),
        (
            ("en", "Use one app password per device."),
            ("en", "Create an app password for each app or per device."),
            False,
        ),
        (
            ("fr", "Utilisez un seul mot de passe d'application par appareil, et non par application."),
            ("es", "Las contraseñas de aplicación deben crearse y escribirse una vez por aplicación."),
            True,
        ),
        (
            ("ja", "アプリごとではなく、デバイスごとに 1 つのアプリ パスワードを使用します。"),
            ("de", "App-Kennwörter sollten einmal pro App erstellt und eingegeben werden."),
            True,
        ),
        (
            ("ja", "アプリ パスワードは、アプリごとに 1 回作成して入力します。"),
            ("fr", "Les mots de passe d’application sont créés et saisis une fois par application."),
            False,
        ),
        (
            ("de", "Erstellen Sie ein App-Kennwort pro Gerät."),
            ("en", "Use a separate app password for each app."),
            True,
        ),
    ],
)
def test_for_what_an_app_password_is_made_is_compared_between_documents(
    tmp_path: Path, first: tuple[str, str], second: tuple[str, str], *, is_told: bool
) -> None:
    files = [document(tmp_path, *first, "a.md"), document(tmp_path, *second, "b.md")]
    found = [each for each in run(files, Settings(root=tmp_path)).findings if each.rule.startswith("claim-")]
    assert [(each.path, each.rule, each.line) for each in found] == [("b.md", "claim-contradicted", 9)] * is_told
    assert all("a.md:9" in each.message for each in found)


def test_a_text_about_something_else_says_what_it_likes(tmp_path: Path) -> None:
    path = document(tmp_path, "en", "Reply to the text message with STOP.", subject="Our newsletter")
    assert told(path) == []


def test_a_comment_keeps_a_claim_as_it_is(tmp_path: Path) -> None:
    files = [
        document(tmp_path, "en", "Use one app password per device.", "a.md"),
        document(
            tmp_path,
            "en",
            "x\n\n<!-- stapsgewijs: ignore claim-contradicted -- checked -->\nCreate one app password per app.",
        ),
    ]
    assert [each.rule for each in run(files, Settings(root=tmp_path)).findings if "claim" in each.rule] == []


def test_every_language_has_the_lists_of_english() -> None:
    folder = default_project().site / "labels"
    names = {each.stem for each in (folder / "claims").glob("*.toml")}
    assert {"en", "nl"} <= names
    english = ClaimWords.find(folder, "en")
    assert english is not None
    for name in names:
        words = ClaimWords.find(folder, name)
        assert words is not None
        assert words.lists.keys() == english.lists.keys(), name


@pytest.mark.parametrize("text", ["subject = 3", 'subject = [""]', "subject = ["])
def test_a_file_of_words_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "xx.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"xx\.toml"):
        ClaimWords.find(tmp_path, "xx")
