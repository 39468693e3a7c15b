"""All messages and calls of an organisation: listed, waited for, looked up, tagged, sent, forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response

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
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.item_details import CloseCallShape, CloseMessageShape
from stapsgewijs.web.api.queries import (
    NOTHING,
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

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FaultHeader = Annotated[
    str | None, Header(alias=HEADER, max_length=200, description="A fault for this request: `late; seconds=30`.")
]


def add_list_routes(router: APIRouter, organisation_of: Callable[..., Awaitable[Organisation]]) -> None:
    """Add the routes to `router`; `organisation_of` says whose messages and calls they are."""
    there = Depends(organisation_of)
    _add_message_routes(router, there)
    _add_one_message(router, there)
    _add_call_routes(router, there)

    @router.post("/reset", status_code=204)
    async def reset(organisation: Organisation = there) -> None:
        """Forget every message, call, fault and chance; people, policy and enrollments stay."""
        organisation.network.reset()


def _add_message_routes(router: APIRouter, there: Any) -> None:  # noqa: ANN401  # FastAPI's own type is Any
    @router.get("/messages")
    async def messages(
        wanted: Annotated[MessagesListShape, Query()], organisation: Organisation = there
    ) -> list[MessageShape]:
        """Return messages, arrived or not, to handsets and from them; the newest first."""
        found = organisation.network.find_messages(wanted.filter(wanted.status, **wanted.part()))
        return [MessageShape.of(each) for each in found]

    @router.post("/messages", status_code=201)
    async def send(
        wish: NewMessageShape, organisation: Organisation = there, fault: FaultHeader = None
    ) -> MessageShape:
        """Send a message to a handset, as a provider would.

        The header `X-Stapsgewijs-Fault` lets something go wrong with this one: `late; seconds=30`.
        """
        to = number_or_none(wish.to)
        if to is None:
            raise ApiError(422, "no-number", f"{wish.to!r} is not a phone number", "write it as +31612345678")
        given = fault_in(fault, Kind.MESSAGE)
        tags = tuple(wish.tags)
        return MessageShape.of(organisation.network.send_message(to, wish.sender, wish.body, fault=given, tags=tags))

    @router.get("/messages/wait", response_model=MessageShape, responses=NOTHING)
    async def wait(
        request: Request, wanted: Annotated[WaitForMessageShape, Query()], organisation: Organisation = there
    ) -> MessageShape | Response:
        """Wait for the first message that matches and came after the one called `after` (or the first of all).

        Messages that have arrived count; with `status` those in that state.
        """
        arrived = not wanted.status
        asked = wanted.filter(wanted.status, arrived=arrived)
        found = await wait_for_message(request, organisation, asked, wanted.after, wanted.timeout)
        return MessageShape.of(found) if found else Response(status_code=204)


def _add_one_message(router: APIRouter, there: Any) -> None:  # noqa: ANN401  # idem
    @router.get("/messages/{message_id}")
    async def message(message_id: str, organisation: Organisation = there) -> CloseMessageShape:
        """Return one message, with everything that happened to it, how it travels, and remarks on it."""
        return CloseMessageShape.seen(_message(organisation, message_id), organisation.network)

    @router.put("/messages/{message_id}/tags")
    async def tag(message_id: str, wish: TagsShape, organisation: Organisation = there) -> MessageShape:
        """Replace the tags of a message."""
        _message(organisation, message_id)
        return MessageShape.of(organisation.network.tag_message(message_id, tuple(dict.fromkeys(wish.tags))))

    @router.delete("/messages/{message_id}", status_code=204)
    async def forget(message_id: str, organisation: Organisation = there) -> None:
        """Forget one message."""
        _message(organisation, message_id)
        organisation.network.remove_message(message_id)


def _add_call_routes(router: APIRouter, there: Any) -> None:  # noqa: ANN401  # idem
    @router.get("/calls")
    async def calls(wanted: Annotated[CallsListShape, Query()], organisation: Organisation = there) -> list[CallShape]:
        """Return calls; the newest first."""
        found = organisation.network.find_calls(wanted.filter(wanted.status, **wanted.part()))
        return [CallShape.of(each) for each in found]

    @router.get("/calls/wait", response_model=CallShape, responses=NOTHING)
    async def wait(
        request: Request, wanted: Annotated[WaitForCallShape, Query()], organisation: Organisation = there
    ) -> CallShape | Response:
        """Wait for the first call that matches and was placed after the one called `after` (or the first of all)."""
        asked = wanted.filter(wanted.status)
        found = await wait_for_call(request, organisation, asked, wanted.after, wanted.timeout)
        return CallShape.of(found) if found else Response(status_code=204)

    @router.get("/calls/{call_id}")
    async def call(call_id: str, organisation: Organisation = there) -> CloseCallShape:
        """Return one call, with everything that was said and pressed, and remarks on it."""
        return CloseCallShape.seen(_call(organisation, call_id), organisation.network)

    @router.put("/calls/{call_id}/tags")
    async def tag(call_id: str, wish: TagsShape, organisation: Organisation = there) -> CallShape:
        """Replace the tags of a call."""
        _call(organisation, call_id)
        return CallShape.of(organisation.network.tag_call(call_id, tuple(dict.fromkeys(wish.tags))))


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


def fault_in(header: str | None, kind: Kind) -> Fault | None:
    """Return the fault that a header asks for, if it is there; answers 422 for what names none."""
    try:
        return None if header is None else fault_of(header, kind)
    except FaultHeaderError as error:
        raise ApiError(422, "fault", str(error), f"{HEADER}: late; seconds=30") from None


def _message(organisation: Organisation, message_id: str) -> Message:
    try:
        return organisation.network.message(message_id)
    except UnknownMessageError as error:
        raise ApiError(404, "no-message", str(error)) from None


def _call(organisation: Organisation, call_id: str) -> Call:
    try:
        return organisation.network.call(call_id)
    except UnknownCallError as error:
        raise ApiError(404, "no-call", str(error)) from None
