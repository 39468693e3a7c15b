"""What can be remarked on a message or a call: which rule, how grave, in a sentence, and where in the text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Severity(StrEnum):
    """How grave: worth knowing, costs or confuses people, does not work."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Rule(StrEnum):
    """What is looked at."""

    PARTS = "parts"
    ENCODING_FORCED = "encoding-forced"
    INVISIBLE_CHARACTER = "invisible-character"
    SENDER_TOO_LONG = "sender-too-long"
    SENDER_CHARACTERS = "sender-characters"
    SENDER_WITHOUT_LETTER = "sender-without-letter"
    SENDER_NOT_E164 = "sender-not-e164"
    SENDER_NAME_NOT_ALLOWED = "sender-name-not-allowed"
    CODE_SHORT = "code-short"
    CODE_REUSED = "code-reused"
    WEBOTP = "webotp"
    WEBOTP_MISSING = "webotp-missing"
    WEBOTP_MALFORMED = "webotp-malformed"
    WEBOTP_OTHER_CODE = "webotp-other-code"
    SPOKEN = "spoken"
    PROMPT_LONG = "prompt-long"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. `place` is where it begins in the text (from 0), None when it is about the whole or the sender."""

    rule: Rule
    severity: Severity
    sentence: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Norms:
    """What messages and calls are held to: `price` of a part in `currency`, `bits` of a code, `seconds` of a prompt.

    The price is assumed, a round figure: it differs by country and carrier. 20 bits: NIST SP 800-63B; six digits are
    19.93, and count as enough there. The seconds are assumed: what people listen to before they hang up.
    """

    price: Decimal = Decimal("0.10")
    currency: str = "EUR"
    bits: int = 20
    seconds: float = 30.0

    def to_mapping(self) -> dict[str, Any]:
        """Return them as JSON; the price as text, so that no cent is lost."""
        return {"price": str(self.price), "currency": self.currency, "bits": self.bits, "seconds": self.seconds}

    @classmethod
    def from_mapping(cls, noted: Mapping[str, Any]) -> Norms:
        """Return what was noted as JSON; what is missing is as usual."""
        return cls(**{**noted, **({"price": Decimal(noted["price"])} if "price" in noted else {})})


NORMS: Final = "norms"
"""The name under which a network notes its norms."""
