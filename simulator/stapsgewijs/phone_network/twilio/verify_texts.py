"""What a verification says, in a message and on a call, in each language. The sentences are ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from stapsgewijs.phone_numbers import PhoneNumber


@dataclass(frozen=True, slots=True)
class VerifyTexts:
    """The sentences of one language, with `{code}` and `{name}` (of the service)."""

    message: str
    warning: str
    press: str
    call: str


TEXTS: Final = {
    "de": VerifyTexts(
        "{code} ist Ihr Bestätigungscode für {name}.",
        "Geben Sie ihn nicht weiter.",
        "Guten Tag. Drücken Sie eine beliebige Taste, um Ihren Bestätigungscode für {name} zu hören.",
        "Ihr Bestätigungscode für {name} lautet: {code}.",
    ),
    "en": VerifyTexts(
        "{code} is your verification code for {name}.",
        "Do not share it with anyone.",
        "Hello. Press any key to hear your verification code for {name}.",
        "Your verification code for {name} is: {code}.",
    ),
    "es": VerifyTexts(
        "{code} es su código de verificación para {name}.",
        "No lo comparta con nadie.",
        "Hola. Pulse cualquier tecla para escuchar su código de verificación para {name}.",
        "Su código de verificación para {name} es: {code}.",
    ),
    "fr": VerifyTexts(
        "{code} est votre code de vérification pour {name}.",
        "Ne le communiquez à personne.",
        "Bonjour. Appuyez sur une touche pour entendre votre code de vérification pour {name}.",
        "Votre code de vérification pour {name} est : {code}.",
    ),
    "it": VerifyTexts(
        "{code} è il suo codice di verifica per {name}.",
        "Non lo comunichi a nessuno.",
        "Buongiorno. Prema un tasto per ascoltare il suo codice di verifica per {name}.",
        "Il suo codice di verifica per {name} è: {code}.",
    ),
    "nl": VerifyTexts(
        "{code} is uw verificatiecode voor {name}.",
        "Deel deze code met niemand.",
        "Goedendag. Druk op een toets om uw verificatiecode voor {name} te horen.",
        "Uw verificatiecode voor {name} is: {code}.",
    ),
    "pl": VerifyTexts(
        "{code} to Twój kod weryfikacyjny do {name}.",
        "Nie podawaj go nikomu.",
        "Dzień dobry. Naciśnij dowolny klawisz, aby usłyszeć kod weryfikacyjny do {name}.",
        "Twój kod weryfikacyjny do {name} to: {code}.",
    ),
    "pt": VerifyTexts(
        "{code} é o seu código de verificação para {name}.",
        "Não o partilhe com ninguém.",
        "Olá. Prima qualquer tecla para ouvir o seu código de verificação para {name}.",
        "O seu código de verificação para {name} é: {code}.",
    ),
}
DEFAULT_LANGUAGE: Final = "en"
LOCALES: Final = {
    *("af", "ar", "ca", "cs", "da", "de", "el", "en", "en-gb", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id"),
    *("it", "ja", "kn", "ko", "lt", "mr", "ms", "nb", "nl", "pl", "pt", "pt-br", "ro", "ru", "sk", "sv", "te", "th"),
    *("tl", "tr", "uk", "vi", "zh", "zh-cn", "zh-hk"),
}
"""The locales that the provider takes (documented), in lower case; what has no sentences here is told in English."""
_OF_REGION: Final = {
    **dict.fromkeys(("AT", "CH", "DE", "LI"), "de"),
    **dict.fromkeys(("AR", "CL", "CO", "ES", "MX", "PE"), "es"),
    **dict.fromkeys(("FR", "LU", "MC"), "fr"),
    **dict.fromkeys(("IT", "SM"), "it"),
    **dict.fromkeys(("BE", "NL", "SR"), "nl"),
    "PL": "pl",
    **dict.fromkeys(("BR", "PT"), "pt"),
}


def language_for(number: PhoneNumber, locale: str) -> str:
    """Return the language of a verification: that of its `locale`, without one that of the number's country.

    The provider decides so too (documented); which language goes with a country is ours.
    """
    wished = locale.lower().partition("-")[0] if locale else _OF_REGION.get(number.region, "")
    return wished if wished in TEXTS else DEFAULT_LANGUAGE
