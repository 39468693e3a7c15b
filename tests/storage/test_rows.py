"""What is kept has the keys of every version before: a renamed field is kept under the name that it had."""

from __future__ import annotations

import datetime as dt
import json

from stapsgewijs.phone_network import Call, CallStatus
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage.sql.serialization import call_from_row, call_to_row, to_epoch_us

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def test_a_call_that_an_earlier_version_kept_is_read() -> None:
    call = Call("CA1", PhoneNumber("+31612345678"), "x", NOON, status=CallStatus.IN_PROGRESS, place=7)
    call.disconnect_at, call.one_way_audio, call.wrong_keys_left = NOON, True, 2
    row = call_to_row(call)
    content = json.loads(row["content"])
    assert (content["drops"], content["deaf"], content["slips"]) == (to_epoch_us(NOON), True, 2)
    assert set(content) == {
        *("party", "due", "drops", "answered", "ended", "deaf", "slips", "patience", "thinking", "error"),
        *("transcript", "history", "tags", "extras", "script"),
    }
    columns = ("place", "id", "number", "direction", "status", "created", "content")
    assert call_from_row([row[each] for each in columns]) == call
