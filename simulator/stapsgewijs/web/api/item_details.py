"""One message or one call with all details: encoding, both parties, and remarks."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from stapsgewijs.findings import Severity
from stapsgewijs.phone_network import Call, Filter, Message, PhoneNetwork
from stapsgewijs.phone_network.message_check.checks import check_call, check_message
from stapsgewijs.phone_network.message_check.model import NORMS, Diagnostic, Limits, Rule
from stapsgewijs.phone_network.message_check.sms_encoding import Alphabet, Encoding, encode_info
from stapsgewijs.phone_numbers import PhoneNumber, PhoneNumberError
from stapsgewijs.web.api.dependencies import OrganisationDep
from stapsgewijs.web.api.schemas import CallShape, MessageShape, Shape

router = APIRouter()
_MAX_EARLIER_ITEMS = 200
"""How many messages before this one are looked at for the same code."""


class ForcingShape(Shape):
    """A character that is not in GSM-7: its first place (from 0), and its name in Unicode."""

    character: str
    place: int
    name: str


class EncodingShape(Shape):
    """How a text travels: `units` are septets or 16-bit units, `left` is what still fits in the last part."""

    name: Alphabet
    units: int
    parts: int
    per_part: int
    left: int
    forced_by: list[ForcingShape]

    @classmethod
    def of(cls, encoding: Encoding) -> EncodingShape:
        """Show it; half a surrogate pair, which JSON cannot hold, as U+FFFD."""
        forced = [
            ForcingShape(character=_writable(each.character), place=each.place, name=each.name)
            for each in encoding.forced_by
        ]
        return cls(
            name=encoding.name,
            units=encoding.units,
            parts=encoding.parts,
            per_part=encoding.per_part,
            left=encoding.left,
            forced_by=forced,
        )


class RemarkShape(Shape):
    """A remark; `place` is a character of the body or a line of the transcript (from 0), null when it is about all."""

    rule: Rule
    severity: Severity
    sentence: str
    place: int | None

    @classmethod
    def of(cls, remark: Diagnostic) -> RemarkShape:
        """Show it."""
        sentence = _writable(remark.sentence)
        return cls(rule=remark.rule, severity=remark.severity, sentence=sentence, place=remark.place)


class PartyShape(Shape):
    """One of the two sides: in E.164, and as people write it at home and abroad; null for a name or a short code."""

    shown: str
    e164: str | None = None
    national: str | None = None
    international: str | None = None

    @classmethod
    def of(cls, shown: str) -> PartyShape:
        """Show a side."""
        try:
            number = PhoneNumber(shown)
        except PhoneNumberError:
            return cls(shown=shown)
        return cls(shown=shown, e164=number.e164, national=number.national, international=number.international)


class PartiesShape(Shape):
    """Both sides."""

    to: PartyShape
    sender: PartyShape = Field(serialization_alias="from")

    @classmethod
    def of(cls, item: Message | Call) -> PartiesShape:
        """Show both sides of a message or call."""
        return cls(to=PartyShape.of(item.to), sender=PartyShape.of(item.sender))


class CloseMessageShape(MessageShape):
    """A message, looked at closely."""

    parties: PartiesShape
    encoding: EncodingShape
    remarks: list[RemarkShape]

    @classmethod
    def from_domain(cls, message: Message, network: PhoneNetwork) -> CloseMessageShape:
        """Show a message of `network`."""
        return cls(
            **MessageShape.of(message).model_dump(),
            parties=PartiesShape.of(message),
            encoding=EncodingShape.of(encode_info(message.body)),
            remarks=[RemarkShape.of(each) for each in remarks_on(message, network)],
        )


class CloseCallShape(CallShape):
    """A call, looked at closely."""

    parties: PartiesShape
    remarks: list[RemarkShape]

    @classmethod
    def from_domain(cls, call: Call, network: PhoneNetwork) -> CloseCallShape:
        """Show a call of `network`."""
        return cls(
            **CallShape.of(call).model_dump(),
            parties=PartiesShape.of(call),
            remarks=[RemarkShape.of(each) for each in remarks_on(call, network)],
        )


class NormsShape(Shape):
    """What messages and calls are held to: price of a part, bits of a code, seconds of a prompt."""

    price: Annotated[Decimal, Field(ge=0, le=100, max_digits=8, decimal_places=5, examples=["0.0475"])]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])] = "EUR"
    bits: Annotated[int, Field(ge=0, le=128)] = 20
    seconds: Annotated[float, Field(gt=0, le=3600)] = 30


def remarks_on(item: Message | Call, network: PhoneNetwork) -> tuple[Diagnostic, ...]:
    """Return what there is to say about a message or call of `network`, by its norms."""
    if isinstance(item, Call):
        return check_call(item, norms_of(network))
    before = Filter(item.number, before=item.sequence, newest_first=True, limit=_MAX_EARLIER_ITEMS)
    return check_message(item, network.sms.find(before), norms_of(network))


def norms_of(network: PhoneNetwork) -> Limits:
    """Return what the messages and calls of a network are held to."""
    return Limits.from_mapping(network.get_setting(NORMS))


@router.get("/norms")
async def norms(organisation: OrganisationDep) -> NormsShape:
    """Return what messages and calls are held to."""
    return NormsShape(**norms_of(organisation.network).to_mapping())


@router.put("/norms")
async def set_norms(payload: NormsShape, organisation: OrganisationDep) -> NormsShape:
    """Say what a part costs, how many bits a code has at least, and how long a prompt lasts at most."""
    given = Limits(payload.price, payload.currency, payload.bits, payload.seconds)
    organisation.network.put_setting(NORMS, given.to_mapping())
    return payload


def _writable(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
