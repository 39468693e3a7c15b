"""How-to documents in seven languages, and what machines and people do to their Markdown; chance is an argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

ANCHOR: Final = "set-up-your-mobile-device-to-use-a-text-message-as-your-verification-method"


class Words(NamedTuple):
    """A language: its tag, the sentences of a guide with `{n}` for labels, the labels, and a word to stand beside."""

    tag: str
    title: str
    lead: str
    sentences: tuple[str, ...]
    labels: tuple[str, ...]
    beside: str


LANGUAGES: Final = (
    Words(
        "nl-NL",
        "Uw telefoon koppelen",
        "Een **L**etter vet, en [een verwijzing](https://voorbeeld.invalid/a) daarna.",
        (
            "Open {0}, kies {1} bij {2} en vul uw nummer in.",
            "Kies {3} bij {4} en klik op {5}.",
            "Typ de code bij {6} en klik op {7}. U bent er bijna!",
            "Noteer wat bij {8} staat; klik daarna op {9}.",
        ),
        (
            "Extra beveiligingsverificatie",
            "Verificatietelefoon",
            "Stap 1: Hoe moeten we contact met u opnemen?",
            "Mij een code per sms verzenden",
            "Methode",
            "Volgende",
            "Stap 2: We hebben een sms-bericht naar uw telefoon verzonden",
            "Verifiëren",
            "Stap 3: Blijf uw bestaande toepassingen gebruiken",
            "Gereed",
        ),
        "optie",
    ),
    Words(
        "en-US",
        "Link your phone",
        "A **L**etter in bold, and [a link](https://example.invalid/a) behind it.",
        (
            "Open {0}, choose {1} at {2} and fill in your number.",
            "Choose {3} at {4} and click {5}.",
            "Type the code at {6} and click {7}. That is nearly all!",
            "Write down what {8} says; then click {9}.",
        ),
        (
            "Additional security verification",
            "Authentication phone",
            "Step 1: How should we contact you",
            "Send me a code by text message",
            "Method",
            "Next",
            "Step 2: We've sent a text message to your phone",
            "Verify",
            "Step 3: Keep using your existing applications",
            "Done",
        ),
        "button",
    ),
    Words(
        "de-DE",
        "Ihr Telefon verbinden",
        "Ein **B**uchstabe fett, und [ein Verweis](https://beispiel.invalid/a) dahinter.",
        (
            "Öffnen Sie {0}, wählen Sie {1} unter {2} und geben Sie Ihre Nummer ein.",
            "Wählen Sie {3} unter {4} und klicken Sie auf {5}.",
            "Geben Sie den Code unter {6} ein und klicken Sie auf {7}. Fast fertig!",
            "Notieren Sie, was unter {8} steht; klicken Sie dann auf {9}.",
        ),
        (
            "Zusätzliche Prüfung",
            "Prüftelefon",
            "Schritt 1: Wie erreichen wir Sie?",
            "Code per SMS senden",
            "Verfahren",
            "Weiter",
            "Schritt 2: Wir haben Ihnen eine SMS geschickt",
            "Überprüfen",
            "Schritt 3: Ihre Anwendungen weiter benutzen",
            "Fertig",
        ),
        "Schaltfläche",
    ),
    Words(
        "fr-FR",
        "Associer votre téléphone",
        "Une **L**ettre en gras, et [un lien](https://exemple.invalid/a) derrière.",
        (
            "Ouvrez {0}, choisissez {1} sous {2} et saisissez votre numéro.",
            "Choisissez {3} sous {4} puis cliquez sur {5}.",
            "Saisissez le code sous {6} et cliquez sur {7}. C’est presque tout !",
            "Notez ce que dit {8} ; cliquez ensuite sur {9}.",
        ),
        (
            "Contrôle supplémentaire",
            "Téléphone de contrôle",
            "Étape 1 : Comment vous joindre ?",
            "M’envoyer un code par SMS",
            "Moyen",
            "Suivant",
            "Étape 2 : Un SMS vient de partir",
            "Vérifier",
            "Étape 3 : Continuer avec vos applications",
            "Terminé",
        ),
        "bouton",
    ),
    Words(
        "es-ES",
        "Vincular su teléfono",
        "Una **L**etra en negrita, y [un enlace](https://ejemplo.invalid/a) detrás.",
        (
            "Abra {0}, elija {1} en {2} y escriba su número.",
            "Elija {3} en {4} y haga clic en {5}.",
            "Escriba el código en {6} y haga clic en {7}. ¡Ya casi está!",
            "Anote lo que dice {8}; después haga clic en {9}.",
        ),
        (
            "Comprobación adicional",
            "Teléfono de comprobación",
            "Paso 1: ¿Cómo le avisamos?",
            "Enviarme un código por SMS",
            "Modo",
            "Siguiente",
            "Paso 2: Le hemos enviado un SMS",
            "Comprobar",
            "Paso 3: Siga usando sus aplicaciones",
            "Listo",
        ),
        "botón",
    ),
    Words(
        "ja-JP",
        "電話をつなぐ",
        "太字の文字、そして[リンク](https://rei.invalid/a)です。",
        (
            "{0}を開き、{2}で{1}を選び、番号を入力します。",
            "{4}で{3}を選び、{5}をクリックします。",
            "{6}にコードを入力し、{7}をクリックします。もうすぐです！",
            "{8}の内容をメモし、{9}をクリックします。",
        ),
        (
            "追加の確認",
            "確認用の電話",
            "手順 1：連絡の方法",
            "SMS でコードを送る",
            "方法",
            "次へ",
            "手順 2：SMS を送りました",
            "確認",
            "手順 3：アプリを使い続ける",
            "完了",
        ),
        "ボタン",
    ),
    Words(
        "zh-CN",
        "绑定电话",
        "粗体字，以及[链接](https://liji.invalid/a)。",
        (
            "打开{0}，在{2}中选择{1}，然后输入号码。",
            "在{4}中选择{3}，然后单击{5}。",
            "在{6}中输入代码，然后单击{7}。快好了！",
            "记下{8}的内容；然后单击{9}。",
        ),
        (
            "附加安全验证",
            "验证电话",
            "步骤 1：如何联系您？",
            "用短信发送代码",
            "方式",
            "下一步",
            "步骤 2：短信已发出",
            "验证",
            "步骤 3：继续使用应用",
            "完成",
        ),
        "按钮",
    ),
)
_BOLD: Final = re.compile(r"\*\*([^*\n]+)\*\*")


def written(words: Words, chance: random.Random) -> str:
    """Return the guide of a language, damaged as chance has it."""
    marked = [f"**{each}**" for each in words.labels]
    steps = [f"{number}. {each.format(*marked)}" for number, each in enumerate(words.sentences, 1)]
    for damage in chance.sample(STEPS, chance.randrange(3)):
        steps = damage(steps, chance)
    body = "\n".join([words.lead, "", *steps])
    for damage in chance.sample(MARKS, chance.randrange(1, 5)):
        body = damage(body, words, chance)
    head = f"---\ntitle: {words.title}\nlang: {words.tag}\n---\n# {words.title}\n"
    return f'{head}\n## <a name="{ANCHOR}"></a>{words.title}\n\n{body}\n'


def _some(body: str, chance: random.Random, change: Callable[[re.Match[str]], str]) -> str:
    return _BOLD.sub(lambda found: change(found) if chance.random() < 0.35 else found[0], body)


def _spaces_inside(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda found: chance.choice(("** {}**", "**{} **", "** {} **")).format(found[1]))


def _glued_behind(body: str, _: Words, chance: random.Random) -> str:
    return re.sub(r"(\*\*|\)) (?=\w)", lambda found: found[1] if chance.random() < 0.4 else found[0], body)


def _glued_before(body: str, _: Words, chance: random.Random) -> str:
    return re.sub(r"(?<=\w) (\*\*|\[)", lambda found: found[1] if chance.random() < 0.4 else found[0], body)


def _space_before_sign(body: str, _: Words, chance: random.Random) -> str:
    return re.sub(
        r"(\*\*|\))([.,;:!?])", lambda found: f"{found[1]} {found[2]}" if chance.random() < 0.5 else found[0], body
    )


def _sign_inside(body: str, _: Words, chance: random.Random) -> str:
    return re.sub(r"\*\*([.,;:。、，；])", lambda found: f"{found[1]}**" if chance.random() < 0.6 else found[0], body)


def _sign_more(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda found: f"**{found[1]}{chance.choice('.,;:!?。、：！…')}**")


def _quoted_inside(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda found: "**{}{}{}**".format(*_around(chance.choice(_QUOTES), found[1])))


def _quoted_outside(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda found: "{}**{}**{}".format(*_around(chance.choice(_QUOTES), found[1])))


def _capitals(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda found: f"**{chance.choice((str.lower, str.upper, str.title))(found[1])}**")


def _english(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda _: f"**{chance.choice(LANGUAGES[1].labels)}**")


def _neighbour(body: str, words: Words, chance: random.Random) -> str:
    return _some(
        body,
        chance,
        lambda found: chance.choice(("**{0} {1}**", "**{1} {0}**", "**{0}** {1}")).format(words.beside, found[1]),
    )


def _torn(body: str, _: Words, chance: random.Random) -> str:
    return _some(
        body, chance, lambda found: "{0} **{2}**".format(*found[1].partition(" ")) if " " in found[1] else found[0]
    )


def _in_pieces(body: str, _: Words, chance: random.Random) -> str:
    return _some(
        body, chance, lambda found: "**{0}** **{2}**".format(*found[1].partition(" ")) if " " in found[1] else found[0]
    )


def _letter(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda found: f"**{found[1][0]}**{found[1][1:]}")


def _asterisk_gone(body: str, _: Words, chance: random.Random) -> str:
    places = [each.start() for each in re.finditer(r"\*", body)]
    at = chance.choice(places)
    return body[:at] + body[at + 1 :]


def _underscores(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda found: f"__{found[1]}__")


def _single(body: str, _: Words, chance: random.Random) -> str:
    return _some(body, chance, lambda found: f"*{found[1]}*")


def _around(pair: str, text: str) -> tuple[str, str, str]:
    return pair[0], text, pair[1]


_QUOTES: Final = ("“”", "„“", "«»", "「」", "[]", "【】", "『』", '""', "()", "（）")


def _numbers(steps: list[str], chance: random.Random) -> list[str]:
    return [
        re.sub(r"\d+", str(chance.randrange(1, 6)), each, count=1) if chance.random() < 0.4 else each for each in steps
    ]


def _ones(steps: list[str], _: random.Random) -> list[str]:
    return [re.sub(r"\d+", "1", each, count=1) for each in steps]


def _indented(steps: list[str], chance: random.Random) -> list[str]:
    return [f"{' ' * chance.randrange(1, 6)}{each}" if chance.random() < 0.4 else each for each in steps]


def _apart(steps: list[str], _: random.Random) -> list[str]:
    return [line for each in steps for line in (each, "")]


def _with_picture(steps: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(1, len(steps))
    return [*steps[:at], "", f"{' ' * chance.randrange(5)}![x](x.png)", "", *steps[at:]]


def _with_code(steps: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(1, len(steps))
    return [*steps[:at], "", "```", "x  **y**", "```", "", *steps[at:]]


def _with_list(steps: list[str], chance: random.Random) -> list[str]:
    at, spaces = chance.randrange(1, len(steps)), " " * chance.randrange(6)
    return [*steps[:at], f"{spaces}1. Abc.", f"{spaces}2. Def.", *steps[at:]]


MARKS: Final = (
    _spaces_inside,
    _glued_behind,
    _glued_before,
    _space_before_sign,
    _sign_inside,
    _sign_more,
    _quoted_inside,
    _quoted_outside,
    _capitals,
    _english,
    _neighbour,
    _torn,
    _in_pieces,
    _letter,
    _asterisk_gone,
    _underscores,
    _single,
)
STEPS: Final = (_numbers, _ones, _indented, _apart, _with_picture, _with_code, _with_list)
