from __future__ import annotations

import pytest

from stapsgewijs.phone_network import spoken_codes


@pytest.mark.parametrize(
    ("heard", "codes"),
    [
        (["Your code is 123456."], ["123456"]),
        (["Your code is 0 0 7 1 2 3"], ["007123"]),
        (["Uw code: 0, 1, 2, 3. Herhaling: 0, 1, 2, 3."], ["0123", "0123"]),
        (["Code: 12 34 56"], ["123456"]),
        (["Code:", "1", "2", "3", "4"], ["1234"]),
        (["Code: 1234", "1234", "1234"], ["1234"]),
        (["Code: 1 2 3 4", "1 2 3 4"], ["1234"]),
        (["Code: 12341234"], ["12341234"]),
        (["Code: 1212"], ["1212"]),
        (["Code: 1 2 1 2"], ["1212"]),
        (["Uw code is nul een twee drie vier vijf"], ["012345"]),
        (["Your code is one, two, three, four."], ["1234"]),
        (["Your code is 9876. Press one two three four to go on."], ["9876"]),
        (["Press 1 to go on."], []),
        (["Dit is een code van een bank"], []),
        (["Code: 1 2 3 4 5 6 7 8 9 0 1 2"], []),
        (["♪ https://example.org/12345.mp3"], []),
        (["Code: 12", "♪ 5#", "34"], []),
    ],
)
def test_a_code_is_found_however_it_is_said(heard: list[str], codes: list[str]) -> None:
    assert spoken_codes(heard) == codes


@pytest.mark.parametrize(
    ("heard", "codes"),
    [
        (["Your code is:", "1", "2", "3", "4"], []),
        (["Your code is 1234"], []),
        (["Your code is 1234,"], []),
        (["Your code is:", "1", "2", "3", "4", "5", "Repeat:", "1", "2", "3", "4"], ["12345"]),
        (["Hello", "Your code is:", "1", "2", "3", "4", "5", "6", "Repeat:"], ["123456"]),
        (["Uw code is een twee drie vier"], []),
    ],
)
def test_a_code_of_which_more_may_come_is_not_taken(heard: list[str], codes: list[str]) -> None:
    assert spoken_codes(heard, is_speaking=True) == codes
