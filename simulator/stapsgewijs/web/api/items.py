"""Messages and calls of an organisation: listed, waited for, fetched, tagged, sent, deleted."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.routing import APIRoute

from stapsgewijs.phone_network import (
    HEADER,
    Call,
    Direction,
    Fault,
    FaultHeaderError,
    Kind,
    Message,
    UnknownCallError,
    UnknownMessageError,
    fault_of,
)
from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.dependencies import OrganisationDep, StateDep, get_organisation, get_state
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.item_details import CloseCallShape, CloseMessageShape
from stapsgewijs.web.api.queries import (
    NO_CONTENT,
    After,
    CallsWantedShape,
    MessagesWantedShape,
    PageShape,
    Seconds,
    number_or_none,
    wait_for_call,
    wait_for_message,
)
from stapsgewijs.web.api.schemas import CallShape, MessageShape, NewMessageShape, TagsShape
from stapsgewijs.web.api.shown import shown

router = APIRouter()
FaultHeader = Annotated[
    str | None, Header(alias=HEADER, max_length=200, description="A fault for this request: `late; seconds=30`.")
]


class MessagesListShape(MessagesWantedShape, PageShape):
    """Which messages, and how many."""


class CallsListShape(CallsWantedShape, PageShape):
    """Which calls, and how many."""


class WaitForMessageShape(MessagesWantedShape):
    """Which message, and how long to wait for it."""

    direction: Direction | None = Direction.OUTBOUND
    after: After = None
    timeout: Seconds = 10


class WaitForCallShape(CallsWantedShape):
    """Which call, and how long to wait for it."""

    direction: Direction | None = Direction.OUTBOUND
    after: After = None
    timeout: Seconds = 10


_asked: dict[bytes, MessagesListShape] = {}
"""Queries that were read before: who polls a list asks the same each time, and reading costs more than the answer."""
_MAX_ASKED: Final = 500


class ListRoute(APIRoute):
    """The route of a list; a query that was read before is not read again."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        read = super().get_route_handler()

        async def answer(request: Request) -> Response:
            known = _asked.get(request.scope["query_string"])
            if known is None:
                return await read(request)
            return await messages(request, known, await get_organisation(request, await get_state(request)))

        return answer


list_router = APIRouter(route_class=ListRoute)


@list_router.get("/messages", response_model=list[MessageShape])
async def messages(
    request: Request, wanted: Annotated[MessagesListShape, Query()], organisation: OrganisationDep
) -> Response:
    """Return messages, arrived or not, to handsets and from them; the newest first."""
    if len(_asked) >= _MAX_ASKED:
        _asked.clear()
    _asked[request.scope["query_string"]] = wanted
    found = organisation.network.sms.find(wanted.filter(wanted.status, **wanted.part()))
    return Response(f"[{','.join(map(shown, found))}]", media_type="application/json")


@router.post("/messages", status_code=201)
async def send(payload: NewMessageShape, organisation: OrganisationDep, fault: FaultHeader = None) -> MessageShape:
    """Send a message to a handset, as a provider would.

    The header `X-Stapsgewijs-Fault` lets something go wrong with this one: `late; seconds=30`.
    """
    to = number_or_none(payload.to)
    if to is None:
        raise ApiError(422, "no-number", f"{payload.to!r} is not a phone number", "write it as +31612345678")
    given = fault_in(fault, Kind.MESSAGE)
    tags = tuple(payload.tags)
    return MessageShape.of(organisation.network.sms.send(to, payload.sender, payload.body, fault=given, tags=tags))


@router.get("/messages/wait", name="wait", response_model=MessageShape, responses=NO_CONTENT)
async def wait_for_one_message(
    state: StateDep, wanted: Annotated[WaitForMessageShape, Query()], organisation: OrganisationDep
) -> MessageShape | Response:
    """Wait for the first message that matches and came after the one called `after` (or the first of all).

    Messages that have arrived count; with `status` those in that state.
    """
    arrived = not wanted.status
    asked = wanted.filter(wanted.status, arrived=arrived)
    found = await wait_for_message(state, organisation, asked, wanted.after, wanted.timeout)
    return MessageShape.of(found) if found else Response(status_code=204)


@router.get("/messages/{message_id}")
async def message(message_id: str, organisation: OrganisationDep) -> CloseMessageShape:
    """Return one message, with everything that happened to it, how it travels, and remarks on it."""
    return CloseMessageShape.from_domain(_message(organisation, message_id), organisation.network)


@router.put("/messages/{message_id}/tags", name="tag")
async def tag_message(message_id: str, payload: TagsShape, organisation: OrganisationDep) -> MessageShape:
    """Replace the tags of a message."""
    _message(organisation, message_id)
    return MessageShape.of(organisation.network.sms.tag(message_id, tuple(dict.fromkeys(payload.tags))))


@router.delete("/messages/{message_id}", status_code=204)
async def forget(message_id: str, organisation: OrganisationDep) -> None:
    """Forget one message."""
    _message(organisation, message_id)
    organisation.network.sms.delete(message_id)


@router.get("/calls")
async def calls(wanted: Annotated[CallsListShape, Query()], organisation: OrganisationDep) -> list[CallShape]:
    """Return calls; the newest first."""
    found = organisation.network.voice.find(wanted.filter(wanted.status, **wanted.part()))
    return [CallShape.of(each) for each in found]


@router.get("/calls/wait", name="wait", response_model=CallShape, responses=NO_CONTENT)
async def wait_for_one_call(
    state: StateDep, wanted: Annotated[WaitForCallShape, Query()], organisation: OrganisationDep
) -> CallShape | Response:
    """Wait for the first call that matches and was placed after the one called `after` (or the first of all)."""
    asked = wanted.filter(wanted.status)
    found = await wait_for_call(state, organisation, asked, wanted.after, wanted.timeout)
    return CallShape.of(found) if found else Response(status_code=204)


@router.get("/calls/{call_id}")
async def call(call_id: str, organisation: OrganisationDep) -> CloseCallShape:
    """Return one call, with everything that was said and pressed, and remarks on it."""
    return CloseCallShape.from_domain(_call(organisation, call_id), organisation.network)


@router.put("/calls/{call_id}/tags", name="tag")
async def tag_call(call_id: str, payload: TagsShape, organisation: OrganisationDep) -> CallShape:
    """Replace the tags of a call."""
    _call(organisation, call_id)
    return CallShape.of(organisation.network.voice.tag(call_id, tuple(dict.fromkeys(payload.tags))))


@router.post("/reset", status_code=204)
async def reset(organisation: OrganisationDep) -> None:
    """Forget every message, call, fault and chance; people, policy and enrollments stay."""
    organisation.network.reset()
    organisation.authenticators.clear_faults()


def fault_in(header: str | None, kind: Kind) -> Fault | None:
    """Return the fault that a header asks for, if it is there; answers 422 for what names none."""
    try:
        return None if header is None else fault_of(header, kind)
    except FaultHeaderError as error:
        raise ApiError(422, "fault", str(error), f"{HEADER}: late; seconds=30") from None


def _message(organisation: Organisation, message_id: str) -> Message:
    try:
        return organisation.network.sms.get(message_id)
    except UnknownMessageError as error:
        raise ApiError(404, "no-message", str(error)) from None


def _call(organisation: Organisation, call_id: str) -> Call:
    try:
        return organisation.network.voice.get(call_id)
    except UnknownCallError as error:
        raise ApiError(404, "no-call", str(error)) from None
