"""What goes in and out as JSON. Times are ISO 8601 in UTC; numbers of phones are E.164."""

from __future__ import annotations

from datetime import datetime  # pydantic reads the annotations when it runs
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from simulator.gateway import Call, CallFault, CallStatus, Fault, Kind, Message, MessageFault, MessageStatus, Speaker
from simulator.store import Organisation


class Shape(BaseModel):
    """Every shape: unknown fields are refused, so that a typing error is not ignored."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class HistoryShape(Shape):
    """Something that happened, and when."""

    at: datetime
    what: str


class MessageShape(Shape):
    """A text message on a handset."""

    id: str
    to: str
    sender: str = Field(serialization_alias="from")
    body: str
    status: MessageStatus
    created: datetime
    delivered: datetime | None
    history: list[HistoryShape]

    @classmethod
    def of(cls, message: Message) -> MessageShape:
        """Show a message."""
        return cls(
            id=message.id,
            to=message.to,
            sender=message.sender,
            body=message.body,
            status=message.status,
            created=message.created,
            delivered=message.delivered,
            history=[HistoryShape(at=at, what=what) for at, what in message.history],
        )


class LineShape(Shape):
    """Something said or pressed during a call."""

    who: Speaker
    text: str
    at: datetime


class CallShape(Shape):
    """A call to a handset, with what was said and pressed."""

    id: str
    to: str
    sender: str = Field(serialization_alias="from")
    status: CallStatus
    created: datetime
    ended: datetime | None
    transcript: list[LineShape]
    history: list[HistoryShape]

    @classmethod
    def of(cls, call: Call) -> CallShape:
        """Show a call."""
        return cls(
            id=call.id,
            to=call.to,
            sender=call.sender,
            status=call.status,
            created=call.created,
            ended=call.ended,
            transcript=[LineShape(who=each.who, text=each.text, at=each.at) for each in call.transcript],
            history=[HistoryShape(at=at, what=what) for at, what in call.history],
        )


class KeysShape(Shape):
    """Keys to press, one after the other."""

    keys: Annotated[str, Field(min_length=1, max_length=32, examples=["#", "0#"])]


class NewFaultShape(Shape):
    """A rule: what goes wrong with the next message or call that matches."""

    number: Annotated[str | None, Field(examples=["+31612345678"], description="Which handset; without: any.")] = None
    text: Annotated[str, Field(max_length=1600, description="Part of the body of a message.")] = ""
    kind: Kind
    action: Annotated[str, Field(examples=[*MessageFault, *CallFault])]
    seconds: Annotated[float, Field(ge=0, le=31_536_000, description="How late, or after how long.")] = 0
    skip: Annotated[int, Field(ge=0, le=1000, description="How many go well first.")] = 0
    times: Annotated[int | None, Field(ge=1, le=1000, description="How many it happens to; null: every one.")] = 1
    code: Annotated[int | None, Field(ge=10_000, le=99_999, description="The carrier's error code.")] = None
    most: Annotated[int, Field(ge=0, le=100_000, description="rate-limited: how many are taken …")] = 0
    window: Annotated[float, Field(ge=0, le=31_536_000, description="… in so many seconds.")] = 0


class FaultShape(NewFaultShape):
    """A rule that can still happen."""

    id: str

    @classmethod
    def of(cls, fault: Fault) -> FaultShape:
        """Show a rule."""
        return cls(
            id=fault.id,
            number=fault.number.e164 if fault.number else None,
            text=fault.text,
            kind=fault.kind,
            action=fault.action,
            seconds=fault.seconds,
            skip=fault.skip,
            times=fault.times,
            code=fault.code,
            most=fault.most,
            window=fault.window,
        )


class ClockShape(Shape):
    """What time it is in an organisation, and how far that is ahead of the machine."""

    now: datetime
    ahead: float = Field(description="Seconds.")


class AdvanceShape(Shape):
    """How far to put the clock forward; it never goes back."""

    advance: Annotated[float, Field(ge=0, le=31_536_000_000, description="Seconds.", examples=[181])]


class PersonShape(Shape):
    """Somebody who can sign in. The password opens nothing but this simulator."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    user_name: Annotated[str, Field(min_length=1, max_length=80)]
    password: Annotated[str, Field(min_length=1, max_length=80)]


class NewOrganisationShape(Shape):
    """An organisation to make. Without an id it gets one; with a seed its codes are the same every time."""

    id: Annotated[str | None, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] = None
    name: Annotated[str, Field(min_length=1, max_length=80)] = "Contoso"
    people: list[PersonShape] = []
    policy: dict[str, Any] = {}
    seed: Annotated[str | None, Field(max_length=400)] = None


class OrganisationShape(Shape):
    """An organisation, with the address of its sign-in page."""

    id: str
    name: str
    sign_in: str
    people: list[PersonShape]
    policy: dict[str, bool | int]

    @classmethod
    def of(cls, organisation: Organisation) -> OrganisationShape:
        """Show an organisation."""
        people = [
            PersonShape(name=each.name, user_name=each.user_name, password=each.password)
            for each in organisation.people
        ]
        return cls(
            id=organisation.id,
            name=organisation.name,
            sign_in=f"/{organisation.id}/",
            people=people,
            policy=organisation.policy.to_mapping(),
        )
