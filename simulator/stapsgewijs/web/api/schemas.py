"""The JSON schemas of requests and responses. Times are ISO 8601 in UTC; phone numbers are E.164."""

from __future__ import annotations

from datetime import datetime  # pydantic reads the annotations when it runs
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from stapsgewijs.phone_network import (
    MAX_BLOCKED_CALLERS,
    MAX_BODY_CHARS,
    MAX_CALLER_CHARS,
    MAX_SPEECH_CHARS,
    Call,
    CallFault,
    CallStatus,
    Chaos,
    Direction,
    Fault,
    HandsetSettings,
    Kind,
    Message,
    MessageFault,
    MessageStatus,
    Silence,
    Speaker,
)
from stapsgewijs.storage import Organisation, OrganisationSummary

MAX_TAGS: Final = 20
"""Tags of one message or call."""
MAX_TAG_CHARS: Final = 40


class Shape(BaseModel):
    """Every shape: unknown fields are refused, so that a typing error is not ignored."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class HistoryShape(Shape):
    """Something that happened, and when."""

    at: datetime
    what: str


def _fields_of(item: Message | Call) -> dict[str, Any]:
    """Return what messages and calls have in common."""
    return {
        "id": item.id,
        "place": item.sequence,
        "to": item.to,
        "sender": item.sender,
        "error": item.error,
        "created": item.created,
        "tags": list(item.tags),
        "history": [HistoryShape(at=at, what=what) for at, what in item.history],
    }


class MessageShape(Shape):
    """A text message to a handset, or from one. `place` counts the messages of an organisation."""

    id: str
    place: int
    to: str
    sender: str = Field(serialization_alias="from")
    body: str
    direction: Direction
    status: MessageStatus
    error: int | None
    created: datetime
    delivered: datetime | None
    tags: list[str]
    history: list[HistoryShape]

    @classmethod
    def of(cls, message: Message) -> MessageShape:
        """Show a message."""
        return cls(
            **_fields_of(message),
            body=message.body,
            direction=message.direction,
            status=message.status,
            delivered=message.delivered,
        )


class LineShape(Shape):
    """Something said or pressed during a call."""

    who: Speaker
    text: str
    at: datetime
    language: str = Field("", description="The language in which it was said (BCP 47), when that is known.")


class CallShape(Shape):
    """A call to a handset, with what was said and pressed."""

    id: str
    place: int
    to: str
    sender: str = Field(serialization_alias="from")
    direction: Direction
    status: CallStatus
    error: int | None
    created: datetime
    answered: datetime | None
    ended: datetime | None
    tags: list[str]
    silence: Annotated[Silence | None, Field(description="Why the phone made no sound, so that nobody noticed.")]
    transcript: list[LineShape]
    history: list[HistoryShape]

    @classmethod
    def of(cls, call: Call) -> CallShape:
        """Show a call."""
        transcript = [
            LineShape(who=each.who, text=each.text, at=each.at, language=each.language) for each in call.transcript
        ]
        return cls(
            **_fields_of(call),
            direction=call.direction,
            status=call.status,
            answered=call.answered,
            ended=call.ended,
            silence=call.silence,
            transcript=transcript,
        )


class WordsShape(Shape):
    """What a person says during a call."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_SPEECH_CHARS, examples=["yes, please"])]


class KeysShape(Shape):
    """Keys to press, one after the other."""

    keys: Annotated[str, Field(min_length=1, max_length=32, examples=["#", "0#"])]


Body = Annotated[str, Field(min_length=1, max_length=MAX_BODY_CHARS, examples=["509326 is uw code."])]
Tag = Annotated[str, Field(min_length=1, max_length=MAX_TAG_CHARS)]


class NewMessageShape(Shape):
    """A message to send to a handset."""

    to: Annotated[str, Field(max_length=40, examples=["+31612345678"])]
    sender: Annotated[str, Field(alias="from", min_length=1, max_length=40, examples=["Contoso"])]
    body: Body
    tags: Annotated[list[Tag], Field(max_length=MAX_TAGS)] = []


class ReplyShape(Shape):
    """A message that a handset sends."""

    to: Annotated[str, Field(min_length=1, max_length=40, examples=["Contoso", "+15005550006"])]
    body: Body


class DialShape(Shape):
    """Whom a person calls."""

    to: Annotated[str, Field(min_length=1, max_length=40, examples=["+15005550006"])]


class TagsShape(Shape):
    """What a message or call is tagged with."""

    tags: Annotated[list[Tag], Field(max_length=MAX_TAGS)]


class CodeShape(Shape):
    """A verification code, and the message that it is in, or the call on which it was said."""

    code: str
    message: MessageShape | None = None
    call: CallShape | None = None


class HandsetShape(Shape):
    """A number that has a message or a call: in E.164, as people write it, and of which kind."""

    number: str
    international: str
    kind: str


Caller = Annotated[str, Field(min_length=1, max_length=MAX_CALLER_CHARS, examples=["+31202490048", "Contoso"])]


class HandsetSettingsShape(Shape):
    """The switches of a handset. `blocked_callers` are numbers in E.164, short codes and names of senders."""

    phone_on: bool
    signal: bool
    do_not_disturb: bool
    app_notifications: bool
    blocked_callers: list[str]

    @classmethod
    def of(cls, settings: HandsetSettings) -> HandsetSettingsShape:
        """Show them."""
        return cls(**settings.to_mapping())


class ChangedHandsetSettingsShape(Shape):
    """Switches to change; what is left out stays as it is."""

    phone_on: bool | None = None
    signal: bool | None = None
    do_not_disturb: bool | None = None
    app_notifications: bool | None = None
    blocked_callers: Annotated[list[Caller] | None, Field(max_length=MAX_BLOCKED_CALLERS)] = None


class HookAnswerShape(Shape):
    """What a system is answered: `body` is a template with `$id`, `$to`, `$from`, `$body`, `$status` and `$count`."""

    status: Annotated[int, Field(ge=200, le=299)] = 200
    content_type: Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$", max_length=80)] = "application/json"
    body: Annotated[str, Field(max_length=4000, examples=['{"message-id": "$id"}'])] = ""


class HookShape(Shape):
    """Where in JSON a message is: names joined by dots, or the fields of a form.

    `to` may be a list, or lead to each of one (`to.*.phone`); `=Contoso` is always the same. Without an `answer`
    the messages are answered.
    """

    to: Annotated[str, Field(min_length=1, max_length=200, examples=["recipients"])]
    body: Annotated[str, Field(min_length=1, max_length=200, examples=["content.text"])]
    sender: Annotated[str, Field(min_length=1, max_length=200, examples=["=Contoso"])] = "=SMS"
    answer: HookAnswerShape | None = None


class NewChaosShape(Shape):
    """Chance: with `probability` something of `actions` (or anything) happens to each message and call."""

    seed: Annotated[str, Field(max_length=80, examples=["monday"])]
    probability: Annotated[float, Field(ge=0, le=1, examples=[0.1])]
    actions: Annotated[list[str], Field(max_length=20, examples=[["lost", "late"]])] = []


class ChaosShape(NewChaosShape):
    """Chance, and how many messages and calls it has decided about."""

    messages: int
    calls: int

    @classmethod
    def of(cls, chaos: Chaos) -> ChaosShape:
        """Show it."""
        return cls(**chaos.to_mapping())


class NewFaultShape(Shape):
    """A rule: what goes wrong with the next message or call that matches."""

    number: Annotated[str | None, Field(examples=["+31612345678"], description="Which handset; without: any.")] = None
    text: Annotated[str, Field(max_length=MAX_BODY_CHARS, description="Part of the body of a message.")] = ""
    kind: Kind
    direction: Annotated[Direction, Field(description="What goes to a handset, or what comes from one.")] = (
        Direction.OUTBOUND
    )
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
            direction=fault.direction,
            action=fault.action,
            seconds=fault.seconds,
            skip=fault.skip,
            times=fault.times,
            code=fault.code,
            most=fault.limit,
            window=fault.window_s,
        )


class PersonShape(Shape):
    """Somebody who can sign in. The password opens nothing but this simulator."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    user_name: Annotated[str, Field(min_length=1, max_length=80)]
    password: Annotated[str, Field(min_length=1, max_length=80)]


class NewOrganisationShape(Shape):
    """An organisation to make. Without an id it gets one; with a seed its codes are the same every time.

    `language` is one of those that this simulator was started with; without it, the usual one.
    """

    id: Annotated[str | None, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] = None
    name: Annotated[str, Field(min_length=1, max_length=80)] = "Contoso"
    people: list[PersonShape] = []
    policy: dict[str, Any] = {}
    seed: Annotated[str | None, Field(max_length=400)] = None
    language: Annotated[str | None, Field(max_length=40)] = None


class OrganisationShape(Shape):
    """An organisation, with the address of its sign-in page."""

    id: str
    name: str
    sign_in: str
    people: list[PersonShape]
    policy: dict[str, bool | int]

    @classmethod
    def of(cls, organisation: Organisation | OrganisationSummary) -> OrganisationShape:
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
