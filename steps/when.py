"""What people do at the simulator, and what happens there: each definition translates one line and hands it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.scenarios.gherkin_line import line

if TYPE_CHECKING:
    from stapsgewijs.scenarios.actors.organisation import Organisation
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.label_translation import LabelTranslation


@line(nl='{who} het land "{name}" kiest')
def chooses_region(people: People, who: str, name: str) -> None:
    """Choose a country or region."""
    people[who].chooses_region(name)


@line(nl='{who} het telefoonnummer "{number}" typt')
def types_number(people: People, who: str, number: str) -> None:
    """Type a phone number."""
    people[who].types(number, "Telefoonnummer")


@line(nl='{who} het formulier twee keer verzendt met "{label}"')
def submits_twice(people: People, who: str, label: str) -> None:
    """Send a form twice at once."""
    people[who].submits_twice(label)


@line(nl="{who} de code uit het sms-bericht in twee groepjes plakt")
def types_grouped_code(people: People, who: str) -> None:
    """Paste the code that arrives as `123 456`."""
    code = people[who].reads_code()
    people[who].pastes_code(f"{code[:3]} {code[3:]}")


@line(nl="{who} de eerste code typt")
def types_first_code(people: People, who: str) -> None:
    """Type the first code that was read."""
    people[who].types_code(people[who].codes[0])


@line(nl="{who} de code van {other} typt")
def types_code_of_somebody_else(people: People, who: str, other: str) -> None:
    """Type a code that was sent to somebody else, and leave the message unread for its owner."""
    people[who].types_code(people[other].handset.latest_code())


@line(nl="{who} een verkeerde code typt")
def types_wrong_code(people: People, who: str) -> None:
    """Type a code that was not sent."""
    people[who].types_wrong_code()


@line(nl="{who} {count:d} keer een verkeerde code invoert")
def enters_wrong_codes(people: People, who: str, count: int) -> None:
    """Type and send a wrong code, again and again."""
    people[who].enters_wrong_codes(count)


@line(nl="{who} opnieuw een code aanvraagt")
def asks_again(people: People, who: str) -> None:
    """Set up another method, and ask for a code."""
    people[who].sets_up_another()
    people[who].asks_for_code()


@line(nl='{who} een code aanvraagt voor het nummer "{number}" in "{region}"')
def asks_for_code_in_region(people: People, who: str, number: str, region: str) -> None:
    """Fill in step 1 and go on."""
    people[who].chooses_region(region)
    people[who].asks_for_code(number)


@line(nl='{who} zich laat bellen op het nummer "{number}"')
def asks_for_call(people: People, who: str, number: str) -> None:
    """Fill in step 1 and go on."""
    people[who].asks_for_call(number)


@line(nl="{who} het app-wachtwoord kopieert")
def copies_app_password(people: People, who: str) -> None:
    """Copy the app password."""
    people[who].copies_app_password()


@line(nl="er {seconds:d} seconden verstrijken")
def time_passes(organisation: Organisation, seconds: int) -> None:
    """Put the clock forward; nobody waits."""
    organisation.waits(seconds)


@line(nl='de organisatie "{label}" niet meer toestaat')
def organisation_forbids(organisation: Organisation, wording: LabelTranslation, label: str) -> None:
    """Forbid a way of verifying while people are at it."""
    organisation.forbids(wording.find(label))
