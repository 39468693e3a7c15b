"""The operations of a handset: reading messages, waiting for the next one, replying, answering, keys, hanging up."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Query, Response

from stapsgewijs.phone_network import (
    MAX_SPEECH_CHARS,
    Call,
    Direction,
    Filter,
    HandsetSettingsError,
    NotPossibleError,
    PhoneNetwork,
    UnknownCallError,
    spoken_codes,
)
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.web.api.dependencies import NumberDep, OrganisationDep, StateDep
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.queries import (
    NO_CONTENT,
    REGION,
    After,
    Seconds,
    as_e164,
    place_of_arrival,
    until_call,
    wait_for_call,
    wait_for_message,
    wait_for_twiml,
)
from stapsgewijs.web.api.schemas import (
    CallShape,
    ChangedHandsetSettingsShape,
    CodeShape,
    DialShape,
    HandsetSettingsShape,
    HandsetShape,
    KeysShape,
    MessageShape,
    ReplyShape,
    WordsShape,
)

if TYPE_CHECKING:
    from collections.abc import Callable
router = APIRouter()
_CODE: Final = re.compile(r"(?<!\d)\d{4,10}(?!\d)")
"""What looks like a verification code: 4 to 10 digits on their own."""
_BATCH_ITEMS: Final = 100
_MAX_BATCHES: Final = 10
"""How many of the newest messages are looked through for a code: a thousand, so that nobody else waits for it."""
_MAX_LISTED: Final = 1000
"""Messages, or calls, in one answer; all of them are at `/messages`, page by page."""


@router.get("/handsets")
async def handsets(organisation: OrganisationDep) -> list[HandsetShape]:
    """Return every handset that has a message or a call."""
    return [_handset(PhoneNumber.parse(each, REGION)) for each in organisation.network.handsets()]


@router.get("/handsets/{number}/messages")
async def messages(organisation: OrganisationDep, number: NumberDep) -> list[MessageShape]:
    """Return the messages that arrived at a number, in order of arrival: the last 1000; `/messages` has all."""
    wanted = replace(_arrived_at(number), by_arrival=True, newest_first=True, limit=_MAX_LISTED)
    return [MessageShape.of(each) for each in reversed(organisation.network.sms.find(wanted))]


@router.get("/handsets/{number}/messages/next", response_model=MessageShape, responses=NO_CONTENT)
async def next_message(
    state: StateDep,
    organisation: OrganisationDep,
    number: NumberDep,
    after: After = None,
    timeout: Seconds = 10,  # noqa: ASYNC109  # a query parameter, not asyncio's
) -> MessageShape | Response:
    """Wait for the first message after the one called `after` (or the first of all)."""
    found = await wait_for_message(state, organisation, _arrived_at(number), after, timeout)
    return MessageShape.of(found) if found else Response(status_code=204)


@router.get("/handsets/{number}/calls")
async def calls(organisation: OrganisationDep, number: NumberDep) -> list[CallShape]:
    """Return the calls to a number, oldest first: the last 1000; `/calls` has all."""
    last = organisation.network.voice.find(replace(_calls_to(number), newest_first=True, limit=_MAX_LISTED))
    return [CallShape.of(each) for each in reversed(last)]


@router.get("/handsets/{number}/calls/next", response_model=CallShape, responses=NO_CONTENT)
async def next_call(
    state: StateDep,
    organisation: OrganisationDep,
    number: NumberDep,
    after: After = None,
    timeout: Seconds = 10,  # noqa: ASYNC109  # a query parameter, not asyncio's
) -> CallShape | Response:
    """Wait for the first call after the one called `after` (or the first of all)."""
    found = await wait_for_call(state, organisation, _calls_to(number), after, timeout)
    return CallShape.of(found) if found else Response(status_code=204)


@router.get("/handsets/{number}/code", response_model=CodeShape, responses=NO_CONTENT)
async def code(  # noqa: PLR0913, PLR0917  # what a request may say
    state: StateDep,
    organisation: OrganisationDep,
    number: NumberDep,
    after: After = None,
    call: Annotated[str | None, Query(max_length=40, description="The id of a call on which it may be said.")] = None,
    timeout: Seconds = 10,  # noqa: ASYNC109  # a query parameter, not asyncio's
) -> CodeShape | Response:
    """Return the code (4 to 10 digits) in the latest message with one, waiting for it.

    With `after` only messages that came after that one count. With `call` a code that is said on that call counts
    as well, and goes before.
    """

    def poll() -> CodeShape | None:
        said = _code_on(organisation.network, call) if call else None
        return said or _latest_code(organisation.network, number, after)

    found = await state.changes(organisation).wait_until(
        poll,
        seconds=timeout,
        until_due=lambda: state.until_due(organisation),
        about=number.e164,
    )
    return found or Response(status_code=204)


@router.post("/handsets/{number}/messages", status_code=201)
async def reply(state: StateDep, payload: ReplyShape, organisation: OrganisationDep, number: NumberDep) -> MessageShape:
    """Send a message from this handset, as a person who replies does; a system is told by its webhook."""
    try:
        return MessageShape.of(state.text(organisation, number, as_e164(payload.to), payload.body))
    except NotPossibleError as error:
        raise ApiError(409, "not-possible", str(error)) from None


@router.post("/handsets/{number}/calls", status_code=201)
async def dial(state: StateDep, payload: DialShape, organisation: OrganisationDep, number: NumberDep) -> CallShape:
    """Call from this handset: the VoiceUrl of the number is asked what to say.

    A number without one ends as `failed`, and its history says why.
    """
    try:
        return CallShape.of(state.dial(organisation, number, as_e164(payload.to)))
    except NotPossibleError as error:
        raise ApiError(409, "not-possible", str(error)) from None


@router.get("/handsets/{number}/settings")
async def settings(organisation: OrganisationDep, number: NumberDep) -> HandsetSettingsShape:
    """Return the switches of a handset: on, signal, do not disturb, notifications of the app, blocked callers."""
    return HandsetSettingsShape.of(organisation.network.handset_settings(number))


@router.patch("/handsets/{number}/settings")
async def change_settings(
    payload: ChangedHandsetSettingsShape, organisation: OrganisationDep, number: NumberDep
) -> HandsetSettingsShape:
    """Change switches of a handset; what waited for a handset that can be reached again arrives."""
    try:
        changes = payload.model_dump(exclude_none=True)
        return HandsetSettingsShape.of(organisation.network.change_handset_settings(number, **changes))
    except HandsetSettingsError as error:
        raise ApiError(422, "settings", str(error)) from None


@router.delete("/handsets/{number}", status_code=204)
async def clear(organisation: OrganisationDep, number: NumberDep) -> None:
    """Forget every message and call of a handset; a call that is under way ends."""
    organisation.network.sms.remove(Filter(number))
    organisation.network.voice.remove(Filter(number))


@router.post("/calls/{call_id}/answer")
async def answer(call_id: str, organisation: OrganisationDep) -> CallShape:
    """Answer a call that rings."""
    return _done(organisation.network.voice.answer, call_id)


@router.post("/calls/{call_id}/press")
async def press(state: StateDep, call_id: str, keys: KeysShape, organisation: OrganisationDep) -> CallShape:
    """Press keys during a call, as soon as the caller listens: a person waits to be asked as well."""
    await wait_for_twiml(state, organisation, call_id)
    return _done(organisation.network.voice.press, call_id, keys.keys)


@router.post("/calls/{call_id}/say")
async def say(state: StateDep, call_id: str, words: WordsShape, organisation: OrganisationDep) -> CallShape:
    """Say something during a call, as soon as the caller listens: it arrives as text (`SpeechResult`)."""
    await wait_for_twiml(state, organisation, call_id)
    return _done(organisation.network.voice.say, call_id, words.text)


@router.get("/calls/{call_id}/heard", response_model=CallShape, responses=NO_CONTENT)
async def heard(  # noqa: PLR0913, PLR0917  # what a request may say
    state: StateDep,
    call_id: str,
    organisation: OrganisationDep,
    text: Annotated[str, Query(min_length=1, max_length=MAX_SPEECH_CHARS, description="What has to be said.")],
    exact: Annotated[bool, Query(description="Whether capitals count.")] = False,  # noqa: FBT002  # a query parameter
    timeout: Seconds = 10,  # noqa: ASYNC109  # idem
) -> CallShape | Response:
    """Wait until these words were said on a call; 204 when they were not, or the call is over without them."""
    words = " ".join(text.split())

    def is_said(call: Call) -> bool:
        said = " ".join(" ".join(call.heard).split())
        return words in said if exact else words.casefold() in said.casefold()

    found = await until_call(state, organisation, call_id, is_said, timeout)
    return CallShape.of(found) if found else Response(status_code=204)


@router.get("/calls/{call_id}/code", response_model=CodeShape, responses=NO_CONTENT)
async def code_of_call(
    state: StateDep,
    call_id: str,
    organisation: OrganisationDep,
    timeout: Seconds = 10,  # noqa: ASYNC109  # idem
) -> CodeShape | Response:
    """Wait until a code (4 to 10 digits, together, one by one or as words) was said on a call; return the last one.

    204 when none was, or the call is over without one.
    """
    found = await until_call(state, organisation, call_id, lambda call: bool(_said_code(call)), timeout)
    return (_of_call(found) if found else None) or Response(status_code=204)


@router.post("/calls/{call_id}/hang-up")
async def hang_up(call_id: str, organisation: OrganisationDep) -> CallShape:
    """End a call, or decline one that rings."""
    return _done(organisation.network.voice.hang_up, call_id)


def _handset(number: PhoneNumber) -> HandsetShape:
    return HandsetShape(number=number.e164, international=number.international, kind=str(number.kind))


def _arrived_at(number: PhoneNumber) -> Filter:
    return Filter(number, arrived=True, direction=Direction.OUTBOUND)


def _calls_to(number: PhoneNumber) -> Filter:
    return Filter(number, direction=Direction.OUTBOUND)


def _latest_code(network: PhoneNetwork, number: PhoneNumber, after: str | None) -> CodeShape | None:
    wanted = replace(_arrived_at(number), by_arrival=True, newest_first=True, limit=_BATCH_ITEMS)
    wanted = replace(wanted, after=place_of_arrival(network, number, after))
    for _ in range(_MAX_BATCHES):
        batch = network.sms.find(wanted)
        for message in batch:
            if found := _CODE.search(message.body):
                return CodeShape(code=found[0], message=MessageShape.of(message))
        if len(batch) < _BATCH_ITEMS:
            break
        wanted = replace(wanted, before=batch[-1].place_of_arrival)
    return None


def _said_code(call: Call) -> str:
    return next(reversed(spoken_codes(call.heard, is_speaking=call.is_speaking)), "")


def _of_call(call: Call) -> CodeShape | None:
    said = _said_code(call)
    return CodeShape(code=said, call=CallShape.of(call)) if said else None


def _code_on(network: PhoneNetwork, call_id: str) -> CodeShape | None:
    try:
        return _of_call(network.voice.get(call_id))
    except UnknownCallError as error:
        raise ApiError(404, "no-call", str(error)) from None


def _done(do: Callable[..., Call], call_id: str, *more: str) -> CallShape:
    try:
        return CallShape.of(do(call_id, *more))
    except UnknownCallError as error:
        raise ApiError(404, "no-call", str(error)) from None
    except NotPossibleError as error:
        raise ApiError(409, "not-possible", str(error)) from None
