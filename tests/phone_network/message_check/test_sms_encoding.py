from __future__ import annotations

import random
import unicodedata
from typing import TYPE_CHECKING

import pytest
import smsutil

from stapsgewijs.phone_network.message_check.sms_encoding import BASIC, EXTENDED, Alphabet, NonGsmCharacter, encode_info

if TYPE_CHECKING:
    from collections.abc import Iterator

GSM, UCS = Alphabet.GSM_7, Alphabet.UCS_2
GSM_CHARACTERS = sorted(BASIC) + sorted(EXTENDED)
OTHERS = ["ë", "ï", "á", "ê", "ô", "“", "’", "\u00a0", "č", "漢", "🙂", "\U0001f1f3", "\u200d", "\u202e"]


@pytest.mark.parametrize(
    ("text", "name", "units", "parts", "left"),
    [
        ("", GSM, 0, 1, 160),
        ("a" * 160, GSM, 160, 1, 0),
        ("a" * 161, GSM, 161, 2, 145),
        ("a" * 306, GSM, 306, 2, 0),
        ("a" * 307, GSM, 307, 3, 152),
        ("€" * 80, GSM, 160, 1, 0),
        ("€" * 81, GSM, 162, 2, 143),
        ("a" * 152 + "€" + "a" * 10, GSM, 164, 2, 141),  # the escape is not parted from its character
        ("éèöüäàñ", GSM, 7, 1, 153),
        ("ë" * 70, UCS, 70, 1, 0),
        ("ë" * 71, UCS, 71, 2, 63),
        ("🙂" * 35, UCS, 70, 1, 0),
        ("🙂" * 36, UCS, 72, 2, 61),  # 33 of them in the first part: a pair is not parted
        ("ë" + "a" * 65 + "🙂" + "a" * 10, UCS, 78, 2, 55),
    ],
)
def test_parts_are_right_to_the_character(text: str, name: Alphabet, units: int, parts: int, left: int) -> None:
    found = encode_info(text)
    assert (found.name, found.units, found.parts, found.left) == (name, units, parts, left)


def test_the_characters_that_force_another_encoding_are_named() -> None:
    found = encode_info("Uw telefoon verifiëren: “ja”")
    assert found.forced_by == (
        NonGsmCharacter("ë", 18, "LATIN SMALL LETTER E WITH DIAERESIS"),
        NonGsmCharacter("“", 24, "LEFT DOUBLE QUOTATION MARK"),
        NonGsmCharacter("”", 27, "RIGHT DOUBLE QUOTATION MARK"),
    )
    assert encode_info("verifieren {}").forced_by == ()
    assert encode_info("\ue000").forced_by[0].name == "U+E000"


@pytest.mark.parametrize("seed", range(300))
def test_an_independent_library_counts_the_same(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  # texts, no secrets
    characters = GSM_CHARACTERS if dice.random() < 0.5 else GSM_CHARACTERS + OTHERS
    text = "".join(dice.choices(characters, k=dice.choice([1, 35, 69, 70, 71, 133, 134, 135, 159, 160, 161, 305, 700])))
    theirs, ours = smsutil.split(text), encode_info(text)
    assert (ours.parts, ours.name is GSM) == (len(theirs.parts), theirs.encoding.lower().startswith("gsm"))


def any_character(dice: random.Random) -> str:
    """Return a character of the alphabet, one that is known to be difficult, or any there is but half of a pair."""
    if dice.random() < 0.5:
        return dice.choice(GSM_CHARACTERS + OTHERS)
    found = chr(dice.randrange(dice.choice([0x100, 0x3000, 0x110000])))
    # ESC is no character of GSM-7 but leads to its extension table (3GPP TS 23.038); the other library takes it.
    return "" if unicodedata.category(found) == "Cs" or found == "\x1b" else found


def texts(seed: int, count: int) -> Iterator[str]:
    """Make texts of three kinds: of any characters, of the alphabet about a limit, and of one to three units each."""
    dice = random.Random(seed)  # noqa: S311  # texts, no secrets
    for _ in range(count):
        # Of nothing at all the other library says UTF-16.
        yield "".join(any_character(dice) for _ in range(dice.randint(1, 400))) or "a"
        yield "".join(dice.choices(GSM_CHARACTERS, k=dice.randint(140, 500)))
        yield "".join(dice.choices(["a", "ë", "🙂"], k=dice.randint(60, 300)))


@pytest.mark.parametrize("seed", range(4))
def test_of_any_text_an_independent_library_makes_the_same_parts(seed: int) -> None:
    for text in texts(seed, 35):
        assert_same_parts(text)


def assert_same_parts(text: str) -> None:
    theirs, ours = smsutil.split(text), encode_info(text)
    assert ours.parts == len(theirs.parts)
    assert (ours.name is GSM) == theirs.encoding.lower().startswith("gsm")
    assert (ours.name is UCS) == bool(ours.forced_by)
    assert 0 <= ours.left <= ours.per_part
    last = theirs.parts[-1].content if theirs.parts else ""
    sizes = encode_info(last).units if ours.name is GSM else len(last.encode("utf-16-le")) // 2
    assert ours.left == ours.per_part - sizes
