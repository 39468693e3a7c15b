"""People, phones and codes: who takes part, text messages, calls, and the authenticator app.

Messages and calls of a product arrive here when it sends to the phone network of the run. Where a line names no field
for a code, it is the one that is for a code (`autocomplete="one-time-code"`), or the only one on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stapsgewijs.scenarios.gherkin_line import line

if TYPE_CHECKING:
    from stapsgewijs.scenarios.actors.people import People


@line(en="a person", nl="een persoon")
def person(people: People) -> None:
    """Let a person take part, with the phone of the settings."""
    people.join("person", words=("persoon",))


@line(en="there is {who}", nl="er is {who}")
def somebody(people: People, who: str) -> None:
    """Let somebody take part, with the phone of the settings. Any words name a person."""
    people.join(who)


@line(en='{who} with the mobile number "{number}"', nl='{who} met het mobiele nummer "{number}"')
def somebody_with_a_mobile_number(people: People, who: str, number: str) -> None:
    """Let somebody take part who has a phone with this number."""
    people.join(who, number)


@line(en="{who} who has signed in", nl=("{who} die zich heeft aangemeld", "{who} die is aangemeld"))
def somebody_who_has_signed_in(people: People, who: str) -> None:
    """Let somebody take part, with the phone of the settings, and sign in."""
    people.join(who).signs_in()


@line(
    en='{who} with the mobile number "{number}" who has signed in',
    nl='{who} met het mobiele nummer "{number}" die zich heeft aangemeld',
)
def somebody_with_a_mobile_number_who_has_signed_in(people: People, who: str, number: str) -> None:
    """Let somebody take part who has a phone with this number, and sign in."""
    people.join(who, number).signs_in()


@line(
    en="{who} types the code from the text message",
    nl=("{who} de code uit het sms-bericht typt", "{who} typt de code uit het sms-bericht"),
)
def types_code_of_message(people: People, who: str) -> None:
    """Wait for the next text message, and type the code that is in it."""
    people[who].types_code_in(people[who].reads_code(), "")


@line(
    en='{who} types the code from the text message in "{label}"',
    nl=(
        '{who} de code uit het sms-bericht in "{label}" typt',
        '{who} de code uit het sms-bericht typt in "{label}"',
        '{who} typt de code uit het sms-bericht in "{label}"',
    ),
)
def types_code_of_message_in(people: People, who: str, label: str) -> None:
    """Type that code in the field that is named."""
    people[who].types_code_in(people[who].reads_code(), label)


@line(
    en=("{who} types the code from the call", "{who} types the code heard on the call"),
    nl=(
        "{who} de code uit het (telefoon)gesprek typt",
        "{who} typt de code uit het (telefoon)gesprek",
    ),
)
def types_code_of_call(people: People, who: str) -> None:
    """Wait until a code was said on the call, and type it."""
    people[who].types_code_in(people[who].hears_code(), "")


@line(
    en=('{who} types the code from the call in "{label}"', '{who} types the code heard on the call in "{label}"'),
    nl=(
        '{who} de code uit het (telefoon)gesprek in "{label}" typt',
        '{who} de code uit het (telefoon)gesprek typt in "{label}"',
        '{who} typt de code uit het (telefoon)gesprek in "{label}"',
    ),
)
def types_code_of_call_in(people: People, who: str, label: str) -> None:
    """Type that code in the field that is named."""
    people[who].types_code_in(people[who].hears_code(), label)


@line(
    en='{who} adds the secret "{label}" to the authenticator app',
    nl=('{who} de sleutel "{label}" aan de app toevoegt', '{who} voegt de sleutel "{label}" aan de app toe'),
)
def adds_secret(people: People, who: str, label: str) -> None:
    """Put the secret key that the page shows in this field, or behind these words, into the authenticator app."""
    people[who].puts_secret_into_app(label)


@line(
    en="{who} types the code from the authenticator app",
    nl=(
        "{who} de code uit de (authenticator-)app typt",
        "{who} typt de code uit de (authenticator-)app",
    ),
)
def types_code_of_app(people: People, who: str) -> None:
    """Type the code that the authenticator app shows now."""
    people[who].types_code_in(people[who].app_code(), "")


@line(
    en='{who} types the code from the authenticator app in "{label}"',
    nl=(
        '{who} de code uit de (authenticator-)app in "{label}" typt',
        '{who} de code uit de (authenticator-)app typt in "{label}"',
        '{who} typt de code uit de (authenticator-)app in "{label}"',
    ),
)
def types_code_of_app_in(people: People, who: str, label: str) -> None:
    """Type that code in the field that is named."""
    people[who].types_code_in(people[who].app_code(), label)


@line(en=("the phone of {who} rings", "{who}'s phone rings"), nl="de telefoon van {who} overgaat")
def phone_rings(people: People, who: str) -> None:
    """Wait until the phone rings."""
    people[who].notices_call()


@line(en="{who} answers the phone", nl=("{who} de telefoon opneemt", "{who} neemt de telefoon op"))
def answers(people: People, who: str) -> None:
    """Wait for a call, and answer it."""
    people[who].answers()


@line(
    en='{who} presses "{keys}" on the phone',
    nl=('{who} op de telefoon op "{keys}" drukt', '{who} drukt op de telefoon op "{keys}"'),
)
def presses_keys(people: People, who: str, keys: str) -> None:
    """Press keys during the call: digits, `*` and `#`."""
    people[who].presses_keys(keys)


@line(en="{who} hangs up", nl=("{who} ophangt", "{who} hangt op"))
def hangs_up(people: People, who: str) -> None:
    """End the call."""
    people[who].hangs_up()


@line(en='{who} hears "{words}"', nl=('hoort {who} "{words}"', '{who} hoort "{words}"'))
def hears(people: People, who: str, words: str) -> None:
    """Hear these words during the call."""
    people[who].hears(words)


@line(
    en='{who} says "{words}" on the phone',
    nl=('{who} aan de telefoon "{words}" zegt', '{who} zegt aan de telefoon "{words}"'),
)
def says(people: People, who: str, words: str) -> None:
    """Say something during the call: a system that listens gets it as text."""
    people[who].says(words)


@line(en='{who} calls "{number}"', nl=('{who} "{number}" belt', '{who} belt "{number}"'))
def calls_number(people: People, who: str, number: str) -> None:
    """Call a number of a system, which says what its webhook says."""
    people[who].dials(number)


@line(
    en='{who} texts "{text}" to "{number}"',
    nl=(
        '{who} een sms-bericht "{text}" naar "{number}" stuurt',
        '{who} stuurt een sms-bericht "{text}" naar "{number}"',
    ),
)
def texts(people: People, who: str, text: str, number: str) -> None:
    """Send a text message to a number of a system, whose webhook is told."""
    people[who].sends_message(text, number)


@line(
    en='{who} replies "{text}" to the text message',
    nl=('{who} op het sms-bericht "{text}" antwoordt', '{who} antwoordt op het sms-bericht "{text}"'),
)
def replies_to_message(people: People, who: str, text: str) -> None:
    """Answer the latest text message."""
    people[who].sends_message(text)


@line(
    en='{who} reads "{words}" in the text message',
    nl=(
        'leest {who} "{words}" in het sms-bericht',
        '{who} leest "{words}" in het sms-bericht',
        '{who} "{words}" in het sms-bericht leest',
    ),
)
def reads_message(people: People, who: str, words: str) -> None:
    """Wait for a text message with these words."""
    people[who].reads_message(words)


@line(
    en="the phone of {who} has {count:d} text message(s)",
    nl="heeft de telefoon van {who} {count:d} sms-bericht(en)",
)
def phone_has_messages(people: People, who: str, count: int) -> None:
    """Count what arrived."""
    people[who].handset.expect_messages(count)


@line(
    en='the phone with the number "{number}" has {count:d} text message(s)',
    nl='heeft de telefoon met het nummer "{number}" {count:d} sms-bericht(en)',
)
def number_has_messages(people: People, number: str, count: int) -> None:
    """Count what arrived at a number."""
    people.organisation.handset(number).expect_messages(count)


@line(
    en="the phone of {who} is off",
    nl=("de telefoon van {who} staat uit", "de telefoon van {who} uit staat", "staat de telefoon van {who} uit"),
)
def phone_is_off(people: People, who: str) -> None:
    """Switch the phone off: messages wait at the carrier for two days, calls are not answered."""
    people[who].handset.change_settings(phone_on=False)


@line(
    en="the phone of {who} is on",
    nl=("de telefoon van {who} staat aan", "de telefoon van {who} aan staat", "staat de telefoon van {who} aan"),
)
def phone_is_on(people: People, who: str) -> None:
    """Switch the phone on: messages that waited arrive."""
    people[who].handset.change_settings(phone_on=True)


@line(
    en="the phone of {who} has no signal",
    nl=("de telefoon van {who} heeft geen bereik", "de telefoon van {who} geen bereik heeft"),
)
def phone_has_no_signal(people: People, who: str) -> None:
    """Take the signal away: as a phone that is off."""
    people[who].handset.change_settings(signal=False)


@line(
    en="the phone of {who} has signal",
    nl=("de telefoon van {who} heeft bereik", "de telefoon van {who} (weer) bereik heeft"),
)
def phone_has_signal(people: People, who: str) -> None:
    """Give the signal back: messages that waited arrive."""
    people[who].handset.change_settings(signal=True)


@line(
    en="the phone of {who} is set to do not disturb",
    nl=("de telefoon van {who} staat op niet storen", "de telefoon van {who} op niet storen staat"),
)
def phone_does_not_disturb(people: People, who: str) -> None:
    """Let the phone make no sound: calls ring in silence, requests wait in the app."""
    people[who].handset.change_settings(do_not_disturb=True)


@line(
    en="the phone of {who} is not set to do not disturb",
    nl=("de telefoon van {who} staat niet op niet storen", "de telefoon van {who} niet op niet storen staat"),
)
def phone_disturbs(people: People, who: str) -> None:
    """Let the phone make a sound again."""
    people[who].handset.change_settings(do_not_disturb=False)


@line(
    en="the authenticator app of {who} may not notify",
    nl=("de authenticator-app van {who} mag niets melden", "de authenticator-app van {who} niets mag melden"),
)
def app_may_not_notify(people: People, who: str) -> None:
    """Forbid the app to show notifications: requests do not reach it."""
    people[who].handset.change_settings(app_notifications=False)


@line(
    en="the authenticator app of {who} may notify",
    nl=("de authenticator-app van {who} mag meldingen tonen", "de authenticator-app van {who} meldingen mag tonen"),
)
def app_may_notify(people: People, who: str) -> None:
    """Allow the app to show notifications."""
    people[who].handset.change_settings(app_notifications=True)


@line(
    en='the phone of {who} blocks "{caller}"',
    nl=('de telefoon van {who} blokkeert "{caller}"', 'de telefoon van {who} "{caller}" blokkeert'),
)
def phone_blocks(people: People, who: str, caller: str) -> None:
    """Block a number, or a sender by its name: its calls go to voicemail, its messages are dropped."""
    people[who].handset.blocks(caller)


@line(
    en="the phone of {who} blocks nobody",
    nl=("de telefoon van {who} blokkeert niemand", "de telefoon van {who} niemand blokkeert"),
)
def phone_blocks_nobody(people: People, who: str) -> None:
    """Block no caller any more."""
    people[who].handset.change_settings(blocked_callers=[])


@line(
    en=("the phone of {who} does not ring", "{who}'s phone does not ring"),
    nl=("gaat de telefoon van {who} niet over", "de telefoon van {who} gaat niet over"),
)
def phone_does_not_ring(people: People, who: str) -> None:
    """Notice no call, although one came: the phone may not disturb, cannot be reached, or blocks the caller."""
    people[who].notices_no_call()
