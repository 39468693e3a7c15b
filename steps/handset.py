"""What the owner of a phone does and sees on its page: each definition translates one line and hands it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_bdd import parsers, then, when

from stapsgewijs.scenarios.actors.phone_owner import PhoneOwner
from stapsgewijs.scenarios.gherkin_line import line

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.label_translation import LabelTranslation

Owners = dict[str, PhoneOwner]
WHO = r"de (?P<who>eigenaar van de telefoon|meekijker)"
OWNER = "eigenaar van de telefoon"


@pytest.fixture
def owners() -> Owners:
    """Return those who look at a phone, by the words that features use: nobody yet."""
    return {}


@pytest.fixture
def look_at(
    owners: Owners, people: People, wording: LabelTranslation, new_context: Callable[..., BrowserContext]
) -> Callable[[str, str], None]:
    """Return what puts the phone with a number in front of somebody, in a browser of their own."""

    def look(who: str, number: str) -> None:
        address = people.organisation.handset_page(number)
        owners[who] = PhoneOwner(wording, lambda: new_context(**people.browser).new_page(), address)

    return look


@line(nl='de telefoon "{number}" ligt voor de eigenaar')
def owner_looks(look_at: Callable[[str, str], None], number: str) -> None:
    """Have a phone in front of its owner."""
    look_at(OWNER, number)


@line(nl='de telefoon "{number}" ligt ook voor een meekijker')
def another_looks(look_at: Callable[[str, str], None], number: str) -> None:
    """Have the same phone in front of somebody else."""
    look_at("meekijker", number)


@line(nl=("de telefoon voor de eigenaar overgaat", "gaat de telefoon voor de eigenaar over"))
def phone_of_owner_rings(owners: Owners) -> None:
    """Notice that the phone rings."""
    owners[OWNER].notices_ringing()


@line(nl="de telefoon voor de meekijker overgaat")
def phone_of_other_rings(owners: Owners) -> None:
    """Notice it on the other screen."""
    owners["meekijker"].notices_ringing()


@when(parsers.re(rf'{WHO} op "(?P<label>[^"]+)" drukt'))
def presses(owners: Owners, who: str, label: str) -> None:
    """Press a button of the phone."""
    owners[who].presses(label)


@when(parsers.re(rf'{WHO} met het toetsenbord op "(?P<label>[^"]+)" drukt'))
def presses_by_keyboard(owners: Owners, who: str, label: str) -> None:
    """Press a button of the phone, without a pointer."""
    owners[who].presses_by_keyboard(label)


@when(parsers.re(rf'{WHO} op de toets "(?P<key>[^"]+)" drukt'))
def presses_key(owners: Owners, who: str, key: str) -> None:
    """Press a key of the keypad."""
    owners[who].presses_key(key)


@when(parsers.re(rf'{WHO} "(?P<key>[^"]+)" intoetst op het toetsenbord'))
def types_key(owners: Owners, who: str, key: str) -> None:
    """Type a key on the keyboard."""
    owners[who].types_key(key)


@when(parsers.re(rf'{WHO} het bericht van "(?P<sender>[^"]+)" opent'))
def opens_messages(owners: Owners, who: str, sender: str) -> None:
    """Open a conversation."""
    owners[who].opens_messages_of(sender)


@when(parsers.re(rf'{WHO} "(?P<text>[^"]+)" antwoordt'))
def replies(owners: Owners, who: str, text: str) -> None:
    """Answer a message."""
    owners[who].replies(text)


@when(parsers.re(rf'{WHO} zoekt op "(?P<question>[^"]+)"'))
def searches(owners: Owners, who: str, question: str) -> None:
    """Search on the page of the phone."""
    owners[who].searches(question)


@when(parsers.re(rf"{WHO} de instellingen van de telefoon opent"))
def opens_settings(owners: Owners, who: str) -> None:
    """Open the switches of the phone."""
    owners[who].opens_settings()


@when(parsers.re(rf'{WHO} "(?P<label>[^"]+)" (?P<way>aan|uit)zet'))
def switches(owners: Owners, who: str, label: str, way: str) -> None:
    """Put a switch of the phone on or off."""
    owners[who].switches(label, on=way == "aan")


@when(parsers.re(rf'{WHO} "(?P<caller>[^"]+)" blokkeert'))
def blocks(owners: Owners, who: str, caller: str) -> None:
    """Block a number or a name."""
    owners[who].blocks(caller)


@when(parsers.re(rf"{WHO} niemand blokkeert"))
def blocks_nobody(owners: Owners, who: str) -> None:
    """Block nobody."""
    owners[who].blocks("")


@line(nl="{who} de code typt die de eigenaar van de telefoon leest")
def types_code_that_is_read(people: People, owners: Owners, who: str) -> None:
    """Type what the other reads aloud."""
    people[who].types_code(owners[OWNER].reads_code())


@then(parsers.re(rf'leest {WHO} "(?P<text>[^"]+)"'))
def reads(owners: Owners, who: str, text: str) -> None:
    """See a text on the phone."""
    owners[who].sees(text)


@line(nl='staat "{outcome}" bij de oproepen van de telefoon')
def is_among_calls(owners: Owners, outcome: str) -> None:
    """See what became of the last call."""
    owners[OWNER].sees_in_calls(outcome)
