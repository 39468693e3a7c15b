"""What a handset can do: read its messages, wait for the next one, reply, answer, press keys, hang up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request, Response

from stapsgewijs.phone_network import Call, Direction, Filter, Message, NotPossibleError, PhoneNetwork, UnknownCallError
from stapsgewijs.phone_numbers import PhoneNumber
from stapsgewijs.storage import Organisation
from stapsgewijs.web.api.errors import ApiError
from stapsgewijs.web.api.queries import (
    NOTHING,
    REGION,
    After,
    Seconds,
    arrival,
    number_or_none,
    wait_for_call,
    wait_for_message,
)
from stapsgewijs.web.api.schemas import CallShape, CodeShape, HandsetShape, KeysShape, MessageShape, ReplyShape
from stapsgewijs.web.state import SimulatorState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_THINKS_FOR: Final = 20.0
"""How long a key waits for the caller to listen, in seconds; a system may take 15 to answer."""
_CODE: Final = re.compile(r"(?<!\d)\d{4,10}(?!\d)")
"""What looks like a verification code: 4 to 10 digits on their own."""


async def number_in_path(number: Annotated[str, Path(examples=["+31612345678"])]) -> PhoneNumber:
    """Return the number in an address; answers 404 for what is none."""
    return number_of(number)


def number_of(number: str) -> PhoneNumber:
    """Return the number that `number` stands for; answers 404 for what is none."""
    found = number_or_none(number)
    if found is None:
        raise ApiError(404, "no-number", f"{number!r} is not a phone number", "write it as +31612345678")
    return found


def add_handset_routes(router: APIRouter, organisation_of: Callable[..., Awaitable[Organisation]]) -> None:
    """Add the routes to `router`; `organisation_of` says whose handsets they are."""
    there = Depends(organisation_of)
    number_there = Depends(number_in_path)

    @router.get("/handsets")
    async def handsets(organisation: Organisation = there) -> list[HandsetShape]:
        """Return every handset that has a message or a call."""
        return [_handset(PhoneNumber.parse(each, REGION)) for each in organisation.network.handsets()]

    @router.get("/handsets/{number}/messages")
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
        found = await wait_for_message(request, organisation, _arrived_at(number), after, timeout)
        return MessageShape.of(found) if found else Response(status_code=204)

    @router.get("/handsets/{number}/calls")
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
        found = await wait_for_call(request, organisation, Filter(number), after, timeout)
        return CallShape.of(found) if found else Response(status_code=204)

    _add_code_and_reply(router, there, number_there)
    _add_call_routes(router, there)


def _add_code_and_reply(router: APIRouter, there: Any, number_there: Any) -> None:  # noqa: ANN401  # FastAPI's own type
    @router.get("/handsets/{number}/code", response_model=CodeShape, responses=NOTHING)
    async def code(
        request: Request,
        organisation: Organisation = there,
        number: PhoneNumber = number_there,
        after: After = None,
        timeout: Seconds = 10,  # noqa: ASYNC109  # a query parameter, not asyncio's
    ) -> CodeShape | Response:
        """Return the code (4 to 10 digits) in the latest message with one, waiting for it.

        With `after` only messages that came after that one count.
        """
        site: SimulatorState = request.app.state.site
        found = await site.changes(organisation).wait_for(
            lambda: _latest_code(organisation.network, number, after),
            seconds=timeout,
            until_due=lambda: site.until_due(organisation),
            about=number.e164,
        )
        return found or Response(status_code=204)

    @router.post("/handsets/{number}/messages", status_code=201)
    async def reply(
        wish: ReplyShape, organisation: Organisation = there, number: PhoneNumber = number_there
    ) -> MessageShape:
        """Send a message from this handset, as a person who replies does."""
        return MessageShape.of(organisation.network.reply(number, wish.to, wish.body))

    @router.delete("/handsets/{number}", status_code=204)
    async def clear(organisation: Organisation = there, number: PhoneNumber = number_there) -> None:
        """Forget every message and call of a handset; a call that is under way ends."""
        organisation.network.remove_messages(Filter(number))
        organisation.network.remove_calls(Filter(number))


def _add_call_routes(router: APIRouter, there: Any) -> None:  # noqa: ANN401  # FastAPI's own type is Any
    @router.post("/calls/{call_id}/answer")
    async def answer(call_id: str, organisation: Organisation = there) -> CallShape:
        """Answer a call that rings."""
        return _done(organisation.network.answer, call_id)

    @router.post("/calls/{call_id}/press")
    async def press(request: Request, call_id: str, keys: KeysShape, organisation: Organisation = there) -> CallShape:
        """Press keys during a call, as soon as the caller listens: a person waits to be asked as well."""
        await _until_heard(request, organisation, call_id)
        return _done(organisation.network.press, call_id, keys.keys)

    @router.post("/calls/{call_id}/hang-up")
    async def hang_up(call_id: str, organisation: Organisation = there) -> CallShape:
        """End a call, or decline one that rings."""
        return _done(organisation.network.hang_up, call_id)


def _handset(number: PhoneNumber) -> HandsetShape:
    return HandsetShape(number=number.e164, international=number.international, kind=str(number.kind))


def _arrived_at(number: PhoneNumber) -> Filter:
    return Filter(number, arrived=True, direction=Direction.OUTBOUND)


def _latest_code(network: PhoneNetwork, number: PhoneNumber, after: str | None) -> CodeShape | None:
    known: list[Message] = network.messages(number)
    if after is not None:
        if after not in {each.id for each in known}:
            raise ApiError(404, "no-such-id", f"nothing with the id {after!r} came to this number")
        last = next(arrival(each) for each in known if each.id == after)
        known = [each for each in known if arrival(each) > last]
    for message in reversed(known):
        if found := _CODE.search(message.body):
            return CodeShape(code=found[0], message=MessageShape.of(message))
    return None


def _done(do: Callable[..., Call], call_id: str, *more: str) -> CallShape:
    try:
        return CallShape.of(do(call_id, *more))
    except UnknownCallError as error:
        raise ApiError(404, "no-call", str(error)) from None
    except NotPossibleError as error:
        raise ApiError(409, "not-possible", str(error)) from None


async def _until_heard(request: Request, organisation: Organisation, call_id: str) -> None:
    """Wait while the caller asks its system what to say; a key that is pressed meanwhile would be lost."""
    site: SimulatorState = request.app.state.site

    def listens() -> bool | None:
        try:
            return None if organisation.network.call(call_id).thinking else True
        except UnknownCallError:
            return True

    await site.changes(organisation).wait_for(
        listens, seconds=_THINKS_FOR, until_due=lambda: site.until_due(organisation)
    )
