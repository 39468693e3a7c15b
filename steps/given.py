"""What is so at the simulator before something happens: each definition translates one line and hands it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stapsgewijs.scenarios.actors.phone_system import PhoneSystem, phone_system
from stapsgewijs.scenarios.browser.input_methods import Keyboard
from stapsgewijs.scenarios.gherkin_line import line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stapsgewijs.scenarios.actors.organisation import Organisation
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.label_translation import LabelTranslation


@pytest.fixture
def system() -> Iterator[PhoneSystem]:
    """Give a system that people text and call."""
    with phone_system() as started:
        yield started


@line(nl='een systeem beantwoordt sms-berichten naar "{number}" met "{text}"')
def system_answers_messages(organisation: Organisation, system: PhoneSystem, number: str, text: str) -> None:
    """Have a system with a number, which answers each message."""
    system.answers_messages(organisation, number, text)


@line(nl='een systeem vraagt wie "{number}" belt "{question}" en antwoordt "{answer}" met wat er gezegd is')
def system_asks_on_calls(
    organisation: Organisation, system: PhoneSystem, number: str, question: str, answer: str
) -> None:
    """Have a system with a number, which asks who calls something and repeats what was said."""
    system.asks_on_calls(organisation, number, question, answer)


@line(nl='de telefoon van {who} heeft het nummer "{number}"')
def somebody_has_another_phone(people: People, who: str, number: str) -> None:
    """Give somebody another phone."""
    people[who].takes_phone(people.organisation.handset(number))


@line(nl="{who} heeft een code aangevraagd")
def somebody_asked_for_a_code(people: People, who: str) -> None:
    """Come as far as step 2, with a text message under way."""
    people[who].signs_in()
    people[who].asks_for_code()


@line(nl="{who} laat zich bellen")
def somebody_asked_for_a_call(people: People, who: str) -> None:
    """Come as far as step 2, with a call under way."""
    people[who].signs_in()
    people[who].asks_for_call()


@line(nl="{who} heeft de code uit het sms-bericht gelezen")
def somebody_read_the_code(people: People, who: str) -> None:
    """Read and remember the code, without typing it."""
    people[who].reads_code()


@line(nl="{who} is bij het app-wachtwoord")
def somebody_sees_the_app_password(people: People, who: str) -> None:
    """Come as far as step 3."""
    people[who].comes_to_app_password()


@line(nl="{who} gebruikt alleen het toetsenbord")
def somebody_has_no_pointer(people: People, who: str) -> None:
    """Leave the pointer alone."""
    people[who].hands = Keyboard()


@line(nl="de browser voert geen JavaScript uit")
def browser_without_javascript(people: People) -> None:
    """Switch JavaScript off for every browser of this scenario."""
    people.browser["java_script_enabled"] = False


@line(nl='de organisatie staat "{label}" niet toe')
def organisation_forbids(organisation: Organisation, wording: LabelTranslation, label: str) -> None:
    """Forbid a way of verifying."""
    organisation.forbids(wording.find(label))


@line(nl="de organisatie verstuurt via een provider")
def organisation_sends_through_a_provider(organisation: Organisation) -> None:
    """Let messages and calls go by a provider's protocol."""
    organisation.sends_through_a_provider()


@line(nl="een code is {seconds:d} seconden geldig")
def codes_last(organisation: Organisation, seconds: int) -> None:
    """Set how long a code is valid."""
    organisation.decides(code_lifetime=seconds)


@line(nl="de organisatie staat {count:d} verkeerde codes toe")
def organisation_limits_wrong_codes(organisation: Organisation, count: int) -> None:
    """Set how many wrong codes are too many."""
    organisation.decides(wrong_tries=count)


@line(
    nl=(
        "de organisatie verzendt {count:d} codes per {seconds:d} seconden naar een nummer",
        "de organisatie verzendt {count:d} aanvragen per {seconds:d} seconden naar de apps van iemand",
    )
)
def organisation_limits_sends(organisation: Organisation, count: int, seconds: int) -> None:
    """Set how many codes go to one number, and how many requests to the apps of one person."""
    organisation.decides(sends=count, send_window=seconds)


@line(nl="de organisatie verzendt {count:d} codes per {seconds:d} seconden voor één account")
def organisation_limits_sends_of_account(organisation: Organisation, count: int, seconds: int) -> None:
    """Set how many codes one account has sent, whatever the numbers."""
    organisation.decides(sends=count, account_sends=count, send_window=seconds)


@line(
    nl=(
        "de organisatie vergrendelt een account na {count:d} vergissingen",
        "de organisatie vergrendelt een account na {count:d} vergissing",
    )
)
def organisation_locks_accounts(organisation: Organisation, count: int) -> None:
    """Set after how many wrong attempts in a row an account is locked."""
    organisation.decides(account_tries=count)


@line(nl="een sessie duurt {seconds:d} seconden, en {idle:d} zonder dat er iets gebeurt")
def sessions_last(organisation: Organisation, seconds: int, idle: int) -> None:
    """Set when somebody has to sign in again."""
    organisation.decides(session_time=seconds, session_idle_time=idle)


@line(nl="het volgende sms-bericht aan {who} gaat verloren")
def message_gets_lost(people: People, who: str) -> None:
    """Lose a message."""
    people[who].handset.suffers("message", "lost")


@line(nl="het volgende sms-bericht aan {who} komt {seconds:d} seconden later aan")
def message_is_late(people: People, who: str, seconds: int) -> None:
    """Delay a message."""
    people[who].handset.suffers("message", "late", seconds=seconds)


@line(nl="het volgende sms-bericht aan {who} komt dubbel aan")
def message_is_doubled(people: People, who: str) -> None:
    """Deliver a message twice."""
    people[who].handset.suffers("message", "doubled")


@line(nl="de volgende oproep naar {who} is in gesprek")
def call_is_busy(people: People, who: str) -> None:
    """Let a phone be busy."""
    people[who].handset.suffers("call", "busy")


@line(nl="de volgende oproep naar {who} wordt niet opgenomen")
def call_is_not_answered(people: People, who: str) -> None:
    """Let nobody answer."""
    people[who].handset.suffers("call", "no-answer")


@line(nl="de volgende oproep naar {who} gaat naar de voicemail")
def call_goes_to_voicemail(people: People, who: str) -> None:
    """Let voicemail answer."""
    people[who].handset.suffers("call", "voicemail")


@line(nl="de volgende oproep naar {who} mislukt")
def call_fails(people: People, who: str) -> None:
    """Let a phone be out of reach."""
    people[who].handset.suffers("call", "failed")


@line(nl="de statusmeldingen van het volgende sms-bericht aan {who} komen {seconds:d} seconden later aan")
def callbacks_are_late(people: People, who: str, seconds: int) -> None:
    """Delay the status callbacks of a message."""
    people[who].handset.suffers("message", "callbacks-late", seconds=seconds)


@line(nl="de statusmeldingen van het volgende sms-bericht aan {who} komen in omgekeerde volgorde aan")
def callbacks_are_reordered(people: People, who: str) -> None:
    """Turn the order of the status callbacks of a message round."""
    people[who].handset.suffers("message", "callbacks-reordered")


@line(nl="{who} heeft verificatie per sms ingesteld")
def has_text_messages(people: People, who: str) -> None:
    """Begin with a mobile number that gets codes."""
    people[who].has_phone("text_message", "authentication-phone")


@line(nl="{who} heeft verificatie per telefoongesprek ingesteld")
def has_calls(people: People, who: str) -> None:
    """Begin with a mobile number that is called."""
    people[who].has_phone("phone_call", "authentication-phone")


@line(nl='{who} heeft de bureautelefoon "{number}" ingesteld')
def has_office_phone(people: People, who: str, number: str) -> None:
    """Begin with a desk phone that is called."""
    people[who].has_phone("office_call", "office-phone", number)


@line(nl='{who} heeft ook de bureautelefoon "{number}"')
def has_office_phone_as_well(people: People, who: str, number: str) -> None:
    """Have a desk phone besides, which is not the preferred option."""
    people[who].registered.has_phone(people.organisation.handset(number).number, "office-phone")


@line(nl="{who} heeft ook een mobiele telefoon")
def has_phone_as_well(people: People, who: str) -> None:
    """Have a mobile number besides, which is not the preferred option."""
    people[who].registered.has_phone(people[who].handset.number)


@line(nl="{who} heeft de authenticator-app")
def has_app(people: People, who: str) -> None:
    """Begin with the app on one's phone, and approve requests in it."""
    people[who].has_app("app_notification")


@line(nl="{who} heeft de authenticator-app met codes")
def has_app_codes(people: People, who: str) -> None:
    """Begin with the app on one's phone, and type the codes that it shows."""
    people[who].has_app("app_code")


@line(nl='{who} heeft ook de authenticator-app op de telefoon "{number}"')
def has_app_elsewhere(people: People, who: str, number: str) -> None:
    """Have the app on one more phone."""
    people[who].registered.has_app(people.organisation.handset(number))


@line(nl='{who} heeft een app-wachtwoord voor "{name}"')
def has_app_password(people: People, who: str, name: str) -> None:
    """Begin with an app password."""
    people[who].app_password = people[who].registered.app_password(name)


@line(nl="{who} heeft {count:d} app-wachtwoorden")
def has_app_passwords(people: People, who: str, count: int) -> None:
    """Begin with so many app passwords."""
    for number in range(count):
        people[who].app_password = people[who].registered.app_password(f"Programma {number + 1}")


@line(nl="het volgende verzoek aan {who} gaat verloren")
def request_gets_lost(people: People, who: str) -> None:
    """Lose a request to approve."""
    people[who].handset.authenticator.suffers("lost")


@line(nl="het volgende verzoek aan {who} komt {seconds:d} seconden later aan")
def request_is_late(people: People, who: str, seconds: int) -> None:
    """Delay a request to approve."""
    people[who].handset.authenticator.suffers("late", seconds=seconds)


@line(nl="het volgende verzoek aan {who} komt dubbel aan")
def request_is_doubled(people: People, who: str) -> None:
    """Deliver a request to approve twice."""
    people[who].handset.authenticator.suffers("doubled")


@line(nl='{who} heeft in de app de pincode "{pin}"')
def app_has_pin(people: People, who: str, pin: str) -> None:
    """Have a PIN on the phone, before the app is set up."""
    people[who].handset.authenticator.set_up(pin=pin)


@line(nl="de organisatie vraagt in de app om een pincode")
def organisation_wants_pin(organisation: Organisation) -> None:
    """Want a PIN with each approval."""
    organisation.decides(app_pin=True)


@line(nl="de organisatie laat in de app een getal overnemen")
def organisation_matches_numbers(organisation: Organisation) -> None:
    """Want the number on the page with each approval."""
    organisation.decides(number_matching=True)


@line(nl="de organisatie laat een nieuwe voorkeur eerst verifiëren")
def organisation_verifies_preference(organisation: Organisation) -> None:
    """Want a proof of the preferred option before it is saved."""
    organisation.decides(verify_preferred_option=True)


@line(nl="de organisatie vertrouwt browsers {days:d} dagen")
def organisation_trusts_browsers(organisation: Organisation, days: int) -> None:
    """Set for how many days a browser is trusted; 0 is never."""
    organisation.decides(remember_days=days)


@line(nl="de organisatie staat {count:d} app-wachtwoorden toe")
def organisation_limits_app_passwords(organisation: Organisation, count: int) -> None:
    """Set how many app passwords a person may have."""
    organisation.decides(most_app_passwords=count)


@line(nl="de organisatie staat {count:d} apparaten met de app toe")
def organisation_limits_apps(organisation: Organisation, count: int) -> None:
    """Set how many authenticator apps a person may have."""
    organisation.decides(app_devices=count)


@line(nl="{who} heeft gebruikersnaam en wachtwoord ingevoerd")
def has_given_password(people: People, who: str) -> None:
    """Come to what follows the password, before the guide begins."""
    people[who].gives_password()
    people[who].log.begin_anew()


@line(nl="{who} vertrouwt deze browser")
def trusts_browser(people: People, who: str) -> None:
    """Sign in once with all that it takes, and ask not to be asked again in this browser."""
    people[who].trusts_browser()
