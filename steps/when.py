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


@line(nl="{who} {count:d} keer een verkeerd wachtwoord invoert")
def enters_wrong_passwords(people: People, who: str, count: int) -> None:
    """Enter the user name and a wrong password, again and again."""
    people[who].enters_wrong_passwords(count)


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


@line(nl="{who} gebruikersnaam en wachtwoord invoert")
def gives_password(people: People, who: str) -> None:
    """Sign in with user name and password, and do no more."""
    people[who].gives_password()


@line(nl='{who} zich aanmeldt bij "{page}"')
def signs_in_at(people: People, who: str, page: str) -> None:
    """Open a page of the organisation, which asks who it is, and sign in with user name and password."""
    people[who].gives_password(page)


@line(nl=("{who} de tweede stap doet", "{who} doet de tweede stap"))
def passes_second_step(people: People, who: str) -> None:
    """Do what is asked for after the password, whatever it is."""
    people[who].passes_second_step()


@line(nl='{who} is met de tweede stap op "{page}"')
def is_at_page_with_second_step(people: People, who: str, page: str) -> None:
    """Come to a page of the organisation that only somebody sees who has proved a second factor."""
    people[who].gives_password(page)
    people[who].passes_second_step()


@line(nl=("{who} browser {number:d} gebruikt", "{who} gebruikt browser {number:d}"))
def uses_browser(people: People, who: str, number: int) -> None:
    """Use another browser of one's own; 1 is the first."""
    people[who].takes_browser(number)


@line(nl="{who} de code uit de app onthoudt")
def remembers_app_code(people: People, who: str) -> None:
    """Read the code of the app without typing it."""
    people[who].app_code()


@line(nl='{who} in het oude mailprogramma het wachtwoord "{password}" invoert')
def signs_in_at_old_program(people: People, who: str, password: str) -> None:
    """Let the old mail program sign in with a password."""
    people[who].signs_in_at_mail_program(password)


@line(nl="{who} in het oude mailprogramma het app-wachtwoord plakt")
def pastes_app_password(people: People, who: str) -> None:
    """Let the old mail program sign in with the app password that was copied last."""
    people[who].signs_in_at_mail_program(people[who].app_password)


@line(nl="{who} in het oude mailprogramma het app-wachtwoord van {other} plakt")
def pastes_app_password_of_somebody_else(people: People, who: str, other: str) -> None:
    """Let the old mail program sign in with the app password of somebody else."""
    people[who].signs_in_at_mail_program(people[other].app_password)


@line(nl="{who} in het oude mailprogramma het eigen wachtwoord invoert")
def gives_own_password_to_old_program(people: People, who: str) -> None:
    """Let the old mail program sign in with the password of the account."""
    people[who].signs_in_at_mail_program(people[who].account.password)


@line(nl="de helpdesk de methoden van {who} wist", en="the help desk clears the methods of {who}")
def help_desk_clears_methods(people: People, who: str) -> None:
    """Let an administrator require to register anew."""
    people[who].registered.loses_methods()


@line(nl="de helpdesk de app-wachtwoorden van {who} verwijdert", en="the help desk deletes the app passwords of {who}")
def help_desk_clears_app_passwords(people: People, who: str) -> None:
    """Let an administrator delete all app passwords."""
    people[who].registered.loses_app_passwords()


@line(
    nl=(
        '{who} een andere telefoon neemt met het nummer "{number}"',
        '{who} neemt een andere telefoon met het nummer "{number}"',
    )
)
def takes_another_phone(people: People, who: str, number: str) -> None:
    """Use another phone from now on, the app on it included."""
    people[who].takes_phone(people.organisation.handset(number))


@line(nl="{who} de code typt die {other} heeft onthouden")
def types_code_that_somebody_remembered(people: People, who: str, other: str) -> None:
    """Type a code that somebody else read."""
    people[who].types_code(people[other].codes[-1])


@line(nl="{who} het verzoek in de app goedkeurt met een ander getal dan op de pagina")
def approves_with_other_number(people: People, who: str) -> None:
    """Approve a request with a number that the page does not show; the app refuses it."""
    people[who].approves_with_other_number()


@line(nl="de helpdesk het account van {who} ontgrendelt", en="the help desk unlocks the account of {who}")
def help_desk_unlocks(people: People, who: str) -> None:
    """Let an administrator unlock an account on which too many attempts were wrong."""
    people[who].registered.is_unlocked()


@line(
    nl="de helpdesk de vertrouwde browsers van {who} vergeet",
    en="the help desk forgets the trusted browsers of {who}",
)
def help_desk_forgets_browsers(people: People, who: str) -> None:
    """Let an administrator ask in every browser again."""
    people[who].registered.loses_trusted_browsers()


@line(
    nl=("de helpdesk {who} overal afmeldt", "de helpdesk meldt {who} overal af"),
    en="the help desk signs {who} out everywhere",
)
def help_desk_signs_out(people: People, who: str) -> None:
    """Let an administrator end the sessions of somebody in every browser."""
    people[who].registered.is_signed_out()


@line(nl="{who} het app-wachtwoord leest")
def reads_app_password(people: People, who: str) -> None:
    """Keep the app password that is on the page, without copying it."""
    people[who].reads_app_password()


@line(nl="{who} in de app de code en de URL van de pagina overneemt")
def copies_by_hand(people: People, who: str) -> None:
    """Type in the app what the page shows for those without a camera."""
    people[who].copies_by_hand()


@line(nl="het account uit de app van {who} verdwijnt")
def account_disappears(people: People, who: str) -> None:
    """Lose the account in the app: the service is not told."""
    people[who].handset.authenticator.remove()
