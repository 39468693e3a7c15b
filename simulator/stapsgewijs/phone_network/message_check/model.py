"""A remark on a message or a call: rule, severity, sentence, and position in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stapsgewijs.findings import Severity


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


class DiagnosticText(StrEnum):
    """What is said, with places for values: in English, and by these words in the catalogues of the pages."""

    PARTS_ONE = "travels as {alphabet} in 1 part and costs {cost}"
    PARTS_MANY = "travels as {alphabet} in {parts} parts and costs {cost}"
    FORCED_BY_ONE = "{characters} is not in GSM-7"
    FORCED_BY_MANY = "{characters} are not in GSM-7"
    FORCED_BY_MORE = "{characters} and {more} more are not in GSM-7"
    COSTLY_BY_ONE = "{characters} is not in GSM-7; without, {without} instead of {parts} parts"
    COSTLY_BY_MANY = "{characters} are not in GSM-7; without, {without} instead of {parts} parts"
    COSTLY_BY_MORE = "{characters} and {more} more are not in GSM-7; without, {without} instead of {parts} parts"
    INVISIBLE = "{name} cannot be seen, and is sent all the same"
    NOT_E164 = "“{sender}” is no number in E.164: + and 7 to 15 digits, nothing between them"
    NAME_NOT_ALLOWED = "carriers in {region} take no names as senders: “{sender}” is refused or replaced"
    NAME_TOO_LONG = "the name “{sender}” has {length} characters; {most} fit"
    NAME_CHARACTERS = (
        "the name “{sender}” has “{strange}”; letters without accents, digits, spaces and &-_+. go everywhere"
    )
    NAME_WITHOUT_LETTER = "“{sender}” has no letter, so it is no name, and no number in E.164 either"
    WEBOTP_MISSING = "no last line “@host #code”, by which a browser fills the code in on that host only"
    CODE_SHORT = "the code has {bits} bits; {wanted} are wanted, which {digits} digits have"
    CODE_REUSED = "the code was in {message} before, of {at} UTC"
    WEBOTP = "browsers fill in {code} on {host}"
    WEBOTP_OTHER_CODE = "the last line says {code}, the text above it {other}"
    LINE_NOT_LAST = "the line “@host #code” is not the last one, so browsers do not read it"
    LINE_HOST_FIRST = "the host comes first: “@host #code”"
    LINE_WITHOUT_CODE = "“@{host}” is followed by no code: “@host #code”"
    LINE_NO_HOST = "“{host}” is to be a host only, without scheme, port or path"
    LINE_WITHOUT_SPACE = "a space is wanted between host and code: “@host #code”"
    LINE_OTHER = "“{line}” is not “@host #code” and nothing else"
    SPOKEN = "the caller speaks for about {length} s in {prompts} prompts"
    PROMPT_LONG = "this takes about {length} s to say; people hang up after {most} s"


class Money(NamedTuple):
    """An amount in a currency (ISO 4217); as text in plain English: `0.10 EUR`."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about a text that travels, which has no file: `rule` and `severity` are as those of a `Finding`.

    `sentence` is its message; `place` its column, but from 0 and None when it is about the whole or the sender.
    """

    rule: Rule
    severity: Severity
    says: DiagnosticText
    place: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is said, in English."""
        return self.says.format(**self.values)


@dataclass(frozen=True, slots=True)
class Limits:
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
    def from_mapping(cls, noted: Mapping[str, Any]) -> Limits:
        """Return what was noted as JSON; what is missing is as usual."""
        return cls(**{**noted, **({"price": Decimal(noted["price"])} if "price" in noted else {})})


NORMS: Final = "norms"
"""The name under which a network notes its norms."""
