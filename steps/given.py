"""What is so before something happens: each definition translates one Dutch line and hands it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import given, parsers

from stapsgewijs.scenarios.browser.input_methods import Keyboard

if TYPE_CHECKING:
    from stapsgewijs.scenarios.actors.organisation import Organisation
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.label_translation import LabelTranslation


@given(parsers.parse('een {who:w} met het mobiele nummer "{number}"'))
def somebody_with_a_mobile_number(people: People, who: str, number: str) -> None:
    """Let somebody take part."""
    people.join(who, number)


@given(parsers.parse('de telefoon van de {who:w} heeft het nummer "{number}"'))
def somebody_has_another_phone(people: People, who: str, number: str) -> None:
    """Give somebody another phone."""
    people[who].takes_phone(people.organisation.handset(number))


@given(parsers.parse("de {who:w} heeft zich aangemeld"))
def somebody_signed_in(people: People, who: str) -> None:
    """Come as far as the enrollment page."""
    people[who].signs_in()


@given(parsers.parse("de {who:w} heeft een code aangevraagd"))
def somebody_asked_for_a_code(people: People, who: str) -> None:
    """Come as far as step 2, with a text message under way."""
    people[who].signs_in()
    people[who].asks_for_code()


@given(parsers.parse("de {who:w} laat zich bellen"))
def somebody_asked_for_a_call(people: People, who: str) -> None:
    """Come as far as step 2, with a call under way."""
    people[who].signs_in()
    people[who].asks_for_call()


@given(parsers.parse("de {who:w} heeft de code uit het sms-bericht gelezen"))
def somebody_read_the_code(people: People, who: str) -> None:
    """Read and remember the code, without typing it."""
    people[who].reads_code()


@given(parsers.parse("de {who:w} is bij het app-wachtwoord"))
def somebody_sees_the_app_password(people: People, who: str) -> None:
    """Come as far as step 3."""
    people[who].comes_to_app_password()


@given(parsers.parse("de {who:w} gebruikt alleen het toetsenbord"))
def somebody_has_no_pointer(people: People, who: str) -> None:
    """Leave the pointer alone."""
    people[who].hands = Keyboard()


@given("de browser voert geen JavaScript uit")
def browser_without_javascript(people: People) -> None:
    """Switch JavaScript off for every browser of this scenario."""
    people.browser["java_script_enabled"] = False


@given(parsers.parse('de organisatie staat "{label}" niet toe'))
def organisation_forbids(organisation: Organisation, wording: LabelTranslation, label: str) -> None:
    """Forbid a way of verifying."""
    organisation.forbids(wording.find(label))


@given("de organisatie verstuurt via een provider")
def organisation_sends_through_a_provider(organisation: Organisation) -> None:
    """Let messages and calls go by a provider's protocol."""
    organisation.sends_through_a_provider()


@given(parsers.parse("een code is {seconds:d} seconden geldig"))
def codes_last(organisation: Organisation, seconds: int) -> None:
    """Set how long a code is valid."""
    organisation.decides(code_lifetime=seconds)


@given(parsers.parse("de organisatie staat {count:d} verkeerde codes toe"))
def organisation_limits_wrong_codes(organisation: Organisation, count: int) -> None:
    """Set how many wrong codes are too many."""
    organisation.decides(wrong_tries=count)


@given(parsers.parse("de organisatie verzendt {count:d} codes per {seconds:d} seconden naar een nummer"))
def organisation_limits_sends(organisation: Organisation, count: int, seconds: int) -> None:
    """Set how many codes go to one number."""
    organisation.decides(sends=count, send_window=seconds)


@given(parsers.parse("het volgende sms-bericht aan de {who:w} gaat verloren"))
def message_gets_lost(people: People, who: str) -> None:
    """Lose a message."""
    people[who].handset.suffers("message", "lost")


@given(parsers.parse("het volgende sms-bericht aan de {who:w} komt {seconds:d} seconden later aan"))
def message_is_late(people: People, who: str, seconds: int) -> None:
    """Delay a message."""
    people[who].handset.suffers("message", "late", seconds=seconds)


@given(parsers.parse("het volgende sms-bericht aan de {who:w} komt dubbel aan"))
def message_is_doubled(people: People, who: str) -> None:
    """Deliver a message twice."""
    people[who].handset.suffers("message", "doubled")


@given(parsers.parse("de volgende oproep naar de {who:w} is in gesprek"))
def call_is_busy(people: People, who: str) -> None:
    """Let a phone be busy."""
    people[who].handset.suffers("call", "busy")


@given(parsers.parse("de volgende oproep naar de {who:w} wordt niet opgenomen"))
def call_is_not_answered(people: People, who: str) -> None:
    """Let nobody answer."""
    people[who].handset.suffers("call", "no-answer")


@given(parsers.parse("de volgende oproep naar de {who:w} gaat naar de voicemail"))
def call_goes_to_voicemail(people: People, who: str) -> None:
    """Let voicemail answer."""
    people[who].handset.suffers("call", "voicemail")


@given(parsers.parse("de volgende oproep naar de {who:w} mislukt"))
def call_fails(people: People, who: str) -> None:
    """Let a phone be out of reach."""
    people[who].handset.suffers("call", "failed")
