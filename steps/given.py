"""What is so at the simulator before something happens: each definition translates one line and hands it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.scenarios.browser.input_methods import Keyboard
from stapsgewijs.scenarios.gherkin_line import line

if TYPE_CHECKING:
    from stapsgewijs.scenarios.actors.organisation import Organisation
    from stapsgewijs.scenarios.actors.people import People
    from stapsgewijs.scenarios.label_translation import LabelTranslation


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


@line(nl="de organisatie verzendt {count:d} codes per {seconds:d} seconden naar een nummer")
def organisation_limits_sends(organisation: Organisation, count: int, seconds: int) -> None:
    """Set how many codes go to one number."""
    organisation.decides(sends=count, send_window=seconds)


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
