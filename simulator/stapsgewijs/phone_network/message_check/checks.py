"""The checks of a message, for cost, delivery and clarity, and of the speech of a call.

Sources: 3GPP TS 23.038 and 23.040 (parts, names of senders), WICG origin-bound one-time codes (the last line),
NIST SP 800-63B (bits of a code).
"""

from __future__ import annotations

import math
import re
import string
import unicodedata
from typing import TYPE_CHECKING, Final

from stapsgewijs.findings import Severity
from stapsgewijs.phone_network.calls import Speaker
from stapsgewijs.phone_network.message_check.model import Diagnostic, DiagnosticText, Limits, Money, Rule
from stapsgewijs.phone_network.message_check.sms_encoding import Alphabet, encode_info
from stapsgewijs.phone_network.message_check.speech_duration import DEFAULT_LANGUAGE, seconds
from stapsgewijs.phone_network.message_check.webotp import WebOtpLine, bound_code
from stapsgewijs.phone_network.messages import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stapsgewijs.phone_network.calls import Call
    from stapsgewijs.phone_network.message_check.sms_encoding import Encoding
    from stapsgewijs.phone_network.messages import Message

MAX_SENDER_CHARS: Final = 11
"""Characters of the name of a sender (TS 23.040: an address field of 10 octets)."""
NAMES_NOT_ALLOWED: Final = frozenset({"US", "CA", "PR"})
"""Regions whose carriers take no names as senders, only numbers and short codes; there are more, for other reasons."""

_CODE: Final = re.compile(r"(?<!\d)\d{4,10}(?!\d)")
_E164: Final = re.compile(r"\+[1-9]\d{6,14}")
_SHORT_CODE: Final = re.compile(r"\d{3,8}")
_NAME_CHARACTERS: Final = frozenset(string.ascii_letters + string.digits + " &-_+.")
_INVISIBLE: Final = frozenset({"Cc", "Cf"})
_LINE_ENDS: Final = frozenset("\n\r\f")
_FORCED: Final = (DiagnosticText.FORCED_BY_ONE, DiagnosticText.FORCED_BY_MANY, DiagnosticText.FORCED_BY_MORE)
_COSTLY: Final = (DiagnosticText.COSTLY_BY_ONE, DiagnosticText.COSTLY_BY_MANY, DiagnosticText.COSTLY_BY_MORE)
_MAX_CHARACTERS_NAMED: Final = 3
"""How many characters are named; the rest are counted."""
_BITS_OF: Final = {True: math.log2(10), False: math.log2(36)}
"""Bits of a character of a code: of digits only, or of letters as well."""


def check_message(
    message: Message, earlier: Iterable[Message] = (), norms: Limits | None = None
) -> tuple[Diagnostic, ...]:
    """Return what there is to say about a message to a handset; about what a person sends, only its parts.

    `earlier` are messages to the same number (this one may be among them): a code is not to be used twice. `norms`
    are prices and limits (usual ones without).
    """
    held_to = norms or Limits()
    found = [*_parts(message.body, held_to), *_invisible(message.body)]
    if message.direction is Direction.OUTBOUND:
        found += [*_sender(message), *_code(message, earlier, held_to)]
    return tuple(found)


def check_call(call: Call, norms: Limits | None = None, language: str = DEFAULT_LANGUAGE) -> tuple[Diagnostic, ...]:
    """Return what there is to say about what a call says; `place` is the line of its transcript (from 0).

    `language` counts where a line does not say its own.
    """
    held_to = norms or Limits()
    prompts = [(place, each) for place, each in enumerate(call.transcript) if each.who is Speaker.CALLER]
    lengths = {place: seconds(each.text, each.language or language) for place, each in prompts}
    found = []
    if lengths:
        values = {"length": f"{sum(lengths.values()):.0f}", "prompts": len(lengths)}
        found.append(Diagnostic(Rule.SPOKEN, Severity.NOTE, DiagnosticText.SPOKEN, values=values))
    for place, length in lengths.items():
        if length > held_to.seconds:
            values = {"length": f"{length:.0f}", "most": f"{held_to.seconds:g}"}
            found.append(Diagnostic(Rule.PROMPT_LONG, Severity.WARNING, DiagnosticText.PROMPT_LONG, place, values))
    return tuple(found)


def _parts(body: str, norms: Limits) -> Iterator[Diagnostic]:
    measured = encode_info(body)
    one = measured.parts == 1
    cost = Money(norms.price * measured.parts, norms.currency)
    values = {"alphabet": measured.name, "parts": measured.parts, "cost": cost}
    severity, said = (Severity.NOTE, DiagnosticText.PARTS_ONE) if one else (Severity.WARNING, DiagnosticText.PARTS_MANY)
    yield Diagnostic(Rule.PARTS, severity, said, values=values)
    if measured.name is Alphabet.UCS_2:
        yield _forced(body, measured)


def _forced(body: str, measured: Encoding) -> Diagnostic:
    """Say which characters force UCS-2, and what the message would be without them."""
    names = [f"“{each.character}” ({each.name})" for each in measured.forced_by]
    without = encode_info(
        "".join("x" if any(each == f.character for f in measured.forced_by) else each for each in body)
    )
    costs_more = without.parts < measured.parts
    values = {
        "characters": ", ".join(names[:_MAX_CHARACTERS_NAMED]),
        "more": len(names) - _MAX_CHARACTERS_NAMED,
        "without": without.parts,
        "parts": measured.parts,
    }
    one, many, more = _COSTLY if costs_more else _FORCED
    said = one if len(names) == 1 else many if len(names) <= _MAX_CHARACTERS_NAMED else more
    severity = Severity.WARNING if costs_more else Severity.NOTE
    return Diagnostic(Rule.ENCODING_FORCED, severity, said, measured.forced_by[0].place, values)


def _invisible(body: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for place, each in enumerate(body):
        if each not in seen and each not in _LINE_ENDS and unicodedata.category(each) in _INVISIBLE:
            seen.add(each)
            name = unicodedata.name(each, f"U+{ord(each):04X}")
            yield Diagnostic(
                Rule.INVISIBLE_CHARACTER, Severity.WARNING, DiagnosticText.INVISIBLE, place, {"name": name}
            )


def _sender(message: Message) -> Iterator[Diagnostic]:
    name = message.sender
    if name.startswith("+"):
        if not _E164.fullmatch(name):
            yield Diagnostic(Rule.SENDER_NOT_E164, Severity.ERROR, DiagnosticText.NOT_E164, values={"sender": name})
        return
    if _SHORT_CODE.fullmatch(name):
        return
    yield from _name(name)
    if message.number.region in NAMES_NOT_ALLOWED:
        values = {"sender": name, "region": message.number.region}
        yield Diagnostic(Rule.SENDER_NAME_NOT_ALLOWED, Severity.ERROR, DiagnosticText.NAME_NOT_ALLOWED, values=values)


def _name(name: str) -> Iterator[Diagnostic]:
    if len(name) > MAX_SENDER_CHARS:
        values = {"sender": name, "length": len(name), "most": MAX_SENDER_CHARS}
        yield Diagnostic(Rule.SENDER_TOO_LONG, Severity.ERROR, DiagnosticText.NAME_TOO_LONG, values=values)
    if strange := "".join(dict.fromkeys(each for each in name if each not in _NAME_CHARACTERS)):
        values = {"sender": name, "strange": strange}
        yield Diagnostic(Rule.SENDER_CHARACTERS, Severity.ERROR, DiagnosticText.NAME_CHARACTERS, values=values)
    if not any(each.isalpha() for each in name):
        yield Diagnostic(
            Rule.SENDER_WITHOUT_LETTER, Severity.ERROR, DiagnosticText.NAME_WITHOUT_LETTER, values={"sender": name}
        )


def _code(message: Message, earlier: Iterable[Message], norms: Limits) -> Iterator[Diagnostic]:
    bound = bound_code(message.body)
    yield from bound.diagnostics()
    code, place = _code_in(message.body, bound)
    if not code:
        return
    if bound.is_absent:
        yield Diagnostic(Rule.WEBOTP_MISSING, Severity.NOTE, DiagnosticText.WEBOTP_MISSING)
    bits = len(code) * _BITS_OF[code.isdigit()]
    if round(bits) < norms.bits:
        digits = next(each for each in range(100) if round(each * _BITS_OF[True]) >= norms.bits)
        values = {"bits": f"{bits:.1f}", "wanted": norms.bits, "digits": digits}
        yield Diagnostic(Rule.CODE_SHORT, Severity.WARNING, DiagnosticText.CODE_SHORT, place, values)
    sent = (each for each in earlier if each.direction is Direction.OUTBOUND)
    others = (each for each in sent if each.id != message.id and each.sequence < message.sequence)
    twin = next((each for each in others if code == _code_in(each.body, bound_code(each.body))[0]), None)
    if twin is not None:
        before = {"message": twin.id, "at": f"{twin.created:%Y-%m-%d %H:%M:%S}"}
        yield Diagnostic(Rule.CODE_REUSED, Severity.WARNING, DiagnosticText.CODE_REUSED, place, before)


def _code_in(body: str, bound: WebOtpLine) -> tuple[str, int]:
    """Return the code of a message and its place: the first digits that look like one, else what the last line says."""
    found = _CODE.search(body)
    if found and not bound.covers(found.start()):
        return found[0], found.start()
    return bound.code, bound.code_place
