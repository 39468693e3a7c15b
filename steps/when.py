"""What people do, and what happens: each definition translates one Dutch line and hands it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import parsers, when

if TYPE_CHECKING:
    from stapsgewijs.scenarios.actors.organisation import Organisation
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.label_translation import LabelTranslation


@when(parsers.parse('de {who:w} op de pagina "{label}" is'))
def is_on_page(people: People, who: str, label: str) -> None:
    """Have a page in front of one."""
    people[who].sees_page(label)


@when(parsers.parse('de {who:w} bij "{label}" is'))
def is_at_area(people: People, who: str, label: str) -> None:
    """Have a part of the page in front of one."""
    people[who].sees_area(label)


@when(parsers.parse('de {who:w} in "{area}" de optie "{label}" kiest'))
def chooses(people: People, who: str, area: str, label: str) -> None:
    """Choose an option."""
    people[who].chooses(label, area)


@when(parsers.parse('de {who:w} het land "{name}" kiest'))
def chooses_region(people: People, who: str, name: str) -> None:
    """Choose a country or region."""
    people[who].chooses_region(name)


@when(parsers.parse('de {who:w} het telefoonnummer "{number}" typt'))
def types_number(people: People, who: str, number: str) -> None:
    """Type a phone number."""
    people[who].types(number, "Telefoonnummer")


@when(parsers.parse('de {who:w} op "{label}" klikt'))
def presses(people: People, who: str, label: str) -> None:
    """Press a button."""
    people[who].presses(label)


@when(parsers.parse('de {who:w} op de koppeling "{label}" klikt'))
def follows_link(people: People, who: str, label: str) -> None:
    """Follow a link."""
    people[who].follows_link(label)


@when(parsers.parse('de {who:w} het formulier twee keer verzendt met "{label}"'))
def submits_twice(people: People, who: str, label: str) -> None:
    """Send a form twice at once."""
    people[who].submits_twice(label)


@when(parsers.parse("de {who:w} de code uit het sms-bericht typt"))
def types_received_code(people: People, who: str) -> None:
    """Type the code that arrives."""
    people[who].types_received_code()


@when(parsers.parse("de {who:w} de code uit het sms-bericht in twee groepjes plakt"))
def types_grouped_code(people: People, who: str) -> None:
    """Paste the code that arrives as `123 456`."""
    code = people[who].reads_code()
    people[who].pastes_code(f"{code[:3]} {code[3:]}")


@when(parsers.parse("de {who:w} de eerste code typt"))
def types_first_code(people: People, who: str) -> None:
    """Type the first code that was read."""
    people[who].types_code(people[who].codes[0])


@when(parsers.parse("de {who:w} de code van de {other:w} typt"))
def types_code_of_somebody_else(people: People, who: str, other: str) -> None:
    """Type a code that was sent to somebody else, and leave the message unread for its owner."""
    people[who].types_code(people[other].handset.latest_code())


@when(parsers.parse("de {who:w} een verkeerde code typt"))
def types_wrong_code(people: People, who: str) -> None:
    """Type a code that was not sent."""
    people[who].types_wrong_code()


@when(parsers.parse("de {who:w} {count:d} keer een verkeerde code invoert"))
def enters_wrong_codes(people: People, who: str, count: int) -> None:
    """Type and send a wrong code, again and again."""
    people[who].enters_wrong_codes(count)


@when(parsers.parse("de {who:w} opnieuw een code aanvraagt"))
def asks_again(people: People, who: str) -> None:
    """Set up another method, and ask for a code."""
    people[who].sets_up_another()
    people[who].asks_for_code()


@when(parsers.re(r'de (?P<who>\w+) een code aanvraagt voor het nummer "(?P<number>[^"]*)" in "(?P<region>[^"]+)"'))
def asks_for_code_in_region(people: People, who: str, number: str, region: str) -> None:
    """Fill in step 1 and go on."""
    people[who].chooses_region(region)
    people[who].asks_for_code(number)


@when(parsers.parse('de {who:w} zich laat bellen op het nummer "{number}"'))
def asks_for_call(people: People, who: str, number: str) -> None:
    """Fill in step 1 and go on."""
    people[who].asks_for_call(number)


@when(parsers.parse("de {who:w} het app-wachtwoord kopieert"))
def copies_app_password(people: People, who: str) -> None:
    """Copy the app password."""
    people[who].copies_app_password()


@when(parsers.parse("de telefoon van de {who:w} overgaat"))
def phone_rings(people: People, who: str) -> None:
    """Notice that the phone rings."""
    people[who].notices_call()


@when(parsers.parse("de {who:w} de telefoon opneemt"))
def answers(people: People, who: str) -> None:
    """Answer the phone."""
    people[who].answers()


@when(parsers.parse('de {who:w} op de telefoon op "{keys}" drukt'))
def presses_keys(people: People, who: str, keys: str) -> None:
    """Press keys during the call."""
    people[who].presses_keys(keys)


@when(parsers.parse("de {who:w} ophangt"))
def hangs_up(people: People, who: str) -> None:
    """End the call."""
    people[who].hangs_up()


@when(parsers.parse("er {seconds:d} seconden verstrijken"))
def time_passes(organisation: Organisation, seconds: int) -> None:
    """Put the clock forward; nobody waits."""
    organisation.waits(seconds)


@when(parsers.parse('de organisatie "{label}" niet meer toestaat'))
def organisation_forbids(organisation: Organisation, wording: LabelTranslation, label: str) -> None:
    """Forbid a way of verifying while people are at it."""
    organisation.forbids(wording.find(label))


@when(parsers.parse("de {who:w} in de browser teruggaat"))
def goes_back(people: People, who: str) -> None:
    """Use the browser's back button."""
    people[who].goes_back()


@when(parsers.parse("de {who:w} de pagina opnieuw laadt"))
def reloads(people: People, who: str) -> None:
    """Reload the page."""
    people[who].page.reload()
