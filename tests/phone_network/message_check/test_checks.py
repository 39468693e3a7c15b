from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from stapsgewijs.findings import Severity
from stapsgewijs.labels import Catalogue
from stapsgewijs.phone_network import Call, Direction, Line, Message, Speaker
from stapsgewijs.phone_network.message_check.checks import check_call, check_message
from stapsgewijs.phone_network.message_check.model import Diagnostic, DiagnosticText, Limits, Rule
from stapsgewijs.phone_numbers import PhoneNumber

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
NL, US = PhoneNumber("+31612345678"), PhoneNumber("+12025550123")
ALWAYS = {Rule.PARTS, Rule.WEBOTP_MISSING}


def message(body: str, sender: str = "Contoso", number: PhoneNumber = NL, place: int = 1) -> Message:
    return Message(f"SM{place}", number, sender, body, NOW, sequence=place)


def found(body: str, sender: str = "Contoso", number: PhoneNumber = NL) -> dict[Rule, Diagnostic]:
    return {each.rule: each for each in check_message(message(body, sender, number))}


def test_a_good_message_gets_notes_only() -> None:
    said = check_message(message("509326 is uw code.\n@contoso.example #509326"))
    assert [(each.rule, each.severity) for each in said] == [
        (Rule.PARTS, Severity.NOTE),
        (Rule.WEBOTP, Severity.NOTE),
    ]
    assert said[0].sentence == "travels as GSM-7 in 1 part and costs 0.10 EUR"
    assert said[1].sentence == "browsers fill in 509326 on contoso.example"
    assert said[1].place == 19


def test_parts_cost_what_a_part_costs() -> None:
    norms = Limits(price=Decimal("0.0475"), currency="USD")
    said = check_message(message("a" * 161), norms=norms)[0]
    assert (said.severity, said.sentence) == (
        Severity.WARNING,
        "travels as GSM-7 in 2 parts and costs 0.0950 USD",
    )


def test_the_character_that_forces_ucs_2_is_named_and_what_it_costs() -> None:
    forced = found("Verifiëren doet u zo" + "." * 60)[Rule.ENCODING_FORCED]
    assert forced.place == 6
    assert forced.severity is Severity.WARNING
    assert forced.sentence == (
        "“ë” (LATIN SMALL LETTER E WITH DIAERESIS) is not in GSM-7; without, 1 instead of 2 parts"
    )
    short = found("ë“”’ï")[Rule.ENCODING_FORCED]
    assert short.severity is Severity.NOTE
    assert "and 2 more are not in GSM-7" in short.sentence


def test_characters_that_cannot_be_seen_are_named_once() -> None:
    said = [each for each in check_message(message("a\u202eb\u202ec\x07\nd")) if each.rule is Rule.INVISIBLE_CHARACTER]
    assert [(each.place, each.sentence.split(" cannot")[0]) for each in said] == [
        (1, "RIGHT-TO-LEFT OVERRIDE"),
        (5, "U+0007"),
    ]


@pytest.mark.parametrize(
    ("sender", "rules"),
    [
        ("Contoso", set()),
        ("Contoso1234", set()),
        ("Contoso12345", {Rule.SENDER_TOO_LONG}),
        ("Conto$o", {Rule.SENDER_CHARACTERS}),
        ("Cafë", {Rule.SENDER_CHARACTERS}),
        ("2585", set()),
        ("061234567890", {Rule.SENDER_WITHOUT_LETTER, Rule.SENDER_TOO_LONG}),
        ("+31202490048", set()),
        ("+15005550006", set()),
        ("+31 20 249 0048", {Rule.SENDER_NOT_E164}),
        ("+0123456789", {Rule.SENDER_NOT_E164}),
        ("+1234567890123456", {Rule.SENDER_NOT_E164}),
    ],
)
def test_a_sender_is_a_short_name_a_short_code_or_e164(sender: str, rules: set[Rule]) -> None:
    said = found("hallo", sender)
    assert {each for each in said if each.startswith("sender")} == rules
    assert all(said[each].severity is Severity.ERROR for each in rules)


def test_names_are_not_taken_everywhere() -> None:
    assert Rule.SENDER_NAME_NOT_ALLOWED in found("hallo", "Contoso", US)
    assert Rule.SENDER_NAME_NOT_ALLOWED not in found("hallo", "+12025550100", US)
    assert Rule.SENDER_NAME_NOT_ALLOWED not in found("hallo", "25852", US)


@pytest.mark.parametrize(("code", "is_short"), [("1234", True), ("12345", True), ("123456", False), ("1234567", False)])
def test_six_digits_are_twenty_bits(code: str, is_short: bool) -> None:  # noqa: FBT001  # a parameter of the case
    said = found(f"uw code is {code}")
    assert (Rule.CODE_SHORT in said) is is_short
    if is_short:
        assert said[Rule.CODE_SHORT].place == 11
        assert said[Rule.CODE_SHORT].sentence.endswith("20 are wanted, which 6 digits have")


def test_letters_in_a_code_count_for_more() -> None:
    assert Rule.CODE_SHORT not in found("open de pagina\n@contoso.example #K7PQ")
    assert Rule.CODE_SHORT in found("open de pagina\n@contoso.example #K7P")


def test_a_code_that_came_before_is_remarked_with_the_message_it_was_in() -> None:
    first, other = message("509326 is uw code", place=1), message("111111 is uw code", place=2)
    third = message("Uw code: 509326", place=3)
    said = {each.rule: each for each in check_message(third, [first, other, third])}
    assert said[Rule.CODE_REUSED].sentence == "the code was in SM1 before, of 2026-03-02 12:00:00 UTC"
    assert said[Rule.CODE_REUSED].place == 9
    assert Rule.CODE_REUSED not in {each.rule for each in check_message(first, [first, other, third])}


def test_a_code_that_a_person_sent_back_is_no_reuse() -> None:
    reply = Message("SM1", NL, "Contoso", "509326", NOW, direction=Direction.INBOUND, sequence=1)
    said = check_message(message("509326 is uw code", place=2), [reply])
    assert Rule.CODE_REUSED not in {each.rule for each in said}


def test_a_message_without_a_code_needs_no_last_line() -> None:
    assert set(found("Tot straks")) == {Rule.PARTS}
    assert set(found("Uw code is 509326")) == ALWAYS


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("@contoso.example#509326", "a space is wanted"),
        ("@https://contoso.example #509326", "host only"),
        ("@contoso.example:8025 #509326", "host only"),
        ("@contoso.example/in #509326", "host only"),
        ("@contoso.example", "followed by no code"),
        ("#509326 @contoso.example", "the host comes first"),
        ("@contoso.example #509326 dank u", "nothing else"),
        ("@contoso.example  #509326", "nothing else"),
        ("@contoso.example #509326\nContoso", "not the last one"),
        ("@contoso.example #509326\n", "not the last one"),
    ],
)
def test_a_last_line_that_browsers_do_not_read_is_remarked(line: str, words: str) -> None:
    said = found(f"509326 is uw code.\n{line}")
    assert words in said[Rule.WEBOTP_MALFORMED].sentence
    assert said[Rule.WEBOTP_MALFORMED].place == 19
    assert Rule.WEBOTP_MISSING not in said


def test_a_last_line_with_another_code_is_remarked() -> None:
    said = found("509326 is uw code.\n@contoso.example #509327")[Rule.WEBOTP_OTHER_CODE]
    assert (said.severity, said.place) == (Severity.WARNING, 37)
    assert said.sentence == "the last line says 509327, the text above it 509326"


def test_a_frame_may_be_named_after_the_code() -> None:
    assert Rule.WEBOTP in found("509326\n@shop.example #509326 @pay.example")


def test_an_address_in_a_sentence_is_no_last_line() -> None:
    assert Rule.WEBOTP_MALFORMED not in found("Vragen? Mail help@contoso.example over 509326")


def test_what_a_person_sends_is_not_held_to_senders_and_codes() -> None:
    reply = Message("SM1", NL, "Contoso", "1234", NOW, direction=Direction.INBOUND, sequence=1)
    assert [each.rule for each in check_message(reply)] == [Rule.PARTS]


def test_a_long_prompt_is_remarked_at_its_line() -> None:
    call = Call("CA1", NL, "+31202490048", NOW)
    assert check_call(call) == ()
    call.transcript += [
        Line(Speaker.CALLER, "Dit is Contoso.", NOW),
        Line(Speaker.HANDSET, "#", NOW),
        Line(Speaker.CALLER, "Luister goed naar wat u nu moet doen. " * 18, NOW, "nl-NL"),
    ]
    said = check_call(call)
    assert [(each.rule, each.place) for each in said] == [(Rule.SPOKEN, None), (Rule.PROMPT_LONG, 2)]
    assert "in 2 prompts" in said[0].sentence
    assert [each.rule for each in check_call(call, Limits(seconds=60))] == [Rule.SPOKEN]


def test_norms_survive_being_noted() -> None:
    norms = Limits(Decimal("0.0475"), "USD", 24, 12.5)
    assert Limits.from_mapping(norms.to_mapping()) == norms
    assert Limits.from_mapping({}) == Limits()


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize("says", DiagnosticText)
def test_the_pages_have_words_for_every_remark_with_the_same_values(locale: str, says: DiagnosticText) -> None:
    catalogue = Catalogue.load(Path(__file__).parents[3] / "site" / "labels", locale)
    told = catalogue.text(says)
    assert set(re.findall(r"{(\w+)}", told)) == set(re.findall(r"{(\w+)}", says))
    assert (told == says) is (locale == "en")
