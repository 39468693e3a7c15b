"""Magic numbers: numbers that always have one fault, the carrier's own and ours.

The carrier's are documented for its test credentials (Twilio, magic input). Ours are Dutch mobile numbers;
`docs/phone-network.md` says what each does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stapsgewijs.phone_network.faults.rules import Action, CallFault, Fault, Kind, MessageFault

if TYPE_CHECKING:
    from stapsgewijs.phone_numbers import PhoneNumber

PROVIDER: Final[dict[Kind, dict[str, int]]] = {
    Kind.MESSAGE: {
        "+15005550001": 21211,
        "+15005550002": 21612,
        "+15005550003": 21408,
        "+15005550004": 21610,
        "+15005550009": 21614,
    },
    Kind.CALL: {"+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216},
}
"""Number of the carrier → the error code with which it refuses."""

MAGIC: Final[dict[str, tuple[Action, float]]] = {
    "+31650000001": (MessageFault.LOST, 0),
    "+31650000002": (MessageFault.LATE, 30),
    "+31650000003": (MessageFault.DOUBLED, 0),
    "+31650000004": (MessageFault.REORDERED, 60),
    "+31650000005": (MessageFault.GARBLED, 0),
    "+31650000006": (MessageFault.UNDELIVERED, 0),
    "+31650000007": (MessageFault.REJECTED, 0),
    "+31650000008": (MessageFault.CARRIER_SWITCHED, 0),
    "+31650000009": (MessageFault.CALLBACKS_LATE, 30),
    "+31650000010": (MessageFault.CALLBACKS_REORDERED, 60),
    "+31650000011": (CallFault.BUSY, 0),
    "+31650000012": (CallFault.NO_ANSWER, 0),
    "+31650000013": (CallFault.VOICEMAIL, 0),
    "+31650000014": (CallFault.FAILED, 0),
    "+31650000015": (CallFault.HUNG_UP, 3),
    "+31650000016": (CallFault.WRONG_KEY, 0),
    "+31650000017": (CallFault.ONE_WAY_AUDIO, 0),
    "+31650000018": (CallFault.REJECTED, 0),
}
"""Number → what happens to every message or call to it, and in how many seconds."""


def magic_fault(kind: Kind, number: PhoneNumber) -> Fault | None:
    """Return what always happens to a message or call to `number`, if anything does."""
    if code := PROVIDER[kind].get(number.e164):
        action: Action = MessageFault.REJECTED if kind is Kind.MESSAGE else CallFault.REJECTED
        return Fault(f"magic {number}", action, number, code=code)
    if number.e164 not in MAGIC:
        return None
    action, seconds = MAGIC[number.e164]
    fault = Fault(f"magic {number}", action, number, seconds=seconds)
    return fault if fault.kind is kind else None
