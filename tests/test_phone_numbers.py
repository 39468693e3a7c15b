from __future__ import annotations

import phonenumbers
import pytest

from stapsgewijs.phone_numbers import NumberFlaw, NumberKind, PhoneNumber, PhoneNumberError, calling_codes


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
    assert number.national == "06 12345678"


def test_every_region_has_a_calling_code() -> None:
    codes = calling_codes()
    assert len(codes) > 240
    assert (codes["NL"], codes["BE"]) == (31, 32)


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("06 12345678", "NL", "+31612345678"),
        ("06-12 34 56 78", "NL", "+31612345678"),
        ("(06) 12.34.56.78", "NL", "+31612345678"),
        ("+31 (0)6 12345678", "BE", "+31612345678"),
        ("0031 6 12345678", "NL", "+31612345678"),
        ("011 31 6 12345678", "US", "+31612345678"),
        ("\u00a006\u00a012345678 ", "NL", "+31612345678"),
        ("6 12345678", "NL", "+31612345678"),
        ("0470 12 34 56", "BE", "+32470123456"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("０６１２３４５６７８", "NL", "+31612345678"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, region: str, e164: str) -> None:
    assert PhoneNumber.parse(text, region).e164 == e164


@pytest.mark.parametrize(
    ("text", "region", "flaw"),
    [
        ("0612345678", "BE", NumberFlaw.DOES_NOT_EXIST),
        ("+31 6 1234567", "NL", NumberFlaw.DOES_NOT_EXIST),
        ("+31 6 123456789", "NL", NumberFlaw.DOES_NOT_EXIST),
        ("112", "NL", NumberFlaw.DOES_NOT_EXIST),
        ("0" * 300, "NL", NumberFlaw.NOT_A_NUMBER),
        ("0800-FLOWERS", "US", NumberFlaw.NOT_A_NUMBER),
        ("+31 6 12345678 x12", "NL", NumberFlaw.NOT_A_NUMBER),
        ("\t\n", "NL", NumberFlaw.MISSING),
        ("-()", "NL", NumberFlaw.NOT_A_NUMBER),
        ("²²²", "NL", NumberFlaw.NOT_A_NUMBER),
        ("0612345678", "QQ", NumberFlaw.NOT_A_NUMBER),
    ],
)
def test_a_flaw_has_its_own_name(text: str, region: str, flaw: NumberFlaw) -> None:
    with pytest.raises(PhoneNumberError) as error:
        PhoneNumber.parse(text, region)
    assert error.value.flaw is flaw
    assert isinstance(error.value, ValueError)


@pytest.mark.parametrize(
    ("e164", "kind"),
    [
        ("+31881234567", NumberKind.LANDLINE),
        ("+447012345678", NumberKind.VIRTUAL),
        ("+448431234567", NumberKind.PREMIUM),
        ("+80012345678", NumberKind.TOLL_FREE),
        ("+97142345678", NumberKind.LANDLINE),
    ],
)
def test_kinds_elsewhere_and_those_that_only_look_like_machines(e164: str, kind: NumberKind) -> None:
    assert PhoneNumber(e164).kind is kind


def test_numbers_are_equal_by_their_digits_and_in_order() -> None:
    one, same, other = (PhoneNumber.parse(each, "NL") for each in ("0612345678", "+31612345678", "0687654321"))
    assert one == same
    assert len({one, same, other}) == 2
    assert sorted([other, one]) == [one, other]


def test_a_number_of_no_region_says_so() -> None:
    assert PhoneNumber("+80012345678").region == ""


def test_every_region_has_the_calling_code_that_phonenumbers_gives_it() -> None:
    codes = calling_codes()
    assert codes == {each: phonenumbers.country_code_for_region(each) for each in phonenumbers.SUPPORTED_REGIONS}
