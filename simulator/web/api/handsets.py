"""What a handset can do: read its messages, wait for the next one, answer, press keys, hang up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from simulator.gateway import Call, Message, NotPossibleError, UnknownCallError
from simulator.phone_numbers import PhoneNumber, PhoneNumberError
from simulator.store import Organisation
from simulator.web.api.errors import ApiError
from simulator.web.api.shapes import CallShape, KeysShape, MessageShape

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.web.site import Site

REGION: Final = "NL"
"""The region whose national numbers are understood in an address."""

LONGEST_WAIT: Final = 60
Seconds = Annotated[float, Query(ge=0, le=LONGEST_WAIT, description="How long to wait, in seconds.")]
After = Annotated[str | None, Query(description="The id of the last one that was read.")]
Item = TypeVar("Item", Message, Call)
NOTHING: Final[dict[int | str, dict[str, Any]]] = {204: {"description": "Nothing came within the time."}}


def number_of(number: Annotated[str, Path(examples=["+31612345678"])]) -> PhoneNumber:
    """Return the number in an address; answers 404 for what is none."""
    try:
        return PhoneNumber.parse(number, REGION)
    except PhoneNumberError as error:
        raise ApiError(404, "no-number", str(error), "write it as +31612345678") from None


def add_handset_routes(router: APIRouter, organisation_of: Callable[..., Organisation]) -> None:
    """Add the routes to `router`; `organisation_of` says whose handsets they are."""
    there = Depends(organisation_of)
    number_there = Depends(number_of)

    @router.get("/handsets/{number}/messages", response_model=list[MessageShape])
    async def messages(organisation: Organisation = there, number: PhoneNumber = number_there) -> list[MessageShape]:
        """Return the messages that arrived at a number, oldest first."""
        return [MessageShape.of(each) for each in organisation.network.messages(number)]

    @router.get("/handsets/{number}/messages/next", response_model=MessageShape, responses=NOTHING)
    async def next_message(
        request: Request,
        organisation: Organisation = there,
        number: PhoneNumber = number_there,
        after: After = None,
        timeout: Seconds = 10,  # noqa: ASYNC109  # a query parameter, not asyncio's
    ) -> MessageShape | Response:
        """Wait for the first message after the one called `after` (or the first of all)."""
        found = await _next(request, organisation, lambda: organisation.network.messages(number), after, timeout)
        return MessageShape.of(found) if found else Response(status_code=204)

    @router.get("/handsets/{number}/calls", response_model=list[CallShape])
    async def calls(organisation: Organisation = there, number: PhoneNumber = number_there) -> list[CallShape]:
        """Return the calls to a number, oldest first."""
        return [CallShape.of(each) for each in organisation.network.calls(number)]

    @router.get("/handsets/{number}/calls/next", response_model=CallShape, responses=NOTHING)
    async def next_call(
        request: Request,
        organisation: Organisation = there,
        number: PhoneNumber = number_there,
        after: After = None,
        timeout: Seconds = 10,  # noqa: ASYNC109  # a query parameter, not asyncio's
    ) -> CallShape | Response:
        """Wait for the first call after the one called `after` (or the first of all)."""
        found = await _next(request, organisation, lambda: organisation.network.calls(number), after, timeout)
        return CallShape.of(found) if found else Response(status_code=204)

    _add_call_routes(router, there)


def _add_call_routes(router: APIRouter, there: Any) -> None:  # noqa: ANN401  # FastAPI's own type is Any
    @router.post("/calls/{call_id}/answer", response_model=CallShape)
    async def answer(call_id: str, organisation: Organisation = there) -> CallShape:
        """Answer a call that rings."""
        return _done(organisation.network.answer, call_id)

    @router.post("/calls/{call_id}/press", response_model=CallShape)
    async def press(call_id: str, keys: KeysShape, organisation: Organisation = there) -> CallShape:
        """Press keys during a call."""
        return _done(organisation.network.press, call_id, keys.keys)

    @router.post("/calls/{call_id}/hang-up", response_model=CallShape)
    async def hang_up(call_id: str, organisation: Organisation = there) -> CallShape:
        """End a call, or decline one that rings."""
        return _done(organisation.network.hang_up, call_id)


def _done(do: Callable[..., Call], call_id: str, *more: str) -> CallShape:
    try:
        return CallShape.of(do(call_id, *more))
    except UnknownCallError as error:
        raise ApiError(404, "no-call", str(error)) from None
    except NotPossibleError as error:
        raise ApiError(409, "not-possible", str(error)) from None


async def _next(
    request: Request, organisation: Organisation, listed: Callable[[], list[Item]], after: str | None, seconds: float
) -> Item | None:
    site: Site = request.app.state.site

    def look() -> Item | None:
        items = listed()
        if after is None:
            return items[0] if items else None
        places = [place for place, each in enumerate(items) if each.id == after]
        if not places:
            raise ApiError(404, "no-such-id", f"nothing with the id {after!r} came to this number")
        return items[places[0] + 1] if places[0] + 1 < len(items) else None

    changes = site.changes(organisation)
    return await changes.wait_for(look, seconds=seconds, until_due=lambda: site.until_due(organisation))
