from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.scenarios.walk.instructions import Act, Source, instructions_of, source_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from stapsgewijs.guide import Guide

Told = list[tuple[Act, str]]


@pytest.fixture
def told(write: Callable[[str], Guide]) -> Callable[[str], Told]:
    """Return what one step tells to do: acts, with the name or the keys."""

    def tell(step: str) -> Told:
        found = write(f"---\nlang: en\n---\n# How\n\n1. {step}\n").procedures[0].steps[0]
        return [(each.act, each.name or each.keys) for each in instructions_of(found, found.labels)]

    return tell


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("Click **Save**.", [(Act.PRESS, "Save")]),
        ("Press the **Save** button.", [(Act.PRESS, "Save")]),
        ("Select **Blue** and click **Next**.", [(Act.CHOOSE, "Blue"), (Act.PRESS, "Next")]),
        ("Follow the link **More**.", [(Act.FOLLOW, "More")]),
        ("Click the **More** link.", [(Act.FOLLOW, "More")]),
        ("Type your name in **Name**.", [(Act.TYPE, "Name")]),
        ("**Name**: type your name.", [(Act.TYPE, "Name")]),
        ("Fill in **Name** and **City**.", [(Act.TYPE, "Name"), (Act.TYPE, "City")]),
        ("Tick the check box **I agree**.", [(Act.TICK, "I agree")]),
        ("Choose **Blue** under **Colour**.", [(Act.CHOOSE, "Blue"), (Act.SEE, "Colour")]),
        ("Under **Colour**, choose **Blue**.", [(Act.SEE, "Colour"), (Act.CHOOSE, "Blue")]),
        ("On the page **Colours**, click **Next**.", [(Act.SEE, "Colours"), (Act.PRESS, "Next")]),
        ("You see **All is well.** Click **Done**.", [(Act.SEE, "All is well."), (Act.PRESS, "Done")]),
        ("Go to **Settings** > **Security**.", [(Act.ANY, "Settings"), (Act.ANY, "Security")]),
        ("Type the code, and then click **Next**.", [(Act.TYPE, ""), (Act.PRESS, "Next")]),
        ("Answer the phone and press any key.", [(Act.ANSWER, ""), (Act.KEYS, "1")]),
        ("Pick up the phone, press `*` twice and hang up.", [(Act.ANSWER, ""), (Act.KEYS, "**"), (Act.HANG_UP, "")]),
        ("When you are called, press the pound key.", [(Act.KEYS, "#")]),
        ("Press **0#** on your phone.", [(Act.KEYS, "0#")]),
        ("Press the Enter key.", []),
        ("Neem de telefoon op en druk op het hekje.", [(Act.ANSWER, ""), (Act.KEYS, "#")]),
        ("Vul uw naam in bij **Naam** en klik op **Verder**.", [(Act.TYPE, "Naam"), (Act.PRESS, "Verder")]),
        ("Vink **Akkoord** aan en kies **Blauw**.", [(Act.TICK, "Akkoord"), (Act.CHOOSE, "Blauw")]),
        ("Klik op de koppeling **Meer**.", [(Act.FOLLOW, "Meer")]),
        ("Hang op.", []),
        ("Klicken Sie auf **Weiter**.", [(Act.PRESS, "Weiter")]),
        ("Geben Sie Ihren Namen in **Name** ein.", [(Act.TYPE, "Name")]),
        ("Wait a moment.", []),
    ],
)
def test_what_a_step_tells(told: Callable[[str], Told], step: str, expected: Told) -> None:
    assert told(step) == expected


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("You get a text message.", Source.MESSAGE),
        ("U krijgt een sms-bericht.", Source.MESSAGE),
        ("We call you. Type what you hear.", Source.CALL),
        ("Choose a text message.\nType the code of the authenticator app.", Source.APP),
        ("Choose a phone call.\nYou receive a text message.", Source.MESSAGE),
        ("Type your name.", Source.UNKNOWN),
    ],
)
def test_where_a_code_comes_from(words: str, source: Source) -> None:
    assert source_in(words) is source
