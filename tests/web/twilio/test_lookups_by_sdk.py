"""Lookup v2 by the official SDK: whether a number can exist, its forms, and what is at the other end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException

if TYPE_CHECKING:
    from tests.web.twilio.conftest import Ours


@pytest.mark.parametrize(
    ("number", "country", "national", "line_type"),
    [
        ("+31612345678", "NL", "06 12345678", "mobile"),
        ("+31201234567", "NL", "020 123 4567", "landline"),
        ("+31881234567", "NL", "088 123 4567", "uan"),
        ("+318001234", "NL", "0800 1234", "tollFree"),
        ("+3197010200000", "NL", None, "nonFixedVoip"),
        ("+12025550123", "US", "(202) 555-0123", "mobile"),
        ("+447400123456", "GB", "07400 123456", "mobile"),
    ],
)
def test_a_number_is_described(ours: Ours, number: str, country: str, national: str | None, line_type: str) -> None:
    found = ours.sdk.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence")
    assert (found.valid, found.validation_errors, found.phone_number) == (True, [], number)
    assert found.country_code == country
    assert national in {None, found.national_format}
    assert number.startswith(f"+{found.calling_country_code}")
    assert found.line_type_intelligence["type"] == line_type
    assert found.line_type_intelligence["carrier_name"] == ""
    assert found.url.endswith(f"/v2/PhoneNumbers/{number}")


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("+3161234567", "INVALID_BUT_POSSIBLE"),
        ("+316123456789012", "TOO_LONG"),
        ("+31612", "TOO_SHORT"),
        ("+31112345678", "INVALID_BUT_POSSIBLE"),
        ("+999123456789", "INVALID_COUNTRY_CODE"),
        ("reception", "NOT_A_NUMBER"),
        ("+", "NOT_A_NUMBER"),
    ],
)
def test_what_cannot_exist_is_told_with_the_reason(ours: Ours, number: str, flaw: str) -> None:
    found = ours.sdk.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence,validation")
    assert (found.valid, found.validation_errors) == (False, [flaw])
    assert found.line_type_intelligence is None


def test_a_national_number_needs_its_country(ours: Ours) -> None:
    numbers = ours.sdk.lookups.v2.phone_numbers
    assert numbers("0612345678").fetch(country_code="NL").phone_number == "+31612345678"
    assert numbers("2025550123").fetch().phone_number == "+12025550123"  # the United States by default (documented)
    assert not numbers("0612345678").fetch().valid


def test_other_packages_are_empty_and_the_history_says_so(ours: Ours) -> None:
    found = ours.sdk.lookups.v2.phone_numbers("+31612345678").fetch(fields="caller_name,sim_swap")
    assert found.caller_name is found.sim_swap is found.line_type_intelligence is None
    told = [each["what"] for each in ours.api.get("account/history").json()]
    assert told[0] == "asked for caller_name of a number, which is not simulated: it is empty"
    assert len(told) == 2
    with pytest.raises(TwilioRestException) as error:
        ours.sdk.lookups.v2.phone_numbers("+31612345678").fetch(fields="mood")
    assert error.value.code == 20001
