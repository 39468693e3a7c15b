from __future__ import annotations

import pytest

from stapsgewijs.phone_network import CallFault, FaultHeaderError, Kind, MessageFault, fault_of


@pytest.mark.parametrize(
    ("header", "kind", "action", "seconds", "code"),
    [
        ("lost", Kind.MESSAGE, MessageFault.LOST, 0, None),
        (" late ; seconds = 30 ", Kind.MESSAGE, MessageFault.LATE, 30, None),
        ("undelivered;code=30007;", Kind.MESSAGE, MessageFault.UNDELIVERED, 0, 30007),
        ("rate-limited", Kind.MESSAGE, MessageFault.REJECTED, 0, 20429),
        ("hung-up; seconds=2.5", Kind.CALL, CallFault.HUNG_UP, 2.5, None),
        ("rejected; code=21215", Kind.CALL, CallFault.REJECTED, 0, 21215),
    ],
)
def test_a_header_names_a_fault(header: str, kind: Kind, action: object, seconds: float, code: int | None) -> None:
    fault = fault_of(header, kind)
    assert (fault.action, fault.seconds, fault.code) == (action, seconds, code)


@pytest.mark.parametrize(
    ("header", "kind", "says"),
    [
        ("", Kind.MESSAGE, "a message cannot be ''; it can be lost"),
        ("busy", Kind.MESSAGE, "a message cannot be 'busy'"),
        ("lost", Kind.CALL, "a call cannot be 'lost'; it can be busy"),
        ("late; 30", Kind.MESSAGE, "'30' says nothing"),
        ("late; minutes=3", Kind.MESSAGE, "says nothing"),
        ("late; seconds=soon", Kind.MESSAGE, "are numbers"),
        ("late; seconds=-1", Kind.MESSAGE, "between 0 and a year"),
        ("late; seconds=nan", Kind.MESSAGE, "between 0 and a year"),
        ("late; seconds=inf", Kind.MESSAGE, "between 0 and a year"),
    ],
)
def test_a_header_that_names_none_says_what_it_can_name(header: str, kind: Kind, says: str) -> None:
    with pytest.raises(FaultHeaderError, match=says):
        fault_of(header, kind)
