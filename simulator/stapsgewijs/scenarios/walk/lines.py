"""The lines of Gherkin that a feature needs to follow a guide, in the languages that generic lines exist in."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from stapsgewijs.scenarios.gherkin_line import Line as Pattern


class LineKind(StrEnum):
    """What a line says; the values are for reading only."""

    PERSON = "somebody takes part"
    SIGNED_IN = "somebody takes part and has signed in"
    OPENS = "opens an address"
    CLICKS = "clicks"
    CLICKS_IN = "clicks in a part of the page"
    FOLLOWS = "follows a link"
    FOLLOWS_IN = "follows a link in a part of the page"
    CHOOSES = "chooses"
    CHOOSES_IN = "chooses in an area"
    TICKS = "ticks"
    TYPES = "types a text in a field"
    FILLS = "fills in a field with the value of the settings"
    TYPES_MESSAGE_CODE = "types the code from the text message"
    TYPES_HEARD_CODE = "types the code that was heard"
    TYPES_APP_CODE = "types the code of the authenticator app"
    ANSWERS = "answers the phone"
    PRESSES_KEYS = "presses keys on the phone"
    HANGS_UP = "hangs up"
    SEES = "sees"
    PICTURE = "the page is as on a picture of the guide"
    UNDECIDED = "something has to be decided"
    CLOSED = "a step is followed"


class Line(NamedTuple):
    """A line: its kind, and what stands in it in quotes."""

    kind: LineKind
    first: str = ""
    second: str = ""


class Words(NamedTuple):
    """How a language says the lines: its name in a feature, keywords, and each kind."""

    language: str
    feature: str
    scenario: str
    given: str
    when: str
    then: str
    and_: str
    guide_tag: str
    lines: dict[LineKind, str]


WORDS: Final = {
    "en": Words(
        "en",
        "Feature",
        "Scenario",
        "Given",
        "When",
        "Then",
        "And",
        "guide",
        {
            LineKind.PERSON: "there is a person",
            LineKind.SIGNED_IN: "a person who has signed in",
            LineKind.OPENS: 'the person opens "{0}"',
            LineKind.CLICKS: 'the person clicks "{0}"',
            LineKind.CLICKS_IN: 'the person clicks "{0}" in "{1}"',
            LineKind.FOLLOWS: 'the person follows the link "{0}"',
            LineKind.FOLLOWS_IN: 'the person follows the link "{0}" in "{1}"',
            LineKind.CHOOSES: 'the person chooses "{0}"',
            LineKind.CHOOSES_IN: 'the person chooses "{0}" in "{1}"',
            LineKind.TICKS: 'the person ticks "{0}"',
            LineKind.TYPES: 'the person types "{0}" in "{1}"',
            LineKind.FILLS: 'the person fills in "{0}"',
            LineKind.TYPES_MESSAGE_CODE: 'the person types the code from the text message in "{0}"',
            LineKind.TYPES_HEARD_CODE: 'the person types the code from the call in "{0}"',
            LineKind.TYPES_APP_CODE: 'the person types the code from the authenticator app in "{0}"',
            LineKind.ANSWERS: "the person answers the phone",
            LineKind.PRESSES_KEYS: 'the person presses "{0}" on the phone',
            LineKind.HANGS_UP: "the person hangs up",
            LineKind.SEES: 'the person sees "{0}"',
            LineKind.PICTURE: 'the screen looks like "{0}"',
            LineKind.UNDECIDED: "step {0} of the guide is still to be decided",
            LineKind.CLOSED: "step {0} of the guide is followed",
        },
    ),
    "nl": Words(
        "nl",
        "Functionaliteit",
        "Scenario",
        "Gegeven",
        "Als",
        "Dan",
        "En",
        "gids",
        {
            LineKind.PERSON: "er is een persoon",
            LineKind.SIGNED_IN: "een persoon die zich heeft aangemeld",
            LineKind.OPENS: 'de persoon "{0}" opent',
            LineKind.CLICKS: 'de persoon op "{0}" klikt',
            LineKind.CLICKS_IN: 'de persoon in "{1}" op "{0}" klikt',
            LineKind.FOLLOWS: 'de persoon op de koppeling "{0}" klikt',
            LineKind.FOLLOWS_IN: 'de persoon in "{1}" de koppeling "{0}" volgt',
            LineKind.CHOOSES: 'de persoon "{0}" kiest',
            LineKind.CHOOSES_IN: 'de persoon in "{1}" "{0}" kiest',
            LineKind.TICKS: 'de persoon "{0}" aanvinkt',
            LineKind.TYPES: 'de persoon "{0}" typt in "{1}"',
            LineKind.FILLS: 'de persoon "{0}" invult',
            LineKind.TYPES_MESSAGE_CODE: 'de persoon de code uit het sms-bericht in "{0}" typt',
            LineKind.TYPES_HEARD_CODE: 'de persoon de code uit het telefoongesprek in "{0}" typt',
            LineKind.TYPES_APP_CODE: 'de persoon de code uit de app in "{0}" typt',
            LineKind.ANSWERS: "de persoon de telefoon opneemt",
            LineKind.PRESSES_KEYS: 'de persoon op de telefoon op "{0}" drukt',
            LineKind.HANGS_UP: "de persoon ophangt",
            LineKind.SEES: 'ziet de persoon "{0}"',
            LineKind.PICTURE: 'ziet het scherm eruit als "{0}"',
            LineKind.UNDECIDED: "stap {0} van de gids nog moet worden uitgewerkt",
            LineKind.CLOSED: "is stap {0} van de gids gevolgd",
        },
    ),
}

_PERSON: Final = re.compile(r"\b(?:(?:the|a) person|(?:de|een) persoon)\b")
_KEYWORDS: Final = re.compile(
    rf"(?:{'|'.join(each for words in WORDS.values() for each in (words.given, words.when, words.then, words.and_))}"
    r"|But|Maar|\*) +"
)


def line_in(text: str) -> Line | None:
    """Return the line that a text of a feature is, with its keyword; None for one that no kind of line says."""
    said = _KEYWORDS.sub("", text.strip(), count=1)
    fitting = [(kind, pattern) for kind, pattern in _patterns() if pattern.is_matching(said)]
    if not fitting:
        return None
    kind, pattern = max(fitting, key=lambda each: each[1].weight)
    found = pattern.parse_arguments(said) or {}
    return Line(kind, str(found.get("first", "")), str(found.get("second", "")))


@cache
def _patterns() -> tuple[tuple[LineKind, Pattern], ...]:
    found = []
    for words in WORDS.values():
        for kind, said in words.lines.items():
            pattern = _PERSON.sub("{who}", said).replace('"{0}"', '"{first}"').replace('"{1}"', '"{second}"')
            found.append((kind, Pattern(pattern.replace("{0}", "{first:d}"), words.language)))
    return tuple(found)
