from __future__ import annotations

import pytest

from simulator.phone_numbers import NumberFlaw, NumberKind, PhoneNumber, PhoneNumberError, calling_codes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+31612345678", NumberKind.MOBILE),
        ("+31202490048", NumberKind.LANDLINE),
        ("+319001234567", NumberKind.PREMIUM),
        ("+318000200", NumberKind.TOLL_FREE),
        ("+3197012345678", NumberKind.VIRTUAL),
        ("+12015550123", NumberKind.LANDLINE_OR_MOBILE),
    ],
)
def test_kinds(text: str, kind: NumberKind) -> None:
    assert PhoneNumber(text).kind is kind


@pytest.mark.parametrize("text", ["0612345678", "+31 6 12345678", "+316", "geen", ""])
def test_a_value_refuses_anything_but_e164_at_birth(text: str) -> None:
    with pytest.raises(PhoneNumberError):
        PhoneNumber(text)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", NumberFlaw.MISSING),
        ("abc", NumberFlaw.NOT_A_NUMBER),
        ("06 hallo 12", NumberFlaw.NOT_A_NUMBER),
        ("+", NumberFlaw.NOT_A_NUMBER),
        ("06 1234", NumberFlaw.DOES_NOT_EXIST),
        ("+999 123456", NumberFlaw.NOT_A_NUMBER),
    ],
)
def test_what_is_no_number_says_why(text: str, flaw: NumberFlaw) -> None:
    with pytest.raises(PhoneNumberError) as error:
        PhoneNumber.parse(text, "NL")
    assert error.value.flaw is flaw


def test_a_number_is_shown_and_placed() -> None:
    number = PhoneNumber.parse("06-12345678", "NL")
    assert (str(number), number.international, number.region) == ("+31612345678", "+31 6 12345678", "NL")


def test_every_region_has_a_calling_code() -> None:
    codes = calling_codes()
    assert len(codes) > 240
    assert (codes["NL"], codes["BE"]) == (31, 32)
