"""What has to be so at the simulator afterwards: each definition translates one line and hands it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.scenarios.gherkin_line import line

if TYPE_CHECKING:
    from stapsgewijs.guide.analysis import GuideAnalysis
    from stapsgewijs.scenarios.actors.people import People


@line(nl="ziet {who} de opmerking van de gids over grijze opties")
def sees_note(people: People, known: GuideAnalysis, who: str) -> None:
    """See what the guide says in its first note."""
    people[who].sees(known.guide.notes[0].text)


@line(nl='is "{way}" ingesteld voor het nummer "{number}"')
def is_enrolled(people: People, way: str, number: str) -> None:
    """See on the end page what was enrolled."""
    people.follower.sees_enrolled(way, number)


@line(nl="is er voor {who} niets ingesteld")
def nothing_is_enrolled(people: People, who: str) -> None:
    """Sign in again and be asked to enroll again."""
    people[who].signs_in()


@line(nl="kan {who} geen code meer aanvragen")
def cannot_ask_for_code(people: People, who: str) -> None:
    """Sign in again, ask for a code, and be refused."""
    people[who].is_refused_a_code()


@line(nl=("is {who} aangemeld", "{who} aangemeld is"))
def is_signed_in(people: People, who: str) -> None:
    """See that one is signed in, with all that it takes."""
    people[who].sees_signed_in()


@line(nl='staat bij {who} "{what}" genoteerd')
def is_noted(people: People, who: str, what: str) -> None:
    """See in what the service notes of a person that this happened."""
    people[who].expect_noted(what)


@line(nl="heeft {who} {count:d} app(s) bij de dienst")
def has_apps(people: People, who: str, count: int) -> None:
    """Count the authenticator apps that the service knows of a person."""
    people[who].expect_registered("apps", count)


@line(nl="heeft {who} {count:d} app-wachtwoord(en)")
def has_so_many_app_passwords(people: People, who: str, count: int) -> None:
    """Count the app passwords of a person."""
    people[who].expect_registered("app_passwords", count)


_ASKS: Final = {
    "een sms-code": "verify/text",
    "een telefoongesprek": "verify/call",
    "een aanvraag in de app": "verify/notification",
    "een code uit de app": "verify/app-code",
    "meer informatie": "more-information",
    "niets": "signed-in",
}
"""What is asked for after the password → where that is."""


@line(
    nl="wordt {who} na het wachtwoord om {what:een sms-code|een telefoongesprek|een aanvraag in de app|"
    "een code uit de app|meer informatie|niets} gevraagd"
)
def is_asked_for(people: People, who: str, what: str) -> None:
    """Sign in anew, and see which second step is asked for."""
    people[who].is_asked_for(_ASKS[what.casefold()])


@line(nl="laat het oude mailprogramma {who} binnen")
def old_program_is_in(people: People, who: str) -> None:
    """See the inbox in the old mail program."""
    people[who].sees(people[who].wording.pages.text("Inbox"))


@line(nl="heeft de app van {who} {count:d} account(s)")
def app_has_accounts(people: People, who: str, count: int) -> None:
    """Count the accounts in the app of a person."""
    people[who].expect_app_accounts(count)


_DEVICES: Final = {
    "verificatietelefoon": "authentication-phone",
    "bureautelefoon": "office-phone",
    "alternatieve telefoon": "alternate-phone",
}


@line(nl='is "{number}" de {device:verificatietelefoon|bureautelefoon|alternatieve telefoon} van {who}')
def number_is_registered(people: People, who: str, number: str, device: str) -> None:
    """See which number the service has for a phone of a person (E.164)."""
    people[who].expect_number(_DEVICES[device.casefold()], number)


@line(nl="weigert de app van {who} de QR-code")
def app_refuses_qr_code(people: People, who: str) -> None:
    """See that the app does not take the QR code that is on the page."""
    people[who].is_refused_scan()
