"""The authenticator app: on the phone of a person, on a page beside that of the product.

The QR code is read from a picture of the page, as a camera reads it. A request to approve can come from the simulator
only; accounts, codes and the page of the app are there for any product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.scenarios.gherkin_line import line

if TYPE_CHECKING:
    from stapsgewijs.scenarios.actors.people import People


@line(
    en="{who} opens the authenticator app",
    nl=("{who} de (authenticator-)app opent", "{who} opent de (authenticator-)app"),
)
def opens_app(people: People, who: str) -> None:
    """Take the phone and open the app."""
    people[who].app.screen  # noqa: B018  # the page opens when it is first needed


@line(
    en=('{who} clicks "{label}" in the app', '{who} presses "{label}" in the app'),
    nl=(
        '{who} in de app op "{label}" klikt',
        '{who} in de app op "{label}" drukt',
        '{who} klikt in de app op "{label}"',
    ),
)
def clicks_in_app(people: People, who: str, label: str) -> None:
    """Press a button of the app, or follow a link in it."""
    people[who].app.clicks(label)


@line(
    en='{who} clicks "{label}" in "{area}" in the app',
    nl=('{who} in de app in "{area}" op "{label}" klikt', '{who} klikt in de app in "{area}" op "{label}"'),
)
def clicks_in_part_of_app(people: People, who: str, label: str, area: str) -> None:
    """Press a button in a part of the app: beside an account, by its name."""
    people[who].app.clicks(label, area)


@line(
    en='{who} chooses "{label}" in the app',
    nl=('{who} in de app "{label}" kiest', '{who} kiest in de app "{label}"'),
)
def chooses_in_app(people: People, who: str, label: str) -> None:
    """Choose an option of the app, whatever it is made of."""
    people[who].app.clicks(label)


@line(
    en='{who} opens the menu "{label}" in the app',
    nl=('{who} in de app het menu "{label}" opent', '{who} opent in de app het menu "{label}"'),
)
def opens_menu_in_app(people: People, who: str, label: str) -> None:
    """Open a menu of the app."""
    people[who].app.clicks(label)


@line(
    en='{who} types "{text}" in "{label}" in the app',
    nl=('{who} in de app "{text}" typt in "{label}"', '{who} typt in de app "{text}" in "{label}"'),
)
def types_in_app(people: People, who: str, text: str, label: str) -> None:
    """Type a text in a field of the app."""
    people[who].app.types(text, label)


@line(
    en='{who} sees "{text}" in the app',
    nl=('ziet {who} in de app "{text}"', '{who} in de app "{text}" ziet', '{who} ziet in de app "{text}"'),
)
def sees_in_app(people: People, who: str, text: str) -> None:
    """See a text on the page of the app."""
    people[who].app.sees(text)


@line(
    en='{who} does not see "{text}" in the app',
    nl=('ziet {who} in de app "{text}" niet', '{who} ziet in de app "{text}" niet'),
)
def does_not_see_in_app(people: People, who: str, text: str) -> None:
    """See that a text is not on the page of the app, or no longer."""
    people[who].app.sees_not(text)


@line(
    en='{who} sees the page "{label}" in the app',
    nl=('ziet {who} in de app de pagina "{label}"', '{who} ziet in de app de pagina "{label}"'),
)
def sees_page_of_app(people: People, who: str, label: str) -> None:
    """See which page of the app is in front."""
    people[who].app.sees_page(label)


@line(
    en="{who} scans the QR code",
    nl=("{who} de QR-code scant", "{who} scant de QR-code"),
)
def scans_qr_code(people: People, who: str) -> None:
    """Scan the QR code that is on the page: the app on the phone has the account then."""
    people[who].scans_qr_code()


@line(
    en="the app of {who} gets a request",
    nl=("de app van {who} een verzoek krijgt", "krijgt de app van {who} een verzoek"),
)
def app_gets_request(people: People, who: str) -> None:
    """Wait until there is a request to approve in the app."""
    people[who].notices_request()


@line(
    en="{who} approves the request in the app",
    nl=("{who} het verzoek in de app goedkeurt", "{who} keurt het verzoek in de app goed"),
)
def approves(people: People, who: str) -> None:
    """Wait for a request, and approve it."""
    people[who].approves()


@line(
    en='{who} approves the request in the app with the PIN "{pin}"',
    nl='{who} het verzoek in de app goedkeurt met de pincode "{pin}"',
)
def approves_with_pin(people: People, who: str, pin: str) -> None:
    """Approve it with the PIN that the app asks for."""
    people[who].approves(pin=pin)


@line(
    en='{who} approves the request in the app with the number "{number}"',
    nl='{who} het verzoek in de app goedkeurt met het getal "{number}"',
)
def approves_with_number(people: People, who: str, number: str) -> None:
    """Approve it with a number that is typed in the app."""
    people[who].approves(number=number)


@line(
    en="{who} approves the request in the app with the number on the page",
    nl="{who} het verzoek in de app goedkeurt met het getal op de pagina",
)
def approves_with_number_on_page(people: People, who: str) -> None:
    """Read the number on the page, and approve the request with it."""
    people[who].approves(number=people[who].reads_number())


@line(
    en="{who} denies the request in the app",
    nl=("{who} het verzoek in de app weigert", "{who} weigert het verzoek in de app"),
)
def denies(people: People, who: str) -> None:
    """Wait for a request, and deny it."""
    people[who].denies()


@line(
    en="{who} denies the request in the app and reports it",
    nl="{who} het verzoek in de app weigert en als fraude meldt",
)
def reports(people: People, who: str) -> None:
    """Deny it, and report that somebody else signs in."""
    people[who].denies(is_fraud=True)


@line(
    en="the app of {who} has {count:d} request(s) waiting",
    nl="wacht(en) er in de app van {who} {count:d} verzoek(en)",
)
def app_has_requests(people: People, who: str, count: int) -> None:
    """Count the requests that can be answered now."""
    people[who].handset.authenticator.expect_requests(count)


@line(
    en="the clock of the phone of {who} is {seconds:d} seconds {way:ahead|behind}",
    nl=(
        "de klok van de telefoon van {who} loopt {seconds:d} seconden {way:voor|achter}",
        "de klok van de telefoon van {who} {seconds:d} seconden {way:voorloopt|achterloopt}",
    ),
)
def clock_is_wrong(people: People, who: str, seconds: int, way: str) -> None:
    """Let the phone have another time than the world: its codes are those of that time."""
    is_ahead = way.startswith(("ahead", "voor"))
    people[who].handset.authenticator.set_up(clock_offset=seconds if is_ahead else -seconds)
